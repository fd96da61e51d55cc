"""The /conduct run of seed 002, played by real clients and by the command alone; git tells whether it is so.

`GITSTATE_REWRITE=1` writes Fixtures/conduct anew; read the difference before it is committed.
"""

import asyncio
import contextlib
import json
import os
import re
import subprocess

import pytest

import conduct
import test_schemas
from repository import Repository
from server import BINARY, LEGACY, MODERN, ROOT, Server

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(ROOT, "Fixtures", "conduct")
REWRITE = os.environ.get("GITSTATE_REWRITE") == "1"
CLIENTS = [
    ("mcp 2", "current", ["play_client.py", "auto", "conduct"], [MODERN]),
    ("mcp 2 legacy", "current", ["play_client.py", "legacy", "conduct"], ["2025-11-25"]),
    ("mcp 1", "legacy", ["play_session.py", "conduct"], ["2025-11-25"]),
    ("fastmcp", "current", ["play_fastmcp.py", "conduct"], [MODERN]),
]


@pytest.fixture
def project():
    with Repository() as repository:
        conduct.prepare(repository)
        yield repository


@pytest.mark.parametrize("name, room, script, versions", CLIENTS, ids=[each[0] for each in CLIENTS])
def test_a_real_client_plays_the_whole_run(project, name, room, script, versions):
    python = os.path.join(ROOT, ".venv-conformance", room, "bin", "python")
    before = own(project)
    played = subprocess.run(
        [python, os.path.join(HERE, "clients", script[0]), BINARY, str(project.path), *script[1:]],
        env=project.env, capture_output=True, text=True, timeout=180)
    assert played.returncode == 0, played.stderr[-4000:]
    done = json.loads(played.stdout.splitlines()[-1])
    assert done["versions"] == versions and done["errors"] == 5 and done["calls"] > 60, done
    assert_end_state(project, done, before, "undo")


def by_call(tool, arguments):
    """The command line by which a tool is called."""
    return ["call", tool, "--json", json.dumps(arguments)]


def by_commands(tool, arguments):
    """The command line that a person or a CI script writes for it, where there is one."""
    of = ["--run", arguments.get("task_id", ""), "--json"]
    match tool:
        case "start_task":
            return ["run", "start", arguments["description"], "--directory", arguments["working_directory"], "--json"]
        case "get_task_state":
            return ["run", "status", arguments["task_id"], "--json"]
        case "create_worktree":
            return ["run", "worktree", arguments["name"], *of]
        case "record_validation" if arguments["passed"]:
            return ["run", "validate", arguments["phase"], "--passed", *of]
        case "record_validation":
            return ["run", "validate", arguments["phase"], "--failed", "--error-type", arguments["error_type"], *of]
        case "create_checkpoint":
            return ["checkpoint", "create", arguments["phase"], *of]
        case "list_checkpoints":
            return ["checkpoint", "list", *of]
        case "rollback_to_checkpoint":
            return ["checkpoint", "rollback", arguments["checkpoint_id"], *of, "--dry-run" if arguments.get("dry_run") else "--yes"]
        case "mark_phase_complete" if "checkpoint_id" in arguments:
            return ["run", "phase", arguments["phase"], "--checkpoint", arguments["checkpoint_id"], *of]
        case "mark_phase_complete":
            return ["run", "phase", arguments["phase"], "--reason", arguments["reason"], *of]
        case "merge_worktrees":
            return ["run", "merge", *arguments.get("modules", []), *of]
        case "cleanup_worktrees":
            return ["run", "cleanup", *of]
        case "complete_task":
            return ["run", "complete", *of]
        case "verify":
            return ["verify", arguments["ledger"], "--json"]
        case _:
            return by_call(tool, arguments)


@pytest.mark.parametrize("command", [by_call, by_commands])
def test_the_command_alone_plays_the_whole_run(project, command):
    calls = []

    @contextlib.asynccontextmanager
    async def connect():
        async def call(tool, arguments):
            done = subprocess.run(
                [BINARY, *command(tool, arguments)], cwd=project.path, env=project.env, capture_output=True, text=True)
            calls.append(done.returncode)
            assert done.returncode in (0, 65, 66), f"{tool} {arguments}: {done.returncode} {done.stderr}"
            return json.loads(done.stdout or done.stderr), done.returncode != 0

        yield call

    before = own(project)
    done = asyncio.run(conduct.play(connect, str(project.path), "go on"))
    assert sum(code != 0 for code in calls) == 5 and len(calls) > 60, calls
    assert_end_state(project, done, before, "go on")


@pytest.mark.skipif(not test_schemas.here, reason="the official schemas are not at hand: set MCP_SCHEMAS")
@pytest.mark.parametrize("version", [MODERN, *LEGACY])
def test_every_response_of_the_run_is_valid(project, version):
    answers = []

    @contextlib.asynccontextmanager
    async def connect():
        with Server(project.path, project.env, "--toolsets", "checkpoint,run") as server:
            if version != MODERN:
                server.initialize(version)

            async def call(tool, arguments):
                answer = server.request("tools/call", {"name": tool, "arguments": arguments}, modern=version == MODERN)
                answers.append(answer)
                result = answer["result"]
                return json.loads(result["content"][0]["text"]), result.get("isError", False)

            yield call

    asyncio.run(conduct.play(connect, str(project.path)))
    envelope = test_schemas.validator(version, test_schemas.first(version, "JSONRPCResultResponse", "JSONRPCResponse"))
    result = test_schemas.validator(version, "CallToolResult")
    for answer in answers:
        envelope.validate(answer)
        result.validate(answer["result"])
    assert len(answers) > 60 and sum(answer["result"].get("isError", False) for answer in answers) == 5


def own(repository):
    """What the user had not committed, with its times, and how git sees it."""
    seen = {path: (os.lstat(repository.path / path).st_mtime_ns, (repository.path / path).read_text()) for path in conduct.OWN}
    return seen, repository.git("status", "--porcelain")


def assert_end_state(repository, done, before, way):
    """The run as plain git sees it."""
    repository.check()
    assert own(repository) == before, "what the user had under way was touched"
    assert repository.git("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    wanted = {path for modules in conduct.PHASES.values() for paths in modules.values() for path in paths}
    wanted |= {".spec/SPEC.md", "README.md", "services/__init__.py", "docs/screens.md", "docs/usage.md"}
    assert set(repository.git("ls-tree", "-r", "--name-only", "main").split()) == wanted
    for modules in conduct.PHASES.values():
        for module, paths in modules.items():
            for path in paths:
                text = repository.git("show", f"main:{path}")
                assert text in (conduct.content(path, module), *conduct.LATER.get(path, [])), f"{path}: {text}"
    assert repository.git("show", "main:README.md") == "# A project\n"
    assert repository.git("rev-parse", "main").strip() == done["commit"]
    assert repository.git("diff", "--name-only", "main").split() == ["README.md"]
    verified = subprocess.run(
        [BINARY, "verify", f"run/{done['task_id']}"], cwd=repository.path, env=repository.env, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
    assert [name for name in os.listdir(repository.path / ".worktrees") if not name.startswith(".trash~")] == []
    assert repository.git("worktree", "list").count("\n") == 1
    assert repository.git("worktree", "prune", "--dry-run", "--verbose") == ""
    compare(way, {
        "run.txt": repository.git("log", "--reverse", "--first-parent", "--format=%s", f"main..run/{done['task_id']}"),
        "main.txt": repository.git("log", "--reverse", "--first-parent", "--format=%s", "main"),
        "refs.txt": "".join(f"{ref}\n" for ref in sorted(repository.refs())),
    })


def compare(way, found):
    """The run's subjects and refs against the golden ones, with the ids named."""
    folder = os.path.join(GOLDEN, way.replace(" ", "-"))
    names = {}
    for name, text in found.items():
        text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<run>", text)
        text = re.sub(r"\b\d{8}T\d{6}Z-[0-9a-f]+\b", "<rescue>", text)
        text = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b", lambda match: f"<id {names.setdefault(match[0], len(names) + 1)}>", text)
        if REWRITE:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            assert text.splitlines() == file.read().splitlines(), f"{way}: {name}"
