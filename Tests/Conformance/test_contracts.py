"""Every case of every contract file, on the built binary, compared exactly.

`GITSTATE_REWRITE=1` writes what the server answers now into the files; read the difference before it is committed.
"""

import json
import os
import re
import subprocess

import pytest

import contract
from contract import REWRITE, TOOLS, Scene
from server import BINARY, ROOT, Refused

NAMES = sorted(name.removesuffix(".json") for name in os.listdir(TOOLS))
SETUPS = contract.load("setups.json")
CASES = [(name, case) for name in NAMES for case in contract.load(f"tools/{name}.json")["cases"]]
# What no case of a scratch repository can bring about.
UNREACHED = {"unknown_tool", "busy", "cancelled", "input_output", "bug", "too_many_worktrees", "unsafe_tree"}
# What only the command line can bring about: it alone starts git.
OF_COMMANDS = {"program_in_config"}
# A call that is refused for one of these was put together wrongly.
MALFORMED = {"missing_argument", "unknown_argument", "invalid_argument", "invalid_name", "unknown_tool"}


@pytest.fixture(scope="module")
def published():
    with Scene() as scene:
        return {tool["name"]: tool for tool in scene.server.tools()}


@pytest.fixture(scope="module")
def exits():
    """The exit codes of refused rollbacks, written into their contract at the end where that is wanted."""
    got = {}
    yield got
    if REWRITE:
        file = contract.load("tools/rollback_to_checkpoint.json")
        for case in file["cases"]:
            if case["name"] in got:
                case["exit"] = got[case["name"]]
        contract.save("tools/rollback_to_checkpoint.json", file)


@pytest.fixture(scope="module", autouse=True)
def answers():
    """What was answered, written into the files at the end where that is wanted."""
    got = {}
    yield got
    if REWRITE:
        for name in [f"tools/{name}" for name in NAMES] + ["repositories"]:
            file = contract.load(f"{name}.json")
            for case in file["cases"]:
                outcome = got.get((name.removeprefix("tools/"), case["name"]))
                if outcome:
                    for key in ("result", "error", "protocol_error"):
                        case.pop(key, None)
                    case.update(outcome)
            contract.save(f"{name}.json", file)


def test_every_tool_has_a_contract_and_every_contract_a_tool(published):
    assert NAMES == sorted(published)


def test_the_published_tools_are_those_of_the_contracts(published):
    for name in NAMES:
        file = contract.load(f"tools/{name}.json")
        tool = published[name]
        if REWRITE:
            file["description"], file["schema"], file["annotations"] = (
                tool["description"], tool["inputSchema"], tool["annotations"])
            order = ["tool", "description", "schema", "annotations", "seed_call", "cases"]
            contract.save(f"tools/{name}.json", {key: file[key] for key in order})
        assert file["tool"] == name
        assert file["schema"] == tool["inputSchema"] and file["annotations"] == tool["annotations"]
        assert file["description"] == tool["description"]


def test_names_of_cases_are_each_used_once():
    for name in NAMES:
        names = [case["name"] for case in contract.load(f"tools/{name}.json")["cases"]]
        assert len(names) == len(set(names)), name


@pytest.mark.parametrize("tool, case", CASES, ids=[f"{tool}: {case['name']}" for tool, case in CASES])
def test_a_case_of_a_contract(tool, case, answers):
    with Scene() as scene:
        scene.prepare(case.get("setup"), SETUPS)
        got = scene.outcome(tool, case["arguments"], case.get("_meta"))
        answers[tool, case["name"]] = got
        follow(scene)
        scene.end()
        scene.repository.check()
    if not REWRITE:
        assert got == {key: case[key] for key in ("result", "error", "protocol_error") if key in case}


REFUSED_ROLLBACKS = [
    case for tool, case in CASES if tool == "rollback_to_checkpoint" and "error" in case and "_meta" not in case]


@pytest.mark.parametrize("case", REFUSED_ROLLBACKS, ids=[case["name"] for case in REFUSED_ROLLBACKS])
def test_a_refused_rollback_ends_a_script_with_the_exit_code_of_its_contract(case, exits):
    with Scene() as scene:
        scene.prepare(case.get("setup"), SETUPS)
        scene.end()
        words = ["call", "rollback_to_checkpoint", "--json", json.dumps(scene.filled(case["arguments"]))]
        ended = subprocess.run(
            [BINARY, *words], cwd=scene.place, env=scene.repository.env, capture_output=True, text=True)
        exits[case["name"]] = ended.returncode
        assert case["error"]["code"] in ended.stdout or ended.stderr.startswith("error: ")
    if not REWRITE:
        assert ended.returncode == case["exit"], ended.stderr


def follow(scene):
    """The call that a refusal names next is one that the server takes, whatever it answers."""
    following = (scene.refused or {}).get("next")
    if not following:
        return
    try:
        scene.server.call(following["tool"], following["arguments"])
    except Refused as refusal:
        assert refusal.code not in MALFORMED, f"{following} is no call: {refusal}"


REPOSITORIES = contract.load("repositories.json")["cases"]


@pytest.mark.parametrize("case", REPOSITORIES, ids=[case["name"] for case in REPOSITORIES])
def test_a_case_of_a_repository(case, answers):
    needs_root = any("as" in step for step in case["setup"] if isinstance(step, dict))
    if needs_root and os.geteuid() != 0:
        pytest.skip("needs root, to be somebody else")
    with Scene() as scene:
        scene.prepare(case["setup"], SETUPS)
        got = scene.outcome(case["tool"], case["arguments"], case.get("_meta"))
        answers["repositories", case["name"]] = got
    if not REWRITE:
        assert got == {key: case[key] for key in ("result", "error", "protocol_error") if key in case}


@pytest.mark.skipif(REWRITE, reason="the files are being written")
def test_every_error_code_has_a_case():
    with open(os.path.join(ROOT, "Sources", "GitState", "Machine", "ErrorCode.swift")) as file:
        codes = set(re.findall(r'case \w+ = "(\w+)"', file.read()))
    codes |= {"ambiguous", "exists", "cycle", "claimed", "overtaken", "dirty", "unresolved", "shallow", "busy", "cancelled", "bug"}
    files = [contract.load(f"tools/{name}.json") for name in NAMES] + [contract.load("repositories.json")]
    seen = {case["error"]["code"] for file in files for case in file["cases"] if "error" in case}
    assert codes - seen - UNREACHED - OF_COMMANDS == set(), "these codes stand in no contract"
    assert seen <= codes


def test_the_seeds_literal_call_is_a_case_of_each_tool_that_the_seed_has():
    for name in NAMES:
        file = contract.load(f"tools/{name}.json")
        if file["seed_call"] is not None:
            assert any(case["arguments"] == file["seed_call"] and "result" in case for case in file["cases"]), name
