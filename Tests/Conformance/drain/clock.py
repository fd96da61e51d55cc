"""A wall clock that a test sets: a library that is preloaded into a server."""

import os
import shutil
import subprocess

COMPILER = shutil.which("cc") or shutil.which("clang")


def compiled(folder):
    """The library, built in that folder: its clock is ahead by the seconds that the file GITSTATE_AHEAD holds."""
    library = folder / "clock.so"
    source = os.path.join(os.path.dirname(__file__), "clock.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library
