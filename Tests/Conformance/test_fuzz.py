"""Property tests of the wire with hypothesis: bounded, and the same each time."""

import json
import os
import queue

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from repository import Repository
from server import META, Server

SEED = int(os.environ.get("GITSTATE_SEED", "20261121"))
EXAMPLES = 60 if os.environ.get("GITSTATE_QUICK") == "1" else 300
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4), max_leaves=12)
METHODS = ["ping", "tools/list", "tools/call", "initialize", "server/discover", "subscriptions/listen", "nope"]
REQUEST = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "method": st.sampled_from(METHODS) | st.text(max_size=20)},
    optional={"params": st.dictionaries(st.sampled_from(["name", "arguments", "_meta", "cursor", "protocolVersion"]), VALUE, max_size=4) | VALUE})


@pytest.fixture(scope="module")
def place():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        server.count = 0
        yield server


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(REQUEST | VALUE, min_size=1, max_size=6), st.lists(st.binary(max_size=60), max_size=3))
def test_each_request_is_answered_exactly_once_whatever_stands_around_it(place, messages, noise):
    server = place
    ids = []
    for message in messages:
        if isinstance(message, dict) and "method" in message:
            server.count += 1
            ids.append(f"r{server.count}")
            message = {**message, "id": ids[-1]}
        server.send(json.dumps(message).encode())
        for line in noise:
            server.send(line.replace(b"\n", b""))
    server.count += 1
    end = f"end{server.count}"
    server.send({"jsonrpc": "2.0", "id": end, "method": "server/discover", "params": {"_meta": META}})
    seen = {}
    while end not in seen or any(each not in seen for each in ids):
        try:
            message = server.receive(10)
        except queue.Empty:
            raise AssertionError(f"no answer to {[each for each in ids if each not in seen]}") from None
        for each in message if isinstance(message, list) else [message]:
            assert each["jsonrpc"] == "2.0" and ("result" in each) + ("error" in each) + ("method" in each) == 1
            if "error" in each:
                assert isinstance(each["error"]["code"], int) and each["error"]["message"]
                assert each["error"]["code"] != -32603
            if isinstance(each.get("id"), str) and "method" not in each:
                assert each["id"] not in seen, f"{each['id']} was answered twice"
                seen[each["id"]] = True
    assert server.process.poll() is None and not server.stderr


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["parse_plan", "parse_task", "history", "get_provides", "create_task_branch", "update_plan_branch",
                        "create_plan_branch", "commit_task", "remove_worktree", "merge_task_branch"]),
       st.dictionaries(st.sampled_from(["branch", "ledger", "task_id", "plan_branch", "session_id", "tasks", "limit",
                                        "worker_id", "summary", "task_branch", "user_request", "ids", "new_tasks"]),
                       VALUE, max_size=5))
def test_any_arguments_are_answered_with_a_value_or_an_error_that_says_why(place, tool, arguments):
    result = place.result(tool, arguments)
    body = json.loads(result["content"][0]["text"])
    if result.get("isError"):
        assert body["error"] and body["code"] not in ("bug", "input_output"), body
