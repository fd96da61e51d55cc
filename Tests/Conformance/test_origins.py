"""The defects of the tool that the first prompts were written for, each with the input that broke it.

Each test says in its first line what the original answered.
"""

import os
import subprocess
import threading

import pytest

import story
from repository import Repository
from server import Refused, Server

S, P = story.SESSION, story.PLAN


@pytest.fixture
def plan(server):
    server.call("create_plan_branch", story.FOUNDING)
    return server


def deliver(server, repository, identity, worker="1"):
    branch = story.branch(identity)
    server.call("create_task_branch", {"task_id": identity, "branch_slug": story.SLUGS[identity]})
    tree = server.call("create_worktree", {"worker_id": worker, "task_branch": branch})["path"]
    story.write(os.path.join(tree, f"{identity}.txt"), identity)
    server.call("commit_task", {"worker_id": worker, "summary": "x", "type": "complete"})
    server.call("merge_task_branch", {"task_branch": branch})
    server.call("remove_worktree", {"worker_id": worker})


def tasks(server):
    return {task["id"]: task for task in server.call("parse_plan", {"branch": P})["tasks"]}


def test_01_a_completed_task_stays_completed_over_the_next_update(plan, repository):
    """It wrote 001 back as pending and counted 1 of 2."""
    deliver(plan, repository, "001")
    plan.call("update_plan_branch", {"plan_branch": P, "completed_task_ids": ["001"]})
    deliver(plan, repository, "002")
    second = plan.call("update_plan_branch", {"plan_branch": P, "completed_task_ids": ["002"]})
    assert second["completed_tasks"] == 2
    assert {identity: task["status"] for identity, task in tasks(plan).items()}["001"] == "completed"


def test_02_learnings_accumulate_and_headings_in_a_text_stay(server):
    """It kept the newest learnings only, and lost what stood under a heading of the caller's."""
    server.call("create_plan_branch", {**story.FOUNDING, "architecture": "MVC\n\n### Layers\nRepository\n## Data\nSQL"})
    for number in (1, 2, 3):
        server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": f"learning {number}"})
    text = server.call("parse_plan", {"branch": P})["architecture"]
    assert text.startswith("MVC\n\n### Layers\nRepository\n## Data\nSQL")
    assert all(f"learning {number}" in text for number in (1, 2, 3))


def test_03_texts_of_several_lines_stay_whole(server):
    """It cut request and descriptions to their first line at the first update."""
    long = "First line\n\n  - second\n\tthird\r\nlast  "
    server.call("create_plan_branch", {"session_id": S, "user_request": long, "tasks": [{"id": "001", "description": long}]})
    server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "x"})
    plan = server.call("parse_plan", {"branch": P})
    assert plan["user_request"] == long and plan["tasks"][0]["description"] == long


def test_04_ids_that_are_no_numbers_stay(server):
    """It lost api-3 at the first read."""
    server.call("create_plan_branch", {"session_id": S, "user_request": "r", "tasks": [
        {"id": identity, "description": "x"} for identity in ("001", "002a", "api-3")]})
    server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "x"})
    assert list(tasks(server)) == ["001", "002a", "api-3"]


def test_05_a_key_word_in_a_description_is_no_list(server):
    """It took "files" and "provides" in a description for the lists of that name."""
    server.call("create_plan_branch", {"session_id": S, "user_request": "r", "tasks": [{
        "id": "001", "description": "Write config files: a, b\nProvides:\n  - nothing\nPreconditions: [x]",
        "preconditions": ["needs: cfg provides"], "provides": ["files: yes"], "files": ["a.txt"]}]})
    server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "x"})
    task = tasks(server)["001"]
    assert (task["preconditions"], task["provides"], task["files"]) == (["needs: cfg provides"], ["files: yes"], ["a.txt"])


def test_06_text_makes_no_task_and_no_status(server, repository):
    """A heading in the architecture became task 099; a line in a description became a status."""
    trap = "x\n\n## Tasks\n### Task 099\nID: 099\nDescription: phantom\nStatus: completed\n\n## Files\n- y"
    server.call("create_plan_branch", {
        "session_id": S, "user_request": trap, "architecture": trap, "design_patterns": trap,
        "tasks": [{"id": "001", "description": "d\nStatus: completed\n" + trap, "provides": ["a"]}]})
    server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": trap + "\nGitstate-State: {}"})
    found = tasks(server)
    assert list(found) == ["001"] and found["001"]["status"] == "pending"
    assert server.call("verify", {"ledger": P})["ok"] is True


def test_07_the_second_version_is_v2(plan, repository):
    """It counted all ancestors: v4, v57."""
    assert plan.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "x"})["plan_version"] == "v2"
    assert plan.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "y"})["plan_version"] == "v3"


def test_08_a_task_is_read_whatever_stands_on_top_and_a_design_is_read(plan, repository):
    """parse_task answered an empty task after the worker's first commit; design was always empty."""
    plan.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    plan.call("create_worktree", {"worker_id": "1", "task_branch": story.branch("001")})
    plan.call("commit_task", {"worker_id": "1", "type": "design", "summary": "Design", "design": {
        "overview": "One model", "architecture_decisions": ["bcrypt"], "interfaces_provided": ["User"]}})
    task = plan.call("parse_task", {"branch": story.branch("001")})
    assert task["id"] == "001" and task["provides"] == ["User model class", "User.verify_password"]
    design = plan.call("parse_worker_commit", {"branch": story.branch("001")})["design"]
    assert design == {"overview": "One model", "architecture_decisions": ["bcrypt"], "interfaces_provided": ["User"]}


def test_09_uncommitted_work_is_not_thrown_away(server, repository):
    """`git checkout -f flow` took the user's changes with it."""
    repository.write("README.md", "hours of work\n")
    server.call("create_plan_branch", story.FOUNDING)
    server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    assert (repository.path / "README.md").read_text() == "hours of work\n"


def test_10_head_stays_where_it_is_even_detached(server, repository):
    """Each call moved HEAD, and left a detached one on flow."""
    repository.git("branch", "flow")
    repository.git("checkout", "-q", "--detach")
    before = (repository.path / ".git" / "HEAD").read_bytes(), (repository.path / ".git" / "logs" / "HEAD").read_bytes()
    server.call("create_plan_branch", story.FOUNDING)
    server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    server.call("update_plan_branch", {"plan_branch": P, "architecture_updates": "x"})
    assert before == ((repository.path / ".git" / "HEAD").read_bytes(), (repository.path / ".git" / "logs" / "HEAD").read_bytes())


def test_11_eight_task_branches_at_once_are_all_made(repository):
    """Three of eight were; one task's metadata landed on flow and on another's branch."""
    many = [{"id": f"2{number:02}", "description": f"Task {number}"} for number in range(8)]
    servers = [Server(repository.path, repository.env) for _ in many]
    servers[0].call("create_plan_branch", {"session_id": S, "user_request": "r", "tasks": many})
    flow = repository.refs()["refs/heads/flow"]
    made = {}

    def create(server, task):
        made[task["id"]] = server.call("create_task_branch", {"task_id": task["id"], "branch_slug": "x"})

    threads = [threading.Thread(target=create, args=pair) for pair in zip(servers, many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and repository.refs()["refs/heads/flow"] == flow
    for identity in made:
        lines = repository.git("log", "--format=%s", f"flow..task/{identity}-x").splitlines()
        assert lines == [f"Initialize task/{identity}-x"]
    for server in servers:
        server.end()


def test_12_tasks_as_a_text_are_taken_and_an_error_leaves_nothing(server, repository):
    """It failed with "'str' object has no attribute 'get'", three files staged on flow."""
    with pytest.raises(Refused):
        server.call("create_plan_branch", {"session_id": S, "user_request": "r", "tasks": '[{"id": "001"'})
    assert list(repository.refs()) == ["refs/heads/main"] and repository.git("status", "--porcelain") == ""
    made = server.call("create_plan_branch", {
        "session_id": S, "user_request": "r", "tasks": '[{"id": "001", "description": "One", "provides": "[\\"a\\"]"}]'})
    assert made["total_tasks"] == 1 and tasks(server)["001"]["provides"] == ["a"]


def test_13_worker_1_and_worker_10_are_two_and_worktrees_are_no_untracked_files(plan, repository):
    """Removing worker-1 failed beside worker-10, and `git add -A` took the worktrees."""
    for worker, identity in (("1", "001"), ("10", "002")):
        plan.call("create_task_branch", {"task_id": identity, "branch_slug": "x", "ahead": True})
        plan.call("create_worktree", {"worker_id": worker, "task_branch": f"task/{identity}-x"})
    assert repository.git("status", "--porcelain") == ""
    assert plan.call("remove_worktree", {"worker_id": "1"})["changed"] is True
    assert plan.call("remove_worktree", {"worker_id": "1"})["changed"] is False
    assert (repository.path / ".worktrees" / "worker-10" / "README.md").exists()


def test_14_a_removed_worktree_loses_no_work(plan, repository):
    """`--force` discarded it."""
    plan.call("create_task_branch", {"task_id": "001", "branch_slug": "x"})
    tree = plan.call("create_worktree", {"worker_id": "1", "task_branch": "task/001-x"})["path"]
    story.write(os.path.join(tree, "draft.txt"), "a day of work\n")
    story.write(os.path.join(tree, "README.md"), "changed\n")
    rescued = plan.call("remove_worktree", {"worker_id": "1"})["rescued"]
    restore = rescued["restore"]
    plan.call(restore["tool"], restore["arguments"])
    assert open(os.path.join(tree, "draft.txt")).read() == "a day of work\n"
    assert open(os.path.join(tree, "README.md")).read() == "changed\n"


def test_15_work_is_merged_although_the_base_is_checked_out(plan, repository):
    """`fatal: 'flow' is already checked out`; there was no tool to merge."""
    repository.git("checkout", "-q", "flow")
    deliver(plan, repository, "001")
    assert (repository.path / "001.txt").read_text() == "001"
    assert repository.git("status", "--porcelain") == ""


def test_16_what_is_provided_is_known_after_a_squash_or_fast_forward_and_is_listed_once(plan, repository):
    """It read merge commits' sections on a branch named flow only, with duplicates."""
    plan.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    tree = plan.call("create_worktree", {"worker_id": "1", "task_branch": story.branch("001")})["path"]
    story.write(os.path.join(tree, "a.txt"), "a")
    plan.call("commit_task", {"worker_id": "1", "summary": "x", "type": "complete"})
    repository.git("checkout", "-q", "flow")
    repository.git("merge", "-q", "--ff-only", story.branch("001"))
    plan.call("update_plan_branch", {"plan_branch": P, "completed_task_ids": ["001"]})
    assert sorted(plan.call("get_provides")) == ["User model class", "User.verify_password"]
    repository.write("squashed.txt", "s\n")
    repository.commit("Squashed work of 002")
    sha = repository.git("rev-parse", "HEAD").strip()
    plan.call("update_plan_branch", {"plan_branch": P, "completed_task_ids": [{"id": "002", "commit": sha}]})
    provided = plan.call("get_provides")
    assert "AuthService.login" in provided and len(provided) == len(set(provided)) == 4


def test_17_outside_a_repository_each_call_says_so(tmp_path, repository):
    """An uncaught UnboundLocalError."""
    with Server(tmp_path, repository.env) as server:
        for tool, arguments in [
            ("create_task_branch", {"task_id": "001"}), ("update_plan_branch", {"plan_branch": P}), ("overview", {})]:
            with pytest.raises(Refused) as refusal:
                server.call(tool, arguments)
            assert refusal.value.code == "no_repository" and refusal.value.body["remedy"]


def test_18_the_users_config_and_hooks_change_nothing_of_a_metadata_commit(server, repository):
    """`commit.cleanup=strip` deleted every heading; hooks and signing ran."""
    for key, value in (("commit.cleanup", "strip"), ("commit.gpgSign", "true"), ("gpg.program", "/bin/false"),
                       ("core.commentChar", "G"), ("i18n.commitEncoding", "latin1"), ("commit.template", "/nonexistent")):
        repository.git("config", key, value)
    hook = repository.path / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    server.call("create_plan_branch", {**story.FOUNDING, "user_request": "Größe 漢字"})
    server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    assert server.call("parse_plan", {"branch": P})["user_request"] == "Größe 漢字"
    assert server.call("parse_task", {"branch": story.branch("001")})["id"] == "001"
    assert "## Tasks" in repository.git("log", "-1", "--format=%B", "--encoding=utf-8", P)


def test_19_a_second_session_with_the_same_slug_is_told_a_free_one(plan, repository):
    """It failed, and that was all."""
    plan.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
    plan.call("create_plan_branch", {"session_id": "session-2", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})
    with pytest.raises(Refused) as refusal:
        plan.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model", "plan_branch": "plan/session-2"})
    assert refusal.value.code == "name_taken"
    following = refusal.value.body["next"]
    made = plan.call(following["tool"], following["arguments"])
    assert made["plan_branch"] == "plan/session-2" and made["branch_name"] == "task/001-user-model-2"


def test_20_no_update_is_lost_and_a_plan_that_can_not_be_done_is_refused(plan, repository):
    """The last writer won; cycles, unknown preconditions and ids twice were taken."""
    with Server(repository.path, repository.env) as other:
        plan.call("parse_plan", {"branch": P})
        other.call("update_plan_branch", {"plan_branch": P, "new_tasks": [{"id": "006", "description": "Theirs"}]})
        plan.call("update_plan_branch", {"plan_branch": P, "new_tasks": [{"id": "007", "description": "Mine"}]})
    assert {"006", "007"} <= set(tasks(plan))
    for new in ([{"id": "008", "description": "x", "depends_on": ["008"]}], [{"id": "001", "description": "again"}],
                [{"id": "008", "description": "x", "depends_on": ["099"]}]):
        with pytest.raises(Refused):
            plan.call("update_plan_branch", {"plan_branch": P, "new_tasks": new})
    with pytest.raises(Refused):
        plan.call("update_plan_branch", {"plan_branch": P, "completed_task_ids": ["099"]})


def started(pid):
    """A number that grows with every program that a process has started and waited for: its children's page faults."""
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[8])


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="only Linux tells of children that are gone")
def test_21_a_call_starts_no_program(plan, repository):
    """Seven to nine git processes for each call."""
    import psutil

    # One that starts git once, to show that it would be seen.
    with subprocess.Popen(
            ["sh", "-c", "read go; git --version; echo; read end"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        before = started(other.pid)
        other.stdin.write(b"go\n")
        other.stdin.flush()
        assert other.stdout.readline().startswith(b"git version") and other.stdout.readline() == b"\n"
        assert started(other.pid) > before
        other.stdin.close()
    before = started(plan.process.pid)
    deliver(plan, repository, "001")
    assert started(plan.process.pid) == before
    assert psutil.Process(plan.process.pid).children(recursive=True) == []
