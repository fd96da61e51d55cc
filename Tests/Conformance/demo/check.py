#!/usr/bin/env python3
"""Plays the demonstration with one gitstate binary and compares what it leaves with Fixtures/demo.

Usage: python3 Tests/Conformance/demo/check.py BINARY

GITSTATE_REWRITE=1 writes the fixtures anew; the difference is then read in review. Prints one line for each thing
that was looked at; the exit code is 0 only if every one holds. Needs git and Python's own library.
"""

import difflib
import os
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
GOLDEN = os.path.join(ROOT, "Fixtures", "demo")
RUN = os.path.join(ROOT, "scripts", "demo-run")
TIME = 300


class Repository:
    """The demonstration's repository, as scripts/demo makes it, and git as its witness."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "shop")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
        }
        self.run("git", "init", "-q", "-b", "main", self.path, place=folder)
        self.git("config", "user.name", "Ada Demo")
        self.git("config", "user.email", "ada@example.org")
        self.write("README.md", "# Shop\n\nA shop without users so far.\n")
        self.write("requirements.txt", "")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Start the shop")

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *command, place=None):
        """Runs a program; its output and errors as text. What it ends with otherwise than 0 ends the check."""
        done = subprocess.run(
            command, cwd=place or self.path, env=self.environment, text=True, encoding="utf-8", timeout=TIME,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )
        if done.returncode != 0:
            print(done.stdout, end="")
            sys.exit(f"FAILED: {' '.join(command)}: exit code {done.returncode}")
        return done.stdout

    def git(self, *arguments):
        return self.run("git", *arguments)

    def lines(self, *arguments):
        return self.git(*arguments).splitlines()


def files(repository):
    """Every file of main with its mode and content, as one text."""
    text = ""
    for line in repository.git("ls-tree", "-r", "-z", "main").split("\0"):
        if line:
            entry, name = line.split("\t", 1)
            mode, _, blob = entry.split()
            text += f"=== {mode} {name}\n{repository.git('cat-file', 'blob', blob)}"
    return text


def goldens(repository):
    """What is compared, by the name of its fixture."""
    subjects = ("log", "--format=%s", "--topo-order")
    found = {
        "files.txt": files(repository),
        "main.txt": repository.git(*subjects, "main"),
        "main-first-parents.txt": repository.git(*subjects, "--first-parent", "main"),
    }
    branches = repository.lines("for-each-ref", "--format=%(refname:short)", "refs/heads/task/")
    for branch in branches:
        found[branch.replace("/", "-") + ".txt"] = repository.git(*subjects, "--first-parent", branch)
    for plan in repository.lines("for-each-ref", "--format=%(refname:short)", "refs/heads/plan/"):
        found["plan.txt"] = repository.git(*subjects, "--first-parent", plan, "--not", "main")
    found["refs.txt"] = "\n".join(
        name for name in repository.lines("for-each-ref", "--format=%(refname)") if "/rescue/" not in name
    ) + "\n"
    return found


def compare(found):
    """The differences between what was found and the fixtures, in lines; rewrites the fixtures where that is asked."""
    if os.environ.get("GITSTATE_REWRITE") == "1":
        os.makedirs(GOLDEN, exist_ok=True)
        for name in os.listdir(GOLDEN):
            os.remove(os.path.join(GOLDEN, name))
        for name, text in found.items():
            with open(os.path.join(GOLDEN, name), "w", encoding="utf-8") as file:
                file.write(text)
        return []
    wrong = []
    there = set(os.listdir(GOLDEN)) if os.path.isdir(GOLDEN) else set()
    for name in sorted(there | set(found)):
        expected = ""
        if name in there:
            with open(os.path.join(GOLDEN, name), encoding="utf-8") as file:
                expected = file.read()
        actual = found.get(name, "")
        if name not in there or name not in found or expected != actual:
            wrong += difflib.unified_diff(
                expected.splitlines(), actual.splitlines(), f"Fixtures/demo/{name}", "what the run left", lineterm=""
            )
            wrong = wrong or [f"Fixtures/demo/{name}: only on one side"]
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    if not os.access(binary, os.X_OK):
        sys.exit(f"{binary} is no program")
    with tempfile.TemporaryDirectory(prefix="gitstate-demo.") as folder:
        repository = Repository(os.path.realpath(folder))
        said = repository.run(sys.executable, os.path.join(RUN, "orchestrator.py"), binary, repository.path)
        repository.run(binary, "land", "--repo", repository.path)
        faults = []

        def expect(what, holds, why=""):
            print(f"{'ok' if holds else 'FAILED'}: {what}")
            if not holds:
                faults.append(what)
                print(why)

        calls = [line for line in said.splitlines() if " → " in line]
        refused = [line for line in calls if "refused:" in line]
        expect(f"{len(calls)} calls, {len(refused)} of them a conflict", len(calls) > 40 and len(refused) == 1, said)
        found = goldens(repository)
        wrong = compare(found)
        expect(f"{len(found)} goldens", not wrong, "\n".join(wrong))
        fsck = [line for line in repository.lines("fsck", "--strict", "--full") if not line.startswith("dangling")]
        expect("git fsck --strict", not fsck, "\n".join(fsck))
        status = repository.git("status", "--porcelain", "--untracked-files=all")
        expect("main is checked out with every file", not status, status)
        trees = repository.lines("worktree", "list")
        left = os.listdir(os.path.join(repository.path, ".worktrees"))
        expect("no worktree is left", len(trees) == 1 and not left, "\n".join(trees + left))
        pruned = repository.git("worktree", "prune", "--dry-run", "--verbose")
        expect("no registration is left", not pruned, pruned)
        marks = repository.lines("for-each-ref", "refs/gitstate/follow/", "refs/gitstate/sync/")
        expect("nothing is half done", not marks, "\n".join(marks))
        rescues = repository.lines("for-each-ref", "--format=%(objectname)", "refs/gitstate/rescue/")
        expect("what the killed worker had is kept", any(
            "tests/test_auth.py" in repository.lines("ls-tree", "-r", "--name-only", rescue) for rescue in rescues
        ), "\n".join(rescues))
        tests = repository.run(sys.executable, "-B", "-m", "unittest")
        expect("the product's own tests", "Ran 3 tests" in tests and tests.rstrip().endswith("OK"), tests)
    print(f"the demonstration: {'all holds' if not faults else f'{len(faults)} faults'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
