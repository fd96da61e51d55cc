"""What is left when the storm is over: work on the base, files, locks, refs, and whether everything goes on without a person."""

import collections
import time

from life import Life

# Within this the first call afterwards succeeds, whatever was left.
SOON = 2.0


def faults(room, operations, person, limit):
    return [
        *person.faults(), *goes_on(room, limit), *delivered(room, operations), *sound(room)]


def goes_on(room, limit):
    """A server reads, writes and verifies every ledger; git does what it is asked for."""
    repository, found = room.repository, []
    start = time.monotonic()
    life = Life(room.binary, repository.path, repository.env, room.log)
    outcome, answer = life.ask(
        "update_plan_branch", {"plan_branch": f"desk0-{room.generation['desk0']}", "architecture_updates": "The storm is over"}, None)
    if outcome != "ok":
        found.append(f"the first call afterwards is refused: {answer}")
    if (took := time.monotonic() - start) > limit:
        found.append(f"the first call afterwards took {took:.1f} s")
    ledgers = repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/plan", "refs/heads/run").split()
    for ledger in ledgers:
        _, answer = life.ask("verify", {"ledger": ledger}, None)
        if answer.get("ok") is not True:
            found.append(f"{ledger} does not verify: {answer}")
    # What was on its way out when its server was killed goes with the next call about worktrees.
    _, listed = life.ask("list_worktrees", {}, None)
    life.end()
    registered = repository.git("worktree", "list", "--porcelain").count("worktree ") - 1
    if listed.get("worktrees") or registered:
        found.append(f"worktrees are left: {listed.get('worktrees')}, {registered} known to git")
    return found


def delivered(room, operations):
    """Of every task at the benches: its commits once, its merge once, its completion once, its file as it was written."""
    repository, found = room.repository, []
    names = repository.git("for-each-ref", "--format=%(refname)", "refs/heads/flow").split()
    subjects, merges, completed = collections.Counter(), collections.Counter(), collections.Counter()
    for message in repository.git("log", "--format=%B%x00", *names).split("\0") if names else []:
        lines = message.strip().split("\n")
        subjects[lines[0].partition(": ")[2]] += 1
        merges.update(line.removeprefix("Gitstate-Merges: ") for line in lines if line.startswith("Gitstate-Merges: "))
    for generation in range(1, room.generation["bench"] + 1):
        plan = f"bench-{generation}"
        completed.update((plan, event["task"]) for event in repository.contents(f"plan/{plan}") if event["type"] == "taskCompleted")
    for operation in operations:
        if operation.tool == "merge_task_branch" and operation.outcome == "ok":
            branch = operation.arguments["task_branch"]
            plan, task = operation.arguments["summary"].split(" ")
            counts = [merges[branch], completed[plan, task], *(subjects[f"{plan} {task} {kind}"] for kind in ("implementation", "complete"))]
            if counts != [1, 1, 1, 1]:
                found.append(f"{branch} is merged {counts[0]} times, completed {counts[1]}, its commits stand {counts[2]} and {counts[3]} times")
            text = repository.git("show", f"flow:{plan}-{task}", check=False)
            if [line.split(" ")[0] for line in text.splitlines()] != ["implementation", "complete"]:
                found.append(f"{plan}-{task} on flow holds {text!r}")
    return found


def sound(room):
    """git finds no fault, no lock stands in anybody's way, and housekeeping works."""
    repository, found = room.repository, []
    locks = [path for path in (repository.path / ".git").rglob("*.lock") if "gitstate" not in path.parts]
    found += [f"the lock {path} is left" for path in locks]
    for words in (["fsck", "--strict", "--no-dangling", "--no-progress"], ["pack-refs", "--all"], ["gc", "--quiet"], ["fsck", "--strict", "--no-dangling", "--no-progress"]):
        try:
            repository.git(*words)
        except AssertionError as error:
            found.append(str(error)[:600])
    return found
