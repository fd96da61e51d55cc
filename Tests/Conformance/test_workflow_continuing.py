"""Going on with a workflow by start_workflow: what the call says is what is done, and what it gives is used."""

import json
import subprocess

import pytest

from repository import Repository
from server import BINARY, Refused, Server

DEFINITION = {"name": "Two", "phases": [{"agents": ["maker"]}, {"agents": ["checker"]}, {"agents": ["keeper"]}],
              "agents": [{"id": "maker"}, {"id": "checker"}, {"id": "keeper", "evaluator": {"retry": ["maker"]}}]}


@pytest.fixture
def scene():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        yield repository, server


def start(server, request="Build it", **more):
    return server.call("start_workflow", {"request": request, "definition": DEFINITION, "mode": "full", **more})


def run(repository, *words):
    done = subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_the_answer_says_why_it_was_resumed_and_agents_are_told_what_is_given(scene):
    _, server = scene
    begun = start(server, instructions={"maker": "Be brief"})
    again = server.call("start_workflow", {"request": "continue, with less colour", "definition": DEFINITION,
                                           "instructions": {"maker": "Use blue", "checker": "Look twice"}})
    assert again["workflow_id"] == begun["workflow_id"] and again["execution_mode"] == "resume"
    assert "continue" in again["why"] and again["why"] != begun["why"]
    assert again["next_action"]["agents"][0]["instruction"] == (
        "The request: Build it\n\nBe brief\n\ncontinue, with less colour\n\nUse blue")
    after = server.call("evaluate_workflow", {"workflow_id": begun["workflow_id"], "phase": 1, "results": [
        {"agent": "maker", "success": True, "summary": "done", "files_modified": []}]})
    assert after["next_action"]["agents"][0]["instruction"].endswith("\n\nLook twice")
    assert server.call("verify", {"ledger": f"workflow/{begun['workflow_id']}"})["ok"] is True
    with pytest.raises(Refused, match="has no agent \"nobody\""):
        server.call("start_workflow", {"request": "continue", "definition": DEFINITION, "instructions": {"nobody": "x"}})


def test_a_workflow_of_a_remote_is_read_and_not_written(scene):
    repository, server = scene
    begun = start(server)["workflow_id"]
    repository.git("update-ref", f"refs/remotes/origin/workflow/{begun}", f"workflow/{begun}")
    repository.git("branch", "-qD", f"workflow/{begun}")
    with pytest.raises(Refused) as refusal:
        server.call("start_workflow", {"request": "continue", "continues": f"origin/workflow/{begun}"})
    body = refusal.value.body
    assert body["code"] == "wrong_state" and "is no branch of this repository" in body["error"]
    assert f"git branch workflow/{begun} origin/workflow/{begun}" in json.dumps(body)
    new = server.call("start_workflow", {"request": "Paint it", "continues": f"origin/workflow/{begun}", "mode": "full"})
    assert new["continues"] == begun and new["workflow_id"] != begun


def test_without_a_definition_the_only_open_one_is_meant(scene):
    repository, server = scene
    code, _, errors = run(repository, "workflow", "start", "continue")
    assert code == 64 and "definition is required" in errors
    one = start(server)["workflow_id"]
    code, out, errors = run(repository, "workflow", "start", "continue")
    assert code == 0 and f"workflow {one} is resumed" in out, errors
    assert "the only workflow that is open" in out.replace("\n  ", " ")
    code, _, errors = run(repository, "workflow", "start", "Build another")
    assert code == 64 and "definition is required" in errors
    assert server.call("start_workflow", {"request": "continue"})["workflow_id"] == one
    two = start(server, "Another")["workflow_id"]
    with pytest.raises(Refused) as refusal:
        server.call("start_workflow", {"request": "continue"})
    assert refusal.value.code == "ambiguous" and set(refusal.value.body["candidates"]) == {one, two}


def test_what_came_before_is_of_the_phases_before(scene):
    _, server = scene
    workflow = start(server)["workflow_id"]
    for phase, agent in enumerate(["maker", "checker", "keeper"], start=1):
        answer = server.call("evaluate_workflow", {"workflow_id": workflow, "phase": phase, "results": [
            {"agent": agent, "success": True, "summary": f"{agent} is done", "files_modified": [],
             **({"decision": "REJECTED", "feedback": "No"} if agent == "keeper" else {})}]})
    assert answer["next_action"]["phase"] == 1 and answer["next_action"]["context"]["previous_results"] == []
    assert "No" in answer["next_action"]["agents"][0]["instruction"]
