"""Each tool of the plan over stdio on a persistent server, against the same work by git subprocesses."""

import collections
import os

from original import Original
from report import Goal, Row
from repositories import commit_file, small_project
from rounds import Series, wait_for_removal
from server import Server

TASKS = 20
READING = ["overview", "history", "verify", "parse_plan", "parse_task", "parse_worker_commit", "get_provides", "list_worktrees"]


def plan_rows(programs, place, rounds):
    """Rows of the plan's tools: each round plays one plan of 20 tasks to its end, on three repositories in turn."""
    fsync = GitState(programs, small_project(place / "plan-fsync"))
    loose = GitState(programs, small_project(place / "plan-loose"), "--no-fsync")
    original = OriginalPlayer(small_project(place / "plan-original"))
    players = [fsync, loose, original]
    floor = Series()
    for number in range(rounds):
        play_plan(players, f"session-{number:03d}", number)
        for turn in range(TASKS):
            floor.measure(lambda: durable_file(place / "durable", turn))
        if number == 0:
            # Reading is measured in the state that one whole plan leaves, and with a worktree that is at work.
            for player in players:
                player.start_work("session-read")
            for turn in range(rounds * TASKS):
                for tool in READING:
                    for player in players[turn % 3:] + players[:turn % 3]:
                        player.read(tool)
            for player in players:
                player.end_work()
    fsync.server.close()
    loose.server.close()
    # What every durable write costs on this file system and under this load: create_task_branch, say, is four of them.
    rows = [Row("(one durable file: written, fsynced, renamed, its folder fsynced)", floor.median)]
    return rows + rows_of(fsync.times, loose.times, original.times)


def durable_file(folder, number):
    folder.mkdir(exist_ok=True)
    with open(folder / "new", "wb") as file:
        file.write(b"x" * 500)
        file.flush()
        os.fsync(file.fileno())
    os.rename(folder / "new", folder / f"file{number}")
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def play_plan(players, session, number):
    tasks = plan_tasks()
    for player in players:
        player.create_plan(session, tasks)
    for task_number, task in enumerate(tasks):
        slug = f"part-{number}"
        for step in ["create_task", "create_tree", "edit", "commit", "sync", "merge", "remove_tree", "update", "read_changed"]:
            # Who is first changes with each task.
            turn = task_number % 3
            for player in players[turn:] + players[:turn]:
                getattr(player, step)(session, task, slug)


def plan_tasks():
    return [
        {
            "id": f"{number:03d}", "description": f"Build part {number} of the shop and its tests",
            "provides": [f"part {number} of the shop"], "preconditions": [], "files": [f"shop/part{number}.py"],
            "priority": "medium", "estimated_time": "8 minutes",
        }
        for number in range(1, TASKS + 1)]


class Player:
    """One way of playing a plan, and its times by tool."""

    def __init__(self, repository):
        self.repository = repository
        self.times = collections.defaultdict(Series)
        self.edits = 0

    def tree(self):
        return self.repository / ".worktrees/worker-1"

    def edit(self, session, task, slug):
        """What a worker does, two files written, while another's work reaches flow; not measured."""
        self.edits += 1
        folder = self.tree() / "shop"
        folder.mkdir(exist_ok=True)
        (folder / f"part{task['id']}.py").write_text(f"def part():\n    return {self.edits}\n" * 20)
        with open(folder / "parts.txt", "w", encoding="utf-8") as file:
            file.write(f"{self.edits}\n")
        # The same few files in each round: the project stays small.
        commit_file(self.repository, "flow", f"other/part{task['id']}.txt", f"{self.edits}\n", "Merge other work")


class GitState(Player):
    """The tools, over stdio."""

    def __init__(self, programs, repository, *options):
        super().__init__(repository)
        self.server = Server([programs.gitstate, "serve", "--repo", str(repository), *options])

    def call(self, tool, name=None, **arguments):
        return self.server.call(tool, self.times[name or tool], **arguments)

    def create_plan(self, session, tasks):
        self.call("create_plan_branch", session_id=session, user_request="Add user authentication", tasks=tasks)

    def create_task(self, session, task, slug):
        self.call("create_task_branch", task_id=task["id"], branch_slug=slug, session_id=session)

    def create_tree(self, session, task, slug):
        self.call("create_worktree", worker_id="1", task_branch=f"task/{task['id']}-{slug}")

    def commit(self, session, task, slug):
        self.call("commit_task", worker_id="1", summary="Build it", type="complete")

    def sync(self, session, task, slug):
        self.call("sync_worktree", worker_id="1")

    def merge(self, session, task, slug):
        self.call("merge_task_branch", task_branch=f"task/{task['id']}-{slug}")

    def remove_tree(self, session, task, slug):
        self.call("remove_worktree", worker_id="1")
        # Its files go behind the answer, and the peer's next call must not pay for that.
        wait_for_removal(self.repository)

    def update(self, session, task, slug):
        self.call("update_plan_branch", plan_branch=f"plan/{session}", architecture_updates=f"Learned from {task['id']}.")

    def read_changed(self, session, task, slug):
        self.call("parse_plan", "parse_plan of a plan just changed", branch=f"plan/{session}")

    def start_work(self, session):
        plan = {"session_id": session, "user_request": "Read", "tasks": plan_tasks()}
        self.server.call("create_plan_branch", **plan)
        self.server.call("create_task_branch", task_id="001", branch_slug="read", session_id=session)
        self.server.call("create_worktree", worker_id="1", task_branch="task/001-read")
        self.edit(session, {"id": "001"}, "read")
        self.server.call("commit_task", worker_id="1", summary="Build it", type="implementation", step=1, total_steps=5)

    def end_work(self):
        self.server.call("remove_worktree", worker_id="1")

    def read(self, tool):
        self.call(tool, **{
            "history": {"ledger": "plan/session-000"},
            "verify": {"ledger": "plan/session-000"},
            "parse_plan": {"branch": "plan/session-000"},
            "parse_task": {"branch": "task/001-read"},
            "parse_worker_commit": {"branch": "task/001-read"},
            "get_provides": {"session_id": "session-000"},
        }.get(tool, {}))


class OriginalPlayer(Player):
    """The same by git subprocesses."""

    def __init__(self, repository):
        super().__init__(repository)
        self.way = Original(repository)

    def measure(self, tool, work):
        return self.times[tool].measure(work)

    def create_plan(self, session, tasks):
        self.measure("create_plan_branch", lambda: self.way.create_plan_branch(session, tasks))

    def create_task(self, session, task, slug):
        self.measure("create_task_branch", lambda: self.way.create_task_branch(task, slug, session))

    def create_tree(self, session, task, slug):
        self.measure("create_worktree", lambda: self.way.create_worktree("1", f"task/{task['id']}-{slug}"))

    def commit(self, session, task, slug):
        message = f"[task-{task['id']}] Implement: build it (5/5)\n\n## Progress\nStatus: complete\nCompleted: 5/5 tasks\n"
        self.measure("commit_task", lambda: self.way.commit_task("1", message))

    def sync(self, session, task, slug):
        self.measure("sync_worktree", lambda: self.way.sync_worktree("1"))

    def merge(self, session, task, slug):
        branch = f"task/{task['id']}-{slug}"
        self.measure("merge_task_branch", lambda: self.way.merge_task_branch(task, branch))

    def remove_tree(self, session, task, slug):
        self.measure("remove_worktree", lambda: self.way.remove_worktree("1"))

    def update(self, session, task, slug):
        learning = f"Learned from {task['id']}."
        self.measure("update_plan_branch", lambda: self.way.update_plan_branch(f"plan/{session}", learning))

    def read_changed(self, session, task, slug):
        self.measure("parse_plan of a plan just changed", lambda: self.way.parse_plan(f"plan/{session}"))

    def start_work(self, session):
        task = plan_tasks()[0]
        self.way.create_plan_branch(session, plan_tasks())
        self.way.create_task_branch(task, "read", session)
        self.way.create_worktree("1", "task/001-read")
        self.edit(session, task, "read")
        self.way.commit_task("1", "[task-001] Implement: build it (1/5)")

    def end_work(self):
        self.way.remove_worktree("1")

    def read(self, tool):
        work = {
            "history": lambda: self.way.history("plan/session-000"),
            "parse_plan": lambda: self.way.parse_plan("plan/session-000"),
            "parse_task": lambda: self.way.parse_task("task/001-read"),
            "parse_worker_commit": lambda: self.way.parse_worker_commit("task/001-read"),
            "get_provides": self.way.get_provides,
            "list_worktrees": self.way.list_worktrees,
        }.get(tool)
        if work:
            self.measure(tool, work)


def rows_of(fsync, loose, original):
    rows = []
    for tool in fsync:
        ours, without, peer = fsync[tool].median, loose[tool].median, original[tool].median
        reading = tool.split()[0] in READING
        if reading:
            # verify replays every commit of the ledger, whatever was read before.
            goals = [Goal.under(1, ours)] if tool != "verify" else []
            without = None
        else:
            goals = [Goal.under(6, ours), Goal.under(2, without, when=" without fsync")]
        if tool == "create_task_branch":
            goals += [Goal.faster(3, peer, ours), Goal.faster(5, peer, without, when=" without fsync")]
        rows.append(Row(tool, ours, without, peer, "git subprocesses" if peer is not None else "", goals))
    rows.sort(key=lambda row: row.loose is not None)
    return rows + every_call(fsync, loose, original)


def every_call(fsync, loose, original):
    """All calls that read and all that write, whatever the tool: each tool as often as a whole run calls it."""

    def together(times, tools):
        every = Series()
        every.times = [time for tool in tools for time in times[tool].times]
        return every.median

    reading = [tool for tool in fsync if tool.split()[0] in READING and tool != "verify"]
    writing = [tool for tool in fsync if tool.split()[0] not in READING]
    reads = together(fsync, reading)
    writes, without = together(fsync, writing), together(loose, writing)
    peer = together(original, writing)
    return [
        Row("every call that reads (verify apart)", reads, goals=[Goal.under(1, reads)]),
        Row("every call that writes", writes, without, peer, "git subprocesses",
            [Goal.under(6, writes), Goal.under(2, without, when=" without fsync")]),
    ]
