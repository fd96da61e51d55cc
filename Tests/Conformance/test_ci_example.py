"""The README's example for CI, run as a shell script in clones like a CI's."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from repository import Repository, environment
from server import BINARY, ROOT

EXAMPLE = Path(ROOT) / "Fixtures" / "ci" / "example.sh"
GOOD = "#!/bin/sh\nmkdir build\necho 3 passed | tee build/report\n"
BAD = "#!/bin/sh\necho litter > litter.txt\necho changed > README.md\necho 1 failed\nexit 1\n"
NOBODY = 65534


class Farm:
    """A protected branch in a bare repository, somebody who pushes to it, and a fresh clone for each job."""

    def __init__(self, home):
        self.home = Path(home)
        self.origin = self.home / "origin.git"
        self.bin = self.home / "bin"
        self.bin.mkdir()
        (self.bin / "gitstate").symlink_to(BINARY)
        self.git("init", "-q", "--bare", "-b", "main", str(self.origin), cwd=self.home)
        for setting in ("denyNonFastForwards", "denyDeletes"):
            self.git("config", f"receive.{setting}", "true", cwd=self.origin)
        self.git("clone", "-q", f"file://{self.origin}", "work", cwd=self.home)
        self.work = self.home / "work"
        self.jobs = 0

    def git(self, *arguments, cwd=None):
        env = environment(self.home)
        done = subprocess.run(["git", *arguments], cwd=cwd or self.work, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def push(self, name, tests, **files):
        """A commit on main, with what its tests are."""
        self.git("pull", "-q", "--ff-only", "origin", "main") if self.refs("refs/heads") else None
        for path, text in {"README.md": "# Shop\n", ".gitignore": "build\n", "run-tests": tests, **files}.items():
            (self.work / path).write_text(text)
            (self.work / path).chmod(0o755)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", name)
        self.git("push", "-q", "origin", "HEAD:refs/heads/main")
        return self.git("rev-parse", "HEAD")

    def refs(self, prefix):
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)", prefix, cwd=self.origin).splitlines()
        return dict(line.split(" ") for line in lines)

    def clone(self, owner=None):
        """A clone as a CI makes it: one commit deep, no branch, and perhaps made by another user."""
        self.jobs += 1
        folder = self.home / f"job-{self.jobs}"
        home = self.home / f"home-{self.jobs}"
        home.mkdir()
        self.git("clone", "-q", "--depth", "1", f"file://{self.origin}", str(folder), cwd=self.home)
        self.git("checkout", "-q", "--detach", cwd=folder)
        self.git("branch", "-q", "-D", "main", cwd=folder)
        if owner is not None:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, owner, owner, follow_symlinks=False)
        return folder, home

    def environment(self, home):
        """Nothing of a person: no name, no config but the job's own."""
        return {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}

    def run(self, folder, home, *command):
        return subprocess.run(
            command, cwd=folder, env=self.environment(home), stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def job(self, owner=None):
        folder, home = self.clone(owner)
        return self.run(folder, home, "sh", str(EXAMPLE)), folder, home


@pytest.fixture
def farm(tmp_path):
    # On a path without links, as a CI's is.
    return Farm(os.path.realpath(tmp_path))


def test_the_readme_shows_the_file():
    readme = (Path(ROOT) / "README.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.S)
    assert EXAMPLE.read_text() in blocks


def test_a_protected_branch_goes_from_good_to_bad_and_forward_to_good(farm):
    good = farm.push("Good", GOOD)
    done, folder, home = farm.job()
    assert done.returncode == 0, done.stderr + done.stdout
    assert (folder / ".git" / "shallow").exists(), "the clone is a shallow one"
    kept = [ref for ref in farm.refs("refs/gitstate/checkpoints")]
    assert [ref.rsplit("/", 1)[1] for ref in kept] == ["1", "2"]
    assert farm.git("log", "-1", "--format=%an <%ae>", kept[1], cwd=farm.origin) == "gitstate <gitstate@localhost>"

    bad = farm.push("Bad", BAD, **{"shop.py": "broken\n"})
    done, folder, home = farm.job()
    assert done.returncode == 1, done.stderr + done.stdout
    assert "1 failed" in done.stdout
    tip = farm.refs("refs/heads/main")["refs/heads/main"]
    assert farm.git("rev-list", "--parents", "-1", tip, cwd=farm.origin).split() == [tip, bad]
    assert farm.git("show", "main:run-tests", cwd=farm.origin) == GOOD.strip()
    names = farm.git("ls-tree", "--name-only", "main", cwd=farm.origin).split()
    assert names == [".gitignore", "README.md", "run-tests"], "neither the bad file nor what its tests left"
    rescues = farm.refs("refs/gitstate/rescue")
    assert len(rescues) == 2
    assert any("changed" in farm.git("show", f"{sha}:README.md", cwd=farm.origin) for sha in rescues.values())

    farm.push("Good again", GOOD)
    done, folder, home = farm.job()
    assert done.returncode == 0, done.stderr + done.stdout
    listed = json.loads(farm.run(folder, home, "gitstate", "checkpoint", "list", "--json").stdout)
    assert [item["validation_passed"] for item in listed["checkpoints"]] == [None, True, None, None, True]
    assert good != bad
    farm.git("fsck", "--strict", "--no-dangling", "--no-progress", cwd=farm.origin)


def test_a_first_job_that_fails_has_nothing_to_go_back_to_and_moves_nothing(farm):
    bad = farm.push("Bad", BAD)
    done, folder, home = farm.job()
    assert done.returncode == 1
    assert "no checkpoint" in done.stderr
    assert farm.refs("refs/heads/main") == {"refs/heads/main": bad}
    assert (folder / "README.md").read_text() == "# Shop\n", "what the tests changed is back"
    assert not (folder / "litter.txt").exists()


def test_two_jobs_at_once_leave_each_others_checkpoints_alone(farm):
    farm.push("Good", GOOD)
    first, second = farm.clone(), farm.clone()
    for folder, home in (first, second):
        assert farm.run(folder, home, "gitstate", "checkpoint", "fetch", "origin").returncode == 0
    for folder, home in (first, second):
        assert farm.run(folder, home, "gitstate", "checkpoint", "create", str(folder), "--passed").returncode == 0
    assert farm.run(*first, "gitstate", "checkpoint", "push", "origin").returncode == 0
    before = farm.refs("refs/gitstate")
    refused = farm.run(*second, "gitstate", "checkpoint", "push", "origin")
    assert refused.returncode == 65 and "gitstate checkpoint fetch origin" in refused.stdout
    assert farm.refs("refs/gitstate") == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a clone to another user")
def test_another_users_clone_is_served_by_the_line_that_is_printed(farm):
    farm.push("Good", GOOD)
    folder, home = farm.clone(owner=NOBODY)
    for command in (["gitstate", "checkpoint"], ["gitstate", "checkpoint", "fetch"], ["gitstate", "run"]):
        refused = farm.run(folder, home, *command)
        assert refused.returncode == 69, refused.stderr
        line = f"git config --global --add safe.directory {folder}"
        assert line in refused.stderr, refused.stderr
    # The very line, as it stands, is what helps.
    assert farm.run(folder, home, "sh", "-c", line).returncode == 0
    assert farm.run(folder, home, "gitstate", "checkpoint").returncode == 0

    done, folder, home = farm.job(owner=NOBODY)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "--passed" not in done.stderr
    assert len(farm.refs("refs/gitstate/checkpoints")) == 2


def test_the_server_of_another_users_clone_names_the_line_as_well():
    if os.geteuid() != 0:
        pytest.skip("only root gives a clone to another user")
    with Repository() as repository:
        for path in [repository.path, *repository.path.rglob("*")]:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        done = subprocess.run(
            [BINARY, "call", "list_checkpoints"], cwd=repository.path, env=repository.env, capture_output=True, text=True)
        assert done.returncode == 69
        assert f"git config --global --add safe.directory {repository.path}" in json.loads(done.stdout)["hint"]
