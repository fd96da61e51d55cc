"""Nothing but the tools meant for it touches HEAD, the index or a working file: bytes and times are compared."""

import os

import pytest

import story
from repository import Repository
from server import Refused, Server

# Those whose purpose is a working tree; of them, only what they are for may change, and never the user's own tree.
FOR_FILES = {
    "create_worktree", "remove_worktree", "commit_task", "sync_worktree", "rollback_to_checkpoint", "cleanup_worktrees",
    "merge_worktrees", "complete_task", "start_wave", "finish_wave"}
# What those may change beside: the base moves with the files that the modules brought, and nothing else of it.
FOLLOWS = {"merge_worktrees": {".git/index", "api.txt"}, "complete_task": {".git/index"}}
# What must have been called before, so that the tool does what it is for.
STARTED = {
    "request": "Build it", "mode": "full",
    "definition": {"name": "Small", "phases": [{"agents": ["planner"]}, {"agents": ["builder"]}],
                   "agents": [{"id": "planner"}, {"id": "builder"}]}}
PLANNED = [{"agent": "planner", "success": True, "summary": "Planned", "files_modified": ["README.md"]}]
BEFORE = {
    **{tool: [("start_workflow", STARTED)] for tool in ("evaluate_workflow", "resume_workflow", "get_workflow_state")},
    "release_task": [("claim_task", {"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7"})],
    "report_task": [("claim_task", {"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7"})],
    "review_task": [
        ("claim_task", {"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7"}),
        ("report_task", {"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7", "handoff": {"status": "completed"}})],
    "complete_task": [
        ("mark_phase_complete", {"task_id": "<run>", "phase": "one", "reason": "done"}),
        ("mark_phase_complete", {"task_id": "<run>", "phase": "two", "reason": "done"}),
        ("merge_worktrees", {"task_id": "<run>"})],
}
WAITING = ("create_plan_branch", {
    **story.FOUNDING, "session_id": "waiting", "approval": {"policy": "plan", "approve_via": "any"}})
BEFORE.update(request_approval=[WAITING], decide=[WAITING])
MODULE = {"task_id": "<run>", "name": "api"}
T1 = story.branch("001")



class Mistaken(dict):
    """Arguments of a call that is refused; all others succeed."""


CALLS = {
    "overview": [{}],
    "history": [{"ledger": story.PLAN}],
    "verify": [{"ledger": story.PLAN}],
    "parse_plan": [{"branch": story.PLAN}, {"branch": story.PLAN, "at": "v1"}, Mistaken(branch="plan/none")],
    "parse_task": [{"branch": T1}, Mistaken(branch="main")],
    "parse_worker_commit": [{"branch": T1}],
    "get_provides": [{}],
    "create_plan_branch": [story.FOUNDING, {**story.FOUNDING, "session_id": "another"}, Mistaken({**story.FOUNDING, "tasks": []})],
    "create_task_branch": [{"task_id": "001", "branch_slug": "user-model", "plan_branch": story.PLAN},
                           {"task_id": "002", "ahead": True, "plan_branch": story.PLAN}],
    "next_tasks": [{"plan_branch": story.PLAN}],
    "request_approval": [{"plan_branch": "waiting"}],
    "decide": [Mistaken(plan_branch="waiting", decision="approve", seen="0"),
               {"plan_branch": "waiting", "decision": "abort"}],
    "claim_task": [{"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7"}],
    "release_task": [{"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7"}],
    "report_task": [{"plan_branch": story.PLAN, "task_id": "002", "worker_id": "7",
                     "handoff": {"status": "failed", "reasoning": "no"}}],
    "start_wave": [{"plan_branch": story.PLAN, "workers": ["1", "5"]}, {"plan_branch": story.PLAN}],
    "finish_wave": [{"plan_branch": story.PLAN, "learnings": "learned"}],
    "review_task": [{"plan_branch": story.PLAN, "task_id": "002"},
                    {"plan_branch": story.PLAN, "task_id": "002", "review": {"review_status": "success", "review_depth": "full"}}],
    "expand_task": [{"plan_branch": story.PLAN, "task_id": "005", "strategy": "by_file"}],
    "import_plan": [{"yaml": "plan_id: P\ntasks: [{id: a, title: A}]"}, {"yaml": "plan_id: P\ntasks: [{id: a, title: B}]"},
                    {"yaml": "plan_id: P\ntasks: [{id: a, title: B}]", "apply": True}, Mistaken(yaml="plan_id: P")],
    "export_plan": [{"plan_branch": story.PLAN}, Mistaken(plan_branch=story.PLAN, path="README.md")],
    "update_plan_branch": [{"plan_branch": story.PLAN, "architecture_updates": "learned"},
                           {"plan_branch": story.PLAN, "completed_task_ids": ["002"]}],
    "list_worktrees": [{}],
    "merge_task_branch": [{"task_branch": T1}],
    "create_worktree": [{"worker_id": "2", "task_branch": "task/003-tokens"}, {"task_id": "<run>", "name": "web"}],
    "commit_task": [{"worker_id": "1", "summary": "More", "type": "design"}, {**MODULE, "summary": "The module"}],
    "sync_worktree": [{"worker_id": "1"}, MODULE],
    "remove_worktree": [{"worker_id": "1"}, MODULE],
    "merge_worktrees": [Mistaken(task_id="<run>", modules=["nothing"]), {"task_id": "<run>"}, {"task_id": "<run>"}],
    "cleanup_worktrees": [{"task_id": "<run>"}],
    "complete_task": [{"task_id": "<run>"}, {"task_id": "<run>"}],
    "create_checkpoint": [{"phase": "p"}, {"phase": "p", "working_directory": ".worktrees/worker-1"},
                          {"task_id": "<run>", "phase": "one"}],
    "list_checkpoints": [{}, {"rescue": True}],
    "rollback_to_checkpoint": [{"checkpoint_id": "latest", "dry_run": True}, {"checkpoint_id": "latest"},
                               {"checkpoint_id": "latest", "working_directory": ".worktrees/worker-1"}],
    "start_task": [{"description": "Explore"}, {"description": "Build", "phases": ["one", "two"]}],
    "parse_spec": [{"path": "README.md"}],
    "get_task_state": [{"task_id": "<run>"}, {"task_id": "<run>", "detail": "full"}],
    "record_validation": [{"task_id": "<run>", "phase": "one", "passed": False}],
    "mark_phase_complete": [{"task_id": "<run>", "phase": "one", "reason": "nothing to do"}],
    "start_workflow": [STARTED, Mistaken({**STARTED, "mode": "partial"})],
    "evaluate_workflow": [{"workflow_id": "<workflow>", "phase": 1, "results": PLANNED}, Mistaken(workflow_id="<workflow>", phase=9, results=PLANNED)],
    "resume_workflow": [{"workflow_id": "<workflow>"}, {"workflow_id": "<workflow>", "instructions": "Mind the tests."}],
    "get_workflow_state": [{"workflow_id": "<workflow>"}, Mistaken(workflow_id="none")],
    "import_workflow_state": [{"state": {"workflow_id": "wf-1", "execution_phases": [{"agents": ["planner"]}]}}, Mistaken(state={})],
}


def look(folder, skip=()):
    """Every working file, HEAD and index below a folder: bytes, kind, times. Refs and objects are not looked at."""
    seen = {}
    for root, folders, files in os.walk(folder):
        relative = os.path.relpath(root, folder)
        parts = relative.split(os.sep)
        if parts[0] == ".git" and parts[1:2] and parts[1] not in ("worktrees", "info", "hooks"):
            folders[:] = []
            continue
        folders[:] = [each for each in folders if os.path.join(relative, each).removeprefix("./") not in skip]
        for name in files:
            path = os.path.join(root, name)
            status = os.lstat(path)
            with open(path, "rb") as file:
                seen[os.path.relpath(path, folder)] = (file.read(), status.st_mtime_ns, status.st_ino, status.st_mode)
    return seen


@pytest.fixture
def prepared():
    """A repository in the midst of work: a dirty tree, a staged file, a worker's worktree with work in it."""
    with Repository() as repository:
        with Server(repository.path, repository.env) as server:
            server.call("create_plan_branch", story.FOUNDING)
            server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
            server.call("create_worktree", {"worker_id": "1", "task_branch": T1})
            repository.write(".worktrees/worker-1/models/user.py", "class User: pass\n")
            server.call("commit_task", {"worker_id": "1", "summary": "Model", "type": "complete"})
            server.call("create_task_branch", {"task_id": "003", "branch_slug": "tokens", "ahead": True})
            server.call("create_checkpoint", {"phase": "p", "working_directory": ".worktrees/worker-1"})
            run = server.call("start_task", {"description": "Work", "phases": ["one", "two"]})["task_id"]
            module = server.call("create_worktree", {"task_id": run, "name": "api"})["path"]
            repository.write(os.path.join(module, "api.txt"), "of a module\n")
            repository.write(".worktrees/worker-1/draft.txt", "not committed\n")
            repository.write("README.md", "changed, not staged\n")
            repository.write("staged.txt", "staged\n")
            repository.git("add", "staged.txt")
            repository.write("untracked.txt", "untracked\n")
            server.call("create_checkpoint", {"phase": "p"})
            yield repository, server


def test_every_tool_is_looked_at(prepared):
    _, server = prepared
    assert set(CALLS) == {tool["name"] for tool in server.tools()}


@pytest.mark.parametrize("tool", sorted(CALLS))
def test_a_tool_leaves_head_index_and_files_alone(prepared, tool):
    repository, server = prepared
    # What such a tool works on is its own worktree; the exclude file gets one line, once.
    skip = (".worktrees", ".git/worktrees") if tool in FOR_FILES else ()
    run = repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/run").split()[0]

    ids = {"<run>": run}

    def named(arguments):
        return {key: ids.get(value, value) if isinstance(value, str) else value for key, value in arguments.items()}

    for earlier, arguments in BEFORE.get(tool, []):
        server.call(earlier, named(arguments))
    for workflow in repository.git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/workflow").split():
        ids["<workflow>"] = workflow
    before = look(repository.path, skip)
    assert "README.md" in before and ".git/HEAD" in before and ".git/index" in before
    moved = set()
    for arguments in CALLS[tool]:
        if isinstance(arguments, Mistaken):
            with pytest.raises(Refused):
                server.call(tool, named(arguments))
        else:
            server.call(tool, named(arguments))
        after = look(repository.path, skip)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert changed <= FOLLOWS.get(tool, set()), f"{tool} {arguments} touched {changed}"
        moved |= changed
    assert moved == FOLLOWS.get(tool, set()), f"{tool} did not do what it is for"
    repository.check()


def test_a_tool_for_one_worktree_leaves_the_others_alone(prepared):
    repository, server = prepared
    run = repository.git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/run").strip()
    server.call("create_worktree", {"worker_id": "2", "task_branch": "task/003-tokens"})
    repository.write(".worktrees/worker-2/a.txt", "a\n")
    mine = os.path.join(repository.path, ".worktrees", "worker-1")
    before = look(mine)
    for tool, arguments in [
        ("commit_task", {"worker_id": "2", "summary": "A"}), ("sync_worktree", {"worker_id": "2"}),
        ("remove_worktree", {"worker_id": "2"}), ("create_worktree", {"task_id": run, "name": "web"}),
        ("commit_task", {"task_id": run, "name": "api", "summary": "A"}), ("sync_worktree", {"task_id": run, "name": "api"}),
        ("merge_worktrees", {"task_id": run}), ("create_checkpoint", {"task_id": run, "phase": "one", "commit": True}),
        ("rollback_to_checkpoint", {"task_id": run, "checkpoint_id": "0"}), ("remove_worktree", {"task_id": run, "name": "api"}),
        ("cleanup_worktrees", {"task_id": run}),
    ]:
        server.call(tool, arguments)
        assert look(mine) == before, tool
    repository.check()


@pytest.mark.parametrize("guard", [{"gitstate/expectedSeq": 1}, {"gitstate/idempotencyKey": "used"}])
def test_what_a_guard_refuses_moves_nothing(prepared, guard):
    repository, server = prepared
    run = repository.git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/run").strip()
    for phase in ("one", "two"):
        server.call("mark_phase_complete", {"task_id": run, "phase": phase, "reason": "done"}, meta={
            "gitstate/idempotencyKey": "used" if phase == "one" else "other"})
    for tool, arguments in [
        ("create_worktree", {"task_id": run, "name": "web"}), ("merge_worktrees", {"task_id": run}),
        ("complete_task", {"task_id": run}),
    ]:
        if tool == "complete_task":
            server.call("merge_worktrees", {"task_id": run})
        before = repository.refs(), look(repository.path)
        with pytest.raises(Refused) as refusal:
            server.call(tool, arguments, meta=guard)
        assert refusal.value.code in ("overtaken", "key_reused"), refusal.value.body
        assert (repository.refs(), look(repository.path)) == before, tool
