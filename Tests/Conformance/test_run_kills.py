"""The tools of runs, killed at every call that changes a file: nothing is lost, and the same call completes.

Each kill is in a copy of one repository; what the same call then leaves is compared with what a call leaves that was
never killed. The short form takes every some call; GITSTATE_SOAK=1 takes all.
"""

import json
import os
import sys

import pytest

from repository import Repository
from snapshots import Copy, call
from test_snapshot_kills import COMPILER, killer  # noqa: F401 - the fixture

SOAK = os.environ.get("GITSTATE_SOAK") == "1"
QUICK = os.environ.get("GITSTATE_QUICK") == "1"
STEP = 1 if SOAK else 29 if QUICK else 13
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]


class Moved(Copy):
    """A copy whose linked worktrees lead to itself."""

    def __init__(self, original):
        super().__init__(original)
        for link in [*self.path.glob(".git/worktrees/*/gitdir"), *self.path.glob(".worktrees/*/.git")]:
            link.write_text(link.read_text().replace(str(original.path), str(self.path)))
            assert str(self.path) in link.read_text()


def start(repository, *phases):
    repository.write(".gitignore", "*.o\n")
    repository.commit("Ignore")
    repository.write("README.md", "# mine, not committed\n")
    phases = json.dumps(phases or ("one", "two"))
    return call(repository, "start_task", "description=Work", f"phases={phases}")[1]["task_id"]


def module(repository, run, name, **files):
    path = call(repository, "create_worktree", f"task_id={run}", f"name={name}")[1]["path"]
    for number in range(3):
        repository.write(os.path.join(path, f"{name}/{number}.txt"), f"{name} {number}\n")
    for file, text in files.items():
        repository.write(os.path.join(path, file.replace("_", ".")), text)


def a_new_module(repository):
    """create_worktree, which commits what a complete phase's module left, and merges it in."""
    run = start(repository)
    module(repository, run, "api")
    module(repository, run, "web")
    call(repository, "mark_phase_complete", f"task_id={run}", "phase=one", "reason=done")
    return "create_worktree", f"task_id={run}", "name=tests", "phase=two"


def a_merge(repository):
    """merge_worktrees of two modules whose work nobody has committed, into a branch that is checked out."""
    run = start(repository)
    module(repository, run, "api")
    module(repository, run, "web")
    return "merge_worktrees", f"task_id={run}"


def a_clean_up(repository):
    """cleanup_worktrees of three modules: merged, committed and not merged, not committed."""
    run = start(repository)
    module(repository, run, "api")
    call(repository, "merge_worktrees", f"task_id={run}")
    module(repository, run, "web")
    call(repository, "commit_task", f"task_id={run}", "name=web", "summary=Web")
    module(repository, run, "tests")
    return "cleanup_worktrees", f"task_id={run}"


def an_end(repository):
    """complete_task, which commits, ends the run and removes a worktree."""
    run = start(repository, "one")
    module(repository, run, "api")
    call(repository, "merge_worktrees", f"task_id={run}")
    call(repository, "mark_phase_complete", f"task_id={run}", "phase=one", "reason=done")
    repository.write("docs/usage.md", "# Usage\n")
    repository.write("docs/more.md", "# More\n")
    return "complete_task", f"task_id={run}", "commit_changes=true"


def a_checkpoint(repository):
    """create_checkpoint that commits what the run changed, and covers a module's worktree."""
    run = start(repository)
    module(repository, run, "api")
    repository.write("docs/usage.md", "# Usage\n")
    return "create_checkpoint", f"task_id={run}", "phase=one", "commit=true"


def a_rollback(repository):
    """rollback_to_checkpoint that makes two worktrees again which were cleaned up, and moves the base back."""
    run = start(repository)
    module(repository, run, "api", README_md="# of api\n")
    module(repository, run, "web")
    repository.write("README.md", "# A project\n")
    call(repository, "create_checkpoint", f"task_id={run}", "phase=one")
    call(repository, "merge_worktrees", f"task_id={run}")
    call(repository, "cleanup_worktrees", f"task_id={run}")
    repository.write("late.txt", "late\n")
    return "rollback_to_checkpoint", f"task_id={run}", "checkpoint_id=1"


def outcome(repository, run):
    """All that a run has come to, in words that do not depend on when it was: refs, files, states."""
    git = repository.git
    trees = [".", *sorted(f".worktrees/{name}" for name in os.listdir(repository.path / ".worktrees"))]
    files = {}
    for tree in trees:
        at = str(repository.path / tree)
        files[tree] = {
            "branch": git("symbolic-ref", "HEAD", cwd=at), "commit": git("log", "-1", "--format=%s %T", cwd=at),
            "status": git("status", "--porcelain", "--untracked-files=all", cwd=at),
            "bytes": {path: (repository.path / tree / path).read_text() for path in git(
                "ls-files", "--cached", "--others", "--exclude-standard", cwd=at).split() if path and not path.startswith(".worktrees")
                and (repository.path / tree / path).exists()},
        }
    state = call(repository, "get_task_state", f"task_id={run}", "detail=full")[1]
    return {
        "refs": sorted(ref for ref in repository.refs() if "/rescue/" not in ref), "trees": files,
        "main": git("log", "--first-parent", "--format=%s %T", "main").splitlines(),
        "phases": [(phase["name"], phase["status"]) for phase in state["phases"]],
        "state": {key: state[key] for key in ("status", "phases_complete", "current_phase")},
        "checkpoints": [each["number"] for each in state["checkpoints"]],
    }


def differences(got, wanted, where=""):
    """The places at which two outcomes differ, in words."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        return [each for key in [*wanted, *(key for key in got if key not in wanted)]
                for each in differences(got.get(key), wanted.get(key), f"{where}/{key}")]
    return [] if got == wanted else [f"{where}: {got!r}, not {wanted!r}"]


def kept(repository):
    """The content of every file that a rescue holds."""
    found = set()
    for ref in repository.git("for-each-ref", "--format=%(refname)", "refs/gitstate/rescue").split():
        parents = repository.git("rev-list", "--parents", "-n1", ref).split()
        for commit in parents:
            found |= set(repository.git("ls-tree", "-r", "--format=%(objectname) %(path)", commit).splitlines())
    return found


def check(repository, run):
    repository.git("fsck", "--strict", "--no-dangling", "--no-progress")
    left = [str(path) for path in repository.path.rglob("*.lock") if not {"gitstate", "objects"} & set(path.parts[-5:])]
    assert not left, f"locks were left: {left}"
    assert not list(repository.path.rglob(".gitstate-*"))
    half = [ref for ref in repository.refs() if ref.startswith(("refs/gitstate/pending", "refs/gitstate/follow"))]
    assert not half, half
    assert call(repository, "verify", f"ledger=run/{run}")[1]["ok"] is True
    assert repository.git("worktree", "prune", "--dry-run", "--verbose") == ""
    strays = [name for name in os.listdir(repository.path / ".worktrees") if name.startswith(".")]
    assert not strays, strays


@pytest.mark.parametrize("prepare", [a_new_module, a_merge, a_clean_up, an_end, a_checkpoint, a_rollback])
def test_a_call_that_is_killed(killer, tmp_path, capsys, prepare):  # noqa: F811
    counted = tmp_path / "counted"
    with Repository() as original:
        tool, *arguments = prepare(original)
        run = arguments[0].removeprefix("task_id=")
        with Moved(original) as copy:
            call(copy, tool, *arguments)
            wanted, rescued = outcome(copy, run), kept(copy)
            check(copy, run)
        number, met, total = 1, 0, None
        while total is None:
            with Moved(original) as copy:
                env = {
                    "LD_PRELOAD": str(killer), "GITSTATE_KILL_AT": str(number), "GITSTATE_KILL_ROOT": str(copy.path),
                    "GITSTATE_KILL_COUNT": str(counted),
                }
                code, _ = call(copy, tool, *arguments, env=env, check=False)
                assert code in (0, -9), f"call {number}: {code}"
                if code == 0:
                    total = int(counted.read_text())
                    assert total < number
                try:
                    if tool != "create_checkpoint" or code != 0:
                        call(copy, tool, *arguments)
                    got = outcome(copy, run)
                    if tool == "create_checkpoint":
                        # A checkpoint is a fact: where the kill came after it, the same call took another one.
                        assert set(wanted["checkpoints"]) <= set(got["checkpoints"]) <= {0, 1, 2}
                        got["checkpoints"] = wanted["checkpoints"]
                        got["refs"] = [ref for ref in got["refs"] if not ref.endswith("/2")]
                    found = differences(got, wanted)
                    assert not found, found
                    assert rescued <= kept(copy), "a rescue lacks what it must hold"
                    check(copy, run)
                except AssertionError as error:
                    raise AssertionError(f"{tool}, killed at call {number}: {error}") from error
            number, met = number + STEP, met + 1
        with capsys.disabled():
            print(f"\n    {tool}: {total} changing calls, killed at {met - 1} of them")
        assert met > 2 and total > 40, f"{met} kills of {total}"
