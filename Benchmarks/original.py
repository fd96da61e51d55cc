"""The peer of the plan's tools: the same work by git subprocesses, in the steps in which the original server took them.

Written from the description of what it ran, one subprocess a step, from a long-lived Python process: what a step costs is the
process, the lock and the checkout, and there is no wire in between. What the original had no tool for (the last functions) is done
as its prompts told an agent to do it.
"""

import pathlib
import re
import subprocess

INSTRUCTIONS = ("ORCHESTRATOR", "WORKER", "USER_PROXY")


class Original:
    """The original's way, in one repository."""

    def __init__(self, repository):
        self.repository = pathlib.Path(repository)

    def git(self, *arguments, cwd=None, may_fail=False):
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.repository, capture_output=True, text=True, check=False, timeout=30)
        if done.returncode != 0 and not may_fail:
            raise SystemExit(f"git {arguments}: {done.stderr}")
        return done.stdout.strip()

    # Reading: one `git log`, and regular expressions.

    def parse_plan(self, branch):
        message = self.git("log", branch, "--format=%B", "-n", "1")
        return re.findall(r"### Task (\d+[a-z]?)\s*\n(.*?)(?=### Task |\Z)", message, re.DOTALL)

    def parse_task(self, branch):
        return fields(self.git("log", branch, "--reverse", "--format=%B", "-n", "1"))

    def parse_worker_commit(self, branch):
        return fields(self.git("log", branch, "--format=%B", "-n", "1"))

    def get_provides(self):
        merges = self.git("log", "flow", "--merges", "--format=%B")
        return [line[2:] for line in merges.splitlines() if line.startswith(("- ", "* "))]

    # Writing: a checkout there and back.

    def create_plan_branch(self, session, tasks):
        self.git("rev-parse", "--git-dir")
        return self.start_branch(f"plan/{session}", plan_message(session, tasks))

    def create_task_branch(self, task, slug, session):
        return self.start_branch(f"task/{task['id']}-{slug}", task_message(task, slug, session))

    def start_branch(self, branch, message):
        self.git("rev-parse", "--verify", branch, may_fail=True)
        before = self.git("branch", "--show-current")
        self.git("checkout", "-f", "flow")
        self.git("checkout", "-b", branch)
        folder = self.repository / ".flow-claude"
        folder.mkdir(exist_ok=True)
        for name in INSTRUCTIONS:
            (folder / f"{name}_INSTRUCTIONS.md").write_text(f"# {name}\n" + "Follow the plan.\n" * 200)
        self.git("add", ".flow-claude")
        self.git("commit", "--allow-empty", "-m", message)
        commit = self.git("rev-parse", "HEAD")
        self.git("checkout", before)
        return commit

    def update_plan_branch(self, branch, learning):
        message = self.git("log", branch, "--format=%B", "-n", "1")
        version = int(self.git("rev-list", "--count", branch)) + 1
        before = self.git("branch", "--show-current")
        self.git("checkout", branch)
        body = message.split("\n", 1)[1]
        self.git(
            "commit", "--allow-empty", "-m",
            f"Update execution plan v{version}\n{body}\n\n### Learnings from Wave {version}:\n{learning}\n")
        commit = self.git("rev-parse", "HEAD")
        self.git("checkout", before)
        return commit

    def create_worktree(self, worker, branch):
        path = f".worktrees/worker-{worker}"
        if f"worker-{worker}" in self.git("worktree", "list"):
            self.git("worktree", "remove", "--force", path)
        self.git("worktree", "add", path, branch)
        return path

    def remove_worktree(self, worker):
        path = f".worktrees/worker-{worker}"
        if f"worker-{worker}" in self.git("worktree", "list"):
            self.git("worktree", "remove", "--force", path)

    # What its prompts told a worker to do by hand.

    def commit_task(self, worker, message):
        tree = self.repository / f".worktrees/worker-{worker}"
        self.git("add", "-A", cwd=tree)
        self.git("commit", "-m", message, cwd=tree)
        return self.git("rev-parse", "HEAD", cwd=tree)

    def sync_worktree(self, worker):
        self.git("merge", "--no-edit", "flow", cwd=self.repository / f".worktrees/worker-{worker}")

    def merge_task_branch(self, task, branch):
        before = self.git("branch", "--show-current")
        self.git("checkout", "flow")
        self.git("merge", "--no-ff", branch, "-m", f"Merge {branch}\n\n## Provides\n- {task['provides'][0]}\n")
        self.git("commit", "--allow-empty", "-m", f"TASK_COMPLETE: task-{task['id']}")
        self.git("checkout", before)

    def list_worktrees(self):
        listed = self.git("worktree", "list", "--porcelain")
        paths = [line.split(" ", 1)[1] for line in listed.splitlines() if line.startswith("worktree ")]
        return [(path, self.git("status", "--porcelain", cwd=path)) for path in paths if "/.worktrees/" in path]

    def history(self, branch):
        return self.git("log", "-n", "50", "--format=%H %ct %s", branch).splitlines()


def fields(message):
    return dict(re.findall(r"^([A-Z][A-Za-z ]+):\s*(.+)$", message, re.MULTILINE))


def plan_message(session, tasks):
    lines = [
        "Initialize execution plan v1", "", "## Session Information", f"Session ID: {session}",
        "User Request: Add user authentication", f"Plan Branch: plan/{session}", "Plan Version: v1", "", "## Tasks"]
    for task in tasks:
        lines += [
            f"### Task {task['id']}", f"ID: {task['id']}", f"Description: {task['description']}", "Status: pending",
            "Preconditions: []", "Provides:", *[f"  - {item}" for item in task["provides"]], "Files:",
            *[f"  - {path}" for path in task["files"]], "Estimated Time: 8 minutes", "Priority: medium", ""]
    return "\n".join(lines + ["## Estimates", f"Total Tasks: {len(tasks)}", f"Completed: 0/{len(tasks)} tasks", ""])


def task_message(task, slug, session):
    return "\n".join([
        f"Initialize task/{task['id']}-{slug}", "", "## Task Metadata", f"ID: {task['id']}",
        f"Description: {task['description']}", "Status: pending", "", "## Dependencies", "Preconditions: []", "Provides:",
        *[f"  - {item}" for item in task["provides"]], "", "## Files", "Files to modify:",
        *[f"  - {path}" for path in task["files"]], "", "## Context", f"Session ID: {session}",
        f"Plan Branch: plan/{session}", "Plan Version: v1", ""])
