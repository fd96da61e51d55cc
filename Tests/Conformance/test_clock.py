"""A machine whose clock is centuries off: what 64 bits of nanoseconds don't count is no reason to end."""

import subprocess
import sys

import pytest

from brief import carry_out
from drain.clock import COMPILER, compiled
from server import BINARY, Server

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]
YEAR = 31_557_600


@pytest.fixture
def off(repository, tmp_path):
    """The environment of a server whose clock is so many years ahead."""
    library = compiled(tmp_path)
    file = tmp_path / "ahead"

    def environment(years):
        file.write_text(str(years * YEAR))
        return {**repository.env, "LD_PRELOAD": str(library), "GITSTATE_AHEAD": str(file)}

    return environment


@pytest.mark.parametrize("years", [236, 300, 7_000, 7_980, -400, -1_000, -2_030])
def test_a_plan_is_read_in_any_year(server, repository, off, years):
    server.call("create_plan_branch", {
        "session_id": "s", "user_request": "R", "tasks": [{"id": "001", "description": "One"}]})
    server.call("start_wave", {"plan_branch": "s"})
    for words in (["overview"], ["plan", "s"], ["worktree", "list"], ["history", "s"]):
        done = subprocess.run([BINARY, *words], cwd=repository.path, env=off(years), capture_output=True, text=True)
        assert done.returncode == 0, (words, done.returncode, done.stderr)
    # And what that machine's files say of when they were written is read by one whose clock goes right.
    assert server.call("next_tasks", {"plan_branch": "s"})["running"][0]["id"] == "001"


def test_a_task_is_done_in_the_year_2326(repository, off):
    with Server(repository.path, off(300)) as server:
        server.call("create_plan_branch", {
            "session_id": "s", "user_request": "R", "tasks": [{"id": "001", "description": "One", "files": ["a.py"]}]})
        row, = server.call("start_wave", {"plan_branch": "s"})["workers"]
        assert row["lease_until"].startswith("23")
        assert carry_out(server.call, row["brief"])["completed"] is True
        done = server.call("finish_wave", {"plan_branch": "s"})
        assert done["state"] == "completed" and done["left"] == []
        assert server.call("verify", {"ledger": "s"})["ok"] is True
