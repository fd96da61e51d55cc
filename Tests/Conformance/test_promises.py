"""`scripts/promises` in short: each of its parts, on the built binary; its merges are a Swift test's."""

import os
import subprocess
import sys

from server import ROOT


def test_each_promise_is_kept_in_short():
    command = [
        sys.executable, "-B", os.path.join(ROOT, "Tests", "Promises", "promises.py"), "--seed", "1",
        "--only", "races,texts,line,calls", "--rounds", "4",
        "--texts", "1200", "--mebibytes", "64", "--calls", "1000"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    kept = [line for line in done.stdout.splitlines() if line.startswith("kept")]
    assert done.returncode == 0 and len(kept) == 15, done.stdout + done.stderr
