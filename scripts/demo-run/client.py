"""A client of one gitstate server, over its standard input and output, with nothing but Python's own library."""

import json
import subprocess
import sys


class Refused(Exception):
    """A tool's error: its JSON, with `error`, `code` and mostly `next`."""

    def __init__(self, body):
        super().__init__(body["error"])
        self.body = body


class Server:
    """One server process, spoken to statelessly (MCP 2026-07-28)."""

    def __init__(self, program, repository, who):
        self.who = who
        self.asked = 0
        self.process = subprocess.Popen(
            [program, "serve", "--repo", repository],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )

    def call(self, tool, **arguments):
        """Calls a tool, prints the call in one line, and returns its result."""
        self.asked += 1
        meta = {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        request = {
            "jsonrpc": "2.0", "id": self.asked, "method": "tools/call",
            "params": {"name": tool, "arguments": arguments, "_meta": meta},
        }
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise SystemExit(f"{self.who}: {tool}: {answer['error']['message']}")
        result = answer["result"]
        body = json.loads(result["content"][0]["text"])
        refused = result.get("isError", False)
        say(self.who, f"{tool}({brief(arguments)})", summary(tool, body, refused))
        if refused:
            raise Refused(body)
        return body

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def brief(arguments):
    """Arguments in a few words."""
    words = []
    for key, value in arguments.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            text = f"[{len(value)} of them]"
        words.append(f"{key}: {text if len(text) <= 40 else text[:39] + '…'}".replace("\n", " "))
    return ", ".join(words)


def summary(tool, body, refused):
    """A result in a few words."""
    if refused:
        return f"REFUSED {body['code']}: {body['error'].splitlines()[0][:90]}"
    if isinstance(body, list):
        return ", ".join(body) or "nothing yet"
    for key in ("branch_name", "plan_version", "worktree_path", "conflicts", "commit_sha"):
        if key in body and key != "commit_sha":
            value = body[key]
            if key == "conflicts":
                return "conflicts in " + ", ".join(c["path"] for c in value) if value else "merged"
            return f"{value}" + (f", ready: {', '.join(body['ready'])}" if body.get("ready") else "")
    if "into" in body:
        return f"merged into {body['into']}" + (f", provides {', '.join(body['provides'])}" if body["provides"] else "")
    if "summary" in body or "description" in body:
        return body.get("description") or body.get("summary")
    return "done" if body.get("success") else "read"


def say(who, what, then):
    print(f"  {who:<12} {what}\n  {'':<12}   → {then}", flush=True)


def plain(who, what):
    print(f"  {who:<12} {what}", flush=True)


if __name__ == "__main__":
    sys.exit("client.py is imported by orchestrator.py and worker.py")
