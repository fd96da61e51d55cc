"""What fuzzing begins with: the fixtures of each kind, and the words that stand in them."""

import glob
import json
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "Fixtures")
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}
# Numbers at the borders of what an Int holds, and what hides or turns a line around.
BORDERS = ["9223372036854775807", "-9223372036854775808", "9223372036854775806", "18446744073709551616", "4611686018427387904",
           "1e999", "-0", "0x7fffffffffffffff", "1000000000000", "\u2028", "\u202e", "\ufeff", "\u0000", "\r\n", "\u0301", "\U0001f600"]
MORE = {
    "wire": ["\n", "[", "]", '"method":', '"id":', '"params":', "tools/call", "tools/list", "initialize", "ping", "hold", "echo",
             "ask", "count", "text", "fail", "notifications/cancelled", '"requestId":', "subscriptions/listen", '"notifications":{}',
             "server/discover", '"progressToken":', "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28",
             '"action":"accept"', '"result":', '"error":', '"arguments":', '"jsonrpc":"2.0"', '"id":"question-0"'],
    "json": ["{", "}", "[", "]", ",", ":", '"', "\\u", "\\ud83d\\ude00", "true", "false", "null", "1e5", "\\n"],
    "trailers": ["\n\n", "\nGitstate-Format: 1\n", "\nGitstate-Kind: plan\n", "\nGitstate-Kind: run\n",
                 "\nGitstate-Kind: workflow\n", "\nGitstate-Kind: task\n", "\nGitstate-Seq: ", "\nGitstate-Holders: ",
                 "\nGitstate-Event: [", "\nGitstate-State: {", "\nGitstate-Key: ", "\n# "],
    "messages": ["\n## ", "\n### ", "- [x] ", "- [ ] ", "(2/5)", "[task-001] ", "- ", "  ", "Completed: 1/2"],
    "spec": ["\n## ", "\n### ", "Phase 1: ", "- ", "- [ ] ", "```\n", "**", "<!--", "-->", "> ", "| ", "\t", "1. "],
    "plan": ["\n", ": ", "- ", "&a ", "*a", "|\n", ">-\n", "!!str ", "'", '"', "<<: ", "---\n", "? ", "\n%%%\n", "version: '2.5'\n",
             "0x1F", ".inf", "2026-01-31", "{", "}", "#", "\\U0001F600", "~"],
}


def files(*patterns):
    for pattern in patterns:
        for file in sorted(glob.glob(os.path.join(FIXTURES, pattern))):
            with open(file, "rb") as opened:
                yield opened.read()


def seeds(target):
    """The inputs that a target begins with."""
    made = {
        "wire": wire,
        "json": lambda: [*files("tools/*.json", "workflows/*.json", "workflows/broken/*.json"), *states()],
        "trailers": lambda: [*files("ledgers/v1/*/[0-9]*.txt"), *runs(), *small_ledgers()],
        "messages": lambda: files("legacy/*.txt", "ledgers/v1/*/01.txt"),
        "spec": lambda: files("specs/*.md"),
        "plan": lambda: [*files("plans/*.yaml", "plans/parts/*.yaml"), b"\n%%%\n".join(files("plans/parts/*.yaml")), *states(),
                         *small_plans()],
    }[target]()
    yield from made
    # And what was found before.
    yield from files(f"fuzz/{target}/*")


def states():
    """The JSON that stands in ledgers."""
    for text in files("ledgers/v1/*/[0-9]*.txt"):
        for match in re.finditer(rb"^Gitstate-(?:Event|State): (.*)$", text, re.M):
            yield match[1]


def runs():
    """Messages with one event each, so that little of an input is taken by others."""
    for text in files("ledgers/v1/*/[0-9]*.txt"):
        match = re.search(rb"^Gitstate-Event: (.*)$", text, re.M)
        kind = re.search(rb"^Gitstate-Kind: (.*)$", text, re.M)
        if match and kind:
            for event in json.loads(match[1]):
                body = json.dumps([event], separators=(",", ":"), ensure_ascii=False).encode()
                yield b"x\n\nGitstate-Format: 1\nGitstate-Kind: %s\nGitstate-Seq: 1\nGitstate-Event: %s\n" % (kind[1], body)


def small_ledgers():
    for text in files("ledgers/v1/*/[0-9]*.txt"):
        at = text.rfind(b"\n\n")
        if at >= 0:
            yield text[at:]


def small_plans():
    head = "version: '2.5'\nplan_id: P\ntasks:\n"
    tasks = ["- id: a\n  title: T\n", "- id: a\n  title: T\n- id: b\n  title: U\n  dependencies: [a]\n",
             "- id: task-001\n  title: T\n  wave: 1\n  priority: HIGH\n  effort: M\n  status: blocked\n  blocked_reason: no\n"]
    for body in tasks:
        yield (head + body).encode()
        yield (head.replace("version: '2.5'\n", "") + body + "  flags: {retries_used: 2}\n").encode()
    yield b"plan_id: P\ntldr: |\n  a\n  b\nstatus: pending\ntasks:\n  - {id: a, title: T, wave: 1, status: completed, agent: x}\n"


def wire():
    def request(identity, method, params=None, meta=None):
        params = dict(params or {})
        if meta:
            params["_meta"] = meta
        return {"jsonrpc": "2.0", "id": identity, "method": method, "params": params}

    def call(identity, tool, meta=META):
        return request(identity, "tools/call", {"name": tool, "arguments": {"a": 1}}, meta)

    def cancel(identity):
        return {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": identity}}

    begin = [request(0, "initialize", {"protocolVersion": version, "capabilities": {"elicitation": {}}})
             for version in ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")]
    talks = [
        [request("a", "server/discover", meta=META), request(1, "tools/list", meta=META)],
        [call(1, tool) for tool in ("echo", "text", "fail", "count", "ask")],
        [call(1, "hold"), call(1, "hold"), cancel(1), call(1, "echo")],
        [call("x", "hold", {**META, "progressToken": "t"}), cancel("x")],
        [request(5, "subscriptions/listen", {"notifications": {}}, META), cancel(5)],
        [begin[3], call(1, "ask", None), {"jsonrpc": "2.0", "id": "question-0", "result": {"action": "accept", "content": {"ok": True}}}],
        [begin[2], request(1, "ping"), request(2, "tools/list"), {"jsonrpc": "2.0", "method": "notifications/initialized"}],
        [begin[0], [call(1, "hold", None), request(2, "ping"), cancel(1)], [call(3, "count", None), 5]],
        [begin[1], [request(1.5, "ping"), request(1, "ping"), request(None, "ping")]],
    ]
    for control in (b"\xff\x00", b"\x07\x01", b"\xff\x0a", b"\x30\x02"):
        for talk in talks:
            yield control + "\n".join(json.dumps(line) for line in talk).encode()
    sent = b"".join(files("transcripts/wire.txt"))
    for case in sent.split(b"\n== "):
        lines = [line[2:] for line in case.split(b"\n") if line.startswith(b"> ")]
        if lines:
            yield b"\xff\x00" + b"\n".join(lines)


def dictionary(target):
    """The words of the seeds by which keys, types and fields are named, as libFuzzer reads them."""
    words = {word.encode() for word in MORE[target] + BORDERS}
    for seed in seeds(target):
        for pattern in (rb'"[A-Za-z_/.-]{2,40}":?', rb"\n[A-Za-z][A-Za-z ]{1,30}:", rb"\n#{1,4} [A-Za-z ]{2,30}"):
            words.update(match[0] for match in re.finditer(pattern, seed))
    return "".join('"%s"\n' % "".join("\\x%02x" % byte for byte in word) for word in sorted(words)[:2000])
