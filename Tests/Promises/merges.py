"""Merges of random histories, compared with those of git itself: by the Swift test that does so for forty of them at each run."""

import os
import subprocess
import time

from server import ROOT

TEST = "A merge of random histories"


def merges(options):
    """Whether as many histories as are asked for are merged as `git merge-tree` does, or where git itself loses a file."""
    start = time.monotonic()
    done = subprocess.run(
        ["swift", "test", "--disable-xctest", "--filter", TEST], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "GITSTATE_SEEDS": str(options.merges), "GITSTATE_SEED": "1", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"})
    isAlike = done.returncode == 0 and f'Suite "{TEST}" passed' in done.stdout
    if not isAlike:
        print((done.stdout + done.stderr)[-3000:], flush=True)
    words = f"{'as git does' if isAlike else 'otherwise'}, in {time.monotonic() - start:.0f} s"
    return [(f"{options.merges:,} random histories merged, and as many of which most lines repeat", words, "as git does", isAlike)]
