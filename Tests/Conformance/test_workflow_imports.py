"""What stands in a workflow-state.json is taken over by import_workflow_state, or it is named."""

import copy
import os
import random

import pytest

from repository import Repository
from server import Refused, Server
from test_workflow_states import DEFINITION, play

TIMES = {"started_at", "updated_at", "completed_at", "execution_time_ms", "seq", "changed", "problems", "warnings"}


def timeless(value):
    """A state without ids, times and counts of commits."""
    if isinstance(value, dict):
        # An instruction is of the same paragraphs; what came at several times may stand in another order.
        return {
            key: sorted(member.split("\n\n")) if key == "instruction" else timeless(member)
            for key, member in value.items() if key not in TIMES}
    return [timeless(member) for member in value] if isinstance(value, list) else value


class Recorded:
    """A server that keeps every state that it answers."""

    def __init__(self, server):
        self.server = server
        self.states = []

    def call(self, tool, arguments):
        answer = self.server.call(tool, arguments)
        if "execution_phases" in answer:
            self.states.append(answer)
        return answer


def test_a_state_of_gitstates_own_is_the_same_elsewhere():
    seed = int(os.environ.get("GITSTATE_SEED") or 1)
    dice = random.Random(seed)
    seen = set()
    with Repository() as here, Server(here.path, here.env) as server:
        recorded = Recorded(server)
        before = None
        for _ in range(8):
            state = play(recorded, dice, before)
            before = dice.choice([None, state["workflow_id"]])
    for state in recorded.states:
        with Repository() as there, Server(there.path, there.env) as server:
            imported = server.call("import_workflow_state", {"state": state, "definition": DEFINITION})
            assert timeless(imported) == timeless(state), f"seed {seed}: {imported.get('warnings')} {imported['problems']}"
            assert imported["started_at"] == state["started_at"], f"seed {seed}"
            assert imported["problems"] == [], f"seed {seed}"
            # Times, and the order in which an instruction says the same, are named.
            named = ("completed_at", "execution_time_ms", "].instruction is ")
            lost = [each for each in imported.get("warnings", []) if not any(word in each for word in named)]
            assert lost == [], f"seed {seed}"
            assert server.call("verify", {"ledger": f"workflow/{state['workflow_id']}"})["ok"] is True
            action = state["next_action"]
            seen.add((state["status"], bool(state["feedback_loop"]), bool(action and not action["agents"])))
    assert len(seen) >= 2, f"seed {seed}: {seen}"


JUDGED = {
    "name": "Judged", "approve_via": "any",
    "phases": [{"agents": ["plan"]}, {"type": "parallel", "agents": ["api", "web"], "aggregation": "any_pass"}, {"agents": ["review"]}, {"agents": ["ship"]}],
    "agents": [{"id": "plan"}, {"id": "api"}, {"id": "web"},
               {"id": "review", "evaluator": {"retry": ["api"], "max_retries": 3}},
               {"id": "ship", "approval": {"question": "Ship it?"}}]}


def kept(**changes):
    """A state as a model keeps it by hand: in its third phase."""
    state = {
        "workflow_id": "wf-1768055940000", "workflow_name": "Judged", "started_at": "2026-01-10T10:00:00Z", "updated_at": "2026-01-10T20:20:00.000+09:00",
        "status": "IN_PROGRESS", "execution_mode": "full", "phase": 3, "total_phases": 4,
        "execution_phases": [{"phase": 1, "type": "sequential", "agents": ["plan"]}, {"phase": 2, "type": "parallel", "agents": ["api", "web"]},
                             {"phase": 3, "type": "sequential", "agents": ["review"]}, {"phase": 4, "type": "sequential", "agents": ["ship"]}],
        "context_preservation": {
            "original_request": "Build a shop", "key_decisions": [{"phase": 1, "decision": "Small", "reason": "It is one"}],
            "accumulated_files": {"created": ["a"], "modified": [], "deleted": []}, "work_summary_by_agent": {"plan": "Planned"}},
        "next_action": {"type": "sequential", "agents": [{"agent": "review", "instruction": "Look at the prices"}],
                        "context": {"original_request": "Build a shop", "previous_results": [], "required_documents": []}, "human_approval": None},
        "completed_phases": [{"phase": 1, "agent": "plan", "success": True}, {"phase": 2, "agent": "api", "success": True},
                             {"phase": 2, "agent": "web", "success": True}],
        "phase_results": {"1": {"agent": "plan", "success": True, "summary": "Planned", "files_created": ["a"]}},
        "feedback_loop": None, "final_result": None}
    for path, value in changes.items():
        place = state
        *way, last = path.split("__")
        for key in way:
            place = place[key]
        place[last] = value
    return copy.deepcopy(state)


def taken(state, definition=None):
    with Repository() as repository, Server(repository.path, repository.env) as server:
        answer = server.call("import_workflow_state", {"state": state, **({"definition": definition} if definition else {})})
        workflow = answer["workflow_id"]
        assert server.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
        assert timeless(server.call("get_workflow_state", {"workflow_id": workflow})) == timeless(answer)
        return answer, repository.git("log", "-1", "--format=%B", f"workflow/{workflow}")


def told(answer):
    return answer["problems"] + answer.get("warnings", [])


LOOP = {"active": True, "current_retry": 1, "max_retries": 2, "target_agent": "api", "feedback_message": "No tests"}
BACK = {"agents": [{"agent": "api", "instruction": "Add tests"}], "type": "sequential", "human_approval": None}
FAULTS = [
    ({}, None),
    ({"phase": "review"}, 'phase is "review", which is no number.'),
    ({"execution_mode": "turbo"}, "execution_mode is \"turbo\", which is none of full, partial, selective and resume."),
    ({"started_at": "2126-01-01T00:00:00Z"}, "started_at 2126-01-01T00:00:00Z is in the future."),
    ({"updated_at": "2026-01-09T00:00:00Z"}, "updated_at 2026-01-09T00:00:00Z is before started_at."),
    ({"completed_phases": [{"phase": "planning", "agent": "plan", "success": True}]}, 'completed_phases[0].phase is "planning", which is no number.'),
    ({"phase_results": {"1": {"agent": "plan", "success": False, "summary": "No"}}},
     "phase_results says that phase 1 did not succeed, and completed_phases that it did: it is open again."),
    ({"phase_results": {"planning": {"agent": "nobody", "success": True}}}, "phase_results has \"planning\", which is no phase."),
    ({"phase_results": {"plan": {"success": True, "summary": "Planned"}}}, "phase_results has \"plan\", which is no number: it is taken as phase 1's."),
    ({"phase_results": {"1": {"agent": "ship", "success": True, "summary": "x"}}}, "phase_results has \"ship\" in phase 1, where it does not work."),
    ({"feedback_loop": "yes"}, 'feedback_loop is "yes", which is no object: there is none.'),
    ({"feedback_loop": {"active": True, "target_agent": "nobody"}}, "feedback_loop.target_agent is \"nobody\", which works in no phase."),
    ({"feedback_loop": {**LOOP, "current_retry": 3}, "next_action": BACK}, "feedback_loop.current_retry is 3, and feedback_loop.max_retries is 2."),
    ({"feedback_loop": LOOP, "next_action": BACK},
     "feedback_loop: no evaluator is known that sends back the work of api, so its retries are not counted; `definition` names one."),
    ({"next_action": {"phase": 2, "agents": [{"agent": "ship", "instruction": "Go"}]}}, "next_action hands out ship in phase 2; it works in phase 4."),
    ({"next_action": None}, "next_action is missing although status is IN_PROGRESS."),
    ({"colour": {"of": "grass"}}, 'colour.of "grass" is not taken over.'),
    ({"next_action__context__tone": "friendly"}, 'next_action.context.tone "friendly" is not taken over.'),
    ({"phase": 1}, "phase is 1, and 3 here."),
    ({"execution_mode": "selective", "target_agents": ["review", "ship"], "skipped_agents": ["review"]}, "skipped_agents names \"review\", which is a target."),
]


@pytest.mark.parametrize("changes, sentence", FAULTS, ids=[str(sentence)[:40] for _, sentence in FAULTS])
def test_what_is_not_taken_over_is_named(changes, sentence):
    answer, _ = taken(kept(**changes))
    if sentence is None:
        assert told(answer) == []
    else:
        assert sentence in told(answer), told(answer)


def test_an_instruction_that_was_written_by_hand_is_what_the_agent_is_told():
    listed, message = taken(kept())
    assert listed["next_action"]["agents"] == [{"agent": "review", "instruction": "The request: Build a shop\n\nLook at the prices"}]
    assert "continues" not in listed and "Continues:" not in message
    alone, _ = taken(kept(next_action={"agent": "review", "instruction": "Look at the prices"}))
    assert alone["next_action"]["agents"] == listed["next_action"]["agents"] and told(alone) == []


def test_a_feedback_loop_goes_on_with_its_budget():
    state = kept(feedback_loop={**LOOP, "current_retry": 2}, next_action=BACK)
    answer, _ = taken(state, JUDGED)
    assert answer["feedback_loop"] == {"active": True, "current_retry": 2, "max_retries": 3, "target_agent": "api", "target_agents": ["api"],
                                       "evaluator": "review", "feedback_message": "No tests"}
    assert answer["next_action"]["agents"][0]["agent"] == "api" and "Add tests" in answer["next_action"]["agents"][0]["instruction"]
    assert "feedback_loop.max_retries is 2, and the definition gives review 3." in told(answer)
    with Repository() as repository, Server(repository.path, repository.env) as server:
        named = {**state, "feedback_loop": {**LOOP, "evaluator": "review", "current_retry": 2}}
        answer = server.call("import_workflow_state", {"state": named})
        assert answer["feedback_loop"]["max_retries"] == 2 and answer["feedback_loop"]["current_retry"] == 2
        workflow = answer["workflow_id"]
        done = {"success": True, "summary": "done", "files_modified": []}
        server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 2, "results": [{"agent": "api", **done}]})
        last = server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 3, "results": [{"agent": "review", **done, "decision": "REJECTED"}]})
        assert last["status"] == "FAILED", "its two retries are spent"


def test_a_person_is_waited_for_without_a_definition():
    asked = {"enabled": True, "question": "Shall it go on?", "options": ["Yes", "No"], "targetNodeId": "plan"}
    waiting = kept(next_action={"phase": 2, "agents": [], "human_approval": asked})
    answer, _ = taken(waiting)
    meanings = {"Yes": "approve", "No": "revise"}
    assert answer["next_action"]["human_approval"] == {**asked, "decisions": meanings, "awaited": True}
    assert answer["next_action"]["agents"] == []
    before, _ = taken(kept(next_action__human_approval=asked))
    assert before["next_action"]["human_approval"] == {**asked, "decisions": meanings, "awaited": False}
    assert told(before) == []


def test_a_completed_one_without_success_stays_so():
    final = {"success": False, "summary": "Nobody liked it", "total_agents_invoked": 9, "total_files_modified": ["a", "b"], "execution_time_ms": 5}
    answer, message = taken(kept(status="COMPLETED", next_action=None, final_result=final))
    assert answer["status"] == "COMPLETED" and answer["final_result"]["success"] is False
    assert answer["final_result"]["summary"] == "Nobody liked it" and "reasons" not in answer["final_result"]
    assert answer["final_result"]["total_agents_invoked"] == 9 and answer["final_result"]["total_files_modified"] == ["a", "b"]
    assert "Reason:" not in message


def test_a_failed_one_sends_back_to_its_retry_targets_when_it_is_resumed():
    rejected = {"agent": "review", "success": False, "summary": "No", "decision": "REJECTED", "feedback": "No tests"}
    state = kept(status="FAILED", next_action=None, final_result={"success": False, "summary": "The review failed"})
    state["phase_results"]["3"] = rejected
    with Repository() as repository, Server(repository.path, repository.env) as server:
        answer = server.call("import_workflow_state", {"state": state, "definition": JUDGED})
        assert answer["status"] == "FAILED" and answer["final_result"]["summary"] == "The review failed"
        with pytest.raises(Refused, match="The review failed"):
            server.call("resume_workflow", {"workflow_id": answer["workflow_id"]})
        again = server.call("resume_workflow", {"workflow_id": answer["workflow_id"], "instructions": "Write tests"})
        assert [each["agent"] for each in again["next_action"]["agents"]] == ["api"]
        assert "No tests" in again["next_action"]["agents"][0]["instruction"]


@pytest.mark.parametrize("word", ["any_pass", "majority"])
def test_a_phase_that_passed_by_its_aggregation_is_not_opened_again(word):
    state = kept()
    state["completed_phases"][2]["success"] = False
    one = {"success": True, "files_modified": []}
    state["phase_results"]["2"] = {"success": word == "any_pass", "aggregation_strategy": word, "agents": [
        {"agent": "api", "summary": "done", **one}, {"agent": "web", "summary": "broken", **one, "success": False}]}
    answer, _ = taken(state)
    assert answer["next_action"]["phase"] == (3 if word == "any_pass" else 2)
    assert [each["agent"] for each in answer["next_action"]["agents"]] == (["review"] if word == "any_pass" else ["web"])


def test_the_notes_of_the_definition_are_told():
    both = {**JUDGED, "agents": [{**agent, "depends_on": ["plan"]} if agent["id"] == "web" else agent for agent in JUDGED["agents"]]}
    answer, _ = taken(kept(), both)
    assert any("depends_on of web is left out" in each for each in answer["warnings"])


HAND = {
    "name": "Hand", "phases": [{"agents": ["a"]}, {"agents": ["b", "c"], "type": "parallel", "aggregation": "any_pass"}, {"agents": ["r"]}],
    "agents": ["a", "b", "c", {"id": "r", "evaluator": {"success": "decision=APPROVED", "retry": "a"}, "approval": "ok?"}]}
FINE = {"agents": [{"agent": "b", "success": True, "summary": "b!"}, {"agent": "c", "success": True, "summary": "c!"}]}


def hand(*complete, results=None, **changes):
    """A state as a model keeps it by hand: an agent and what it did first, two side by side, one that judges."""
    of = {"a": 1, "b": 2, "c": 2, "r": 3}
    state = {
        "workflow_id": "wf-1735725600000", "workflow_name": "Hand", "started_at": "2025-01-01T10:00:00Z", "updated_at": "2025-01-01T11:00:00Z",
        "status": "IN_PROGRESS", "execution_mode": "full", "phase": 2, "total_phases": 3,
        "execution_phases": [{"phase": 1, "type": "sequential", "agents": ["a"]}, {"phase": 2, "type": "parallel", "agents": ["b", "c"]},
                             {"phase": 3, "type": "sequential", "agents": ["r"]}],
        "context_preservation": {"original_request": "Do", "key_decisions": [], "work_summary_by_agent": {"a": "did a"},
                                 "accumulated_files": {"created": ["f1"], "modified": [], "deleted": []}},
        "next_action": None,
        "completed_phases": [{"phase": of[agent], "agent": agent, "success": True} for agent in complete],
        "phase_results": {"1": {"agent": "a", "success": True, "summary": "did a", "files_modified": ["f1"]}, **(results or {})},
        "feedback_loop": None, "final_result": None}
    return {key: value for key, value in {**state, **changes}.items() if value != "left out"}


def handed(answer):
    return [each["agent"] for each in answer["next_action"]["agents"]]


def test_a_person_who_is_asked_about_work_that_is_complete_is_waited_for():
    asked = {"type": "sequential", "phase": 3, "agent": "r", "human_approval": {"enabled": True, "question": "ok?", "options": ["Approve", "Revise", "Abort"]}}
    judged = {"2": FINE, "3": {"agent": "r", "success": True, "summary": "fine", "decision": "APPROVED"}}
    state = hand("a", "b", "c", "r", results=judged, phase=3, next_action=asked)
    for definition in (HAND, None):
        answer, _ = taken(state, definition)
        assert answer["status"] == "IN_PROGRESS" and answer["phase"] == 3 and handed(answer) == []
        assert answer["next_action"]["human_approval"]["awaited"] is True
        assert not any("human_approval" in each or "next_action" in each for each in told(answer)), told(answer)
    unasked, _ = taken({**state, "next_action": None}, HAND)
    assert unasked["next_action"]["human_approval"]["awaited"] is True
    assert any("nothing says that a person approved the work of r" in each for each in unasked["problems"])
    working, _ = taken(hand("a", "b", "c", results={"2": FINE}, phase=3, next_action=asked), HAND)
    assert handed(working) == ["r"] and working["next_action"]["human_approval"]["awaited"] is False


@pytest.mark.parametrize("verdict, agents, words", [
    ({"decision": "REJECTED", "feedback": "xx"}, ["a"],
     'completed_phases says that r succeeded, and phase_results says decision "REJECTED", and nobody was asked to approve its work: phase 3 is open again.'),
    ({}, ["r"], 'nothing says whether the evaluator r is content: its field "decision" is missing. It judges again.')], ids=["no", "nothing"])
def test_a_verdict_counts_more_than_a_list_of_what_is_complete(verdict, agents, words):
    judged = {"2": FINE, "3": {"agent": "r", "success": True, "summary": "no good", **verdict}}
    answer, _ = taken(hand("a", "b", "c", "r", results=judged, phase=3, status="COMPLETED", final_result={"success": True, "summary": "s"}), HAND)
    assert answer["status"] == "IN_PROGRESS" and handed(answer) == agents
    assert words in answer["problems"]
    assert "status is COMPLETED, and not every phase is complete: it goes on." in answer["problems"]


def test_a_verdict_that_only_later_work_speaks_for_is_named_and_believed():
    later = {**HAND, "phases": HAND["phases"] + [{"agents": ["s"]}], "agents": HAND["agents"] + ["s"]}
    state = hand("a", "b", "c", "r", results={"2": FINE, "3": {"agent": "r", "success": True, "summary": "fine"}}, phase=4, total_phases=4)
    state["execution_phases"].append({"phase": 4, "type": "sequential", "agents": ["s"]})
    answer, _ = taken(state, later)
    assert handed(answer) == ["s"]
    assert 'nothing says whether the evaluator r is content: its field "decision" is missing. It is taken as content, for later work was begun.' in answer["problems"]


@pytest.mark.parametrize("results", [{"2": {"agents": [{"agent": "b", "success": True, "summary": "b!"}]}}, {}], ids=["told", "listed"])
def test_of_a_phase_that_is_half_done_the_other_half_is_left(results):
    state = hand("a", "b", results=results)
    with Repository() as repository, Server(repository.path, repository.env) as server:
        answer = server.call("import_workflow_state", {"state": state})
        assert handed(answer) == ["c"] and answer["next_action"]["attempt"] == 1 and answer["phase"] == 2
        half = answer["phase_results"]["2"]
        assert [(each["agent"], each["success"]) for each in half["agents"]] == [("b", True)] and half["success"] is False
        assert "c" not in answer["context_preservation"]["work_summary_by_agent"]
        assert not any("phase_results" in each or "completed_phases" in each for each in told(answer)), told(answer)
        workflow = answer["workflow_id"]
        assert server.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
        with Repository() as there, Server(there.path, there.env) as other:
            again = other.call("import_workflow_state", {"state": answer})
            assert timeless(again) == timeless(answer) and again["problems"] == []
        done = {"agent": "c", "success": True, "summary": "c!", "files_modified": []}
        after = server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 2, "results": [done]})
        assert handed(after) == ["r"] and after["phase_results"]["2"]["success"] is True
        assert [each["agent"] for each in after["phase_results"]["2"]["agents"]] == ["b", "c"]


def test_a_missing_list_of_what_is_complete_is_named_and_no_reason_to_begin_again():
    answer, _ = taken(hand(completed_phases="left out"))
    assert handed(answer) == ["b", "c"] and answer["next_action"]["attempt"] == 1
    assert "completed_phases is missing: what phase_results say passed is complete." in answer["problems"]


def test_who_did_not_pass_where_that_was_enough_does_not_work_again():
    results = {"2": {"agents": [{"agent": "b", "success": True, "summary": "b!"}, {"agent": "c", "success": False, "summary": "c bad"}],
                     "aggregation_strategy": "any_pass", "success": True}}
    answer, _ = taken(hand("a", "b", results=results, phase=3), HAND)
    assert handed(answer) == ["r"] and answer["phase_results"]["2"]["success"] is True
    assert not any("phase 2" in each for each in answer["problems"]), answer["problems"]


def test_what_lists_and_results_say_differently_is_said_as_it_is():
    state = hand()
    state["completed_phases"] = [{"phase": 1, "agent": "a", "success": False}]
    answer, _ = taken(state)
    assert "completed_phases says that a did not succeed, and phase_results that phase 1 did: it is open again." in answer["problems"]
    assert handed(answer) == ["a"] and not any("nobody" in each for each in told(answer))


@pytest.mark.parametrize("key", ["workflow_name", "execution_mode", "phase", "total_phases", "updated_at", "phase_results", "status"])
def test_a_missing_key_is_named(key):
    answer, _ = taken(kept(**{key: None}) if key != "status" else {each: value for each, value in kept().items() if each != key})
    assert any(each.startswith(f"{key} is missing") for each in answer["problems"]), answer["problems"]
    assert answer["status"] == "IN_PROGRESS" and handed(answer) == ["review"]


def test_two_targets_of_a_partial_one_are_selective():
    answer, _ = taken(kept(execution_mode="partial", target_agents=["review", "ship"]))
    assert answer["execution_mode"] == "selective" and answer["target_agents"] == ["review", "ship"]
    assert any(each.startswith("execution_mode is partial, which has one target") for each in answer["problems"])


@pytest.mark.parametrize("definition", [JUDGED, None], ids=["defined", "alone"])
def test_one_that_failed_and_was_resumed_goes_on_where_it_stood(definition):
    defined = {"name": "Loop", "phases": [{"agents": ["builder"]}, {"agents": ["reviewer"]}],
               "agents": [{"id": "builder", "role": "Builds it"}, {"id": "reviewer", "evaluator": {"retry": ["builder"], "max_retries": 1}}]}

    def work(server, workflow, words):
        done = {"success": True, "files_modified": []}
        server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 1, "results": [{"agent": "builder", "summary": f"built {words}", **done}]})
        return server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 2, "results": [
            {"agent": "reviewer", "summary": "read", "decision": "REJECTED", "feedback": words, **done}]})

    with Repository() as here, Repository() as there, Server(here.path, here.env) as server, Server(there.path, there.env) as other:
        workflow = server.call("start_workflow", {"request": "q", "definition": defined, "mode": "full"})["workflow_id"]
        work(server, workflow, "f1")
        assert work(server, workflow, "f2")["status"] == "FAILED"
        state = server.call("resume_workflow", {"workflow_id": workflow, "instructions": "differently"})
        given = {"definition": defined} if definition else {}
        answer = other.call("import_workflow_state", {"state": state, **given})
        assert handed(answer) == ["builder"] and answer["feedback_loop"] is None
        assert answer["next_action"]["agents"][0]["instruction"].count("differently") == 1
        assert other.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
        if definition:
            assert timeless(answer) == timeless(state)
        after = [work(each, workflow, "f3") for each in (server, other)]
        assert [each["status"] for each in after] == ["IN_PROGRESS", "IN_PROGRESS"]
        assert [each["feedback_loop"]["current_retry"] for each in after] == [1, 1]
        assert [handed(each) for each in after] == [["builder"], ["builder"]]


def test_what_is_taken_over_in_another_form_is_not_said_to_be_lost():
    answer, _ = taken(kept(context_preservation__key_decisions=[{"phase": 1, "agent": "plan", "decision": "Small", "made_at": "2025"}, "plain"]))
    assert [each["decision"] for each in answer["context_preservation"]["key_decisions"]] == ["Small", "plain"]
    lost = [each for each in told(answer) if "is not taken over" in each]
    assert lost == ['context_preservation.key_decisions[0].agent "plan" is not taken over.',
                    'context_preservation.key_decisions[0].made_at "2025" is not taken over.']
    numbers = [{"phase": 0, "type": "sequential", "agents": ["plan"]}, {"phase": 5, "type": "sequential", "agents": ["api"]}]
    other, _ = taken(kept(execution_phases=numbers, total_phases=2, phase=1, completed_phases=[], phase_results={}, next_action=None))
    assert "execution_phases[0].phase is 0, and 1 here." in told(other) and "execution_phases[1].phase is 5, and 2 here." in told(other)
    assert not any("execution_phases" in each and "not taken over" in each for each in told(other))


def test_it_began_when_it_began_and_took_what_it_took():
    final = {"success": True, "summary": "s", "execution_time_ms": 5}
    everyone = hand("a", "b", "c", "r", results={"2": FINE}, phase=3, status="COMPLETED", final_result=final)
    with Repository() as repository, Server(repository.path, repository.env) as server:
        answer = server.call("import_workflow_state", {"state": everyone})
        workflow = answer["workflow_id"]
        assert answer["started_at"] == "2025-01-01T10:00:00Z" and answer["final_result"]["execution_time_ms"] == 5
        message = repository.git("log", "-1", "--format=%B", f"workflow/{workflow}")
        assert "Created: 2025-01-01T10:00:00Z" in message and message.startswith("workflow: imported full, 3 phases")
        assert server.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
        unsaid = server.call("import_workflow_state", {"state": {**everyone, "workflow_id": "wf-2", "final_result": {"success": True, "summary": "s"}}})
        assert unsaid["final_result"]["execution_time_ms"] == 3_600_000, "from started_at to updated_at"


def test_one_that_failed_stands_at_the_phase_that_is_handed_out_when_it_is_resumed():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        answer = server.call("import_workflow_state", {"state": hand("a", status="FAILED", final_result={"success": False, "summary": "No"})})
        assert answer["status"] == "FAILED" and answer["phase"] == 2
        again = server.call("resume_workflow", {"workflow_id": answer["workflow_id"], "instructions": "Otherwise"})
        assert again["phase"] == 2 and handed(again) == ["b", "c"]
