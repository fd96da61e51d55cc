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
        say(self.who, f"{tool} {brief(arguments)}".strip(), summary(tool, body, refused))
        if refused:
            raise Refused(body)
        return body

    def close(self):
        self.process.stdin.close()
        self.process.wait()


# What of a call's arguments says which call it is; the rest can be read in the ledger.
TELLING = ("session_id", "task_id", "branch_slug", "worker_id", "task_branch", "branch", "type", "restore", "ledger",
           "completed_task_ids", "architecture_updates")


def brief(arguments):
    """The arguments that tell one call from another, in a few words."""
    words = []
    for key in TELLING:
        if key in arguments:
            value = arguments[key]
            words.append(" ".join(value) if isinstance(value, list) else str(value))
    return " ".join(words)


def summary(tool, body, refused):
    """A result in a few words."""
    if refused:
        paths = ", ".join(conflict["path"] for conflict in body.get("conflicts", []))
        return f"refused: {body['code']}" + (f" in {paths}" if paths else "")
    if isinstance(body, list):
        return f"{len(body)} capabilities delivered"
    return {
        "overview": lambda: body["say"],
        "verify": lambda: f"ok, {body['commits']} commits replayed" if body["ok"] else body["why"],
        "create_plan_branch": lambda: f"{body['branch_name']}, ready: {', '.join(body['ready'])}",
        "update_plan_branch": lambda: f"{body['plan_version']}, ready: {', '.join(body['ready']) or 'nothing more'}",
        "create_task_branch": lambda: body["branch_name"],
        "create_worktree": lambda: body["worktree_path"] + (
            f", {body['restored']['files_written']} file brought back" if "restored" in body else ""),
        "remove_worktree": lambda: "removed" + (
            f", {body['rescued']['files']} file rescued" if "rescued" in body else ""),
        "parse_task": lambda: body["description"],
        "commit_task": lambda: f"{body['commit_sha'][:8]}, {len(body['files'])} files",
        "sync_worktree": lambda: body["state"],
        "merge_task_branch": lambda: f"{body['commit_sha'][:8]} on {body['into']}",
    }[tool]()


def say(who, what, then):
    print(f"  {who:<12} {what:<62} → {then}", flush=True)


def plain(who, what):
    print(f"  {who:<12} {what}", flush=True)


if __name__ == "__main__":
    sys.exit("client.py is imported by orchestrator.py and worker.py")
