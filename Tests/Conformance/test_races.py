"""Eight real server processes on one repository at once: one winner, no update lost, nothing broken."""

import os
import threading

import pytest

from repository import Repository
from server import Refused, Server

PROCESSES = 8
QUICK = os.environ.get("GITSTATE_QUICK") == "1"
ROUNDS = 40 if QUICK else 200
UPDATES = 20 if QUICK else 50


@pytest.fixture
def servers(repository):
    running = [Server(repository.path, repository.env) for _ in range(PROCESSES)]
    for server in running:
        server.request("tools/list")
    yield running
    for server in running:
        server.end()


def together(servers, body):
    """Runs `body(index, server)` for all of them at once; answers their results, and raises what any raised."""
    barrier = threading.Barrier(len(servers))
    results = [None] * len(servers)

    def run(index):
        try:
            barrier.wait()
            results[index] = body(index, servers[index])
        except BaseException as error:  # noqa: BLE001 - handed to the one who waits
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(servers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def raised(results):
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def test_one_plan_and_one_task_branch_have_one_creator_in_every_round(servers, repository):
    assert raised([servers[0].call("create_plan_branch", {
        "session_id": "first", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})])
    for number in range(ROUNDS):
        plan = {"session_id": f"round-{number}", "user_request": "race",
                "tasks": [{"id": "001", "description": "One"}, {"id": "002", "description": "Two"}]}
        made = raised(together(servers, lambda _, server: server.call("create_plan_branch", plan)))
        assert sum(each["changed"] for each in made) == 1, f"round {number}: {[each['changed'] for each in made]}"
        assert len({each["commit_sha"] for each in made}) == 1
        task = {"task_id": "001", "branch_slug": f"round-{number}", "plan_branch": f"plan/round-{number}"}
        made = raised(together(servers, lambda _, server: server.call("create_task_branch", task)))
        assert sum(each["changed"] for each in made) == 1, f"round {number}: {[each['changed'] for each in made]}"
        assert len({each["commit_sha"] for each in made}) == 1
    refs = repository.refs()
    for number in range(ROUNDS):
        assert f"refs/heads/plan/round-{number}" in refs and f"refs/heads/task/001-round-{number}" in refs
    for number in (0, ROUNDS // 2, ROUNDS - 1):
        events = [event["type"] for event in repository.contents(f"plan/round-{number}")]
        assert events.count("planCreated") == 1 and events.count("taskBranched") == 1, events


def test_different_content_under_one_name_has_one_winner_and_the_others_are_told(servers, repository):
    for number in range(10):
        def create(index, server):
            try:
                return server.call("create_plan_branch", {
                    "session_id": f"own-{number}", "user_request": f"of {index}",
                    "tasks": [{"id": "001", "description": "One"}]})["changed"]
            except Refused as refusal:
                return refusal.code

        made = raised(together(servers, create))
        assert sorted(made, key=str) == sorted([True] + ["exists"] * (PROCESSES - 1), key=str)


def test_no_update_of_eight_writers_is_lost(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "shared", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})

    def write(index, server):
        return [
            server.call("update_plan_branch", {
                "plan_branch": "shared", "new_tasks": [{"id": f"w{index}-{number}", "description": f"{index} {number}"}],
                "architecture_updates": f"<{index}.{number}>"}, timeout=60)
            for number in range(UPDATES)
        ]

    answers = raised(together(servers, write))
    total = PROCESSES * UPDATES
    assert all(each["changed"] for mine in answers for each in mine)
    assert len({each["seq"] for mine in answers for each in mine}) == total, "each update has a seq of its own"
    for mine in answers:
        seqs = [each["seq"] for each in mine]
        assert seqs == sorted(seqs), "one writer's updates keep their order"
    assert servers[0].call("verify", {"ledger": "shared"})["ok"] is True
    brief = servers[0].call("parse_plan", {"branch": "shared", "detail": "brief", "limit": 1})
    assert brief["total_tasks"] == total + 1 and brief["plan_version"] == f"v{total + 1}"
    events = repository.contents("plan/shared")
    text = str([event for event in events if event["type"] != "planCreated"])
    for index in range(PROCESSES):
        for number in range(UPDATES):
            assert text.count(f"<{index}.{number}>") == 1, f"learning {index}.{number}"
    added = repository.git("rev-list", "--count", "flow..plan/shared").strip()
    assert int(added) == total + 1


def test_one_worktree_has_one_winner(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "trees", "user_request": "r",
        "tasks": [{"id": f"{number:03}", "description": "x"} for number in range(1, 11)]})
    for number in range(1, 4 if QUICK else 11):
        branch = servers[0].call("create_task_branch", {"task_id": f"{number:03}", "branch_slug": "x"})["branch_name"]

        def create(index, server):
            try:
                return server.call("create_worktree", {"worker_id": str(index + 1), "task_branch": branch}, timeout=60)
            except Refused as refusal:
                assert refusal.code in ("claimed", "branch_in_use", "busy"), refusal
                return None

        made = raised(together(servers, create))
        won = [each for each in made if each]
        assert len(won) == 1 and won[0]["changed"] is True, made
        plan = servers[0].call("parse_plan", {"branch": "trees", "ids": [f"{number:03}"]})
        assert plan["tasks"][0]["worker"] == won[0]["worker_id"]
        assert repository.git("-C", won[0]["path"], "rev-parse", "--abbrev-ref", "HEAD").strip() == branch
        assert repository.git("-C", won[0]["path"], "status", "--porcelain") == ""
        servers[0].call("remove_worktree", {"worker_id": won[0]["worker_id"]})


def test_one_folder_for_one_worker_is_made_once(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "same", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})
    servers[0].call("create_task_branch", {"task_id": "001", "branch_slug": "x"})
    for _ in range(3 if QUICK else 10):
        made = raised(together(servers, lambda _, server: server.call(
            "create_worktree", {"worker_id": "1", "task_branch": "task/001-x"}, timeout=60)))
        assert sum(not each["reused"] for each in made) == 1, [each["reused"] for each in made]
        gone = raised(together(servers, lambda _, server: server.call("remove_worktree", {"worker_id": "1"}, timeout=60)))
        assert sum(each["changed"] for each in gone) == 1, [each["changed"] for each in gone]


def test_another_plans_worker_of_the_same_id_takes_nobodys_folder(servers, repository):
    for name in ("one", "two"):
        servers[0].call("create_plan_branch", {
            "session_id": name, "user_request": name, "tasks": [{"id": "001", "description": name}]})
        servers[0].call("create_task_branch", {"task_id": "001", "branch_slug": name, "plan_branch": name})

    def create(index, server):
        name = ("one", "two")[index % 2]
        try:
            return name, server.call("create_worktree", {"worker_id": "1", "task_branch": f"task/001-{name}"}, timeout=60)
        except Refused as refusal:
            assert refusal.code in ("worker_busy", "busy", "claimed"), refusal
            return name, None

    made = raised(together(servers, create))
    winners = {name for name, each in made if each}
    assert len(winners) == 1, made
    name = winners.pop()
    folder = repository.path / ".worktrees" / "worker-1"
    assert repository.git("-C", str(folder), "rev-parse", "--abbrev-ref", "HEAD").strip() == f"task/001-{name}"
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(Refused) as refusal:
        other = "two" if name == "one" else "one"
        servers[1].call("create_worktree", {"worker_id": "1", "task_branch": f"task/001-{other}"})
    assert refusal.value.code == "worker_busy"
    free = refusal.value.body["next"]["arguments"]
    assert servers[1].call("create_worktree", free)["success"] is True
    assert (folder / "mine.txt").read_text() == "mine"


def test_readers_beside_writers_always_see_a_whole_state(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "seen", "user_request": "r", "tasks": [{"id": "000", "description": "x"}]})
    done = threading.Event()

    def body(index, server):
        if index < 2:
            for number in range(30):
                server.call("update_plan_branch", {
                    "plan_branch": "seen", "new_tasks": [{"id": f"a{index}-{number}", "description": "x"},
                                                         {"id": f"b{index}-{number}", "description": "x"}]})
            if index == 0:
                done.set()
            return None
        last = 0
        while not done.is_set():
            plan = server.call("parse_plan", {"branch": "seen", "detail": "brief"})
            assert plan["total_tasks"] % 2 == 1, "two tasks of one update are seen together"
            assert plan["seq"] >= last
            last = plan["seq"]
        return last

    raised(together(servers, body))


def test_merges_of_eight_tasks_at_once_all_arrive(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "many", "user_request": "r",
        "tasks": [{"id": f"{number:03}", "description": "x", "provides": [f"P{number}"]} for number in range(1, 9)]})

    def work(index, server):
        identity = f"{index + 1:03}"
        server.call("create_task_branch", {"task_id": identity, "branch_slug": "x"}, timeout=60)
        tree = server.call("create_worktree", {"worker_id": identity, "task_branch": f"task/{identity}-x"}, timeout=60)
        with open(os.path.join(tree["path"], f"file-{identity}.txt"), "w") as file:
            file.write(identity)
        server.call("commit_task", {"worker_id": identity, "summary": "x", "type": "complete"}, timeout=60)
        return server.call("merge_task_branch", {"task_branch": f"task/{identity}-x"}, timeout=60)

    merged = raised(together(servers, work))
    assert all(each["changed"] and each["completed"] for each in merged)
    files = repository.git("ls-tree", "--name-only", "flow").split()
    assert {f"file-{number:03}.txt" for number in range(1, 9)} <= set(files)
    assert sorted(servers[0].call("get_provides")) == sorted(f"P{number}" for number in range(1, 9))
    assert servers[0].call("verify", {"ledger": "many"})["ok"] is True


def test_one_merge_of_a_task_is_the_one_that_changed(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "merges", "user_request": "r",
        "tasks": [{"id": f"{number:03}", "description": "x"} for number in range(1, 11)]})
    for number in range(1, 4 if QUICK else 11):
        identity = f"{number:03}"
        servers[0].call("create_task_branch", {"task_id": identity, "branch_slug": "x"})
        tree = servers[0].call("create_worktree", {"worker_id": "1", "task_branch": f"task/{identity}-x"})
        with open(os.path.join(tree["path"], f"{identity}.txt"), "w") as file:
            file.write(identity)
        servers[0].call("commit_task", {"worker_id": "1", "summary": "x", "type": "complete"})
        made = raised(together(servers, lambda _, server: server.call(
            "merge_task_branch", {"task_branch": f"task/{identity}-x"}, timeout=60)))
        assert sum(each["changed"] for each in made) == 1, [each["changed"] for each in made]
        assert len({each["commit_sha"] for each in made}) == 1 and all(each["completed"] for each in made)
        servers[0].call("remove_worktree", {"worker_id": "1"})
    merges = repository.git("log", "--merges", "--format=%s", "flow").splitlines()
    assert len(merges) == (3 if QUICK else 10), merges


def test_one_module_has_one_maker_and_its_merge_and_its_end_one_doer(servers, repository):
    """Two processes at each step of a module's life: one of them changed it, and both answer the same."""
    rounds = 15 if QUICK else 50
    pair = servers[:2]
    for number in range(rounds):
        if number % 10 == 0:
            run = pair[0].call("start_task", {"description": f"Run {number}", "phases": ["one"]})["task_id"]
        module = {"task_id": run, "name": f"m{number}"}
        made = raised(together(pair, lambda _, server: server.call("create_worktree", module, timeout=60)))
        assert sum(each["changed"] for each in made) == 1, f"round {number}: {[each['changed'] for each in made]}"
        assert len({each["path"] for each in made}) == len({each["branch"] for each in made}) == 1
        assert repository.git("-C", made[0]["path"], "status", "--porcelain") == ""
        repository.write(os.path.join(made[0]["path"], f"m{number}.txt"), f"{number}\n")
        merged = raised(together(pair, lambda _, server: server.call(
            "merge_worktrees", {"task_id": run, "modules": [module["name"]]}, timeout=60)))
        assert sum(each["changed"] for each in merged) == 1, f"round {number}: {[each['changed'] for each in merged]}"
        assert len({each["commit_sha"] for each in merged}) == 1
        assert len({each["merged"][0]["tip"] for each in merged}) == 1
        gone = raised(together(pair, lambda _, server: server.call("cleanup_worktrees", {"task_id": run}, timeout=60)))
        removed = [path for each in gone for path in each["removed"]]
        assert removed == [made[0]["worktree_path"]] and not any(each["rescued"] for each in gone), f"round {number}: {gone}"
    merges = repository.git("log", "--first-parent", "--merges", "--format=%s", "main").splitlines()
    assert len(merges) == rounds, merges
    assert repository.git("status", "--porcelain") == ""
    files = set(repository.git("ls-tree", "--name-only", "main").split())
    assert {f"m{number}.txt" for number in range(rounds)} <= files
    assert servers[0].call("verify", {"ledger": f"run/{run}"})["ok"] is True


def test_two_modules_that_are_merged_at_once_both_arrive(servers, repository):
    pair = servers[:2]
    for number in range(5 if QUICK else 20):
        run = pair[0].call("start_task", {"description": "Run", "phases": ["one"]})["task_id"]
        for name in ("a", "b"):
            path = pair[0].call("create_worktree", {"task_id": run, "name": name})["path"]
            repository.write(os.path.join(path, f"{name}{number}.txt"), name)
        merged = raised(together(pair, lambda index, server: server.call(
            "merge_worktrees", {"task_id": run, "modules": ["ab"[index]]}, timeout=60)))
        assert all(each["changed"] for each in merged), merged
        files = set(repository.git("ls-tree", "--name-only", "main").split())
        assert {f"a{number}.txt", f"b{number}.txt"} <= files
        assert repository.git("status", "--porcelain") == ""
        raised(together(pair, lambda _, server: server.call("cleanup_worktrees", {"task_id": run}, timeout=60)))


def test_one_end_of_a_run_is_the_one_that_changed(servers, repository):
    pair = servers[:2]
    for number in range(5 if QUICK else 20):
        run = pair[0].call("start_task", {"description": f"Run {number}", "phases": ["one"]})["task_id"]
        pair[0].call("mark_phase_complete", {"task_id": run, "phase": "one", "reason": "done"})
        repository.write(f"late-{number}.txt", "late\n")
        ended = raised(together(pair, lambda _, server: server.call("complete_task", {"task_id": run}, timeout=60)))
        assert sum(each["changed"] for each in ended) == 1, f"round {number}: {ended}"
        assert len({each.get("commit_sha") for each in ended}) == 1, f"round {number}: {ended}"
        assert repository.git("log", "--format=%s", "main").splitlines().count(f"Run {number}") == 1
    assert repository.git("status", "--porcelain") == ""
