"""A worker that is given nothing but its brief: everything it knows it has read there."""

import json
import os
import re
import runpy

from server import Refused


class Brief:
    """What a brief says, as an agent reads it."""

    def __init__(self, text):
        self.text = text
        self.path = re.search(r"^Working tree: (.+)$", text, re.M)[1]
        self.branch = re.search(r"^Branch: ([^,]+),", text, re.M)[1]
        self.files = self.items("Files that it is about")
        self.provides = self.items("It must provide")
        self.relies = self.items("You may rely on")
        self.learned = self.items("Learned so far")
        self.errors = self.items("Earlier attempts failed")
        self.beside = self.items("At work beside you")
        # Every line that holds a call, in the order in which they stand.
        self.calls = [(tool, json.loads(arguments)) for tool, arguments in re.findall(r"^   (\w+) (\{.*\})$", text, re.M)]

    def items(self, heading):
        """The list below a heading."""
        found = re.search(rf"^{heading}[^\n]*:\n((?:  [^\n]*\n)+)", self.text, re.M)
        return re.findall(r"^  - (.*)$", found[1], re.M) if found else []

    def call(self, tool, **wanted):
        """The call of that tool as it stands there, `wanted` among its arguments or its handoff's."""
        for name, arguments in self.calls:
            flat = {**arguments, **arguments.get("handoff", {})}
            if name == tool and all(flat.get(key) == value for key, value in wanted.items()):
                return name, arguments
        raise AssertionError(f"the brief has no {tool} {wanted}:\n{self.text}")


def spoken(value, words):
    """The arguments with a worker's own words for what stands in <>."""
    if isinstance(value, str) and value.startswith("<") and value.endswith(">"):
        return words
    if isinstance(value, dict):
        return {key: spoken(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [spoken(each, words) for each in value]
    return value


def carry_out(call, text, extra=None):
    """Does the task of a brief and reports it; `extra` is what the work writes besides, by path."""
    brief = Brief(text)
    for path in brief.files:
        write(brief.path, path, program(path, brief.provides))
    for path, content in (extra or {}).items():
        write(brief.path, path, content)
    for path in brief.files:
        # Its tests: the work runs, and has what it must provide.
        assert runpy.run_path(os.path.join(brief.path, path))["PROVIDES"] == brief.provides

    def say(words, tool, **wanted):
        name, arguments = brief.call(tool, **wanted)
        return call(name, spoken(arguments, words))

    say("It works", "commit_task", type="complete")
    try:
        return say("It works", "merge_task_branch")
    except Refused as refusal:
        assert refusal.code == "merge_conflict", refusal.body
    for conflict in say("", "sync_worktree")["conflicts"]:
        place = os.path.join(brief.path, conflict["path"])
        with open(place) as file:
            kept = [line for line in file if not line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))]
        with open(place, "w") as file:
            file.writelines(dict.fromkeys(kept))
    say("Both lines", "commit_task", type="fix")
    return say("It works", "merge_task_branch")


def program(path, provides):
    return f'"""{path}."""\n\nPROVIDES = {provides!r}\n'


def write(folder, path, text):
    place = os.path.join(folder, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w") as file:
        file.write(text)
