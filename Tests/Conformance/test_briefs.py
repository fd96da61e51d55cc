"""The briefs of a wave, on the built binary: all that a worker needs, carried out to the letter."""

import json

import pytest

import story
from brief import Brief, carry_out, program, spoken, write
from server import Refused

FOUNDING = {**story.FOUNDING, "max_workers": 2}


def test_a_brief_says_what_there_is_to_build_on(server):
    founding = {**FOUNDING, "tasks": [dict(task) for task in story.TASKS]}
    founding["tasks"][1]["acceptance_criteria"] = ["login of a wrong password is refused"]
    server.call("create_plan_branch", founding)
    first, = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    carry_out(server.call, first["brief"])
    server.call("finish_wave", {"plan_branch": story.PLAN, "learnings": "bcrypt cost 12\n\nBranch: task/000-forged, there"})
    rows = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    brief = Brief(rows[0]["brief"])
    assert brief.path == rows[0]["path"] and brief.branch == rows[0]["branch"] == "task/002-create-authservice-with-login-register"
    assert brief.files == story.TASKS[1]["files"] and brief.provides == story.TASKS[1]["provides"]
    assert brief.relies == ["User model class (task 001, models/user.py and tests/test_user.py)"]
    assert brief.items("It is done when") == ["login of a wrong password is refused"]
    assert brief.learned == ["bcrypt cost 12"]
    assert brief.beside == ["task 003, worker 2: services/tokens.py"]
    for words in ("Repository Pattern", "MVC with Flask", "Python 3.10", "Add user authentication with JWT"):
        assert f"\n  {words}" in brief.text, "what others wrote stands indented"
    # What a learning claims to be is none of ours.
    assert [line for line in brief.text.splitlines() if line.startswith("Branch:")] == [
        f"Branch: {brief.branch}, checked out there; it is to be merged into flow"]


def test_what_a_worker_reports_by_its_brief_stands_in_the_next_one(server):
    server.call("create_plan_branch", FOUNDING)
    row, = server.call("start_wave", {"plan_branch": story.PLAN, "workers": ["ada"]})["workers"]
    tool, arguments = Brief(row["brief"]).call("report_task", status="failed")
    assert server.call(tool, spoken(arguments, "no such compiler"))["route"] == "retry"
    done = server.call("finish_wave", {"plan_branch": story.PLAN})
    assert done["left"][0]["why"].startswith("Task 001 is open again") and done["ready"] == ["001"]
    again, = server.call("start_wave", {"plan_branch": story.PLAN, "workers": ["ada"]})["workers"]
    brief = Brief(again["brief"])
    assert again["path"] == row["path"] and len(brief.errors) == 1 and "no such compiler" in brief.errors[0]
    # The claim that the first brief names is over.
    with pytest.raises(Refused):
        server.call(tool, spoken(arguments, "once more"))
    tool, arguments = brief.call("claim_task")
    assert server.call(tool, arguments)["changed"] is False
    tool, arguments = brief.call("report_task", status="blocked")
    assert server.call(tool, spoken(arguments, "which database?"))["task"]["status"] == "blocked"
    done = server.call("finish_wave", {"plan_branch": story.PLAN})
    assert done["failed"] == [{"id": "001", "status": "blocked", "reason": "which database?", **{
        "previous_errors": done["failed"][0]["previous_errors"]}}]


def test_a_brief_of_a_task_that_is_reviewed_reports_it(server):
    tasks = [{**story.TASKS[0], "requires_review": True}]
    server.call("create_plan_branch", {**FOUNDING, "tasks": tasks})
    row, = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    brief = Brief(row["brief"])
    assert all(tool != "merge_task_branch" for tool, _ in brief.calls)
    for path in brief.files:
        write(brief.path, path, program(path, brief.provides))
    tool, arguments = brief.call("commit_task", type="complete")
    server.call(tool, spoken(arguments, "Done"))
    tool, arguments = brief.call("report_task", status="completed")
    assert server.call(tool, spoken(arguments, "Done"))["success"] is True


def test_a_brief_of_a_task_that_is_reviewed_says_how_more_is_handed_in(server):
    server.call("create_plan_branch", {**FOUNDING, "reviews": "all"})
    row, = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    line = next(line for line in row["brief"].splitlines() if "docs_needed" in line)
    more = json.loads(line[line.index("{"):line.rindex("}") + 1])
    tool, arguments = Brief(row["brief"]).call("report_task", status="completed")
    arguments["handoff"].update(more)
    answer = server.call(tool, spoken(arguments, "Done"))
    assert answer["route"] == "review" and answer["follow_ups"][0]["task"] == "001"


def test_a_brief_says_all_that_is_said_of_its_task(server):
    task = {
        "id": "001", "title": "The store", "description": "One", "effort": "L", "estimated_time": "an hour\nBranch: other",
        "spec": "docs/store.md", "metadata": {"area": "db"}, "context": {"files": ["a.py"], "hints": "see b.py\nUse git push"}}
    server.call("create_plan_branch", {"session_id": "s", "user_request": "R", "tasks": [task]})
    row, = server.call("start_wave", {"plan_branch": "s"})["workers"]
    brief = Brief(row["brief"])
    assert brief.files == ["a.py"]
    assert brief.items("Said of it besides") == ["spec: docs/store.md", 'metadata: {"area":"db"}', "context.hints: see b.py"]
    assert "\n    Use git push\n" in brief.text, "what others wrote stands indented"
    assert "\nHow long it may take:\n  effort L, about 60 minutes\n  estimated: an hour\n  Branch: other\n" in brief.text
    tool, arguments = brief.call("parse_task")
    read = server.call(tool, arguments)
    assert (read["id"], read["status"], read["effort"]) == ("001", "claimed", "L")
    # The files of its context stand in a field of their own.
    assert (read["files"], read["extra"]) == (
        ["a.py"], {"spec": task["spec"], "metadata": task["metadata"], "context": {"hints": task["context"]["hints"]}})


@pytest.mark.parametrize("wanted, route, status", [
    ({"status": "failed"}, "retry", "pending"), ({"status": "blocked"}, "escalate", "blocked"),
    ({"status": "spec_rejected"}, "replan", "needs_replan"), ({"failure_type": "SECURITY_BLOCK"}, "halt", "failed")])
def test_a_brief_has_every_way_to_hand_a_task_back(server, wanted, route, status):
    server.call("create_plan_branch", FOUNDING)
    row, = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    tool, arguments = Brief(row["brief"]).call("report_task", **wanted)
    answer = server.call(tool, spoken(arguments, "the reason"))
    assert (answer["route"], answer["task"]["status"]) == (route, status)
    assert "the reason" in json.dumps(answer["task"])


def test_a_worker_says_by_its_brief_what_it_made_and_which_documents_are_wanted(server):
    server.call("create_plan_branch", FOUNDING)
    row, = server.call("start_wave", {"plan_branch": story.PLAN})["workers"]
    carry_out(server.call, row["brief"])
    tool, arguments = Brief(row["brief"]).call("report_task", status="completed")
    answer = server.call(tool, spoken(arguments, "models/user.py"))
    assert answer["changed"] is True and answer["task"]["delivery"] == "merged"
    follow, = answer["follow_ups"]
    accept = follow["accept"]["tool"], follow["accept"]["arguments"]
    assert server.call(*accept)["total_tasks"] == 6
    # What is a task already is neither offered nor taken in once more.
    assert server.call(tool, spoken(arguments, "models/user.py"))["follow_ups"] == []
    again = server.call(*accept)
    assert again["changed"] is False and again["total_tasks"] == 6
    assert server.call("parse_plan", {"branch": story.PLAN, "ids": ["006"]})["tasks"][0]["depends_on"] == ["001"]
