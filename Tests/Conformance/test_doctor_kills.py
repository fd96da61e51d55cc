"""Every call that touches more than one place, killed at every step of it: doctor tells what was left half done, writes nothing
by that, and --fix leaves nothing that a later call or git itself could stumble on."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import doctoring
from doctoring import TASKS, doctor, found
from drain.clock import COMPILER, compiled
from repository import Repository
from server import BINARY

STEP = int(os.environ.get("GITSTATE_STEP", 7 if os.environ.get("GITSTATE_QUICK") == "1" else 3))
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]
T1 = "task/001-model"


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    library = tmp_path_factory.mktemp("power") / "kill.so"
    source = os.path.join(os.path.dirname(__file__), "power", "kill.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("clock"))


def planned(stage):
    stage.plan()


def branched(stage):
    stage.plan()
    stage.call("create_task_branch", task_id="001", plan_branch="plan/p")


def dirty(stage):
    stage.plan()
    stage.worktree()
    stage.path(".worktrees/worker-1/model.py").write_text("work\n")
    stage.path(".worktrees/worker-1/README.md").write_text("changed\n")


def reported(stage):
    """The base is checked out, so that its files follow the merge."""
    stage.git("checkout", "-q", "-b", "flow")
    dirty(stage)
    stage.call("commit_task", worker_id="1", summary="Work", type="complete")


def conflicting(stage):
    reported(stage)
    stage.path("README.md").write_text("otherwise\n")
    stage.repository.commit("Otherwise")


def synced(stage):
    conflicting(stage)
    stage.call("sync_worktree", worker_id="1")


def merged(stage):
    reported(stage)
    stage.call("merge_task_branch", task_branch=T1)


def done(stage):
    merged(stage)
    stage.call("remove_worktree", worker_id="1")
    stage.call("update_plan_branch", plan_branch="plan/p", cancelled_task_ids=["002"])


def archived(stage):
    done(stage)
    assert stage.run("plan", "archive", "p").returncode == 0


def kept(stage):
    stage.path("note.txt").write_text("one\n")
    stage.call("create_checkpoint", phase="one")
    stage.path("note.txt").write_text("two\n")
    stage.path("README.md").unlink()


def running(stage):
    stage.path(".run").write_text(stage.call("start_task", description="Build", phases=["one"])["task_id"])
    stage.git("config", "core.excludesFile", str(stage.folder / ".excludes"))
    stage.path(".excludes").write_text(".run\n.excludes\n")


def passed(stage):
    """A run with a checkpoint, and work since."""
    running(stage)
    stage.path("note.txt").write_text("one\n")
    stage.call("create_checkpoint", task_id=stage.path(".run").read_text(), phase="one")
    stage.path("note.txt").write_text("two\n")


def module(stage):
    running(stage)
    run = stage.path(".run").read_text()
    made = stage.call("create_worktree", task_id=run, name="api")
    (stage.folder / made["worktree_path"] / "api.txt").write_text("api\n")
    stage.call("commit_task", task_id=run, name="api", summary="The module")


CASES = {
    "create_plan_branch": (lambda stage: None, ["call", "create_plan_branch", "session_id=p", "user_request=x", "tasks=" + json.dumps(TASKS)]),
    "create_task_branch": (planned, ["call", "create_task_branch", "task_id=001", "plan_branch=plan/p"]),
    "create_worktree": (branched, ["worktree", "add", T1, "--worker", "1"]),
    "start_wave": (planned, ["call", "start_wave", "plan_branch=plan/p", 'workers=["1"]']),
    "commit_task": (dirty, ["call", "commit_task", "worker_id=1", "summary=Work"]),
    "sync_worktree": (conflicting, ["call", "sync_worktree", "worker_id=1"]),
    "abort": (synced, ["call", "sync_worktree", "worker_id=1", "abort=true"]),
    "merge_task_branch": (reported, ["merge", T1]),
    "remove_worktree": (dirty, ["worktree", "remove", "1"]),
    "finish_wave": (merged, ["call", "finish_wave", "plan_branch=plan/p", "learnings=x"]),
    "archive": (done, ["plan", "archive", "p"]),
    "unarchive": (archived, ["plan", "unarchive", "p"]),
    "create_checkpoint": (kept, ["checkpoint", "create", "two"]),
    "rollback_to_checkpoint": (kept, ["checkpoint", "rollback", "latest", "--yes"]),
    "rollback as a commit": (kept, ["checkpoint", "rollback", "latest", "--as-commit", "--yes"]),
    "rollback of a run": (passed, ["checkpoint", "rollback", "1", "--run", "<run>", "--yes"]),
    "create_checkpoint of a run": (running, ["checkpoint", "create", "one", "--run", "<run>"]),
    "create_worktree of a module": (running, ["run", "worktree", "api", "--run", "<run>"]),
    "merge_worktrees": (module, ["run", "merge", "--run", "<run>"]),
    "cleanup_worktrees": (module, ["run", "cleanup", "--run", "<run>"]),
}
# What may be refused when it is called again after doctor has ended it in its own way, and why.
ENDED = {
    "sync_worktree": "its merge is under way, to be resolved or given up",
    "abort": "no merge is under way any more",
}


@pytest.mark.parametrize("name", CASES)
def test_a_call_that_is_killed_at_every_step(killer, clock, name):
    prepare, words = CASES[name]
    with Repository() as repository:
        stage = doctoring.Stage(repository)
        stage.later(clock)
        prepare(stage)
        if "<run>" in words:
            words = [stage.path(".run").read_text() if word == "<run>" else word for word in words]
        assert found(stage) == []
        saved = repository.home / "saved"
        subprocess.run(["cp", "-a", str(stage.folder), str(saved)], check=True)
        number, kinds = 1, {}
        while True:
            killed = stage.run(*words, env={
                "LD_PRELOAD": str(killer), "GITSTATE_KILL_AT": str(number), "GITSTATE_KILL_ROOT": str(stage.folder)})
            assert killed.returncode in (0, -9), (number, killed)
            if killed.returncode == 0:
                break
            before = doctoring.image(stage.folder)
            findings = found(stage)
            assert doctoring.image(stage.folder) == before, f"step {number}: reading wrote something"
            for each in findings:
                kinds[each["id"]] = kinds.get(each["id"], 0) + 1
            fixed = doctor(stage, "--fix")
            if name in ("archive", "unarchive") and not fixed["ok"]:
                # On the way in or out: only a person knows which.
                finding, = [each for each in fixed["findings"] if not each["fixed"]]
                assert finding["id"] == "archive_unfinished" and finding["by"] == "person"
            else:
                assert fixed["ok"], (number, fixed)
                assert found(stage, "--fix") == [], number
            repository.check()
            again = stage.run(*words)
            assert again.returncode == 0 or name in ENDED, (number, again)
            assert found(stage) == [], (number, findings)
            shutil.rmtree(stage.folder)
            subprocess.run(["cp", "-a", str(saved), str(stage.folder)], check=True)
            number += STEP
        assert number > STEP, "no step was met"
        print(f"{name}: {number} steps, {kinds}")
