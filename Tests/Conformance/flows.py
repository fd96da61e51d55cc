"""The flows of seed 001, as its driver plays them: it keeps the state in a file, runs whoever next_action names, and evaluates.

It knows no client: `connect(person)` is as in decisions.py. Agents are scripts here: what each says, time after time.
"""

import json
import os
import pathlib

from decisions import Person

AGENTS = ["requirements-analyst", "architect", "backend-implementer", "frontend-implementer", "code-reviewer"]
FULLSTACK = {
    "name": "Structured Development: fullstack",
    "phases": [{"type": "sequential", "agents": [agent]} for agent in AGENTS],
    "agents": [
        {"id": "requirements-analyst", "role": "Analyses what is wanted", "keywords": ["analyze", "requirements"]},
        {"id": "architect", "role": "Designs it", "keywords": ["design", "architecture"]},
        {"id": "backend-implementer", "role": "Builds the API", "keywords": ["implement", "backend"]},
        {"id": "frontend-implementer", "role": "Builds the pages", "keywords": ["implement", "frontend"]},
        {"id": "code-reviewer", "role": "Judges the code", "keywords": ["review", "code"], "evaluator": {
            "success": {"field": "decision", "value": "APPROVED"}, "max_retries": 2, "retry": ["backend-implementer"]}},
    ],
}


def parallel(aggregation):
    """Three who work at the same time, between one before and one after."""
    return {
        "name": f"Parallel, {aggregation}", "max_retries": 1,
        "phases": [{"agents": ["planner"]}, {"type": "parallel", "agents": ["unit", "browser", "load"], "aggregation": aggregation},
                   {"agents": ["writer"]}],
        "agents": [{"id": agent} for agent in ("planner", "unit", "browser", "load", "writer")],
    }


def asking(via="person"):
    return {
        "name": "Asked", "approve_via": via,
        "phases": [{"agents": ["planner"]}, {"agents": ["designer"]}, {"agents": ["builder"]}],
        "agents": [{"id": "planner"}, {"id": "builder"}, {"id": "designer", "approval": {
            "question": "Is this design what you want?", "options": ["Approve", "Revise", "Abort"], "target": "planner"}}],
    }


def done(agent, **more):
    return {"agent": agent, "success": True, "summary": f"{agent} is done", "files_modified": [], **more}


def failed(agent, why="It broke"):
    return {"agent": agent, "success": False, "summary": why}


class Driver:
    """The seed's driver: it knows the state alone, as it stands in its file."""

    def __init__(self, call, folder, plays):
        self.call = call
        self.folder = pathlib.Path(folder)
        # What each agent says, time after time; who is not named succeeds.
        self.plays = {agent: list(results) for agent, results in plays.items()}
        self.path = []
        self.state = None

    async def good(self, tool, **arguments):
        value, refused = await self.call(tool, arguments)
        assert not refused, value
        return value

    async def bad(self, code, tool, **arguments):
        value, refused = await self.call(tool, arguments)
        assert refused and value["code"] == code, value
        return value

    def save(self, state):
        assert state["workflow_id"] and state["updated_at"] >= state["started_at"], state
        self.state = state
        (self.folder / "workflow-state.json").write_text(json.dumps(state))
        return state

    async def start(self, request, definition, **more):
        return self.save(await self.good("start_workflow", request=request, definition=definition, **more))

    def results(self):
        """What the agents of the present next_action say, once they have run."""
        action = self.state["next_action"]
        assert (action["type"] == "parallel") == (len(action["agents"]) > 1), action
        said = []
        for entry in action["agents"]:
            agent = entry["agent"]
            assert entry["instruction"], entry
            said.append(self.plays[agent].pop(0) if self.plays.get(agent) else done(agent))
            for path in said[-1].get("files_created", []) + said[-1].get("files_modified", []):
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_text(f"{path} by {agent}, attempt {action['attempt']}\n")
        self.path.append([self.state["phase"], [entry["agent"] for entry in action["agents"]]])
        return said

    async def step(self, **more):
        results = self.results()
        if not self.state["next_action"]["agents"]:
            raise AssertionError("nobody is to run")
        return self.save(await self.good(
            "evaluate_workflow", workflow_id=self.state["workflow_id"], phase=self.state["phase"],
            attempt=self.state["next_action"]["attempt"], results=results, **more))

    async def run(self):
        """Until it ends, or a person is awaited."""
        while self.state["status"] == "IN_PROGRESS" and self.state["next_action"]["agents"]:
            await self.step()
        return self.state


async def full(driver):
    state = await driver.start("Build a shop", FULLSTACK, mode="full")
    assert state["execution_mode"] == "full" and state["total_phases"] == 5 and len(state["execution_phases"]) == 5
    state = await driver.run()
    assert driver.path == [[number + 1, [agent]] for number, agent in enumerate(AGENTS)]
    assert state["status"] == "COMPLETED" and state["next_action"] is None
    assert state["final_result"]["success"] and state["final_result"]["total_agents_invoked"] == 5
    assert [entry["agent"] for entry in state["completed_phases"]] == AGENTS
    assert state["context_preservation"]["accumulated_files"]["created"] == ["docs/requirements.md", "api.py"]
    assert state["context_preservation"]["key_decisions"] == [{"phase": 2, "decision": "One service", "reason": "One team"}]
    assert state["phase_results"]["3"]["files_seen_by_git"] == {"created": ["api.py"]}
    assert set(state["final_result"]["total_files_modified"]) == {"docs/requirements.md", "api.py"}


FULL = {
    "requirements-analyst": [done("requirements-analyst", files_created=["docs/requirements.md"])],
    "architect": [done("architect", decisions=[{"decision": "One service", "reason": "One team"}])],
    "backend-implementer": [done("backend-implementer", files_created=["api.py"])],
    "code-reviewer": [done("code-reviewer", decision="APPROVED")],
}


async def partial(driver):
    before = await driver.start("Build a shop", FULLSTACK, mode="full")
    await driver.run()
    state = await driver.start("Only run @code-reviewer", FULLSTACK, continues=before["workflow_id"])
    assert state["execution_mode"] == "partial" and state["target_agents"] == ["code-reviewer"], state["why"]
    assert state["skipped_agents"] == AGENTS[:4] and (state["phase"], state["total_phases"]) == (5, 1)
    context = state["next_action"]["context"]
    assert context["original_request"] == "Build a shop" and context["current_request"] == "Only run @code-reviewer"
    assert len(context["workflow_history"]) == 5 and context["files_modified"] == ["docs/requirements.md", "api.py"]
    # Its retry target does not work here, so nobody could mend what it finds.
    state = await driver.run()
    assert state["status"] == "COMPLETED" and state["final_result"]["success"] is False
    assert state["final_result"]["suggested"] == ["backend-implementer"]


PARTIAL = {**FULL, "code-reviewer": [done("code-reviewer", decision="APPROVED"),
                                     done("code-reviewer", decision="CHANGES_REQUESTED", feedback="No tests")]}


async def selective(driver):
    state = await driver.start("Build it", FULLSTACK, mode="selective", target_agents=["code-reviewer", "backend-implementer"])
    assert state["target_agents"] == ["backend-implementer", "code-reviewer"], "in the definition's order"
    assert (state["phase"], state["total_phases"], state["target_agent_index"]) == (3, 2, 0)
    state = await driver.run()
    assert driver.path == [[3, ["backend-implementer"]], [5, ["code-reviewer"]]] and state["final_result"]["success"]


async def resume(driver):
    state = await driver.start("Build a shop", FULLSTACK, mode="full")
    for _ in range(3):
        state = await driver.step()
    resumed = driver.save(await driver.good("resume_workflow", workflow_id=state["workflow_id"], instructions="Mind the tests."))
    assert resumed["execution_mode"] == "resume" and resumed["resumed_from_phase"] == 3 and resumed["phase"] == 4
    assert [each["agent"] for each in resumed["next_action"]["agents"]] == ["frontend-implementer"]
    assert "Mind the tests." in resumed["next_action"]["agents"][0]["instruction"]
    state = await driver.run()
    assert state["final_result"]["success"] and state["execution_mode"] == "resume"
    assert [phase for phase, _ in driver.path] == [1, 2, 3, 4, 5]


async def second_try(driver):
    state = await driver.start("Build a shop", FULLSTACK, mode="full")
    for _ in range(5):
        state = await driver.step()
    assert state["feedback_loop"]["active"] and state["feedback_loop"]["current_retry"] == 1
    assert state["feedback_loop"]["max_retries"] == 2 and state["feedback_loop"]["target_agent"] == "backend-implementer"
    assert "No tests" in state["next_action"]["agents"][0]["instruction"]
    assert "backend-implementer" not in [entry["agent"] for entry in state["completed_phases"]]
    state = await driver.run()
    assert [phase for phase, _ in driver.path] == [1, 2, 3, 4, 5, 3, 5], "nothing runs between the target and the evaluator"
    assert state["final_result"]["success"] and state["feedback_loop"] is None


SECOND = {"code-reviewer": [done("code-reviewer", decision="CHANGES_REQUESTED", feedback="No tests"),
                            done("code-reviewer", decision="APPROVED")]}


async def runs_out(driver):
    await driver.start("Build a shop", FULLSTACK, mode="full")
    state = await driver.run()
    assert [phase for phase, _ in driver.path] == [1, 2, 3, 4, 5, 3, 5, 3, 5]
    assert state["status"] == "FAILED" and state["final_result"]["success"] is False
    assert "after 2 retries" in state["final_result"]["reasons"][0] and "Third" in state["final_result"]["reasons"][0]
    await driver.bad("wrong_state", "evaluate_workflow", workflow_id=state["workflow_id"], phase=5, results=[done("code-reviewer", decision="APPROVED")])


OUT = {"code-reviewer": [done("code-reviewer", decision="CHANGES_REQUESTED", feedback=word) for word in ("First", "Second", "Third")]}


async def together(driver, aggregation, passes):
    """One of three fails; what the phase makes of that is its aggregation's."""
    state = await driver.start("Test it", parallel(aggregation), mode="full")
    state = await driver.step()
    action = state["next_action"]
    assert action["type"] == "parallel" and len(action["agents"]) == 3 and action["aggregation_strategy"] == aggregation
    state = await driver.step()
    if passes:
        assert state["phase"] == 3
    else:
        assert state["phase"] == 2 and [each["agent"] for each in state["next_action"]["agents"]] == ["load"], "those alone that failed"
        assert "It broke" in state["next_action"]["agents"][0]["instruction"]
    state = await driver.run()
    assert state["final_result"]["success"], state["final_result"]


async def all_must_pass(driver):
    await together(driver, "all_must_pass", False)


async def any_pass(driver):
    await together(driver, "any_pass", True)


async def majority(driver):
    await together(driver, "majority", True)


ONE_FAILS = {"load": [failed("load")]}


async def approval(driver):
    """Revised with a target, then approved: by the person at the client."""
    person = driver.person
    await driver.start("Design a shop", asking(), mode="full")
    state = await driver.run()
    assert state["phase"] == 2 and state["next_action"]["agents"] == []
    assert state["next_action"]["human_approval"]["awaited"] and state["next_action"]["human_approval"]["enabled"]
    id = state["workflow_id"]
    await driver.bad("awaiting_decision", "evaluate_workflow", workflow_id=id, phase=3, results=[done("builder")])
    asked = await driver.good("request_approval", workflow_id=id, note="I like it")
    assert "Is this design what you want?" in asked["shown"] and "  | I like it" in asked["shown"]
    person.says = [("decline", None)]
    await driver.bad("needs_person", "decide", workflow_id=id, decision="approve", seen=asked["seen"])
    person.says = [("accept", {"decision": "revise", "reason": "Fewer pages"})]
    # Whose work it is the person says, and not the agent that asks.
    revised = await driver.good("decide", workflow_id=id, decision="approve", seen=asked["seen"], target="designer")
    assert (revised["decision"], revised["via"]) == ("revise", "elicitation")
    driver.save(await driver.good("get_workflow_state", workflow_id=id))
    assert "Fewer pages" in driver.state["next_action"]["agents"][0]["instruction"]
    state = await driver.run()
    assert driver.path == [[1, ["planner"]], [2, ["designer"]], [1, ["planner"]], [2, ["designer"]]]
    await driver.bad("outdated", "decide", workflow_id=id, decision="approve", seen=asked["seen"])
    asked = await driver.good("request_approval", workflow_id=id)
    person.says = [("accept", {"decision": "revise", "reason": "Larger type", "target": "designer"})]
    await driver.good("decide", workflow_id=id, decision="approve", seen=asked["seen"])
    driver.save(await driver.good("get_workflow_state", workflow_id=id))
    assert [each["agent"] for each in driver.state["next_action"]["agents"]] == ["designer"]
    state = await driver.run()
    asked = await driver.good("request_approval", workflow_id=id)
    person.says = [("accept", {"decision": "approve"})]
    approved = await driver.good("decide", workflow_id=id, decision="approve", seen=asked["seen"])
    assert approved["via"] == "elicitation" and approved["next_action"]["agents"][0]["agent"] == "builder"
    driver.save(await driver.good("get_workflow_state", workflow_id=id))
    state = await driver.run()
    assert state["final_result"]["success"]


async def abort(driver):
    await driver.start("Design a shop", asking(), mode="full")
    state = await driver.run()
    driver.person.says = [("accept", {"decision": "abort", "reason": "No shop"})]
    ended = await driver.good("decide", workflow_id=state["workflow_id"], decision="abort")
    assert ended["status"] == "FAILED" and ended["reason"] == "No shop"
    state = driver.save(await driver.good("get_workflow_state", workflow_id=state["workflow_id"]))
    assert state["status"] == "FAILED" and state["next_action"] is None and not state["final_result"]["success"]
    await driver.bad("wrong_state", "resume_workflow", workflow_id=state["workflow_id"])


APPROVED = {"code-reviewer": [done("code-reviewer", decision="APPROVED")]}
FLOWS = {
    full: FULL, partial: PARTIAL, selective: APPROVED, resume: APPROVED, second_try: SECOND, runs_out: OUT,
    all_must_pass: ONE_FAILS, any_pass: ONE_FAILS, majority: ONE_FAILS, approval: {}, abort: {},
}


async def play(connect):
    """Every flow, one after the other, each with a driver that remembers nothing of the one before."""
    folder = os.environ["FLOWS_FOLDER"]
    ends = {}
    states = []
    for flow, plays in FLOWS.items():
        person = Person()
        async with connect(person) as call:

            async def kept(tool, arguments):
                value, refused = await call(tool, arguments)
                if not refused and "execution_phases" in value:
                    states.append(value)
                return value, refused

            driver = Driver(kept, folder, plays)
            driver.person = person
            await flow(driver)
            assert person.says == []
            ends[flow.__name__] = driver.state["workflow_id"]
    return {"ends": ends, "states": len(states)}
