"""Sixteen processes drain a plan of five hundred tasks, and nothing of what they meet makes the ledger lie.

Workers fail, are killed in the middle of a call, fall asleep until their lease is over and report too late. What is
judged at the end is the ledger, by a model that shares no code with gitstate.
"""

import random
import sys
import threading

import pytest

from drain.clock import COMPILER, compiled
from drain.model import Model, records
from server import Refused, Server

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]
WORKERS = 16
TASKS = 500
MINUTES = 30


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("clock"))


def plan(chance):
    """Tasks that wait for earlier ones by id and by capability."""
    tasks = []
    for number in range(1, TASKS + 1):
        task = {"id": f"{number:03}", "description": f"Part {number}", "provides": [f"part {number}"]}
        earlier = range(max(1, number - 60), number)
        if number > 8 and chance.random() < 0.5:
            task["depends_on"] = [f"{other:03}" for other in chance.sample(earlier, chance.randint(1, 2))]
        if number > 8 and chance.random() < 0.3:
            task["preconditions"] = [f"Part {chance.choice(earlier)}"]
        tasks.append(task)
    return tasks


class Time:
    """The wall clock of every server, which only this moves, and who is at work."""

    def __init__(self, file):
        self.file = file
        self.ahead = 0
        self.changed = threading.Condition()
        self.at_work = set()
        file.write_text("0")

    def begins(self, name):
        with self.changed:
            self.at_work.add(name)

    def ends(self, name):
        with self.changed:
            self.at_work.discard(name)
            self.changed.notify_all()

    def wait_for(self, names):
        """Until one of those who are at work ends; where none of them is, their leases run out."""
        with self.changed:
            if self.at_work.isdisjoint(names):
                self.pass_lease()
            else:
                self.changed.wait(10)

    def pass_lease(self):
        with self.changed:
            self.ahead += MINUTES * 60 + 1
            # Whole or not at all: a server may read it at any moment.
            fresh = self.file.with_suffix(".new")
            fresh.write_text(str(self.ahead))
            fresh.rename(self.file)


class Worker(threading.Thread):
    """One worker after another in one place, each with a server process of its own."""

    def __init__(self, number, repository, environment, time, finished):
        super().__init__(daemon=True)
        self.number = number
        self.repository = repository
        self.environment = environment
        self.time = time
        self.finished = finished
        self.chance = random.Random(1000 + number)
        self.lives = 0
        self.error = None
        # Tasks that it fell asleep over, with the name under which it held them.
        self.overslept = []

    def run(self):
        try:
            while not self.finished.is_set():
                self.lives += 1
                self.life(f"w{self.number}-{self.lives}")
        except BaseException as error:  # noqa: BLE001: the test's own thread raises it
            self.error = error
            self.finished.set()

    def life(self, name):
        with Server(self.repository.path, self.environment, "--no-fsync") as server:
            while not self.finished.is_set():
                self.time.begins(name)
                answer = server.call(
                    "next_tasks", {"plan_branch": "s", "worker_id": name, "claim": True, "lease_minutes": MINUTES})
                if answer["state"] == "completed":
                    self.finished.set()
                    return
                if answer["claimed"] is None:
                    self.time.ends(name)
                    self.idle(server, answer)
                    continue
                task = answer["claimed"]["task"]["id"]
                fate = self.chance.random()
                if fate < 0.03:
                    # Killed while it reports: the report is in the ledger or it is not.
                    self.send_report(server, name, task, "completed")
                    server.kill()
                    return self.time.ends(name)
                if fate < 0.05:
                    server.kill()
                    return self.time.ends(name)
                if fate < 0.08:
                    self.overslept.append((name, task))
                    # It goes on under another name; under this one it comes back when it is too late.
                    return self.time.ends(name)
                if fate < 0.09:
                    self.time.pass_lease()
                self.report(server, name, task, self.outcome())
                self.time.ends(name)
                if self.overslept and self.chance.random() < 0.3:
                    self.report(server, *self.overslept.pop(), "completed")

    def outcome(self):
        return self.chance.choices(["completed", "failed", "blocked", "spec_rejected"], [84, 10, 3, 3])[0]

    def handoff(self, outcome):
        reasons = {"blocked": "blocked_reason", "spec_rejected": "reasoning"}
        if outcome == "failed":
            return {"status": outcome, "error_context": {"error_type": "Flake", "error_message": "it broke"}}
        return {"status": outcome, **({reasons[outcome]: "it can't be"} if outcome in reasons else {})}

    def arguments(self, name, task, outcome):
        return {"plan_branch": "s", "task_id": task, "worker_id": name, "handoff": self.handoff(outcome)}

    def send_report(self, server, name, task, outcome):
        server.next += 1
        server.send({
            "jsonrpc": "2.0", "id": server.next, "method": "tools/call",
            "params": {"name": "report_task", "arguments": self.arguments(name, task, outcome)}})

    def report(self, server, name, task, outcome):
        try:
            server.call("report_task", self.arguments(name, task, outcome))
        except Refused as refused:
            assert refused.code in ("claimed", "wrong_state"), refused.body

    def idle(self, server, answer):
        """Nothing can be taken: the orchestrator's part, opening what is stuck and waiting for leases to end."""
        # Asked for by status: a list of all tasks would be cut.
        seen = server.call(
            "parse_plan", {"branch": "s", "detail": "brief", "status": ["blocked", "needs_replan", "failed"]})
        if seen["tasks"]:
            again = [{"id": task["id"], "status": "pending"} for task in seen["tasks"]]
            try:
                # Only what is still as it was seen: somebody may have taken it up, or done it, meanwhile.
                server.call(
                    "update_plan_branch", {"plan_branch": "s", "changed_tasks": again},
                    meta={"gitstate/expectedSeq": seen["seq"]})
            except Refused as refused:
                assert refused.code == "overtaken", refused.body
        elif answer["running"]:
            self.time.wait_for({row["worker"] for row in answer["running"]})


def test_sixteen_processes_drain_a_plan_and_the_ledger_says_what_happened(repository, clock, tmp_path):
    time = Time(tmp_path / "ahead")
    environment = {**repository.env, "LD_PRELOAD": str(clock), "GITSTATE_AHEAD": str(time.file)}
    with Server(repository.path, environment, "--no-fsync") as server:
        server.call("create_plan_branch", {
            "session_id": "s", "user_request": "Drain it", "max_workers": WORKERS, "tasks": plan(random.Random(7))})
        finished = threading.Event()
        workers = [Worker(number, repository, environment, time, finished) for number in range(1, WORKERS + 1)]
        for worker in workers:
            worker.start()
        assert finished.wait(400), "the plan is not drained"
        for worker in workers:
            worker.join(60)
        for worker in workers:
            if worker.error:
                raise worker.error
        # Who overslept reports late: everything is done, and nothing changes by it.
        for worker in workers:
            for name, task in worker.overslept:
                worker.report(server, name, task, "completed")
        state = server.call("parse_plan", {"branch": "s", "detail": "brief", "limit": 1})
        assert server.call("verify", {"ledger": "s"})["ok"] is True
    model = Model()
    ledger = records(repository, "plan/s")
    assert [seq for seq, _ in ledger] == list(range(1, len(ledger) + 1))
    for seq, events in ledger:
        for event in events:
            model.take(seq, event)
    assert sorted(model.done) == sorted(model.tasks) and len(model.done) == TASKS
    assert not model.holder, "nobody holds anything"
    assert state["progress"]["completed"] == TASKS and state["state"] == "completed"
    # What the test is about did happen.
    assert model.takeovers > 0 and model.notes > 0 and model.retries > 0 and model.reopened > 0
    assert sum(worker.lives for worker in workers) > WORKERS
    print(f"{len(ledger)} commits; {model.takeovers} taken over, {model.notes} late, {model.retries} tried again, "
          f"{model.reopened} opened again, {sum(worker.lives for worker in workers)} lives")
