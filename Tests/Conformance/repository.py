"""A scratch repository, and git without anything of the machine it runs on as the witness."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 1_767_225_600
# In memory where that is at hand: what is durable is not what is tested here, and fsync costs most of the time.
SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) and "GITSTATE_ON_DISK" not in os.environ else None


def environment(home, **more):
    """The whole environment of a program under test."""
    values = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home) + "/.config",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": f"{SECONDS} +0000",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "GIT_COMMITTER_DATE": f"{SECONDS} +0000",
    }
    # A mistake that scripts/planted has chosen, in the binary that knows it; what scripts/sanitize tells a sanitizer.
    for name in ("GITSTATE_PLANTED", "ASAN_OPTIONS", "TSAN_OPTIONS"):
        if value := os.environ.get(name):
            values[name] = value
    values.update(more)
    return values


class Repository:
    """A repository in a folder of its own, with one commit on `main`, removed when it is left."""

    def __init__(self, commit=True, bare=False, name="project"):
        self.home = Path(os.path.realpath(tempfile.mkdtemp(prefix="gitstate-", dir=SCRATCH)))
        self.path = self.home / name
        self.env = environment(self.home)
        self.path.mkdir()
        self.git("init", "-q", "-b", "main", *(["--bare"] if bare else []), ".")
        if not bare:
            self.git("config", "user.name", "Ada")
            self.git("config", "user.email", "ada@example.org")
        if commit and not bare:
            self.write("README.md", "# A project\n")
            self.write("services/__init__.py", "# services\n")
            self.commit("Begin")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        shutil.rmtree(self.home, ignore_errors=True)

    def git(self, *arguments, check=True, cwd=None, env=None, text=True):
        """Runs git there and answers its output; raises where it fails, unless `check` is off."""
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.path, env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL, capture_output=True)
        if check and done.returncode != 0:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode() if text else done.stdout

    def write(self, path, text):
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, message, cwd=None):
        self.git("add", "-A", cwd=cwd)
        self.git("commit", "-q", "-m", message, cwd=cwd)

    def refs(self):
        """Every ref with its commit."""
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split(" ", 1) for line in lines)

    def check(self):
        """Asserts what holds after every test that writes: git finds no fault, and no lock is left."""
        self.git("fsck", "--strict", "--no-dangling", "--no-progress")
        git_folder = self.path if (self.path / "HEAD").exists() else self.path / ".git"
        locks = [str(lock) for lock in git_folder.rglob("*.lock") if "gitstate" not in lock.parts]
        assert not locks, f"locks were left: {locks}"

    def contents(self, ledger):
        """The events of a ledger, oldest first."""
        import json

        lines = self.git(
            "log", "--reverse", "--first-parent", "--format=%(trailers:key=Gitstate-Event,valueonly,unfold)", ledger
        ).splitlines()
        return [event for line in lines if line.strip() for event in json.loads(line)]
