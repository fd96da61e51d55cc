"""A worker of the demonstration: one process with a server of its own, which carries out one task in its worktree.

It reads one line of JSON (where it works and what it does) and then obeys `merge` lines, so that the demonstration
goes the same way each time. A real worker would be a language model; what it calls would be the same.
"""

import json
import os
import sys

from client import Refused, Server, plain

order = json.loads(sys.stdin.readline())
me = f"worker-{order['worker']}"
server = Server(order["program"], order["repository"], me)
folder = os.path.join(order["repository"], order["worktree"])


def write(files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        plain(me, f"wrote {path}")


task = server.call("parse_task", branch=order["branch"])
if not order.get("resumes"):
    server.call(
        "commit_task", worker_id=order["worker"], type="design", summary=task["description"],
        design={"overview": order["overview"], "interfaces_provided": task["provides"]},
        todo=["Write it", "Test it"],
    )
files = order["files"]
if "dies_after" in order:
    # Half of the work is on disk and nothing of it committed when this process is killed.
    write({path: files[path] for path in files if path == order["dies_after"]})
    print("HALFWAY", flush=True)
    sys.stdin.readline()
write(files)
server.call(
    "commit_task", worker_id=order["worker"], type="implementation", step=1, total_steps=1,
    summary=task["description"], todo=[{"text": "Write it", "done": True}, {"text": "Test it", "done": True}],
)
print("READY", flush=True)
sys.stdin.readline()
try:
    server.call("merge_task_branch", task_branch=order["branch"], summary=order["overview"])
except Refused as refused:
    if refused.body["code"] != "merge_conflict":
        raise
    server.call("sync_worktree", worker_id=order["worker"])
    write(order["resolved"])
    server.call("commit_task", worker_id=order["worker"], type="fix", summary="Keep both sides' requirements")
    server.call("merge_task_branch", task_branch=order["branch"], summary=order["overview"])
server.close()
print("DONE", flush=True)
