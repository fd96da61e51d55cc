"""Runs the rows that are asked for, prints the table, and writes RESULTS.md. Started by `Benchmarks/run`."""

import argparse
import datetime
import os
import pathlib
import platform
import subprocess
import sys

from contention_rows import contention_rows
from growth_rows import growth_rows
from places import file_system, place
from plan_rows import plan_rows
from report import missed, table
from start_rows import start_rows
from repositories import small_project
from size_rows import size_rows
from snapshot_rows import snapshot_rows
from tree_rows import tree_rows

LARGE = 50_000
PARTS = ["start", "plan", "contention", "size", "growth", "tree", "snapshot"]
HERE = pathlib.Path(__file__).parent


class Programs:
    """Who is measured."""

    def __init__(self, gitstate, loop, peer):
        self.gitstate, self.loop, self.peer, self.folder = gitstate, loop, peer, HERE

    @staticmethod
    def say(words):
        print(f"== {words}", file=sys.stderr, flush=True)


def main():
    options = arguments()
    programs = Programs(options.gitstate, options.loop, options.peer)
    quick = options.quick
    load = os.getloadavg()[0]
    with place(options.place, gibibytes=12) as folder:
        # libgit2 and git look for a person's configuration there.
        os.environ["HOME"] = str(folder)
        where = file_system(folder)
        programs.say(f"repositories on {where}")
        rows = []
        if "start" in options.only:
            programs.say("start, against mcp-server-git")
            rows += start_rows(programs, small_project(folder / "start"), 5 if quick else 20)
        if "plan" in options.only:
            programs.say("the plan's tools, against git subprocesses")
            rows += plan_rows(programs, folder, 2 if quick else 10)
        if "contention" in options.only:
            programs.say("processes that write to one plan, against libgit2 and git")
            rows += contention_rows(programs, folder, 400 if quick else 4_000)
        if "size" in options.only:
            programs.say("plans of up to 10,000 tasks")
            rows += size_rows(programs, folder, 3 if quick else 15)
        if "growth" in options.only:
            programs.say("ledgers of up to 10,000 events, and 10,000 branches")
            rows += growth_rows(programs, folder, *((300, 300) if quick else (10_000, 10_000)))
        if "tree" in options.only:
            programs.say("a large tree, against git")
            rows += tree_rows(programs, folder, *((5_000, 3, 5) if quick else (LARGE, 7, 20)))
        if "snapshot" in options.only:
            programs.say("checkpoints and rollbacks in a large tree, against git")
            rows += snapshot_rows(programs, folder, *((5_000, 3) if quick else (LARGE, 9)))
    text = page(rows, where, load)
    print(text)
    if not quick and options.only == PARTS:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    return 1 if options.check and missed(rows) else 0


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("--gitstate", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--loop", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peer", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="few rounds and a tree of 5,000 files; writes nothing")
    parser.add_argument("--only", type=lambda text: text.split(","), default=PARTS, help=",".join(PARTS))
    parser.add_argument("--place", help="where the repositories are made")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a goal is missed")
    options = parser.parse_args()
    unknown = set(options.only) - set(PARTS)
    if unknown:
        parser.error(f"--only {', '.join(unknown)}: there is {', '.join(PARTS)}")
    return options


def page(rows, where, load):
    """RESULTS.md: the machine, the table, and what was not reached."""
    failed = missed(rows)
    end = "Every goal is reached." if not failed else "Not reached: " + "; ".join(failed) + "."
    return f"""# Benchmarks

Written by `Benchmarks/run`. Medians; the peers ran in turn with gitstate in the same run, so compare inside a row. A tool's time is
from the request's first byte to the answer's last, over stdio, on a server that keeps running; a peer's is that of its subprocesses.
Updates a second and one update are the library's, in a loop (LedgerLoop) beside libgit2 in a loop (bare.c), where the row does not say otherwise.
The plan has 20 tasks and its project 20 files (61 at the end); the large trees have {LARGE:,} files, 7 kB each, in one pack. A row with two ratios has the
default first, then without fsync.

- Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}, commit {commit()}
- Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}, load {load:.1f} at the start
- Repositories: on {where}
- {said("git", "--version")}, Python {platform.python_version()}

{table(rows)}

{end}
"""


def commit():
    name = said("git", "-C", str(HERE), "rev-parse", "--short=12", "HEAD")
    return name + (" with changes" if said("git", "-C", str(HERE), "status", "--porcelain", "--", "..", ":!RESULTS.md") else "")


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
