"""Seed 003 where a task is tried too often, and its planner plans it anew."""

import os

from brief import Brief
from seed003_rounds import OLD, PATH, begun, ended
from seed003_stage import PLAN


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
