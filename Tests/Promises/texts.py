"""Random texts, byte for byte the same after writing, `git commit --amend`, `git rebase`, `git gc` and `git clone`."""

import random

from repository import Repository
from server import Server

TASKS = 1000
PIECES = [
    "\n\nGitstate-Event: [{\"type\":\"planAborted\"}]", "\nGitstate-Seq: 9\n", "\n# a comment\n", "  \n\n\n  ", "\r\n", "\r", "\t",
    "---\n", "diff --git a/x b/x\n", "Signed-off-by: A <a@b>\n", "```", "\\u0000", "\\", '"', "{}", "${x}", "%s", "é", "e\u0301",
    "\u2028", "\u202e", "\ufeff", "\u200b", "\U0001f9d1\u200d\U0001f4bb", "\U0010ffff", "\ud7ff", "\ue000", "\x7f", "\x1b[31m", "\x01",
    ">From x\n", "-----BEGIN PGP SIGNATURE-----\n", "gpgsig x\n", "encoding ISO-8859-1\n", "fixup! ", "[skip ci]",
]


def texts(options):
    """The texts that came back as they went in, after each thing that git did to the branch that holds them."""
    chance = random.Random(options.seed)
    steps = ["written", "amended", "rebased", "collected", "cloned"]
    same = dict.fromkeys(steps, 0)
    count = 0
    while count < options.texts:
        size = min(TASKS, options.texts - count)
        wanted = [text(chance) for _ in range(size)]
        with Repository() as repository:
            plan = {"session_id": "s", "user_request": wanted[0], "tasks": [
                {"id": f"{number:04}", "description": each} for number, each in enumerate(wanted)]}
            server = Server(repository.path, repository.env)
            server.call("create_plan_branch", plan)
            same["written"] += equal(server, wanted)
            server.end()
            repository.git("switch", "-q", "plan/s")
            repository.git("commit", "-q", "--amend", "--no-edit", "--allow-empty")
            same["amended"] += reread(repository, wanted)
            repository.git("switch", "-q", "main")
            repository.write("more.txt", "more\n")
            repository.commit("More")
            repository.git("rebase", "-q", "main", "plan/s")
            repository.git("switch", "-q", "main")
            same["rebased"] += reread(repository, wanted)
            repository.git("gc", "-q", "--prune=now")
            same["collected"] += reread(repository, wanted)
            with Repository(commit=False, bare=True, name="clone") as clone:
                clone.git("fetch", "-q", str(repository.path), "+refs/heads/*:refs/heads/*")
                same["cloned"] += reread(clone, wanted)
        count += size
    return [(f"texts that came back byte for byte when {step}", f"{same[step]:,} of {count:,}", "all", same[step] == count) for step in steps]


def text(chance):
    """A text of up to a few hundred characters of all planes, with what breaks messages, trailers and terminals in it."""
    pieces = []
    for _ in range(chance.randint(1, 12)):
        kind = chance.random()
        if kind < 0.4:
            pieces.append(chance.choice(PIECES))
        elif kind < 0.7:
            pieces.append("".join(chr(chance.randint(32, 126)) for _ in range(chance.randint(1, 30))))
        else:
            pieces.append("".join(scalar(chance) for _ in range(chance.randint(1, 12))))
    whole = "".join(pieces)
    # A description of nothing but blanks is refused, as it says nothing.
    return whole if whole.strip() and any(ch.isalnum() for ch in whole) else "x" + whole + "x"


def scalar(chance):
    while True:
        value = chance.randint(1, chance.choice([0x7F, 0x7FF, 0xFFFF, 0x10FFFF]))
        if not 0xD800 <= value < 0xE000:
            return chr(value)


def reread(repository, wanted):
    server = Server(repository.path, repository.env)
    count = equal(server, wanted)
    server.end()
    return count


def equal(server, wanted):
    """How many of the texts the plan gives back, page by page."""
    found, cursor = {}, {}
    while cursor is not None:
        page = server.call("parse_plan", {"branch": "plan/s", **cursor})
        found.update((task["id"], task["description"]) for task in page["tasks"])
        cursor = {"cursor": page["next"]} if page.get("next") else None
    return sum(found.get(f"{number:04}") == each for number, each in enumerate(wanted))
