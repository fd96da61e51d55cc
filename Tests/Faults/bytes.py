"""What a call left, byte for byte: from where two calls left the same, whatever comes next comes alike."""

import hashlib
import os
import re
import shutil

# What names the process that had the turn, and no other.
PROCESS = re.compile(rb"^(process|started) \d+$", re.MULTILINE)


def bytes_of(home):
    """The mode and the bytes of everything below a folder; None for those of a folder."""
    found, start = {}, len(home) + 1
    for place, folders, names in os.walk(home):
        for name in folders + names:
            path = os.path.join(place, name)
            status = os.lstat(path)
            kind = status.st_mode & 0o170000
            content = None if kind == 0o040000 else os.fsencode(os.readlink(path)) if kind == 0o120000 else read(path)
            found[path[start:]] = (status.st_mode, content)
    return found


def changes(before, after):
    """What is there, or None, where it is not as it was."""
    return {path: after.get(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def digest(changed, home):
    """Of changes; in an index, files' times and inodes count by whether it knows them."""
    found = []
    for path, (mode, content) in ((path, each or (0, None)) for path, each in changed.items()):
        if content is not None and "/gitstate/locks/" in path:
            path, content = os.path.dirname(path), PROCESS.sub(b"", content)
        elif content is not None and content[:4] == b"DIRC":
            content = index(content, os.path.dirname(os.path.join(home, path)))
        found.append((path, mode, content))
    return hashlib.sha256(repr(sorted(found, key=lambda each: (each[0], repr(each)))).encode()).digest()


def undo(changed, before, home, saved):
    """Puts what changed back from where it was saved."""
    for path in sorted(changed, reverse=True):
        place = os.path.join(home, path)
        if os.path.isdir(place) and not os.path.islink(place):
            if path not in before or before[path][1] is not None:
                shutil.rmtree(place)
        elif os.path.lexists(place):
            os.unlink(place)
    for path in sorted(changed.keys() & before.keys()):
        place = os.path.join(home, path)
        if before[path][1] is None:
            os.makedirs(place, exist_ok=True)
            os.chmod(place, before[path][0] & 0o7777)
        else:
            shutil.copy2(os.path.join(saved, path), place, follow_symlinks=False)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def index(content, place):
    """An index of version 2, with whether each entry's file is as it was when it was written, in place of its times."""
    if content[4:8] != b"\0\0\0\x02" or hashlib.sha1(content[:-20]).digest() != content[-20:]:
        return content
    own = os.path.join(place, "gitdir")
    tree = os.path.dirname(read(own).rstrip(b"\n") if os.path.exists(own) else os.fsencode(place))
    parts, at = [content[:12]], 12
    for _ in range(int.from_bytes(content[8:12], "big")):
        end = content.index(b"\0", at + 62)
        times = tuple(int.from_bytes(content[at + start:at + start + 4], "big") for start in (8, 12, 20))
        try:
            status = os.lstat(os.path.join(tree, content[at + 62:end]))
            known = times == (status.st_mtime_ns // 10**9, status.st_mtime_ns % 10**9, status.st_ino & 0xFFFFFFFF)
        except OSError:
            known = False
        parts += [content[at + 24:end], b"\1" if known else b"\0"]
        at += (end - at + 8) // 8 * 8
    return b"\0".join(parts) + content[at:-20]
