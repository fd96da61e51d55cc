"""What a plan and a run are, by rules of this file's own: states from events, events from calls, answers from states."""

import collections

Task = collections.namedtuple("Task", "status worker claim attempts failures reported")
NEW = Task("pending", None, None, 0, 0, None)
RETRIES = 3


class Refusal:
    def __init__(self, code):
        self.code = code


class Plan:
    """A plan at one seq; taking in an event changes it."""

    def __init__(self):
        self.tasks, self.version, self.learned, self.seq = {}, 0, (), 0

    def take(self, seq, events):
        self.seq = seq
        for event in events:
            self.event(seq, event["type"], event.get("task"), event)

    def event(self, seq, kind, name, event):
        if kind == "planCreated":
            self.version = 1
            self.tasks = {each["id"]: NEW for each in event["tasks"]}
        elif kind == "planUpdated":
            self.version += 1
        elif kind == "learningRecorded":
            self.learned += (event["text"],)
        elif kind == "taskAdded":
            self.tasks[name["id"]] = NEW
        else:
            task = self.tasks[name]
            self.tasks[name] = task._replace(**{
                "taskClaimed": lambda: {"status": "claimed", "worker": event["worker"], "claim": seq, "attempts": task.attempts + 1},
                "claimReleased": lambda: {
                    "status": "pending" if task.status == "claimed" else task.status, "worker": None, "claim": None},
                "taskReported": lambda: {"reported": (event["worker"], event["report"]["outcome"])},
                "taskBranched": dict,
                "taskFailed": lambda: {"status": "failed", "worker": None, "claim": None, "failures": task.failures + 1},
                "taskRetried": lambda: {"status": "pending"},
                "replanNeeded": lambda: {"status": "needs_replan"},
                "taskBlocked": lambda: {"status": "blocked"},
                "taskReopened": lambda: {"status": "pending", "worker": None, "claim": None, "failures": 0},
                "taskCompleted": lambda: {"status": "completed", "worker": None, "claim": None},
            }[kind]())

    def copy(self):
        other = Plan()
        other.tasks, other.version, other.learned, other.seq = dict(self.tasks), self.version, self.learned, self.seq
        return other

    # MARK: Calls

    def follows(self, operation):
        """The events, as `(type, task or text)`, that a call leads to here; none where it changes nothing; or a `Refusal`."""
        if not self.seq:
            # Whoever made it has not heard of it yet, while another works in it already.
            return Refusal("not_found")
        asked = operation.arguments
        name, worker = asked.get("task_id"), asked.get("worker_id")
        if operation.tool == "next_tasks":
            return [("taskClaimed", None)] if any(task.status == "pending" for task in self.tasks.values()) else []
        if operation.tool == "update_plan_branch":
            return self.updated(asked)
        task = self.tasks[name]
        other = task.worker is not None and task.worker != worker
        if operation.tool == "claim_task":
            if task.status == "claimed":
                return Refusal("claimed") if other else []
            return Refusal("wrong_state") if task.status == "completed" else [("taskClaimed", name)]
        if operation.tool == "release_task":
            return Refusal("claimed") if other else [("claimReleased", name)] if task.worker else []
        if operation.tool == "report_task":
            if task.worker != worker:
                # The same words again are the same call.
                if task.reported == (worker, asked["handoff"]["status"]):
                    return []
                return Refusal("claimed" if task.worker else "wrong_state")
            return [("taskReported", name), *((kind, name) for kind in self.outcome(task, asked["handoff"]["status"]))]
        raise KeyError(operation.tool)

    def updated(self, asked):
        if "architecture_updates" in asked:
            return [("learningRecorded", asked["architecture_updates"]), ("planUpdated", None)]
        if "new_tasks" in asked:
            return [("taskAdded", asked["new_tasks"][0]["id"]), ("planUpdated", None)]
        name = asked["changed_tasks"][0]["id"]
        return [] if self.tasks[name].status == "pending" else [("taskReopened", name), ("planUpdated", None)]

    def outcome(self, task, status):
        if status == "failed":
            return ["taskFailed", "taskRetried" if task.failures + 1 < RETRIES else "replanNeeded"]
        return ["taskBlocked", "claimReleased"] if status == "blocked" else ["taskCompleted"]

    # MARK: Answers

    def fault(self, operation, commit):
        """What is wrong with an answer that tells of this state; nil where nothing is."""
        answer = operation.answer
        if operation.tool == "next_tasks":
            answer = answer["claimed"]
        said, true = {}, {}
        if "seq" in answer:
            said["seq"], true["seq"] = answer["seq"], self.seq
        if "plan_version" in answer:
            said["version"], true["version"] = answer["plan_version"], f"v{self.version}"
        if "total_tasks" in answer:
            said["total"], true["total"] = answer["total_tasks"], len(self.tasks)
        if "completed_tasks" in answer:
            said["completed"], true["completed"] = answer["completed_tasks"], self.count("completed")
        if operation.tool in ("update_plan_branch", "create_plan_branch") and answer["changed"]:
            said["commit"], true["commit"] = answer["commit_sha"], commit
        if isinstance(answer.get("task"), dict):
            row = answer["task"]
            task = self.tasks[row["id"]]
            said["task"] = (row["status"], row.get("worker"), row.get("claim"), row.get("attempts", 0))
            true["task"] = (task.status, task.worker, task.claim, task.attempts)
        if "attempts_left" in answer:
            said["left"], true["left"] = answer["attempts_left"], max(0, RETRIES - self.tasks[operation.arguments["task_id"]].failures)
        return None if said == true else f"it says {said}, and at seq {self.seq} it is {true}"

    def count(self, status):
        return sum(task.status == status for task in self.tasks.values())

    def rows(self):
        """Each task as a brief list shows it."""
        return [(name, task.status, task.worker) for name, task in self.tasks.items()]

    def running(self):
        return sorted((name, task.worker) for name, task in self.tasks.items() if task.status == "claimed")


class Run:
    """A run at one seq, as far as the storm moves it."""

    def __init__(self):
        self.seq, self.attempts, self.latest = 0, 0, None

    def take(self, seq, events):
        self.seq = seq
        for event in events:
            if event["type"] == "validationRecorded":
                self.attempts += 1
                self.latest = (event["passed"], event["output"]["end"])

    def copy(self):
        other = Run()
        other.seq, other.attempts, other.latest = self.seq, self.attempts, self.latest
        return other

    def follows(self, operation):
        return [("validationRecorded", None)] if operation.tool == "record_validation" else [("runStarted", None)]

    def fault(self, operation, _):
        if operation.tool != "record_validation":
            return None
        latest = operation.answer["latest"]
        said, true = (operation.answer["attempts"], (latest["passed"], latest["output"])), (self.attempts, self.latest)
        return None if said == true else f"it says {said}, and at seq {self.seq} it is {true}"
