"""What a plan's ledger says, read from git alone by the written format, and judged by rules of its own."""

import datetime
import json
import subprocess


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def records(repository, branch):
    """The ledger's commits, oldest first: seq and events."""
    log = subprocess.run(
        ["git", "-C", str(repository.path), "log", "--first-parent", "--reverse", "--format=%B%x00", branch],
        env=repository.env, capture_output=True, text=True, check=True).stdout
    found = []
    for message in log.split("\0"):
        trailers = {}
        for line in message.strip().split("\n\n")[-1].split("\n"):
            if line.startswith("Gitstate-"):
                key, _, text = line.partition(": ")
                trailers[key] = text
        if "Gitstate-Seq" in trailers:
            found.append((int(trailers["Gitstate-Seq"]), json.loads(trailers["Gitstate-Event"])))
    return found


class Model:
    """The life of every task, event by event; it asserts what must never happen."""

    def __init__(self):
        self.tasks = {}
        self.holder = {}
        self.until = {}
        self.done = {}
        self.provided = set()
        self.failures = {}
        self.takeovers = self.notes = self.retries = self.reopened = 0

    def take(self, seq, event):
        kind, task = event["type"], event.get("task")
        if kind == "planCreated":
            for definition in event["tasks"]:
                self.tasks[definition["id"]] = definition
                self.failures[definition["id"]] = 0
        elif kind == "taskClaimed":
            self.claimed(seq, event, task)
        elif kind == "leaseRenewed":
            assert self.holder.get(task) == event["worker"], f"seq {seq}: {event['worker']} renews what is not its own"
            self.until[task] = moment(event["lease_until"])
        elif kind == "claimReleased":
            assert self.holder.pop(task) == event["worker"], f"seq {seq}: released by another"
        elif kind == "taskReported":
            assert self.holder.get(task) == event["worker"], f"seq {seq}: the report of one who does not hold {task}"
        elif kind == "reportNoted":
            assert self.holder.get(task) != event["worker"], f"seq {seq}: a holder's report was only noted"
            self.notes += 1
        elif kind == "taskCompleted":
            assert task not in self.done, f"seq {seq}: {task} is completed a second time"
            self.done[task] = seq
            self.holder.pop(task, None)
            self.provided |= {name.strip().lower() for name in self.tasks[task].get("provides", [])}
        elif kind == "taskFailed":
            self.failures[task] += 1
            self.holder.pop(task, None)
        elif kind == "taskRetried":
            assert self.failures[task] < self.tasks[task].get("max_retries", 3), f"seq {seq}: {task} is tried too often"
            self.retries += 1
        elif kind == "taskBlocked":
            # Its holder keeps it until the claim is released.
            pass
        elif kind == "replanNeeded":
            self.holder.pop(task, None)
        elif kind == "taskReopened":
            assert task not in self.done, f"seq {seq}: {task} was done"
            # Whoever took it up again meanwhile holds it no more.
            self.holder.pop(task, None)
            self.failures[task] = 0
            self.reopened += 1
        elif kind not in ("planUpdated", "learningRecorded", "taskChanged"):
            raise AssertionError(f"seq {seq}: the model knows no {kind}")

    def claimed(self, seq, event, task):
        assert task not in self.done, f"seq {seq}: {task} is handed out although it is done"
        definition = self.tasks[task]
        missing = [other for other in definition.get("depends_on", []) if other not in self.done]
        assert not missing, f"seq {seq}: {task} is handed out before {missing}"
        lacking = [name for name in definition.get("preconditions", []) if name.strip().lower() not in self.provided]
        assert not lacking, f"seq {seq}: {task} is handed out without {lacking}"
        holder = self.holder.get(task)
        if holder is not None:
            assert event.get("from") == holder, f"seq {seq}: {task} is held by {holder}, and the ledger does not say so"
            assert self.until[task] <= moment(event["at"]), f"seq {seq}: {holder}'s lease on {task} had not run out"
            self.takeovers += 1
        else:
            assert "from" not in event, f"seq {seq}: {task} was nobody's"
        self.holder[task] = event["worker"]
        self.until[task] = moment(event["lease_until"]) if "lease_until" in event else float("inf")
