"""A call that is made again with its key, by an agent whose server died before it answered, does nothing and says the same."""

import pytest

from server import Refused, Server

PLAN = {
    "session_id": "s", "user_request": "r", "max_workers": 9,
    "tasks": [{"id": f"{number:02}", "description": f"Part {number}", **({"depends_on": ["01"]} if number == 5 else {})} for number in range(1, 6)]}
HELD = ("claim_task", {"plan_branch": "s", "task_id": "01", "worker_id": "a", "lease_minutes": 0})
ALSO = ("claim_task", {"plan_branch": "s", "task_id": "02", "worker_id": "a", "lease_minutes": 0})


def report(**handoff):
    return ("report_task", {"plan_branch": "s", "task_id": "01", "worker_id": "a", "handoff": handoff})


CALLS = {
    "a claim": ([], HELD),
    "a claim of whatever is next": ([], ("next_tasks", {"plan_branch": "s", "worker_id": "a", "claim": True, "lease_minutes": 0})),
    "a release": ([HELD], ("release_task", {"plan_branch": "s", "task_id": "01", "worker_id": "a"})),
    "a release by one who holds another task too": ([HELD, ALSO], ("release_task", {"plan_branch": "s", "task_id": "01", "worker_id": "a"})),
    "a report of success": ([HELD, ALSO], report(status="completed")),
    "a report of failure": ([HELD], report(status="failed", error_context={"error_message": "no"})),
    "a report of what stands in the way": ([HELD], report(status="blocked", blocked_reason="rain")),
    "a plan": (None, ("create_plan_branch", PLAN)),
    "what was learned": ([], ("update_plan_branch", {"plan_branch": "s", "architecture_updates": "it rains"})),
    "a task's branch": ([], ("create_task_branch", {"plan_branch": "s", "task_id": "01", "branch_slug": "x"})),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_answer_is_the_first_ones_and_the_ledger_holds_it_once(repository, name):
    before, (tool, arguments) = CALLS[name]
    with Server(repository.path, repository.env) as server:
        if before is not None:
            server.call("create_plan_branch", PLAN)
            for words in before:
                server.call(*words)
        first = server.call(tool, arguments, meta={"gitstate/idempotencyKey": "k"})
        ledger = repository.contents("plan/s")
        # That a branch had to be made for it, the first call alone can say.
        first.pop("notes", None)
        assert server.call(tool, arguments, meta={"gitstate/idempotencyKey": "k"}) == first and first["changed"] is True
        server.kill()
    # Of another process, and after somebody else moved the plan on.
    with Server(repository.path, repository.env) as server:
        server.call("update_plan_branch", {"plan_branch": "s", "architecture_updates": "meanwhile"})
        later = server.call(tool, arguments, meta={"gitstate/idempotencyKey": "k"})
        for key in ("changed", "seq", "task", "claim", "claimed", "route", "newly_ready", "plan_version", "commit_sha"):
            assert later.get(key) == first.get(key), key
    assert repository.contents("plan/s")[:len(ledger)] == ledger and len(repository.contents("plan/s")) == len(ledger) + 2


def test_the_same_key_for_another_call_is_refused(repository):
    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", PLAN)
        server.call(*HELD, meta={"gitstate/idempotencyKey": "k"})
        with pytest.raises(Refused) as refused:
            server.call(*ALSO, meta={"gitstate/idempotencyKey": "k"})
        assert refused.value.code == "key_reused"
