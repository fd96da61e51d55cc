"""A run drawn and watched, by the commands that draw and watch plans and workflows."""

import json
import subprocess

from server import BINARY, Server


def command(repository, *words, **more):
    return subprocess.run([BINARY, *words], cwd=repository.path, env=repository.env, capture_output=True, text=True, timeout=60, **more)


def begun(repository):
    with Server(repository.path, repository.env) as server:
        run = server.call("start_task", {"description": "Port it", "phases": [{"name": "parse", "modules": ["lexer", "tree"]}, "store"]})
        return run["task_id"]


def test_a_run_is_drawn_with_its_modules(repository):
    run = begun(repository)
    drawn = command(repository, "graph", run)
    assert drawn.returncode == 0 and "Port it" in drawn.stdout and "0 of 2 phases complete" in drawn.stdout
    for name in ("Phase 1", "lexer", "tree", "Phase 2", "store"):
        assert name in drawn.stdout, name
    graph = json.loads(command(repository, "graph", f"run/{run}", "--json").stdout)
    assert graph["task_id"] == run and [node["id"] for node in graph["nodes"]] == ["lexer", "tree", "store"]
    assert graph["edges"] == [{"from": "lexer", "to": "store"}, {"from": "tree", "to": "store"}]
    # Without a name it is the only thing that there is to draw.
    assert command(repository, "graph", "--format", "mermaid").stdout.startswith("flowchart LR\n")
    drawn = command(repository, "graph", run, "--format", "svg")
    assert drawn.returncode == 0 and drawn.stdout.startswith("<svg") and drawn.stdout.endswith("</svg>\n")


def test_a_run_is_watched_until_it_is_complete(repository):
    run = begun(repository)
    watch = subprocess.Popen(
        [BINARY, "watch", run, "--until", "done", "--json"], cwd=repository.path, env=repository.env, text=True,
        stdout=subprocess.PIPE)
    first = json.loads(watch.stdout.readline())
    assert first["task_id"] == run and first["current_phase"] == "parse" and first["phases_complete"] == 0
    for number in ("1", "2"):
        assert command(repository, "run", "phase", number, "--reason", "done").returncode == 0
    assert command(repository, "run", "complete", "--summary", "Ported").returncode == 0
    lines = [json.loads(line) for line in watch.stdout]
    assert watch.wait(timeout=30) == 0
    assert [line["seq"] for line in lines] == [3, 4, 5] and lines[-1]["status"] == "completed"
