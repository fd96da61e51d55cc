"""A few faults of every tool; `scripts/faults` tries them all, or draws others each time."""

import os
import subprocess
import sys

import pytest

from server import ROOT
from test_snapshot_kills import COMPILER

FAULTS = os.path.join(ROOT, "Tests", "Faults")
sys.path.insert(0, FAULTS)
from cases import cases  # noqa: E402

SWEEP = os.path.join(FAULTS, "sweep.py")
SAMPLE = "2" if os.environ.get("GITSTATE_QUICK") == "1" else "6"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]


def test_every_tool_survives_what_goes_wrong():
    # The next call's two seconds are the sweep's own measure: on a busy machine it only has to come.
    words = ["--sample", SAMPLE, "--limit", "30"]
    words += ["--seed", os.environ.get("GITSTATE_SEED", "1")]
    done = subprocess.run([sys.executable, "-B", SWEEP, *words], capture_output=True, text=True, timeout=900)
    last = done.stdout.splitlines()[-2:]
    print("\n".join(done.stdout.splitlines()[:1] + last))
    assert done.returncode == 0, done.stdout + done.stderr
    # Each tool of the table is there, by its contract.
    listed = {name.removesuffix(".json") for name in os.listdir(os.path.join(ROOT, "Fixtures", "tools"))}
    assert {line.split()[0] for line in done.stdout.splitlines() if " points " in line} >= listed


# Where the whole sweep has found something: each point of that call again.
FOUND = [
    ("create_worktree", "lose contents", None), ("rollback_to_checkpoint", "ENOSPC", None), ("start_task", "EIO", None),
    ("create_worktree", "lose names", "another branch of the same plan replaces what is rescued"),
    ("rollback_to_checkpoint", "EMFILE", "to the latest, by another spelling"),
    ("start_wave", "EMFILE", "a file is being changed by another"),
]


@pytest.mark.parametrize(("tool", "mode", "name"), FOUND[:1] if SAMPLE == "2" else FOUND)
def test_a_tool_survives_one_thing_wherever_it_goes_wrong(tool, mode, name):
    names = [case["name"] for case in cases(tool)]
    words = ["--tool", tool, "--mode", mode, "--limit", "30", "--seed", "1", "--case", str(names.index(name) if name else 0)]
    done = subprocess.run([sys.executable, "-B", SWEEP, *words], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
