"""Every field that an update says it can change, it changes; nothing is accepted and dropped."""

import json

import pytest

from server import Refused

# A value that differs from the task's, by its field, and what parse_plan then says where that is another key or word.
VALUES = {
    "description": "Two", "title": "Title", "preconditions": ["A"], "provides": ["B"], "depends_on": ["002"],
    "dependencies": (["002"], {"depends_on": ["002"]}), "wave": 2, "files": ["b.py"],
    "context": ({"files": ["b.py"]}, {"files": ["b.py"]}), "priority": "low", "estimated_time": "5 minutes", "effort": "S",
    "max_retries": 7, "requires_review": True, "agent": "tester", "acceptance_criteria": ["it runs"],
    "verification_script": "./test", "implementation_notes": "Use a.py", "parallel_strategy": "by_file",
    "parallel_scope": ["src/"],
}
# What names the task, and what is told by what happened.
OTHERS = {"id", "status"}
TASKS = [{"id": "001", "description": "One", "parallel_strategy": "none", "files": ["a.py"], "parallel_scope": ["lib/"]},
         {"id": "002", "description": "Other"}]


def test_the_fields_that_can_be_changed_are_those_that_are_tried_here(server):
    server.call("create_plan_branch", {"session_id": "s", "user_request": "R", "tasks": TASKS})
    with pytest.raises(Refused) as refusal:
        server.call("update_plan_branch", {"plan_branch": "s", "changed_tasks": [{"id": "001", "colour": "red"}]})
    assert set(refusal.value.body["allowed"]) == set(VALUES) | OTHERS


@pytest.mark.parametrize("field", VALUES)
def test_a_change_of_a_field_is_made(server, field):
    server.call("create_plan_branch", {"session_id": "s", "user_request": "R", "tasks": TASKS})
    given, told = VALUES[field] if isinstance(VALUES[field], tuple) else (VALUES[field], {field: VALUES[field]})

    def change():
        return server.call("update_plan_branch", {"plan_branch": "s", "changed_tasks": [{"id": "001", field: given}]})

    assert change()["changed"] is True
    task, = server.call("parse_plan", {"branch": "s", "ids": ["001"]})["tasks"]
    assert told.items() <= task.items(), json.dumps(task)
    assert change()["changed"] is False
