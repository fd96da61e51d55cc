"""A short storm; `scripts/storm` is the whole one, and holds its rate too."""

import os
import re
import subprocess
import sys

from server import ROOT

STORM = os.path.join(ROOT, "Tests", "Storm", "storm.py")
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
