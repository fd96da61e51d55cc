"""The turn to write makes writers fast and fair, and nothing more: where it can't be had, compare-and-swap alone decides."""

import pytest

from server import Server
from test_races import PROCESSES, raised, together

UPDATES = 15


@pytest.fixture
def servers(repository):
    # A link in the place of the file that is locked is not followed: nobody ever has the turn.
    (repository.path / ".git" / "gitstate").mkdir()
    (repository.path / ".git" / "gitstate" / "lock").symlink_to("nowhere")
    running = [Server(repository.path, repository.env) for _ in range(PROCESSES)]
    for server in running:
        server.request("tools/list")
    yield running
    for server in running:
        server.end()


def test_no_update_is_lost_without_turns(servers, repository):
    servers[0].call("create_plan_branch", {
        "session_id": "s", "user_request": "r", "tasks": [{"id": "001", "description": "x"}]})

    def write(index, server):
        return [
            server.call("update_plan_branch", {"plan_branch": "s", "architecture_updates": f"<{index}.{number}>"}, timeout=60)["seq"]
            for number in range(UPDATES)]

    seqs = [seq for mine in raised(together(servers, write)) for seq in mine]
    assert sorted(seqs) == list(range(2, PROCESSES * UPDATES + 2)), "each update has a seq of its own"
    learned = [event["text"] for event in repository.contents("plan/s") if event["type"] == "learningRecorded"]
    assert sorted(learned) == sorted(f"<{index}.{number}>" for index in range(PROCESSES) for number in range(UPDATES))
    assert servers[0].call("verify", {"ledger": "s"})["ok"] is True


def test_a_plan_and_its_base_have_one_creator_without_turns(servers, repository):
    for number in range(20):
        # All of them make the base, too, and one of them holds its lock.
        repository.git("update-ref", "-d", "refs/heads/flow")
        plan = {"session_id": f"round-{number}", "user_request": "race", "tasks": [{"id": "001", "description": "One"}]}
        made = raised(together(servers, lambda _, server: server.call("create_plan_branch", plan)))
        assert sum(each["changed"] for each in made) == 1 and len({each["commit_sha"] for each in made}) == 1
