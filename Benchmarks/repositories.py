"""The repositories that are measured on: a small project, and one of many packed files."""

import pathlib
import random
import subprocess
import time


def git(repository, *arguments, stdin=None):
    """Runs git there and returns what it said; for what is not measured."""
    done = subprocess.run(
        ["git", "-C", str(repository), *map(str, arguments)], input=stdin, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode().strip()


def new_repository(path):
    """A repository with a name to commit under, on a branch main without a commit."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    git(path, "config", "user.name", "Ada Bench")
    git(path, "config", "user.email", "ada@example.org")
    return pathlib.Path(path)


def small_project(path, files=20):
    """A project of some files of a few kB, checked out on main, with the base branch flow at the same commit."""
    repository = new_repository(path)
    import_files(repository, files, folder_size=10, smallest=1000, largest=8000)
    git(repository, "checkout", "-q", "-f", "main")
    git(repository, "branch", "flow")
    return repository


def large_project(path, files):
    """A project of many files in one pack, with the base branch flow; nothing of it is checked out.

    About 7 kB a file, twenty to a folder, three folders deep, as in a large monorepo.
    """
    repository = new_repository(path)
    import_files(repository, files, folder_size=20, smallest=500, largest=14000)
    git(repository, "repack", "-a", "-d", "-q")
    git(repository, "branch", "flow", "main")
    return repository


def file_path(number, folder_size=20):
    """Where a file of a project is."""
    folder = number // folder_size
    return f"area{folder // 400:02d}/module{folder // 20 % 20:02d}/part{folder % 20:02d}/file{number:06d}.txt"


def import_files(repository, files, folder_size, smallest, largest):
    """Makes the first commit of main, from files whose text is the same in each run."""
    chance = random.Random(20260101)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11))).encode() for _ in range(5000)]

    def text(size):
        lines = []
        while size > 0:
            line = b" ".join(chance.choices(words, k=8)) + b"\n"
            lines.append(line)
            size -= len(line)
        return b"".join(lines)

    importer = subprocess.Popen(
        ["git", "-C", str(repository), "fast-import", "--quiet", "--depth=0"], stdin=subprocess.PIPE)
    send = importer.stdin.write
    send(b"commit refs/heads/main\ncommitter Ada Bench <ada@example.org> 1700000000 +0000\ndata 6\nStart\n")
    for number in range(files):
        content = text(chance.randint(smallest, largest))
        send(b"M 100644 inline %s\ndata %d\n%s\n" % (file_path(number, folder_size).encode(), len(content), content))
    importer.stdin.close()
    if importer.wait() != 0:
        raise SystemExit("git fast-import failed")


def commit_file(repository, branch, path, text, message):
    """One commit on a branch that adds a file, behind everybody's back."""
    import_commit(repository, branch, [(path, text.encode())], message)


def commit_edits(repository, branch, numbers, first_line, message):
    """One commit on a branch that changes files of a large project, at their first line or else at their last."""
    edits = []
    paths = [file_path(number) for number in numbers]
    for path, text in zip(paths, contents(repository, branch, paths)):
        lines = text.split(b"\n")
        place = 0 if first_line else -2
        lines[place] = message.encode() + b" " + lines[place]
        edits.append((path, b"\n".join(lines)))
    import_commit(repository, branch, edits, message)


def import_commit(repository, branch, files, message):
    ref = f"refs/heads/{branch}"
    # The present time: a commit that is older than its parents makes every walk of a history go further.
    head = f"commit {ref}\ncommitter Ada Bench <ada@example.org> {int(time.time())} +0000\ndata {len(message)}\n{message}\n"
    stream = (head + f"from {ref}^0\n").encode() + b"".join(
        b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content) for path, content in files)
    # Loose objects, as `git commit` would leave them.
    git(repository, "-c", "fastimport.unpackLimit=10000", "fast-import", "--quiet", stdin=stream)


def contents(repository, branch, paths):
    """The files of a branch at those paths."""
    asked = "".join(f"{branch}:{path}\n" for path in paths).encode()
    told = subprocess.run(
        ["git", "-C", str(repository), "cat-file", "--batch"], input=asked, capture_output=True, check=True).stdout
    place = 0
    for _ in paths:
        head = told.index(b"\n", place)
        size = int(told[place:head].split()[2])
        yield told[head + 1:head + 1 + size]
        place = head + size + 2
