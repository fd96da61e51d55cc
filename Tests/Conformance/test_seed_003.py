"""The flow of seed 003, played by real clients whose person answers; the ledger and git tell whether it is so.

`GITSTATE_REWRITE=1` writes Fixtures/seed-003 anew; read the difference before it is committed.
"""

import json
import os
import subprocess

import pytest

import seed003
from repository import Repository
from server import BINARY, MODERN, ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(ROOT, "Fixtures", "seed-003")
REWRITE = os.environ.get("GITSTATE_REWRITE") == "1"
CLIENTS = [
    ("mcp 2 auto", "current", ["decide_client.py"], ["auto"], MODERN),
    ("mcp 2 legacy", "current", ["decide_client.py"], ["legacy"], "2025-11-25"),
    ("mcp 1", "legacy", ["decide_session.py"], [], "2025-11-25"),
    ("fastmcp", "current", ["decide_fastmcp.py"], [], MODERN),
]
QUESTIONS = {"completed": 6, "aborted": 3, "replanned": 9}


@pytest.mark.parametrize("way", ["completed", "aborted", "replanned"])
@pytest.mark.parametrize("name, room, script, mode, version", CLIENTS, ids=[each[0] for each in CLIENTS])
def test_a_real_client_plays_the_whole_flow(name, room, script, mode, version, way):
    python = os.path.join(ROOT, ".venv-conformance", room, "bin", "python")
    with open(os.path.join(ROOT, "Fixtures", "plans", "seed-003.yaml"), encoding="utf-8") as file:
        plan = file.read()
    with Repository() as repository:
        seed003.prepare(repository, plan)
        place = str(repository.path)
        played = subprocess.run(
            [python, os.path.join(HERE, "clients", script[0]), BINARY, place, *mode, "seed003", place, way],
            env=repository.env, capture_output=True, text=True, timeout=180)
        assert played.returncode == 0, played.stdout[-4000:] + played.stderr[-4000:]
        done = json.loads(played.stdout.splitlines()[-1])
        assert done["versions"] == [version] and done["questions"] == QUESTIONS[way], done
        compare(f"{way}.txt", "".join(f"{line}\n" for line in done["lines"]))
        compare(f"{way}.yaml", (repository.path / seed003.PATH).read_text())
        assert_end_state(repository, way)


def compare(name, text):
    place = os.path.join(GOLDEN, name)
    if REWRITE:
        os.makedirs(GOLDEN, exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
    with open(place, encoding="utf-8") as file:
        assert text.splitlines() == file.read().splitlines(), name


def assert_end_state(repository, way):
    """The flow as the ledger and plain git see it."""
    repository.check()
    events = repository.contents(seed003.PLAN)
    types = [event["type"] for event in events]
    decided = [event for event in events if "via" in event]
    assert {event["via"] for event in decided} == {"elicitation"}
    assert_batches(events)
    # Every folder is gone, what the user had is as it was, and nothing was thrown away unseen.
    assert [name for name in os.listdir(repository.path / ".worktrees") if not name.startswith(".trash~")] == []
    assert repository.git("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert repository.git("status", "--porcelain").split() == ["M", seed003.PATH]
    for ref in repository.refs():
        assert not ref.startswith("refs/gitstate/rescue"), ref
    # Passed by its review is one thing, and delivered another, which happens once.
    done = {event["task"] for event in events if event["type"] == "taskCompleted"}
    delivered = sorted(event["task"] for event in events if event["type"] == "taskCompleted" and event.get("merge"))
    match way:
        case "completed":
            parts = [f"task-003@{each}" for each in seed003.SCOPE]
            assert delivered == sorted([*parts, *(f"task-00{n}" for n in (1, 2, 4, 5, 6))])
            assert done == {*delivered, "task-003"}, "what has no branch of its own is done with its parts"
            assert types.count("batchConfirmed") == 5 and types.count("taskRetried") == 3
            claims = [event["task"] for event in events if event["type"] == "taskClaimed"]
            assert sorted(task for task in set(claims) if claims.count(task) > 1) == ["task-001", "task-002", "task-003@models"]
        case "aborted":
            assert types.count("planAborted") == 1 and types.count("reportNoted") == 2
            after = types[types.index("planAborted") + 1:]
            # Of what follows nothing is a start or an end.
            assert set(after) == {"claimReleased", "reportNoted"} and after.count("claimReleased") == 2, after
        case "replanned":
            assert types.count("taskFailed") == 3 and types.count("replanNeeded") == 1
            assert types.count("approvalReopened") == 1 and types.count("planApproved") == 2
            start = types.index("approvalReopened")
            assert "taskClaimed" not in types[start:start + types[start:].index("planApproved")]
            assert delivered == sorted(done) == [f"task-00{n}" for n in range(1, 8)], done
    on_base = repository.git("ls-tree", "-r", "--name-only", "flow").split()
    assert ("services/auth.py" in on_base) == (way != "aborted")
    assert_told(repository, way)


def assert_batches(events):
    """An independent look at the pauses: nothing starts while the plan waits, and no decision comes that nothing waited for."""
    waits = set()
    for event in events:
        match event["type"]:
            case "planCreated" | "approvalReopened":
                waits.add("plan")
            case "planApproved":
                waits.remove("plan")
            case "batchCompleted":
                waits.add("batch")
            case "batchConfirmed":
                waits.remove("batch")
            case "planAborted":
                waits.add("end")
            case "taskClaimed":
                assert not waits, event


def assert_told(repository, way):
    """The commands that a person ends with."""

    def run(*words):
        return subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True)

    verified = run("verify", seed003.PLAN)
    assert verified.returncode == 0, verified
    report = run("plan", "report", seed003.PLAN)
    assert report.returncode == 0 and "Add accounts with login to the shop's API" in report.stdout, report
    expected = {
        "completed": ["no mail server answers on port 25", "Old modules may be latin-1", "6 of 6"],
        "aborted": ["aborted", "The new owner has accounts"],
        "replanned": ["no mail server answers, attempt 3", "task-007", "7 of 7"],
    }
    for words in expected[way]:
        assert words in report.stdout, f"{words}: {report.stdout}"
    # What was exported is the plan: taken in again, it changes nothing.
    again = run("call", "import_plan", f"path={seed003.PATH}")
    assert again.returncode == 0 and json.loads(again.stdout)["changed"] is False, again
    assert "preview" not in json.loads(again.stdout), again.stdout
