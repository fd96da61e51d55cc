"""Eight processes that make the same thing at the same moment: exactly one has made it, in every round."""

import threading

from repository import Repository
from server import Refused, Server

PROCESSES = 8


def races(options):
    """Rounds in which exactly one of eight won, for each thing that is made once."""
    with Repository() as repository:
        servers = [Server(repository.path, repository.env) for _ in range(PROCESSES)]
        for server in servers:
            server.request("tools/list")
        won = dict.fromkeys(["a plan", "a task's branch", "a claim", "a worktree's task",
            "an update sent by all with one key", "the numbers of eight checkpoints"], 0)
        for number in range(options.rounds):
            plan = {"session_id": f"race-{number}", "user_request": "Race", "max_workers": 8, "tasks": [
                {"id": name, "description": f"Part {name}"} for name in ("001", "002", "003")]}
            branch = f"plan/race-{number}"
            won["a plan"] += one_changed(servers, lambda _: ("create_plan_branch", plan))
            won["a task's branch"] += one_changed(servers, lambda _: ("create_task_branch", {
                "task_id": "001", "branch_slug": f"race-{number}", "plan_branch": branch}))
            won["a claim"] += one_taken(servers, lambda each: ("claim_task", {
                "task_id": "002", "plan_branch": branch, "worker_id": f"c{each}"}))
            won["a worktree's task"] += one_taken(servers, lambda each: ("create_worktree", {
                "task_branch": f"task/001-race-{number}", "worker_id": f"w{each}"}))
            for each in range(PROCESSES):
                servers[each].call("remove_worktree", {"worker_id": f"w{each}"})
            won["an update sent by all with one key"] += once(servers, repository, branch, number)
            won["the numbers of eight checkpoints"] += all_made(servers, number)
        for server in servers:
            server.end()
        repository.git("fsck", "--strict", "--no-dangling", "--no-progress")
    every = options.rounds
    return [(f"races of eight for {what} that went as they must", f"{count:,} of {every:,}", "all", count == every) for what, count in won.items()]


def one_changed(servers, call):
    """Whether one of them made it and all others found it made."""
    answers = together(servers, call)
    return all(isinstance(each, dict) for each in answers) and sum(each["changed"] for each in answers) == 1


def one_taken(servers, call):
    """Whether one of them got it and all others were refused."""
    answers = together(servers, call)
    return sum(isinstance(each, dict) for each in answers) == 1 and all(
        isinstance(each, (dict, Refused)) for each in answers)


def once(servers, repository, branch, number):
    """Whether an update that all of them send under one key was made once, and all were told of that one."""
    update = {"plan_branch": branch, "architecture_updates": f"Learned in round {number}."}
    before = repository.git("rev-parse", branch).strip()
    answers = together(servers, lambda _: ("update_plan_branch", update), {"gitstate/idempotencyKey": f"race-{number}"})
    made = repository.git("rev-list", f"{before}..{branch}").split()
    return len(made) == 1 and {answer["commit_sha"] for answer in answers} == set(made)


def all_made(servers, number):
    """Whether each of them took a checkpoint, and each has a number of its own."""
    answers = together(servers, lambda each: ("create_checkpoint", {"phase": f"race {number} of {each}"}))
    for refusal in answers:
        if isinstance(refusal, Refused):
            print(f"        round {number}: {refusal}", flush=True)
    return len({answer["id"] for answer in answers if isinstance(answer, dict)}) == PROCESSES


def together(servers, call, meta=None):
    barrier = threading.Barrier(len(servers))
    answers = [None] * len(servers)

    def run(each):
        tool, arguments = call(each)
        barrier.wait()
        try:
            answers[each] = servers[each].call(tool, arguments, meta=meta)
        except Refused as refusal:
            answers[each] = refusal

    threads = [threading.Thread(target=run, args=(each,)) for each in range(len(servers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
