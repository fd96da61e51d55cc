"""What the workers do: each with a server of its own, which dies under it, and whose calls it then makes again."""

import os
import random
import threading

from life import Broken, Ended, Life

# Of each kind there are several at once, so that no key is forgotten before its call is made again (a ledger keeps 256).
DESKS, RUNS = 6, 2
TASKS = 24
# Commits after which a ledger is left for a new one.
LONG = 120


class Room:
    """What the workers share: where the work is, and which ledgers are in use."""

    def __init__(self, repository, binary, history, log, seed):
        self.repository, self.binary, self.history, self.log, self.seed = repository, binary, history, log, seed
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.generation = dict.fromkeys([*(f"desk{number}" for number in range(DESKS)), "bench"], 0)
        self.runs = [None] * RUNS
        self.bench = []
        self.error = None

    def fail(self, error):
        with self.lock:
            self.error = self.error or error
        self.over.set()


class Worker(threading.Thread):
    def __init__(self, number, room):
        super().__init__(daemon=True)
        self.number, self.room = number, room
        self.chance = random.Random(f"{room.seed} worker {number}")
        self.life = None
        self.lives = self.count = self.abandoned = 0
        # What it holds at the desks: plan and task.
        self.held = []

    def run(self):
        try:
            while not self.room.over.is_set():
                self.step()
            if self.life:
                self.life.end()
        except BaseException as error:  # noqa: BLE001: the storm's own thread raises it
            self.room.fail(Broken(f"worker {self.number}: {error!r}"))

    # MARK: Calls

    def ask(self, tool, *, keyed=True, patient=True, **arguments):
        """One operation, asked again on the next life for as long as its outcome is unknown, or given up.

        - patient: whether it is never given up.
        """
        self.count += 1
        operation = f"w{self.number}.{self.count}"
        while True:
            if self.life is None:
                self.lives += 1
                self.life = Life(self.room.binary, self.room.repository.path, self.room.repository.env, self.room.log)
            self.room.history.note(operation, "invoke", tool=tool, arguments=arguments, keyed=keyed)
            try:
                outcome, answer = self.life.ask(tool, arguments, operation if keyed else None)
            except Ended:
                self.life = None
                self.room.history.note(operation, "unknown")
                if not patient and self.chance.random() < 0.1:
                    self.abandoned += 1
                    return None, None
                continue
            self.room.history.note(operation, outcome, answer=answer)
            return outcome, answer

    def read(self, tool, **arguments):
        return self.ask(tool, keyed=False, **arguments)

    # MARK: Steps

    def step(self):
        what = self.chance.random()
        if what < 0.012:
            self.at_bench()
        elif what < 0.09:
            self.in_run()
        elif what < 0.45:
            self.look()
        elif self.held and what < 0.75:
            self.hand_back()
        elif what < 0.88:
            self.take_up()
        else:
            self.change()

    def desk(self):
        desk = f"desk{self.chance.randrange(DESKS)}"
        return f"{desk}-{self.room.generation[desk]}"

    def task(self):
        return f"{self.chance.randint(1, TASKS):02}"

    def found(self, place, tasks=TASKS):
        """The next ledger of that place; whoever comes first makes it, and the others are told that it is there."""
        generation = self.room.generation[place] + 1
        plan = f"{place}-{generation}"
        outcome, _ = self.ask(
            "create_plan_branch", session_id=plan, user_request=f"Storm at {plan}", max_workers=64,
            tasks=[{"id": f"{number:02}", "description": f"Part {number} of {plan}"} for number in range(1, tasks + 1)])
        if outcome == "ok":
            with self.room.lock:
                if self.room.generation[place] < generation:
                    self.room.generation[place] = generation
                    if place == "bench":
                        self.room.bench = [(generation, f"{number:02}") for number in range(1, tasks + 1)]
        return plan

    def turned(self, plan, answer):
        """Leaves a ledger that has become long."""
        place, generation = plan.rsplit("-", 1)
        if answer and answer.get("seq", 0) > LONG and self.room.generation[place] == int(generation):
            self.found(place)

    def take_up(self):
        plan = self.desk()
        if self.chance.random() < 0.5:
            task = self.task()
            outcome, answer = self.ask(
                "claim_task", patient=False, plan_branch=plan, task_id=task, worker_id=f"d{self.number}", lease_minutes=0)
            claimed = answer if outcome == "ok" else None
        else:
            outcome, answer = self.ask(
                "next_tasks", patient=False, plan_branch=plan, worker_id=f"d{self.number}", claim=True, lease_minutes=0)
            claimed = answer["claimed"] if outcome == "ok" else None
            if outcome == "ok" and claimed is None:
                self.found(plan.rsplit("-", 1)[0])
        if claimed:
            mine = (plan, claimed["task"]["id"])
            if mine not in self.held:
                self.held.append(mine)
            self.turned(plan, claimed)

    def hand_back(self):
        plan, task = self.held.pop(self.chance.randrange(len(self.held)))
        if self.chance.random() < 0.15:
            self.ask("release_task", patient=False, plan_branch=plan, task_id=task, worker_id=f"d{self.number}")
            return
        status = self.chance.choices(["completed", "failed", "blocked"], [70, 18, 12])[0]
        handoff = {"status": status}
        if status == "failed":
            handoff["error_context"] = {"error_message": f"w{self.number} met a flake"}
        if status == "blocked":
            handoff["blocked_reason"] = "it waits for rain"
        self.ask("report_task", patient=False, plan_branch=plan, task_id=task, worker_id=f"d{self.number}", handoff=handoff)

    def change(self):
        """What concerns a plan, or a task that may be another's."""
        plan, what = self.desk(), self.chance.random()
        if what < 0.5:
            _, answer = self.ask(
                "update_plan_branch", patient=False, plan_branch=plan, architecture_updates=f"w{self.number} learned {self.count}")
            self.turned(plan, answer)
        elif what < 0.6:
            self.ask(
                "update_plan_branch", patient=False, plan_branch=plan,
                new_tasks=[{"id": f"t{self.number}-{self.count}", "description": "One more"}])
        elif what < 0.8:
            self.ask(
                "update_plan_branch", patient=False, plan_branch=plan, changed_tasks=[{"id": self.task(), "status": "pending"}])
        elif what < 0.9:
            self.ask("release_task", patient=False, plan_branch=plan, task_id=self.task(), worker_id=f"d{self.number}")
        else:
            self.ask(
                "report_task", patient=False, plan_branch=plan, task_id=self.task(), worker_id=f"d{self.number}",
                handoff={"status": "completed"})

    def look(self):
        what = self.chance.random()
        if what < 0.55:
            self.read("parse_plan", branch=self.desk(), detail="brief")
        elif what < 0.85:
            self.read("next_tasks", plan_branch=self.desk())
        elif what < 0.97:
            self.read("history", ledger=f"plan/{self.desk()}", limit=5)
        else:
            self.read("overview")

    def in_run(self):
        place = self.chance.randrange(RUNS)
        run = self.room.runs[place]
        if run is None:
            self.begin_run(place)
        elif self.chance.random() < 0.3:
            self.read("get_task_state", task_id=run)
        else:
            passed = self.chance.random() < 0.5
            _, answer = self.ask(
                "record_validation", patient=False, task_id=run, phase="one", passed=passed, output=f"w{self.number}.{self.count}")
            if answer and answer.get("attempts", 0) > LONG and self.room.runs[place] == run:
                self.begin_run(place)

    def begin_run(self, place):
        outcome, answer = self.ask("start_task", description="Storm", phases=[{"name": "one"}, {"name": "two"}])
        if outcome == "ok":
            self.room.runs[place] = answer["task_id"]

    def at_bench(self):
        """A task with a branch and a worktree, from its claim to its merge."""
        with self.room.lock:
            job = self.room.bench.pop() if self.room.bench else None
        if job is None:
            self.found("bench")
            return
        generation, task = job
        plan, branch, me = f"bench-{generation}", f"task/{task}-g{generation}", str(self.number)
        self.ask("create_task_branch", plan_branch=plan, task_id=task, branch_slug=f"g{generation}")
        outcome, made = self.ask("create_worktree", worker_id=me, task_branch=branch)
        if outcome != "ok":
            return
        for kind in ("implementation", "complete"):
            with open(os.path.join(made["path"], f"{plan}-{task}"), "a", encoding="utf-8") as file:
                file.write(f"{kind} by {me}\n")
            self.ask("commit_task", worker_id=me, type=kind, summary=f"{plan} {task} {kind}")
        self.ask("merge_task_branch", task_branch=branch, summary=f"{plan} {task}")
        self.ask("remove_worktree", worker_id=me)
