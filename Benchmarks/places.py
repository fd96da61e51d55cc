"""Where the repositories of a run are made, and what that file system is."""

import contextlib
import os
import pathlib
import platform
import shutil
import subprocess
import tempfile


@contextlib.contextmanager
def place(chosen, gibibytes):
    """A folder for the length of a run: the one chosen, else a journaled ext4 of its own, else a temporary folder."""
    if chosen:
        parent = pathlib.Path(chosen)
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="gitstate-bench-", dir=parent) as folder:
            yield pathlib.Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="gitstate-bench-") as folder:
        folder = pathlib.Path(folder)
        mounted = mount_journaled(folder, gibibytes)
        try:
            yield mounted or folder
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", mounted], check=False)


def mount_journaled(folder, gibibytes):
    """A new ext4 with a journal, in a file, mounted; None where this user or system can't."""
    if platform.system() != "Linux" or os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        return None
    image, mount = folder / "image", folder / "mount"
    mount.mkdir()
    with open(image, "wb") as file:
        file.truncate(gibibytes << 30)
    made = [
        ["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image], ["mount", "-o", "loop", image, mount]]
    for command in made:
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
    return mount


def file_system(path):
    """The kind of file system that a path is on, with its device and options where that is known."""
    if platform.system() != "Linux":
        return platform.system()
    best = ("", "unknown")
    with open("/proc/mounts", encoding="utf-8") as mounts:
        for line in mounts:
            device, point, kind, options = line.split()[:4]
            if (str(path) + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(best[0]):
                journal = ""
                if kind == "ext4":
                    journal = ", journaled" if has_journal(device) else ", without a journal"
                loop = ", in a file" if device.startswith("/dev/loop") else ""
                best = (point, f"{kind}{journal}{loop} ({options})")
    return best[1]


def has_journal(device):
    name = pathlib.Path(device).name
    return pathlib.Path("/proc/fs/jbd2").is_dir() and any(
        entry.name.startswith(name + "-") for entry in pathlib.Path("/proc/fs/jbd2").iterdir())
