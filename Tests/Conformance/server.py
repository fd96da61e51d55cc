"""The built server as a process: bytes in, lines out, nothing between."""

import json
import os
import queue
import signal
import subprocess
import threading
import time

MODERN = "2026-07-28"
LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "conformance", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("GITSTATE_BINARY") or os.path.join(ROOT, ".build", "release", "gitstate")


class Refused(Exception):
    """A tool's own error: its body."""

    def __init__(self, body):
        super().__init__(f"{body.get('code')}: {body.get('error')}")
        self.body = body
        self.code = body.get("code")


class ProtocolError(Exception):
    """A JSON-RPC error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.error = error


class Server:
    """One server process on a repository; every line that it writes is kept and must be JSON."""

    def __init__(self, folder, env, *options, repo=True, recording=None, read=True, cwd=None, binary=None,
                 **process):
        command = [binary or BINARY, "serve", *(["--repo", str(folder)] if repo else []), *options]
        self.process = subprocess.Popen(
            command, cwd=cwd or str(folder), env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0, **process)
        self.lines = queue.Queue()
        self.strays = []
        self.recording = recording
        self.next = 0
        self.stderr = b""
        self.reader = threading.Thread(target=self._read, daemon=True)
        threading.Thread(target=self._drain, daemon=True).start()
        if read:
            self.reader.start()

    def _read(self):
        buffer = b""
        while True:
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            buffer += chunk
            *whole, buffer = buffer.split(b"\n")
            for line in whole:
                if self.recording is not None:
                    self.recording.append(("<", line.decode()))
                self.lines.put(line)
        self.lines.put(buffer if buffer else None)
        if buffer:
            self.lines.put(None)

    def _drain(self):
        for chunk in iter(lambda: os.read(self.process.stderr.fileno(), 1 << 16), b""):
            self.stderr += chunk

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Closes the input and waits; kills what does not go within ten seconds."""
        try:
            self.process.stdin.close()
        except OSError:
            pass
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the server did not end at the end of its input")

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def send(self, message):
        """Writes a message, or raw bytes, as one line."""
        data = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        if self.recording is not None:
            self.recording.append((">", data.decode(errors="replace")))
        data += b"\n"
        view = memoryview(data)
        while view:
            view = view[os.write(self.process.stdin.fileno(), view):]

    def receive(self, timeout=10):
        """The next line as a value; None at the end of the output; raises `queue.Empty` where nothing comes."""
        line = self.lines.get(timeout=timeout)
        return None if line is None else json.loads(line)

    def request(self, method, params=None, modern=True, timeout=30, meta=None):
        """Sends a request and waits for its answer."""
        self.next += 1
        identity = self.next
        params = dict(params or {})
        if modern:
            params["_meta"] = {**META, **(meta or {})}
        elif meta:
            params["_meta"] = meta
        self.send({"jsonrpc": "2.0", "id": identity, "method": method, "params": params})
        return self.answer(identity, timeout)

    def answer(self, identity, timeout=30):
        """Waits for the answer to one id; whatever else comes is kept as a stray."""
        until = time.monotonic() + timeout
        while True:
            message = self.receive(max(0.001, until - time.monotonic()))
            if message is None:
                raise EOFError(f"the server ended: {self.stderr.decode(errors='replace')[-2000:]}")
            if message.get("id") == identity and "method" not in message:
                return message
            self.strays.append(message)

    def initialize(self, version=LEGACY[0], capabilities=None):
        answer = self.request(
            "initialize",
            {"protocolVersion": version, "capabilities": capabilities or {}, "clientInfo": {"name": "c", "version": "1"}},
            modern=False)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return answer["result"]

    def tools(self, modern=True):
        return self.request("tools/list", modern=modern)["result"]["tools"]

    def result(self, tool, arguments=None, modern=True, meta=None, timeout=30):
        """Calls a tool; answers the whole result as it stands on the wire."""
        answer = self.request(
            "tools/call", {"name": tool, "arguments": arguments or {}}, modern=modern, meta=meta, timeout=timeout)
        if "error" in answer:
            raise ProtocolError(answer["error"])
        return answer["result"]

    def call(self, tool, arguments=None, modern=True, meta=None, timeout=30):
        """Calls a tool; answers its value, or raises `Refused`."""
        return value(self.result(tool, arguments, modern, meta, timeout))


def value(result):
    """The value of a tool's result, after what holds for each was checked."""
    assert len(result["content"]) == 1 and result["content"][0]["type"] == "text", result
    body = json.loads(result["content"][0]["text"])
    if result.get("isError"):
        assert "structuredContent" not in result, "an error carries its text alone"
        assert isinstance(body.get("error"), str) and isinstance(body.get("code"), str), body
        raise Refused(body)
    if "structuredContent" in result:
        assert result["structuredContent"] == body, "structuredContent and text differ"
    return body
