"""What is swept: every call that a contract file says succeeds, on the repository that the file sets up for it."""

import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Conformance"))

from contract import BINARY, TOOLS, Scene, load  # noqa: E402

# Steps that make a repository of another user's, or a server that the command can't be.
OTHERS = ("as", "owner", "mode", "options")


def tools():
    """Every tool that has a contract file, which test_contracts holds to be every tool that is served."""
    return sorted(name.removesuffix(".json") for name in os.listdir(TOOLS))


def cases(tool):
    """The calls of one tool that succeed."""
    known = load("setups.json")

    def plain(steps):
        return all(plain(known[step]) if isinstance(step, str) else not any(key in step for key in OTHERS) for step in steps or [])

    return [
        case for case in load(f"tools/{tool}.json")["cases"]
        if "result" in case and "_meta" not in case and plain(case.get("setup"))]


class Stage:
    """A prepared repository that can be put back as it was, in the same place: worktrees know where they are."""

    def __init__(self, tool, case):
        self.tool, self.name = tool, case["name"]
        self.scene = Scene()
        try:
            self.scene.prepare(case.get("setup"), load("setups.json"))
            self.arguments = json.dumps(self.scene.filled(case["arguments"]))
            self.scene.end()
            self.home, self.place = self.scene.repository.home, self.scene.place
            self.saved = f"{self.home}.saved"
            subprocess.run(["cp", "-a", str(self.home), self.saved], check=True)
        except BaseException:
            self.scene.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.saved, ignore_errors=True)
        self.scene.__exit__()

    def restore(self):
        shutil.rmtree(self.home)
        subprocess.run(["cp", "-a", self.saved, str(self.home)], check=True)

    def command(self, *words, env=None, timeout=60):
        """The built command there; answers its exit code and what it printed."""
        done = subprocess.run(
            [BINARY, *words], cwd=self.place, env={**self.scene.repository.env, **(env or {})},
            stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def call(self, env=None):
        """The call, with a key: so an agent makes one that it may have to repeat."""
        return self.command("call", self.tool, "--json", self.arguments, "--key", "sweep", env=env)

    def git(self, *words, check=True, cwd=None):
        return self.scene.repository.git(*words, check=check, cwd=cwd or self.place)
