"""The table of Fixtures/transcripts/wire.txt on the built binary, row for row."""

import json
import os
import queue
import re
import time

import pytest

from repository import Repository
from server import ROOT, Server


def read_table():
    cases = []
    with open(os.path.join(ROOT, "Fixtures", "transcripts", "wire.txt"), encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("== "):
                cases.append((line[3:], [], []))
            elif line.startswith(">b "):
                cases[-1][1].append(raw(line[3:]))
            elif line.startswith("> "):
                cases[-1][1].append(line[2:].encode())
            elif line.startswith("< "):
                cases[-1][2].append(json.loads(line[2:]))
            elif line and not line.startswith("#"):
                raise ValueError(f"no line of a transcript: {line}")
    return cases


def raw(text):
    out = re.sub(r"\{(\d+)\*(.)\}", lambda match: match[2] * int(match[1]), text)
    return re.sub(
        rb"\\(x[0-9a-f]{2}|r|t|0)",
        lambda match: {b"r": b"\r", b"t": b"\t", b"0": b"\0"}.get(match[1]) or bytes([int(match[1][1:], 16)]),
        out.encode())


def fits(pattern, value):
    """Whether a value has all that a pattern names."""
    if pattern == "<any>":
        return True
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key not in value if wanted == "<absent>" else key in value and fits(wanted, value[key])
            for key, wanted in pattern.items())
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(pattern) != len(value):
            return False
        rest = list(value)
        for wanted in pattern:
            found = next((each for each in rest if fits(wanted, each)), None)
            if found is None:
                return False
            rest.remove(found)
        return True
    return type(pattern) is type(value) and pattern == value


def everything(server, expected):
    """All that is answered: at least as many as expected, and whatever comes before a ping sent after them."""
    got = []
    until = time.monotonic() + 10
    while len(got) < expected:
        try:
            got.append(server.receive(max(0.01, until - time.monotonic())))
        except queue.Empty:
            return got
    server.send({"jsonrpc": "2.0", "id": "the end", "method": "ping"})
    while True:
        message = server.receive(10)
        if isinstance(message, dict) and message.get("id") == "the end":
            return got
        got.append(message)


@pytest.fixture(scope="module")
def place():
    with Repository() as repository:
        yield repository


@pytest.mark.parametrize("name, sent, expected", read_table(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_line_is_answered_as_the_table_says(place, name, sent, expected):
    with Server(place.path, place.env) as server:
        for line in sent:
            server.send(line)
        got = everything(server, len(expected))
        rest = list(got)
        for pattern in expected:
            found = next((each for each in rest if fits(pattern, each)), None)
            assert found is not None, f"nothing fits {pattern}; answered: {json.dumps(got)[:3000]}"
            rest.remove(found)
        assert not rest, f"answered beyond what was expected: {rest}"
    assert server.process.returncode == 0 and not server.stderr


def test_the_last_line_needs_no_end(place):
    server = Server(place.path, place.env)
    os.write(server.process.stdin.fileno(), b'{"jsonrpc":"2.0","id":5,"method":"ping"}')
    server.process.stdin.close()
    assert server.receive()["id"] == 5
    assert server.process.wait(5) == 0
