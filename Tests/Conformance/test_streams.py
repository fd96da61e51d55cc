"""What a server answers goes out whole and once, whatever its output is, and however late its client reads."""

import json
import socket
import subprocess
import threading

import pytest

from server import BINARY

CALLS = 400
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "streams", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def request(number):
    """A short question and a long one, in turn."""
    method = "tools/list" if number % 4 == 0 else "server/discover"
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": {"_meta": META}}) + "\n"


def started(output, repository):
    return subprocess.Popen(
        [BINARY, "serve"], cwd=repository.path, env=repository.env, stdin=subprocess.PIPE, stdout=output,
        stderr=subprocess.DEVNULL)


def ask(server, begin):
    """Asks everything, with a reader that begins when all was asked, or when no more could be."""
    def write():
        for number in range(CALLS):
            server.stdin.write(request(number).encode())
        server.stdin.flush()
        server.stdin.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join(2 if begin == "late" else 0)
    return writer


def check(lines):
    answers = [json.loads(line) for line in lines]
    assert sorted(answer["id"] for answer in answers) == list(range(CALLS))
    for answer in answers:
        assert ("tools" in answer["result"]) == (answer["id"] % 4 == 0)


@pytest.mark.parametrize("begin", ["at once", "late"])
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_every_answer_comes_whole(repository, kind, begin):
    if kind == "pipe":
        server = started(subprocess.PIPE, repository)
        reader = server.stdout
    else:
        ours, theirs = socket.socketpair()
        server = started(theirs, repository)
        theirs.close()
        reader = ours.makefile("rb")
    writer = ask(server, begin)
    with reader:
        check(reader.readlines())
    writer.join()
    assert server.wait(10) == 0


def test_a_file_gets_every_answer(repository, tmp_path):
    with open(tmp_path / "out", "wb") as out:
        server = started(out, repository)
        ask(server, "at once").join()
        assert server.wait(30) == 0
    check((tmp_path / "out").read_text().splitlines())


def test_a_client_that_is_gone_ends_the_server(repository):
    ours, theirs = socket.socketpair()
    server = started(theirs, repository)
    theirs.close()
    ours.close()
    try:
        for number in range(CALLS):
            server.stdin.write(request(number).encode())
            server.stdin.flush()
    except OSError:
        pass
    assert server.wait(10) == 0
