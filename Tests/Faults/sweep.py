"""Every tool, every call by which it touches a file, every way in which that call can go wrong.

After each: what was acknowledged is there, git finds no fault, every ledger replays to its state, the user's files are as
they were or as they were to be, and the same call then does what it was to do, within seconds and without a person.
The clock and the dice fall alike each time, so that many faults leave the same bytes; those are judged once.
"""

import argparse
import collections
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from cases import Stage, cases, tools
from trial import MODES, Fault, Trial


def swept(job):
    """Sweeps one case, or some of its points; answers the counts and what broke."""
    tool, index, library, options = job
    found = {"tool": tool, "case": index, "points": 0, "modes": collections.Counter(), "faults": [], "slowest": 0.0, "alike": 0}
    try:
        with Stage(tool, cases(tool)[index]) as stage:
            found["name"] = stage.name
            trial = Trial(stage, library, options.limit)
            try:
                points = trial.points()
                found["points"] = len({number for number, _ in points})
                if options.point:
                    points = [(number, mode) for number, mode in points if number == options.point and mode == (options.mode or mode)]
                elif options.mode:
                    points = [(number, mode) for number, mode in points if mode == options.mode]
                if options.sample and len(points) > options.sample:
                    points = random.Random(f"{options.seed} {tool} {index}").sample(points, options.sample)
                for number, mode in points:
                    found["modes"][mode] += 1
                    try:
                        trial.check(number, mode, options.seed)
                    except (Fault, subprocess.TimeoutExpired, AssertionError) as fault:
                        found["faults"].append((number, mode, str(fault)))
                        if len(found["faults"]) >= options.most:
                            break
                found["slowest"], found["alike"] = trial.slowest, trial.alike
            finally:
                trial.end()
    except Exception as fault:  # A case that can't be swept is a fault of the sweep.
        found["faults"].append((0, "prepare", f"{type(fault).__name__}: {fault}"))
    return found


def built(folder):
    library = os.path.join(folder, "fault.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fault.c")
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        sys.exit("faults: no C compiler (cc or clang) is installed")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def jobs(options, library):
    wanted = options.tool or tools()
    for tool in wanted:
        number = len(cases(tool))
        if not number:
            sys.exit(f"faults: {tool} has no contract whose call succeeds")
        chosen = range(number) if options.all else [options.case] if options.case is not None else [0]
        for index in chosen:
            yield tool, index, library, options


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", action="append", help="only this tool; may be given again")
    parser.add_argument("--all", action="store_true", help="every case of a tool's contract, instead of its first")
    parser.add_argument("--case", type=int, help="that case, counted from 0")
    parser.add_argument("--point", type=int, help="that call only")
    parser.add_argument("--mode", choices=list(MODES), help="that way of going wrong only")
    parser.add_argument("--sample", type=int, help="as many points of each case, drawn by the seed")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="what is drawn (default: another each time)")
    parser.add_argument("--limit", type=float, default=2.0, help="seconds in which the next call must succeed")
    parser.add_argument("--most", type=int, default=10, help="how many faults of one case are looked at")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    start = time.monotonic()
    print(f"seed {options.seed}", flush=True)
    rows, faults = [], 0
    with tempfile.TemporaryDirectory() as folder:
        library = built(folder)
        with multiprocessing.Pool(options.jobs) as pool:
            for row in pool.imap_unordered(swept, list(jobs(options, library))):
                rows.append(row)
                checks = sum(row["modes"].values())
                print(f"{row['tool']:24} {row.get('name', '')[:44]:44} {row['points']:5} points {checks:6} faults tried, {row['alike']:6} left what another had {row['slowest']:5.2f} s", flush=True)
                for number, mode, text in row["faults"]:
                    faults += 1
                    print(f"  BROKEN --tool {row['tool']} --case {row['case']} --point {number} --mode '{mode}' --seed {options.seed}\n    " + text.replace("\n", "\n    "), flush=True)
    modes = sum((row["modes"] for row in rows), collections.Counter())
    print(
        f"{len({row['tool'] for row in rows})} tools, {len(rows)} calls of theirs, {sum(row['points'] for row in rows):,} points, {len(modes)} ways, "
        f"{sum(modes.values()):,} faults in {time.monotonic() - start:.0f} s, of which {sum(row['alike'] for row in rows):,} left byte for byte what another had: "
        f"{faults} broken; the next call took at most {max(row['slowest'] for row in rows):.2f} s")
    print("  " + ", ".join(f"{mode} {count:,}" for mode, count in sorted(modes.items())))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
