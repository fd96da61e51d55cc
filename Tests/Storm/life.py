"""One server process for as long as it lives: a request down its pipe, the answer up, or its end."""

import json
import os
import select
import signal
import subprocess
import time

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "storm", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
# A call that takes longer has hung: nothing that the storm does lasts near as long.
PATIENCE = 60


class Ended(Exception):
    """The process is gone, and with it the answer."""


class Broken(Exception):
    """What no fault explains: a crash, an answer to something else, silence."""


class Life:
    """A server and its pipes; only its worker reads them, and anybody may send it a signal."""

    def __init__(self, binary, folder, env, log):
        self.process = subprocess.Popen(
            [binary, "serve", "--repo", str(folder)], cwd=str(folder), env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, bufsize=0)
        self.buffer = b""
        self.next = 0

    def ask(self, tool, arguments, key):
        """Answers `("ok", value)` or `("fail", body)`; raises `Ended` where the server is gone before its answer."""
        self.next += 1
        meta = {**META, "gitstate/idempotencyKey": key} if key else META
        request = {
            "jsonrpc": "2.0", "id": self.next, "method": "tools/call",
            "params": {"name": tool, "arguments": arguments, "_meta": meta}}
        try:
            os.write(self.process.stdin.fileno(), json.dumps(request).encode() + b"\n")
        except (BrokenPipeError, ValueError):
            self.ended()
        message = json.loads(self.line())
        if message.get("id") != self.next or "result" not in message:
            raise Broken(f"{tool} was answered by {json.dumps(message)[:400]}")
        result = message["result"]
        body = json.loads(result["content"][0]["text"])
        return ("fail" if result.get("isError") else "ok"), body

    def line(self):
        until = time.monotonic() + PATIENCE
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise Broken(f"no answer within {PATIENCE} s")
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                # A part of a line is no answer.
                self.ended()
            self.buffer += chunk
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line

    def ended(self):
        code = self.process.wait(PATIENCE)
        self.close()
        if code != -signal.SIGKILL:
            raise Broken(f"a server ended by itself, with {code}")
        raise Ended

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()

    def send(self, number):
        """Sends a signal to a process that is there; answers whether it was."""
        try:
            if self.process.poll() is None:
                self.process.send_signal(number)
                return True
        except ProcessLookupError:
            pass
        return False

    def end(self):
        """Ends it as a client does, by closing its input."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        if code not in (0, -signal.SIGKILL):
            raise Broken(f"a server ended with {code} at the end of its input")
