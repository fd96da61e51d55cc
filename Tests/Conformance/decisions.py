"""A plan that waits for its person, who answers at a real client; independent of which client."""

PLAN = "plan/session-1"
TASKS = [
    {"id": "001", "description": "Create the user model", "files": ["models/user.py"], "provides": ["User model"]},
    {"id": "002", "description": "Issue tokens", "preconditions": ["User model"]},
]


class Person:
    """Who sits at the client: says what was given to be said, and remembers what was shown."""

    def __init__(self):
        self.says = []
        self.saw = []

    def answer(self, message, schema):
        self.saw.append((message, schema))
        return self.says.pop(0)


async def play(connect):
    """`connect(person)` is a client whose `call(tool, arguments)` answers `(value, refused)`."""
    person = Person()
    seen = {}
    async with connect(person) as call:

        async def good(tool, **arguments):
            value, refused = await call(tool, arguments)
            assert not refused, value
            return value

        async def bad(code, tool, **arguments):
            value, refused = await call(tool, arguments)
            assert refused and value["code"] == code, value
            return value

        async def ask(**more):
            return await good("request_approval", plan_branch=PLAN, **more)

        await good("create_plan_branch", session_id="session-1", user_request="Add login", tasks=TASKS,
                   approval="plan_and_batches")
        await bad("awaiting_decision", "claim_task", plan_branch=PLAN, task_id="001", worker_id="1")
        asked = await ask(note="Small and safe")

        # No answer is no decision.
        for silence in ("decline", "cancel"):
            person.says = [(silence, None)]
            await bad("needs_person", "decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
        message, schema = person.saw[-1]
        assert message.startswith(asked["shown"]) and "  | Small and safe" in message
        assert schema["properties"]["decision"]["enum"] == ["approve", "revise", "abort"]

        # The person decides, not the agent that asks; who sends it back is asked until it is known why.
        for silence in (("decline", None), ("accept", {"reason": "  "})):
            person.says = [("accept", {"decision": "revise"}), silence]
            await bad("needs_person", "decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
            assert person.says == [], "it is asked once more, and no third time"
        message, schema = person.saw[-1]
        assert PLAN in message and schema["required"] == list(schema["properties"]) == ["reason"]
        person.says = [("accept", {"decision": "revise", "reason": ""}), ("accept", {"reason": "Which hash?"})]
        revised = await good("decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
        assert (revised["decision"], revised["via"], revised["reason"]) == ("revise", "elicitation", "Which hash?")
        assert revised["state"] == "awaiting_approval" and revised["changed"]
        overview = await good("overview")
        assert 'a person wants it revised: "Which hash?"' in overview["say"], overview
        assert overview["next"]["tool"] == "parse_plan"
        held = await good("next_tasks", plan_branch=PLAN)
        assert (held["revision"]["via"], held["revision"]["reason"]) == ("elicitation", "Which hash?"), held
        await good("update_plan_branch", plan_branch=PLAN, changed_tasks=[
            {"id": "001", "description": "Create the user model with bcrypt"}])

        # What was seen before the change is nothing to decide on, and nobody is asked.
        before = len(person.saw)
        await bad("outdated", "decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
        await bad("outdated", "decide", plan_branch=PLAN, decision="approve", seen="0" * 64)
        assert len(person.saw) == before
        asked = await ask()
        assert "Which hash?" in asked["shown"] and "bcrypt" in asked["shown"]
        person.says = [("accept", {"decision": "approve"})]
        approved = await good("decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
        assert (approved["decision"], approved["via"], approved["state"]) == ("approve", "elicitation", "active")

        # The same again is the same call: nobody is asked twice.
        before = len(person.saw)
        again = await good("decide", plan_branch=PLAN, decision="approve", seen=asked["seen"])
        assert again["changed"] is False and len(person.saw) == before

        await good("claim_task", plan_branch=PLAN, task_id="001", worker_id="1")
        done = await good("report_task", plan_branch=PLAN, task_id="001", worker_id="1",
                          handoff={"status": "completed"})
        assert done["workflow_state"] == "batch_complete" and done["paused"]["at"] == "batch"
        await bad("awaiting_decision", "next_tasks", plan_branch=PLAN, claim=True, worker_id="1")
        asked = await ask(at="batch")
        person.says = [("accept", {"decision": "confirm"})]
        await good("decide", plan_branch=PLAN, decision="confirm", seen=asked["seen"])
        await good("claim_task", plan_branch=PLAN, task_id="002", worker_id="1")

        halted = await good("report_task", plan_branch=PLAN, task_id="002", worker_id="1", handoff={
            "status": "failed", "failure_type": "SECURITY_BLOCK", "reasoning": "a key in the diff"})
        assert halted["route"] == "halt" and halted["state"] == "awaiting_confirmation"
        asked = await ask(at="halt")
        assert "HALTED by task 002" in asked["shown"] and "a key in the diff" in asked["shown"]
        person.says = [("accept", {"decision": "confirm"})]
        await good("decide", plan_branch=PLAN, decision="confirm", seen=asked["seen"])

        # Whether to end it may be asked at any time; the person may let it go on.
        person.says = [("accept", {"decision": "go on"})]
        await bad("needs_person", "decide", plan_branch=PLAN, decision="abort", reason="too dear")
        assert person.saw[-1][1]["properties"]["decision"]["enum"] == ["abort", "go on"]
        person.says = [("accept", {"decision": "abort", "reason": "too dear"})]
        ended = await good("decide", plan_branch=PLAN, decision="abort")
        assert ended["state"] == "aborted" and ended["reason"] == "too dear"
        await bad("plan_aborted", "claim_task", plan_branch=PLAN, task_id="002", worker_id="1")
        seen["questions"] = len(person.saw)
    return seen
