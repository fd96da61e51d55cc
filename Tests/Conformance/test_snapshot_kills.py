"""Checkpoint and rollback, killed at every call that changes a file: nothing is lost, and the same call completes."""

import os
import shutil
import subprocess
import sys

import pytest

import snapshots
from repository import Repository
from snapshots import Copy, call, digest, rescues, state

COMPILER = shutil.which("cc") or shutil.which("clang")
STEP = 5 if os.environ.get("GITSTATE_QUICK") == "1" else 1
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    library = tmp_path_factory.mktemp("power") / "kill.so"
    source = os.path.join(os.path.dirname(__file__), "power", "kill.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


def killed_everywhere(original, killer, tmp_path, tool, *arguments):
    """Copies of a repository, each with the call killed one step later; ends after one that came through."""
    counted = tmp_path / "counted"
    number, met = 1, 0
    while True:
        with Copy(original) as copy:
            env = {
                "LD_PRELOAD": str(killer), "GITSTATE_KILL_AT": str(number), "GITSTATE_KILL_ROOT": str(copy.path),
                "GITSTATE_KILL_COUNT": str(counted),
            }
            before = digest(copy)
            code, _ = call(copy, tool, *arguments, env=env, check=False)
            assert code in (0, -9), code
            yield number, copy, before
            if code == 0:
                assert met > 20 // STEP, "too few calls were met"
                assert int(counted.read_text()) < number
                return
        number, met = number + STEP, met + 1


def check(repository):
    repository.git("fsck", "--strict", "--no-dangling", "--no-progress")
    assert repository.refs().keys().isdisjoint({"refs/gitstate/pending/main"})
    # What libgit2 leaves of a pack has a name that nobody else takes.
    left = [
        str(path) for path in repository.path.rglob("*.lock") if not {"gitstate", "objects"} & set(path.parts[-5:])]
    assert not left, f"locks were left: {left}"
    strays = [str(path) for path in repository.path.rglob(".gitstate-*")]
    assert not strays, f"files were left: {strays}"


def test_a_checkpoint(killer, tmp_path):
    with Repository() as original:
        snapshots.messy(original)
        wanted = state(original)
        for number, copy, before in killed_everywhere(original, killer, tmp_path, "create_checkpoint", "phase=p"):
            assert digest(copy) == before and state(copy) == wanted, f"call {number}"
            _, taken = call(copy, "create_checkpoint", "phase=again")
            assert taken["number"] in (1, 2) and taken["files_changed"] == 7, f"call {number}: {taken}"
            assert state(copy) == wanted, f"call {number}"
            check(copy)
            snapshots.work_since(copy)
            call(copy, "rollback_to_checkpoint", "checkpoint_id=latest")
            assert state(copy) == wanted, f"call {number}"


@pytest.mark.parametrize("way", ["back", "forward"])
def test_a_rollback(killer, tmp_path, way):
    with Repository() as original:
        snapshots.messy(original)
        wanted = state(original)
        call(original, "create_checkpoint", "phase=p")
        snapshots.work_since(original)
        after = state(original)
        words = ["checkpoint_id=1"] + (["as_commit=true"] if way == "forward" else [])
        for number, copy, _ in killed_everywhere(original, killer, tmp_path, "rollback_to_checkpoint", *words):
            call(copy, "rollback_to_checkpoint", *words)
            got = state(copy)
            if way == "back":
                assert got == wanted, f"call {number}"
            else:
                assert got["files"] == wanted["files"] and copy.git("status", "--porcelain") == "", f"call {number}"
                assert copy.git("rev-parse", "HEAD^") == after["head"], f"call {number}"
            check(copy)
            assert len(rescues(copy)) == 1, f"call {number}: a second rescue was taken"
            call(copy, "rollback_to_checkpoint", f"checkpoint_id={rescues(copy)[0]}")
            assert state(copy) == after, f"call {number}"
            check(copy)
