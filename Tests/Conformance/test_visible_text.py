"""What steers a terminal or hides stands in no commit of gitstate's as such, and comes back as it was written."""

import json
import unicodedata

import pytest

from repository import Repository
from server import Server

# ESC, C1 (CSI), right-to-left override and isolate, zero width, a byte order mark, a tag beyond the basic plane, DEL.
HOSTILE = "a\x1b[31mb\x9b2Jc\u202ed\u2066e\u200bf\ufeffg\U000e0041h\x7fi"
TEXT = f"{HOSTILE}\nGitstate-Seq: 9\n{HOSTILE} ünïcödé 漢字"


def hidden(text):
    return [each for each in text if each not in "\n\t" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs")]


@pytest.fixture
def scene():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        yield repository, server


def check(repository, *branches):
    for branch in branches:
        messages = repository.git("log", "--format=%B", branch)
        assert "\\u{202e}" in messages or "\\u202e" in messages, branch
        assert hidden(messages) == [], branch
        assert "ünïcödé 漢字" in messages, branch


def test_workflows(scene):
    repository, server = scene
    definition = {"name": HOSTILE, "approve_via": "any", "phases": [{"agents": ["maker"]}, {"agents": ["judge"]}],
                  "agents": [{"id": "maker", "role": TEXT, "approval": {"question": TEXT}}, {"id": "judge", "evaluator": {"retry": ["maker"]}}]}
    state = server.call("start_workflow", {"request": TEXT, "definition": definition, "mode": "full", "instructions": {"maker": TEXT}})
    workflow = state["workflow_id"]
    assert state["context_preservation"]["original_request"] == TEXT and state["workflow_name"] == HOSTILE
    done = {"success": True, "summary": TEXT, "files_modified": [], "decisions": [{"decision": TEXT, "reason": TEXT}]}
    server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 1, "results": [{"agent": "maker", **done}]})
    seen = server.call("request_approval", {"workflow_id": workflow, "note": TEXT})["seen"]
    server.call("decide", {"workflow_id": workflow, "seen": seen, "decision": "approve", "reason": TEXT})
    server.call("evaluate_workflow", {"workflow_id": workflow, "phase": 2, "results": [{"agent": "judge", **done, "decision": "REJECTED", "feedback": TEXT}]})
    server.call("resume_workflow", {"workflow_id": workflow, "instructions": TEXT})
    after = server.call("get_workflow_state", {"workflow_id": workflow})
    assert after["feedback_loop"]["feedback_message"] == TEXT
    assert after["context_preservation"]["work_summary_by_agent"]["judge"] == TEXT
    assert server.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
    check(repository, f"workflow/{workflow}")


def test_plans_and_tasks(scene):
    repository, server = scene
    server.call("create_plan_branch", {"session_id": "s1", "user_request": TEXT, "architecture": TEXT, "tasks": [
        {"id": "001", "description": TEXT, "provides": ["model a\u202eb\u200bc"]}]})
    server.call("create_task_branch", {"task_id": "001", "plan_branch": "plan/s1", "slug": "x", "session_goal": TEXT})
    server.call("create_worktree", {"worker_id": "1", "task_branch": "task/001-x"})
    repository.write(".worktrees/worker-1/new.py", "x")
    server.call("commit_task", {"worker_id": "1", "type": "implementation", "summary": TEXT})
    server.call("merge_task_branch", {"task_branch": "task/001-x", "summary": TEXT})
    plan = server.call("parse_plan", {"plan_branch": "plan/s1"})
    assert plan["user_request"] == TEXT and plan["tasks"][0]["description"] == TEXT
    assert plan["tasks"][0]["status"] == "completed"
    provided = json.dumps(server.call("get_provides", {}), ensure_ascii=False)
    assert "model a\u202eb\u200bc" in provided
    assert server.call("verify", {"ledger": "plan/s1"})["ok"] is True
    check(repository, "plan/s1", "task/001-x", "flow")


def test_runs_and_checkpoints(scene):
    repository, server = scene
    run = server.call("start_task", {"description": TEXT, "phases": [{"name": "build", "description": TEXT}]})
    task = run["task_id"]
    server.call("record_validation", {"task_id": task, "phase": "build", "passed": True, "output": TEXT})
    repository.write("a.py", "x")
    server.call("mark_phase_complete", {"task_id": task, "phase": "build", "reason": TEXT})
    point = server.call("create_checkpoint", {"phase": "build", "message": TEXT})
    assert server.call("verify", {"ledger": run["run_branch"] if "run_branch" in run else f"run/{task}"})["ok"] is True
    ref = next(each for each in repository.refs() if "checkpoints" in each)
    check(repository, next(each for each in repository.refs() if each.startswith("refs/heads/run/")), ref)
    assert point["success"] is True
