"""What the ways through seed 003 have in common: how each begins, its light task, and how one ends that is completed."""

from seed003_stage import PLAN, SESSION

# Where the seed's planner writes the plan.
PATH = f"docs/.tmp/{SESSION}/plan.yaml"
SCOPE = ["api", "models", "services"]
# What stands there before.
OLD = {"api/orders.py": "import os\n", "models/base.py": "import os\n", "services/stock.py": "import os\n"}


async def begun(stage):
    """The plan comes in, and nothing of it is handed out before the person has approved it."""
    orchestrator = stage.orchestrator
    made = await orchestrator.good("import_plan", path=PATH)
    assert made["plan_branch"] == PLAN and made["total_tasks"] == 6 and made["ready"] == [], made
    for tool, arguments in (
            ("claim_task", {"task_id": "task-001", "worker_id": "1"}), ("start_wave", {"workers": ["1"]}),
            ("next_tasks", {"worker_id": "1", "claim": True})):
        refusal = await orchestrator.bad("awaiting_decision", tool, plan_branch=PLAN, **arguments)
        assert refusal["next"]["tool"] == "request_approval", refusal
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert standing["batch"]["tasks"] == [] and standing["workflow_state"] == "plan_created", standing
    done = await stage.decided("approve", note="Three rounds, I think")
    assert done["workflow_state"] == "executing", done
    return made


async def linted(stage):
    """The light task first, in parts; two are done, and one fails."""
    parts = await stage.orchestrator.good("expand_task", plan_branch=PLAN, task_id="task-003")
    ids = [f"task-003@{each}" for each in SCOPE]
    assert [each["id"] for each in parts["sub_tasks"]] == ids, "the plan names the directories"
    rows = await stage.wave(["1", "2", "3"], ids)
    await stage.worked(rows, {ids[0]: ["api/orders.py"], ids[2]: ["services/stock.py"]})
    return rows, ids


async def ended(stage):
    """Nothing is left: the plan is completed, and nobody is asked any more."""
    orchestrator = stage.orchestrator
    done = await orchestrator.good("finish_wave", plan_branch=PLAN)
    assert done["state"] == "completed" and "paused" not in done and done["left"] == [], done
    plan = await orchestrator.good("parse_plan", branch=PLAN)
    assert (plan["state"], plan["workflow_state"]) == ("completed", "completed"), plan
    await orchestrator.good("export_plan", plan_branch=PLAN, path=PATH, overwrite=True)
    assert (await orchestrator.good("verify", ledger=PLAN))["ok"]
