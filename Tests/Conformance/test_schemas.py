"""Every response of recorded sessions against the official schema of its protocol version."""

import json
import os
import queue

import jsonschema
import pytest

import story
from repository import Repository
from server import LEGACY, META, MODERN, ROOT, Refused, Server

SCHEMAS = os.environ.get("MCP_SCHEMAS") or os.path.join(ROOT, "..", "shared", "mcp-schemas")
here = os.path.isdir(SCHEMAS)
pytestmark = pytest.mark.skipif(not here, reason=f"the official schemas are not at hand in {SCHEMAS}: set MCP_SCHEMAS")


def load(version):
    with open(os.path.join(SCHEMAS, f"{version}.json")) as file:
        schema = json.load(file)
    key = "$defs" if "$defs" in schema else "definitions"
    return schema, key


def validator(version, name):
    schema, key = load(version)
    assert name in schema[key], f"{version} has no {name}"
    kind = jsonschema.validators.validator_for(schema)
    return kind({**{k: v for k, v in schema.items() if k in ("$schema", key)}, "$ref": f"#/{key}/{name}"})


def first(version, *names):
    schema, key = load(version)
    return next(name for name in names if name in schema[key])


def play(version, repository):
    """A session of every tool, well and badly; answers `(request, answer)` pairs and notifications."""
    modern = version == MODERN
    pairs, notes = [], []
    with Server(repository.path, repository.env) as server:
        def ask(method, params=None, meta=None):
            pairs.append((method, server.request(method, params, modern=modern, meta=meta)))
            return pairs[-1][1]

        if modern:
            ask("server/discover")
        else:
            ask("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}})
            ask("ping")
        ask("tools/list")
        calls = [
            ("create_plan_branch", story.FOUNDING), ("create_plan_branch", {**story.FOUNDING, "user_request": "other"}),
            ("overview", {}), ("create_task_branch", {"task_id": "001", "branch_slug": "user-model"}),
            ("create_worktree", {"worker_id": "1", "task_branch": "task/001-user-model"}), ("list_worktrees", {}),
            ("parse_task", {"branch": "task/001-user-model"}),
            ("commit_task", {"worker_id": "1", "summary": "Nothing", "type": "design"}),
            ("commit_task", {"worker_id": "1", "summary": "Nothing"}), ("parse_worker_commit", {"branch": "task/001-user-model"}),
            ("sync_worktree", {"worker_id": "1"}), ("merge_task_branch", {"task_branch": "task/001-user-model"}),
            ("remove_worktree", {"worker_id": "1"}), ("get_provides", {}), ("parse_plan", {"branch": story.PLAN}),
            ("parse_plan", {"branch": "nothing"}), ("update_plan_branch", {"plan_branch": story.PLAN}),
            ("history", {"ledger": story.PLAN}), ("verify", {"ledger": story.PLAN}), ("parse_plan", {"bransh": 1}),
        ]
        for tool, arguments in calls:
            ask("tools/call", {"name": tool, "arguments": arguments}, meta={"progressToken": f"t{len(pairs)}"})
        ask("tools/call", {"name": "no_such_tool"})
        ask("no/such/method")
        ask("tools/list", {"cursor": "x"})
        if modern:
            server.send({"jsonrpc": "2.0", "id": "l", "method": "subscriptions/listen",
                         "params": {"_meta": META, "notifications": {"toolsListChanged": True}}})
            notes.append(server.receive())
            pairs.append(("server/discover", server.request("server/discover", meta={
                "io.modelcontextprotocol/protocolVersion": "2099-01-01"})))
        notes += [each for each in server.strays if "method" in each]
    return pairs, notes


@pytest.mark.parametrize("version", [MODERN, *LEGACY])
def test_every_response_of_a_session_is_valid(version, repository):
    pairs, notes = play(version, repository)
    results = {
        "initialize": "InitializeResult", "ping": "EmptyResult", "tools/list": "ListToolsResult",
        "tools/call": "CallToolResult", "server/discover": "DiscoverResult"}
    good = bad = 0
    for method, answer in pairs:
        if "error" in answer:
            validator(version, first(version, "JSONRPCErrorResponse", "JSONRPCError")).validate(answer)
            bad += 1
        else:
            validator(version, first(version, "JSONRPCResultResponse", "JSONRPCResponse")).validate(answer)
            validator(version, results[method]).validate(answer["result"])
            good += 1
    assert good >= 20 and bad >= 3
    for note in notes:
        validator(version, "JSONRPCNotification").validate(note)
        name = {"notifications/progress": "ProgressNotification",
                "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification"}[note["method"]]
        validator(version, first(version, name)).validate(note)
    if version == MODERN:
        assert any(note["method"].endswith("acknowledged") for note in notes)


@pytest.mark.parametrize("version", [MODERN, *LEGACY])
def test_the_validation_can_fail(version):
    with pytest.raises(jsonschema.ValidationError):
        validator(version, "ListToolsResult").validate({"tools": [{"title": "no name"}]})


def test_input_schemas_are_json_schema():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        for tool in server.tools():
            jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
