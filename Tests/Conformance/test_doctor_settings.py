"""What doctor finds of the repository itself: what can't be served, what is dangerous, and what is only worth knowing."""

import os
import re
import subprocess

import pytest

import doctoring
from doctoring import doctor, found
from repository import Repository
from server import ROOT

HERE = os.path.dirname(os.path.abspath(__file__))


@pytest.fixture
def stage():
    with Repository() as repository:
        yield doctoring.Stage(repository)


def advice(stage, kind, **evidence):
    """Exactly this, which is no fault: the exit code is 0, --fix changes nothing, and a person is told what to run."""
    before = doctoring.image(stage.folder)
    value = doctor(stage)
    text = stage.run("doctor")
    assert doctoring.image(stage.folder) == before, "reading wrote something"
    finding, = value["findings"]
    assert (finding["id"], finding["severity"], finding["by"], finding["fixed"]) == (kind, "advice", "person", False)
    assert value["ok"] is True and value["counts"] == {"fixed": 0, "left": 0, "advice": 1}
    assert text.returncode == 0 and "Worth knowing" in text.stdout and kind in text.stdout, text
    assert text.stdout.endswith("✓ Nothing is wrong.\n")
    assert doctor(stage, "--fix")["findings"] == [finding]
    for name, wanted in evidence.items():
        assert finding["evidence"][name] == wanted, finding
    return finding


# What a person is to run; a clone made anew has no line of its own here.
UNSUPPORTED = {"partialClone": [], "refStorage": ["git refs migrate --ref-format=files"], "unheardOf": []}


@pytest.mark.parametrize("extension, value", [("partialClone", "origin"), ("refStorage", "reftable"), ("unheardOf", "true")])
def test_an_extension_that_can_not_be_served(stage, extension, value):
    stage.path(".git/config").open("a").write(
        f"[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{extension} = {value}\n")
    before = doctoring.image(stage.folder)
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["evidence"]["extension"].lower()) == (
        "unsupported_repository", "person", extension.lower())
    assert finding["repair"] == UNSUPPORTED[extension]
    assert doctoring.image(stage.folder) == before
    assert stage.run("doctor").returncode == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_repository_of_another_user(stage, tmp_path):
    for place in (stage.folder, stage.path(".git")):
        os.chown(place, 12_345, -1)
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("other_owner", "person")
    assert finding["repair"] == [f"git config --global --add safe.directory {stage.folder}"]
    stage.env = {name: value for name, value in stage.env.items() if name != "GIT_CONFIG_GLOBAL"} | {"HOME": str(tmp_path)}
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_no_repository_is_refused_as_everywhere(stage):
    done = stage.run("doctor", "--repo", str(stage.folder.parent), "--json")
    assert done.returncode == 69 and '"no_repository"' in done.stdout


def test_refs_that_differ_in_case(stage):
    """One is packed, as where the disk tells them apart."""
    stage.git("branch", "Side")
    stage.git("pack-refs", "--all")
    stage.git("branch", "other")
    os.rename(stage.path(".git/refs/heads/other"), stage.path(".git/refs/heads/side"))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"]) == ("case_collision", "person")
    assert finding["evidence"]["refs"] == ["refs/heads/Side", "refs/heads/side"]
    stage.obey(finding["repair"])
    assert found(stage) == []


def test_a_ref_that_would_have_to_be_a_folder(stage):
    stage.git("branch", "a/b")
    stage.git("pack-refs", "--all")
    stage.path(".git/packed-refs").open("a").write(f"{stage.git('rev-parse', 'main').strip()} refs/heads/a\n")
    lines = stage.path(".git/packed-refs").read_text().splitlines(keepends=True)
    stage.path(".git/packed-refs").write_text(lines[0] + "".join(sorted(lines[1:], key=lambda line: line.split()[1])))
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("ref_collision", "person", "refs/heads/a/b")
    assert finding["evidence"]["refs"] == ["refs/heads/a", "refs/heads/a/b"]
    stage.obey(finding["repair"])
    assert found(stage) == []
    assert stage.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/a-2", "refs/heads/a").split() == ["a-2", "a/b"]


def test_objects_that_are_borrowed_from_nowhere(stage):
    stage.path(".git/objects/info/alternates").write_text("/nowhere/objects\n")
    finding, = found(stage, "--fix")
    assert (finding["id"], finding["by"], finding["subject"]) == ("alternate_missing", "person", "/nowhere/objects")
    stage.obey(finding["repair"])
    assert found(stage) == []
    assert stage.path(".git/objects/info/alternates.gone").read_text() == "/nowhere/objects\n"


def test_objects_that_are_borrowed(stage):
    stage.git("clone", "-q", "--shared", ".", "../lender")
    stage.path(".git/objects/info/alternates").write_text(f"{stage.folder.parent}/lender/.git/objects\n")
    stage.path("../lender/.git/objects/info/alternates").unlink()
    advice(stage, "alternates")


@pytest.mark.parametrize("name, value, kind", [
    ("gc.pruneExpire", "now", "prune_now"),
    ("core.hooksPath", "hooks", "hooks_in_tree"),
    ("core.fsync", "none", "weak_fsync"),
    ("core.fsync", "all,-loose-object", "weak_fsync"),
    ("core.fsyncMethod", "writeout-only", "weak_fsync"),
])
def test_a_dangerous_setting(stage, name, value, kind):
    stage.git("config", name, value)
    finding = advice(stage, kind, value=value)
    assert finding["subject"] == name
    stage.obey(finding["repair"])
    assert doctor(stage)["findings"] == []


@pytest.mark.parametrize("name, value", [
    ("gc.pruneExpire", "2.weeks.ago"), ("core.hooksPath", "/usr/share/hooks"), ("core.fsync", "committed"),
    ("core.fsync", "added,-index"), ("core.fsyncMethod", "batch"),
])
def test_a_setting_that_is_none(stage, name, value):
    stage.git("config", name, value)
    assert doctor(stage)["findings"] == []


def test_a_working_tree_that_is_elsewhere(stage):
    stage.git("config", "core.worktree", "..")
    advice(stage, "worktree_redirected", value="..")


def test_a_config_that_includes_another(stage):
    stage.path(".git/more").write_text("[alias]\n\tx = status\n")
    stage.git("config", "include.path", "more")
    advice(stage, "config_included", sections=["[include]"])


def test_objects_that_stand_in_for_others(stage):
    stage.path("file.txt").write_text("x\n")
    stage.repository.commit("Two")
    stage.git("replace", "HEAD", "HEAD~1")
    advice(stage, "replaced_objects", grafts=0)


def test_grafts(stage):
    stage.path(".git/info").mkdir(exist_ok=True)
    stage.path(".git/info/grafts").write_text(stage.git("rev-parse", "HEAD"))
    assert advice(stage, "replaced_objects", grafts=1)["subject"].endswith("info/grafts")


def test_a_shallow_clone(stage):
    stage.path("file.txt").write_text("x\n")
    stage.repository.commit("Two")
    stage.git("clone", "-q", "--depth", "1", f"file://{stage.folder}", "../shallow")
    shallow = doctoring.Stage(stage.repository)
    shallow.folder = stage.folder.parent / "shallow"
    assert advice(shallow, "shallow")["repair"] == ["git fetch --unshallow"]


def test_a_ledger_that_a_remote_has_otherwise_is_advice(stage):
    stage.plan()
    stage.git("branch", "before", "plan/p")
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="here")
    here = stage.git("rev-parse", "plan/p").strip()
    stage.git("update-ref", "refs/heads/plan/p", "before")
    stage.git("branch", "-D", "before")
    stage.call("update_plan_branch", plan_branch="plan/p", architecture_updates="there")
    stage.git("update-ref", "refs/remotes/origin/plan/p", here)
    finding = advice(stage, "remote_diverged", remote="refs/remotes/origin/plan/p")
    assert finding["subject"] == "refs/heads/plan/p"


def test_a_text_that_is_longer_than_gitstate_takes_is_advice(stage):
    stage.plan()
    tip = stage.git("rev-parse", "plan/p").strip()
    message = stage.git("log", "-1", "--format=%B", tip)
    assert message.count('"Model"') >= 1
    long = message.replace('"description":"Model"', '"description":"' + "x" * 70_000 + '"')
    assert long != message
    made = subprocess.run(
        ["git", "commit-tree", f"{tip}^{{tree}}", "-p", "main", "-F", "-"], cwd=stage.folder, env=stage.env, input=long,
        capture_output=True, text=True, check=True).stdout.strip()
    stage.git("update-ref", "refs/heads/plan/p", made)
    advice(stage, "oversized_field", limit=65_536, actual=70_000)


def test_a_hostile_name_can_steer_no_terminal(stage):
    """What is found is others' text: escaped on a page, and one word in a line to be copied."""
    stage.path(".worktrees").mkdir()
    os.makedirs(stage.path(".worktrees/.trash~\x1b[31m;$(touch owned)~0"))
    text = stage.run("doctor")
    assert "\x1b" not in text.stdout and "\\u{1b}" in text.stdout, text
    assert "\x1b" not in stage.run("doctor", "--json").stdout
    assert found(stage, "--fix")[0]["fixed"] is True and not stage.path("owned").exists()


def test_every_kind_has_its_repository():
    """The page is printed from the code's list; each of its ids stands in a test here."""
    page = open(os.path.join(ROOT, "Sources/GitState/GitState.docc/Doctor.md")).read()
    kinds = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    tests = "".join(open(os.path.join(HERE, name)).read() for name in os.listdir(HERE) if name.startswith("test_doctor"))
    assert len(kinds) > 40 and [kind for kind in kinds if f'"{kind}"' not in tests] == []
