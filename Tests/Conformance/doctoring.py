"""A repository to be broken, and what doctor says of it."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from server import BINARY

UNDER_CONSTRUCTION = "gitstate is making this worktree\n"
TASKS = [
    {"id": "001", "description": "Model", "provides": ["Model"], "files": ["model.py"]},
    {"id": "002", "description": "Service", "preconditions": ["Model"], "files": ["service.py"]},
]


class Stage:
    """A scratch repository with the command on it."""

    def __init__(self, repository):
        self.repository = repository
        self.folder = repository.path
        self.env = repository.env
        self.git = repository.git
        self.doctors = {}

    def path(self, name):
        return self.folder / name

    def later(self, clock, seconds=120):
        """From now on doctor looks two minutes later: nobody is still at what he has begun."""
        ahead = self.folder.parent / "ahead"
        ahead.write_text(str(seconds))
        self.doctors = {"LD_PRELOAD": str(clock), "GITSTATE_AHEAD": str(ahead)}

    def run(self, *arguments, env=None):
        if arguments[0] == "doctor":
            env = {**self.doctors, **(env or {})}
        return subprocess.run(
            [BINARY, *arguments], cwd=self.folder, env={**self.env, **(env or {})}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=120)

    def call(self, tool, check=True, **arguments):
        done = self.run("call", tool, "--json", json.dumps(arguments))
        assert done.stdout, done
        value = json.loads(done.stdout)
        assert not check or done.returncode == 0, value
        return value

    def plan(self, session="p"):
        self.call("create_plan_branch", session_id=session, user_request="Build it", tasks=TASKS)

    def worktree(self, worker="1", task="001"):
        """A task with its branch, claimed by a worker with a worktree."""
        branch = self.call("create_task_branch", task_id=task, plan_branch="plan/p", ahead=True)["branch_name"]
        self.call("create_worktree", worker_id=worker, task_branch=branch)
        return branch

    def delivered(self, worker="1", task="001", remove=True):
        """A task that is merged and completed."""
        branch = self.worktree(worker, task)
        (self.path(f".worktrees/worker-{worker}") / f"{task}.py").write_text("work\n")
        self.call("commit_task", worker_id=worker, summary="Work", type="complete")
        self.call("merge_task_branch", task_branch=branch)
        if remove:
            self.call("remove_worktree", worker_id=worker)
        return branch

    def lock(self, name, by=None, age=0):
        """A lock file: another program's, or one that a gitstate process of that id recorded."""
        path = self.path(".git") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"what it was to become\n")
        if age:
            then = time.time() - age
            os.utime(path, (then, then))
        if by:
            records = self.path(".git/gitstate/locks")
            records.mkdir(parents=True, exist_ok=True)
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            try:
                started = Path(f"/proc/{by}/stat").read_text().rsplit(")", 1)[1].split()[19]
            except FileNotFoundError:
                started = "1"
            (records / f"{by}-01234567").write_text(
                f"gitstate-locks 1\nhost {socket.gethostname()}\nboot {boot}\nnamespace {os.readlink('/proc/self/ns/pid')}\n"
                f"process {by}\nstarted {started}\nlock {time.time_ns() - 1_000_000} - {path}\n")
            os.utime(path)
        return path

    def obey(self, lines):
        """Runs the lines of a repair as a person would who copies them."""
        folder = self.folder.parent / "bin"
        folder.mkdir(exist_ok=True)
        if not (folder / "gitstate").exists():
            (folder / "gitstate").symlink_to(BINARY)
        for line in lines:
            done = subprocess.run(
                line, shell=True, cwd=self.folder, env={**self.env, "PATH": f"{folder}:{self.env['PATH']}"},
                capture_output=True, text=True)
            assert done.returncode == 0, (line, done)

    def backup(self):
        """A remote that has all that is here, gitstate's own refs too."""
        self.git("clone", "-q", "--mirror", ".", "../backup.git")
        self.git("remote", "add", "backup", "../backup.git")

    def object(self, name):
        """The file of a loose object."""
        sha = self.git("rev-parse", name).strip()
        return self.path(f".git/objects/{sha[:2]}/{sha[2:]}")

    def remove(self, name):
        sha = self.git("rev-parse", name).strip()
        self.object(name).unlink()
        return sha

    def kill(self, library, tool, after, **arguments):
        """The call, killed at the first step that leaves that ref."""
        for number in range(1, 400):
            copy = self.folder.parent / "copy"
            subprocess.run(["cp", "-a", str(self.folder), str(copy)], check=True)
            done = subprocess.run(
                [BINARY, "call", tool, "--json", json.dumps(arguments)], cwd=copy, capture_output=True,
                env={**self.env, "LD_PRELOAD": str(library), "GITSTATE_KILL_AT": str(number), "GITSTATE_KILL_ROOT": str(copy)})
            if done.returncode == -9 and self.git("rev-parse", "-q", "--verify", after, cwd=copy, check=False):
                shutil.rmtree(self.folder)
                copy.rename(self.folder)
                return
            shutil.rmtree(copy)
            assert done.returncode == -9, (number, done)
        raise AssertionError("never caught in the act")

    def quarantined(self, part):
        return [each for each in self.path(".git/gitstate/quarantine").iterdir() if part in each.name]


def doctor(stage, *options):
    done = stage.run("doctor", "--json", *options)
    assert done.returncode in (0, 1), done
    value = json.loads(done.stdout)
    assert value["schemaVersion"] == 1 and value["ok"] is (done.returncode == 0), value
    left = [each for each in value["findings"] if not each["fixed"] and each["severity"] == "finding"]
    assert value["counts"]["left"] == len(left) and value["ok"] is (not left), value
    return value


def found(stage, *options):
    """The findings that count."""
    return [each for each in doctor(stage, *options)["findings"] if each["severity"] == "finding"]


def image(folder):
    """Every file below a folder: its kind, mode, bytes and times."""
    seen = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(root, name)
            status = os.lstat(path)
            content = os.readlink(path) if os.path.islink(path) else None
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    content = file.read()
            seen[os.path.relpath(path, folder)] = (status.st_mode, status.st_mtime_ns, status.st_ino, content)
    return seen


def treat(stage, kinds, by="doctor", fixed=None):
    """Doctor finds exactly these, and touches nothing; then they are repaired, and the same again finds nothing.

    - fixed: all that is repaired, where what was repaired first brought more to light.
    """
    before = image(stage.folder)
    findings = found(stage)
    text = stage.run("doctor")
    assert image(stage.folder) == before, "reading wrote something"
    assert [each["id"] for each in findings] == kinds, findings
    assert text.returncode == 1, text
    for each in findings:
        assert (each["by"], each["fixed"]) == (by, False), each
        assert each["id"] in text.stdout and each["repair"] and each["repair"][0] in text.stdout, text
    option = {"doctor": "--fix", "break_locks": "--break-locks"}[by]
    if by == "break_locks":
        assert found(stage, "--fix")[0]["fixed"] is False, "--fix alone breaks no lock"
    after = found(stage, option)
    assert [each["id"] for each in after] == (fixed or kinds) and all(each["fixed"] for each in after), after
    assert {each["subject"] for each in findings} <= {each["subject"] for each in after}, after
    assert found(stage, option) == [] and stage.run("doctor", option).returncode == 0
    stage.repository.check()
    return findings
