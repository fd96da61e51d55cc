"""The pages for each kind of orchestrator: their examples are calls that were really made, and their prompts name tools that are there."""

import json
import os
import re

import pytest

import orchestrators
from contract import REWRITE, Scene
from server import ROOT

DOCC = os.path.join(ROOT, "Sources", "GitState", "GitState.docc")
BEGIN, END = "```text\n", "```\n"


def page(name):
    return os.path.join(DOCC, f"{name}.md")


def played(play):
    """The calls and what the page shows of their answers, with names for what differs each time; and the tools that there are."""
    lines = []
    with Scene() as scene:
        tools = {tool["name"] for tool in scene.server.tools()}
        steps = play(scene.repository)
        answer = None
        shown = []
        while True:
            try:
                tool, arguments, keys = steps.send(answer)
            except StopIteration:
                break
            answer = scene.server.call(tool, arguments)
            shown.append([tool, arguments, answer if keys is None else {key: answer[key] for key in keys}])
        scene.end()
        scene.repository.check()
        for tool, arguments, value in scene.named(shown):
            lines += [f"{tool} {json.dumps(arguments, ensure_ascii=False)}", f"  → {json.dumps(value, ensure_ascii=False)}"]
    return lines, tools


@pytest.mark.parametrize("name", orchestrators.PAGES)
def test_the_example_of_a_page_is_what_really_happens(name):
    lines, tools = played(orchestrators.PAGES[name])
    with open(page(name), encoding="utf-8") as file:
        text = file.read()
    start = text.index(BEGIN, text.index("## A run")) + len(BEGIN)
    end = text.index(END, start)
    if REWRITE:
        with open(page(name), "w", encoding="utf-8") as file:
            file.write(text[:start] + "\n".join(lines) + "\n" + text[end:])
        return
    assert text[start:end].splitlines() == lines
    prompt = text[text.index("## The prompt"):text.index("## A run")]
    named = {word for word in re.findall(r"`([a-z]+(?:_[a-z]+)*)`", prompt)}
    assert named & tools, "the prompt names the tools"
    used = {line.split(" ")[0] for line in lines if not line.startswith(" ")}
    assert used <= named, f"the example uses what the prompt does not name: {used - named}"
