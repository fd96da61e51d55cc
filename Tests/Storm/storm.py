"""Many real servers on one repository, killed and stopped at random moments, beside git's housekeeping and a person.

Then the history of what was asked and answered is judged, by rules that share no code with gitstate, against the ledgers as
plain git shows them: nothing that was acknowledged is lost, nothing is there twice, every answer was true.
"""

import argparse
import collections
import contextlib
import os
import shutil
import sys
import tempfile
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", *place) for place in (["Conformance"], ["..", "Benchmarks"])]

import history  # noqa: E402
import judge  # noqa: E402
import places  # noqa: E402
import remains  # noqa: E402
import repository as scratch  # noqa: E402
from life import Broken  # noqa: E402
from repository import Repository  # noqa: E402
from server import BINARY  # noqa: E402
from weather import Bolts, Keeper, Person  # noqa: E402
from work import Room, Worker  # noqa: E402


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="what is drawn (default: another each time)")
    parser.add_argument("--kills", type=float, default=0.75, help="how often each server is killed, a second")
    parser.add_argument("--stops", type=float, default=0.06, help="how often each server is stopped, a second")
    parser.add_argument("--longest", type=float, default=2.5, help="seconds that the longest stops last")
    parser.add_argument("--least", type=float, default=100, help="acknowledged operations a second below which the run counts as failed")
    parser.add_argument("--limit", type=float, default=remains.SOON, help="seconds in which the first call afterwards must succeed")
    parser.add_argument("--memory", action="store_true", help="in memory where the machine has a place for that: a sync costs nothing there")
    parser.add_argument("--keep", metavar="DIR", help="leave the history and the repository there")
    return parser.parse_args()


def weathered(chosen, repository, path, log):
    """The storm itself; answers what there is to count."""
    room = Room(repository, BINARY, history.History(path), log, chosen.seed)
    person, keeper = Person(room), Keeper(room)
    person.begin()
    workers = [Worker(number, room) for number in range(1, chosen.servers + 1)]
    for place in room.generation:
        workers[0].found(place)
    for number in range(len(room.runs)):
        workers[0].begin_run(number)
    bolts = Bolts(workers, room, chosen.kills, chosen.stops, chosen.longest)
    start = time.monotonic()
    before = room.history.answered
    for thread in (*workers, bolts, keeper, person):
        thread.start()
    while not room.over.is_set() and (left := chosen.seconds - (time.monotonic() - start)) > 0:
        room.over.wait(min(left, 10))
        took = time.monotonic() - start
        print(f"  {took:5.0f} s  {room.history.answered:7,} answered  {bolts.kills:6,} kills", file=sys.stderr, flush=True)
    took, held = time.monotonic() - start, room.history.answered - before
    room.over.set()
    for thread in (bolts, *workers, keeper, person):
        thread.join(90)
    room.history.close()
    if room.error is None and any(worker.is_alive() for worker in workers):
        room.error = Broken("a worker's call does not come to an end")
    return room, workers, bolts, keeper, person, took, held


def cost_of_syncing(folder):
    """What one sync of a new small file costs there, milliseconds: a durable change waits for at least three of them."""
    path, times = os.path.join(folder, "sync"), []
    for _ in range(30):
        with open(path, "wb", buffering=0) as file:
            file.write(b"x" * 300)
            start = time.monotonic_ns()
            os.fsync(file.fileno())
            times.append(time.monotonic_ns() - start)
        os.unlink(path)
    return milliseconds(sorted(times), 0.5)


def milliseconds(times, share):
    return times[min(len(times) - 1, int(len(times) * share))] / 1e6 if times else 0.0


def told(chosen, results, operations, verdict, faults, syncs):
    room, workers, bolts, keeper, person, took, held = results
    answered = [operation for operation in operations if operation.returned]
    writes = sum(operation.keyed for operation in answered)
    changes = sum(operation.changed for operation in answered)
    asked = sum(operation.asked > 1 for operation in operations)
    print(f"{chosen.servers} servers, {took:.0f} s, seed {chosen.seed}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, "
          f"on {places.file_system(room.repository.home)}, where a sync costs {syncs[0]:.2f} ms before and {syncs[1]:.2f} after")
    print(f"  {held:,} operations acknowledged, {held / took:.0f} a second: {writes:,} writing calls ({changes:,} changed something, "
          f"{sum(operation.outcome == 'fail' for operation in answered):,} refused), {len(answered) - writes:,} readings")
    print(f"  {bolts.kills:,} kills, {bolts.stops:,} stops, {sum(worker.lives for worker in workers):,} lives; {asked:,} calls asked again, "
          f"{sum(worker.abandoned for worker in workers)} given up with their outcome unknown")
    print(f"  git gc --auto {keeper.done['gc']}, pack-refs {keeper.done['pack-refs']}, worktree prune {keeper.done['worktree']} "
          f"({len(keeper.refused)} refused); the person: {len(person.commits)} commits, {len(person.branches) + len(person.deleted)} branches, "
          f"{person.fetches} fetches, {person.again} tries again")
    for name, chosen_ones in (("writing", [each for each in answered if each.keyed]), ("reading", [each for each in answered if not each.keyed])):
        times = sorted(operation.returned - operation.first for operation in chosen_ones)
        print(f"  {name}: p50 {milliseconds(times, 0.5):.0f} ms, p99 {milliseconds(times, 0.99):.0f} ms, max {milliseconds(times, 1):.0f} ms, "
              "from the first time it was asked, kills and stops between included")
    refusals = collections.Counter((each.tool, each.answer["code"]) for each in answered if each.outcome == "fail")
    print("  refused: " + (", ".join(f"{tool} {code} {count:,}" for (tool, code), count in refusals.most_common()) or "none"))
    for fault in keeper.refused[:5]:
        print(f"  note: {fault}")
    for fault in [*verdict.lost, *verdict.doubled, *verdict.wrong, *faults][:20]:
        print(f"  BROKEN {fault}")
    print(f"  {len(verdict.lost)} lost, {len(verdict.doubled)} doubled, {len(verdict.wrong) + len(faults)} otherwise broken")


# Refusals that the work itself brings about, and the one that says: try again.
EXPECTED = {"claimed", "wrong_state", "busy"}


def main():
    chosen = options()
    # What a sync costs is a part of what is measured; and an ext4 without a journal is slower with every file that was deleted there.
    with contextlib.nullcontext(scratch.SCRATCH) if chosen.memory else places.place(None, 4) as place:
        scratch.SCRATCH = place
        storm(chosen)


def storm(chosen):
    folder = chosen.keep or tempfile.mkdtemp(prefix="gitstate-storm-")
    os.makedirs(folder, exist_ok=True)
    path, errors = os.path.join(folder, "history.jsonl"), os.path.join(folder, "stderr")
    print(f"seed {chosen.seed}", flush=True)
    with Repository() as repository, open(errors, "wb") as log:
        # So that git's own housekeeping has something to do, and does it while it is waited for.
        repository.git("config", "gc.auto", "1500")
        repository.git("config", "gc.autoDetach", "false")
        syncs = [cost_of_syncing(repository.home)]
        results = weathered(chosen, repository, path, log)
        syncs.append(cost_of_syncing(repository.home))
        room, person, took, held = results[0], results[4], results[5], results[6]
        faults = [str(room.error)] if room.error else []
        operations = history.read(path)
        if not faults:
            try:
                faults += remains.faults(room, operations, person, chosen.limit)
            except (AssertionError, Broken) as error:
                faults.append(f"what is left can't be looked at: {error!r}"[:600])
        verdict = judge.Judge(operations, judge.chains(repository)).run()
        faults += [
            f"{verdict.named(operation)}: {operation.answer}" for operation in operations
            if operation.outcome == "fail" and operation.answer["code"] not in EXPECTED]
        if said := open(errors, errors="replace").read().strip():
            faults.append(f"servers wrote to their standard error: {said[:400]}")
        if held / took < chosen.least:
            faults.append(f"{held / took:.0f} operations a second were held, and at least {chosen.least:.0f} must be")
        told(chosen, results, operations, verdict, faults, syncs)
        if chosen.keep:
            shutil.copytree(repository.path, os.path.join(folder, "repository"), dirs_exist_ok=True, symlinks=True)
    if not chosen.keep:
        shutil.rmtree(folder, ignore_errors=True)
    broken = verdict.lost or verdict.doubled or verdict.wrong or faults
    words = sys.argv[1:] if "--seed" in sys.argv else [*sys.argv[1:], "--seed", str(chosen.seed)]
    print("again: scripts/storm " + " ".join(words))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
