"""What doctor finds: a repository broken in one way, doctor finds exactly that and writes nothing, --fix repairs it, and the
next --fix finds nothing."""

import os
import sys

import pytest

import doctoring
from doctoring import doctor, found, treat
from drain.clock import COMPILER, compiled
from repository import Repository


@pytest.fixture
def stage():
    with Repository() as repository:
        yield doctoring.Stage(repository)


def test_a_sound_repository_has_nothing(stage):
    stage.plan()
    stage.worktree()
    assert found(stage) == []
    text = stage.run("doctor")
    assert text.returncode == 0 and text.stdout == "✓ Nothing is wrong.\n", text
    assert doctor(stage, "--fix")["findings"] == []


@pytest.mark.parametrize("state", ["empty", "detached", "linked", "in a merge"])
def test_a_state_that_is_unusual_and_sound(state):
    with Repository(commit=state != "empty") as repository:
        stage = doctoring.Stage(repository)
        if state != "empty":
            stage.plan()
            stage.worktree()
        if state == "detached":
            stage.git("checkout", "-q", "--detach")
        if state == "linked":
            stage.folder = stage.path(".worktrees/worker-1")
        if state == "in a merge":
            for name, parent in (("one", "main"), ("two", "main")):
                stage.git("checkout", "-q", "-b", name, parent)
                stage.path("file.txt").write_text(name)
                stage.repository.commit(name)
            stage.git("merge", "-q", "one", check=False)
        before = doctoring.image(repository.path)
        assert doctor(stage)["findings"] == [] and doctor(stage, "--fix")["findings"] == []
        assert doctoring.image(repository.path) == before


def test_a_lock_of_a_killed_process(stage):
    stage.plan()
    lock = stage.lock("refs/heads/plan/p.lock", by=4_000_000)
    finding, = treat(stage, ["stale_lock"])
    assert finding["subject"] == str(lock) and finding["evidence"]["process"] == 4_000_000
    assert not lock.exists() and stage.quarantined("-p.lock")


def test_a_lock_of_another_program(stage):
    stage.plan()
    lock = stage.lock("refs/heads/plan/p.lock", age=3_600)
    refused = stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="x", check=False)
    assert "gitstate doctor --break-locks" in refused["error"], refused
    finding, = treat(stage, ["foreign_lock"], by="break_locks")
    assert 3_600 <= finding["evidence"]["age_seconds"] < 3_700
    assert not lock.exists() and stage.quarantined("-p.lock")
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="x")


@pytest.mark.skipif(COMPILER is None or sys.platform != "linux", reason="what is preloaded needs Linux and a C compiler")
def test_a_lock_from_before_the_machine_was_started(stage, tmp_path):
    """The clock is ahead by so much that the last start of the machine is after the lock was taken."""
    stage.plan()
    lock = stage.lock("packed-refs.lock")
    with open("/proc/uptime") as uptime:
        stage.later(compiled(tmp_path), seconds=int(float(uptime.read().split()[0])) + 3_600)
    finding, = treat(stage, ["stale_lock"])
    assert "before this machine was started" in finding["what"]
    assert not lock.exists() and stage.quarantined("-packed-refs.lock")


def test_a_lock_that_another_program_has_just_taken_is_advice(stage):
    lock = stage.lock("index.lock")
    assert [each["id"] for each in doctor(stage)["findings"]] == ["held_lock"]
    assert stage.run("doctor", "--fix").returncode == 0 and lock.exists()
    assert doctor(stage, "--break-locks")["findings"][0]["fixed"] is True and not lock.exists()


def test_a_lock_that_gitstate_holds_is_nobody_elses_business(stage):
    """The lock of a process that runs, this one, stays where it is whatever is asked for."""
    lock = stage.lock("refs/heads/plan/p.lock", by=os.getpid())
    assert doctor(stage)["findings"] == []
    assert doctor(stage, "--break-locks", "--fix")["findings"] == [] and lock.exists()
    lock.unlink()


@pytest.mark.parametrize("packed", [False, True])
def test_a_ref_that_a_power_cut_left_empty(stage, packed):
    stage.plan()
    if packed:
        stage.git("pack-refs", "--all")
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="learned")
    tip = stage.git("rev-parse", "plan/p").strip()
    stage.path(".git/refs/heads/plan/p").write_bytes(b"")
    finding, = treat(stage, ["broken_ref"])
    assert finding["subject"] == "refs/heads/plan/p"
    assert finding["evidence"]["candidates"][0]["commit"] == tip
    assert stage.git("rev-parse", "plan/p").strip() == tip
    assert stage.quarantined("refs~heads~plan~p")


def test_a_ref_whose_commit_is_gone(stage):
    """The reflog says what was before: the last that can be had."""
    stage.plan()
    before = stage.git("rev-parse", "plan/p").strip()
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="learned")
    stage.remove("plan/p")
    finding, = treat(stage, ["dangling_ref"])
    assert finding["subject"] == "refs/heads/plan/p"
    assert finding["evidence"]["missing"] is True and finding["evidence"]["kind"] == "commit"
    assert stage.git("rev-parse", "plan/p").strip() == before
    assert stage.run("verify", "plan/p").returncode == 0


def test_a_ref_whose_commit_is_damaged(stage):
    stage.plan()
    before = stage.git("rev-parse", "plan/p").strip()
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="learned")
    path = stage.object("plan/p")
    path.chmod(0o644)
    path.write_bytes(b"no object")
    finding, = treat(stage, ["dangling_ref"])
    assert finding["subject"] == "refs/heads/plan/p"
    assert stage.git("rev-parse", "plan/p").strip() == before and stage.quarantined("-object-")


def test_a_ref_that_could_be_in_two_places_is_for_a_person(stage):
    """A remote has a newer one than the reflog knows: neither is taken by guess."""
    stage.plan()
    old = stage.git("rev-parse", "plan/p").strip()
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="one")
    newer = stage.git("rev-parse", "plan/p").strip()
    stage.git("update-ref", "refs/remotes/origin/plan/p", newer)
    stage.path(".git/refs/heads/plan/p").write_bytes(b"")
    log = stage.path(".git/logs/refs/heads/plan/p")
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["fixed"]) == ("broken_ref", "person", False)
    assert {each["commit"] for each in finding["evidence"]["candidates"]} == {old, newer}
    assert finding["repair"][1] == f"git update-ref refs/heads/plan/p {old}"
    stage.obey([line.replace(old, newer) for line in finding["repair"]])
    assert found(stage) == []


def test_a_branch_of_the_users_own_is_never_put_back(stage):
    stage.git("branch", "mine")
    stage.path(".git/refs/heads/mine").write_bytes(b"")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["fixed"]) == ("broken_ref", "person", False)
    stage.obey(finding["repair"])
    assert found(stage) == []


@pytest.mark.parametrize("name", [
    "refs/heads/flow", "refs/heads/main", "refs/heads/task/001-model", "refs/heads/run/<run>", "refs/heads/workflow/<workflow>",
    "refs/gitstate/rescue/x", "refs/gitstate/checkpoints/main/1", "refs/gitstate/archive/x", "refs/gitstate/pending/main",
    "refs/gitstate/sync/worker-1", "refs/gitstate/follow/main", "refs/gitstate/incoming/rescue/x"])
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_ref_of_any_kind_that_leads_nowhere_stops_no_look(stage, name, how):
    """Whatever is broken, the rest is looked at all the same."""
    stage.plan()
    stage.worktree()
    if "<run>" in name:
        name = name.replace("<run>", stage.call("start_task", description="Build", phases=["one"])["task_id"])
    if "<workflow>" in name:
        begun = stage.call("start_workflow", request="Build it", mode="full", definition={
            "name": "Small", "phases": [{"agents": ["planner"]}], "agents": [{"id": "planner"}]})
        name = name.replace("<workflow>", begun["workflow_id"])
    if not stage.git("rev-parse", "-q", "--verify", name, check=False):
        stage.git("update-ref", name, stage.git("commit-tree", "main^{tree}", "-m", "x").strip())
    if how == "empty":
        stage.path(f".git/{name}").write_bytes(b"")
    else:
        # Nothing else may lead there.
        stage.git("update-ref", name, stage.git("commit-tree", "main^{tree}", "-p", name, "-m", "gone").strip())
        stage.remove(name)
    stage.path(".worktrees/.trash~worker-7~01234567").mkdir()
    before = doctoring.image(stage.folder)
    findings = found(stage)
    assert doctoring.image(stage.folder) == before
    ids = {each["id"]: each for each in findings}
    assert ids["dangling_ref" if how == "missing" else "broken_ref"]["subject"] == name, findings
    assert "left_behind" in ids, findings
    after = {each["id"]: each for each in found(stage, "--fix")}
    assert after["left_behind"]["fixed"] is True, after
    again = {each["id"] for each in found(stage, "--fix")}
    assert "left_behind" not in again and again <= {each for each in after if not after[each]["fixed"]}, (after, again)


def test_a_file_of_a_checkpoint_that_is_gone(stage):
    stage.path("note.txt").write_text("kept nowhere else\n")
    stage.call("create_checkpoint", phase="one")
    ref = stage.git("for-each-ref", "--format=%(refname)", "refs/gitstate/checkpoints").strip()
    stage.backup()
    blob = stage.remove(f"{ref}:note.txt")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("dangling_ref", "person", ref)
    assert finding["evidence"]["object"] == blob and finding["evidence"]["kind"] == "blob"
    stage.obey(finding["repair"])
    assert found(stage) == []
