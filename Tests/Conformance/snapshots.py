"""A working tree in which every kind of work is under way, and all that a checkpoint or a rollback may or must touch."""

import hashlib
import json
import os
import shutil
import stat
import subprocess

from repository import Repository
from server import BINARY


def messy(repository):
    """A repository with a checkpoint of a messy tree, and other work done since; answers what the checkpoint holds."""
    for number in range(4):
        repository.write(f"same/{number}", f"{number}\n")
    for name in ("edited", "gone", "staged", "both", "mode", "link"):
        repository.write(name, f"{name}\n")
    repository.write(".gitignore", "*.o\n")
    repository.commit("Files")
    script = """
        echo changed > edited; rm gone; echo s > staged; git add staged; echo b1 > both; git add both; echo b22 > both
        chmod +x mode; rm link; ln -s same link; echo o > a.o; mkdir -p un/tracked; echo u > un/tracked/file
    """
    subprocess.run(["sh", "-ec", script], cwd=repository.path, env=repository.env, check=True)


def work_since(repository):
    script = """
        echo since > same/3; git add -A; git commit -qm since; echo later > edited; rm -r un; mkdir new; echo n > new/file; rm link; echo l > link
        git add new; chmod -x mode
    """
    subprocess.run(["sh", "-ec", script], cwd=repository.path, env=repository.env, check=True)


def state(repository):
    """HEAD, the index in entries and flags, and every file with its kind, mode and bytes."""
    files = {}
    for folder, folders, names in os.walk(repository.path):
        if folder == str(repository.path):
            folders.remove(".git")
        for name in names + [each for each in folders if os.path.islink(os.path.join(folder, each))]:
            path = os.path.join(folder, name)
            info = os.lstat(path)
            content = os.readlink(path) if stat.S_ISLNK(info.st_mode) else open(path, "rb").read()
            files[os.path.relpath(path, repository.path)] = (info.st_mode, content)
    git = repository.git
    return {
        "head": git("rev-parse", "HEAD"), "symbolic": (repository.path / ".git/HEAD").read_text(),
        "index": git("ls-files", "--stage", "-v"), "files": files,
    }


def digest(repository):
    return hashlib.sha1((repository.path / ".git/index").read_bytes()).hexdigest()


def call(repository, tool, *arguments, env=None, check=True):
    """A tool by the command; answers its exit code and its JSON."""
    done = subprocess.run(
        [BINARY, "call", tool, *arguments], cwd=repository.path, env={**repository.env, **(env or {})},
        capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"{tool} {arguments}: {done.stdout}{done.stderr}")
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None


class Copy(Repository):
    """A copy of a repository as it is, removed when it is left."""

    def __init__(self, original):
        super().__init__(commit=False)
        shutil.rmtree(self.path)
        subprocess.run(["cp", "-a", str(original.path), str(self.path)], check=True)


def rescues(repository):
    return repository.git("for-each-ref", "--format=%(refname)", "refs/gitstate/rescue/").split()
