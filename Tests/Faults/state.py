"""What a repository holds, in words that are the same however often and whenever it was brought about."""

import os
import re

# What differs from one run of the same call to the next.
VARYING = [
    (r"\b\d{8}T\d{6}Z-[0-9a-f]+\b", "<rescue>"),
    # What is rescued beside what must be is no loss.
    (r"\"rescue\":\"<rescue>\",?", ""),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<run>"),
    (r"\bwf-\d{13}\b", "<workflow>"),
    (r"\b[0-9a-f]{64}\b", "<digest>"),
    (r"\b[0-9a-f]{40}\b", "<sha>"),
    (r"\b[0-9a-f]{12}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b", "<short>"),
    (r"~[0-9a-f]{8}\b", "~<unique>"),
    (r"\"nanoseconds\":\d+", "<nanoseconds>"),
    # A claim that was given back is taken again without the key that was used for it.
    (r"\nGitstate-Key: .*", ""),
    (r"\"attempts\":\d+", "<attempts>"),
    # What the call that was killed had committed, the next one finds committed.
    (r"\"(committed|files_changed)\":\d+,?", ""),
    # What failed half-way is taken back in the ledger, and counts there.
    (r"\bseq\":? ?\d+|\bSeq: \d+", "<seq>"),
    (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?", "<time>"),
]


def steady(text):
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return text


def refs(stage):
    """Each ref with its commit."""
    return dict(line.split(" ") for line in stage.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines())


def trees(stage):
    """Every working tree of the repository: its folder, and what its HEAD is on."""
    blocks = [block.splitlines() for block in stage.git("worktree", "list", "--porcelain").split("\n\n") if block.strip()]
    for block in blocks:
        place = block[0].removeprefix("worktree ")
        if "bare" not in block and os.path.isdir(place):
            yield place, next((line.removeprefix("branch ") for line in block if line.startswith("branch ")), "detached")


def files(folder, but=(".git",)):
    """Every file below a folder, with its mode and its bytes; what is named is left out wherever it stands."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in but]
        for name in names + [each for each in folders if os.path.islink(os.path.join(place, each))]:
            path = os.path.join(place, name)
            if name in but:
                continue
            if os.path.islink(path):
                content = os.readlink(path)
            else:
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, folder)] = (os.lstat(path).st_mode, content)
    return found


def whole(stage):
    """Refs with what their commits say and hold, and each working tree with its HEAD, index and files."""
    said = {}
    text = stage.git("for-each-ref", "--format=%(refname)%00%(tree)%00%(contents)%00%01")
    for block in text.split("\0\x01\n"):
        if block:
            name, tree, contents = block.split("\0")
            said.setdefault(steady(name), []).append((tree, steady(contents)))
    places = {}
    for place, head in trees(stage):
        places[steady(place)] = (
            steady(head), stage.git("ls-files", "-s", "-v", cwd=place), files(place, (".git", ".worktrees")))
    return {"refs": {name: sorted(each) for name, each in said.items()}, "places": places}


def covers(wanted, found):
    """Whether a state is the wanted one, with more rescues perhaps."""
    def parted(state):
        rescues = {name for name in state["refs"] if "/rescue/" in name}
        return {name: each for name, each in state["refs"].items() if name not in rescues}, state["places"], rescues
    (refs, places, rescues), (present, there, more) = parted(wanted), parted(found)
    return refs == present and places == there and rescues <= more


def difference(left, right):
    """Where two states differ, in a few lines."""
    lines = []
    for part in ("refs", "places"):
        for name in sorted(left[part].keys() | right[part].keys()):
            wanted, found = left[part].get(name), right[part].get(name)
            if wanted != found:
                lines.append(f"{name}: {parting(repr(wanted), repr(found))}")
    return "\n".join(lines)


def parting(wanted, found):
    """Two texts from a little before the place where they part."""
    at = next((index for index, (a, b) in enumerate(zip(wanted, found)) if a != b), min(len(wanted), len(found)))
    start = max(0, at - 60)
    return f"\n    wanted …{wanted[start:at + 240]}\n    found  …{found[start:at + 240]}"


def leftovers(stage):
    """Files that nobody will take away: locks, and what was half made or on its way out."""
    found = []
    for place, folders, names in os.walk(stage.place):
        inside = "/.git" in place or place.endswith(".git")
        for name in folders + names:
            ours = name.startswith((".trash~", ".new~"))
            if ours or (inside and name.endswith(".lock") and "/gitstate" not in place and "/objects" not in place):
                found.append(os.path.join(place, name))
    return found
