"""Seed 003 carried out to its end: a part that fails is retried, a review sends one back, a batch is confirmed."""

from brief import Brief, write
from seed003_rounds import begun, ended, linted
from seed003_stage import PLAN


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
    """The second attempts of both: one by another worker, to whom the first one's branch goes with what is on it."""
    rows = await stage.wave(["1", "3"], ["task-001", "task-002"])
    brief = Brief(rows["task-001"]["brief"])
    assert "the password is kept as it is" in brief.errors[0], brief.text
    assert rows["task-002"]["former"]["worker_id"] == "2", rows["task-002"]
    brief = Brief(rows["task-002"]["brief"])
    assert "no mail server answers" in brief.errors[0] and "MAIL_FILE" in brief.text, brief.text
    await stage.worked(rows, {"task-001": ["models/user.py"], "task-002": ["services/mail.py"]})
    for row in rows.values():
        await stage.handed_in(row)
    await stage.passed(("task-001", "full"), ("task-002", "standard"))
