"""A power cut: takes away what a process did to files and did not sync, as its log tells."""

import os
import random
import shutil

KINDS = ("names", "contents", "both", "some")


class Entry:
    def __init__(self, line):
        number, self.what, inode, self.path, self.other, self.kept = line.rstrip("\n").split("\t")
        self.number, self.inode = int(number), int(inode)


def read(log):
    with open(log, encoding="utf-8", errors="surrogateescape") as file:
        return [Entry(line) for line in file]


def unsynced(entries, inside):
    """The names that no sync of their folder made last, newest first, and the inodes whose bytes are not on the disk."""
    names, dirty = [], {}
    for entry in entries:
        if entry.what == "sync":
            dirty.pop(entry.inode, None)
            names = [each for each in names if os.path.dirname(each.other or each.path) != entry.path]
        elif not inside(entry.path):
            continue
        elif entry.what in ("write", "resize"):
            dirty[entry.inode] = True
        elif entry.what in ("create", "mkdir", "rename", "link", "unlink", "rmdir"):
            names.append(entry)
    return names[::-1], dirty


def cut(entries, kind, seed, inside):
    """Does to the files what a cut of that kind may: nothing that was synced is touched."""
    chance = random.Random(seed)
    names, dirty = unsynced(entries, inside)
    if kind in ("contents", "both", "some"):
        for inode in dirty:
            for path in places(inode, entries):
                tear(path, kind, chance)
    if kind in ("names", "both", "some"):
        gone = False
        for entry in names:
            # A journal loses a suffix of what was done, other file systems lose any of it.
            gone = gone or kind != "some" or chance.random() < 0.5
            if gone:
                undo(entry)


def places(inode, entries):
    """Where a file of that inode may stand by now."""
    known = {path for entry in entries for path in (entry.path, entry.other) if path}
    return [path for path in known if os.path.isfile(path) and not os.path.islink(path) and os.stat(path).st_ino == inode]


def tear(path, kind, chance):
    size = os.path.getsize(path)
    if kind == "some" and chance.random() < 0.5:
        return
    mode = os.stat(path).st_mode
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.truncate(chance.randrange(size + 1) if kind == "some" else 0)
        if kind == "some" and chance.random() < 0.3:
            file.write(bytes(size - file.seek(0, os.SEEK_END)))
    os.chmod(path, mode)


def undo(entry):
    if entry.what in ("create", "link"):
        if os.path.lexists(entry.path if entry.what == "create" else entry.other):
            os.unlink(entry.path if entry.what == "create" else entry.other)
    elif entry.what == "mkdir":
        shutil.rmtree(entry.path, ignore_errors=True)
    elif entry.what == "rename" and os.path.lexists(entry.other):
        if os.path.isdir(os.path.dirname(entry.path)) and not os.path.lexists(entry.path):
            os.rename(entry.other, entry.path)
            if entry.kept and os.path.exists(entry.kept):
                shutil.copy2(entry.kept, entry.other)
    elif entry.what == "unlink" and entry.kept and os.path.exists(entry.kept):
        if os.path.isdir(os.path.dirname(entry.path)) and not os.path.lexists(entry.path):
            shutil.copy2(entry.kept, entry.path)
    elif entry.what == "rmdir" and os.path.isdir(os.path.dirname(entry.path)):
        os.makedirs(entry.path, exist_ok=True)
