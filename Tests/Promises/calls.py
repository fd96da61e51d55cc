"""Many calls in one server: neither its memory nor its open files grow."""

import os

from line import resident
from repository import Repository
from server import Server

READING = [
    ("overview", {}), ("parse_plan", {"branch": "plan/s"}), ("history", {"ledger": "plan/s"}), ("get_provides", {"plan_branch": "s"}),
    ("list_worktrees", {}), ("next_tasks", {"plan_branch": "s"}), ("list_checkpoints", {}), ("parse_task", {"branch": "task/001-x"}),
]


def many_calls(options):
    """What a server holds after many calls beyond what it held after a tenth of them: MiB and descriptors."""
    with Repository() as repository, Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", {"session_id": "s", "user_request": "Last", "tasks": [
            {"id": f"{number:03}", "description": f"Part {number}", "provides": [f"part {number}"]} for number in range(1, 21)]})
        server.call("create_task_branch", {"task_id": "001", "branch_slug": "x", "plan_branch": "s"})
        held = []
        for number in range(options.calls):
            if number in (options.calls // 10, options.calls - 1):
                held.append((resident(server.process.pid), len(os.listdir(f"/proc/{server.process.pid}/fd"))))
            if number % 20 == 10:
                # What is claimed is given back: the plan itself does not grow.
                tool = "claim_task" if number % 40 == 10 else "release_task"
                server.call(tool, {"plan_branch": "s", "task_id": "002", "worker_id": "1"})
            elif number % 20 == 15:
                answer = server.request("tools/call", {"name": "parse_task", "arguments": {"branch": "task/nobody"}})
                assert answer["result"]["isError"]
            else:
                server.call(*READING[number % len(READING)])
        (before, files), (after, files_after) = held
        highest = (after - before) / (1 << 20)
    return [
        (f"growth of resident memory over {options.calls:,} calls", f"{highest:.1f} MiB (from {before >> 20})", "under 5", highest < 5),
        ("growth of open descriptors", f"{files_after - files} (from {files})", "none", files_after <= files),
    ]
