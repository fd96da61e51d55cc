"""What goes on beside the work: kills, stops, git's own housekeeping, and a person who uses git as if he were alone."""

import heapq
import random
import signal
import subprocess
import threading
import time

from life import Broken

# Seconds. A stop that lasts longer than the turn to write is waited for, a second, lets others write beside the one who has it.
SHORTEST, SHORT = 0.005, 0.3
# How many of the stops are long.
LONG = 0.03


class Bolts(threading.Thread):
    """Kills servers at random moments, and stops them for a while.

    - kills, stops: how often, for each server and second
    - longest: seconds that a stop may last
    """

    def __init__(self, workers, room, kills, stops, longest):
        super().__init__(daemon=True)
        self.workers, self.room = workers, room
        self.often, self.share, self.longest = (kills + stops) * len(workers), kills / (kills + stops), longest
        self.chance = random.Random(f"{room.seed} bolts")
        self.kills = self.stops = 0
        self.stopped = []

    def run(self):
        while not self.room.over.is_set():
            due = time.monotonic() + self.chance.expovariate(self.often)
            while self.stopped and self.stopped[0][0] <= due:
                self.wait(self.stopped[0][0])
                self.wake()
            self.wait(due)
            self.strike()
        while self.stopped:
            self.wake()

    def wait(self, until):
        self.room.over.wait(max(0, until - time.monotonic()))

    def strike(self):
        life = self.chance.choice(self.workers).life
        if life is None:
            return
        if self.chance.random() < self.share:
            self.kills += life.send(signal.SIGKILL)
        elif life.send(signal.SIGSTOP):
            self.stops += 1
            longest = self.longest if self.chance.random() < LONG else SHORT
            heapq.heappush(self.stopped, (time.monotonic() + self.chance.uniform(SHORTEST, longest), self.stops, life))

    def wake(self):
        heapq.heappop(self.stopped)[2].send(signal.SIGCONT)


class Keeper(threading.Thread):
    """git's housekeeping, one thing after another for as long as the storm lasts."""

    THINGS = [["gc", "--auto", "--quiet"], ["pack-refs", "--all"], ["worktree", "prune"]]

    def __init__(self, room):
        super().__init__(daemon=True)
        self.room = room
        self.chance = random.Random(f"{room.seed} keeper")
        self.done = {words[0]: 0 for words in self.THINGS}
        self.refused = []

    def run(self):
        while not self.room.over.wait(self.chance.uniform(0.3, 1.2)):
            words = self.chance.choices(self.THINGS, [1, 2, 2])[0]
            done = subprocess.run(
                ["git", *words], cwd=self.room.repository.path, env=self.room.repository.env, capture_output=True, text=True)
            self.done[words[0]] += 1
            if done.returncode:
                self.refused.append(f"git {' '.join(words)}: {done.stderr.strip()[:200]}")


class Person(threading.Thread):
    """Commits on a branch of his own, makes and deletes branches, clones and fetches; nobody told him of gitstate."""

    def __init__(self, room):
        super().__init__(daemon=True)
        self.room, self.repository = room, room.repository
        self.chance = random.Random(f"{room.seed} person")
        self.commits, self.branches, self.deleted = [], {}, set()
        self.fetches = self.again = self.count = 0
        self.clone = self.repository.home / "clone"

    def begin(self):
        """What he has open when the storm comes up: a branch, something staged, something new, something changed."""
        self.repository.write("draft.txt", "one\n")
        self.repository.commit("A draft")
        self.repository.git("checkout", "-q", "-b", "person")
        self.repository.write("draft.txt", "two\n")
        self.repository.git("add", "draft.txt")
        self.repository.write("draft.txt", "three\n")
        self.repository.write("notes.txt", "unknown to git\n")
        self.main = self.repository.git("rev-parse", "main")
        self.open = self.looks()

    def looks(self):
        """How his files and his index look."""
        names = ("README.md", "draft.txt", "notes.txt")
        return (
            self.repository.git("status", "--porcelain"), self.repository.git("symbolic-ref", "HEAD"),
            self.repository.git("ls-files", "-s", "draft.txt"), [(self.repository.path / name).read_bytes() for name in names])

    def run(self):
        try:
            while not self.room.over.wait(self.chance.uniform(0.05, 0.3)):
                self.chance.choices([self.commit, self.branch, self.delete, self.fetch], [5, 3, 2, 1])[0]()
        except BaseException as error:  # noqa: BLE001: the storm's own thread raises it
            self.room.fail(Broken(f"the person: {error!r}"))

    def git(self, *words):
        """git until it succeeds: locks are another's for moments only."""
        until = time.monotonic() + 5
        while True:
            done = subprocess.run(
                ["git", *words], cwd=self.repository.path, env=self.repository.env, capture_output=True, text=True)
            if done.returncode == 0:
                return done.stdout
            if time.monotonic() > until:
                raise Broken(f"git {' '.join(words)} does not succeed: {done.stderr.strip()[:400]}")
            self.again += 1
            time.sleep(0.05)

    def commit(self):
        self.count += 1
        name = f"by-hand/{self.count}.txt"
        self.repository.write(name, f"{self.count}\n")
        self.git("add", name)
        self.git("commit", "-q", "-m", f"By hand {self.count}", "--", name)
        self.commits.append(self.git("rev-parse", "HEAD").strip())

    def branch(self):
        self.count += 1
        name = f"idea-{self.count}"
        self.git("branch", name)
        self.branches[name] = self.git("rev-parse", name).strip()

    def delete(self):
        if self.branches:
            name = self.chance.choice(sorted(self.branches))
            del self.branches[name]
            self.git("branch", "-q", "-D", name)
            self.deleted.add(name)

    def fetch(self):
        self.fetches += 1
        if self.clone.exists():
            self.git("-C", str(self.clone), "fetch", "-q")
        else:
            self.git("clone", "-q", "--no-checkout", f"file://{self.repository.path}", str(self.clone))

    def faults(self):
        """What is not as he left it."""
        found = []
        if self.looks() != self.open:
            found.append(f"the person's files, index or HEAD: {self.looks()} instead of {self.open}")
        kept = self.repository.git("log", "--first-parent", "--format=%H", "main..person").split()[::-1]
        if kept != self.commits:
            found.append(f"the person made {len(self.commits)} commits, and his branch has {len(kept)}, or others")
        if self.repository.git("rev-parse", "main") != self.main:
            found.append("main has moved")
        refs = self.repository.refs()
        for name, commit in self.branches.items():
            if refs.get(f"refs/heads/{name}") != commit:
                found.append(f"the person's branch {name} is {refs.get(f'refs/heads/{name}')}, and was {commit}")
        found += [f"the branch {name} that the person deleted is there" for name in self.deleted if f"refs/heads/{name}" in refs]
        return found
