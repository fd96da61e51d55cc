"""The files of a workflow's agents: what they name, what git saw, and what can't be compared is said."""

import json
import os
import subprocess

import pytest

from repository import Repository
from server import BINARY, Refused, Server

DEFINITION = {"name": "Two", "phases": [{"agents": ["maker"]}, {"agents": ["checker"]}], "agents": [{"id": "maker"}, {"id": "checker"}]}


def start(server):
    return server.call("start_workflow", {"request": "Build it", "definition": DEFINITION, "mode": "full"})["workflow_id"]


def report(server, workflow, phase=1, agent="maker", **files):
    """The answer, and what it says of the phase."""
    answer = server.call("evaluate_workflow", {"workflow_id": workflow, "phase": phase, "results": [
        {"agent": agent, "success": True, "summary": "done", "files_modified": [], **files}]})
    assert server.call("verify", {"ledger": f"workflow/{workflow}"})["ok"] is True
    return answer, answer["phase_results"][str(phase)]


@pytest.fixture
def scene():
    with Repository() as repository, Server(repository.path, repository.env) as server:
        yield repository, server


def uncharged(result):
    return "files_unreported" not in result and "files_not_changed" not in result


def test_what_changed_is_seen_and_its_mode_too(scene):
    repository, server = scene
    repository.write("run.sh", "#!/bin/sh\n")
    repository.commit("A script")
    workflow = start(server)
    os.chmod(repository.path / "run.sh", 0o755)
    repository.write("new.py", "x")
    answer, result = report(server, workflow, files_modified=["run.sh"], files_created=["new.py"])
    assert result["files_seen_by_git"] == {"created": ["new.py"], "modified": ["run.sh"]} and uncharged(result)
    assert "warnings" not in answer and "files_not_compared" not in result
    os.chmod(repository.path / "run.sh", 0o644)
    _, second = report(server, workflow, 2, "checker", files_modified=["run.sh"])
    assert second["files_seen_by_git"] == {"modified": ["run.sh"]}


def test_what_became_of_a_file_otherwise_than_said_is_named(scene):
    repository, server = scene
    workflow = start(server)
    repository.write("README.md", "# Changed\n")
    repository.write("new.py", "x")
    _, result = report(server, workflow, files_deleted=["README.md"], files_modified=["new.py", "gone.py"])
    assert result["files_otherwise"] == ["new.py", "README.md"] and result["files_not_changed"] == ["gone.py"]
    _, second = report(server, workflow, 2, "checker")
    assert "files_otherwise" not in second


def test_another_branch_is_said_and_nobody_is_charged(scene):
    repository, server = scene
    repository.git("branch", "other")
    workflow = start(server)
    repository.write("mine.py", "x")
    repository.commit("Mine")
    repository.git("switch", "-q", "other")
    repository.write("theirs.py", "x")
    answer, result = report(server, workflow, files_created=["mine.py"])
    sentence = ("The work was handed out on main in the main working tree and reported from other in the main working tree: "
                "files that are named were looked for, what else changed can't be told.")
    assert result["files_not_compared"] == sentence and answer["warnings"] == [sentence] and uncharged(result)
    assert "theirs.py" not in json.dumps(answer["context_preservation"])
    _, second = report(server, workflow, 2, "checker")
    assert "files_not_compared" not in second and uncharged(second), "the next work was handed out here"


def test_a_worker_in_a_worktree_of_its_own_is_looked_for_there(scene):
    repository, server = scene
    repository.git("worktree", "add", "-q", "-b", "task", "../worker")
    workflow = start(server)
    worker = repository.home / "worker"
    (worker / "made.py").write_text("x")
    answer, result = report(server, workflow, files_created=["made.py", str(worker / "made.py")], files_modified=["README.md"])
    assert result["files_created"] == ["made.py"], "the absolute path is the same file"
    assert result["files_seen_by_git"] == {"created": ["made.py"]} and result["files_not_changed"] == ["README.md"]
    (worker / "more.py").write_text("x")
    (worker / "private.py").write_text("x")
    with Server(worker, repository.env) as there:
        answer, result = report(there, workflow, 2, "checker", files_created=["more.py"])
    assert "reported from task in worktree worker" in result["files_not_compared"] and uncharged(result)
    assert result["files_seen_by_git"] == {"created": ["more.py"]} and "private.py" not in json.dumps(answer)


def test_more_files_than_are_followed_are_counted(scene):
    repository, server = scene
    for number in range(1_001):
        repository.write(f"many/{number}", str(number))
    workflow = start(server)
    repository.write("new.py", "x")
    answer, result = report(server, workflow, files_created=["new.py"])
    assert result["files_not_compared"] == ("1001 files differed from the commit when the work was handed out, and at most 1000 are followed: "
                                            "none were compared.")
    assert answer["warnings"] == [result["files_not_compared"]] and uncharged(result)


def test_a_file_too_large_to_be_read_is_seen_where_it_came_or_is_named(scene):
    repository, server = scene
    repository.write("before.bin", bytes(2 << 20))
    workflow = start(server)
    repository.write("new.bin", bytes(2 << 20))
    _, result = report(server, workflow, files_created=["new.bin"])
    assert result["files_seen_by_git"] == {"created": ["new.bin"]} and uncharged(result)
    _, second = report(server, workflow, 2, "checker", files_modified=["before.bin"])
    assert uncharged(second)


def test_a_bare_repository_says_that_nothing_was_compared():
    with Repository() as repository:
        bare = repository.home / "bare.git"
        repository.git("clone", "-q", "--bare", ".", str(bare))
        with Server(bare, repository.env) as server:
            answer, result = report(server, start(server), files_created=["new.py"])
    assert result["files_not_compared"] == "The repository is bare, so there are no files to compare." and uncharged(result)
    assert answer["warnings"] == [result["files_not_compared"]]


def test_a_head_without_a_commit_says_that_nothing_was_compared(scene):
    repository, server = scene
    workflow = start(server)
    repository.git("switch", "-q", "--orphan", "empty")
    answer, result = report(server, workflow, files_created=["new.py"])
    assert answer["warnings"] == ["HEAD has no commit, so no files were compared."] and uncharged(result)


def test_what_git_ignores_is_said_as_ignored(scene):
    repository, server = scene
    repository.write(".gitignore", "build/\n*.log\n")
    repository.commit("Ignore")
    workflow = start(server)
    repository.write("build/app", "x")
    repository.write("run.log", "x")
    _, result = report(server, workflow, files_created=["build/app", "run.log", "absent.py"])
    assert result["files_ignored"] == ["build/app", "run.log"] and result["files_not_changed"] == ["absent.py"]


@pytest.mark.parametrize("given", ["./src/a.py", "src//a.py", "src/./a.py", "src/b/../a.py", "{root}/src/a.py", "{root}/./src/a.py"])
def test_a_path_is_written_as_git_writes_it(scene, given):
    repository, server = scene
    workflow = start(server)
    repository.write("src/a.py", "x")
    path = given.replace("{root}", str(repository.path))
    answer, result = report(server, workflow, files_created=[path, "src/a.py"])
    assert result["files_created"] == ["src/a.py"] and uncharged(result)
    again, _ = report(server, workflow, files_created=[path, "src/a.py"])
    assert again["changed"] is False, "the same result sent twice counts once"
    assert answer["context_preservation"]["accumulated_files"]["created"] == ["src/a.py"]


def test_a_path_is_meant_from_the_folder_in_which_the_caller_stands(scene):
    repository, server = scene
    workflow = start(server)
    repository.write("src/a.py", "x")
    repository.write("b.py", "x")
    results = [{"agent": "maker", "success": True, "summary": "done", "files_created": ["a.py", "../b.py", "src/a.py"]}]
    done = subprocess.run([BINARY, "workflow", "evaluate", workflow, "1", "--results", "-", "--json"], input=json.dumps(results), text=True,
                          cwd=repository.path / "src", env=repository.env, capture_output=True)
    result = json.loads(done.stdout)["phase_results"]["1"]
    assert result["files_created"] == ["src/a.py", "b.py"] and uncharged(result)


@pytest.mark.parametrize("path, code, why", [
    ("", "invalid_argument", "which is no file"), (".", "invalid_argument", "which is no file"), ("../x", "outside_repository", "leads out"),
    ("a/../../x", "outside_repository", "leads out"), ("/etc/passwd", "outside_repository", "in no working tree"),
    ("a\nb", "invalid_argument", "a control character"), ("a\x1b[2J", "invalid_argument", "a control character")])
def test_what_is_no_path_is_refused(scene, path, code, why):
    repository, server = scene
    workflow = start(server)
    before = repository.git("rev-parse", f"workflow/{workflow}")
    with pytest.raises(Refused) as refusal:
        report(server, workflow, files_created=[path])
    body = refusal.value.body
    assert body["code"] == code and why in body["error"] and "files_created of maker" in body["error"]
    assert repository.git("rev-parse", f"workflow/{workflow}") == before


def test_a_file_that_is_there_still_is_not_said_to_be_gone(scene):
    repository, server = scene
    repository.write("u.txt", "mine")
    repository.write("lib/a.txt", "x")
    repository.write("s.env", "secret")
    repository.git("add", "s.env")
    repository.git("commit", "-qm", "By mistake")
    workflow = start(server)
    repository.write(".gitignore", "u.txt\ns.env\n")
    repository.git("rm", "-q", "--cached", "s.env")
    subprocess.run(["git", "init", "-q", "."], cwd=repository.path / "lib", env=repository.env, check=True)
    _, result = report(server, workflow, files_created=[".gitignore"], files_modified=["lib/a.txt", "s.env"])
    assert result["files_seen_by_git"] == {"created": [".gitignore"]} and uncharged(result)
    assert result["files_unseen"] == ["lib/a.txt"] and result["files_ignored"] == ["s.env"]


def test_what_was_ignored_when_the_work_began_did_not_come_meanwhile(scene):
    repository, server = scene
    repository.write(".gitignore", "old.txt\n")
    repository.commit("Ignore")
    repository.write("old.txt", "x")
    workflow = start(server)
    repository.write(".gitignore", "")
    repository.write("new.txt", "x")
    (repository.path / "gone.txt").write_text("x")
    _, result = report(server, workflow, files_modified=[".gitignore", "old.txt"], files_created=["new.txt", "gone.txt"])
    assert result["files_seen_by_git"] == {"created": ["gone.txt", "new.txt"], "modified": [".gitignore"]} and uncharged(result)
    assert result["files_unseen"] == ["old.txt"]


def test_a_submodule_is_seen_where_its_commit_changed_and_what_is_in_it_is_charged_to_nobody(scene):
    repository, server = scene
    with Repository() as other:
        repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "sub")
        repository.commit("A submodule")
        workflow = start(server)
        (repository.path / "sub" / "inside.txt").write_text("x")
        for words in (["add", "."], ["commit", "-qm", "More"]):
            subprocess.run(["git", *words], cwd=repository.path / "sub", env=repository.env, check=True)
        _, result = report(server, workflow, files_modified=["sub", "sub/inside.txt"])
        assert result["files_seen_by_git"] == {"modified": ["sub"]} and uncharged(result)
        assert result["files_unseen"] == ["sub/inside.txt"]
        _, second = report(server, workflow, 2, "checker", files_modified=["sub"])
        assert second["files_seen_by_git"] == {} and second["files_not_changed"] == ["sub"]


def test_what_git_is_told_not_to_look_at_is_charged_to_nobody(scene):
    repository, server = scene
    for name in ("skipped", "assumed"):
        repository.write(name, "x")
    repository.commit("Two")
    repository.git("update-index", "--skip-worktree", "skipped")
    repository.git("update-index", "--assume-unchanged", "assumed")
    workflow = start(server)
    repository.write("skipped", "y")
    repository.write("assumed", "y")
    os.mkfifo(repository.path / "pipe")
    _, result = report(server, workflow, files_modified=["skipped", "assumed", "pipe"])
    assert uncharged(result) and result["files_unseen"] == ["skipped", "assumed", "pipe"]


def test_work_in_a_worktree_inside_is_found_by_its_path_and_where_it_was_committed(scene):
    repository, server = scene
    repository.write(".gitignore", ".worktrees/\n*.log\n")
    repository.commit("Ignore")
    repository.git("worktree", "add", "-q", "-b", "work", ".worktrees/w1")
    tree = repository.path / ".worktrees" / "w1"
    workflow = start(server)
    (tree / "n.txt").write_text("x")
    (tree / "run.log").write_text("x")
    _, result = report(server, workflow, files_created=[".worktrees/w1/n.txt", "run.log"])
    assert result["files_created"] == ["n.txt", "run.log"] and uncharged(result)
    assert result["files_seen_by_git"] == {"created": ["n.txt"]} and result["files_ignored"] == ["run.log"]
    (tree / "later.txt").write_text("x")
    subprocess.run(["git", "add", "."], cwd=tree, env=repository.env, check=True)
    subprocess.run(["git", "commit", "-qm", "Work"], cwd=tree, env=repository.env, check=True)
    repository.git("worktree", "remove", "--force", ".worktrees/w1")
    _, second = report(server, workflow, 2, "checker", files_created=["later.txt", "absent.txt"])
    assert second["files_seen_by_git"] == {"created": ["later.txt"]} and second["files_not_changed"] == ["absent.txt"]


def test_who_names_a_folder_names_what_is_in_it(scene):
    repository, server = scene
    workflow = start(server)
    repository.write("e/one.txt", "x")
    repository.write("e/f/two.txt", "x")
    _, result = report(server, workflow, files_created=["e/"])
    assert uncharged(result) and result["files_seen_by_git"] == {"created": ["e/f/two.txt", "e/one.txt"]}


def test_a_decision_stands_though_the_files_cannot_be_read(scene):
    repository, server = scene
    definition = {**DEFINITION, "approve_via": "any", "agents": [{"id": "maker", "approval": {"question": "So?"}}, {"id": "checker"}]}
    workflow = server.call("start_workflow", {"request": "Build it", "definition": definition, "mode": "full"})["workflow_id"]
    report(server, workflow)
    seen = server.call("request_approval", {"workflow_id": workflow})["seen"]
    index = (repository.path / ".git" / "index").read_bytes()
    repository.write(".git/index", "DIRC and no more")
    answer = server.call("decide", {"workflow_id": workflow, "decision": "approve", "seen": seen})
    assert answer["changed"] and answer["warnings"] == ["The working tree can't be read: what changes in it will not be compared."]
    (repository.path / ".git" / "index").write_bytes(index)
    answer, result = report(server, workflow, 2, "checker")
    assert answer["status"] == "COMPLETED" and "files_not_compared" in result
