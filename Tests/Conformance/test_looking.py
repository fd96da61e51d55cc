"""What a person looks at: a watched plan on a terminal and in a pipe, and plans that are put away."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

import pytest

from repository import Repository
from server import BINARY
from snapshots import Copy, call
from test_snapshot_kills import COMPILER, killer  # noqa: F401 - the fixture

QUICK = os.environ.get("GITSTATE_QUICK") == "1"
# A pipe that nobody reads ends a watch as it looks, or, where it is just writing, by the signal; a shell calls both 141.
NOBODY_READS = (141, -signal.SIGPIPE)
STEP = 1 if os.environ.get("GITSTATE_SOAK") == "1" else 11 if QUICK else 3
TASKS = [
    {"id": "001", "description": "Create user model"},
    {"id": "002", "description": "Token service", "depends_on": ["001"]},
    {"id": "003", "description": "Write the docs \x1b[2J\u202e"},
]


def found(repository, session="s1"):
    text = json.dumps({"session_id": session, "user_request": "Add sign-in", "tasks": TASKS})
    call(repository, "create_plan_branch", "--json", text)


def complete(repository, *ids, session="s1"):
    call(repository, "update_plan_branch", f"plan_branch={session}", f"completed_task_ids={json.dumps(ids)}")


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, repository, *arguments, columns=80, rows=24, **variables):
        self.master, slave = pty.openpty()
        self.slave = slave
        self.size(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.output = b""
        env = {**repository.env, "TERM": "xterm", **variables}
        self.process = subprocess.Popen(
            [BINARY, *arguments], cwd=repository.path, env=env, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, *texts, seconds=20):
        """Reads until all of the texts came since the last call."""
        start, end = len(self.output), time.monotonic() + seconds
        while time.monotonic() < end:
            new = self.output[start:].decode(errors="replace")
            if all(text in new for text in texts):
                return new
            if select.select([self.master], [], [], 0.2)[0]:
                self.output += os.read(self.master, 65536)
        raise AssertionError(f"{texts} did not come: {self.output[start:]!r}")

    def type(self, keys):
        os.write(self.master, keys)

    def end(self, seconds=20):
        """Its exit code, after everything that it wrote was read; the terminal must be as it was."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "it does not end"
            if select.select([self.master], [], [], 0.1)[0]:
                self.output += os.read(self.master, 65536)
        while select.select([self.master], [], [], 0)[0]:
            self.output += os.read(self.master, 65536)
        assert termios.tcgetattr(self.slave) == self.before
        text = self.output.decode(errors="replace")
        assert text.count("\x1b[?1049h") == text.count("\x1b[?1049l")
        assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
        os.close(self.master)
        os.close(self.slave)
        return self.process.returncode, text


def test_a_watched_plan_is_drawn_anew_when_it_moves_and_q_ends_it(repository):
    found(repository)
    terminal = Terminal(repository, "watch")
    first = terminal.until("Add sign-in", "Ready", "Waiting", "q ends")
    assert "\x1b[2J\u202e" not in first and "\u202e" not in first and "\\u{202e}" in first
    complete(repository, "001")
    terminal.until("1 of 3 delivered", "completed 001")
    call(repository, "claim_task", "plan_branch=s1", "task_id=002", "worker_id=7")
    terminal.until("At work", "worker 7")
    terminal.size(160, 40)
    os.kill(terminal.process.pid, signal.SIGWINCH)
    # Wider, all columns stand in one line.
    wide = terminal.until("\x1b[2J", "At work", "Done")
    assert any("Ready" in line and "At work" in line and "Done" in line for line in wide.split("\r\n"))
    terminal.type(b"x")
    terminal.type(b"q")
    assert terminal.end()[0] == 0


@pytest.mark.parametrize("how", ["key", signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_watch_that_is_ended_gives_the_terminal_back(repository, how):
    found(repository)
    terminal = Terminal(repository, "watch", "s1")
    terminal.until("q ends")
    if how == "key":
        terminal.type(b"\x03")
    else:
        os.kill(terminal.process.pid, how)
    assert terminal.end()[0] == 128 + (signal.SIGINT if how == "key" else how)


def test_a_watch_can_be_stopped_and_taken_up_again(repository):
    found(repository)
    terminal = Terminal(repository, "watch")
    terminal.until("q ends")
    os.kill(terminal.process.pid, signal.SIGTSTP)
    terminal.until("\x1b[?1049l")
    # Only when it has stopped is the terminal as it was.
    os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert termios.tcgetattr(terminal.slave) == terminal.before
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.until("\x1b[?1049h", "Add sign-in")
    terminal.type(b"q")
    assert terminal.end()[0] == 0


def test_a_watch_ends_by_itself_when_the_plan_is_done_or_gone(repository):
    found(repository)
    terminal = Terminal(repository, "watch", "--until", "done", NO_COLOR="1")
    terminal.until("q ends")
    complete(repository, "001", "002", "003")
    code, text = terminal.end()
    # What it came to stays on the shell's screen.
    assert code == 0 and "3 of 3 delivered" in text[text.rindex("\x1b[?1049l"):]
    assert "\x1b[1m" not in text and "\x1b[3" not in text
    terminal = Terminal(repository, "watch")
    terminal.until("q ends")
    repository.git("branch", "-D", "plan/s1")
    code, text = terminal.end()
    assert code == 66 and "error:" in text[text.rindex("\x1b[?1049l"):]


def test_a_watch_in_a_pipe_writes_a_line_for_each_change(repository):
    found(repository)
    watch = subprocess.Popen(
        [BINARY, "watch", "--until", "done"], cwd=repository.path, env=repository.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True)
    rows = subprocess.Popen(
        [BINARY, "watch", "--json"], cwd=repository.path, env=repository.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True)
    assert "active, 0 of 3 delivered" in watch.stdout.readline()
    first = json.loads(rows.stdout.readline())
    assert (first["schemaVersion"], first["seq"], first["state"]) == (1, 1, "active")
    complete(repository, "001")
    assert "completed 001, by Ada  (active, 1 of 3 delivered)" in watch.stdout.readline()
    assert json.loads(rows.stdout.readline())["seq"] == 2
    call(repository, "claim_task", "plan_branch=s1", "task_id=002", "worker_id=7")
    assert "1 at work" in watch.stdout.readline()
    call(repository, "release_task", "plan_branch=s1", "task_id=002", "worker_id=7", "reason=no access")
    assert "worker 7 released 002 (002: no access), by worker-7" in watch.stdout.readline()
    assert [json.loads(rows.stdout.readline()).get("why") for _ in range(2)] == [None, "002: no access"]
    complete(repository, "002", "003")
    assert "completed, 3 of 3 delivered" in watch.stdout.readline()
    assert watch.wait(20) == 0 and watch.stdout.read() == ""
    # Nobody reads any more: it ends without a change having to come.
    rows.stdout.close()
    assert rows.wait(20) in NOBODY_READS


def test_watch_until_the_next_change(repository):
    found(repository)
    watch = subprocess.Popen(
        [BINARY, "watch", "--until", "change"], cwd=repository.path, env=repository.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True)
    watch.stdout.readline()
    complete(repository, "001")
    assert watch.wait(20) == 0 and "completed 001" in watch.stdout.read()


def test_a_watch_goes_on_when_a_plan_that_was_put_away_is_back(repository):
    found(repository)
    complete(repository, "001", "002", "003")
    watch = subprocess.Popen(
        [BINARY, "watch", "s1"], cwd=repository.path, env=repository.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True)
    assert "(completed, 3 of 3 delivered)" in watch.stdout.readline()
    plan(repository, "archive", "s1")
    assert "archived, 3 of 3 delivered" in watch.stdout.readline()
    plan(repository, "unarchive", "s1")
    assert "completed, 3 of 3 delivered" in watch.stdout.readline()
    call(repository, "update_plan_branch", "plan_branch=s1", 'new_tasks=[{"description": "More"}]')
    assert "(active, 3 of 4 delivered)" in watch.stdout.readline()
    watch.stdout.close()
    assert watch.wait(20) in NOBODY_READS


# Plans that are put away.


def finished(repository):
    """A plan of which two tasks were merged from branches of their own and the third needed none."""
    found(repository)
    for task, worker in (("001", "1"), ("003", "3")):
        branch = call(repository, "create_task_branch", f"task_id={task}", "branch_slug=work")[1]["branch_name"]
        call(repository, "create_worktree", f"worker_id={worker}", f"task_branch={branch}")
        repository.write(f".worktrees/worker-{worker}/{task}.txt", task)
        call(repository, "commit_task", f"worker_id={worker}", "type=complete", "summary=Work")
        call(repository, "merge_task_branch", f"task_branch={branch}", "summary=Merged")
        call(repository, "remove_worktree", f"worker_id={worker}")
    complete(repository, "002")


def plan(repository, *arguments, env=None):
    return subprocess.run(
        [BINARY, "plan", *arguments, "--json"], cwd=repository.path, env={**repository.env, **(env or {})},
        capture_output=True, text=True)


def refs(repository):
    """Every ref but the archives, and the tips that the archives hold."""
    held = {}
    for name, sha in repository.refs().items():
        if name.startswith("refs/gitstate/archive/"):
            value = json.loads(repository.git("log", "-1", "--format=%(trailers:key=Gitstate-Snapshot,valueonly)", sha))
            parents = repository.git("log", "-1", "--format=%P", sha).split()
            for item in [{"branch": value["plan"], "tip": value["tip"]}, *value["branches"]]:
                assert item["tip"] in parents
                held[f"refs/heads/{item['branch']}"] = item["tip"]
    return {name: sha for name, sha in repository.refs().items() if "/archive/" not in name}, held


@pytest.mark.skipif(sys.platform != "linux" or COMPILER is None, reason="what is preloaded is compiled, for Linux")
@pytest.mark.parametrize("direction", ["archive", "unarchive"])
def test_a_plan_that_is_moved_by_a_killed_call_is_lost_at_no_moment(killer, tmp_path, direction):  # noqa: F811
    counted = tmp_path / "counted"
    with Repository() as original:
        finished(original)
        # Some refs in files of their own, and some packed.
        original.git("pack-refs", "--all")
        repository_branch = original.refs()["refs/heads/task/003-work"]
        original.git("update-ref", "refs/heads/task/003-work", repository_branch)
        before, _ = refs(original)
        if direction == "unarchive":
            assert plan(original, "archive", "s1").returncode == 0
        number, kills = 1, 0
        while True:
            with Copy(original) as copy:
                env = {
                    "LD_PRELOAD": str(killer), "GITSTATE_KILL_AT": str(number), "GITSTATE_KILL_ROOT": str(copy.path),
                    "GITSTATE_KILL_COUNT": str(counted),
                }
                done = plan(copy, direction, "s1", env=env)
                assert done.returncode in (0, -9), done
                here, held = refs(copy)
                # Each tip is a branch, or in the archive, or both.
                assert {**held, **here} == before
                again = plan(copy, direction, "s1")
                assert again.returncode == 0, again
                here, held = refs(copy)
                if direction == "archive":
                    assert held == {name: sha for name, sha in before.items() if "/plan/" in name or "/task/" in name}
                    assert {**held, **here} == before and not set(held) & set(here)
                else:
                    assert (here, held) == (before, {})
                assert plan(copy, direction, "s1").stdout.count('"changed": false') == 1
                assert call(copy, "verify", "ledger=s1")[1]["ok"] is True
                assert call(copy, "parse_plan", "branch=s1")[1]["progress"]["completed"] == 3
                copy.check()
            if done.returncode == 0:
                break
            number, kills = number + STEP, kills + 1
        assert kills > 15 // STEP


def test_of_many_who_move_a_plan_at_once_one_does(repository):
    finished(repository)
    before, _ = refs(repository)

    def together(*commands):
        results = [None] * len(commands)

        def run(index):
            results[index] = plan(repository, commands[index], "s1")

        threads = [threading.Thread(target=run, args=(index,)) for index in range(len(commands))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    for command in ("archive", "unarchive") * (2 if QUICK else 5):
        results = together(*[command] * 6)
        assert all(result.returncode == 0 for result in results), results
        assert sum(json.loads(result.stdout)["changed"] for result in results) == 1
    assert refs(repository) == (before, {})
    # Both ways at once: whoever comes last decides, and nothing is lost.
    for _ in range(2 if QUICK else 6):
        results = together(*["archive", "unarchive"] * 3)
        assert all(result.returncode == 0 for result in results), results
        here, held = refs(repository)
        assert {**held, **here} == before
        assert not held or not set(held) & set(here)


def test_an_archive_travels_with_the_checkpoints(repository, tmp_path):
    finished(repository)
    assert plan(repository, "archive", "s1").returncode == 0
    tips = refs(repository)[1]
    remote = tmp_path / "remote.git"
    repository.git("init", "-q", "--bare", str(remote))
    repository.git("remote", "add", "origin", str(remote))
    repository.git("push", "-q", "origin", "main", "flow")

    def checkpoint(direction, folder):
        done = subprocess.run(
            [BINARY, "checkpoint", direction, "origin"], cwd=folder, env=repository.env, capture_output=True, text=True)
        assert done.returncode == 0, done

    checkpoint("push", repository.path)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "-b", "flow", str(remote), str(clone))
    checkpoint("fetch", clone)
    back = subprocess.run(
        [BINARY, "plan", "unarchive", "s1", "--json"], cwd=clone, env=repository.env, capture_output=True, text=True)
    assert back.returncode == 0, back
    for name, tip in tips.items():
        assert repository.git("rev-parse", name, cwd=clone).strip() == tip


def test_a_watched_workflow_is_drawn_anew_when_it_moves_and_says_how_it_ended(repository):
    definition = {"name": "Two", "approve_via": "any", "phases": [
        {"type": "sequential", "agents": ["planner"]}, {"type": "sequential", "agents": ["coder"]}],
        "agents": [{"id": "planner"}, {"id": "coder"}]}
    _, started = call(repository, "start_workflow", "--json", json.dumps(
        {"request": "Add a shop \x1b[2J\u202e", "definition": definition, "mode": "full"}))
    name = started["workflow_id"]

    def evaluate(phase, agent):
        call(repository, "evaluate_workflow", "--json", json.dumps({"workflow_id": name, "phase": phase, "results": [
            {"agent": agent, "success": True, "summary": "Done", "files_modified": []}]}))

    terminal = Terminal(repository, "watch", name)
    first = terminal.until("Add a shop", "0 of 2 phases complete", "q ends")
    assert "\u202e" not in first and "\\u{202e}" in first
    evaluate(1, "planner")
    terminal.until("1 of 2 phases complete", "Now: phase 2")
    terminal.type(b"q")
    assert terminal.end()[0] == 0
    terminal = Terminal(repository, "watch", name, "--until", "done")
    terminal.until("1 of 2 phases complete", "q ends")
    evaluate(2, "coder")
    code, text = terminal.end()
    assert code == 0 and "completed: agents worked 2 times" in text.replace("\x1b[32m", "").replace("\x1b[0m", "")
