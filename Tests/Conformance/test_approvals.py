"""Approvals that an agent cannot give itself: on the wire in both eras, with and without a person, and with real clients."""

import json
import os
import subprocess

import pytest

from repository import Repository
from server import BINARY, LEGACY, META, MODERN, ROOT, Refused, Server, value

HERE = os.path.dirname(os.path.abspath(__file__))
PLAN = "plan/session-1"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
FORM = {CAPABILITIES: {"elicitation": {"form": {}}}}
CLIENTS = [
    ("mcp 2 auto", "current", ["decide_client.py", "auto"], MODERN),
    ("mcp 2 legacy", "current", ["decide_client.py", "legacy"], "2025-11-25"),
    ("mcp 2 pinned", "current", ["decide_client.py", MODERN], MODERN),
    ("mcp 1", "legacy", ["decide_session.py"], "2025-11-25"),
    ("fastmcp", "current", ["decide_fastmcp.py"], MODERN),
]


@pytest.mark.parametrize("name, room, script, version", CLIENTS, ids=[each[0] for each in CLIENTS])
def test_the_person_at_a_real_client_decides(name, room, script, version):
    python = os.path.join(ROOT, ".venv-conformance", room, "bin", "python")
    with Repository() as repository:
        played = subprocess.run(
            [python, os.path.join(HERE, "clients", script[0]), BINARY, str(repository.path), *script[1:]],
            env=repository.env, capture_output=True, text=True, timeout=120)
        assert played.returncode == 0, played.stderr[-4000:]
        done = json.loads(played.stdout.splitlines()[-1])
        assert done["versions"] == [version] and done["questions"] == 13
        ways = [event.get("via") for event in repository.contents(PLAN) if "via" in event]
        assert ways == ["elicitation"] * 6, "the halt and its batch are two"
        types = [event["type"] for event in repository.contents(PLAN)]
        for wanted in ("approvalRequested", "revisionRequested", "planApproved", "batchCompleted", "batchConfirmed",
                       "workHalted", "haltLifted", "planAborted"):
            assert wanted in types, types
        repository.check()


def founded(server, approval="plan", modern=True, meta=None):
    """A plan that waits; answers the digest of what there is to be seen."""
    server.call("create_plan_branch", {
        "session_id": "session-1", "user_request": "Add login", "approval": approval,
        "tasks": [{"id": "001", "description": "Create the user model"}, {"id": "002", "description": "Mail"}]},
        modern=modern, meta=meta)
    return server.call("request_approval", {"plan_branch": PLAN}, modern=modern, meta=meta)["seen"]


def refused(server, code, tool, arguments, **more):
    with pytest.raises(Refused) as refusal:
        server.call(tool, arguments, **more)
    assert refusal.value.code == code, refusal.value
    return refusal.value.body


@pytest.mark.parametrize("version", [MODERN, *LEGACY])
@pytest.mark.parametrize("capabilities", [{}, {"elicitation": {"url": {}}}, {"sampling": {}}],
                         ids=["nothing", "url alone", "sampling"])
def test_an_agent_whose_client_asks_nobody_cannot_approve(version, capabilities):
    """Whatever it calls: the refusal names the command for a person, and the ledger stays as it was."""
    modern = version == MODERN
    with Repository() as repository, Server(repository.path, repository.env) as server:
        if not modern:
            server.initialize(version, capabilities)
        more = {"modern": modern, "meta": {CAPABILITIES: capabilities} if modern else None}
        seen = founded(server, **more)
        before = repository.refs()
        for decision in ("approve", "confirm", "revise", "abort"):
            body = refused(server, "needs_person", "decide", {
                "plan_branch": PLAN, "decision": decision, "seen": seen, "reason": "I say so"}, **more)
            assert "gitstate " in body["remedy"] and PLAN in body["remedy"]
            assert "next" not in body, "no call of the agent's mends that"
        for tool, arguments in [
            ("claim_task", {"task_id": "001", "worker_id": "1"}), ("next_tasks", {"claim": True, "worker_id": "1"})]:
            body = refused(server, "awaiting_decision", tool, {"plan_branch": PLAN, **arguments}, **more)
            assert body["next"] == {"tool": "request_approval", "arguments": {"plan_branch": PLAN}}
        shown = server.call("next_tasks", {"plan_branch": PLAN}, **more)
        assert shown["batch"]["tasks"] == [] and shown["paused"]["at"] == "plan"
        assert (shown["state"], shown["workflow_state"]) == ("awaiting_approval", "awaiting_approval")
        assert repository.refs() == before
        # Nor does the same call from the command line, or the command without a terminal.
        for words in (["call", "decide", f"plan_branch={PLAN}", "decision=approve", f"seen={seen}"],
                      ["approve", PLAN], ["approve", PLAN, "--yes"], ["abort", PLAN, "--yes"]):
            ended = subprocess.run(
                [BINARY, *words], cwd=repository.path, env=repository.env, input="session-1\n", capture_output=True,
                text=True)
            assert ended.returncode == 65 and "gitstate a" in ended.stderr, ended
        assert repository.refs() == before
        # Making a branch hands nothing out; a worktree of it does.
        branch = server.call("create_task_branch", {"task_id": "001", "plan_branch": PLAN}, **more)["branch_name"]
        refused(server, "awaiting_decision", "create_worktree", {"worker_id": "1", "task_branch": branch}, **more)
        assert not (repository.path / ".worktrees").exists()
        assert not [event for event in repository.contents(PLAN) if "via" in event or event["type"] == "taskClaimed"]
        repository.check()


def decide(seen, decision="approve", **more):
    return {"name": "decide", "arguments": {"plan_branch": PLAN, "decision": decision, "seen": seen, **more}}


def test_in_the_modern_era_the_answer_comes_with_the_same_call_again():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        seen = founded(server)
        before = repository.refs()
        first = server.request("tools/call", decide(seen), meta=FORM)["result"]
        assert first["resultType"] == "input_required" and repository.refs() == before
        (key, question), = first["inputRequests"].items()
        assert question["method"] == "elicitation/create" and question["params"]["mode"] == "form"
        answer = {key: {"action": "accept", "content": {"decision": "approve"}}}

        # An answer without the server's own seal, to another decision, or of another server is none.
        for forged in ({"inputResponses": answer}, {"inputResponses": answer, "requestState": "0" * 64 + ".{}"}):
            assert server.request("tools/call", {**decide(seen), **forged}, meta=FORM)["error"]["code"] == -32602
        state = {"inputResponses": answer, "requestState": first["requestState"]}
        assert server.request("tools/call", {**decide(seen, "confirm"), **state}, meta=FORM)["error"]["code"] == -32602
        with Server(repository.path, repository.env) as other:
            assert other.request("tools/call", {**decide(seen), **state}, meta=FORM)["error"]["code"] == -32602
        assert repository.refs() == before

        # The plan changed while the person looked: what they answered is not what is there.
        server.call("update_plan_branch", {"plan_branch": PLAN, "changed_tasks": [{"id": "002", "description": "Post"}]})
        stale = server.request("tools/call", {**decide(seen), **state}, meta=FORM)["result"]
        assert stale["isError"] and json.loads(stale["content"][0]["text"])["code"] == "outdated"
        seen = server.call("request_approval", {"plan_branch": PLAN})["seen"]
        first = server.request("tools/call", decide(seen), meta=FORM)["result"]
        state = {"inputResponses": answer, "requestState": first["requestState"]}
        done = value(server.request("tools/call", {**decide(seen), **state}, meta=FORM)["result"])
        assert (done["decision"], done["via"], done["state"]) == ("approve", "elicitation", "active")
        repository.check()


@pytest.mark.parametrize("version", LEGACY[:2])
def test_in_the_legacy_era_the_server_asks_while_the_call_waits(version):
    with Repository() as repository, Server(repository.path, repository.env) as server:
        server.initialize(version, {"elicitation": {}})
        seen = founded(server, modern=False)

        def asked(identity):
            server.send({"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": decide(seen)})
            question = server.receive()
            assert question["method"] == "elicitation/create", question
            return question

        def answered(question, result, identity):
            server.send({"jsonrpc": "2.0", "id": question["id"], "result": result})
            return server.answer(identity)["result"]

        # What is no choice of the form is no decision.
        for number, result in enumerate((
            {"action": "accept", "content": {"decision": "reopen"}}, {"action": "accept", "content": {}},
            {"action": "accept"}, {"action": "decline"}, {"action": "cancel"}, {"action": "yes"})):
            done = answered(asked(f"no-{number}"), result, f"no-{number}")
            assert done["isError"] and json.loads(done["content"][0]["text"])["code"] == "needs_person", done
        # Other calls are served while the person thinks.
        question = asked("late")
        assert server.call("overview", modern=False)["plans"][0]["paused"]["at"] == "plan"
        server.call("update_plan_branch", {
            "plan_branch": PLAN, "changed_tasks": [{"id": "002", "description": "Post"}]}, modern=False)
        done = answered(question, {"action": "accept", "content": {"decision": "approve"}}, "late")
        assert done["isError"] and json.loads(done["content"][0]["text"])["code"] == "outdated"
        assert not [event for event in repository.contents(PLAN) if "via" in event]
        seen = server.call("request_approval", {"plan_branch": PLAN}, modern=False)["seen"]
        done = answered(asked("yes"), {"action": "accept", "content": {"decision": "approve"}}, "yes")
        assert value(done)["via"] == "elicitation"
        repository.check()


def test_a_person_types_the_plans_id_at_a_terminal():
    """A pseudo-terminal of our own: what is shown, what is typed, what is recorded."""
    import pty

    with Repository() as repository, Server(repository.path, repository.env) as server:
        founded(server, "plan_and_batches")

        def at_terminal(words, typed, meanwhile=lambda: None):
            child, terminal = pty.fork()
            if child == 0:
                os.chdir(repository.path)
                os.execve(BINARY, [BINARY, *words], {**repository.env, "TERM": "dumb"})
            shown = b""
            while b"decides nothing: " not in shown:
                chunk = os.read(terminal, 1 << 16)
                assert chunk, shown
                shown += chunk
            meanwhile()
            os.write(terminal, typed.encode() + b"\n")
            try:
                while chunk := os.read(terminal, 1 << 16):
                    shown += chunk
            except OSError:  # the end of a terminal, on Linux
                pass
            _, status = os.waitpid(child, 0)
            os.close(terminal)
            return os.waitstatus_to_exitcode(status), shown.decode()

        status, shown = at_terminal(["approve", PLAN], "yes")
        assert status == 65 and "001  Create the user model" in shown
        assert server.call("parse_plan", {"branch": PLAN})["state"] == "awaiting_approval"
        # What changes while the person reads is named, and nothing is decided.
        status, shown = at_terminal(["approve", PLAN], "session-1", lambda: server.call("update_plan_branch", {
            "plan_branch": PLAN, "changed_tasks": [{"id": "002", "description": "Post"}],
            "new_tasks": [{"id": "003", "description": "More"}]}))
        said = " ".join(shown.split("decides nothing: ")[1].split())
        assert status == 65 and f"{PLAN} is not what was shown; since then: added 003; changed 002." in said, said
        assert server.call("parse_plan", {"branch": PLAN})["state"] == "awaiting_approval"
        status, shown = at_terminal(["approve", PLAN], "session-1")
        assert status == 0 and f"{PLAN} is approved" in shown
        plan = server.call("parse_plan", {"branch": PLAN})
        assert plan["state"] == "active" and plan["last_decision"]["via"] == "terminal"
        status, _ = at_terminal(["abort", PLAN, "--reason", "enough"], "session-1")
        assert status == 0 and server.call("parse_plan", {"branch": PLAN})["workflow_state"] == "aborted"
        repository.check()


SECURITY = [
    {"status": "failed", "failure_type": "SECURITY_BLOCK", "reasoning": "r"},
    {"status": "SECURITY_BLOCK", "reasoning": "r"},
    {"status": "security-block"},
    {"status": "blocked", "blocked_reason": "r", "error_context": {"error_type": "Security Block"}},
    {"status": "completed", "fail": "security_block"},
    {"failure_type": "Security_Block"},
    {"status": "failed", "error_type": "SECURITY_BLOCK"},
]


@pytest.mark.parametrize("handoff", SECURITY, ids=[json.dumps(each) for each in SECURITY])
def test_a_security_block_halts_however_it_is_said(server, handoff):
    server.call("create_plan_branch", {
        "session_id": "session-1", "user_request": "r",
        "tasks": [{"id": "001", "description": "One"}, {"id": "002", "description": "Two"}]})
    server.call("claim_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1"})
    done = server.call("report_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1", "handoff": handoff})
    assert done["route"] == "halt" and done["task"]["status"] == "failed" and done["newly_ready"] == []
    assert done["paused"]["at"] == "halt" and done["state"] == "awaiting_confirmation"
    refused(server, "awaiting_decision", "next_tasks", {"plan_branch": PLAN, "claim": True, "worker_id": "2"})
    again = server.call("report_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1", "handoff": handoff})
    assert again["changed"] is False


def test_a_call_with_a_key_asks_once_and_answers_as_the_person_did():
    """Whatever the agent proposed: the same call again is answered with the person's decision, and asks nobody."""
    with Repository() as repository, Server(repository.path, repository.env) as server:
        seen = founded(server)
        keyed = {**FORM, "gitstate/idempotencyKey": "decision-1"}
        first = server.request("tools/call", decide(seen), meta=keyed)["result"]
        (key, _), = first["inputRequests"].items()
        said = {"inputResponses": {key: {"action": "accept", "content": {"decision": "revise", "reason": "no"}}},
                "requestState": first["requestState"]}
        done = value(server.request("tools/call", {**decide(seen), **said}, meta=keyed)["result"])
        assert (done["decision"], done["changed"]) == ("revise", True)
        again = server.request("tools/call", decide(seen), meta=keyed)["result"]
        assert again["resultType"] != "input_required" and value(again) == done
        # Nor is anybody asked for a write that its guard forbids.
        late = server.request("tools/call", decide(seen), meta={**FORM, "gitstate/expectedSeq": 1})["result"]
        assert late["isError"] and json.loads(late["content"][0]["text"])["code"] == "overtaken"
        repository.check()


def test_many_claims_and_reports_leave_an_approval_as_it_is(server):
    seen = founded(server, {"policy": "plan", "approve_via": "any"})
    server.call("decide", {"plan_branch": PLAN, "decision": "approve", "seen": seen})
    for number in range(50):
        server.call("claim_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1"})
        done = server.call("report_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1", "handoff": {
            "status": "blocked", "blocked_reason": f"reason {number}"}})
        assert "paused" not in done
    again = server.call("decide", {"plan_branch": PLAN, "decision": "approve", "seen": seen})
    assert again["changed"] is False and again["state"] == "active"
    # One changed dependency does: who is at work goes on, and nothing else is handed out.
    server.call("claim_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1"})
    server.call("update_plan_branch", {"plan_branch": PLAN, "changed_tasks": [{"id": "002", "depends_on": ["001"]}]})
    refused(server, "awaiting_decision", "claim_task", {"plan_branch": PLAN, "task_id": "002", "worker_id": "2"})
    refused(server, "outdated", "decide", {"plan_branch": PLAN, "decision": "approve", "seen": seen})
    renewed = server.call("claim_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1", "lease_minutes": 300})
    assert renewed["changed"] is False
    server.call("report_task", {"plan_branch": PLAN, "task_id": "001", "worker_id": "1", "handoff": {"status": "done"}})
