"""Known mistakes, planted one at a time into a build of their own, and the tests that must find each.

A mistake is found where each of the tests named for it fails; and with none chosen, all of them pass on the same binary.
"""

import argparse
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCE = os.path.join(ROOT, "Sources", "GitState", "Files", "Planted.swift")
# In a debug build on a busy machine nothing is quick, and how long the next call takes is not what is looked at here.
STORM = ["Tests/Storm/storm.py", "--memory", "--seconds", "10", "--seed", "1", "--least", "0", "--limit", "30"]
SWEEP = ["Tests/Faults/sweep.py", "--limit", "30", "--seed", "1", "--most", "1", "--jobs", "2"]


def test(file, words=None):
    return ["-m", "pytest", "-q", "-x", "--no-header", "--tb=line", "-p", "no:cacheprovider", f"Tests/Conformance/{file}.py",
            *(["-k", words] if words else [])]


CHECKS = {
    "storm": STORM,
    "faults: a full disk": [*SWEEP, "--tool", "update_plan_branch", "--mode", "ENOSPC"],
    "faults: kills": [*SWEEP, "--tool", "create_plan_branch", "--mode", "kill"],
    "test_power": test("test_power"),
    "test_contracts of remove_worktree": test("test_contracts", "remove_worktree"),
    "test_repeated_calls": test("test_repeated_calls"),
    "test_races: no update is lost": test("test_races", "no_update_of_eight_writers"),
    "test_without_turns": test("test_without_turns"),
    "test_workers": test("test_workers"),
}
# What each would do, and what finds it.
PLANTED = {
    "forced-create": ("a ref is moved wherever it is, without compare-and-swap", ["test_without_turns"]),
    "write-ignored": ("an object that could not be written is taken for written", ["faults: a full disk"]),
    "unsynced": ("nothing is synced to the disk", ["test_power"]),
    "unrescued": ("a worktree goes without a rescue", ["test_contracts of remove_worktree"]),
    "keys-forgotten": ("a key that was used is not looked for", ["test_repeated_calls", "storm"]),
    "state-retried": ("what was decided on an earlier state is written on a later one", ["test_races: no update is lost", "storm"]),
    "snapshot-skips": ("a snapshot lacks the events of its own commit", ["test_races: no update is lost", "storm"]),
    "substring-workers": ("worker 1 is taken for worker 10", ["test_workers"]),
    "locks-kept": ("what a killed process has locked stays locked", ["faults: kills"]),
}


def run(check, mistake):
    """Whether a check passes with that mistake (nil for none), how long it took, and the last thing that it says."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "GITSTATE_QUICK": "1"}
    environment.pop("GITSTATE_PLANTED", None)
    if mistake:
        environment["GITSTATE_PLANTED"] = mistake
    start = time.monotonic()
    try:
        done = subprocess.run([sys.executable, *CHECKS[check]], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
        code, text = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        code, text = 1, "it does not come to an end"
    return code, time.monotonic() - start, said(text)


def said(text):
    """Why it failed, in one line."""
    for pattern in (r"BROKEN .*\n?.*", r"^E .*", r".*(?:Error|Refused).*", r".*\d (?:passed|failed|broken).*"):
        if found := re.search(pattern, text, re.MULTILINE):
            return " ".join(found[0].split())[:150]
    return " ".join(text.split()[-12:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(PLANTED), help="this mistake alone; may be given again")
    parser.add_argument("--no-clean", action="store_true", help="leave out the run with no mistake")
    chosen = parser.parse_args()
    binary = os.environ["GITSTATE_BINARY"]
    with open(SOURCE, encoding="utf-8") as file:
        known = re.findall(r'case \w+ = "([\w-]+)"', file.read())
    with open(binary, "rb") as file:
        content = file.read()
    if sorted(known) != sorted(PLANTED):
        sys.exit(f"planted: the source knows {sorted(known)}, and the table {sorted(PLANTED)}")
    if b"GITSTATE_PLANTED" not in content:
        sys.exit(f"planted: {binary} was built without the condition PLANTED_BUGS")
    missed = 0
    wanted = chosen.only or list(PLANTED)
    for mistake in wanted:
        what, checks = PLANTED[mistake]
        print(f"{mistake}: {what}", flush=True)
        for check in checks:
            code, took, words = run(check, mistake)
            missed += code == 0
            print(f"  {'MISSED' if code == 0 else 'found'} by {check} in {took:.0f} s: {words}", flush=True)
    if not chosen.no_clean:
        print("none: the same tests on the same binary", flush=True)
        for check in dict.fromkeys(check for mistake in wanted for check in PLANTED[mistake][1]):
            code, took, words = run(check, None)
            missed += code != 0
            print(f"  {'passes' if code == 0 else 'FAILS'}: {check} in {took:.0f} s: {words}", flush=True)
    print(f"{len(wanted)} mistakes planted, {missed} of the tests did not do what they must")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
