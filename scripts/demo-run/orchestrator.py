"""The demonstration: an orchestrator plans "Add user authentication", two workers carry it out in three waves.

Orchestrator and workers are processes of their own, each with its own gitstate server; the repository is all that
they share. Usage: orchestrator.py PROGRAM REPOSITORY
"""

import json
import os
import signal
import subprocess
import sys

import story
from client import Server, plain

program, repository = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
server = Server(program, repository, "orchestrator")


class Worker:
    """A worker process and its order."""

    def __init__(self, number, task, worktree, **more):
        self.number = number
        self.task = task
        order = {
            "program": program, "repository": repository, "worker": number, "worktree": worktree,
            "branch": f"task/{task}-{story.TASKS[task]['slug']}", **story.WORK[task], **more,
        }
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(here, "worker.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8", start_new_session=True,
        )
        self.send(json.dumps(order))

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, word):
        """Passes on what the worker prints, until it says the word."""
        for line in self.process.stdout:
            if line.rstrip("\n") == word:
                return self
            sys.stdout.write(line)
            sys.stdout.flush()
        sys.exit(f"worker-{self.number} ended before it said {word}")

    def merge(self):
        self.send("merge")
        self.until("DONE")
        self.process.wait()

    def kill(self):
        # The worker and its server, as a crash of the machine they run on would.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(number, task, **more):
    """Makes a task's branch and its worktree, and a worker in it."""
    server.call("create_task_branch", task_id=task, branch_slug=story.TASKS[task]["slug"], plan_branch=story.PLAN)
    made = server.call(
        "create_worktree", worker_id=number, task_branch=f"task/{task}-{story.TASKS[task]['slug']}"
    )
    return Worker(number, task, made["worktree_path"], **more)


def wave(number, title):
    print(f"\nWave {number}: {title}", flush=True)


def finish(numbers, completed, learned):
    for number in numbers:
        server.call("remove_worktree", worker_id=number)
    server.call("get_provides")
    server.call(
        "update_plan_branch", plan_branch=story.PLAN, completed_task_ids=completed, architecture_updates=learned
    )
    print(flush=True)
    subprocess.run([program, "parse-plan", story.PLAN, "--repo", repository], check=True)


print("Planning", flush=True)
server.call("overview")
server.call("create_plan_branch", **story.plan())

wave(1, "one task, one worker")
start("1", "001").until("READY").merge()
finish(["1"], ["001"], "bcrypt cost 12, unique email index added")

wave(2, "two tasks at once; both add to requirements.txt, so the second merge conflicts")
first, second = start("1", "002"), start("2", "003")
first.until("READY")
second.until("READY")
first.merge()
second.merge()
finish(["1", "2"], ["002", "003"], "tokens expire after 15 minutes")

wave(3, "two tasks at once; one worker is killed at work and replaced")
first, second = start("1", "004"), start("2", "005", dies_after="tests/test_auth.py")
second.until("HALFWAY")
plain("orchestrator", "worker-2 is killed (SIGKILL), its file uncommitted")
second.kill()
rescued = server.call("remove_worktree", worker_id="2")["rescued"]
again = server.call(
    "create_worktree", worker_id="3", task_branch="task/005-auth-tests", restore=rescued["id"]
)
first.until("READY").merge()
Worker("3", "005", again["worktree_path"], resumes=True).until("READY").merge()
finish(["1", "3"], ["004", "005"], "All tasks complete. System tested.")

server.call("verify", ledger=story.PLAN)
server.close()
