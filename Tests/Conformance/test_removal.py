"""The files of a removed worktree go while others work on, and none is left behind, whoever is killed."""

import os

import pytest

from repository import Repository
from server import Server
from snapshots import call

FILES = 4_000
BRANCH = "task/001-many"


@pytest.fixture
def repository():
    with Repository() as repository:
        for number in range(FILES):
            repository.write(f"d{number % 40}/f{number}", f"{number}\n")
        repository.commit("Many files")
        call(repository, "create_plan_branch", "session_id=s", "user_request=r", 'tasks=[{"id":"001","description":"Many"}]')
        call(repository, "create_task_branch", "task_id=001", "branch_slug=many")
        yield repository


def left(repository):
    """What stands in the folders of worktrees and of their administration."""
    folders = [repository.path / ".worktrees", repository.path / ".git" / "worktrees", repository.path / ".git/gitstate/staging"]
    return sorted(name for folder in folders if folder.exists() for name in os.listdir(folder))


def found(server):
    server.call("create_worktree", {"worker_id": "1", "task_branch": BRANCH})


def test_a_server_ends_when_the_files_are_gone(repository):
    with Server(repository.path, repository.env) as server:
        found(server)
        # As package managers leave what they fetched.
        repository.write(".worktrees/worker-1/vendor/deep/file", "kept by nobody\n")
        repository.write(".git/info/exclude", "vendor/\n")
        for folder in ("vendor/deep", "vendor"):
            os.chmod(repository.path / ".worktrees/worker-1" / folder, 0o555)
        gone = server.call("remove_worktree", {"worker_id": "1"})
        assert gone["changed"] and not (repository.path / ".worktrees" / "worker-1").exists()
        assert server.call("list_worktrees")["worktrees"] == []
        # The name is free at once, whatever is still on its way out.
        found(server)
        server.call("remove_worktree", {"worker_id": "1"})
    assert left(repository) == []


@pytest.mark.parametrize("next_call", ["create_worktree", "remove_worktree"])
def test_what_a_killed_server_left_goes_with_the_next_call_about_any_worktree(repository, next_call):
    server = Server(repository.path, repository.env)
    found(server)
    server.call("remove_worktree", {"worker_id": "1"})
    server.kill()
    # As if it had been killed at once, however quick it was.
    remains = repository.path / ".worktrees" / ".trash~worker-1~0badcafe" / "deep"
    remains.mkdir(parents=True, exist_ok=True)
    (remains / "file").write_text("of the dead\n")
    with Server(repository.path, repository.env) as server:
        arguments = {"worker_id": "2"}
        server.call(next_call, {**arguments, "task_branch": BRANCH} if next_call == "create_worktree" else arguments)
    assert [name for name in left(repository) if name != "worker-2"] == []


def test_a_command_ends_when_the_files_are_gone(repository):
    call(repository, "create_worktree", "worker_id=1", f"task_branch={BRANCH}")
    call(repository, "remove_worktree", "worker_id=1")
    assert left(repository) == []


def test_two_servers_at_the_same_remains(repository):
    for number in range(20):
        for file in range(200):
            repository.write(f".worktrees/.trash~worker-9~{number:08x}/d{file % 7}/{file}", "x\n")
    servers = [Server(repository.path, repository.env) for _ in range(2)]
    for number, server in enumerate(servers):
        server.call("remove_worktree", {"worker_id": str(number)})
    for server in servers:
        server.end()
    assert left(repository) == []
