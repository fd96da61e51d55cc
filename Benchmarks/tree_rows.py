"""A worktree of many files, made, looked at and removed, and merges of ten and of a thousand of them: against git itself."""

import itertools
import os
import pathlib
import re
import shutil
import subprocess
import time

from report import Goal, Row
from repositories import commit_edits, git, large_project
from rounds import Series, wait_for_removal
from server import Server

GIT = "git worktree"


def tree_rows(programs, place, files, tree_rounds, merge_rounds):
    """Rows of a large tree: `tree_rounds` worktrees and `merge_rounds` merges of each kind, in turn with git."""
    start = time.monotonic()
    repository = large_project(place / "large", files)
    programs.say(f"a repository of {files:,} files in {time.monotonic() - start:.0f} s")
    command = [programs.gitstate, "serve", "--repo", str(repository)]
    fsync, loose = Server(command), Server([*command, "--no-fsync"])
    session = "session-large"
    names = [f"T{number}" for number in range(tree_rounds + 1 + 4 * merge_rounds)]
    fsync.call(
        "create_plan_branch", session_id=session, user_request="Measure",
        tasks=[{"id": name, "description": f"Task {name}", "provides": [f"part {name}"]} for name in names])
    tasks = iter(names)
    rows = worktree_rows(fsync, repository, tasks, tree_rounds, files)
    rows += status_rows(fsync, repository, next(tasks))
    fresh = iter(range(0, files, 17))
    rows.append(merge_row(fsync, loose, repository, tasks, merge_rounds, files, fresh, 10, 3))
    # The same files again and again: each merge finds them as the last one left them.
    rows.append(merge_row(fsync, loose, repository, tasks, merge_rounds // 3, files, None, min(1000, files // 10), 1.2))
    rows.append(Row("resident memory after all of this", fsync.resident(), unit="MiB"))
    fsync.close()
    loose.close()
    return rows


def start_task(server, task):
    return server.call("create_task_branch", task_id=task, branch_slug="large")["branch_name"]


def worktree_rows(server, repository, tasks, rounds, files):
    """Making and removing, with git's default settings; what one left to be written is written before the next is timed."""
    made, peer_made, parallel, removed, gone, peer_removed = (Series() for _ in range(6))
    workers = ["-c", f"checkout.workers={os.cpu_count()}"]
    for number in range(rounds):
        branch = start_task(server, next(tasks))
        git(repository, "branch", f"peer-{number}", "main")

        def ours():
            settle()
            server.call("create_worktree", made, worker_id="1", task_branch=branch)
            settle()
            gone.measure(lambda: remove_wholly(server, repository, removed))

        def theirs(series, *options):
            settle()
            series.measure(lambda: git(repository, *options, "worktree", "add", ".worktrees/peer", f"peer-{number}"))
            settle()
            peer_removed.measure(lambda: git(repository, "worktree", "remove", "--force", ".worktrees/peer"))

        works = [ours, lambda: theirs(peer_made), lambda: theirs(parallel, *workers)]
        for place in range(3):
            works[(number + place) % 3]()
    return [
        Row(
            f"create_worktree, {files:,} files", made.median, peer=peer_made.median, peer_is=f"{GIT} add",
            goals=[Goal.share(0.5, peer_made.median, made.median)]),
        Row(
            "the same", made.median, peer=parallel.median, peer_is=f"git {' '.join(workers)} worktree add",
            goals=[Goal("no slower", made.median <= parallel.median)]),
        Row(
            f"remove_worktree, {files:,} files", removed.median, peer=peer_removed.median, peer_is=f"{GIT} remove --force",
            goals=[Goal.share(0.3, peer_removed.median, removed.median)]),
        Row(
            "the same until its last file is gone", gone.median, peer=peer_removed.median, peer_is=f"{GIT} remove --force",
            goals=[Goal("no slower", gone.median <= peer_removed.median)]),
    ]


def remove_wholly(server, repository, series):
    """Removes a worktree and waits for its files, which go behind the answer."""
    server.call("remove_worktree", series, worker_id="1")
    wait_for_removal(repository)


def settle():
    """Has the system write what is waiting, so that nobody pays for another's files."""
    os.sync()
    time.sleep(0.2)


def status_rows(server, repository, task):
    """What `git status` finds and opens in a worktree just made by each."""
    branch = start_task(server, task)
    git(repository, "branch", "peer-status", "main")
    path = pathlib.Path(server.call("create_worktree", worker_id="1", task_branch=branch)["path"])
    git(repository, "worktree", "add", ".worktrees/peer", "peer-status")
    peer_path = repository / ".worktrees/peer"
    opened, peer_opened = files_opened(path), files_opened(peer_path)
    times, peer_times = Series(), Series()
    clean = True
    for _ in range(3):
        clean = clean and not times.measure(lambda: git(path, "status", "--porcelain"))
        peer_times.measure(lambda: git(peer_path, "status", "--porcelain"))
    rows = [Row(
        "git status there, after the first", times.median, peer=peer_times.median, peer_is="in git's own",
        goals=[Goal("clean", clean)])]
    if opened is not None:
        rows.insert(0, Row(
            "files opened by the first git status there", opened, peer=peer_opened, peer_is="in git's own", unit="files",
            goals=[Goal("none", opened == 0)]))
    server.call("remove_worktree", worker_id="1")
    git(repository, "worktree", "remove", "--force", ".worktrees/peer")
    return rows


def files_opened(tree):
    """How many tracked files a `git status` opens there; None where no strace is."""
    if not shutil.which("strace"):
        return None
    trace = tree.parent / "trace"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", trace, "git", "-C", tree, "status", "--porcelain"],
        capture_output=True, check=True)
    count = len(re.findall(r'/file\d{6}\.txt", [^)]*\) = \d', trace.read_text()))
    trace.unlink()
    return count


def merge_row(fsync, loose, repository, tasks, rounds, files, fresh, changed, share):
    """Merging a branch that changed some files into a base that changed the same ones elsewhere in them.

    Each merge is of files of its own where there is `fresh`, or of an edit of its own, so nobody finds the objects that
    another wrote.
    """
    series = {"fsync": Series(), "loose": Series(), "git": Series()}
    turns = itertools.count()

    def prepare(branch):
        turn = next(turns)
        numbers = [next(fresh) for _ in range(changed)] if fresh else range(turn % 10, files, files // changed)[:changed]
        commit_edits(repository, branch, numbers, False, f"task {turn}")
        commit_edits(repository, "flow", numbers, True, f"base {turn}")

    def by_tool(kind, server):
        branch = start_task(server, next(tasks))
        prepare(branch)
        server.call("merge_task_branch", series[kind], task_branch=branch)

    def by_git(number):
        branch = f"peer-merge-{changed}-{number}"
        git(repository, "branch", branch, "flow")
        prepare(branch)
        series["git"].measure(lambda: git(repository, "merge-tree", "--write-tree", "flow", branch))

    for number in range(rounds):
        works = [lambda: by_tool("fsync", fsync), lambda: by_git(number), lambda: by_tool("loose", loose)]
        for place in range(3):
            works[(number + place) % 3]()
    ours, without, peer = series["fsync"].median, series["loose"].median, series["git"].median
    return Row(
        f"merge_task_branch, {changed:,} files of {files:,}", ours, without, peer, "git merge-tree --write-tree",
        goals=[Goal.share(share, peer, ours), Goal.share(share, peer, without, when=" without fsync")])
