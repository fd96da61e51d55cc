"""The library in a loop, and libgit2 in a loop: LedgerLoop and bare.c, without a server, a client or a pipe between."""

import shlex
import statistics
import subprocess
import time

from repositories import git
from server import Server

# The two take turns, for the machine's speed changes.
ROUNDS = 3


def planned(programs, repository):
    """A repository with a plan of 20 tasks."""
    server = Server([programs.gitstate, "serve", "--repo", str(repository)])
    server.call("create_plan_branch", session_id="s", user_request="Crowd", tasks=tasks())
    server.close()
    return repository


def tasks():
    return [{"id": f"{number:03}", "description": f"Build part {number}"} for number in range(1, 21)]


def loops(programs, bare, repositories, share, fsync, crowd):
    """Of so many processes that write `share` times each: the median of one write in milliseconds and the rate, ours and libgit2's."""
    ours, peers = [], []
    for repository in repositories:
        ours.append(ledger_loop(programs, repository, share, fsync, crowd))
        if bare:
            peers.append(bare_loop(bare, repository, share, fsync, crowd))
    return middle(ours), middle(peers) if bare else (None, None)


def middle(runs):
    return tuple(statistics.median(each) for each in zip(*runs))


def ledger_loop(programs, repository, share, fsync, crowd):
    """The median of one update in milliseconds, and updates a second, of a crowd of processes."""
    before = events(repository)
    loops = [
        subprocess.Popen(
            [programs.loop, str(repository), "plan/s", str(share), "1" if fsync else "0", str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(crowd)]
    for loop in loops:
        if loop.stdout.readline() != b"ready\n":
            raise SystemExit("LedgerLoop did not begin")
    start = time.perf_counter()
    for loop in loops:
        loop.stdin.write(b"\n")
        loop.stdin.flush()
    medians = [float(loop.stdout.readline()) for loop in loops]
    took = time.perf_counter() - start
    for loop in loops:
        if loop.wait() != 0:
            raise SystemExit("LedgerLoop failed")
    if events(repository) != before + crowd * share:
        raise SystemExit(f"{crowd * share} updates were made, {events(repository) - before} commits are there")
    return statistics.median(medians), crowd * share / took


def events(repository):
    return int(git(repository, "rev-list", "--count", "--first-parent", "main..plan/s"))


def bare_loop(bare, repository, share, fsync, crowd):
    """The same of libgit2's commits, with the message that the plan's tip has."""
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
