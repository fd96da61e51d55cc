"""Seed 003 as its person ends it in the middle."""

from seed003_rounds import PATH, begun, linted
from seed003_stage import PLAN


async def aborted(stage):
    """The person ends it while two are at work: what they say afterwards is kept, and nothing goes on."""
    orchestrator = stage.orchestrator
    await begun(stage)
    rows, ids = await linted(stage)
    await stage.handed_in(rows[ids[0]])
    # Whether to end it may be asked at any time, and the person may let it go on.
    stage.person.says = [("accept", {"decision": "go on"})]
    await orchestrator.bad("needs_person", "decide", plan_branch=PLAN, decision="abort", reason="The shop is sold")
    stage.person.says = [("accept", {"decision": "abort", "reason": "The new owner has accounts"})]
    done = await orchestrator.good("decide", plan_branch=PLAN, decision="abort", reason="The shop is sold")
    assert (done["state"], done["workflow_state"], done["via"]) == ("aborted", "aborted", "elicitation"), done

    for tool, arguments in (
            ("claim_task", {"task_id": "task-001", "worker_id": "1"}), ("start_wave", {"workers": ["1"]}),
            ("next_tasks", {"worker_id": "1", "claim": True}), ("create_task_branch", {"task_id": "task-001"}),
            ("request_approval", {})):
        await orchestrator.bad("plan_aborted", tool, plan_branch=PLAN, **arguments)
    standing = await orchestrator.good("next_tasks", plan_branch=PLAN)
    assert standing["batch"]["tasks"] == [] and standing["running"] == [] and "next" not in standing, standing
    # Who was at work reports late: one that it failed, one that it is done.
    for number, handoff in ((1, {"status": "failed", "reasoning": "ruff could not parse it"}), (2, {"status": "completed"})):
        row = rows[ids[number]]
        worker = stage.agents[f"worker-{row['worker_id']}"]
        late = await worker.bad("wrong_state", "report_task", plan_branch=PLAN, task_id=row["task_id"],
                                worker_id=row["worker_id"], claim=row["claim"], handoff=handoff)
        assert late["noted_seq"] and late["status"] == "pending", late
        assert (await worker.follow(late))["state"] == "aborted"
    await worker.bad("plan_aborted", "merge_task_branch", task_branch=row["branch"])
    # The folders go, and what was committed stays on its branch.
    done = await orchestrator.good("finish_wave", plan_branch=PLAN)
    assert done["state"] == "aborted", done
    for row in done["left"]:
        await orchestrator.good("remove_worktree", worker_id=row["worker_id"])
    overview = await orchestrator.good("overview")
    assert overview.get("plans", []) == [], overview
    plan = await orchestrator.good("parse_plan", branch=PLAN)
    assert (plan["state"], plan["workflow_state"]) == ("aborted", "aborted"), plan
    await orchestrator.good("export_plan", plan_branch=PLAN, path=PATH, overwrite=True)
    assert (await orchestrator.good("verify", ledger=PLAN))["ok"]
