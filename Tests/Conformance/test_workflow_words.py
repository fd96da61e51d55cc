"""What the commands say of workflows where something is amiss, and in how many words of one kind."""

import json
import os
import signal
import subprocess

import pytest

from repository import Repository
from server import BINARY

DEFINITION = {"name": "Two", "approve_via": "any", "phases": [{"agents": ["maker"]}, {"agents": ["checker"]}],
              "agents": [{"id": "maker", "approval": {"question": "Is it good?"}}, {"id": "checker"}]}


def run(repository, *words, given=None):
    done = subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True, input=given)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def scene(tmp_path):
    file = tmp_path / "definition.json"
    file.write_text(json.dumps(DEFINITION))
    with Repository() as repository:
        repository.definition = str(file)
        yield repository


def start(repository):
    code, out, errors = run(repository, "workflow", "start", "Build it", "--mode", "full", "--definition", repository.definition, "-q")
    assert code == 0, errors
    return out.strip()


def worked(repository, workflow):
    results = [{"agent": "maker", "success": True, "summary": "done", "files_modified": []}]
    assert run(repository, "workflow", "evaluate", workflow, "1", "--results", "-", given=json.dumps(results))[0] == 0


@pytest.mark.parametrize("command", ["history", "verify"])
def test_a_name_of_nothing_may_have_meant_each_of_three_kinds(scene, command):
    code, _, errors = run(scene, command, "nope")
    assert code == 66 and 'There is no plan, run or workflow "nope". The repository has none.' in errors
    assert "start_workflow" in errors
    workflow = start(scene)
    assert f"There is workflow/{workflow}." in run(scene, command, "nope")[2]


def test_a_file_that_is_not_there_is_said_once(scene):
    code, _, errors = run(scene, "workflow", "start", "x", "--definition", "no.json")
    assert code == 66 and errors.startswith("error: no.json is not there.\n")


def test_a_repository_without_a_commit_is_not_usable(scene):
    with Repository(commit=False) as empty:
        code, _, errors = run(empty, "workflow", "start", "x", "--mode", "full", "--definition", scene.definition)
    assert code == 69 and "has no commit yet" in errors


def test_a_branch_that_stands_in_the_way_is_named(scene):
    scene.git("branch", "workflow")
    code, _, errors = run(scene, "workflow", "start", "x", "--mode", "full", "--definition", scene.definition)
    assert code == 65 and "the ref refs/heads/workflow stands in its way" in errors
    assert str(scene.path) not in errors and ".lock" not in errors


def test_one_line_decides_and_it_is_the_same_everywhere(scene):
    workflow = start(scene)
    worked(scene, workflow)
    line = f"gitstate approve {workflow}"
    for words in [["overview"], ["workflow", "status"]]:
        out = run(scene, *words)[1]
        assert line in out and "gitstate workflow approve" not in out, words
    for words in [["approve", workflow, "--about", "maker"], ["workflow", "approve", workflow, "--agent", "maker"],
                  ["approve", workflow, "--agent", "maker"], ["workflow", "approve", workflow, "--about", "maker"]]:
        code, out, errors = run(scene, *words, "--revise", "Darker", "--yes")
        assert code == 0 and "sent back to be revised" in out, errors
        attempt = run(scene, "workflow", "status", "--json")[1]
        results = [{"agent": "maker", "success": True, "summary": f"{words}", "files_modified": []}]
        assert run(scene, "workflow", "evaluate", workflow, "1", "--results", "-", given=json.dumps(results))[0] == 0, attempt


def test_a_workflow_is_not_opened_again_and_says_so(scene):
    workflow = start(scene)
    code, _, errors = run(scene, "approve", "--reopen", workflow)
    assert code == 64 and "A workflow is not opened again" in errors and f"continues={workflow}" in errors


def test_what_was_to_be_revised_when_it_was_aborted_is_not_complete(scene):
    workflow = start(scene)
    worked(scene, workflow)
    assert run(scene, "approve", workflow, "--revise", "Darker", "--yes")[0] == 0
    assert run(scene, "abort", workflow, "--yes")[0] == 0
    out = run(scene, "workflow", "status", workflow)[1]
    assert "0 of 2 phases complete" in out and "complete just now" not in out
    assert "maker" in out and "aborted" in out


@pytest.mark.parametrize("command", ["graph", "watch"])
def test_what_is_drawn_may_be_of_three_kinds(scene, command):
    workflow = start(scene)
    code, _, errors = run(scene, command, "nope")
    assert code == 66 and f'There is no plan, run or workflow "nope". There is workflow/{workflow}.' in errors


def test_each_line_of_a_watch_says_how_it_stood_then(scene):
    workflow = start(scene)
    watch = subprocess.Popen([BINARY, "watch", workflow, "--json", "--until", "done"], cwd=scene.path, env=scene.env,
                             stdout=subprocess.PIPE, text=True)
    first = json.loads(watch.stdout.readline())
    assert first["phases_complete"] == 0
    # Two changes come between two looks: the watch stands still meanwhile.
    os.kill(watch.pid, signal.SIGSTOP)
    worked(scene, workflow)
    for words in (["approve", workflow, "--yes"], ["abort", workflow, "--yes"]):
        code, _, errors = run(scene, "workflow", *words)
        assert code == 0, errors
    os.kill(watch.pid, signal.SIGCONT)
    lines = [json.loads(line) for line in watch.communicate(timeout=60)[0].splitlines()]
    assert [line["status"] for line in lines] == ["IN_PROGRESS", "IN_PROGRESS", "FAILED"]
    assert [line["phases_complete"] for line in lines] == [0, 1, 1]


def test_a_look_at_a_decision_refuses_what_the_decision_would(scene):
    workflow = start(scene)
    worked(scene, workflow)
    words = ["workflow", "approve", workflow, "--revise", "smaller", "--agent", "nobody"]
    code, out, errors = run(scene, *words, "--dry-run")
    assert code == 64 and out == "" and '"nobody" is nobody whose work could be revised' in errors
    assert run(scene, *words[:-2], "--dry-run")[0] == 0


def test_a_refused_start_speaks_of_options_and_proposes_the_command(scene):
    code, _, errors = run(scene, "workflow", "start", "x")
    assert code == 64 and "error: --definition is required, or --continues." in errors and "--definition <file>" in errors
    code, _, errors = run(scene, "workflow", "start", "Only the makker", "--definition", scene.definition)
    assert code == 64
    assert f"hint: gitstate workflow start 'Only the makker' --definition {scene.definition} --mode partial --agent maker\n" in errors


def test_a_file_that_can_not_be_read_is_said_with_what_to_do(scene):
    workflow = start(scene)
    code, _, errors = run(scene, "workflow", "evaluate", workflow, "1", "--results", "/nofile")
    assert code == 66 and "hint: Name a file that is there, or - for standard input." in errors
    code, _, errors = run(scene, "workflow", "validate", str(scene.path))
    assert code == 74 and "is no regular file" in errors


def test_a_word_without_an_end_fills_no_screen(scene):
    workflow = start(scene)
    results = [{"agent": "maker", "success": False, "summary": "x" * 60_000, "files_modified": []}]
    assert run(scene, "workflow", "evaluate", workflow, "1", "--results", "-", given=json.dumps(results))[0] == 0
    code, out, _ = run(scene, "workflow", "status", workflow)
    assert code == 0 and "xxx" in out and len(out) < 5_000


def test_an_agent_is_told_of_workflows_in_good_words(scene):
    assert run(scene, "workflow", "start", "a bell \x07 rings", "--mode", "full", "--definition", scene.definition)[0] == 0
    code, out, _ = run(scene, "prime")
    assert code == 0 and '"a bell \\u{7} rings"' in out
    for request in ("two", "three"):
        assert run(scene, "workflow", "start", request, "--mode", "full", "--definition", scene.definition)[0] == 0
    assert "and 1 more workflow\n" in run(scene, "prime")[1]
