"""PyPI's mcp-fuzzer against the server, in a repository of its own: nothing crashes, nothing hangs, and nobody's file changes."""

import json
import os
import stat
import subprocess

import pytest

from repository import Repository
from server import BINARY, ROOT, Server

FUZZER = os.environ.get("GITSTATE_MCP_FUZZER") or os.path.join(ROOT, ".venv-conformance", "fuzzer", "bin", "mcp-fuzzer")
RUNS = int(os.environ.get("GITSTATE_MCP_FUZZER_RUNS", "3"))
SEED = os.environ.get("GITSTATE_SEED", "20261121")


def users_files(repository):
    """All that is a person's: the files outside of git's folder and ours, the index and the branch."""
    files = {}
    for folder, below, names in os.walk(repository.path):
        below[:] = [name for name in below if name not in (".git", ".worktrees")]
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, repository.path)] = (os.stat(path).st_mode, file.read())
    return files, repository.git("ls-files", "--stage"), repository.git("rev-parse", "HEAD", "--symbolic-full-name", "HEAD")


@pytest.mark.skipif(not os.access(FUZZER, os.X_OK), reason="mcp-fuzzer is not there: scripts/test installs it")
@pytest.mark.parametrize("mode", ["tools", "protocol"])
def test_mcp_fuzzer_finds_no_crash_and_harms_nothing(mode):
    with Repository() as repository:
        repository.write("notes.txt", "not committed yet\n")
        repository.write("staged.txt", "staged\n")
        repository.git("add", "staged.txt")
        before = users_files(repository)
        # How each server ended, which the fuzzer does not tell.
        codes, wrapper = repository.home / "codes", repository.home / "serve"
        wrapper.write_text(f'#!/bin/sh\n"{BINARY}" serve --repo "{repository.path}"\necho $? >>"{codes}"\n')
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        out = repository.home / "out"
        done = subprocess.run(
            [FUZZER, "--mode", mode, "--phase", "both", "--protocol-phase", "aggressive", "--protocol", "stdio",
             "--endpoint", str(wrapper), "--runs", str(RUNS), "--runs-per-type", str(RUNS), "--seed", SEED, "--no-corpus",
             "--no-network", "--fs-root", str(repository.home / "fs"), "--output-dir", str(out), "--log-level", "WARNING"],
            cwd=repository.home, env=repository.env, capture_output=True, timeout=300)
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert done.returncode == 0, said[-3000:]
        with open(out / "run_summary.json") as file:
            summary = json.load(file)
        assert summary["status"] == "completed", summary
        kinds = summary["findings"]["by_category"]
        # What it calls malformed and accepted are calls that are right, such as a tool without arguments that needs none;
        # what it calls reflected is a refusal that quotes what it refuses, in JSON.
        assert set(kinds) <= {"accepted_malformed", "injection_reflection", "performance_outlier"}, (kinds, said[-3000:])
        if mode == "tools":
            runs = summary["tools"]["by_name"]
            assert len(runs) == summary["tool_discovery"]["tool_count"] > 40
            for name, each in runs.items():
                assert each["total_runs"] >= RUNS and not each["outcomes"]["crashed"], (name, each)
                assert not each["outcomes"]["anomaly"] and not each["exceptions"], (name, each)
        else:
            assert summary["protocols"]["total_runs"] > 0, summary["protocols"]
        # By itself, or by the signal with which the fuzzer ends its servers.
        ended = codes.read_text().split() if codes.exists() else []
        assert set(ended) <= {"0", "137", "143"}, ended
        assert users_files(repository) == before
        repository.check()
        with Server(repository.path, repository.env) as server:
            for branch in repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split():
                if branch.startswith(("plan/", "run/", "workflow/")):
                    assert server.call("verify", {"ledger": branch})["ok"], branch
            assert server.call("overview") is not None
