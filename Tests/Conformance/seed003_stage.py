"""The agents of seed 003's flow and its person: how they go through what every round has.

It knows no client: `connect(person)` is as in decisions.py, and every agent has a server of its own.
"""

import asyncio
import contextlib

import retelling
from brief import Brief, spoken, write
from decisions import Person

SESSION = "PLAN-260301-0900"
PLAN = f"plan/{SESSION}"


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
