"""Checkpoints of a large working tree, and rollbacks in it: against the ways that git has for the same."""

import os
import pathlib
import re
import shutil
import subprocess
import time

from report import Goal, Row
from repositories import file_path, git, large_project
from rounds import Series
from server import Server

ADD = "git add -A, write-tree, commit-tree, update-ref"
STASH = "git stash create"
RESET = "the same, then git reset --hard and clean"


def snapshot_rows(programs, place, files, rounds):
    """Rows for 1, 100 and a tenth of all files changed, each way in turn and on changes of its own."""
    start = time.monotonic()
    repository = large_project(place / "snapshots", files)
    git(repository, "checkout", "-q", "-f", "main")
    # As after a pause: no file is as young as the index.
    os.sync()
    time.sleep(1)
    git(repository, "status")
    programs.say(f"a working tree of {files:,} files in {time.monotonic() - start:.0f} s")
    command = [programs.gitstate, "serve", "--repo", str(repository)]
    fsync, loose = Server(command), Server([*command, "--no-fsync"])
    edits = Edits(repository)
    rows = []
    for count in [1, 100, files // 10]:
        rows.append(checkpoint_row(fsync, loose, edits, files, count, rounds))
    for count in [1, 100, files // 10]:
        rows.append(rollback_row(fsync, loose, edits, files, count, rounds))
    opened = files_opened(programs, repository, edits)
    if opened is not None:
        rows.append(Row(
            "unchanged files opened by a checkpoint and a rollback", opened, unit="files",
            goals=[Goal("none", opened == 0)]))
    rows.append(Row("resident memory after checkpoints and rollbacks", fsync.resident(), unit="MiB"))
    fsync.close()
    loose.close()
    return rows


class Edits:
    """Changes to files of the tree that nobody has stored before."""

    def __init__(self, repository):
        self.repository = repository
        self.made = 0

    def make(self, count):
        """Gives `count` files, spread over the tree, a first line of their own, and lets the system write all of it."""
        self.made += 1
        for path in self.paths(count):
            _, _, rest = path.read_bytes().partition(b"\n")
            path.write_bytes(b"edit %d\n" % self.made + rest)
        os.sync()
        time.sleep(0.1)

    def paths(self, count):
        return [self.repository / file_path(number * 10 + 3) for number in range(count)]


def git_snapshot(repository, ref="refs/peer/snapshot"):
    """A commit of all files as they are, by git, with an index of its own."""
    private = repository / ".git/peer-index"
    shutil.copyfile(repository / ".git/index", private)
    environment = {**os.environ, "GIT_INDEX_FILE": str(private)}

    def run(*arguments):
        return subprocess.run(
            ["git", "-C", str(repository), *arguments], env=environment, check=True, stdout=subprocess.PIPE
        ).stdout.decode().strip()

    run("add", "-A")
    tree = run("write-tree")
    commit = run("commit-tree", tree, "-p", "HEAD", "-m", "snapshot")
    run("update-ref", ref, commit)


def in_turn(works, round):
    """Each once, a different one first in each round."""
    for number in range(len(works)):
        works[(round + number) % len(works)]()


def checkpoint_row(fsync, loose, edits, files, count, rounds):
    series = {name: Series() for name in ["fsync", "loose", ADD, STASH]}
    repository = edits.repository

    def by_tool(name, server):
        edits.make(count)
        server.call("create_checkpoint", series[name], phase_name="measured")

    def by_add():
        edits.make(count)
        series[ADD].measure(lambda: git_snapshot(repository))

    def by_stash():
        edits.make(count)
        series[STASH].measure(lambda: git(repository, "stash", "create"))

    for round in range(rounds):
        in_turn([lambda: by_tool("fsync", fsync), by_add, lambda: by_tool("loose", loose), by_stash], round)
    git(repository, "reset", "-q", "--hard")
    name = min([ADD, STASH], key=lambda name: series[name].median)
    peer, ours, without = series[name].median, series["fsync"].median, series["loose"].median
    return Row(
        f"create_checkpoint, {count:,} of {files:,} files changed", ours, without, peer, name,
        goals=[Goal.share(0.4, peer, ours), Goal.share(0.4, peer, without, when=" without fsync")])


def rollback_row(fsync, loose, edits, files, count, rounds):
    series = {name: Series() for name in ["fsync", "loose", RESET]}
    repository = edits.repository
    checkpoint = fsync.call("create_checkpoint", phase_name="before")["id"]

    def by_tool(name, server):
        edits.make(count)
        server.call("rollback_to_checkpoint", series[name], checkpoint_id=checkpoint)

    def by_git():
        edits.make(count)

        def work():
            git_snapshot(repository, "refs/peer/rescue")
            git(repository, "reset", "-q", "--hard")
            git(repository, "clean", "-ffdq")

        series[RESET].measure(work)

    for round in range(rounds):
        in_turn([lambda: by_tool("fsync", fsync), by_git, lambda: by_tool("loose", loose)], round)
    if git(repository, "status", "--porcelain"):
        raise SystemExit("after the rollbacks not all was as before")
    peer, ours, without = series[RESET].median, series["fsync"].median, series["loose"].median
    return Row(
        f"rollback_to_checkpoint, {count:,} of {files:,} files changed", ours, without, peer, RESET,
        goals=[Goal.share(0.6, peer, ours), Goal.share(0.6, peer, without, when=" without fsync")])


def files_opened(programs, repository, edits):
    """How many files that did not change a server opens in a checkpoint and a rollback; None where no strace is."""
    if not shutil.which("strace"):
        return None
    trace = pathlib.Path(repository).parent / "trace"
    server = Server([
        "strace", "-f", "-qq", "-e", "trace=open,openat", "-o", str(trace), programs.gitstate, "serve", "--repo",
        str(repository)])
    checkpoint = server.call("create_checkpoint", phase_name="before")["id"]
    edits.make(3)
    server.call("create_checkpoint", phase_name="after")
    server.call("rollback_to_checkpoint", checkpoint_id=checkpoint)
    server.close()
    changed = {path.name for path in edits.paths(3)}
    opened = re.findall(r'"(?:[^"]*/)?(file\d{6}\.txt)", [^)]*\) = \d', trace.read_text())
    trace.unlink()
    return sum(name not in changed for name in opened)
