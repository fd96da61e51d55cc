"""Processes that all write to one plan: updates a second, against libgit2's own in a loop of C and against git subprocesses."""

import json
import subprocess
import threading
import time

from loop import ROUNDS, built, events, loops, planned
from report import Goal, Row
from repositories import git, small_project
from rounds import Series
from server import Server

CROWDS = [1, 8, 32]
# As many requests wait in a server, so that no client's slowness is measured.
AHEAD = 4
GOAL = 2500
LOOP = "libgit2 in a loop of C, no fsync"


def contention_rows(programs, place, updates):
    """Rows of 1, 8 and 32 processes on one plan, and of one write beside libgit2's own."""
    bare = built(programs, place)
    rows = []
    for crowd in CROWDS:
        rates, served, peers = {}, {}, {}
        for kind, options in [("fsync", []), ("loose", ["--no-fsync"])]:
            share = max(1, (updates if kind == "loose" else updates // 4) // crowd)
            repositories = [planned(programs, small_project(place / f"crowd-{crowd}-{kind}-{turn}")) for turn in range(ROUNDS)]
            (_, rates[kind]), (_, peers[kind]) = loops(programs, bare, repositories, share, kind == "fsync", crowd)
            served[kind] = together(programs, planned(programs, small_project(place / f"served-{crowd}-{kind}")), options, crowd, share)
        goals = [Goal(f"at least {GOAL} without fsync", rates["loose"] >= GOAL)] if crowd == 8 else []
        what = "1 process" if crowd == 1 else f"{crowd} processes on one plan"
        rows.append(Row(
            f"updates a second, {what}", rates["fsync"], rates["loose"], peers["loose"], LOOP, goals, unit="a second",
            more_is_better=True))
        if crowd == 8:
            rate = by_git(small_project(place / "crowd-git"), crowd, max(1, updates // 40 // crowd))
            rows.append(Row(
                "the same", rates["fsync"], rates["loose"], rate, "git commit-tree and update-ref, again until it holds",
                unit="a second", more_is_better=True))
        rows.append(Row(
            f"the same by {crowd} {'server' if crowd == 1 else 'servers'}, each asked over stdio", served["fsync"], served["loose"],
            peers["loose"], LOOP, unit="a second", more_is_better=True))
    return rows + one_write(programs, place, bare, updates // 4)


def together(programs, repository, options, crowd, share):
    """Updates a second of a crowd of servers, each asked `share` times."""
    servers = [Server([programs.gitstate, "serve", "--repo", str(repository), *options]) for _ in range(crowd)]
    before = events(repository)
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
    for server in servers:
        server.close()
    if events(repository) != before + crowd * share:
        raise SystemExit(f"{crowd * share} updates were acknowledged, {events(repository) - before} commits are there")
    return crowd * share / took


def one_write(programs, place, bare, rounds):
    """A write of the library beside a commit of the same message and the move of its branch by libgit2; and one over stdio."""
    rows = []
    for kind, options, words in [("fsync", [], ""), ("loose", ["--no-fsync"], ", without fsync")]:
        repository = planned(programs, small_project(place / f"write-{kind}"))
        (ours, _), (peer, _) = loops(programs, bare, [repository] * 10, rounds // 10, kind == "fsync", 1)
        server = Server([programs.gitstate, "serve", "--repo", str(repository), *options])
        series = Series()
        for turn in range(rounds):
            server.call("update_plan_branch", series, plan_branch="plan/s", architecture_updates=f"Learned {turn}.")
        server.close()
        goals = [Goal.share(1.3, peer, ours)] if bare else []
        rows.append(Row(f"one update of a plan{words}", ours, None, peer, "libgit2's commit of the same message and move", goals))
        rows.append(Row(f"the same{words}, asked for over stdio", series.median, None, peer, "the same"))
    return rows


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
