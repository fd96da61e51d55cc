"""`git worktree prune`, of which a gc is one, removes the folder of all worktrees whenever it is empty."""

import os
import threading

from server import Server

ROUNDS = 60


def test_a_worktree_is_made_while_the_empty_folder_around_it_is_removed(repository):
    over = threading.Event()
    gone = []

    def prune():
        while not over.wait(0.0002):
            try:
                # What git does, and more often than any git would.
                os.rmdir(repository.path / ".git" / "worktrees")
                gone.append(True)
            except OSError:
                pass

    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", {
            "session_id": "s", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})
        branch = server.call("create_task_branch", {"task_id": "001", "branch_slug": "x"})["branch_name"]
        beside = threading.Thread(target=prune)
        beside.start()
        try:
            for _ in range(ROUNDS):
                assert server.call("create_worktree", {"worker_id": "1", "task_branch": branch})["changed"] is True
                assert server.call("remove_worktree", {"worker_id": "1"})["changed"] is True
        finally:
            over.set()
            beside.join()
    assert len(gone) > ROUNDS / 2, "it was removed often"
