"""The flow of seed 003, as its orchestrator goes through it: a plan.yaml carried out in batches, with a person at each pause.

Three ways it goes: `completed`, `aborted` in the middle, `replanned`. It knows no client: `connect(person)` is as in decisions.py,
and every agent has a server of its own.
"""

import asyncio
import contextlib
import os

import retelling
from brief import Brief, spoken, write
from decisions import Person

SESSION = "PLAN-260301-0900"
PLAN = f"plan/{SESSION}"
# Where the seed's planner writes it.
PATH = f"docs/.tmp/{SESSION}/plan.yaml"
SCOPE = ["api", "models", "services"]
OLD = {"api/orders.py": "import os\n", "models/base.py": "import os\n", "services/stock.py": "import os\n"}


def prepare(repository, plan):
    """The shop as the orchestrator finds it, and its planner's plan."""
    for path, text in OLD.items():
        repository.write(path, text)
    repository.write(PATH, plan)
    repository.commit("The shop, and a plan for it")


class Nobody:
    def answer(self, message, schema):
        raise AssertionError(f"a worker's client was asked: {message}")


class Agent:
    def __init__(self, name, call, lines):
        self.name, self.call, self.lines = name, call, lines

    async def told(self, tool, arguments):
        arguments = {key: value for key, value in arguments.items() if value is not None}
        value, refused = await self.call(tool, arguments)
        self.lines.append(retelling.line(self.name, tool, arguments, value, refused))
        return value, refused

    async def good(self, tool, **arguments):
        value, refused = await self.told(tool, arguments)
        assert not refused, f"{self.name} {tool} {arguments}: {value}"
        return value

    async def bad(self, code, tool, **arguments):
        value, refused = await self.told(tool, arguments)
        assert refused and value["code"] == code, f"{self.name} {tool} {arguments}: {value}"
        return value

    async def follow(self, value):
        """The next call that an answer names, as it stands there."""
        return await self.good(value["next"]["tool"], **value["next"]["arguments"])


class Stage:
    """The agents and the person, and what they said to each other so far."""

    def __init__(self, connect, folder):
        self.connect, self.folder = connect, folder
        self.lines, self.agents = [], {}
        self.person = Person()
        self.stack = contextlib.AsyncExitStack()

    async def __aenter__(self):
        await self.agent("orchestrator")
        return self

    async def __aexit__(self, *raised):
        return await self.stack.__aexit__(*raised)

    @property
    def orchestrator(self):
        return self.agents["orchestrator"]

    async def agent(self, name):
        if name not in self.agents:
            person = self if name == "orchestrator" else Nobody()
            self.agents[name] = Agent(name, await self.stack.enter_async_context(self.connect(person)), self.lines)
        return self.agents[name]

    def answer(self, message, schema):
        answer = self.person.answer(message, schema)
        self.lines += retelling.question(message, answer)
        return answer

    async def together(self, jobs):
        """Jobs of several agents at once; each one's lines stand together."""
        agents = [await self.agent(name) for name, _ in jobs]
        for agent in agents:
            agent.lines = []
        done = await asyncio.gather(*(job(agent) for agent, (_, job) in zip(agents, jobs)))
        for agent in agents:
            self.lines += agent.lines
            agent.lines = self.lines
        return done

    async def decided(self, says, note=None, reason=None):
        """Asks for what waits, and puts it to the person, who says something."""
        asked = await self.orchestrator.good("request_approval", plan_branch=PLAN, note=note)
        assert asked["workflow_state"] in ("awaiting_approval", "awaiting_confirmation"), asked
        self.person.says = [("accept", {"decision": says, **({"reason": reason} if reason else {})})]
        done = await self.orchestrator.follow(asked)
        assert (done["decision"], done["via"]) == (says, "elicitation"), done
        return done

    async def wave(self, workers, wanted):
        wave = await self.orchestrator.good("start_wave", plan_branch=PLAN, workers=workers)
        rows = {row["task_id"]: row for row in wave["workers"]}
        assert list(rows) == wanted and "failed" not in wave, wave
        return rows

    async def worked(self, rows, files):
        """The workers write and commit, all at once, as their briefs say."""

        def job(row):
            async def work(agent):
                for path in files.get(row["task_id"], []):
                    write(row["path"], path, f"# {path}, by {agent.name}\n")
                if row["task_id"] in files:
                    tool, arguments = Brief(row["brief"]).call("commit_task", type="complete")
                    await agent.good(tool, **spoken(arguments, f"Did {row['task_id']}"))

            return work

        await self.together([(f"worker-{row['worker_id']}", job(row)) for row in rows.values()])

    async def handed_in(self, row, **metadata):
        """What a brief says comes after the work is committed: a report where it is reviewed, else the merge."""
        brief = Brief(row["brief"])
        worker = await self.agent(f"worker-{row['worker_id']}")
        if all(tool != "merge_task_branch" for tool, _ in brief.calls):
            tool, arguments = brief.call("report_task", status="completed")
            if metadata:
                arguments["handoff"]["metadata"] = metadata
        else:
            tool, arguments = brief.call("merge_task_branch")
        return await worker.good(tool, **spoken(arguments, f"Did {row['task_id']}"))

    async def failed(self, row, error):
        tool, arguments = Brief(row["brief"]).call("report_task", status="failed")
        arguments["handoff"]["error_context"] = error
        return await (await self.agent(f"worker-{row['worker_id']}")).good(tool, **arguments)

    async def reviewed(self, task, depth, verdict="success", **more):
        """A reviewer who knows the plan and the task alone."""
        reviewer = await self.agent("reviewer")
        brief = await reviewer.good("review_task", plan_branch=PLAN, task_id=task)
        assert brief["review_depth"] == depth, brief
        review = {"review_status": verdict, "review_depth": depth, **more}
        return await reviewer.good("review_task", plan_branch=PLAN, task_id=task, review=review)

    async def passed(self, *tasks):
        """Reviews that let tasks through, and their merges."""
        for task, depth in tasks:
            done = await self.reviewed(task, depth, review_score=9)
            assert done["task"]["state"] == "completed", done
            done = await self.orchestrator.follow(done)
            assert done["completed"], done
        return done

    async def paused(self, learnings=None):
        """The end of a batch that is not the last: what finish_wave says is next leads to the person."""
        done = await self.orchestrator.good("finish_wave", plan_branch=PLAN, learnings=learnings)
        assert done["paused"]["at"] == "batch" and done["next"]["tool"] == "request_approval", done
        return done


async def begun(stage):
    """The plan comes in, and nothing of it is handed out before the person has approved it."""
    orchestrator = stage.orchestrator
    made = await orchestrator.good("import_plan", path=PATH)
    assert made["plan_branch"] == PLAN and made["total_tasks"] == 6 and made["ready"] == [], made
    for tool, arguments in (
            ("claim_task", {"task_id": "task-001", "worker_id": "1"}), ("start_wave", {"workers": ["1"]}),
            ("next_tasks", {"worker_id": "1", "claim": True})):
        refusal = await orchestrator.bad("awaiting_decision", tool, plan_branch=PLAN, **arguments)
        assert refusal["next"]["tool"] == "request_approval", refusal
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert standing["batch"]["tasks"] == [] and standing["workflow_state"] == "plan_created", standing
    done = await stage.decided("approve", note="Three rounds, I think")
    assert done["workflow_state"] == "executing", done
    return made


async def linted(stage):
    """The light task first, in parts; two are done, and one fails."""
    parts = await stage.orchestrator.good("expand_task", plan_branch=PLAN, task_id="task-003")
    ids = [f"task-003@{each}" for each in SCOPE]
    assert [each["id"] for each in parts["sub_tasks"]] == ids, "the plan names the directories"
    rows = await stage.wave(["1", "2", "3"], ids)
    await stage.worked(rows, {ids[0]: ["api/orders.py"], ids[2]: ["services/stock.py"]})
    return rows, ids


async def completed(stage):
    orchestrator = stage.orchestrator
    await begun(stage)
    rows, ids = await linted(stage)
    await stage.handed_in(rows[ids[0]])
    failed = await stage.failed(rows[ids[1]], {
        "error_type": "TOOL_FAILURE", "error_message": "ruff could not parse models/base.py",
        "suggested_fix": "It is latin-1: convert it first", "context": "ruff 0.5"})
    assert failed["route"] == "retry" and failed["parents"] == [{"id": "task-003", "status": "expanding"}], failed
    done = await stage.handed_in(rows[ids[2]])
    assert done["workflow_state"] == "batch_complete", done
    await stage.paused("Old modules may be latin-1")
    await stage.decided("confirm", note="One part is to be tried again")

    # Only what failed is there, and whoever gets it knows why.
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert [each["id"] for each in standing["batch"]["tasks"]] == [ids[1]], standing
    rows = await stage.wave(["2"], [ids[1]])
    wrong, = Brief(rows[ids[1]]["brief"]).errors
    assert "could not parse models/base.py" in wrong and "Old modules may be latin-1" in rows[ids[1]]["brief"]
    assert "convert it first" in rows[ids[1]]["brief"]
    await stage.worked(rows, {ids[1]: ["models/base.py"]})
    await stage.handed_in(rows[ids[1]])
    # As a whole it is checked once.
    done = await stage.reviewed("task-003", "lightweight", review_score=8)
    assert done["task"]["state"] == "completed" and done["workflow_state"] == "batch_complete", done
    await stage.paused()
    await stage.decided("confirm")

    # Heavy work, which workers take for themselves; one fails, and one is sent back by its review.
    taken = {}
    for number, task in (("1", "task-001"), ("2", "task-002")):
        worker = await stage.agent(f"worker-{number}")
        took = await worker.good("next_tasks", plan_branch=PLAN, worker_id=number, claim=True)
        assert took["claimed"]["task"]["id"] == task, took
        branch = (await worker.good("create_task_branch", plan_branch=PLAN, task_id=task))["branch_name"]
        taken[task] = await worker.good("create_worktree", worker_id=number, task_branch=branch)
    one, two = await stage.agent("worker-1"), await stage.agent("worker-2")
    write(taken["task-001"]["path"], "models/user.py", "password = None\n")
    await one.good("commit_task", worker_id="1", type="complete", summary="The user model")
    refusal = await one.bad("unreviewed", "merge_task_branch", task_branch=taken["task-001"]["task_branch"])
    assert refusal["next"]["tool"] == "review_task", refusal
    done = await one.good("report_task", plan_branch=PLAN, task_id="task-001", worker_id="1", handoff={
        "status": "completed", "reasoning": "The model and its tests"})
    assert done["task"]["state"] == "in_review", done
    failed = await two.good("report_task", plan_branch=PLAN, task_id="task-002", worker_id="2", handoff={
        "status": "failed", "failure_type": "transient", "error_context": {
            "error_type": "TOOL_FAILURE", "error_message": "no mail server answers on port 25",
            "suggested_fix": "Write to a file where MAIL_FILE is set", "context": "the sandbox has no network"}})
    assert failed["route"] == "retry" and failed["attempts_left"] == 2, failed
    back = await stage.reviewed("task-001", "full", "failed", review_score=3, critical_issues=[
        "models/user.py:1: the password is kept as it is"])
    assert back["route"] == "retry" and back["task"]["priority"] == "high", back
    assert back["workflow_state"] == "batch_complete", back
    await stage.paused()
    await stage.decided("confirm")

    # Another worker takes up what failed: its errors are there, and where the other's folder stands is said.
    await second(stage)
    await stage.paused()
    await stage.decided("confirm")
    rows = await stage.wave(["1", "2"], ["task-004", "task-005"])
    await stage.worked(rows, {"task-004": ["services/auth.py"], "task-005": ["api/me.py"]})
    await stage.handed_in(rows["task-004"])
    done = await stage.handed_in(rows["task-005"], docs_needed=True)
    assert [each["kind"] for each in done["follow_ups"]] == ["docs"], done
    await stage.passed(("task-004", "full"), ("task-005", "lightweight"))
    await stage.paused()
    await stage.decided("confirm", note="The routes are described by task-006 anyway")
    rows = await stage.wave(["1"], ["task-006"])
    await stage.worked(rows, {"task-006": ["docs/api.md"]})
    await stage.handed_in(rows["task-006"])
    await stage.passed(("task-006", "lightweight"))
    await ended(stage)


async def second(stage):
    """The second attempts of both: one by another worker, whom the first one's folder stands in the way of."""
    wave = await stage.orchestrator.good("start_wave", plan_branch=PLAN, workers=["1", "3"])
    first, = wave["workers"]
    refusal, = wave["failed"]
    assert first["task_id"] == "task-001" and refusal["code"] == "branch_in_use", wave
    await stage.orchestrator.follow(refusal)
    rows = await stage.wave(["1", "3"], ["task-001", "task-002"])
    brief = Brief(rows["task-001"]["brief"])
    assert "the password is kept as it is" in brief.errors[0], brief.text
    brief = Brief(rows["task-002"]["brief"])
    assert "no mail server answers" in brief.errors[0] and "MAIL_FILE" in brief.text, brief.text
    await stage.worked(rows, {"task-001": ["models/user.py"], "task-002": ["services/mail.py"]})
    for row in rows.values():
        await stage.handed_in(row)
    await stage.passed(("task-001", "full"), ("task-002", "standard"))


async def ended(stage):
    """Nothing is left: the plan is completed, and nobody is asked any more."""
    orchestrator = stage.orchestrator
    done = await orchestrator.good("finish_wave", plan_branch=PLAN)
    assert done["state"] == "completed" and "paused" not in done and done["left"] == [], done
    plan = await orchestrator.good("parse_plan", branch=PLAN)
    assert (plan["state"], plan["workflow_state"]) == ("completed", "completed"), plan
    await orchestrator.good("export_plan", plan_branch=PLAN, path=PATH, overwrite=True)
    assert (await orchestrator.good("verify", ledger=PLAN))["ok"]


async def aborted(stage):
    """The person ends it while two are at work: what they say afterwards is kept, and nothing goes on."""
    orchestrator = stage.orchestrator
    await begun(stage)
    rows, ids = await linted(stage)
    await stage.handed_in(rows[ids[0]])
    # Whether to end it may be asked at any time, and the person may let it go on.
    stage.person.says = [("accept", {"decision": "go on"})]
    await orchestrator.bad("needs_person", "decide", plan_branch=PLAN, decision="abort", reason="The shop is sold")
    stage.person.says = [("accept", {"decision": "abort", "reason": "The new owner has accounts"})]
    done = await orchestrator.good("decide", plan_branch=PLAN, decision="abort", reason="The shop is sold")
    assert (done["state"], done["workflow_state"], done["via"]) == ("aborted", "aborted", "elicitation"), done

    for tool, arguments in (
            ("claim_task", {"task_id": "task-001", "worker_id": "1"}), ("start_wave", {"workers": ["1"]}),
            ("next_tasks", {"worker_id": "1", "claim": True}), ("create_task_branch", {"task_id": "task-001"}),
            ("request_approval", {})):
        await orchestrator.bad("plan_aborted", tool, plan_branch=PLAN, **arguments)
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert standing["batch"]["tasks"] == [] and standing["running"] == [] and "next" not in standing, standing
    # Who was at work reports late: one that it failed, one that it is done.
    for number, handoff in ((1, {"status": "failed", "reasoning": "ruff could not parse it"}), (2, {"status": "completed"})):
        row = rows[ids[number]]
        worker = stage.agents[f"worker-{row['worker_id']}"]
        late = await worker.bad("wrong_state", "report_task", plan_branch=PLAN, task_id=row["task_id"],
                                worker_id=row["worker_id"], claim=row["claim"], handoff=handoff)
        assert late["noted_seq"] and late["status"] == "pending", late
        assert (await worker.follow(late))["state"] == "aborted"
    await worker.bad("plan_aborted", "merge_task_branch", task_branch=row["branch"])
    # The folders go, and what was committed stays on its branch.
    done = await orchestrator.good("finish_wave", plan_branch=PLAN)
    assert done["state"] == "aborted", done
    for row in done["left"]:
        await orchestrator.good("remove_worktree", worker_id=row["worker_id"])
    overview = await orchestrator.good("overview")
    assert overview.get("plans", []) == [], overview
    plan = await orchestrator.good("parse_plan", branch=PLAN)
    assert (plan["state"], plan["workflow_state"]) == ("aborted", "aborted"), plan
    await orchestrator.good("export_plan", plan_branch=PLAN, path=PATH, overwrite=True)
    assert (await orchestrator.good("verify", ledger=PLAN))["ok"]


async def replanned(stage):
    """A task is tried too often: its planner plans it anew, the person approves that, and it is completed."""
    orchestrator = stage.orchestrator
    await begun(stage)
    # Nobody splits the light one this time.
    rows = await stage.wave(["1"], ["task-003"])
    await stage.worked(rows, {"task-003": list(OLD)})
    await stage.handed_in(rows["task-003"])
    await stage.passed(("task-003", "lightweight"))
    await stage.paused()
    await stage.decided("confirm")
    rows = await stage.wave(["1", "2"], ["task-001", "task-002"])
    await stage.worked(rows, {"task-001": ["models/user.py"]})
    await stage.handed_in(rows["task-001"])
    await stage.passed(("task-001", "full"))
    for attempt in (1, 2, 3):
        failed = await stage.failed(rows["task-002"], {"error_message": f"no mail server answers, attempt {attempt}"})
        assert failed["route"] == ("retry" if attempt < 3 else "replan"), failed
        await stage.paused()
        await stage.decided("confirm")
        if attempt == 3:
            break
        if attempt == 1:
            # What does not wait for it goes on beside it.
            rows = await stage.wave(["1", "2"], ["task-002", "task-005"])
            rows["task-002"], other = rows["task-002"], rows["task-005"]
            await stage.worked({"task-005": other}, {"task-005": ["api/me.py"]})
            await stage.handed_in(other)
            await stage.passed(("task-005", "lightweight"))
        else:
            rows = await stage.wave(["2"], ["task-002"])
        assert len(Brief(rows["task-002"]["brief"]).errors) == attempt
    assert failed["task"]["state"] == "needs_replan" and failed["attempts_left"] == 0, failed
    # Nothing is left to hand out, and it is said for what.
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert standing["batch"]["tasks"] == [] and standing["state"] == "active", standing
    await orchestrator.good("overview")

    # Its planner changes the plan as it came, and has it shown before it is taken in.
    with open(os.path.join(stage.folder, PATH)) as file:
        text = replan(file.read())
    with open(os.path.join(stage.folder, PATH), "w") as file:
        file.write(text)
    preview = await orchestrator.good("import_plan", path=PATH)
    assert preview["preview"] is True and preview["added"] == ["task-007"] and preview["reopened"] == ["task-002"], preview
    changed = await orchestrator.good("import_plan", path=PATH, apply=True)
    assert changed["changed"] is True, changed
    await orchestrator.bad("awaiting_decision", "claim_task", plan_branch=PLAN, task_id="task-007", worker_id="1")
    done = await stage.decided("approve", note="Mail goes to a file first")
    assert done["workflow_state"] == "executing", done
    rows = await stage.wave(["1"], ["task-007"])
    await stage.worked(rows, {"task-007": ["config/mail.toml"]})
    await stage.handed_in(rows["task-007"])
    await stage.passed(("task-007", "standard"))
    await stage.paused()
    await stage.decided("confirm")
    for task, path, depth in (("task-002", "services/mail.py", "standard"), ("task-004", "services/auth.py", "full")):
        rows = await stage.wave(None, [task])
        await stage.worked(rows, {task: [path]})
        await stage.handed_in(rows[task])
        await stage.passed((task, depth))
        await stage.paused()
        await stage.decided("confirm")
    rows = await stage.wave(None, ["task-006"])
    await stage.worked(rows, {"task-006": ["docs/api.md"]})
    await stage.handed_in(rows["task-006"])
    await stage.passed(("task-006", "lightweight"))
    await ended(stage)


def replan(text):
    """The plan with the task that failed planned otherwise, after one more that it needs."""
    before, mark, rest = text.partition("  - id: task-002\n")
    task, other, after = rest.partition("  - id: task-003\n")
    task = task.replace("dependencies: []", "dependencies:\n      - task-007").replace(
        "One function that sends a text to an address.", "One function that writes a mail where the configuration says.")
    return before + mark + task + other + after + """\
  - id: task-007
    title: Configure where mail goes
    description: A file in development, a server in production.
    agent: gem-devops
    priority: MEDIUM
    status: not-started
    dependencies: []
    effort: XS
    context:
      files:
        - config/mail.toml
"""


WAYS = {"completed": completed, "aborted": aborted, "replanned": replanned}


async def play(connect, folder, way):
    async with Stage(connect, folder) as stage:
        try:
            await WAYS[way](stage)
        except BaseException:
            print("\n".join(stage.lines))
            raise
    return {"lines": stage.lines, "questions": len(stage.person.saw)}
