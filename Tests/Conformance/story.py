"""The run of seed 004, "Add user authentication": five tasks, three waves, two workers, one conflict.

It knows no client. `connect()` gives an asynchronous context manager whose value is called with a tool's name and its
arguments, and answers `(value, refused)`.
"""

import os

SESSION = "session-20250112-143000"
PLAN = f"plan/{SESSION}"


def task(identity, description, needs, provides, files, minutes):
    return {
        "id": identity, "description": description, "status": "pending", "preconditions": needs,
        "provides": provides, "files": files, "estimated_time": f"{minutes} minutes", "priority": "high",
    }


TASKS = [
    task("001", "Create User model with email/password", [], ["User model class", "User.verify_password"],
         ["models/user.py", "tests/test_user.py"], 8),
    task("002", "Create AuthService with login/register", ["User model class"],
         ["AuthService.login", "AuthService.register"], ["services/auth.py", "tests/test_auth.py"], 10),
    task("003", "Add JWT token generation", ["User model class"], ["JWT tokens"], ["services/tokens.py"], 10),
    task("004", "Add endpoints", ["AuthService.login", "JWT tokens"], ["POST /login"], ["api/routes.py"], 10),
    task("005", "Write tests", ["AuthService.register"], ["Test suite"], ["tests/test_flow.py"], 10),
]
FOUNDING = {
    "session_id": SESSION, "user_request": "Add user authentication with JWT",
    "architecture": "MVC with Flask, SQLAlchemy ORM, JWT tokens",
    "design_patterns": "Repository Pattern, Service Layer, Factory for tokens",
    "technology_stack": "Python 3.10, Flask 2.3, SQLAlchemy 2.0, bcrypt, PyJWT",
    "tasks": TASKS, "estimated_total_time": "45 minutes",
    "dependency_graph": "Wave 1: 001\nWave 2: 002, 003\nWave 3: 004, 005",
}
SLUGS = {"001": "user-model", "002": "auth-service", "003": "jwt-tokens", "004": "endpoints", "005": "tests"}
WAVES = [["001"], ["002", "003"], ["004", "005"]]


def branch(identity):
    return f"task/{identity}-{SLUGS[identity]}"


async def must(call, tool, **arguments):
    """A call that succeeds."""
    value, refused = await call(tool, arguments)
    assert not refused, f"{tool} was refused: {value}"
    return value


async def refused(call, code, tool, **arguments):
    """A call that is refused, and flagged as an error."""
    value, was = await call(tool, arguments)
    assert was and value["code"] == code, f"{tool}: expected {code}, got {value}"
    return value


async def play(connect, folder):
    """Plays the whole run; answers what was acknowledged."""
    done = {"merged": {}, "calls": 0}
    async with connect() as orchestrator:
        made = await must(orchestrator, "create_plan_branch", **FOUNDING)
        assert made["branch_name"] == PLAN and made["waves"] == WAVES and made["changed"] is True
        assert made["ready"] == ["001"], made
        again = await must(orchestrator, "create_plan_branch", **FOUNDING)
        assert again["changed"] is False and again["commit_sha"] == made["commit_sha"]
        await refused(orchestrator, "unmet_preconditions", "create_task_branch", task_id="004", branch_slug="endpoints")
        await refused(orchestrator, "not_found", "parse_plan", branch="plan/session-20250112-143001")
        for number, wave in enumerate(WAVES, 1):
            for worker, identity in enumerate(wave, 1):
                await must(
                    orchestrator, "create_task_branch", task_id=identity, branch_slug=SLUGS[identity],
                    session_id=SESSION, plan_branch=PLAN)
                tree = await must(
                    orchestrator, "create_worktree", worker_id=str(worker), task_branch=branch(identity))
                assert tree["worktree_path"] == f".worktrees/worker-{worker}", tree
                await must(orchestrator, "create_worktree", worker_id=str(worker), task_branch=branch(identity))
            for worker, identity in enumerate(wave, 1):
                async with connect() as call:
                    done["merged"][identity] = await work(call, folder, worker, identity)
            for worker, _ in enumerate(wave, 1):
                gone = await must(orchestrator, "remove_worktree", worker_id=str(worker))
                assert gone["worktree_path"] == f".worktrees/worker-{worker}" and "rescued" not in gone, gone
            provided = await must(orchestrator, "get_provides")
            wanted = {word for wave in WAVES[:number] for identity in wave
                      for each in TASKS if each["id"] == identity for word in each["provides"]}
            assert isinstance(provided, list) and set(provided) == wanted, provided
            updated = await must(
                orchestrator, "update_plan_branch", plan_branch=PLAN, completed_task_ids=wave,
                architecture_updates=f"Wave {number} learnings: bcrypt cost 12\n\n## Not a heading\nStatus: pending")
            assert updated["completed_tasks"] == len([i for w in WAVES[:number] for i in w]), updated
        plan = await must(orchestrator, "parse_plan", branch=PLAN)
        assert [each["status"] for each in plan["tasks"]] == ["completed"] * 5, plan["tasks"]
        assert {each["delivery"] for each in plan["tasks"]} == {"merged"}
        assert plan["progress"]["completed"] == plan["total_tasks"] == 5
        verified = await must(orchestrator, "verify", ledger=PLAN)
        assert verified["ok"] is True, verified
        overview = await must(orchestrator, "overview")
        done["plan_version"] = plan["plan_version"]
        done["plan_seq"] = plan["seq"]
        done["landing"] = overview.get("base")
    return done


async def work(call, folder, worker, identity):
    """A worker: reads its task, writes, commits, merges; goes the way out of a conflict where there is one."""
    tree = os.path.join(folder, ".worktrees", f"worker-{worker}")
    mine = await must(call, "parse_task", branch=branch(identity))
    assert mine["id"] == identity and mine["session_id"] == SESSION and mine["status"] == "claimed", mine
    await must(
        call, "commit_task", worker_id=str(worker), type="design", summary="Design",
        design={"overview": f"Task {identity}", "architecture_decisions": ["One file a thing"],
                "interfaces_provided": mine["provides"]},
        todo=[{"text": "Write it", "done": False}, {"text": "Test it", "done": False}])
    for path in mine["files"]:
        write(os.path.join(tree, path), f"# {path} of task {identity}\n")
    # Both tasks of the second wave write this line: the second merge conflicts.
    if identity in WAVES[1]:
        write(os.path.join(tree, "services/__init__.py"), f"# services, as task {identity} left them\n")
    await must(
        call, "commit_task", worker_id=str(worker), type="implementation", summary="Write it", step=1, total_steps=2)
    await must(call, "commit_task", worker_id=str(worker), type="complete", summary="Done")
    read = await must(call, "parse_worker_commit", branch=branch(identity))
    assert read["task_id"] == identity, read
    value, was_refused = await call("merge_task_branch", {"task_branch": branch(identity), "summary": "Merged"})
    if was_refused:
        assert identity == "003" and value["code"] == "merge_conflict", value
        synced = await must(call, "sync_worktree", worker_id=str(worker))
        assert [each["path"] for each in synced["conflicts"]] == ["services/__init__.py"], synced
        await refused(call, "unresolved", "commit_task", worker_id=str(worker), type="fix", summary="Not yet")
        write(os.path.join(tree, "services/__init__.py"), "# services, as tasks 002 and 003 left them\n")
        await must(call, "commit_task", worker_id=str(worker), type="fix", summary="Both services")
        value = await must(call, "merge_task_branch", task_branch=branch(identity), summary="Merged")
    else:
        assert identity != "003", "the second merge of the wave should have conflicted"
    assert value["completed"] is True and value["into"] == "flow", value
    repeated = await must(call, "merge_task_branch", task_branch=branch(identity))
    assert repeated["changed"] is False and repeated["commit_sha"] == value["commit_sha"], repeated
    return value["commit_sha"]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
