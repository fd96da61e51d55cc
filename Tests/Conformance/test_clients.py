"""Real clients play the whole run of seed 004 on the built server; git tells whether it is so."""

import json
import os
import subprocess

import pytest

import story
from repository import Repository
from server import BINARY, MODERN, ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = [
    ("mcp 2 auto", "current", ["play_client.py", "auto"], [MODERN]),
    ("mcp 2 legacy", "current", ["play_client.py", "legacy"], ["2025-11-25"]),
    ("mcp 2 pinned", "current", ["play_client.py", MODERN], [MODERN]),
    ("mcp 1", "legacy", ["play_session.py"], ["2025-11-25"]),
    ("fastmcp", "current", ["play_fastmcp.py"], [MODERN]),
]


@pytest.mark.parametrize("name, room, script, versions", CLIENTS, ids=[each[0] for each in CLIENTS])
def test_a_real_client_plays_the_whole_run(name, room, script, versions):
    python = os.path.join(ROOT, ".venv-conformance", room, "bin", "python")
    with Repository() as repository:
        before = repository.git("status", "--porcelain"), repository.git("rev-parse", "HEAD")
        played = subprocess.run(
            [python, os.path.join(HERE, "clients", script[0]), BINARY, str(repository.path), *script[1:]],
            env=repository.env, capture_output=True, text=True, timeout=180)
        assert played.returncode == 0, played.stderr[-4000:]
        done = json.loads(played.stdout.splitlines()[-1])
        assert done["versions"] == versions
        assert done["errors"] >= 4 and done["calls"] > 60
        assert_end_state(repository, done)
        assert before == (repository.git("status", "--porcelain"), repository.git("rev-parse", "HEAD"))


def assert_end_state(repository, done):
    """The run as plain git sees it."""
    repository.check()
    refs = repository.refs()
    assert {f"refs/heads/{story.branch(each)}" for each in story.SLUGS} <= set(refs)
    assert set(refs) >= {"refs/heads/main", "refs/heads/flow", f"refs/heads/{story.PLAN}"}
    rescues = [ref for ref in refs if ref.startswith("refs/gitstate/rescue")]
    assert not rescues, "nothing was to be rescued"
    assert not [ref for ref in refs if ref.startswith("refs/gitstate/sync")], "no merge is under way"
    flow = repository.git("log", "--format=%H", "flow").split()
    for identity, commit in done["merged"].items():
        assert commit in flow, f"the merge of {identity} is not on flow"
    merges = repository.git("log", "--merges", "--first-parent", "--format=%s", "flow").splitlines()
    assert len(merges) == 5, merges
    for each in story.TASKS:
        for path in each["files"]:
            assert repository.git("show", f"flow:{path}") == f"# {path} of task {each['id']}\n"
    events = repository.contents(story.PLAN)
    completed = [event["task"] for event in events if event["type"] == "taskCompleted"]
    assert sorted(completed) == sorted(story.SLUGS), f"each task is completed once: {completed}"
    assert not [name for name in os.listdir(repository.path / ".worktrees") if not name.startswith(".trash~")]
    assert "worker" not in repository.git("worktree", "list")
