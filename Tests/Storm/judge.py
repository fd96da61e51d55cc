"""Whether a history of calls and the ledgers that came of it can both be true.

The first-parent chain of each ledger is the witness of the order in which things happened: what was acknowledged stands in it
once, what is unknown at most once, what was refused never; nothing that had ended before another began stands behind it; each
answer is the model's answer at its place, and each reading is of a place that it can have seen.
"""

import bisect
import collections
import json
import subprocess

from plans import Plan, Refusal, Run

INFINITE = float("inf")


class Chain:
    """One ledger: the events, key and commit of each seq, the calls that made them, and the state after each."""

    def __init__(self, name, rows, astray):
        self.name, self.rows, self.astray = name, rows, astray
        state = Run() if name.startswith("run/") else Plan()
        self.states = [state.copy()]
        for seq, (_, events, _) in enumerate(rows, 1):
            try:
                state.take(seq, events)
            except KeyError as error:
                self.astray.append(f"{name}: seq {seq} makes no sense: {error} in {json.dumps(events)[:300]}")
            self.states.append(state.copy())

    def timed(self, operations):
        """Says when each commit was asked for first and when it was acknowledged."""
        self.begun, self.known = [-INFINITE], [-INFINITE]
        for _, _, key in self.rows:
            operation = operations.get(key)
            self.begun.append(operation.first if operation else -INFINITE)
            self.known.append((operation.returned or INFINITE) if operation else INFINITE)
        self.least = spread(self.known)
        self.most = spread(self.begun)

    def window(self, begun, returned):
        """The first and the last seq that a call between these moments can have seen."""
        return at(self.least, begun), max(at(self.least, begun), at(self.most, returned))


def spread(times):
    """Times in order, each with the highest seq that has come by then."""
    highest, found = 0, ([], [])
    for moment, seq in sorted((moment, seq) for seq, moment in enumerate(times)):
        highest = max(highest, seq)
        found[0].append(moment)
        found[1].append(highest)
    return found


def at(spread, moment):
    place = bisect.bisect_left(spread[0], moment)
    return spread[1][place - 1] if place else 0


def chains(repository):
    """Every ledger of the repository, read by git and the written format alone."""
    names = repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/plan", "refs/heads/run").split()
    found = {}
    for name in names:
        log = subprocess.run(
            ["git", "log", "--first-parent", "--reverse", "--format=%H%n%B%x00", name], cwd=repository.path, env=repository.env,
            capture_output=True, text=True, check=True).stdout
        rows, astray = [], []
        for block in log.split("\0"):
            commit, _, message = block.strip().partition("\n")
            said = dict(line.split(": ", 1) for line in message.split("\n") if line.startswith("Gitstate-"))
            if "Gitstate-Seq" not in said:
                continue
            if int(said["Gitstate-Seq"]) != len(rows) + 1:
                # By the format it counts for nothing, so what it was to hold is lost.
                astray.append(f"{name}: {commit} has seq {said['Gitstate-Seq']} after {len(rows)} others")
                continue
            rows.append((commit, json.loads(said["Gitstate-Event"]), said.get("Gitstate-Key", "").split(" ")[0]))
        found[name] = Chain(name, rows, astray)
    return found


class Judge:
    def __init__(self, operations, chains):
        self.operations, self.chains = operations, chains
        self.byID = {operation.id: operation for operation in operations}
        self.lost, self.doubled, self.wrong = [], [], []
        self.places = collections.defaultdict(list)
        for chain in chains.values():
            chain.timed(self.byID)
            for seq, (_, _, key) in enumerate(chain.rows, 1):
                if key:
                    self.places[key].append((chain, seq))

    def run(self):
        for key, places in self.places.items():
            if len(places) > 1:
                self.doubled.append(f"{key} stands {len(places)} times: {[(chain.name, seq) for chain, seq in places]}")
            if key not in self.byID:
                self.wrong.append(f"{places[0][0].name} has a call {key} that nobody made")
        for chain in self.chains.values():
            self.wrong += chain.astray
            self.in_order(chain)
        for operation in self.operations:
            try:
                self.judge(operation)
            except (KeyError, TypeError, IndexError) as error:
                self.wrong.append(f"{self.named(operation)} can't be judged: {error!r} of {str(operation.answer)[:400]}")
        return self

    def in_order(self, chain):
        """Real time: none stands behind one that began only after it had ended."""
        latest = (-INFINITE, 0)
        for seq in range(1, len(chain.rows) + 1):
            latest = max(latest, (chain.begun[seq], seq))
            if chain.known[seq] < latest[0]:
                self.wrong.append(f"{chain.name}: seq {seq} had ended before seq {latest[1]}, which stands before it, was asked for")

    def named(self, operation):
        return f"{operation.id} {operation.tool} {json.dumps(operation.arguments)[:200]} ({operation.outcome}, asked {operation.asked} times)"

    def chain(self, operation):
        asked = operation.arguments
        if operation.tool == "start_task":
            return self.chains.get(f"run/{operation.answer['task_id']}") if operation.outcome == "ok" else None
        if operation.tool in ("record_validation", "get_task_state"):
            return self.chains.get(f"run/{asked['task_id']}")
        plan = asked.get("plan_branch") or asked.get("session_id") or asked.get("branch") or asked.get("ledger", "")
        return self.chains.get("plan/" + plan.removeprefix("plan/"))

    def judge(self, operation):
        places = self.places.get(operation.id, [])
        if operation.outcome == "fail" and places:
            self.wrong.append(f"{self.named(operation)} was refused, and stands in {places[0][0].name}")
        # What is done in working trees is judged by what is left of it.
        if operation.tool in ("create_task_branch", "create_worktree", "commit_task", "merge_task_branch", "remove_worktree", "overview"):
            return
        chain = self.chain(operation)
        if chain is None:
            if operation.changed:
                self.lost.append(f"{self.named(operation)}: its ledger is not there")
        elif not operation.keyed:
            if operation.outcome == "ok":
                self.reading(operation, chain)
        elif places:
            self.change(operation, *places[0])
        elif operation.changed:
            self.lost.append(f"{self.named(operation)} was acknowledged, and stands nowhere")
        elif operation.outcome != "unknown":
            self.nothing(operation, chain)

    def change(self, operation, chain, seq):
        before, after = chain.states[seq - 1], chain.states[seq]
        commit, events, _ = chain.rows[seq - 1]
        if operation.tool != "create_plan_branch":
            due = before.follows(operation)
            made = [(event["type"], event.get("task")) for event in events]
            if isinstance(due, Refusal):
                self.wrong.append(f"{self.named(operation)} stands at seq {seq} of {chain.name}, where it had to be refused: {due.code}")
            elif [kind for kind, _ in sorted_events(due)] != [kind for kind, _ in sorted_events(made)]:
                self.wrong.append(f"{self.named(operation)} led to {made} at seq {seq} of {chain.name}, and had to lead to {due}")
        if operation.tool == "next_tasks":
            name = events[0]["task"]
            if before.tasks[name].status != "pending":
                self.wrong.append(f"{self.named(operation)} was given {name} at seq {seq} of {chain.name}, which is {before.tasks[name]}")
        if operation.outcome == "ok":
            if not operation.answer["changed"]:
                self.wrong.append(f"{self.named(operation)} says that it changed nothing, and stands at seq {seq} of {chain.name}")
            elif fault := after.fault(operation, commit):
                self.wrong.append(f"{self.named(operation)}: {fault}")

    def nothing(self, operation, chain):
        """A call that left no commit: it was refused, or there was nothing to do, at some place that it can have seen."""
        if operation.tool in ("create_plan_branch", "start_task") or (operation.outcome == "fail" and operation.answer["code"] == "busy"):
            return
        first, last = chain.window(operation.last, operation.returned)
        for seq in range(first, last + 1):
            due = chain.states[seq].follows(operation)
            if operation.outcome == "fail" and isinstance(due, Refusal) and due.code == operation.answer["code"]:
                return
            if operation.outcome == "ok" and due == []:
                return
        self.wrong.append(
            f"{self.named(operation)} answered {json.dumps(operation.answer)[:300]}, and at none of the seqs {first} to {last} of {chain.name} that is so")

    def reading(self, operation, chain):
        first, last = chain.window(operation.last, operation.returned)
        answer = operation.answer
        if operation.tool == "history":
            rows = [(row["seq"], row["commit"]) for row in answer["history"]]
            true = [(seq, chain.rows[seq - 1][0]) for seq, _ in rows]
            seen, right = rows[0][0], rows == true
        elif operation.tool == "next_tasks":
            running = sorted((row["id"], row["worker"]) for row in answer["running"])
            fits = [seq for seq in range(first, last + 1) if chain.states[seq].running() == running]
            seen, right = (fits[0] if fits else -1), bool(fits)
        elif operation.tool == "get_task_state":
            seen, latest = answer["seq"], answer["latest_validation"]
            right = (latest and (latest["passed"], latest["output"])) == chain.states[seen].latest
        else:
            seen = answer["seq"]
            state = chain.states[seen]
            rows = [(row["id"], row["status"], row.get("worker")) for row in answer["tasks"]]
            right = (rows, answer["plan_version"]) == (state.rows(), f"v{state.version}")
        if not first <= seen <= last or not right:
            self.wrong.append(
                f"{self.named(operation)} shows seq {seen} of {chain.name}{'' if right else ', but not as it was'}; it can have seen {first} to {last}")


def sorted_events(events):
    """The order of events inside one commit says nothing."""
    return sorted(events, key=lambda each: each[0])
