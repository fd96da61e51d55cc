"""A server that answered before says what a new one says: what it keeps of its answers never outlives what they follow from."""

import os
import sys

import pytest

from drain.clock import COMPILER, compiled
from server import Server

SELECTIONS = [{}, {"detail": "brief"}, {"status": ["pending"]}, {"limit": 3}]
HOUR = 3_600


@pytest.fixture
def plan(server):
    server.call("create_plan_branch", {
        "session_id": "s", "user_request": "Many", "max_workers": 9,
        "tasks": [{"id": f"{number:03}", "description": f"Part {number}"} for number in range(1, 9)]})
    return server


def pages(server, **selection):
    """The plan from its first page to its last."""
    found, cursor = [], {}
    while cursor is not None:
        found.append(server.call("parse_plan", {"branch": "s", **selection, **cursor}))
        cursor = {"cursor": found[-1]["next"]} if "next" in found[-1] else None
    return found


def compare(server, repository, env=None):
    """What the server says, twice, and what one says that knows nothing yet; and the first page of it."""
    settle(repository)
    with Server(repository.path, env or repository.env) as new:
        for selection in SELECTIONS:
            said = pages(server, **selection)
            assert said == pages(server, **selection) == pages(new, **selection), selection
    return pages(server)[0]


def settle(repository):
    """Makes the task branches look as if none had moved lately, so that what was seen of them is kept; each time at another time."""
    settle.turns += 1
    for place in [repository.path / ".git/refs/heads/task", repository.path / ".git/packed-refs"]:
        if place.exists():
            os.utime(place, (1_700_000_000 + settle.turns,) * 2)


settle.turns = 0


def tell(repository, branch, text):
    """A commit of a person's on a branch that is checked out nowhere."""
    tip = repository.git("rev-parse", branch).strip()
    commit = repository.git("commit-tree", "-p", tip, "-m", text, f"{tip}^{{tree}}").strip()
    repository.git("update-ref", f"refs/heads/{branch}", commit, tip)


def test_what_is_said_again_is_what_is_so(plan, repository):
    assert compare(plan, repository)["seq"] == 1
    branches = {
        task: plan.call("create_task_branch", {"task_id": task, "branch_slug": "x"})["branch_name"]
        for task in ["001", "002", "003"]}
    assert "branch" in compare(plan, repository)["tasks"][2]
    plan.call("claim_task", {"plan_branch": "s", "task_id": "001", "worker_id": "1"})
    assert compare(plan, repository)["tasks"][0]["worker"] == "1"
    # A worker says that its task is complete, and a person takes that back.
    place = plan.call("create_worktree", {"worker_id": "1", "task_branch": branches["001"]})["worktree_path"]
    before = repository.git("rev-parse", branches["001"]).strip()
    repository.write(f"{place}/a", "a")
    plan.call("commit_task", {"worker_id": "1", "summary": "All of it", "type": "complete"})
    said = compare(plan, repository)
    assert any("reports that task 001 is complete" in warning for warning in said["warnings"])
    repository.git("pack-refs", "--all")
    assert compare(plan, repository)["warnings"] == said["warnings"]
    repository.git("update-ref", f"refs/heads/{branches['001']}", before)
    assert not any("001" in warning for warning in compare(plan, repository)["warnings"])
    # A branch is gone, and another program's commit stands on the plan.
    repository.git("update-ref", "-d", f"refs/heads/{branches['003']}")
    compare(plan, repository)
    tell(repository, "plan/s", "By hand")
    assert compare(plan, repository)["foreign"]
    # The base moves.
    tell(repository, "main", "A person's")
    compare(plan, repository)
    plan.call("release_task", {"plan_branch": "s", "task_id": "001", "worker_id": "1"})
    assert "worker" not in compare(plan, repository)["tasks"][0]


def test_work_after_a_merge_is_told(plan, repository):
    branch = plan.call("create_task_branch", {"task_id": "001", "branch_slug": "x"})["branch_name"]
    place = plan.call("create_worktree", {"worker_id": "1", "task_branch": branch})["worktree_path"]
    repository.write(f"{place}/a", "a")
    plan.call("commit_task", {"worker_id": "1", "summary": "All of it", "type": "complete"})
    assert any("complete" in warning for warning in compare(plan, repository)["warnings"])
    plan.call("merge_task_branch", {"task_branch": branch})
    assert compare(plan, repository)["tasks"][0]["delivery"] == "merged"
    tell(repository, branch, "And more")
    assert any("has work since its merge" in warning for warning in compare(plan, repository)["warnings"])
    plan.call("merge_task_branch", {"task_branch": branch})
    assert not any("since its merge" in warning for warning in compare(plan, repository)["warnings"])


@pytest.mark.skipif(sys.platform != "linux" or COMPILER is None, reason="what is preloaded is written for Linux")
def test_a_task_is_overdue_without_a_write(repository, tmp_path):
    ahead = tmp_path / "ahead"
    ahead.write_text("0")
    env = {**repository.env, "LD_PRELOAD": str(compiled(tmp_path)), "GITSTATE_AHEAD": str(ahead)}
    with Server(repository.path, env) as server:
        server.call("create_plan_branch", {
            "session_id": "s", "user_request": "R", "tasks": [
                {"id": "001", "description": "One", "estimated_time": "2 hours"}]})
        server.call("start_wave", {"plan_branch": "s"})
        assert "overdue" not in compare(server, repository, env)["tasks"][0]
        ahead.write_text(str(3 * HOUR))
        assert compare(server, repository, env)["tasks"][0]["overdue"] is True
