"""What does not grow: a call's time against the events of its ledger; and what a repository of many branches costs."""

import subprocess

from report import Goal, Row
from repositories import git, small_project
from rounds import Series
from server import Server

ROUNDS = 40


def growth_rows(programs, place, events, branches):
    """Rows of a ledger of up to `events` events, and of a plan whose tasks have as many branches as `branches`."""
    return length_rows(programs, place, events) + branch_rows(programs, place, branches)


def length_rows(programs, place, events):
    """A claim, a look at the plan and a look at it by a server just started, at the beginning and at the end of a ledger."""
    repository = small_project(place / "length")
    command = [programs.gitstate, "serve", "--repo", str(repository), "--no-fsync"]
    server = Server(command)
    server.call("create_plan_branch", session_id="s", user_request="Last long", tasks=[
        {"id": f"{number:03}", "description": f"Build part {number}"} for number in range(1, 21)])
    times = {}
    counted = 1
    for stage in [10, events]:
        while counted < stage:
            claim_and_release(server)
            counted += 2
        claims, looks, starts = Series(), Series(), Series()
        for _ in range(ROUNDS):
            claim_and_release(server, claims)
            counted += 2
            server.call("parse_plan", looks, branch="plan/s")
            late = Server(command)
            late.discover()
            late.call("parse_plan", starts, branch="plan/s")
            late.close()
        times[stage] = claims.median, looks.median, starts.median
    server.close()
    rows = []
    for place_of, what in enumerate(["claim_task", "parse_plan after it", "parse_plan by a server just started"]):
        first, last = times[10][place_of], times[events][place_of]
        rows.append(Row(
            f"{what}, at event {events:,}", last, peer=first, peer_is="at event 10",
            goals=[Goal("at most 1.2 of it", last <= 1.2 * first)]))
    return rows


def claim_and_release(server, series=None):
    server.call("claim_task", series, plan_branch="s", task_id="001", worker_id="1")
    server.call("release_task", plan_branch="s", task_id="001", worker_id="1")


def whole(server, plans):
    """Reads each plan to its last page; how long all of these calls took, in milliseconds."""
    pages = Series()
    for plan in plans:
        cursor = {}
        while cursor is not None:
            page = server.call("parse_plan", pages, branch=f"plan/{plan}", **cursor)
            cursor = {"cursor": page["next"]} if page.get("next") else None
    return sum(pages.times)


def branch_rows(programs, place, branches):
    """Plans of 500 tasks that have handed out all of them: each task has a branch, with a commit of its own."""
    repository = small_project(place / "branches")
    command = [programs.gitstate, "serve", "--repo", str(repository), "--no-fsync"]
    server = Server(command)
    plans = [f"s{number}" for number in range(max(1, branches // 500))]
    for plan in plans:
        names = [f"{number:03}" for number in range(1, branches // len(plans) + 1)]
        server.call("create_plan_branch", session_id=plan, user_request="Branch out", max_workers=8, tasks=[
            {"id": name, "description": f"Build part {name}"} for name in names])
        for name in names:
            server.call("create_task_branch", task_id=name, branch_slug=f"part-{plan}", plan_branch=plan)
    cold, warm, packed, peer = Series(), Series(), Series(), Series()

    def look(series):
        late = Server(command)
        late.discover()
        series.times.append(whole(late, plans))
        late.close()

    def theirs():
        peer.measure(lambda: subprocess.run(
            ["git", "-C", str(repository), "for-each-ref", "--format=%(refname) %(objectname)%0a%(contents)", "refs/heads/task"],
            capture_output=True, check=True))

    for turn in range(7):
        for work in [lambda: look(cold), theirs] if turn % 2 else [theirs, lambda: look(cold)]:
            work()
        warm.times.append(whole(server, plans))
    loose_peer = peer.median
    git(repository, "gc", "--quiet")
    peer.times.clear()
    for _ in range(7):
        look(packed)
        theirs()
    server.close()
    git_reads = "git for-each-ref with contents"
    return [
        Row(f"parse_plan of all of {branches:,} tasks with branches, just started", cold.median, peer=loose_peer, peer_is=git_reads,
            goals=[Goal("no slower", cold.median <= loose_peer)]),
        Row("the same, asked again", warm.median, peer=loose_peer, peer_is=git_reads,
            goals=[Goal.share(0.1, loose_peer, warm.median)]),
        Row("the same, just started, after git gc", packed.median, peer=peer.median, peer_is=git_reads,
            goals=[Goal("no slower", packed.median <= peer.median)]),
    ]
