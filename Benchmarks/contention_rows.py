"""Processes that all write to one plan: updates a second, against libgit2's own in a loop of C and against git subprocesses."""

import json
import shlex
import subprocess
import threading
import time

from report import Goal, Row
from repositories import git, small_project
from server import Server

CROWDS = [1, 8, 32]
# As many requests wait in a server, so that no client's slowness is measured.
AHEAD = 4
GOAL = 2500


def contention_rows(programs, place, updates):
    """Rows of 1, 8 and 32 server processes on one plan, and of one write beside libgit2's own."""
    bare = built(programs, place)
    rows = []
    for crowd in CROWDS:
        rates, peers = {}, {}
        for kind, options in [("fsync", []), ("loose", ["--no-fsync"])]:
            repository = small_project(place / f"crowd-{crowd}-{kind}")
            share = max(1, (updates if kind == "loose" else updates // 4) // crowd)
            rates[kind] = together(programs, repository, options, crowd, share)
            if bare:
                peers[kind] = bare_rate(bare, repository, crowd, share, kind == "fsync")
        goals = [Goal(f"at least {GOAL} without fsync", rates["loose"] >= GOAL)] if crowd == 8 else []
        what = "process" if crowd == 1 else "processes on one plan"
        rows.append(Row(
            f"updates a second, {crowd} {what}", rates["fsync"], rates["loose"], peers.get("loose"),
            "libgit2 in a loop of C, no fsync", goals, unit="a second", more_is_better=True))
        if crowd == 8:
            rate = by_git(small_project(place / "crowd-git"), crowd, max(1, updates // 40 // crowd))
            rows.append(Row(
                "the same", rates["fsync"], rates["loose"], rate, "git commit-tree and update-ref, again until it holds",
                unit="a second", more_is_better=True))
    return rows + one_write(programs, place, bare, updates // 4)


def together(programs, repository, options, crowd, share):
    """Updates a second of a crowd of servers, each asked `share` times."""
    servers = [Server([programs.gitstate, "serve", "--repo", str(repository), *options]) for _ in range(crowd)]
    servers[0].call("create_plan_branch", session_id="s", user_request="Crowd", tasks=tasks())
    for server in servers:
        server.call("parse_plan", branch="plan/s")
    gate = threading.Barrier(crowd + 1)
    failures = []

    def drive(number, server):
        lines = [
            server.request("tools/call", {"name": "update_plan_branch", "arguments": {
                "plan_branch": "plan/s", "architecture_updates": f"Server {number} was here {turn} times."}})
            for turn in range(share)]
        gate.wait()
        sent = 0
        for answered in range(share):
            ahead = min(share, answered + AHEAD)
            if ahead - sent >= 2 or ahead == share > sent:
                server.process.stdin.write(b"".join(lines[sent:ahead]))
                server.process.stdin.flush()
                sent = ahead
            answer = json.loads(server.process.stdout.readline())
            if answer.get("result", {}).get("isError", True):
                failures.append(answer)

    threads = [threading.Thread(target=drive, args=each) for each in enumerate(servers)]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if failures:
        raise SystemExit(f"an update failed: {failures[0]}")
    events = int(git(repository, "rev-list", "--count", "--first-parent", "main..plan/s"))
    for server in servers:
        server.close()
    if events < crowd * share:
        raise SystemExit(f"{crowd * share} updates were acknowledged, {events} commits are there")
    return crowd * share / took


def tasks():
    return [{"id": f"{number:03}", "description": f"Build part {number}"} for number in range(1, 21)]


def one_write(programs, place, bare, rounds):
    """A write of a tool, over stdio, beside a commit of the same message and the move of its branch by libgit2."""
    if not bare:
        return []
    from rounds import Series

    ours, peers = {}, {}
    for kind, options in [("fsync", []), ("loose", ["--no-fsync"])]:
        repository = small_project(place / f"write-{kind}")
        server = Server([programs.gitstate, "serve", "--repo", str(repository), *options])
        server.call("create_plan_branch", session_id="s", user_request="Write", tasks=tasks())
        series, floors = Series(), []
        for turn in range(10):
            for update in range(rounds // 10):
                server.call("update_plan_branch", series, plan_branch="plan/s", architecture_updates=f"Learned {turn} {update}.")
            floors.append(bare_run(bare, repository, 1, rounds // 10, kind == "fsync")[0])
        server.close()
        ours[kind], peers[kind] = series.median, sorted(floors)[len(floors) // 2]
    return [Row(
        f"one update of a plan{words}", ours[kind], None, peers[kind], "libgit2's commit of the same message and move",
        [Goal.share(1.3, peers[kind], ours[kind])]) for kind, words in [("fsync", ""), ("loose", ", without fsync")]]


def bare_rate(bare, repository, crowd, share, fsync):
    return bare_run(bare, repository, crowd, share, fsync)[1]


def bare_run(bare, repository, crowd, share, fsync):
    """The median of one write in milliseconds, and writes a second, of commits with the message that the plan's tip has."""
    message = repository.parent / "message"
    message.write_text(git(repository, "log", "-1", "--format=%B", "plan/s"))
    git(repository, "branch", "--force", "bare", "plan/s")
    done = subprocess.run(
        [bare, str(repository), str(message), str(share), "1" if fsync else "0", str(crowd)],
        capture_output=True, text=True, check=True)
    median, rate = done.stdout.split()
    return float(median), float(rate)


def built(programs, place):
    """bare.c; None where there is no C compiler or libgit2 to build it with."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libgit2"], capture_output=True, text=True, check=False)
    command = ["cc", "-O2", "-o", str(place / "bare"), str(programs.folder / "bare.c"), *shlex.split(flags.stdout)]
    if flags.returncode != 0 or subprocess.run(command, check=False).returncode != 0:
        programs.say("no libgit2 for bare.c: its rows have no peer")
        return None
    return place / "bare"


def by_git(repository, crowd, share):
    """Updates a second by git subprocesses, which begin again where another was faster."""
    git(repository, "branch", "bare", "main")

    def drive():
        for turn in range(share):
            while True:
                tip = git(repository, "rev-parse", "refs/heads/bare")
                commit = git(repository, "commit-tree", "-p", tip, "-m", f"Update {turn}", f"{tip}^{{tree}}")
                moved = ["git", "-C", str(repository), "update-ref", "refs/heads/bare", commit, tip]
                if subprocess.run(moved, capture_output=True, check=False).returncode == 0:
                    break

    threads = [threading.Thread(target=drive) for _ in range(crowd)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd * share / (time.perf_counter() - start)
