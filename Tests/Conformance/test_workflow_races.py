"""Two real server processes on one workflow at the same moment: what both send counts once."""

import os

import pytest

from server import Server
from test_races import raised, together

QUICK = os.environ.get("GITSTATE_QUICK") == "1"
ROUNDS = 20 if QUICK else 60
DEFINITION = {"name": "Race", "max_retries": 100, "phases": [{"agents": ["coder"]}, {"type": "parallel", "agents": ["unit", "browser"]}],
              "agents": [{"id": "coder"}, {"id": "unit"}, {"id": "browser"}]}


@pytest.fixture
def servers(repository):
    running = [Server(repository.path, repository.env) for _ in range(2)]
    for server in running:
        server.request("tools/list")
    yield running
    for server in running:
        server.end()


def failed(agent, why):
    return {"agent": agent, "success": False, "summary": why}


def test_of_two_who_send_the_same_evaluation_one_counts_and_the_other_is_told(servers, repository):
    state = servers[0].call("start_workflow", {"request": "go", "definition": DEFINITION, "mode": "full"})
    workflow = state["workflow_id"]
    for number in range(1, ROUNDS + 1):
        call = {"workflow_id": workflow, "phase": 1, "results": [failed("coder", f"no disk, {number}")]}
        answers = raised(together(servers, lambda _, server: server.call("evaluate_workflow", call)))
        assert sorted(each["changed"] for each in answers) == [False, True], f"round {number}"
        assert [each["next_action"]["attempt"] for each in answers] == [number + 1] * 2, f"round {number}"
        told = next(each for each in answers if not each["changed"])
        assert any(f"attempt {number} of phase 1" in words and f"attempt: {number + 1}" in words for words in told["warnings"]), told["warnings"]
    assert answers[0]["phase_results"]["1"]["attempt"] == ROUNDS
    events = [event["type"] for event in repository.contents(f"workflow/{workflow}")]
    assert events.count("phaseEvaluated") == ROUNDS and events.count("phaseRetried") == ROUNDS
    assert servers[0].call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True


def test_a_late_copy_of_any_earlier_evaluation_changes_nothing(servers, repository):
    state = servers[0].call("start_workflow", {"request": "go", "definition": DEFINITION, "mode": "full"})
    workflow = state["workflow_id"]
    sent = [
        (1, [failed("coder", "no disk")]), (1, [failed("coder", "no net")]),
        (1, [{"agent": "coder", "success": True, "summary": "coder is done", "files_modified": []}]),
        (2, [{"agent": "unit", "success": True, "summary": "unit is done", "files_modified": []}, failed("browser", "no screen")]),
        (2, [failed("browser", "still none")])]
    for step, (phase, results) in enumerate(sent):
        made = servers[0].call("evaluate_workflow", {"workflow_id": workflow, "phase": phase, "results": results})
        assert made["changed"] is True
        for earlier, (phase, results) in enumerate(sent[:step + 1]):
            again = servers[1].call("evaluate_workflow", {"workflow_id": workflow, "phase": phase, "results": results})
            assert again["changed"] is False and again["seq"] == made["seq"], (step, earlier)
            assert again["next_action"] == made["next_action"]
            # With the attempt that is awaited it is new work, which only the awaited phase can have.
            assert len(again["warnings"]) == 1
