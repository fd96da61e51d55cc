"""Going on with a workflow by start_workflow: what the call says is what is done, and what it gives is used."""

import json
import subprocess

import pytest

from repository import Repository
from server import BINARY, Refused, Server

DEFINITION = {"name": "Two", "phases": [{"agents": ["maker"]}, {"agents": ["checker"]}, {"agents": ["keeper"]}],
              "agents": [{"id": "maker"}, {"id": "checker"}, {"id": "keeper", "evaluator": {"retry": ["maker"]}}]}


@pytest.fixture
def scene():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        yield repository, server


def start(server, request="Build it", **more):
    return server.call("start_workflow", {"request": request, "definition": DEFINITION, "mode": "full", **more})


def run(repository, *words):
    done = subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_the_answer_says_why_it_was_resumed_and_agents_are_told_what_is_given(scene):
    _, server = scene
    begun = start(server, instructions={"maker": "Be brief"})
    again = server.call("start_workflow", {"request": "continue, with less colour", "definition": DEFINITION,
                                           "instructions": {"maker": "Use blue", "checker": "Look twice"}})
    assert again["workflow_id"] == begun["workflow_id"] and again["execution_mode"] == "resume"
    assert "continue" in again["why"] and again["why"] != begun["why"]
    assert again["next_action"]["agents"][0]["instruction"] == (
        "The request: Build it\n\nBe brief\n\ncontinue, with less colour\n\nUse blue")
    after = server.call("evaluate_workflow", {"workflow_id": begun["workflow_id"], "phase": 1, "results": [
        {"agent": "maker", "success": True, "summary": "done", "files_modified": []}]})
    assert after["next_action"]["agents"][0]["instruction"].endswith("\n\nLook twice")
    assert server.call("verify", {"ledger": f"workflow/{begun['workflow_id']}"})["ok"] is True
    with pytest.raises(Refused, match="has no agent \"nobody\""):
        server.call("start_workflow", {"request": "continue", "definition": DEFINITION, "instructions": {"nobody": "x"}})


def test_a_workflow_of_a_remote_is_read_and_not_written(scene):
    repository, server = scene
    begun = start(server)["workflow_id"]
    repository.git("update-ref", f"refs/remotes/origin/workflow/{begun}", f"workflow/{begun}")
    repository.git("branch", "-qD", f"workflow/{begun}")
    with pytest.raises(Refused) as refusal:
        server.call("start_workflow", {"request": "continue", "continues": f"origin/workflow/{begun}"})
    body = refusal.value.body
    assert body["code"] == "wrong_state" and "is no branch of this repository" in body["error"]
    assert f"git branch workflow/{begun} origin/workflow/{begun}" in json.dumps(body)
    new = server.call("start_workflow", {"request": "Paint it", "continues": f"origin/workflow/{begun}", "mode": "full"})
    assert new["continues"] == begun and new["workflow_id"] != begun


def test_without_a_definition_the_only_open_one_is_meant(scene):
    repository, server = scene
    code, _, errors = run(repository, "workflow", "start", "continue")
    assert code == 64 and "definition is required" in errors
    one = start(server)["workflow_id"]
    code, out, errors = run(repository, "workflow", "start", "continue")
    assert code == 0 and f"workflow {one} is resumed" in out, errors
    assert "the only workflow that is open" in out.replace("\n  ", " ")
    code, _, errors = run(repository, "workflow", "start", "Build another")
    assert code == 64 and "definition is required" in errors
    assert server.call("start_workflow", {"request": "continue"})["workflow_id"] == one
    two = start(server, "Another")["workflow_id"]
    with pytest.raises(Refused) as refusal:
        server.call("start_workflow", {"request": "continue"})
    assert refusal.value.code == "ambiguous" and set(refusal.value.body["candidates"]) == {one, two}


def test_what_came_before_is_of_the_phases_before(scene):
    _, server = scene
    workflow = start(server)["workflow_id"]
    for phase, agent in enumerate(["maker", "checker", "keeper"], start=1):
        answer = server.call("evaluate_workflow", {"workflow_id": workflow, "phase": phase, "results": [
            {"agent": agent, "success": True, "summary": f"{agent} is done", "files_modified": [],
             **({"decision": "REJECTED", "feedback": "No"} if agent == "keeper" else {})}]})
    assert answer["next_action"]["phase"] == 1 and answer["next_action"]["context"]["previous_results"] == []
    assert "No" in answer["next_action"]["agents"][0]["instruction"]


@pytest.mark.parametrize("request_", ["Continue button on the checkout page is broken", "Resume upload support: parse PDFs, too"])
def test_a_request_about_something_of_its_own_takes_no_workflow_over(scene, request_):
    repository, server = scene
    begun = start(server)["workflow_id"]
    server.call("resume_workflow", {"workflow_id": begun, "instructions": "never touch the database"})
    for given in ({"definition": DEFINITION}, {}):
        with pytest.raises(Refused) as refusal:
            server.call("start_workflow", {"request": request_, **given})
        assert refusal.value.code == "ambiguous" and refusal.value.body["candidates"] == ["resume", "full"]
    told = server.call("get_workflow_state", {"workflow_id": begun})["next_action"]["agents"][0]["instruction"]
    assert told == "The request: Build it\n\nnever touch the database"
    assert start(server, request_)["workflow_id"] != begun


def test_instructions_of_several_resumptions_add_up_and_history_tells_them(scene):
    repository, server = scene
    begun = start(server)["workflow_id"]
    server.call("resume_workflow", {"workflow_id": begun, "instructions": "never touch the database"})
    after = server.call("resume_workflow", {"workflow_id": begun, "instructions": "use pnpm"})
    assert after["next_action"]["agents"][0]["instruction"] == "The request: Build it\n\nnever touch the database\n\nuse pnpm"
    assert server.call("resume_workflow", {"workflow_id": begun, "instructions": "use pnpm"})["changed"] is False
    history = json.dumps(server.call("history", {"ledger": f"workflow/{begun}"}))
    assert "never touch the database" in history and "use pnpm" in history
    assert "use pnpm" in run(repository, "history", f"workflow/{begun}")[1]
    assert server.call("verify", {"ledger": f"workflow/{begun}"})["ok"] is True


def test_what_was_carried_over_fills_the_places_of_templates(scene):
    _, server = scene
    definition = {"name": "Told", "phases": [{"agents": ["maker"]}, {"agents": ["checker"]}],
                  "agents": [{"id": "maker", "instruction": "Files: {{files}} Done: {{summaries}}"}, {"id": "checker"}]}
    first = server.call("start_workflow", {"request": "Build it", "definition": definition, "mode": "partial", "target_agents": ["checker"]})
    server.call("evaluate_workflow", {"workflow_id": first["workflow_id"], "phase": 2, "results": [
        {"agent": "checker", "success": True, "summary": "looked at all of it", "files_created": ["notes.md"], "files_modified": []}]})
    second = server.call("start_workflow", {"request": "Mend it", "continues": first["workflow_id"], "mode": "partial", "target_agents": ["maker"]})
    assert second["next_action"]["agents"][0]["instruction"] == "Files: notes.md Done: checker: looked at all of it"


def test_who_decided_is_said_where_an_agent_may(scene):
    _, server = scene
    definition = {"name": "Any", "approve_via": "any", "phases": [{"agents": ["maker"]}],
                  "agents": [{"id": "maker", "approval": {"question": "Is it good?"}}]}
    begun = server.call("start_workflow", {"request": "Build it", "definition": definition, "mode": "full"})["workflow_id"]
    result = {"agent": "maker", "success": True, "summary": "done", "files_modified": []}
    server.call("evaluate_workflow", {"workflow_id": begun, "phase": 1, "results": [result]})

    def decide(decision, **more):
        seen = {} if decision == "abort" else {"seen": server.call("request_approval", {"workflow_id": begun})["seen"]}
        return server.call("decide", {"workflow_id": begun, "decision": decision, **seen, **more})

    decide("revise", reason="smaller")
    told = server.call("get_workflow_state", {"workflow_id": begun})["next_action"]["agents"][0]["instruction"]
    assert "An agent or a script wants this revised: smaller" in told and "A person" not in told
    decide("abort")
    end = server.call("get_workflow_state", {"workflow_id": begun})["final_result"]
    assert end["summary"] == "An agent or a script aborted it."
    with pytest.raises(Refused, match=f"An agent or a script aborted workflow {begun}"):
        server.call("resume_workflow", {"workflow_id": begun})
