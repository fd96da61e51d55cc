"""Agent workflows on the built server: the flows of seed 001 with real clients, kills between calls, states against their schema."""

import asyncio
import json
import os
import subprocess

import pytest

import flows
from repository import Repository
from server import BINARY, MODERN, ROOT, Refused, Server

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = [
    ("mcp 2 auto", "current", ["decide_client.py"], ["auto"], MODERN),
    ("mcp 2 legacy", "current", ["decide_client.py"], ["legacy"], "2025-11-25"),
    ("mcp 1", "legacy", ["decide_session.py"], [], "2025-11-25"),
    ("fastmcp", "current", ["decide_fastmcp.py"], [], MODERN),
]


@pytest.mark.parametrize("name, room, script, options, version", CLIENTS, ids=[each[0] for each in CLIENTS])
def test_a_real_client_plays_every_flow(name, room, script, options, version):
    python = os.path.join(ROOT, ".venv-conformance", room, "bin", "python")
    with Repository() as repository:
        ignore(repository)
        played = subprocess.run(
            [python, os.path.join(HERE, "clients", script[0]), BINARY, str(repository.path), *options, "flows"],
            env={**repository.env, "FLOWS_FOLDER": str(repository.path)}, capture_output=True, text=True, timeout=300)
        assert played.returncode == 0, played.stderr[-4000:]
        done = json.loads(played.stdout.splitlines()[-1])
        assert done["versions"] == [version] and list(done["ends"]) == [flow.__name__ for flow in flows.FLOWS]
        for workflow in done["ends"].values():
            first = repository.contents(f"workflow/{workflow}")[0]
            assert first["type"] == "workflowStarted" and first["workflow"]["workflow_id"] == workflow
            assert verified(repository, workflow), workflow
        repository.check()


def ignore(repository):
    """The driver's own file is no work of its agents."""
    repository.write(".gitignore", "workflow-state.json\n")
    repository.commit("Ignore the driver's file")


def verified(repository, workflow):
    """Whether the ledger's replay gives its state."""
    ended = subprocess.run(
        [BINARY, "verify", f"workflow/{workflow}"], cwd=repository.path, env=repository.env, capture_output=True, text=True)
    return ended.returncode == 0


class Restarted:
    """A server that is killed after every call; the next one is another's."""

    def __init__(self, repository):
        self.repository = repository
        self.kills = 0

    async def __call__(self, tool, arguments):
        server = Server(self.repository.path, self.repository.env)
        try:
            value, refused = server.call(tool, arguments), False
        except Refused as refusal:
            value, refused = refusal.body, True
        server.kill()
        self.kills += 1
        if not refused and "next_action" in value and "execution_phases" in value:
            self.check(value)
        return value, refused

    def check(self, state):
        """Whoever comes next goes on from the same place."""
        if state["status"] != "IN_PROGRESS":
            return
        with Server(self.repository.path, self.repository.env) as server:
            resumed = server.call("resume_workflow", {"workflow_id": state["workflow_id"]})
        for key in ("type", "phase", "attempt", "agents", "human_approval"):
            assert resumed["next_action"][key] == state["next_action"][key], key
        assert resumed["feedback_loop"] == state["feedback_loop"]


@pytest.mark.parametrize("flow", [flow for flow in flows.FLOWS if flow not in (flows.approval, flows.abort, flows.resume)],
                         ids=lambda flow: flow.__name__)
def test_killed_between_any_two_calls_it_goes_on_from_the_same_place(repository, flow):
    ignore(repository)
    server = Restarted(repository)
    asyncio.run(flow(flows.Driver(server, repository.path, flows.FLOWS[flow])))
    assert server.kills >= 3
    repository.check()

