"""The run of seed 002: the DataFlow project in five phases, by the orchestrator's own spellings.

Agents work in parallel worktrees and never commit. Phase 1 fails its validation once; in phase 3 two modules conflict;
phase 4 is rolled back to phase 3's checkpoint. It knows no client: `connect()` is as in story.py, and each phase talks
to a server of its own.
"""

import os
import stat

from story import must, refused, write

PHASES = {
    "Phase 1: Proto Definitions & Setup": {"proto": ["proto/data.proto", "proto/generate.sh"]},
    "Phase 2: Go gRPC Service (Base Layer)": {"grpc-service": ["grpc-service/main.go", "grpc-service/store.go"]},
    "Phase 3: Python Backend (Orchestration Layer)": {
        "backend": ["backend/app.py", "settings.toml"], "scheduler": ["scheduler/jobs.py", "settings.toml"]},
    "Phase 4: React Frontend (Presentation Layer)": {"frontend": ["frontend/App.jsx"]},
    "Phase 5: Integration & Documentation": {"tests": ["tests/test_flow.py"]},
}
NAMES = list(PHASES)
SHARED = "settings.toml"
SPEC = "# DataFlow\n\n## Implementation Phases\n" + "".join(
    f"\n### {name}\n- Implement it\n\nModules: {', '.join(modules)}\nTest Command: make test\nSuccess Criteria:\n- it runs\n"
    for name, modules in PHASES.items())
MENDED = "backend/app.py, mended for the frontend\n"
# What files hold in the end, where that is not what their module wrote first.
LATER = {SHARED: ["settings of backend and scheduler\n"], "proto/generate.sh": ["#!/bin/sh\n"], "backend/app.py": [MENDED]}
# What the user had not committed when the run began.
OWN = {"README.md": "# DataFlow, as I am writing it\n", "notes.txt": "my own notes\n"}


def content(path, module):
    return f"{path} of {module}\n"


def prepare(repository):
    """The project as the run finds it: a specification, and work of the user's own under way."""
    repository.write(".spec/SPEC.md", SPEC)
    repository.write(SHARED, "name = 'dataflow'\n")
    repository.commit("Specify the project")
    for path, text in OWN.items():
        repository.write(path, text)


def files(folder):
    """Every file of a working tree with its kind, mode and bytes; other working trees in it are left out."""
    seen = {}
    for root, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each not in (".git", ".worktrees")]
        for name in names:
            path = os.path.join(root, name)
            mode = os.lstat(path).st_mode
            if name == ".git":
                continue
            with open(path, "rb") as file:
                seen[os.path.relpath(path, folder)] = (stat.S_IMODE(mode), file.read())
    return seen


def trees(folder):
    """The files of the main working tree and of every worktree."""
    below = os.path.join(folder, ".worktrees")
    found = {".": files(folder)}
    for name in sorted(os.listdir(below)):
        found[name] = files(os.path.join(below, name))
    return found


async def play(connect, folder, way="undo"):
    """Plays the whole run; `way` is what comes after the rollback: `undo`, or `go on` with phase 4 done anew."""
    done = {"calls": 0, "checkpoints": {}}
    async with connect() as call:
        task = await must(call, "start_task", description="Build DataFlow from SPEC.md", working_directory=folder)
        task_id = done["task_id"] = task["task_id"]
        assert [phase["name"] for phase in task["phases"]] == NAMES and task["base"] == "main", task
    for name in NAMES:
        # The server is another process each time: the state is the ledger's.
        async with connect() as call:
            state = await must(call, "get_task_state", task_id=task_id)
            assert state["current_phase"] == name, state
            assert state["phases_complete"] == NAMES[:NAMES.index(name)], state
            await phase(call, folder, task_id, name, done)
        if name == NAMES[3]:
            async with connect() as call:
                await roll_back(call, folder, task_id, done, way)
    async with connect() as call:
        await finish(call, folder, task_id, done)
    return done


async def phase(call, folder, task_id, name, done):
    """A phase as the orchestrator goes through it: worktrees, agents, validation, checkpoint, done."""
    worktrees = []
    for module in PHASES[name]:
        made = await must(call, "create_worktree", task_id=task_id, name=module, base_dir=folder)
        # What the orchestrator itself left uncommitted is said to be missing, and nothing else.
        missing = [each["paths"] for each in made["missing"]]
        assert missing == ([["docs/screens.md"]] if name == NAMES[4] else []), made
        assert made["changed"] is True and made["phase"] == name, made
        again = await must(call, "create_worktree", task_id=task_id, name=module, base_dir=folder)
        assert again["changed"] is False and again["path"] == made["path"], again
        worktrees.append((module, made["path"]))
    for module, path in worktrees:
        for earlier in NAMES[:NAMES.index(name)]:
            for other, paths in PHASES[earlier].items():
                for each in paths:
                    assert os.path.exists(os.path.join(path, each)), f"{each} of {other} is not in {module}'s worktree"
        for each in PHASES[name][module]:
            write(os.path.join(path, each), content(each, module))
    if name == NAMES[0]:
        await fail_once(call, task_id, name, worktrees[0][1])
    if name == NAMES[2]:
        await settle(call, folder, task_id, dict(worktrees))
    if name == NAMES[3]:
        # More of the run than the module's worktree changes, so that a rollback has something to bring back.
        write(os.path.join(folder, "docs/screens.md"), "The screens\n")
        listed = await must(call, "list_worktrees", task_id=task_id)
        backend = next(each for each in listed["worktrees"] if each["module"] == "backend")
        write(os.path.join(backend["path"], "backend/app.py"), MENDED)
    if name == NAMES[4]:
        write(os.path.join(folder, "docs/usage.md"), "How to use it\n")
    if name != NAMES[0]:
        await must(call, "record_validation", task_id=task_id, phase=name, passed=True)
    await complete(call, folder, task_id, name, done)


async def complete(call, folder, task_id, name, done):
    checkpoint = await must(call, "create_checkpoint", task_id=task_id, phase=name, working_directory=folder)
    done["checkpoints"][name] = checkpoint["id"]
    assert checkpoint["changed"] is True and checkpoint["phase"] == name and checkpoint["sha"], checkpoint
    listed = await must(call, "list_worktrees", task_id=task_id)
    assert checkpoint["covers"][0] == "." and sorted(checkpoint["covers"][1:]) \
        == sorted(each["worktree_path"] for each in listed["worktrees"]), checkpoint
    marked = await must(call, "mark_phase_complete", task_id=task_id, phase=name, checkpoint_id=checkpoint["id"])
    assert marked["changed"] is True and marked["phases_complete"] == NAMES[:NAMES.index(name) + 1], marked


async def fail_once(call, task_id, name, path):
    """The first validation fails, which keeps the phase open; a fix, and the second passes."""
    failed = await must(
        call, "record_validation", task_id=task_id, phase=name, passed=False, output="generate.sh: no such file",
        error_type="test_failure", retryable=True)
    assert failed["attempts"] == 1 and failed["latest"]["passed"] is False, failed
    told = await refused(call, "wrong_state", "mark_phase_complete", task_id=task_id, phase=name, reason="it looks good")
    assert told["error_type"] == "test_failure" and told["next"]["tool"] == "record_validation", told
    write(os.path.join(path, "proto/generate.sh"), LATER["proto/generate.sh"][0])
    passed = await must(call, "record_validation", task_id=task_id, phase=name, passed=True)
    assert passed["attempts"] == 2, passed


async def settle(call, folder, task_id, worktrees):
    """Both modules of the phase wrote one file: the way out that each refusal names is taken, call by call."""
    before = files(folder)
    told = await refused(call, "merge_conflict", "merge_worktrees", task_id=task_id, modules=list(worktrees))
    assert {each["path"] for each in told["conflicts"]} == {SHARED}, told
    assert {each["module"] for each in told["conflicts"]} == {"scheduler"} and told["mergeable"] == ["backend"], told
    assert sorted(told["committed"]) == ["backend", "scheduler"] and files(folder) == before, told
    merged = await must(call, told["next"]["tool"], **told["next"]["arguments"])
    assert [each["module"] for each in merged["merged"]] == ["backend"] and merged["into"] == "main", merged
    told = await refused(call, "merge_conflict", "merge_worktrees", task_id=task_id, modules=["scheduler"])
    assert told["next"]["tool"] == "sync_worktree" and told["mergeable"] == [], told
    synced = await must(call, "sync_worktree", **told["next"]["arguments"])
    assert [each["path"] for each in synced["conflicts"]] == [SHARED], synced
    told = await refused(call, "unresolved", "merge_worktrees", task_id=task_id)
    assert told["next"]["tool"] == "commit_task", told
    write(os.path.join(worktrees["scheduler"], SHARED), LATER[SHARED][0])
    committed = await must(call, "commit_task", **told["next"]["arguments"])
    assert committed["merged"] is True, committed
    merged = await must(call, "merge_worktrees", task_id=task_id, modules=["scheduler"])
    assert merged["changed"] is True and merged["conflicts"] == [], merged


async def roll_back(call, folder, task_id, done, way):
    """Phase 4 turns out bad: back to phase 3's checkpoint."""
    before = trees(folder)
    name = NAMES[3]
    frontend = f"{task_id[:8]}-frontend"
    rehearsed = await must(
        call, "rollback_to_checkpoint", task_id=task_id, checkpoint_id=done["checkpoints"][NAMES[2]], dry_run=True)
    assert trees(folder) == before, "a rehearsal changed something"
    back = await must(
        call, "rollback_to_checkpoint", task_id=task_id, checkpoint_id=done["checkpoints"][NAMES[2]])
    assert back["reopened_phases"] == [name] and back["phase"] == NAMES[2], back
    assert back["restored"] == rehearsed["restored"] == {"files_written": 1, "files_removed": 1}, back
    assert frontend in back["warnings"][0], back
    then = trees(folder)
    assert "docs/screens.md" not in then["."] and then[f"{task_id[:8]}-backend"]["backend/app.py"][1] \
        == content("backend/app.py", "backend").encode()
    del before["."]["docs/screens.md"]
    before[f"{task_id[:8]}-backend"]["backend/app.py"] = then[f"{task_id[:8]}-backend"]["backend/app.py"]
    assert then == before, "something else was rolled back, or not all"
    state = await must(call, "get_task_state", task_id=task_id)
    assert state["current_phase"] == name and state["phases_complete"] == NAMES[:3], state
    if way == "undo":
        again = await must(
            call, "rollback_to_checkpoint", task_id=task_id, checkpoint_id=back["rescued"]["id"])
        assert again["changed"] is True, again
        state = await must(call, "get_task_state", task_id=task_id)
        assert state["current_phase"] == NAMES[4] and state["phases_complete"] == NAMES[:4], state
    else:
        listed = await must(call, "list_worktrees", task_id=task_id)
        backend = next(each for each in listed["worktrees"] if each["module"] == "backend")
        write(os.path.join(backend["path"], "backend/app.py"), MENDED)
        write(os.path.join(folder, "docs/screens.md"), "The screens\n")
        await must(call, "record_validation", task_id=task_id, phase=name, passed=True)
        await complete(call, folder, task_id, name, done)
    assert trees(folder)["."]["docs/screens.md"][1] == b"The screens\n"


async def finish(call, folder, task_id, done):
    """Merges, cleans up and completes, as the orchestrator's last lines say."""
    told = await refused(call, "wrong_state", "complete_task", task_id=task_id, commit_changes=True)
    assert "tests" in told["unmerged"] and told["next"]["tool"] == "merge_worktrees", told
    merged = await must(call, "merge_worktrees", task_id=task_id)
    assert merged["changed"] is True and merged["conflicts"] == [], merged
    again = await must(call, "merge_worktrees", task_id=task_id)
    assert again["changed"] is False and again["commit_sha"] == merged["commit_sha"], again
    cleaned = await must(call, "cleanup_worktrees", task_id=task_id)
    assert len(cleaned["removed"]) == len(cleaned["branches_deleted"]) == 6 and cleaned["rescued"] == [], cleaned
    assert (await must(call, "list_worktrees", task_id=task_id))["worktrees"] == []
    completed = await must(call, "complete_task", task_id=task_id, commit_changes=True)
    assert completed["status"] == "completed" and completed["files"] == ["docs/screens.md", "docs/usage.md"], completed
    assert completed["left_alone"] == sorted(OWN), completed
    again = await must(call, "complete_task", task_id=task_id, commit_changes=True)
    assert again["changed"] is False and again["commit_sha"] == completed["commit_sha"], again
    done["commit"] = completed["commit_sha"]
    state = await must(call, "get_task_state", task_id=task_id)
    assert state["phases_complete"] == NAMES and state["current_phase"] is None, state
    listed = await must(call, "list_checkpoints", task_id=task_id)
    assert [each["number"] for each in listed["checkpoints"]] == list(range(len(listed["checkpoints"]))), listed
    verified = await must(call, "verify", ledger=f"run/{task_id}")
    assert verified["ok"] is True, verified
