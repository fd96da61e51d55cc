"""A server is killed at a random moment of the run; the next one goes on, and nothing acknowledged is missing."""

import json
import os
import random
import shutil
import threading
import time

import pytest

import story
from repository import Repository
from server import Refused, Server

QUICK = os.environ.get("GITSTATE_QUICK") == "1"
SEED = int(os.environ.get("GITSTATE_SEED", "20261121"))
KILLS = 10 if QUICK else 50


class Player:
    """Plays the run call by call, each of which may be repeated: the script of an agent that never gives up."""

    def __init__(self, repository):
        self.repository = repository
        self.server = None
        self.acknowledged = []
        self.slowest = 0

    def start(self):
        self.server = Server(self.repository.path, self.repository.env)

    def call(self, tool, **arguments):
        """One call, repeated on a new server for as long as the old one is killed under it."""
        killed = False
        while True:
            begin = time.monotonic()
            try:
                if self.server is None or self.server.process.poll() is not None:
                    self.start()
                    begin = time.monotonic()
                value = self.server.call(tool, arguments, timeout=20)
            except (EOFError, BrokenPipeError, OSError):
                killed = True
                self.server.kill()
                self.server = None
                continue
            if killed:
                self.slowest = max(self.slowest, time.monotonic() - begin)
            self.acknowledged.append((tool, arguments, value))
            return value

    def wave(self, wave):
        for worker, identity in enumerate(wave, 1):
            self.call("create_task_branch", task_id=identity, branch_slug=story.SLUGS[identity], plan_branch=story.PLAN)
            self.call("create_worktree", worker_id=str(worker), task_branch=story.branch(identity))
        for worker, identity in enumerate(wave, 1):
            tree = self.repository.path / ".worktrees" / f"worker-{worker}"
            for path in next(task for task in story.TASKS if task["id"] == identity)["files"]:
                story.write(str(tree / path), f"# {path} of task {identity}\n")
            self.call("commit_task", worker_id=str(worker), type="complete", summary=f"Work of {identity}")
            self.call("merge_task_branch", task_branch=story.branch(identity), summary="Merged")
        for worker, _ in enumerate(wave, 1):
            self.call("remove_worktree", worker_id=str(worker))
        self.call("update_plan_branch", plan_branch=story.PLAN, completed_task_ids=wave)

    def play(self):
        self.call("create_plan_branch", **story.FOUNDING)
        for wave in story.WAVES:
            self.wave(wave)
        return self.call("parse_plan", branch=story.PLAN)


def check(player):
    """What was acknowledged is there, and no file is left that anybody must remove."""
    repository = player.repository
    repository.git("fsck", "--strict", "--no-dangling", "--no-progress")
    flow = set(repository.git("log", "--format=%H", "flow").split())
    for tool, arguments, value in player.acknowledged:
        if tool == "merge_task_branch":
            assert value["commit_sha"] in flow, f"an acknowledged merge is missing: {arguments}"
        if tool in ("create_plan_branch", "create_task_branch", "update_plan_branch", "commit_task"):
            repository.git("cat-file", "-e", value["commit_sha"])
        if tool == "update_plan_branch":
            assert value["commit_sha"] in repository.git("log", "--format=%H", story.PLAN)
        if tool == "commit_task":
            assert value["commit_sha"] in flow
    plan = player.server.call("parse_plan", {"branch": story.PLAN})
    assert [task["status"] for task in plan["tasks"]] == ["completed"] * 5
    assert [task["delivery"] for task in plan["tasks"]] == ["merged"] * 5
    assert player.server.call("verify", {"ledger": story.PLAN})["ok"] is True
    for task in story.TASKS:
        for path in task["files"]:
            assert repository.git("show", f"flow:{path}") == f"# {path} of task {task['id']}\n"
    completions = [event["task"] for event in repository.contents(story.PLAN) if event["type"] == "taskCompleted"]
    assert sorted(completions) == sorted(story.SLUGS), f"each task is completed once: {completions}"
    assert repository.git("worktree", "list").count("\n") == 1
    assert repository.git("status", "--porcelain") == ""
    for path in (repository.path / ".git").rglob("*.lock"):
        assert "quarantine" in path.parts, f"a lock was left: {path}"
    # git itself goes on without anybody's help.
    repository.git("checkout", "-q", "flow")
    repository.git("commit", "-q", "--allow-empty", "-m", "By hand")
    repository.git("worktree", "prune")
    repository.git("pack-refs", "--all")
    repository.git("gc", "-q", "--prune=now")


def once(random_source, span):
    """One run, with one kill at a random moment of it; answers whether the kill met a living server."""
    with Repository() as repository:
        player = Player(repository)
        player.start()
        player.server.request("tools/list")
        met = []

        def kill():
            time.sleep(random_source.uniform(0, span))
            server = player.server
            if server and server.process.poll() is None:
                server.process.kill()
                met.append(True)

        killer = threading.Thread(target=kill)
        killer.start()
        player.play()
        killer.join()
        player.call("overview")
        assert player.slowest < 2, f"the call after the kill took {player.slowest:.1f} s"
        check(player)
        player.server.end()
        return bool(met)


def test_the_run_goes_on_after_kills_at_random_moments():
    source = random.Random(SEED)
    begin = time.monotonic()
    with Repository() as repository:
        player = Player(repository)
        player.play()
        check(player)
        span = time.monotonic() - begin
        player.server.end()
    met = 0
    for number in range(KILLS):
        try:
            met += once(source, span * 0.7)
        except BaseException as error:
            raise AssertionError(f"kill {number} of seed {SEED}: {error!r}") from error
    assert met >= KILLS * 0.5, f"only {met} of {KILLS} kills met a server at work"


def test_a_server_killed_again_and_again_still_gets_there():
    """A kill every few milliseconds, each call repeated until it is answered."""
    source = random.Random(SEED + 1)
    with Repository() as repository:
        player = Player(repository)
        player.start()
        stop = threading.Event()
        killed = []

        def kill():
            while not stop.is_set() and len(killed) < 40:
                time.sleep(source.uniform(0.001, 0.01))
                server = player.server
                if server and server.process.poll() is None:
                    server.process.kill()
                    killed.append(True)

        killer = threading.Thread(target=kill)
        killer.start()
        player.play()
        stop.set()
        killer.join()
        player.call("overview")
        check(player)
        player.server.end()
    assert len(killed) >= 3
