"""What the list of tools costs an agent, in cl100k tokens over name, description, schema and annotations."""

import json
import subprocess
import sys

import bpe_openai
import pytest

from repository import Repository
from server import BINARY, Server
from test_drain import COMPILER, clock

NEEDS_CLOCK = pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="a clock that is set takes Linux and a C compiler")
SETS = ["plan", "checkpoint", "run", "execution", "workflow"]
# What is served with a set, and counted by itself.
BROUGHT = {"execution": "plan"}
ALWAYS = {"overview", "history", "verify"}
ONE_SET, ALL, PAGE = 2_000, 6_000, 600


def cost(tools):
    encoding = bpe_openai.get_encoding("cl100k_base")
    parts = [{key: tool.get(key) for key in ("name", "description", "inputSchema", "annotations")} for tool in tools]
    return sum(len(encoding.encode(json.dumps(part, separators=(",", ":"), ensure_ascii=False))) for part in parts)


def published(*options):
    with Repository() as repository, Server(repository.path, repository.env, *options) as server:
        return server.tools()


def test_all_tools_are_within_their_budget(capsys):
    tokens = cost(published())
    with capsys.disabled():
        print(f"\n    tools/list, all: {tokens} of {ALL} cl100k tokens")
    assert tokens <= ALL


@pytest.mark.parametrize("name", SETS)
def test_a_set_of_tools_is_within_its_budget(name, capsys):
    tools = published("--toolsets", name)
    names = {tool["name"] for tool in tools}
    if name in BROUGHT:
        brought = {tool["name"] for tool in published("--toolsets", BROUGHT[name])}
        assert brought <= names
        tools = [tool for tool in tools if tool["name"] not in brought - ALWAYS]
    tokens = cost(tools)
    with capsys.disabled():
        besides = f", without {BROUGHT[name]}" if name in BROUGHT else ""
        print(f"\n    tools/list --toolsets {name}{besides}: {tokens} of {ONE_SET} cl100k tokens, {len(tools)} tools")
    assert tokens <= ONE_SET
    assert ALWAYS <= names


WORKTREES = ["create_worktree", "commit_task", "sync_worktree", "remove_worktree"]
MORE = {"commit_task": ["summary"]}


@pytest.mark.parametrize("name, required", [
    ("plan", {"create_worktree": ["worker_id", "task_branch"], None: ["worker_id"]}), ("run", {None: ["task_id", "name"]}),
    ("plan,run", {None: []})])
def test_a_worktree_is_named_in_the_words_of_the_sets_that_are_served(name, required):
    tools = {tool["name"]: tool["inputSchema"] for tool in published("--toolsets", name)}
    for tool in WORKTREES:
        wanted = required.get(tool, required[None]) + MORE.get(tool, [])
        assert tools[tool].get("required", []) == wanted, f"{tool} of {name}"
        assert set(wanted) <= set(tools[tool]["properties"])


def test_schemas_are_flat_objects_that_every_client_takes():
    for tool in published():
        schema = tool["inputSchema"]
        assert schema["type"] == "object"
        assert not {"oneOf", "anyOf", "allOf", "$ref", "$schema"} & set(schema), tool["name"]
        assert set(schema.get("required", [])) <= set(schema["properties"])
        assert len(tool["name"]) <= 40 and tool["name"].replace("_", "").isalpha() and tool["name"].islower()
        assert len(tool["description"]) <= 400
        hints = tool["annotations"]
        assert {key: type(hints[key]) for key in ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")} \
            == dict.fromkeys(("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"), bool)
        assert hints["openWorldHint"] is False


def test_the_instructions_are_short_enough_to_arrive_whole():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        assert 200 < len(server.initialize()["instructions"]) <= 2_000


def all_sent_back(server, plan):
    seen = server.call("request_approval", {"plan_branch": plan})["seen"]
    server.call("decide", {
        "plan_branch": plan, "decision": "revise", "seen": seen, "target": "the storage layer and what hangs on it " * 3,
        "reason": "split the second task into one for each table " * 5})


def most_claimed(server, plan):
    for task in range(1, 8):
        server.call("claim_task", {"plan_branch": plan, "task_id": f"{task:03}", "worker_id": f"{plan[-1]}{task}"})


@pytest.mark.parametrize("state, approval, begun", [
    ("ready", "none", None), ("sent back", {"policy": "plan", "approve_via": "any"}, all_sent_back),
    pytest.param("claimed, run out", "none", most_claimed, marks=NEEDS_CLOCK)])
def test_the_overview_of_many_plans_and_runs_is_one_page(capsys, request, tmp_path, state, approval, begun):
    """However much goes on: what an agent asks when it has forgotten everything."""
    ahead = tmp_path / "ahead"
    ahead.write_text("0")
    with Repository() as repository:
        env = dict(repository.env)
        if begun is most_claimed:
            env.update(LD_PRELOAD=str(request.getfixturevalue("clock")), GITSTATE_AHEAD=str(ahead))
        with Server(repository.path, env) as server:
            for number in range(6):
                tasks = [{"id": f"{task:03}", "description": f"Task {task} of plan {number}"} for task in range(1, 10)]
                plan = f"session-20250112-14300{number}"
                server.call("create_plan_branch", {
                    "session_id": plan, "tasks": tasks, "approval": approval,
                    "user_request": f"Request {number}: " + "add authentication and everything around it " * 4})
                if begun:
                    begun(server, plan)
                run = server.call("start_task", {
                    "description": f"Run {number}: " + "port the importer without a change of its output " * 4,
                    "phases": [f"Phase {phase}: " + "Storage and everything around it " * 4 for phase in range(1, 6)]})
                server.call("record_validation", {"task_id": run["task_id"], "phase": "1", "passed": False})
            ahead.write_text(str(5 * 3_600))
            answer = json.dumps(server.call("overview"), separators=(",", ":"), ensure_ascii=False)
            done = subprocess.run([BINARY, "prime"], cwd=repository.path, env=env, capture_output=True, text=True)
    for text in {all_sent_back: ["wants", "split the second"], most_claimed: ["ran out"]}.get(begun, []):
        assert text in answer, answer
    encoding = bpe_openai.get_encoding("cl100k_base")
    # The names of all who are at work are more than a session begins with.
    pages = [("overview", answer)] + ([] if begun is most_claimed else [("prime", done.stdout)])
    for name, text in pages:
        tokens = len(encoding.encode(text))
        with capsys.disabled():
            print(f"\n    {name} of 6 plans ({state}) and 6 runs: {tokens} of {PAGE} cl100k tokens")
        assert tokens <= PAGE
