"""Claude Code's own health check of the server, where its binary is at hand; only `mcp add|get|list|remove` are run.

The binary is `claude` on the PATH or $CLAUDE_BINARY; with GITSTATE_CLAUDE=1 the one of the package claude-agent-sdk.
"""

import glob
import json
import os
import shutil
import subprocess
import sys

import pytest

from repository import Repository
from server import BINARY, ROOT


def find():
    binary = os.environ.get("CLAUDE_BINARY") or shutil.which("claude")
    if binary or os.environ.get("GITSTATE_CLAUDE") != "1":
        return binary
    room = os.path.join(ROOT, ".venv-conformance", "claude")
    if not os.path.isdir(room):
        subprocess.run([sys.executable, "-m", "venv", room], check=True)
        subprocess.run([room + "/bin/pip", "install", "-q", "--no-deps", "claude-agent-sdk"], check=True)
    return next(iter(glob.glob(room + "/lib/python*/site-packages/claude_agent_sdk/_bundled/claude")), None)


CLAUDE = find()
pytestmark = pytest.mark.skipif(not CLAUDE, reason="claude is not on the PATH: set CLAUDE_BINARY or GITSTATE_CLAUDE=1")


@pytest.mark.parametrize("era, negotiation", [("modern", None), ("legacy", "legacy")])
def test_claude_code_connects_without_a_complaint(era, negotiation):
    with Repository() as repository:
        env = {key: repository.env[key] for key in ("PATH", "HOME", "LC_ALL", "TZ")}
        if negotiation:
            settings = repository.home / ".claude" / "settings.json"
            settings.parent.mkdir()
            settings.write_text(json.dumps({"env": {"MCP_PROTOCOL_NEGOTIATION": negotiation}}))
            env["MCP_PROTOCOL_NEGOTIATION"] = negotiation

        def claude(*words):
            done = subprocess.run(
                [CLAUDE, "mcp", *words], cwd=repository.path, env=env, capture_output=True, text=True, timeout=120,
                stdin=subprocess.DEVNULL)
            return done.stdout + done.stderr

        claude("add", "gitstate", "--", BINARY, "serve")
        shown = claude("get", "gitstate")
        assert "Connected" in shown and "failed" not in shown.lower(), shown
        listed = claude("list")
        assert "Connected" in listed and "failed" not in listed.lower(), listed
        logs = glob.glob(str(repository.home / ".cache" / "claude-cli-nodejs" / "*" / "mcp-logs-gitstate" / "*.jsonl"))
        assert logs, "Claude Code left no log"
        text = "".join(open(log).read() for log in logs).replace("\\", "")
        assert f'"protocolEra":"{era}"' in text.replace(" ", ""), text[-3000:]
        for complaint in ("Connection error", "dropped", "omits required fields", "truncated", "Invalid"):
            assert complaint not in text, text[-3000:]
        claude("remove", "gitstate")
