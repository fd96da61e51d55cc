"""How a server process begins, ends, and stays alive."""

import json
import os
import queue
import signal
import statistics
import threading
import time

import psutil
import pytest

import story
from server import META, Server

PING = {"jsonrpc": "2.0", "id": "p", "method": "ping"}


def call(identity, tool, arguments=None, **meta):
    return {"jsonrpc": "2.0", "id": identity, "method": "tools/call",
            "params": {"name": tool, "arguments": arguments or {}, "_meta": {**META, **meta}}}


def ended(server, seconds):
    """How long the server takes to end, in seconds; killed after so many, it has failed."""
    begin = time.monotonic()
    killer = threading.Timer(seconds, server.process.kill)
    killer.start()
    # Without a timeout: with one, Popen looks only now and then.
    code = server.process.wait()
    taken = time.monotonic() - begin
    killer.cancel()
    assert code == 0, f"ended with {code} after {taken:.3f} s"
    return taken


def test_the_end_of_the_input_ends_an_idle_server(server):
    server.request("tools/list")
    server.process.stdin.close()
    ended(server, 2)


def test_a_server_that_was_asked_nothing_ends_with_its_input(server):
    server.process.stdin.close()
    ended(server, 2)
    assert server.receive() is None


def test_calls_in_flight_at_the_end_of_the_input_are_answered(server):
    for number in range(20):
        server.send(call(number, "create_plan_branch", {**story.FOUNDING, "session_id": f"s{number}"}))
    server.process.stdin.close()
    got = set()
    while (message := server.receive()) is not None:
        assert message["result"]["structuredContent"]["changed"] is True
        got.add(message["id"])
    ended(server, 3)
    assert got == set(range(20))


# What a signal may take to end a server, in seconds: the median of many, and any single one on a busy machine.
BUDGET, ROOM = 0.050, 0.500


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_idle_server_at_once(repository, number, record_property):
    taken = []
    for _ in range(20):
        with Server(repository.path, repository.env) as server:
            server.request("tools/list")
            server.process.send_signal(number)
            taken.append(ended(server, 2))
    words = f"median {statistics.median(taken) * 1000:.1f} ms, at most {max(taken) * 1000:.1f} ms"
    record_property("taken", words)
    print(words)
    assert statistics.median(taken) < BUDGET and max(taken) < ROOM, words


def test_a_signal_ends_a_server_at_work(server, repository):
    server.call("create_plan_branch", story.FOUNDING)
    for number in range(60):
        server.send(call(f"n{number}", "update_plan_branch", {
            "plan_branch": story.PLAN, "architecture_updates": f"learning {number}"}))
    server.process.send_signal(signal.SIGINT)
    assert ended(server, 2) < ROOM
    with Server(repository.path, repository.env) as next_one:
        # A lock that was held at that moment is cleared by whoever writes next.
        next_one.call("update_plan_branch", {"plan_branch": story.PLAN, "architecture_updates": "learned after it"})
        assert next_one.call("verify", {"ledger": story.PLAN})["ok"] is True


def test_a_closed_output_ends_the_server_quietly(repository):
    server = Server(repository.path, repository.env, read=False)
    server.process.stdout.close()
    server.send(PING)
    ended(server, 3)
    assert server.stderr == b""


def test_a_closed_standard_error_does_no_harm(repository):
    server = Server(repository.path, repository.env)
    server.process.stderr.close()
    assert server.call("overview") is not None
    server.end()


def test_a_server_that_was_stopped_at_its_start_answers_what_waits(repository):
    """The probe race: a client gives up on discover and sends initialize on the same stream."""
    server = Server(repository.path, repository.env)
    server.process.send_signal(signal.SIGSTOP)
    server.send({"jsonrpc": "2.0", "id": "probe", "method": "server/discover", "params": {"_meta": META}})
    server.send({"jsonrpc": "2.0", "id": 0, "method": "initialize",
                 "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}})
    with pytest.raises(queue.Empty):
        server.receive(1)
    server.process.send_signal(signal.SIGCONT)
    assert [server.receive()["id"], server.receive()["id"]] == ["probe", 0]
    assert server.tools(modern=False) and server.tools(modern=True)
    server.end()


def test_64_calls_at_once_for_a_slow_reader_are_whole_and_answered_once(repository):
    with Server(repository.path, repository.env) as server:
        tasks = [{"id": f"{number:03}", "description": "x" * 400} for number in range(1, 51)]
        server.call("create_plan_branch", {"session_id": "big", "user_request": "much", "tasks": tasks})
    server = Server(repository.path, repository.env, read=False)

    def send():
        for number in range(64):
            server.send(call(number, "parse_plan", {"branch": "big"}))

    sender = threading.Thread(target=send)
    sender.start()
    data = b""
    while data.count(b"\n") < 64:
        data += os.read(server.process.stdout.fileno(), 4096)
        if len(data) < 1 << 16:
            time.sleep(0.002)
    sender.join()
    answers = [json.loads(line) for line in data.splitlines()]
    assert sorted(answer["id"] for answer in answers) == list(range(64))
    assert all(len(json.dumps(answer)) > 16_000 and "error" not in answer for answer in answers)
    server.process.stdin.close()
    ended(server, 3)


def test_a_signal_ends_a_server_whose_client_reads_nothing(repository):
    """The output is full and a write is stuck in it."""
    with Server(repository.path, repository.env) as server:
        tasks = [{"id": f"{number:03}", "description": "x" * 400} for number in range(1, 51)]
        server.call("create_plan_branch", {"session_id": "big", "user_request": "much", "tasks": tasks})
    server = Server(repository.path, repository.env, read=False)
    for number in range(40):
        server.send(call(number, "parse_plan", {"branch": "big"}))
    assert os.read(server.process.stdout.fileno(), 4096)
    server.process.send_signal(signal.SIGTERM)
    assert ended(server, 2) < ROOM


def test_cancelled_calls_are_not_answered(server):
    lines = []
    for number in range(200):
        lines.append(call(number, "overview"))
        lines.append({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": number, "reason": "Esc"}})
    # In one write, so that each cancellation is there while its call waits.
    server.send("\n".join(json.dumps(line) for line in lines).encode())
    server.send({"jsonrpc": "2.0", "id": "end", "method": "server/discover", "params": {"_meta": META}})
    answered = []
    while (message := server.receive()).get("id") != "end":
        answered.append(message)
    # What was finished before its cancellation came may be answered; nothing is answered twice or as an error.
    assert len({message["id"] for message in answered}) == len(answered)
    assert all("error" not in message for message in answered)
    assert len(answered) < 100, f"{len(answered)} of 200 cancelled calls were answered"
    assert server.call("overview") is not None
    assert not server.strays, "answered after all"


def test_a_cancelled_call_stops_its_work_and_is_never_answered(server, repository):
    files = 6_000
    for number in range(files):
        repository.write(f"many/{number % 100:02}/{number:04}.txt", f"{number}\n" * 200)
    repository.commit("Many files")
    server.call("create_plan_branch", story.FOUNDING)
    server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    before = repository.git("for-each-ref")
    server.send(call("tree", "create_worktree", {"worker_id": "1", "task_branch": "task/001-user-model"}, progressToken="t"))
    first = server.receive()
    assert first["method"] == "notifications/progress"
    server.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "tree"}})
    # The next call that needs the folder waits for whatever goes on there.
    assert server.call("remove_worktree", {"worker_id": "1"})["changed"] is False, "the worktree was made to its end"
    assert not os.path.exists(os.path.join(repository.path, ".worktrees", "worker-1"))
    assert [each for each in server.strays if each.get("id") == "tree"] == []
    task = server.call("parse_task", {"branch": "task/001-user-model"})
    assert task["status"] == "pending", "its claim was not given back"
    assert len(before.splitlines()) == len(repository.git("for-each-ref").splitlines())
    # And it can be made then.
    made = server.call("create_worktree", {"worker_id": "1", "task_branch": "task/001-user-model"})
    assert made["changed"] is True
    assert sum(len(names) for _, _, names in os.walk(made["path"])) > files


def test_a_call_that_waits_and_is_cancelled_changes_nothing(repository):
    """120 writes wait in line; the last is cancelled before its turn."""
    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", story.FOUNDING)
        lines = [call(f"w{number}", "update_plan_branch", {
            "plan_branch": story.PLAN, "architecture_updates": f"learning {number}"}) for number in range(120)]
        lines.append({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "w119"}})
        # In one write, or a busy machine might end the last call before its cancellation is sent.
        server.send("\n".join(json.dumps(line) for line in lines).encode())
        got = {}
        while len(got) < 119:
            message = server.receive(60)
            assert message["id"] not in got
            got[message["id"]] = message
        assert "w119" not in got
        assert all(message["result"]["structuredContent"]["changed"] for message in got.values())
        plan = server.call("parse_plan", {"branch": story.PLAN})
        assert plan["plan_version"] == "v120"
        assert "learning 119" not in plan["architecture"]


def test_a_second_request_with_an_id_in_flight_is_refused_and_the_first_is_answered(server):
    server.call("create_plan_branch", story.FOUNDING)
    lines = [call("same", "update_plan_branch", {
        "plan_branch": story.PLAN, "architecture_updates": f"learning {number}"}) for number in range(40)]
    server.send("\n".join(json.dumps(line) for line in lines).encode())
    server.send({"jsonrpc": "2.0", "id": "end", "method": "server/discover", "params": {"_meta": META}})
    refused = done = 0
    messages = []
    while refused + done < 40:
        message = server.receive()
        messages.append(message)
        if message["id"] == "end":
            continue
        if "error" in message:
            assert message["error"]["code"] == -32600 and "duplicate" in message["error"]["message"]
            refused += 1
        else:
            done += 1
    assert refused >= 1 and done >= 1


def test_a_line_of_64_mebibytes_leaves_the_memory_as_it_was(server):
    server.request("tools/list")
    process = psutil.Process(server.process.pid)
    highest = [0]
    going = threading.Event()

    def watch():
        while not going.is_set():
            highest[0] = max(highest[0], process.memory_info().rss)
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    before = process.memory_info().rss
    watcher.start()
    chunk = b"x" * (1 << 20)
    for _ in range(64):
        view = memoryview(chunk)
        while view:
            view = view[os.write(server.process.stdin.fileno(), view):]
    os.write(server.process.stdin.fileno(), b"\n")
    message = server.receive()
    assert message["id"] is None and message["error"]["code"] == -32600
    assert server.request("tools/list")["result"]["tools"]
    going.set()
    watcher.join()
    # 16 MiB is the longest line that is kept; growing its buffer takes at most twice that for a moment.
    assert highest[0] - before < 56 << 20, f"{(highest[0] - before) >> 20} MiB more"


def test_progress_comes_before_its_answer_only_with_a_token_and_always_grows(server, repository):
    for number in range(400):
        repository.write(f"many/{number:03}.txt", f"{number}\n" * 50)
    repository.commit("Many files")
    server.call("create_plan_branch", story.FOUNDING)
    server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    server.send(call("tree", "create_worktree", {"worker_id": "1", "task_branch": "task/001-user-model"}, progressToken="t"))
    seen = []
    while True:
        message = server.receive()
        if message.get("id") == "tree":
            assert message["result"]["structuredContent"]["success"] is True
            break
        assert message["method"] == "notifications/progress" and message["params"]["progressToken"] == "t"
        seen.append(message["params"]["progress"])
    assert seen == sorted(set(seen)), "progress must grow"
    server.call("remove_worktree", {"worker_id": "1"})
    assert not [each for each in server.strays if "method" in each]


def test_it_answers_in_a_folder_that_is_no_repository(tmp_path, repository):
    with Server(tmp_path, repository.env, repo=False) as server:
        assert server.initialize()["serverInfo"]["name"] == "gitstate"
        assert len(server.tools()) > 10
