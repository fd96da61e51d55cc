"""libFuzzer over the six readers of what others write, one after the other, and what came of it as a table.

Each target checks what it read, so a wrong value counts like a crash; so do an input that takes more than a second, and one
that takes more than 512 MiB.
"""

import argparse
import glob
import hashlib
import os
import re
import subprocess
import sys
import time

import seeds

TARGETS = ["wire", "json", "trailers", "messages", "spec", "plan"]
# How long inputs may become: longer ones are slower, and rarely tell more.
LENGTHS = {"wire": 1_000, "json": 512, "trailers": 1_000, "messages": 800, "spec": 600, "plan": 700}
MEGABYTES = 512
ROOM = os.path.join(seeds.ROOT, ".build-fuzz", "fuzz")


def environment(target):
    """A trap is told by libFuzzer, which keeps the input; Swift's own backtrace would take seconds."""
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "GITSTATE_FUZZ_TARGET": target}


def lay_out(target):
    """The folders of a target, with its seeds and its dictionary."""
    folder = {name: os.path.join(ROOM, target, name) for name in ("corpus", "seeds", "found")}
    for path in folder.values():
        os.makedirs(path, exist_ok=True)
    for old in glob.glob(os.path.join(folder["seeds"], "*")):
        os.remove(old)
    for seed in seeds.seeds(target):
        with open(os.path.join(folder["seeds"], hashlib.sha1(seed).hexdigest()), "wb") as file:
            file.write(seed)
    words = os.path.join(ROOM, target, "words")
    with open(words, "w") as file:
        file.write(seeds.dictionary(target))
    return folder, words


def run(binary, target, options):
    """Runs one target until it has done its runs, and answers the row of the table."""
    folder, words = lay_out(target)
    before = set(os.listdir(folder["found"]))
    command = [
        binary, folder["corpus"], folder["seeds"], f"-runs={options.runs}", f"-seed={options.seed}",
        f"-dict={words}", f"-max_len={options.length or LENGTHS[target]}", f"-artifact_prefix={folder['found']}{os.sep}",
        # By the clock, which goes on while others have the core: the driver itself measures how long an input is at work.
        "-timeout=600", f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1", "-use_value_profile=0", "-reload=0"]
    if options.seconds:
        command.append(f"-max_total_time={options.seconds}")
    log = os.path.join(ROOM, target, "log")
    begin = time.monotonic()
    with open(log, "wb") as file:
        status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, env=environment(target)).returncode
    seconds = time.monotonic() - begin
    with open(log, errors="replace") as file:
        text = file.read()
    found = sorted(os.path.join(folder["found"], name) for name in set(os.listdir(folder["found"])) - before)
    stat = dict(re.findall(r"^stat::(\w+):\s+(\d+)", text, re.M))
    own = re.findall(r"^fuzz: runs (\d+) longest_us (\d+)", text, re.M)
    return {
        "target": target, "status": status, "seconds": seconds, "found": found, "log": log,
        "runs": int(own[-1][0]) if own else int(stat.get("number_of_executed_units", 0)),
        "corpus": len(os.listdir(folder["corpus"])), "longest": int(own[-1][1]) / 1_000 if own else None,
        "memory": int(stat.get("peak_rss_mb", 0)),
        "edges": (re.findall(r" cov: (\d+)", text) or ["0"])[-1],
    }


def reduce(binary, target, file):
    """Makes an input that broke something as small as it gets while it still does; answers where it is."""
    small = f"{file}.small"
    subprocess.run(
        [binary, file, "-minimize_crash=1", "-runs=100000", "-max_total_time=60", f"-exact_artifact_path={small}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(target))
    return small if os.path.exists(small) else file


def why(binary, target, file):
    """What is said of an input that breaks something."""
    done = subprocess.run([binary, file], capture_output=True, env=environment(target))
    text = done.stderr.decode(errors="replace")
    said = re.search(r"(Fatal error: .*|libFuzzer: .*)", text)
    return said[1] if said else "it breaks nothing when it is run alone"


def main():
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--target", action="append", choices=TARGETS, help="one target; may be given again (all of them)")
    parser.add_argument("--runs", type=int, default=10_000_000, help="executions of each target (10000000)")
    parser.add_argument("--seconds", type=int, default=0, help="ends a target after so long, whatever it has done")
    parser.add_argument("--seed", type=int, default=20261126, help="the same seed on an empty corpus tries the same inputs")
    parser.add_argument("--length", type=int, help="how many bytes an input may have")
    parser.add_argument("--input", help="runs this one file, with --target")
    options = parser.parse_args()
    if options.input:
        if not options.target:
            parser.error("--input needs --target")
        sys.exit(subprocess.run([options.binary, options.input], env=environment(options.target[0])).returncode)

    rows = []
    for target in options.target or TARGETS:
        print(f"fuzz: {target}, {options.runs} executions, seed {options.seed}", file=sys.stderr, flush=True)
        row = run(options.binary, target, options)
        rows.append(row)
        for file in row["found"]:
            small = reduce(options.binary, target, file)
            print(f"FOUND by {target}: {why(options.binary, target, small)[:2000]}\n  {small}\n"
                  f"  again: scripts/fuzz --target {target} --input {small}\n"
                  f"  once mended, keep it: cp {small} Fixtures/fuzz/{target}/NAME", flush=True)
        if row["status"] != 0 and not row["found"]:
            print(f"FAILED: {target} ended with {row['status']}; its log is {row['log']}", flush=True)
        if not options.seconds and row["status"] == 0 and row["runs"] < options.runs:
            row["status"] = 1
            print(f"FAILED: {target} did {row['runs']} executions of {options.runs}", flush=True)
    print("\n| target | executions | each second | seconds | corpus | edges | found | longest run | memory |\n|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        longest = "?" if row["longest"] is None else f"{row['longest']:.1f} ms"
        print(f"| {row['target']} | {row['runs']:,} | {row['runs'] / row['seconds']:,.0f} | {row['seconds']:.0f} | {row['corpus']} "
              f"| {row['edges']} | {len(row['found'])} | {longest} | {row['memory']} MB |")
    sys.exit(1 if any(row["status"] for row in rows) else 0)


if __name__ == "__main__":
    main()
