"""Worker 1 is not worker 10: one id may be the beginning of another, or stand inside it."""

import pytest

from repository import Repository
from server import Refused, Server

WORKERS = ["10", "1", "21", "01", "a1"]


@pytest.fixture
def server(repository):
    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", {
            "session_id": "s", "user_request": "r", "max_workers": 9,
            "tasks": [{"id": f"{number:03}", "description": f"Part {number}"} for number in range(1, 6)]})
        yield server


def settle(server, repository):
    """Each worker at a task of its own, with a file that no commit has; `01` and `1` are two."""
    for number, worker in enumerate(WORKERS, 1):
        branch = server.call("create_task_branch", {"task_id": f"{number:03}", "branch_slug": "x"})["branch_name"]
        made = server.call("create_worktree", {"worker_id": worker, "task_branch": branch})
        assert made["worktree_path"] == f".worktrees/worker-{worker}" and made["branch"] == branch
        repository.write(f"{made['worktree_path']}/of-{worker}", worker)


def held(server):
    tasks = server.call("parse_plan", {"branch": "s", "detail": "brief"})["tasks"]
    return [task.get("worker") for task in tasks]


def test_each_worker_has_its_own_folder_and_task(server, repository):
    settle(server, repository)
    assert held(server) == WORKERS
    for worker in WORKERS:
        done = server.call("commit_task", {"worker_id": worker, "summary": f"By {worker}"})
        assert done["files"] == [f"of-{worker}"] and done["branch"] == f"task/{WORKERS.index(worker) + 1:03}-x"


def test_a_worker_that_goes_takes_nobody_along(server, repository):
    settle(server, repository)
    server.call("remove_worktree", {"worker_id": "1"})
    assert held(server) == ["10", None, "21", "01", "a1"]
    left = sorted(path.name for path in (repository.path / ".worktrees").iterdir() if path.name.startswith("worker-"))
    assert left == ["worker-01", "worker-10", "worker-21", "worker-a1"]
    with pytest.raises(Refused) as refused:
        server.call("commit_task", {"worker_id": "1", "summary": "By nobody"})
    assert refused.value.code == "not_found"
    with pytest.raises(Refused) as refused:
        server.call("release_task", {"plan_branch": "s", "task_id": "001", "worker_id": "1"})
    assert refused.value.code == "claimed"
