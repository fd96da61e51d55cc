"""A line without an end in sight: refused at its end, in the memory that a server has anyway."""

import os
import threading
import time

from repository import Repository
from server import Server


def long_line(options):
    """The highest resident memory of a server that is sent one line, and how long after its end it answers."""
    with Repository() as repository, Server(repository.path, repository.env) as server:
        server.request("tools/list")
        highest = [0]
        going = threading.Event()

        def watch():
            while not going.is_set():
                highest[0] = max(highest[0], resident(server.process.pid))
                time.sleep(0.005)

        watcher = threading.Thread(target=watch)
        watcher.start()
        chunk = b"x" * (1 << 20)
        for _ in range(options.mebibytes):
            view = memoryview(chunk)
            while view:
                view = view[os.write(server.process.stdin.fileno(), view):]
        os.write(server.process.stdin.fileno(), b"\n")
        end = time.monotonic()
        answer = server.receive(timeout=60)
        took = time.monotonic() - end
        goes_on = bool(server.request("tools/list")["result"]["tools"])
        going.set()
        watcher.join()
    refused = answer["id"] is None and answer["error"]["code"] == -32600
    return [
        (f"resident memory under a line of {options.mebibytes:,} MiB", f"{highest[0] >> 20} MiB", "under 64", highest[0] < 64 << 20),
        ("its refusal after its end", f"{took:.2f} s, {'refused' if refused else answer}", "under 2 s", took < 2 and refused and goes_on),
    ]


def resident(process):
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
