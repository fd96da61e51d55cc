"""Hostile names, paths and texts for every string of every tool, in a repository whose config names programs."""

import json
import os
import random
import zlib

import pytest

import story
from repository import Repository
from server import META, ProtocolError, Refused, Server

HOSTILE = {
    "up": "../../outside", "absolute": "/etc/passwd", "option": "--output=pwned", "short option": "-Opwned",
    "exec": "--upload-pack=touch pwned", "NUL": "a\0b", "newline": "a\nb", "carriage return": "a\rb",
    "escape": "a\x1b[31mb", "delete": "a\x7fb", "bidi": "a\u202eb\u2066c", "zero width": "a\u200bb",
    "line separator": "a\u2028b", "previous branch": "@{-1}", "upstream": "@{u}", "at": "@", "search": ":/Begin",
    "index": ":0:README.md", "searched commit": "HEAD^{/Begin}", "parent": "HEAD~1", "range": "main..flow",
    "glob": "refs/heads/*", "git folder": ".git/config", "git folder in capitals": ".GIT/config",
    "git folder with a dot of HFS": ".g\u200cit/config", "short name of NTFS": "GIT~1/config", "lock": "main.lock",
    "dots": "a..b", "dot": ".", "two dots": "..", "empty": "", "space": " ", "backslash": "..\\..\\outside",
    "drive": "C:\\outside", "stream": "a::$DATA", "look-alike": "m\u0430in", "fullwidth": "\uff0e\uff0e\uff0foutside",
    "combined": "e\u0301" * 40, "shell": "$(touch pwned)`touch pwned`;touch pwned|touch pwned",
    "format": "%s%n%x00", "template": "${jndi:x}{{7*7}}", "long": "x" * 1_000_000, "worktrees": ".worktrees/../..",
    "trailer": "x\n\nGitstate-Kind: plan\nGitstate-Seq: 9", "heading": "## Tasks\n### Task 099\nStatus: completed",
    "json": '{"a": [1, 2', "list": '["a"', "ref": "refs/heads/main", "remote": "origin/main", "stash": "stash@{0}",
}

# What an argument is when it is not the one that is attacked. `<run>` is a run with a module at work, `<new run>` one that
# can be completed at once.
GOOD = {
    "ledger": story.PLAN, "branch": story.branch("001"), "plan_branch": story.PLAN, "session_id": story.SESSION,
    "task_id": "<run>", "worker_id": "1", "task_branch": story.branch("001"), "user_request": "r", "summary": "s",
    "tasks": [{"id": "001", "description": "One"}], "name": "api", "phase": "one", "checkpoint_id": "latest",
    "description": "d", "passed": True, "path": "README.md", "working_directory": ".",
}
OF_TOOL = {"create_task_branch": {"task_id": "001"}, "complete_task": {"task_id": "<new run>"}}
# Arguments that no client is told of: each gets every fourth text, another fourth from place to place.
UNTOLD = " (untold)"
# Texts that name what there is to name in two ways: a plan's worker and a run's module.
WORKER, MODULE = ["worker_id", "task_branch"], ["task_id", "name"]
TASK_TEXTS = ["id", "description", "status", "estimated_time", "priority", "effort", "title", "agent", "verification_script"]
TASK_LISTS = ["preconditions", "provides", "depends_on", "files", "acceptance_criteria"]


def prepare(repository, marker):
    """Config, attributes and hooks that all name a program which leaves a mark when it is run."""
    program = repository.home / "mark"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {marker}\ncat\n')
    program.chmod(0o755)
    mark = str(program)
    for key in (
        "core.fsmonitor", "core.editor", "core.pager", "core.sshCommand", "core.askPass", "diff.external",
        "diff.x.command", "diff.x.textconv", "filter.x.clean", "filter.x.smudge", "filter.x.process", "merge.x.driver",
        "gpg.program", "gpg.ssh.program", "credential.helper", "sequence.editor", "interactive.diffFilter",
        "uploadpack.packObjectsHook", "core.alternateRefsCommand", "web.browser", "remote.origin.uploadpack",
    ):
        repository.git("config", key, mark)
    for key, value in (
        ("commit.gpgSign", "true"), ("log.showSignature", "true"), ("filter.x.required", "true"),
        ("core.hooksPath", str(repository.home / "hooks")), ("remote.origin.url", f"ext::{mark}"),
        ("merge.default", "x"), ("alias.status", f"!{mark}"), ("gc.auto", "1"), ("maintenance.auto", "true"),
    ):
        repository.git("config", key, value)
    for folder in (repository.home / "hooks", repository.path / ".git" / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in ("pre-commit", "post-commit", "commit-msg", "prepare-commit-msg", "post-checkout", "post-merge",
                     "pre-merge-commit", "post-index-change", "reference-transaction", "update", "pre-auto-gc",
                     "post-rewrite", "pre-push", "fsmonitor-watchman"):
            (folder / hook).write_text(f'#!/bin/sh\necho "hook {hook}" >> {marker}\n')
            (folder / hook).chmod(0o755)
    repository.write(".gitattributes", "* filter=x diff=x merge=x text=auto working-tree-encoding=UTF-16\n*.txt filter=x\n")


def outside(repository):
    """Every file beside the repository, with its bytes."""
    seen = {}
    for root, folders, files in os.walk(repository.home):
        if root == str(repository.home):
            folders.remove(repository.path.name)
        for name in files:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                seen[path] = file.read()
    return seen


@pytest.fixture(scope="module")
def scene():
    with Repository() as repository:
        marker = repository.home / "marked"
        with Server(repository.path, repository.env) as server:
            server.call("create_plan_branch", story.FOUNDING)
            server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
            server.call("create_worktree", {"worker_id": "1", "task_branch": story.branch("001")})
            run = server.call("start_task", {"description": "Run", "phases": ["one", "two"]})["task_id"]
            for module in ("api", "web"):
                path = server.call("create_worktree", {"task_id": run, "name": module})["path"]
                repository.write(os.path.join(path, "services/__init__.py"), f"# services of {module}\n")
            server.call("create_checkpoint", {"task_id": run, "phase": "one"})
        prepare(repository, marker)
        (repository.home / "secret").write_text("secret of the outside")
        server = Server(repository.path, repository.env)
        yield repository, server, marker, run
        server.end()
        env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": ""}
        repository.git("fsck", "--strict", "--no-dangling", "--no-progress", env=env)


def tools():
    """The published tools, with the arguments beside that a server understands and tells nobody of."""
    with Repository() as repository, Server(repository.path, repository.env) as server:
        published = server.tools()
        for tool in published:
            try:
                server.call(tool["name"], {"no such argument": "x"})
            except Refused as refusal:
                tool["all"] = refusal.body["allowed"]
        return published


def forms(tool):
    """The good arguments of a tool, in each way in which it can be called."""
    known = {**GOOD, **OF_TOOL.get(tool["name"], {})}
    required = {name: known.get(name, "x") for name in tool["inputSchema"].get("required", [])}
    if tool["name"] == "parse_plan":
        required["branch"] = story.PLAN
    names = tool["all"]
    if "worker_id" in names and "name" in names:
        yield "", MODULE, {**{name: known[name] for name in WORKER if name in names}, **required}
        yield "of a run: ", WORKER, {**{name: known[name] for name in MODULE}, **required}
    elif tool["name"] in ("create_checkpoint", "rollback_to_checkpoint", "list_checkpoints"):
        yield "", [], required
        yield "of a run: ", [], {**required, "task_id": "<run>"}
    else:
        yield "", [], required


def strings(tool):
    """Every place of a tool's arguments where a text can be: a function that builds the arguments for one."""
    for prefix, others, required in forms(tool):
        for name, build in places(tool, required):
            if name.removesuffix(UNTOLD) not in others:
                yield prefix + name, build


def places(tool, required):
    for name in tool["all"]:
        if name not in tool["inputSchema"]["properties"]:
            yield name + UNTOLD, lambda text, name=name: {**required, name: text}
    for name, kind in tool["inputSchema"]["properties"].items():
        if kind["type"] == "string":
            yield name, lambda text, name=name: {**required, name: text}
        elif kind["type"] == "array" and kind["items"]["type"] == "string":
            yield f"{name}[]", lambda text, name=name: {**required, name: ["a", text]}
        elif kind["type"] == "array":
            for key in TASK_TEXTS + ["text", "no such key"]:
                yield f"{name}[].{key}", lambda text, name=name, key=key: {
                    **required, name: [{"id": "009", "description": "d", key: text}]}
            for key in TASK_LISTS:
                yield f"{name}[].{key}[]", lambda text, name=name, key=key: {
                    **required, name: [{"id": "009", "description": "d", key: [text]}]}
            yield f"{name}[]{{}}", lambda text, name=name: {**required, name: [{"id": "009", "description": "d", text: "x"}]}
        elif kind["type"] == "object":
            yield f"{name}{{}}", lambda text, name=name: {**required, name: {text: "ours"}}
            yield f"{name}.value", lambda text, name=name: {**required, name: {"overview": text, "README.md": text}}
        elif kind["type"] in ("integer", "boolean"):
            yield name, lambda text, name=name: {**required, name: text}
    yield "an unknown argument", lambda text: {**required, text: "x"}


PLACES = [(tool["name"], place, build) for tool in tools() for place, build in strings(tool)]


@pytest.mark.parametrize("tool, place, build", PLACES, ids=[f"{tool} {place}" for tool, place, _ in PLACES])
def test_a_hostile_text_is_refused_or_only_data(scene, tool, place, build):
    repository, server, marker, run = scene
    before = outside(repository)
    heads = (repository.path / ".git" / "HEAD").read_bytes(), (repository.path / ".git" / "config").read_bytes()
    texts = list(HOSTILE.items())
    if place.endswith(UNTOLD):
        texts = texts[zlib.crc32(f"{tool} {place}".encode()) % 4::4]
    for kind, text in texts:
        arguments = build(text)
        if tool == "create_plan_branch" and "session_id" not in place:
            arguments["session_id"] = f"h{zlib.crc32((place + kind).encode())}"
        if arguments.get("task_id") == "<run>":
            arguments["task_id"] = run
        if arguments.get("task_id") == "<new run>":
            arguments["task_id"] = server.call("start_task", {"description": "New", "phases": []})["task_id"]
        try:
            answer = server.call(tool, arguments, timeout=60)
            said = json.dumps(answer)
        except Refused as refusal:
            said = json.dumps(refusal.body)
            sentence = refusal.body["error"]
            assert refusal.code not in ("bug", "input_output"), f"{kind}: {refusal.body}"
            if refusal.code == "invalid_name" and place != "an unknown argument":
                assert refusal.body["value"] in text, f"{kind}: the bad value is not named: {refusal.body}"
            assert len(sentence) < 1_000, f"{kind}: a sentence of {len(sentence)} characters"
            assert not any(each in sentence for each in "\0\n\r\x1b\x7f\u202e\u2066\u200b\u2028"), f"{kind}: {sentence!r}"
        except ProtocolError as error:
            raise AssertionError(f"{kind} was answered as a protocol error: {error}") from error
        assert "secret of the outside" not in said and "root:x:0" not in said
        assert server.process.poll() is None
    assert not marker.exists(), f"a program ran: {marker.read_text()}"
    assert outside(repository) == before, "a file outside the repository changed"
    assert heads == ((repository.path / ".git" / "HEAD").read_bytes(), (repository.path / ".git" / "config").read_bytes())
    assert not (repository.path / "pwned").exists() and not (repository.path / ".git" / "pwned").exists()
    unexpected = [
        ref for ref in os.popen(f"git -C '{repository.path}' for-each-ref --format='%(refname)'").read().split()
        if not ref.startswith(("refs/heads/", "refs/gitstate/"))]
    assert not unexpected


def test_every_way_to_name_a_run_and_its_module_is_attacked():
    attacked = {}
    for tool, place, _ in PLACES:
        attacked.setdefault(tool, set()).add(place.removesuffix(UNTOLD))
    for tool in ("create_worktree", "commit_task", "sync_worktree", "remove_worktree"):
        assert {"worker_id", "of a run: task_id", "of a run: name", "working_directory"} <= attacked[tool], tool
    assert "of a run: phase" in attacked["create_worktree"] and "of a run: restore" in attacked["create_worktree"]
    assert {"task_id", "modules[]", "into", "resolutions{}", "resolutions.value"} <= attacked["merge_worktrees"]
    assert {"task_id", "phase", "checkpoint_id", "result.value"} <= attacked["mark_phase_complete"]
    assert {"of a run: phase", "message"} <= attacked["create_checkpoint"]
    assert {"task_id", "summary", "working_directory"} <= attacked["complete_task"] and "task_id" in attacked["cleanup_worktrees"]


def test_the_marker_program_bites():
    """The trap is live: git itself runs it."""
    with Repository() as repository:
        marker = repository.home / "marked"
        prepare(repository, marker)
        repository.git("status", check=False)
        repository.git("commit", "-q", "--allow-empty", "-m", "x", check=False)
        assert marker.exists()


def test_a_whole_run_starts_no_program():
    """Worktrees, commits, merges and conflicts in a repository where everything names a program."""
    with Repository() as repository:
        marker = repository.home / "marked"
        repository.write("a.txt", "one\n")
        repository.commit("A text")
        prepare(repository, marker)
        with Server(repository.path, repository.env) as server:
            server.call("create_plan_branch", {**story.FOUNDING, "tasks": [
                {"id": "001", "description": "One"}, {"id": "002", "description": "Two"}]})
            for identity in ("001", "002"):
                server.call("create_task_branch", {"task_id": identity, "branch_slug": "x"})
                tree = server.call("create_worktree", {"worker_id": identity, "task_branch": f"task/{identity}-x"})
                with open(os.path.join(tree["path"], "a.txt"), "w") as file:
                    file.write(f"of {identity}\n")
                with open(os.path.join(tree["path"], ".gitattributes"), "w") as file:
                    file.write("* filter=x diff=x merge=x\n")
                server.call("commit_task", {"worker_id": identity, "summary": "x", "type": "complete"})
            server.call("merge_task_branch", {"task_branch": "task/001-x"})
            with pytest.raises(Refused):
                server.call("merge_task_branch", {"task_branch": "task/002-x"})
            server.call("list_worktrees")
            server.call("sync_worktree", {"worker_id": "002"})
            server.call("sync_worktree", {"worker_id": "002", "abort": True})
            server.call("merge_task_branch", {"task_branch": "task/002-x", "resolutions": {"a.txt": "both\n"}})
            for identity in ("001", "002"):
                server.call("remove_worktree", {"worker_id": identity})
        assert not marker.exists(), f"a program ran: {marker.read_text()}"


def test_a_run_of_modules_starts_no_program():
    """Modules, checkpoints, rollback, conflicts and the end of a run, where everything names a program."""
    with Repository() as repository:
        marker = repository.home / "marked"
        repository.write("a.txt", "one\n")
        repository.commit("A text")
        prepare(repository, marker)
        # The modules bring one of their own.
        (repository.path / ".gitattributes").unlink()
        with Server(repository.path, repository.env) as server:
            run = server.call("start_task", {"description": "Run", "phases": ["one"]})["task_id"]
            for module in ("api", "web"):
                path = server.call("create_worktree", {"task_id": run, "name": module})["path"]
                for name, text in (("a.txt", f"of {module}\n"), (".gitattributes", "* filter=x diff=x merge=x\n")):
                    repository.write(os.path.join(path, name), text)
            server.call("create_checkpoint", {"task_id": run, "phase": "one", "commit": True})
            server.call("merge_worktrees", {"task_id": run, "modules": ["api"]})
            with pytest.raises(Refused):
                server.call("merge_worktrees", {"task_id": run})
            server.call("list_worktrees", {"task_id": run})
            server.call("sync_worktree", {"task_id": run, "name": "web"})
            server.call("sync_worktree", {"task_id": run, "name": "web", "abort": True})
            server.call("merge_worktrees", {"task_id": run, "resolutions": {"a.txt": "both\n"}})
            server.call("cleanup_worktrees", {"task_id": run})
            server.call("rollback_to_checkpoint", {"task_id": run, "checkpoint_id": "1"})
            server.call("merge_worktrees", {"task_id": run, "resolutions": {"a.txt": "both\n"}})
            server.call("mark_phase_complete", {"task_id": run, "phase": "one", "reason": "done"})
            repository.write("late.txt", "late\n")
            assert server.call("complete_task", {"task_id": run, "commit_changes": True})["files"] == ["late.txt"]
        assert not marker.exists(), f"a program ran: {marker.read_text()}"


def test_text_of_agents_comes_back_as_it_went_in_and_never_in_our_own_sentences(repository):
    texts = [text for kind, text in HOSTILE.items() if kind not in ("NUL", "long", "empty", "space")]
    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", {
            "session_id": "texts", "user_request": texts[0] or "r", "architecture": "\n".join(texts),
            "tasks": [{"id": f"{number:03}", "description": text} for number, text in enumerate(texts, 1)]})
        tasks = []
        cursor = None
        while True:
            page = server.call("parse_plan", {"branch": "texts", **({"cursor": cursor} if cursor else {})})
            tasks += page["tasks"]
            cursor = page.get("next")
            if not cursor:
                break
        assert [task["description"] for task in tasks] == texts
        assert page["architecture"] == "\n".join(texts)
        assert server.call("verify", {"ledger": "texts"})["ok"] is True
    # Nothing of it became a trailer.
    keys = set(repository.git("log", "-1", "--format=%(trailers:keyonly)", "plan/texts").split())
    assert keys <= {"Gitstate-Format", "Gitstate-Kind", "Gitstate-Seq", "Gitstate-Holders", "Gitstate-Event", "Gitstate-State", "Gitstate-Key"}


def test_the_environment_of_the_server_leads_it_nowhere(repository):
    """GIT_* variables, by which a caller could point git elsewhere, have no effect."""
    with Repository(name="other") as other:
        poison = {
            "GIT_DIR": str(other.path / ".git"), "GIT_WORK_TREE": str(other.path), "GIT_INDEX_FILE": str(other.home / "i"),
            "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"), "GIT_NAMESPACE": "x",
            "GIT_EXTERNAL_DIFF": "/bin/false", "GIT_SSH_COMMAND": "/bin/false", "GIT_CEILING_DIRECTORIES": "/",
        }
        before = other.refs()
        with Server(repository.path, {**repository.env, **poison}) as server:
            server.call("create_plan_branch", story.FOUNDING)
        assert other.refs() == before
        assert f"refs/heads/{story.PLAN}" in repository.refs()


def test_a_git_file_that_leads_to_another_repository_is_not_followed(repository):
    with Repository(name="victim") as victim, Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", story.FOUNDING)
        server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
        tree = server.call("create_worktree", {"worker_id": "1", "task_branch": story.branch("001")})["path"]
        (victim.path / "mine.txt").write_text("mine")
        before = victim.refs()
        with open(os.path.join(tree, ".git"), "w") as file:
            file.write(f"gitdir: {victim.path}/.git\n")
        for tool, arguments in [
            ("commit_task", {"worker_id": "1", "summary": "x"}), ("sync_worktree", {"worker_id": "1"}),
            ("remove_worktree", {"worker_id": "1"}), ("list_worktrees", {}),
        ]:
            try:
                server.call(tool, arguments)
            except Refused as refusal:
                assert refusal.code in ("outside_repository", "not_found", "wrong_state"), refusal
        assert victim.refs() == before and (victim.path / "mine.txt").read_text() == "mine"
        victim.check()


def test_a_git_file_of_a_module_that_leads_to_another_repository_is_not_followed(repository):
    with Repository(name="victim") as victim, Server(repository.path, repository.env) as server:
        run = server.call("start_task", {"description": "Run", "phases": ["one"]})["task_id"]
        tree = server.call("create_worktree", {"task_id": run, "name": "api"})["path"]
        server.call("create_checkpoint", {"task_id": run, "phase": "one"})
        (victim.path / "mine.txt").write_text("mine")
        before = victim.refs(), victim.git("status", "--porcelain")
        with open(os.path.join(tree, ".git"), "w") as file:
            file.write(f"gitdir: {victim.path}/.git\n")
        module = {"task_id": run, "name": "api"}
        for tool, arguments in [
            ("commit_task", {**module, "summary": "x"}), ("sync_worktree", module), ("merge_worktrees", {"task_id": run}),
            ("create_checkpoint", {"task_id": run, "phase": "one"}), ("create_worktree", {**module, "phase": "one"}),
            ("rollback_to_checkpoint", {"task_id": run, "checkpoint_id": "1"}), ("list_worktrees", {"task_id": run}),
            ("mark_phase_complete", {"task_id": run, "phase": "one", "reason": "x"}), ("remove_worktree", module),
            ("complete_task", {"task_id": run}), ("cleanup_worktrees", {"task_id": run}),
        ]:
            try:
                server.call(tool, arguments)
            except Refused as refusal:
                assert refusal.code in (
                    "outside_repository", "not_found", "wrong_state", "unsupported_repository"), f"{tool}: {refusal}"
        assert (victim.refs(), victim.git("status", "--porcelain")) == before
        assert (victim.path / "mine.txt").read_text() == "mine"
        victim.check()


def test_a_link_in_the_place_of_the_worktrees_is_not_followed(repository):
    target = repository.home / "elsewhere"
    target.mkdir()
    (target / "worker-1").mkdir()
    (target / "worker-1" / "mine.txt").write_text("mine")
    os.symlink(target, repository.path / ".worktrees")
    with Server(repository.path, repository.env) as server:
        server.call("create_plan_branch", story.FOUNDING)
        server.call("create_task_branch", {"task_id": "001", "branch_slug": "user-model"})
        with pytest.raises(Refused) as refusal:
            server.call("create_worktree", {"worker_id": "1", "task_branch": story.branch("001")})
        assert refusal.value.code == "outside_repository", refusal.value.body
        try:
            server.call("remove_worktree", {"worker_id": "1"})
        except Refused as other:
            assert other.code == "outside_repository"
    assert os.listdir(target) == ["worker-1"] and (target / "worker-1" / "mine.txt").read_text() == "mine"


def test_random_lines_never_end_the_server(repository):
    """Bytes, halves of messages and mixed-up members, by a fixed seed; every request id is answered at most once."""
    source = random.Random(int(os.environ.get("GITSTATE_SEED", "20261121")))
    words = ["jsonrpc", "2.0", "id", "method", "params", "tools/call", "tools/list", "initialize", "name", "arguments",
             "_meta", "overview", "parse_plan", "notifications/cancelled", "requestId", "protocolVersion", "\u0000", "é"]

    def value(depth=0):
        kind = source.randrange(9 if depth < 4 else 6)
        if kind < 2:
            return source.choice(words)
        if kind < 6:
            return source.choice([None, True, 1, -1, 1.5, 10**30, "", 0])
        if kind < 7:
            return [value(depth + 1) for _ in range(source.randrange(4))]
        return {source.choice(words): value(depth + 1) for _ in range(source.randrange(5))}

    with Server(repository.path, repository.env) as server:
        for number in range(3_000):
            choice = source.randrange(4)
            if choice == 0:
                line = bytes(source.randrange(1, 256) for _ in range(source.randrange(80))).replace(b"\n", b"")
            elif choice == 1:
                line = json.dumps({"jsonrpc": "2.0", "id": f"f{number}", "method": source.choice(words), "params": value()}).encode()
            elif choice == 2:
                line = json.dumps({"jsonrpc": "2.0", "id": f"f{number}", "method": "tools/call", "params": {
                    "name": source.choice(["overview", "parse_plan", "verify", value()]), "arguments": value(),
                    "_meta": source.choice([META, value()])}}).encode()
            else:
                line = json.dumps(value()).encode()
                line = line[: source.randrange(len(line) + 1)]
            server.send(line)
        server.send({"jsonrpc": "2.0", "id": "end", "method": "server/discover", "params": {"_meta": META}})
        answered = []
        while True:
            message = server.receive(60)
            for each in message if isinstance(message, list) else [message]:
                assert each["jsonrpc"] == "2.0"
                if each.get("id") is not None:
                    answered.append(json.dumps(each["id"]))
            if not isinstance(message, list) and message.get("id") == "end":
                break
        ours = [each for each in answered if each.startswith('"f')]
        assert len(ours) == len(set(ours)), "an id was answered twice"
        assert server.call("overview") is not None
