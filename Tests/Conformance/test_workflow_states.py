"""Whatever happens to a workflow, every state that a tool answers is valid by the schema of workflow-state.json.

GITSTATE_SEED repeats a run. GITSTATE_STATES names a folder of states that the Swift tests wrote, one a line: they are read as well.
"""

import json
import os
import pathlib
import random

import jsonschema

from repository import Repository
from server import ROOT, Server

SCHEMA = json.loads(pathlib.Path(ROOT, "Fixtures", "workflows", "workflow-state.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEFINITION = {
    "name": "Random", "max_retries": 1, "approve_via": "any",
    "phases": [{"agents": ["design"]}, {"type": "parallel", "agents": ["code", "text", "tests"], "aggregation": "majority"},
               {"agents": ["review"]}, {"agents": ["ship"]}],
    "agents": [
        {"id": "design", "documents": ["README"], "approval": {"question": "Is it good?"}},
        {"id": "code"}, {"id": "text"}, {"id": "tests"},
        {"id": "review", "evaluator": {"retry": ["code", "text"], "max_retries": 1}}, {"id": "ship"}],
}


def check(state):
    """Fails with the first place at which a state is not as the schema has it."""
    error = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(state))
    assert error is None, f"{error.json_path}: {error.message}\n{json.dumps(state, indent=1)[:3000]}"


def result(dice, agent):
    goes_well = dice.random() < 0.7
    if agent == "review":
        return {"agent": agent, "success": True, "summary": f"read {dice.random()}", "feedback": "no tests", "files_modified": [],
                "decision": "APPROVED" if goes_well else "CHANGES_REQUESTED"}
    return {"agent": agent, "success": goes_well, "summary": f"worked {dice.random()}", "files_modified": ["README"], "files_created": [f"{agent}.txt"],
            "decisions": [{"decision": "keep it simple", "reason": "it is"}]}


def play(server, dice, before):
    targets = dice.choice([[], [], ["review"], ["code", "review", "ship"]])
    arguments = {"request": "Build it", "definition": DEFINITION, "mode": ["full", "partial", "selective", "selective"][len(targets)]}
    if targets:
        arguments["target_agents"] = targets
    if before:
        arguments["continues"] = before
    state = server.call("start_workflow", arguments)
    check(state)
    workflow = state["workflow_id"]
    for _ in range(60):
        if dice.random() < 0.2 and state["status"] == "IN_PROGRESS":
            state = server.call("resume_workflow", {"workflow_id": workflow, "instructions": f"mind {dice.random()}"})
        elif state["status"] != "IN_PROGRESS":
            break
        elif state["next_action"]["agents"]:
            state = server.call("evaluate_workflow", {
                "workflow_id": workflow, "phase": state["next_action"]["phase"],
                "results": [result(dice, each["agent"]) for each in state["next_action"]["agents"]]})
        else:
            seen = server.call("request_approval", {"workflow_id": workflow})["seen"]
            server.call("decide", {"workflow_id": workflow, "seen": seen, "decision": dice.choice(["approve", "revise"]), "reason": "so"})
            state = server.call("get_workflow_state", {"workflow_id": workflow})
        check(state)
    return state


def test_every_state_of_random_workflows_is_valid():
    seed = int(os.environ.get("GITSTATE_SEED") or random.randrange(2**32))
    dice = random.Random(seed)
    ends = set()
    with Repository() as repository, Server(repository.path, repository.env) as server:
        before = None
        for _ in range(25):
            state = play(server, dice, before)
            ends.add(state["status"])
            before = dice.choice([None, state["workflow_id"]])
    assert ends >= {"COMPLETED", "FAILED"}, f"seed {seed}: {ends}"


def test_the_states_of_the_machines_own_walks_are_valid():
    folder = os.environ.get("GITSTATE_STATES")
    files = sorted(pathlib.Path(folder).glob("*.jsonl")) if folder else []
    for file in files:
        for line in file.read_text().splitlines():
            check(json.loads(line))
    assert not folder or files, f"{folder} holds no states"


def test_a_state_that_breaks_a_rule_is_not_valid():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        state = server.call("start_workflow", {"request": "Build it", "definition": DEFINITION, "mode": "full"})
    check(state)
    for key in SCHEMA["required"]:
        assert not VALIDATOR.is_valid({each: value for each, value in state.items() if each != key}), key
    for change in [{"status": "DONE"}, {"status": "COMPLETED"}, {"next_action": None}, {"phase": 0}, {"started_at": "today"},
                   {"execution_mode": "partial"}, {"feedback_loop": {"active": True}}, {"final_result": {"success": True}}]:
        assert not VALIDATOR.is_valid({**state, **change}), change
