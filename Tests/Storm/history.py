"""What was asked and what came back, as it happened: a file of one JSON object a line.

`{"op", "what", "at", …}`: what is `invoke` (with tool, arguments, keyed), `ok` or `fail` (with answer), or `unknown`; at is
monotonic, nanoseconds. An operation whose outcome is unknown is invoked again under the same key, or given up.
"""

import json
import threading
import time


class History:
    def __init__(self, path):
        self.file = open(path, "w", buffering=1 << 16, encoding="utf-8")
        self.lock = threading.Lock()
        self.answered = 0

    def note(self, operation, what, **more):
        with self.lock:
            self.answered += what in ("ok", "fail")
            # The time is taken inside: the lines of the file are in the order of their times.
            self.file.write(json.dumps({"op": operation, "what": what, "at": time.monotonic_ns(), **more}) + "\n")

    def close(self):
        self.file.close()


class Operation:
    """One operation with everything that was noted of it."""

    __slots__ = ("id", "tool", "arguments", "keyed", "first", "last", "returned", "outcome", "answer", "asked")

    def __init__(self, line):
        self.id, self.tool, self.arguments, self.keyed = line["op"], line["tool"], line["arguments"], line["keyed"]
        self.first = self.last = line["at"]
        self.returned, self.outcome, self.answer, self.asked = None, "unknown", None, 1

    def take(self, line):
        if line["what"] == "invoke":
            self.last = line["at"]
            self.asked += 1
        elif line["what"] != "unknown":
            self.returned, self.outcome, self.answer = line["at"], line["what"], line["answer"]

    @property
    def changed(self):
        """Whether it says that it changed something."""
        return self.outcome == "ok" and isinstance(self.answer, dict) and self.answer.get("changed") is True


def read(path):
    """Every operation of a file, in the order in which they began."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            if line["op"] in found:
                found[line["op"]].take(line)
            else:
                found[line["op"]] = Operation(line)
    return list(found.values())
