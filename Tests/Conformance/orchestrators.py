"""What each kind of orchestrator does, as its page in the documentation shows it: real calls, with what they answered.

A play yields `(tool, arguments, keys)`: the call, and the keys of its answer that the page shows. It is sent the answer.
"""

import flows

PLAN = "plan/session-1"


def plan(repository):
    """Plan and task branches with worktrees: two tasks, one after the other."""
    yield "create_plan_branch", {
        "session_id": "session-1", "user_request": "Add login", "tasks": [
            {"id": "001", "description": "Create the user model", "files": ["user.py"], "provides": ["User model"]},
            {"id": "002", "description": "Issue tokens", "preconditions": ["User model"]}]}, ["branch_name", "ready", "waves"]
    wave = yield "start_wave", {"plan_branch": PLAN, "workers": ["1"]}, ["state", "remaining"]
    branch = wave["workers"][0]["branch"]
    repository.write(".worktrees/worker-1/user.py", "class User: pass\n")
    yield "commit_task", {"worker_id": "1", "type": "complete", "summary": "The model"}, ["branch", "files"]
    yield "merge_task_branch", {"task_branch": branch, "worker_id": "1"}, ["into", "completed", "provides"]
    yield "finish_wave", {"plan_branch": PLAN, "learnings": "Passwords are hashed by the caller."}, ["removed", "ready"]
    yield "get_provides", {"plan_branch": PLAN}, None


def phases(repository):
    """Phased runs with checkpoints: a phase that fails is taken back."""
    run = (yield "start_task", {"description": "Port the importer", "phases": ["parse", "store"]}, ["current_phase", "checkpoint"])["task_id"]
    repository.write("parse.py", "def parse(): ...\n")
    yield "record_validation", {"task_id": run, "phase": "parse", "passed": True, "output": "12 passed"}, ["phase", "attempts"]
    kept = yield "create_checkpoint", {"task_id": run, "phase": "parse"}, ["id", "files_changed"]
    yield "mark_phase_complete", {"task_id": run, "phase": "parse", "checkpoint_id": kept["id"]}, ["phases_complete", "current_phase"]
    repository.write("parse.py", "broken\n")
    yield "rollback_to_checkpoint", {"task_id": run, "checkpoint_id": kept["id"]}, ["restored", "rescued"]
    yield "mark_phase_complete", {"task_id": run, "phase": "store", "reason": "nothing is stored yet"}, ["phases_complete"]
    yield "complete_task", {"task_id": run, "summary": "Ported"}, ["status"]


def handoffs(repository):
    """Plans with approvals, retries and reviews: a task fails once."""
    yield "create_plan_branch", {
        "session_id": "PLAN-1", "user_request": "Add the model", "approval": {"policy": "plan", "approve_via": "any"},
        "tasks": [{"id": "task-001", "description": "Add the model"}]}, ["branch_name", "state"]
    here = {"plan_branch": "plan/PLAN-1"}
    asked = yield "request_approval", here, ["shown"]
    yield "decide", {**here, "decision": "approve", "seen": asked["seen"]}, ["decision", "via", "state"]
    yield "next_tasks", here, ["batch"]
    held = {**here, "task_id": "task-001", "worker_id": "agent-1"}
    yield "claim_task", held, ["success", "lease_until"]
    yield "report_task", {**held, "handoff": {"status": "failed", "reasoning": "No migration", "error_context": {
        "error_type": "test", "error_message": "no such table"}}}, ["route", "attempts_left"]
    yield "claim_task", held, ["success"]
    yield "report_task", {**held, "handoff": {"status": "completed", "reasoning": "With a migration"}}, ["route", "newly_ready"]
    yield "next_tasks", here, ["state", "remaining"]
    yield "export_plan", here, ["plan_branch", "format"]


def workflow(repository):
    """Phases of agents with a feedback loop: the reviewer sends the work back once."""
    started = yield "start_workflow", {
        "request": "Build a diary", "definition": {
            "name": "Small", "phases": [{"agents": ["builder"]}, {"agents": ["reviewer"]}],
            "agents": [{"id": "builder", "role": "Builds it"}, {"id": "reviewer", "role": "Judges it", "evaluator": {
                "success": {"field": "decision", "value": "APPROVED"}, "max_retries": 2, "retry": ["builder"]}}]},
        "mode": "full", "detail": "next"}, ["status", "phase", "next_action"]
    here = {"workflow_id": started["workflow_id"], "detail": "next"}
    repository.write("diary.py", "entries = []\n")
    yield "evaluate_workflow", {**here, "phase": 1, "attempt": 1, "results": [flows.done("builder", files_created=["diary.py"])]}, ["phase"]
    yield "evaluate_workflow", {**here, "phase": 2, "attempt": 1, "results": [
        flows.done("reviewer", decision="CHANGES_REQUESTED", feedback="Entries have no date")]}, ["phase", "feedback_loop", "next_action"]
    yield "resume_workflow", here, ["phase", "execution_mode"]
    yield "evaluate_workflow", {**here, "phase": 1, "attempt": 2, "results": [
        {**flows.done("builder"), "summary": "Dates added", "files_modified": ["diary.py"]}]}, ["phase"]
    yield "evaluate_workflow", {**here, "phase": 2, "attempt": 2, "results": [flows.done("reviewer", decision="APPROVED")]}, ["status", "final_result"]


PAGES = {"PlanOrchestrators": plan, "PhaseConductors": phases, "HandoffOrchestrators": handoffs, "WorkflowDrivers": workflow}
