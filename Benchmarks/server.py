"""A client of one MCP server, over its standard input and output, that measures."""

import json
import subprocess

LEGACY = "2025-11-25"
MODERN = "2026-07-28"


class Server:
    """One server process, asked one thing at a time."""

    def __init__(self, command, modern=True, cwd=None):
        self.modern = modern
        self.asked = 0
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=cwd)

    def send(self, method, params):
        """Sends a request and returns the line that answers it: what is timed."""
        line = self.request(method, params)
        return self.exchange(line)

    def exchange(self, line):
        self.process.stdin.write(line)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.process.args[0]} ended without an answer to {line[:200]!r}")
        return answer

    def request(self, method, params):
        self.asked += 1
        if self.modern:
            meta = {
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {},
            }
            params = {**params, "_meta": meta}
        message = {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}
        return json.dumps(message).encode() + b"\n"

    def discover(self):
        return result_of(self.send("server/discover", {}))

    def initialize(self):
        """Opens a legacy session, as far as the answer to `initialize`."""
        self.modern = False
        client = {"name": "benchmark", "version": "1"}
        answer = self.send("initialize", {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": client})
        return result_of(answer)

    def initialized(self):
        self.process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        self.process.stdin.flush()

    def call(self, tool, series=None, **arguments):
        """Calls a tool and returns its JSON; what a series measures is from the first byte out to the last byte in."""
        line = self.request("tools/call", {"name": tool, "arguments": arguments})
        answer = series.measure(lambda: self.exchange(line)) if series is not None else self.exchange(line)
        result = result_of(answer)
        text = result["content"][0]["text"]
        if result.get("isError"):
            raise SystemExit(f"{tool} {arguments}: {text}")
        return json.loads(text) if text[:1] in "[{" else text

    def resident(self):
        """Its resident memory, in MiB."""
        answer = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, text=True, check=True)
        return int(answer.stdout) / 1024

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def result_of(answer):
    message = json.loads(answer)
    if "error" in message:
        raise SystemExit(f"the server refused: {message['error']}")
    return message["result"]
