"""What doctor finds of worktrees: half made, half gone, led astray, and whose task nobody holds."""

import os
import shutil
import sys

import pytest

import doctoring
from drain.clock import COMPILER, compiled
from doctoring import UNDER_CONSTRUCTION, doctor, found, treat
from repository import Repository


@pytest.fixture
def stage():
    with Repository() as repository:
        yield doctoring.Stage(repository)


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    if COMPILER is None or sys.platform != "linux":
        pytest.skip("what is preloaded is written for Linux, and needs a C compiler")
    return compiled(tmp_path_factory.mktemp("clock"))


def statuses(stage):
    return {each["id"]: each["status"] for each in stage.call("parse_plan", branch="plan/p")["tasks"]}


def test_a_worktree_that_was_being_made(stage, clock):
    """Killed when some of its files were there: the next call would begin anew, and so does doctor."""
    stage.later(clock)
    stage.plan()
    branch = stage.worktree()
    place, administration = stage.path(".worktrees/worker-1"), stage.path(".git/worktrees/worker-1")
    (administration / "locked").write_text(UNDER_CONSTRUCTION)
    place.rename(stage.path(".worktrees/.new~worker-1~01234567"))
    findings = treat(
        stage, ["half_made_worktree", "left_behind"], fixed=["half_made_worktree", "left_behind", "claim_without_worktree"])
    assert findings[0]["subject"] == str(place) and not administration.exists()
    assert os.listdir(stage.path(".worktrees")) == []
    assert statuses(stage)["001"] == "pending"
    stage.call("create_worktree", worker_id="1", task_branch=branch)
    assert found(stage) == []


def test_a_worktree_that_lacks_only_its_last_stroke(stage, clock):
    """All files are there: it is completed, and nothing of it is moved."""
    stage.later(clock)
    stage.plan()
    stage.worktree()
    (stage.path(".git/worktrees/worker-1") / "locked").write_text(UNDER_CONSTRUCTION)
    note = stage.path(".worktrees/worker-1/note.txt")
    note.write_text("mine\n")
    treat(stage, ["half_made_worktree"])
    assert note.read_text() == "mine\n" and statuses(stage)["001"] == "claimed"


def test_what_a_power_cut_left_of_an_administration(stage):
    stage.plan()
    torn = stage.path(".git/worktrees/worker-1")
    torn.mkdir(parents=True)
    for name in ("locked", "gitdir", "HEAD", "commondir"):
        (torn / name).write_bytes(b"")
    os.utime(torn / "locked", (1, 1))
    finding, = treat(stage, ["half_made_worktree"])
    assert finding["evidence"]["administration"] == str(torn) and not torn.exists()


def test_a_worktree_of_whose_head_a_power_cut_took_the_end(stage, clock):
    """What it holds is kept beside it, and the branch is free for the next call."""
    stage.later(clock)
    stage.plan()
    branch = stage.worktree()
    stage.path(".worktrees/worker-1/note.txt").write_text("mine\n")
    torn = stage.path(".git/worktrees/worker-1")
    (torn / "HEAD").write_text("ref: refs/heads/ta")
    os.utime(torn / "HEAD", (1, 1))
    finding, = treat(stage, ["half_made_worktree"], fixed=["half_made_worktree", "claim_without_worktree"])
    assert finding["evidence"]["administration"] == str(torn) and not torn.exists()
    aside, = os.listdir(stage.path(".worktrees"))
    assert stage.path(f".worktrees/{aside}/note.txt").read_text() == "mine\n"
    assert stage.call("create_worktree", worker_id="1", task_branch=branch)["reused"] is False


def test_a_worktree_whose_folder_somebody_deleted(stage, clock):
    stage.later(clock)
    stage.plan()
    stage.worktree()
    shutil.rmtree(stage.path(".worktrees/worker-1"))
    treat(stage, ["worktree_folder_missing"], fixed=["worktree_folder_missing", "claim_without_worktree"])
    kept, = stage.quarantined("worktree-worker-1")
    assert (kept / "index").exists() and (kept / "HEAD").exists()
    assert statuses(stage)["001"] == "pending"


def test_a_locked_worktree_whose_folder_is_gone_is_for_a_person(stage):
    stage.git("branch", "side")
    stage.git("worktree", "add", "-q", ".worktrees/worker-9", "side")
    stage.git("worktree", "lock", ".worktrees/worker-9", "--reason", "on a stick")
    shutil.rmtree(stage.path(".worktrees/worker-9"))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("worktree_folder_missing", "person") and "on a stick" in finding["what"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_claim_of_this_moment_may_yet_get_its_worktree(stage, clock):
    """Between the claim and the folder nothing is wrong; a minute later something is."""
    stage.plan()
    stage.worktree()
    shutil.rmtree(stage.path(".worktrees/worker-1"))
    stage.git("worktree", "prune")
    assert found(stage, "--fix") == [] and statuses(stage)["001"] == "claimed"
    stage.later(clock)
    finding, = treat(stage, ["claim_without_worktree"])
    assert finding["evidence"]["worker"] == "1" and statuses(stage)["001"] == "pending"


def test_a_worktree_elsewhere_whose_folder_is_gone_is_gits_own_business(stage):
    stage.git("branch", "side")
    stage.git("worktree", "add", "-q", "../aside", "side")
    shutil.rmtree(stage.path("../aside"))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["repair"]) == ("worktree_folder_missing", "person", ["git worktree prune"])
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_folder_whose_administration_was_pruned(stage):
    stage.plan()
    stage.call("create_task_branch", task_id="001", plan_branch="plan/p")
    stage.git("worktree", "add", "-q", ".worktrees/worker-1", "task/001-model")
    stage.path(".worktrees/worker-1/note.txt").write_text("mine\n")
    shutil.rmtree(stage.path(".git/worktrees"))
    finding, = treat(stage, ["worktree_unknown"])
    assert finding["subject"] == str(stage.path(".worktrees/worker-1"))
    aside, = os.listdir(stage.path(".worktrees"))
    assert aside.startswith(".aside~worker-1~")
    assert stage.path(f".worktrees/{aside}/note.txt").read_text() == "mine\n"


@pytest.mark.parametrize("place", [".worktrees", ".git/gitstate/staging"])
def test_what_was_on_its_way_out(stage, place):
    stage.plan()
    stage.worktree()
    left = stage.path(f"{place}/.trash~worker-7~01234567")
    (left / "deep/down").mkdir(parents=True)
    (left / "deep/down/file.txt").write_text("gone\n")
    finding, = treat(stage, ["left_behind"])
    assert finding["subject"] == str(left) and not left.exists()


@pytest.mark.parametrize("name", ["index.next", "index.next.lock"])
def test_what_was_to_become_an_index(stage, name):
    stage.plan()
    stage.worktree()
    left = stage.path(f".git/worktrees/worker-1/{name}")
    left.write_bytes(b"half")
    treat(stage, ["left_behind"])
    assert not left.exists() and stage.git("status", "--porcelain", cwd=stage.path(".worktrees/worker-1")) == ""


def test_what_is_being_removed_at_this_moment_is_not_left(stage):
    import fcntl

    left = stage.path(".worktrees/.trash~worker-7~01234567")
    left.mkdir(parents=True)
    held = os.open(left, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    assert found(stage) == []
    os.close(held)
    treat(stage, ["left_behind"])


def test_a_worktree_that_was_moved(stage, clock):
    stage.later(clock)
    stage.plan()
    stage.worktree()
    os.rename(stage.path(".worktrees/worker-1"), stage.path(".worktrees/worker-2"))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("worktree_link_broken", "person")
    assert finding["subject"] == str(stage.path(".worktrees/worker-2"))
    assert finding["repair"] == [f"git worktree repair {stage.path('.worktrees/worker-2')}"]
    stage.obey(finding["repair"])
    finding, = treat(stage, ["claim_without_worktree"])
    assert finding["evidence"] == {"worker": "1", "tasks": ["plan/p 001"]}
    assert finding["repair"] == ["gitstate worktree remove 1"]
    assert stage.path(".worktrees/worker-2/README.md").exists()


def test_a_back_link_that_leads_out_of_the_worktrees(stage):
    """A tampered file names somebody's own folder: it is told, and nothing follows it."""
    stage.plan()
    stage.worktree()
    victim = stage.path("../victim")
    victim.mkdir()
    (victim / "precious.txt").write_text("precious\n")
    (stage.path(".git/worktrees/worker-1") / "gitdir").write_text(f"{victim}/.git\n")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["fixed"]) == ("worktree_link_broken", "person", False)
    assert (victim / "precious.txt").read_text() == "precious\n"
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_branch_that_two_have_checked_out(stage):
    stage.git("branch", "side")
    stage.git("worktree", "add", "-q", "../one", "side")
    stage.git("worktree", "add", "-q", "--force", "../two", "side")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("branch_checked_out_twice", "person", "refs/heads/side")
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_strays_in_the_folder_of_worktrees_are_advice(stage):
    stage.plan()
    stage.worktree()
    stage.path(".worktrees/mine").mkdir()
    stage.path(".worktrees/file").write_text("mine\n")
    stage.path(".worktrees/link").symlink_to("/nowhere")
    before = doctoring.image(stage.path(".worktrees"))
    value = doctor(stage, "--fix")
    assert value["ok"] and [each["id"] for each in value["findings"]] == ["stray_in_worktrees"] * 3
    assert doctoring.image(stage.path(".worktrees")) == before


def test_a_folder_of_worktrees_that_is_a_link_is_advice(stage):
    stage.path("../elsewhere").mkdir()
    stage.path(".worktrees").symlink_to("../elsewhere")
    value = doctor(stage, "--fix")
    assert value["ok"] and [each["subject"] for each in value["findings"]] == [str(stage.path(".worktrees"))]


def test_a_worktree_whose_task_nobody_holds_is_advice(stage):
    stage.plan()
    branch = stage.worktree()
    stage.call("release_task", plan_branch="plan/p", task_id="001", worker_id="1")
    value = doctor(stage, "--fix")
    assert value["ok"] and [each["id"] for each in value["findings"]] == ["worktree_without_claim"], value
    assert value["findings"][0]["repair"] == [f"gitstate worktree add {branch} --worker 1"]
    stage.obey(value["findings"][0]["repair"])
    assert doctor(stage)["findings"] == []


def test_a_bare_repository_has_no_worktrees_to_look_at():
    with Repository(bare=True) as repository:
        stage = doctoring.Stage(repository)
        assert doctor(stage, "--fix")["findings"] == []
