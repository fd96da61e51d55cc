"""What doctor finds of plans, tasks and operations: ledgers that do not follow, work that is lost, what was left half done."""

import os
import shutil
import subprocess
import sys

import pytest

import doctoring
from doctoring import doctor, found, treat
from repository import Repository


@pytest.fixture
def stage():
    with Repository() as repository:
        yield doctoring.Stage(repository)


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        pytest.skip("what is preloaded is written for Linux, and needs a C compiler")
    library = tmp_path_factory.mktemp("power") / "kill.so"
    source = os.path.join(os.path.dirname(__file__), "power", "kill.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


def task(stage, identity="001"):
    return next(each for each in stage.call("parse_plan", branch="plan/p")["tasks"] if each["id"] == identity)


def commit(stage, parent, message):
    return subprocess.run(
        ["git", "commit-tree", f"{parent}^{{tree}}", "-p", parent, "-F", "-"], cwd=stage.folder, env=stage.env,
        input=message, capture_output=True, text=True, check=True).stdout.strip()


def test_a_ledger_that_does_not_follow(stage):
    stage.plan()
    tip = stage.git("rev-parse", "plan/p").strip()
    forged = commit(stage, tip, stage.git("log", "-1", "--format=%B", tip).replace("Gitstate-Seq: 1", "Gitstate-Seq: 3"))
    stage.git("update-ref", "refs/heads/plan/p", forged)
    before = doctoring.image(stage.folder)
    finding, = found(stage)
    assert doctoring.image(stage.folder) == before
    assert (finding["id"], finding["by"], finding["subject"]) == ("ledger_broken", "person", "refs/heads/plan/p")
    assert finding["evidence"] == {"commit": forged, "last_good": tip}
    assert found(stage, "--fix")[0]["fixed"] is False
    assert stage.run("verify", "plan/p").returncode == 1
    stage.obey(finding["repair"][1:])
    assert found(stage) == [] and stage.run("verify", "plan/p").returncode == 0


def test_a_snapshot_that_differs_from_what_its_events_make(stage):
    stage.plan()
    tip = stage.git("rev-parse", "plan/p").strip()
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="learned")
    message = stage.git("log", "-1", "--format=%B", "plan/p")
    assert "Gitstate-State:" in message and '"Build it"' in message
    head, state = message.split("Gitstate-State:")
    forged = commit(stage, tip, head + "Gitstate-State:" + state.replace('"Build it"', '"Build that"'))
    stage.git("update-ref", "refs/heads/plan/p", forged)
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["evidence"]["last_good"]) == ("snapshot_differs", "person", tip)
    stage.obey(finding["repair"][1:])
    assert found(stage) == []


def test_a_ledger_of_a_newer_gitstate(stage):
    stage.plan()
    tip = stage.git("rev-parse", "plan/p").strip()
    message = stage.git("log", "-1", "--format=%B", tip)
    newer = message.replace("Gitstate-Format: 1", "Gitstate-Format: 2").replace("Gitstate-Seq: 1", "Gitstate-Seq: 2")
    stage.git("update-ref", "refs/heads/plan/p", commit(stage, tip, newer))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("newer_ledger", "person") and "Install a newer gitstate" in finding["what"]
    # It says what is installed; the ledger is left to the one that knows it.
    stage.obey(finding["repair"])
    assert stage.git("log", "-1", "--format=%B", "plan/p").strip() == newer.strip()


def test_commits_of_others_in_a_ledger_are_advice(stage):
    stage.plan()
    strange = commit(stage, stage.git("rev-parse", "plan/p").strip(), "A note of mine\n")
    stage.git("update-ref", "refs/heads/plan/p", strange)
    value = doctor(stage, "--fix")
    assert value["ok"] and [each["id"] for each in value["findings"]] == ["foreign_commits"]
    assert value["findings"][0]["evidence"] == {"commits": [strange]}


def test_a_history_with_a_hole(stage):
    stage.plan()
    for word in ("one", "two"):
        stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates=word)
    stage.backup()
    gone = stage.remove("plan/p~1")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("broken_history", "person", "refs/heads/plan/p")
    assert gone in finding["evidence"]["error"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_branch_that_only_is_called_a_plan_is_advice(stage):
    stage.git("branch", "plan/mine")
    value = doctor(stage, "--fix")
    assert value["ok"] and [(each["id"], each["subject"]) for each in value["findings"]] == [("no_ledger", "refs/heads/plan/mine")]


def test_a_merge_that_the_plan_does_not_know(stage):
    """Killed between the base and the ledger: made by moving the plan back."""
    stage.plan()
    branch = stage.worktree()
    stage.path(".worktrees/worker-1/model.py").write_text("work\n")
    stage.call("commit_task", worker_id="1", summary="Work", type="complete")
    before = stage.git("rev-parse", "plan/p").strip()
    stage.call("merge_task_branch", task_branch=branch)
    stage.git("update-ref", "refs/heads/plan/p", before)
    finding, = treat(stage, ["merge_unrecorded"])
    assert finding["subject"] == "plan/p 001"
    assert task(stage)["status"] == "completed" and task(stage)["delivery"] == "merged"


def test_work_that_the_base_lost(stage):
    stage.plan()
    branch = stage.delivered()
    merge = stage.git("rev-parse", "flow").strip()
    stage.git("update-ref", "refs/heads/flow", "flow~1")
    before = doctoring.image(stage.folder)
    finding, = found(stage)
    assert doctoring.image(stage.folder) == before
    assert (finding["id"], finding["by"], finding["subject"]) == ("work_lost", "person", "plan/p 001")
    assert finding["evidence"]["merge"] == merge and finding["evidence"]["merge_stored"] is True
    assert finding["repair"] == [f"gitstate merge {branch}"]
    stage.obey(finding["repair"])
    assert found(stage) == [] and task(stage)["delivery"] == "merged"


def test_work_that_the_base_lost_and_whose_branch_is_gone(stage):
    stage.plan()
    branch = stage.delivered()
    tip = stage.git("rev-parse", branch).strip()
    stage.git("update-ref", "refs/heads/flow", "flow~1")
    stage.git("branch", "-D", branch)
    finding, = found(stage, "--fix")
    assert finding["repair"] == [f"git branch {branch} {tip}", f"gitstate merge {branch}"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_base_that_is_gone(stage):
    stage.plan()
    stage.delivered()
    merge = stage.git("rev-parse", "flow").strip()
    stage.git("branch", "-D", "flow")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("base_missing", "person", "refs/heads/flow")
    assert finding["repair"] == [f"git branch flow {merge}"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_task_whose_branch_is_not_there(stage):
    """The ledger first, then the ref: a kill in between is made up for."""
    stage.plan()
    branch = stage.call("create_task_branch", task_id="001", plan_branch="plan/p")["branch_name"]
    start = stage.git("rev-parse", branch).strip()
    stage.git("update-ref", "-d", f"refs/heads/{branch}")
    finding, = treat(stage, ["task_without_branch"])
    assert finding["evidence"] == {"branch": branch, "start": start}
    assert stage.git("rev-parse", branch).strip() == start


def test_a_task_whose_branch_was_deleted_with_work_on_it_is_for_a_person(stage):
    """Its commits are stored still: a branch at its beginning would hide them."""
    stage.plan()
    branch = stage.worktree()
    stage.path(".worktrees/worker-1/model.py").write_text("work\n")
    stage.call("commit_task", worker_id="1", summary="Work")
    tip = stage.git("rev-parse", branch).strip()
    stage.git("update-ref", "-d", f"refs/heads/{branch}")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("task_without_branch", "person")
    assert finding["repair"] == [f"git branch {branch} {tip}"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_branch_whose_plan_is_not_here(stage):
    stage.plan()
    branch = stage.worktree()
    stage.path(".worktrees/worker-1/model.py").write_text("work\n")
    stage.call("commit_task", worker_id="1", summary="Work")
    stage.call("remove_worktree", worker_id="1")
    stage.git("branch", "-D", "plan/p")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("branch_without_task", "person", f"refs/heads/{branch}")
    assert finding["evidence"]["plan"] == "plan/p" and finding["evidence"]["task"] == "001"
    stage.obey(finding["repair"])
    assert found(stage) == [] and stage.git("rev-parse", "kept/001-model")


def test_a_branch_whose_plan_only_a_remote_has(stage):
    stage.plan()
    branch = stage.worktree()
    stage.call("remove_worktree", worker_id="1")
    stage.git("update-ref", "refs/remotes/origin/plan/p", "plan/p")
    stage.git("branch", "-D", "plan/p")
    finding, = found(stage, "--fix")
    assert finding["id"] == "branch_without_task" and finding["repair"] == ["git branch plan/p origin/plan/p"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_rollback_that_was_begun(stage, killer):
    """Killed before its files were there: gone on with, and the rescue holds what was."""
    stage.path("note.txt").write_text("one\n")
    stage.call("create_checkpoint", phase="one")
    stage.path("note.txt").write_text("two\n")
    stage.kill(killer, "rollback_to_checkpoint", checkpoint_id="latest", after="refs/gitstate/pending/main")
    finding, = treat(stage, ["rollback_unfinished"])
    assert stage.path("note.txt").read_text() == "one\n"
    rescue = finding["evidence"]["rescue"]
    assert stage.git("show", f"refs/gitstate/rescue/{rescue}:note.txt") == "two\n"


def test_files_that_have_not_followed_their_branch(stage):
    """Killed between the branch and its files."""
    stage.git("checkout", "-q", "-b", "flow")
    stage.plan()
    branch = stage.worktree()
    stage.path(".worktrees/worker-1/model.py").write_text("work\n")
    stage.call("commit_task", worker_id="1", summary="Work", type="complete")
    old = stage.git("rev-parse", "flow").strip()
    stage.call("merge_task_branch", task_branch=branch)
    stage.git("update-ref", "refs/gitstate/follow/main", old)
    stage.git("read-tree", old)
    stage.path("model.py").unlink()
    finding, = treat(stage, ["follow_unfinished"])
    assert finding["evidence"] == {"from": old}
    assert stage.path("model.py").read_text() == "work\n" and stage.git("status", "--porcelain") == ""


def test_the_mark_of_a_merge_that_is_over(stage):
    stage.plan()
    stage.worktree()
    rescue = stage.git("rev-parse", "HEAD").strip()
    stage.git("update-ref", "refs/gitstate/sync/worker-1", rescue)
    treat(stage, ["sync_mark_left"])
    assert stage.git("for-each-ref", "refs/gitstate/sync") == ""


def test_what_a_killed_fetch_left(stage):
    stage.plan()
    stage.git("update-ref", "refs/gitstate/incoming/rescue/x", "HEAD")
    treat(stage, ["fetch_left"])


def test_a_plan_of_which_branches_stayed_when_it_was_archived(stage):
    stage.plan()
    branch = stage.delivered()
    stage.call("update_plan_branch", plan_branch="plan/p", cancelled_task_ids=["002"])
    tip = stage.git("rev-parse", branch).strip()
    done = stage.run("plan", "archive", "p")
    assert done.returncode == 0, done
    stage.git("update-ref", f"refs/heads/{branch}", tip)
    finding, = treat(stage, ["archive_unfinished"])
    assert finding["repair"] == ["gitstate plan archive plan/p"]


def test_a_repair_that_is_refused_says_why(stage):
    """Archived, and one of its branches is checked out: that is not taken away under anybody's feet."""
    stage.plan()
    branch = stage.delivered()
    stage.call("update_plan_branch", plan_branch="plan/p", cancelled_task_ids=["002"])
    tip = stage.git("rev-parse", branch).strip()
    assert stage.run("plan", "archive", "p").returncode == 0
    stage.git("branch", branch, tip)
    stage.git("worktree", "add", "-q", "../desk", branch)
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["fixed"]) == ("archive_unfinished", False) and "desk" in finding["failure"], finding
    assert "Not repaired: " in stage.run("doctor", "--fix").stdout
    stage.git("worktree", "remove", "../desk")
    treat(stage, ["archive_unfinished"])


def test_a_plan_that_is_archived_and_here_is_for_a_person(stage):
    stage.plan()
    stage.delivered()
    stage.call("update_plan_branch", plan_branch="plan/p", cancelled_task_ids=["002"])
    tip = stage.git("rev-parse", "plan/p").strip()
    assert stage.run("plan", "archive", "p").returncode == 0
    stage.git("update-ref", "refs/heads/plan/p", tip)
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("archive_unfinished", "person")
    stage.obey(finding["repair"][:1])
    assert found(stage) == []


def test_a_checkpoint_that_its_run_does_not_know(stage):
    run = stage.call("start_task", description="Build", phases=["one"])["task_id"]
    before = stage.git("rev-parse", f"run/{run}").strip()
    stage.call("create_checkpoint", task_id=run, phase="one")
    stage.git("update-ref", f"refs/heads/run/{run}", before)
    finding, = treat(stage, ["checkpoint_unrecorded"])
    assert finding["subject"] == f"run/{run}"
    assert stage.run("verify", f"run/{run}").returncode == 0


def test_one_repair_brings_another_to_light(stage):
    """The plan's newest commit is gone, and with it that a task was merged: both are made up for by one call."""
    stage.plan()
    stage.delivered()
    assert "completed 001" in stage.git("log", "-1", "--format=%s", "plan/p")
    stage.remove("plan/p")
    assert [each["id"] for each in found(stage)] == ["dangling_ref"]
    assert {each["id"]: each["fixed"] for each in found(stage, "--fix")} == {"dangling_ref": True, "merge_unrecorded": True}
    assert found(stage, "--fix") == [] and task(stage)["delivery"] == "merged"
    stage.repository.check()
