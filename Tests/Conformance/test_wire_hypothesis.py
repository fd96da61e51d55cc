"""Sequences of frames, made up by hypothesis, against a model of what each must be answered with.

A server serves one sequence and ends: each id is answered as often as it was asked with, and as it was written; errors have
the codes of the protocol; nothing but messages is written; the last request is answered; and the end of the input is an exit
with 0. Bounded, and the same each time.
"""

import collections
import json
import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from repository import Repository
from server import LEGACY, META, MODERN, Server

SEED = int(os.environ.get("GITSTATE_SEED", "20261126"))
EXAMPLES = int(os.environ.get("GITSTATE_WIRE_EXAMPLES", "80" if os.environ.get("GITSTATE_QUICK") == "1" else "180"))
PARSE, INVALID, METHOD, PARAMS, VERSION = -32700, -32600, -32601, -32602, -32022
RESULT = "a result"

# An id is told by its text: 1, 1.0 and "1" are three.
IDS = st.sampled_from(['1', '2', '"1"', '"a"', '1.0', '-7', '9007199254740993', '123456789012345678901234567890', '"\\u00e9"', '""',
                       '"e\\u0301"', '"\\ud83d\\ude00"', '0'])
NO_IDS = st.sampled_from(["null", "1.5", "true", "{}", "[1]", "1e2"])
SCALARS = st.sampled_from(["null", "true", "0", "-1.5e3", '"x"', "[]", "{}", '"\\u0000"', "[[[{}]]]"])


class Frame:
    """A line, and what it is to be answered with: (id, code or RESULT) each, which may depend on what was agreed on."""

    def __init__(self, line, kind, *answers):
        self.line, self.kind, self.answers = line, kind, answers

    def __repr__(self):
        return repr(self.line[:300])


def text(identity, method, params=None):
    inner = "" if params is None else f'"params":{json.dumps(params)},'
    head = "" if identity is None else f'"id":{identity},'
    return f'{{"jsonrpc":"2.0",{head}{inner}"method":{json.dumps(method)}}}'


# Requests that say their version themselves.
MODERN_REQUESTS = st.sampled_from([
    ("server/discover", {}, RESULT), ("tools/list", {}, RESULT), ("tools/list", {"cursor": "x"}, PARAMS),
    ("tools/call", {"name": "overview", "arguments": {}}, RESULT), ("tools/call", {"name": "overview"}, RESULT),
    ("tools/call", {"name": "history", "arguments": {"ledger": "nothing"}}, RESULT),
    ("tools/call", {"name": "history", "arguments": []}, PARAMS), ("tools/call", {"name": "no_such_tool"}, PARAMS),
    ("tools/call", {"name": 5}, PARAMS), ("tools/call", {}, PARAMS), ("ping", {}, METHOD), ("logging/setLevel", {}, METHOD),
    ("resources/list", {}, METHOD), ("subscriptions/listen", {}, PARAMS), ("no/such", {}, METHOD), ("", {}, METHOD),
])
# Requests without a version: before `initialize`, and after it.
LEGACY_REQUESTS = st.sampled_from([
    ("ping", {}, RESULT, RESULT), ("server/discover", {}, PARAMS, PARAMS), ("tools/list", {}, INVALID, RESULT),
    ("tools/list", {"cursor": 1}, INVALID, PARAMS), ("tools/call", {"name": "overview"}, INVALID, RESULT),
    ("tools/call", {"name": "verify", "arguments": {"ledger": "x"}}, INVALID, RESULT),
    ("tools/call", {"name": "nope"}, INVALID, PARAMS), ("no/such", {}, METHOD, METHOD),
    ("subscriptions/listen", {"notifications": {}}, METHOD, METHOD), ("prompts/list", {}, METHOD, METHOD),
])


@st.composite
def modern(draw):
    identity, (method, params, answer) = draw(IDS), draw(MODERN_REQUESTS)
    meta, fault = dict(META), draw(st.integers(0, 9))
    if fault == 1:
        meta["io.modelcontextprotocol/protocolVersion"], answer = draw(st.sampled_from(LEGACY + ["2099-01-01", ""])), VERSION
    elif fault == 2:
        meta["io.modelcontextprotocol/protocolVersion"], answer = 5, PARAMS
    elif fault == 3:
        del meta["io.modelcontextprotocol/clientCapabilities"]
        answer = PARAMS
    elif fault == 4:
        meta["io.modelcontextprotocol/clientCapabilities"], answer = [], PARAMS
    elif fault == 5 and method == "tools/call":
        meta["progressToken"] = draw(st.sampled_from(["t", 7]))
    return Frame(text(identity, method, {**params, "_meta": meta}), "modern", (identity, answer))


@st.composite
def legacy(draw):
    identity, (method, params, before, after) = draw(IDS), draw(LEGACY_REQUESTS)
    return Frame(text(identity, method, params), "legacy", (identity, before, after))


@st.composite
def initialize(draw):
    identity = draw(IDS)
    version = draw(st.sampled_from([*LEGACY, MODERN, "2099-01-01", 5, None]))
    params = {"capabilities": draw(st.sampled_from([{}, {"elicitation": {}}, 5]))}
    if version is not None:
        params["protocolVersion"] = version
    good = isinstance(version, str) and params["capabilities"] != 5
    agreed = (version if version in LEGACY else LEGACY[0]) if good else None
    frame = Frame(text(identity, "initialize", params), "initialize", (identity, RESULT if good else PARAMS))
    frame.agreed = agreed
    return frame


@st.composite
def broken(draw):
    """What is no message: its id is given back where there is one."""
    kind, identity = draw(st.integers(0, 7)), draw(IDS)
    if kind == 0:
        return Frame(text(draw(NO_IDS), "ping"), "broken", ("null", INVALID))
    if kind == 1:
        return Frame(f'{{"jsonrpc":"1.0","id":{identity},"method":"ping"}}', "broken", (identity, INVALID))
    if kind == 2:
        return Frame(f'{{"id":{identity},"method":"ping"}}', "broken", (identity, INVALID))
    if kind == 3:
        return Frame(f'{{"jsonrpc":"2.0","id":{identity},"method":5}}', "broken", (identity, INVALID))
    if kind == 4:
        return Frame(f'{{"jsonrpc":"2.0","id":{identity}}}', "broken", (identity, INVALID))
    if kind == 5:
        params = draw(st.sampled_from(["5", "[]", "null", '"x"']))
        return Frame(f'{{"jsonrpc":"2.0","id":{identity},"method":"ping","params":{params}}}', "broken", (identity, INVALID))
    if kind == 6:
        return Frame(text(identity, "ping", {"_meta": draw(st.sampled_from([5, [], "x", None]))}), "broken", (identity, PARAMS))
    return Frame(draw(SCALARS.filter(lambda each: each not in ("[]", "[[[{}]]]", "{}"))), "broken", ("null", INVALID))


@st.composite
def unreadable(draw):
    """Bytes that are no JSON, a message that was cut among them."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        line = draw(modern()).line.encode()
        return Frame(line[:draw(st.integers(1, len(line) - 1))], "cut", ("null", PARSE))
    if kind == 1:
        return Frame(b"\xff\xfe" + draw(st.binary(max_size=40)).replace(b"\n", b""), "bytes", ("null", PARSE))
    if kind == 2:
        return Frame('{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', "twice", ("null", PARSE))
    return Frame("[" * draw(st.sampled_from([65, 70_000])), "deep", ("null", PARSE))


@st.composite
def silent(draw):
    """What is never answered: notifications, answers to nothing, empty lines."""
    return Frame(draw(st.one_of(
        st.sampled_from(["notifications/initialized", "notifications/roots/list_changed", "no/such", "initialize", "ping"]).map(
            lambda method: text(None, method, {"a": 1})),
        IDS.map(lambda each: f'{{"jsonrpc":"2.0","id":{each},"result":{{}}}}'),
        NO_IDS.map(lambda each: f'{{"id":{each},"error":5}}'),
        st.sampled_from(["", "\r"]),
        # Of an id that no request of these sequences has, or of none.
        st.sampled_from(['"never"', "404", "1.5", "null"]).map(
            lambda each: f'{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{each}}}}}'))), "silent")


@st.composite
def large(draw):
    identity, size = draw(IDS), draw(st.sampled_from([70_000, 1 << 20]))
    return Frame(text(identity, "tools/call", {"name": "history", "arguments": {"ledger": "x" * size}, "_meta": META}),
                 "large", (identity, RESULT))


@st.composite
def batch(draw):
    parts = draw(st.lists(st.one_of(legacy(), broken(), silent().filter(lambda each: each.line.strip())), max_size=4))
    frame = Frame("[" + ",".join(part.line for part in parts) + "]", "batch")
    frame.parts = parts
    return frame


@st.composite
def cancelled(draw):
    """A call that is taken back while it may still run: it is answered once or not at all."""
    name = draw(st.sampled_from(["overview", "list_worktrees", "history"]))
    call = text("@", "tools/call", {"name": name, "arguments": {}, "_meta": META})
    cancel = text(None, "notifications/cancelled", {"requestId": "@"}).replace('"@"', "@")
    return Frame(f"{call}\n{cancel}", "cancelled")


@st.composite
def doubled(draw):
    """An id that comes again, maybe while its first request is in flight: both are answered, the second maybe refused."""
    call = text("@", "tools/call", {"name": draw(st.sampled_from(["overview", "list_checkpoints"])), "_meta": META})
    return Frame(f"{call}\n{call}", "doubled")


FRAMES = st.lists(
    st.one_of(modern(), modern(), legacy(), legacy(), initialize(), broken(), unreadable(), silent(), batch(), large(),
              cancelled(), doubled()),
    min_size=1, max_size=12)


def expected(frames):
    """How often each (id, code or RESULT) must be answered; an array's answers stand in one line."""
    agreed, answers, lines = None, collections.Counter(), 0
    for frame in frames:
        if frame.kind == "batch":
            taken = []
            if not frame.parts or agreed not in ("2025-03-26", "2024-11-05"):
                taken = [("null", INVALID)]
            else:
                for part in frame.parts:
                    taken += outcomes(part, agreed)
            answers.update(taken)
            lines += 1 if taken else 0
            continue
        taken = outcomes(frame, agreed)
        answers.update(taken)
        lines += len(taken)
        if frame.kind == "initialize" and frame.agreed:
            agreed = frame.agreed
    return answers, lines


def outcomes(frame, agreed):
    return [(each[0], each[-1] if agreed or len(each) == 2 else each[1]) for each in frame.answers]


def canonical(identity):
    """The text of an id, as both sides would write it: strings by what they say, numbers by their digits."""
    return json.dumps(json.loads(identity)) if identity.startswith('"') else identity


def answered(message, line):
    assert message["jsonrpc"] == "2.0" and ("result" in message) + ("error" in message) == 1, line
    if "error" in message:
        assert message["error"]["message"], line
    identity = message["id"]
    return canonical(identity), message["error"]["code"] if "error" in message else RESULT


class Digits(str):
    """A number as it was written."""


def parsed(line):
    """A line with every id as its text."""
    value = json.loads(line, parse_int=Digits, parse_float=Digits)
    for message in value if isinstance(value, list) else [value]:
        if "id" in message:
            each = message["id"]
            message["id"] = "null" if each is None else str(each) if isinstance(each, Digits) else json.dumps(each)
        if "error" in message:
            message["error"]["code"] = int(message["error"]["code"])
    return value


@pytest.fixture(scope="module")
def place():
    with Repository() as repository:
        yield repository
        repository.check()


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(FRAMES, st.booleans())
def test_every_frame_is_answered_as_the_model_says(place, frames, at_once):
    # An id is free again once it was answered: where lines are sent at once, each has its own.
    if at_once:
        seen = set()
        for frame in frames:
            for part in getattr(frame, "parts", [frame]):
                ids = {canonical(each[0]) for each in part.answers if each[0] != "null"}
                if ids & seen:
                    frame.kind = "left out"
                seen |= ids
        frames = [frame for frame in frames if frame.kind != "left out"]
    wanted, lines = expected(frames)
    wanted = collections.Counter({(canonical(identity), answer): count for (identity, answer), count in wanted.items()})
    got = collections.Counter()
    with Server(place.path, place.env) as server:
        loose = collections.defaultdict(list)

        def take(count):
            while count:
                line = server.lines.get(timeout=20)
                assert line is not None, f"the server ended: {server.stderr.decode(errors='replace')[-2000:]}"
                value = parsed(line)
                if isinstance(value, dict) and "method" in value:
                    assert value["method"] == "notifications/progress", line
                    continue
                if isinstance(value, dict) and value["id"].startswith('"loose'):
                    loose[value["id"]].append(answered(value, line)[1])
                    continue
                got.update(answered(message, line) for message in (value if isinstance(value, list) else [value]))
                count -= 1

        done = 0
        for number, frame in enumerate(frames):
            if frame.kind in ("cancelled", "doubled"):
                server.send(frame.line.replace("@", f'"loose{number}"').encode())
                continue
            server.send(frame.line if isinstance(frame.line, bytes) else frame.line.encode())
            if not at_once:
                so_far = expected(frames[:number + 1])[1]
                take(so_far - done)
                done = so_far
        take(lines - done)
        assert got == wanted, f"beyond: {got - wanted}; missing: {wanted - got}"
        # Nothing comes behind the last answer but the answer to what is asked now.
        server.send({"jsonrpc": "2.0", "id": "the end", "method": "server/discover", "params": {"_meta": META}})
        take(1)
        assert got.pop(('"the end"', RESULT)) == 1 and got == wanted, got
        assert server.end() == 0 and not server.stderr
        # What was still running may have answered meanwhile, and nothing else.
        while (line := server.lines.get(timeout=10)) is not None:
            value = parsed(line)
            assert value["id"].startswith('"loose'), line
            loose[value["id"]].append(answered(value, line)[1])
        for number, frame in enumerate(frames):
            answers = loose[f'"loose{number}"']
            if frame.kind == "cancelled":
                assert answers in ([], [RESULT]), answers
            elif frame.kind == "doubled":
                assert sorted(map(str, answers)) in ([str(INVALID), RESULT], [RESULT, RESULT]), answers
            else:
                assert not answers
