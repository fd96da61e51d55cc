"""Servers that serve some sets of tools: a plan is carried out by what one of them has, and what it lacks it can name."""

import re
import subprocess

import pytest

import story
from brief import Brief, carry_out
from repository import Repository
from server import BINARY, ProtocolError, Server


def test_a_plan_is_carried_out_by_the_set_for_it_alone(repository):
    with Server(repository.path, repository.env, "--toolsets", "execution") as server:
        served = {tool["name"] for tool in server.tools()}
        server.call("create_plan_branch", story.FOUNDING)
        for _ in range(4):
            for row in server.call("start_wave", {"plan_branch": story.PLAN})["workers"]:
                assert {tool for tool, _ in Brief(row["brief"]).calls} <= served
                carry_out(server.call, row["brief"])
            done = server.call("finish_wave", {"plan_branch": story.PLAN})
        assert done["state"] == "completed"


def missing(server, tool):
    with pytest.raises(ProtocolError) as refusal:
        server.call(tool)
    assert refusal.value.error["code"] == -32602
    return refusal.value.error["message"]


@pytest.mark.parametrize("sets, tool, serving", [
    ("run", "merge_task_branch", "plan,run"), ("run", "start_wave", "run,execution"), ("plan", "start_task", "plan,run"),
    ("execution", "create_checkpoint", "plan,checkpoint,execution"), ("checkpoint", "parse_spec", "checkpoint,run")])
def test_a_tool_that_is_not_served_is_known_and_the_sets_that_have_it_named(repository, sets, tool, serving):
    with Server(repository.path, repository.env, "--toolsets", sets) as server:
        words = missing(server, tool)
    assert words.startswith(f"Unknown tool: {tool}. This server was started without it")
    named = re.search(r"--toolsets (\S+) has it", words)[1]
    assert named == serving
    with Server(repository.path, repository.env, "--toolsets", named) as server:
        assert tool in {each["name"] for each in server.tools()}


def test_a_tool_that_is_none_is_only_unknown(repository):
    with Server(repository.path, repository.env, "--toolsets", "run") as server:
        assert missing(server, "merge_tasks") == "Unknown tool: merge_tasks"


@pytest.mark.parametrize("words, said", [
    (["serve", "--help"], "execution brings plan along"), (["tools"], "set execution, which brings set plan along")])
def test_people_are_told_which_set_brings_another_along(words, said):
    with Repository() as repository:
        done = subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True)
    assert said in " ".join(done.stdout.split())
