"""Waves in two calls, on the built binary: how many calls a run takes, and what each of the two says."""

import os
import random
import sys
import threading

import pytest

import story
from brief import carry_out, program, write
from repository import Repository
from server import Refused, Server
from test_drain import COMPILER, clock

QUICK = os.environ.get("GITSTATE_QUICK") == "1"
SEED = int(os.environ.get("GITSTATE_SEED", "20261126"))
FOUNDING = {**story.FOUNDING, "max_workers": 2}
# The old tools took 52.
MOST_CALLS = 22


def requirements(identity):
    """Both tasks of the second wave add a line at the same place, and neither says so: the second merge conflicts."""
    return {"requirements.txt": f"flask\nlibrary-of-{identity}\n"} if identity in story.WAVES[1] else {}


def check_end(repository):
    """The run as plain git sees it: everything is on the base, nothing is left over."""
    repository.check()
    for task in story.TASKS:
        for path in task["files"]:
            assert repository.git("show", f"flow:{path}") == program(path, task["provides"])
    assert sorted(repository.git("show", "flow:requirements.txt").splitlines()) == [
        "flask", "library-of-002", "library-of-003"]
    completed = [event["task"] for event in repository.contents(story.PLAN) if event["type"] == "taskCompleted"]
    assert sorted(completed) == ["001", "002", "003", "004", "005"]
    # What is on its way out goes behind the answer.
    assert [name for name in os.listdir(repository.path / ".worktrees") if not name.startswith(".trash~")] == []
    assert not [ref for ref in repository.refs() if ref.startswith("refs/gitstate/rescue")]


def test_the_run_of_the_seed_takes_at_most_22_calls(repository, capsys):
    """Five tasks, two workers that know nothing but their briefs, and one conflict."""
    made = []
    before = repository.git("status", "--porcelain"), repository.git("rev-parse", "HEAD")
    with Server(repository.path, repository.env) as orchestrator:
        def call(server, tool, arguments):
            made.append(tool)
            return server.call(tool, arguments)

        call(orchestrator, "create_plan_branch", FOUNDING)
        following = {"tool": "start_wave", "arguments": {"plan_branch": story.PLAN}}
        waves = []
        while following:
            wave = call(orchestrator, following["tool"], following["arguments"])
            assert "failed" not in wave and wave["changed"] is True, wave
            waves.append([row["task_id"] for row in wave["workers"]])
            for row in wave["workers"]:
                with Server(repository.path, repository.env) as worker:
                    carry_out(
                        lambda tool, arguments: call(worker, tool, arguments), row["brief"],
                        requirements(row["task_id"]))
            done = call(orchestrator, "finish_wave", {
                "plan_branch": story.PLAN, "learnings": f"after wave {len(waves)}: bcrypt cost 12"})
            assert done["left"] == [] and done["unmerged"] == [] and len(done["removed"]) == len(wave["workers"]), done
            following = done.get("next")
        # Tests are light work, and light and heavy work are never in one round.
        assert waves == [["001"], ["002", "003"], ["005"], ["004"]]
        assert done["state"] == "completed" and done["progress"] == {"completed": 5, "total": 5}
        assert done["base"]["land"] == "gitstate land" and done["plan_version"] == "v5"
    with capsys.disabled():
        print(f"\n    the run of the seed: {len(made)} calls of at most {MOST_CALLS}")
    assert len(made) <= MOST_CALLS, made
    check_end(repository)
    assert before == (repository.git("status", "--porcelain"), repository.git("rev-parse", "HEAD"))


def test_briefs_that_do_not_fit_are_asked_for_by_name(server):
    tasks = [{"id": f"{number:03}", "description": f"Task {number}: " + "long " * 1500} for number in range(1, 7)]
    server.call("create_plan_branch", {"session_id": "large", "user_request": "R", "tasks": tasks, "max_workers": 6})
    wave = server.call("start_wave", {"plan_branch": "large"})
    assert wave["truncated"] is True and 0 < len(wave["workers"]) < 6
    rows = wave["workers"]
    while wave.get("truncated"):
        wave = server.call(wave["next"]["tool"], wave["next"]["arguments"])
        assert wave["changed"] is False and wave["workers"]
        rows += wave["workers"]
    assert [row["worker_id"] for row in rows] == [str(number) for number in range(1, 7)]
    assert all("long long" in row["brief"] for row in rows)


@pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="a clock that is set takes Linux and a C compiler")
def test_a_lease_that_ran_out_is_named_with_the_way_on(repository, clock, tmp_path):
    ahead = tmp_path / "ahead"
    ahead.write_text("0")
    env = {**repository.env, "LD_PRELOAD": str(clock), "GITSTATE_AHEAD": str(ahead)}
    tasks = [{"id": f"00{number}", "description": f"Part {number}"} for number in (1, 2)]
    with Server(repository.path, env) as server:
        server.call("create_plan_branch", {"session_id": "c", "user_request": "R", "tasks": tasks})
        server.call("start_wave", {"plan_branch": "c", "workers": ["1"]})
        server.call("claim_task", {"plan_branch": "c", "task_id": "002", "worker_id": "far"})
        overview = server.call("overview")
        assert overview["plans"][0]["claimed"] == ["001 by worker 1", "002 by worker far"], "nobody is missed"
        assert overview["say"] == "Waiting for worker 1 on 001 and worker far on 002."
        ahead.write_text(str(5 * 3_600))
        overview = server.call("overview")
        assert overview["plans"][0]["claimed"] == ["001 by worker 1, expired", "002 by worker far, expired"]
        following = {"tool": "start_wave", "arguments": {"plan_branch": "plan/c"}}
        assert "The lease of worker 1 on task 001 ran out" in overview["say"] and overview["next"] == following
        done = server.call("finish_wave", {"plan_branch": "c"})
        assert done["left"][0]["next"] == done["next"] == following, done
        again = server.call(following["tool"], following["arguments"])
        assert sorted(row["task_id"] for row in again["workers"]) == ["001", "002"]
        overview = server.call("overview")
        assert "expired" not in str(overview) and "ran out" not in overview["say"]


def test_collisions_are_named_before_anybody_merges(server, repository):
    """Of files that are not committed, by all three tools; and what is held back says for whom it waits."""
    tasks = [{"id": f"00{number}", "description": f"Part {number}", "files": [f"part{number}.py"]} for number in (1, 2, 3)]
    server.call("create_plan_branch", {"session_id": "c", "user_request": "R", "tasks": tasks, "max_workers": 3})
    one, two = server.call("start_wave", {"plan_branch": "c", "workers": ["1", "2"]})["workers"]
    write(one["path"], "services/__init__.py", "# one\n")
    write(two["path"], "services/__init__.py", "# two\n")
    write(two["path"], "part3.py", "mine now\n")
    following = server.call("next_tasks", {"plan_branch": "c"})
    assert following["collisions"] == [{
        "branches": ["task/001-part-1", "task/002-part-2"], "paths": ["services/__init__.py"], "tasks": ["001", "002"]}]
    assert following["undeclared"] == [
        {"id": "001", "files": ["services/__init__.py"]}, {"id": "002", "files": ["part3.py", "services/__init__.py"]}]
    assert following["held"] == [{"id": "003", "file": "part3.py", "by": "002"}] and following["batch"]["tasks"] == []
    overview = server.call("overview")
    assert overview["collisions"] == ["001 and 002: services/__init__.py"]
    assert overview["undeclared"] == ["001: services/__init__.py", "002: part3.py and services/__init__.py"]
    listed = server.call("list_worktrees")["worktrees"]
    assert [row["conflicts_with"][0]["branch"] for row in listed] == ["task/002-part-2", "task/001-part-1"]
    assert listed[1]["undeclared"] == ["part3.py", "services/__init__.py"]
    wave = server.call("start_wave", {"plan_branch": "c", "workers": ["3"]})
    assert wave["workers"] == [] and wave["idle"][0]["worker_id"] == "3" and wave["held"] == following["held"]
    for row in (one, two):
        server.call("commit_task", {"worker_id": row["worker_id"], "type": "complete", "summary": "Done"})
    server.call("merge_task_branch", {"task_branch": one["branch"]})
    with pytest.raises(Refused) as refusal:
        server.call("merge_task_branch", {"task_branch": two["branch"]})
    assert [each["path"] for each in refusal.value.body["conflicts"]] == ["services/__init__.py"]


def test_whoever_is_killed_in_a_wave_the_next_one_goes_on():
    """start_wave and finish_wave at random moments: no task is done twice, none is lost, nothing is left half made."""
    random.seed(SEED)
    for round in range(2 if QUICK else 6):
        with Repository() as repository:
            kills = 0

            def call(tool, arguments):
                nonlocal kills
                while True:
                    server = Server(repository.path, repository.env)
                    timer = None
                    if tool in ("start_wave", "finish_wave") and kills < 8:
                        kills += 1
                        timer = threading.Timer(random.random() * 0.15, server.process.kill)
                        timer.start()
                    try:
                        return server.call(tool, arguments, timeout=20)
                    except (EOFError, OSError):
                        continue
                    finally:
                        if timer:
                            timer.cancel()
                        server.kill()

            call("create_plan_branch", FOUNDING)
            for number in range(20):
                wave = call("start_wave", {"plan_branch": story.PLAN})
                assert "failed" not in wave, wave
                for row in wave["workers"]:
                    carry_out(call, row["brief"], requirements(row["task_id"]))
                done = call("finish_wave", {"plan_branch": story.PLAN, "learnings": f"wave {number}"})
                if done["state"] == "completed":
                    break
            assert done["state"] == "completed" and done["left"] == [], done
            check_end(repository)
            assert not list((repository.path / ".git" / "worktrees").glob("*"))
            starts = [event["task"] for event in repository.contents(story.PLAN) if event["type"] == "taskClaimed"]
            assert sorted(starts) == ["001", "002", "003", "004", "005"], f"seed {SEED} round {round}"
