"""A short storm; `scripts/storm` is the whole one, and holds its rate too."""

import os
import re
import subprocess
import sys
import types

import pytest
from server import ROOT

STORM = os.path.join(ROOT, "Tests", "Storm", "storm.py")
sys.path.insert(0, os.path.dirname(STORM))
from judge import Chain, Judge  # noqa: E402: it stands beside the storm

SECONDS = "8" if os.environ.get("GITSTATE_QUICK") == "1" else "25"


def test_nothing_is_lost_or_doubled_when_servers_are_killed_and_stopped():
    # How much is done depends on the machine, and is no matter here.
    words = ["--seconds", SECONDS, "--memory", "--least", "0", "--limit", "30"]
    words += ["--seed", os.environ.get("GITSTATE_SEED", "1")]
    done = subprocess.run([sys.executable, "-B", STORM, *words], capture_output=True, text=True, timeout=600)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    # What it is about did happen.
    assert re.search(r"0 lost, 0 doubled, 0 otherwise broken", done.stdout)
    for what in ("operations acknowledged", "kills", "calls asked again"):
        assert int(re.search(rf"([\d,]+) {what}", done.stdout)[1].replace(",", "")) > 20, what


# MARK: The judge itself

MADE = ("c1", [{"type": "planCreated", "tasks": [{"id": "01"}]}], "a")
CLAIMED = ("c2", [{"type": "taskClaimed", "task": "01", "worker": "me"}], "b")


def called(name, tool, outcome, begun, returned, answer=None, **arguments):
    return types.SimpleNamespace(
        id=name, tool=tool, arguments=arguments, outcome=outcome, answer=answer, asked=1, first=begun, last=begun, returned=returned,
        keyed=True, changed=outcome == "ok" and answer["changed"])


def made(returned=1):
    return called("a", "create_plan_branch", "ok" if returned else "unknown", 0, returned, {"changed": True, "commit_sha": "c1"}, session_id="p")


def claim(outcome, answer, begun=2, name="b"):
    return called(name, "claim_task", outcome, begun, begun + 1, answer, plan_branch="p", task_id="01", worker_id="me")


def reopened(outcome, answer):
    return called(
        "c", "update_plan_branch", outcome, 2, 3, answer, plan_branch="p", changed_tasks=[{"id": "01", "status": "pending"}])


@pytest.mark.parametrize(("operations", "rows", "found"), [
    ([made(), claim("ok", {"changed": True})], [MADE, CLAIMED], (0, 0, 0)),
    ([made(), claim("ok", {"changed": True})], [MADE], (1, 0, 0)),
    ([made(), claim("ok", {"changed": True})], [], (2, 0, 0)),
    ([made(), claim("ok", {"changed": True})], [MADE, CLAIMED, CLAIMED], (0, 1, 0)),
    ([made(), claim("fail", {"code": "claimed"})], [MADE, CLAIMED], (0, 0, 1)),
    ([made(), claim("fail", {"code": "claimed"})], [MADE], (0, 0, 1)),
    ([made(), claim("ok", {"changed": False})], [MADE], (0, 0, 1)),
    # Whoever made the plan has not heard of it yet, while another works in it already.
    ([made(returned=None), reopened("ok", {"changed": False})], [MADE], (0, 0, 0)),
    ([made(returned=None), reopened("fail", {"code": "not_found"})], [MADE], (0, 0, 0)),
    ([made(), reopened("fail", {"code": "not_found"})], [MADE], (0, 0, 1)),
])
def test_the_judge_sees(operations, rows, found):
    ledger = "plan/p"
    judge = Judge(operations, {ledger: Chain(ledger, rows, [])} if rows else {}).run()
    assert (len(judge.lost), len(judge.doubled), len(judge.wrong)) == found, (judge.lost, judge.doubled, judge.wrong)
