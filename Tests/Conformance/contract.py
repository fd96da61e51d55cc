"""Contract files: a case is set up in a scratch repository, played on the built server, and compared exactly.

What differs from run to run is replaced by names before it is compared: `<sha 1>` (numbered by first appearance),
`<short 1>` (the first digits of a commit), `<time>`, `<rescue 1>`, `<repo>`, `<home>`.
"""

import json
import os
import pwd
import re
import shutil
import subprocess

from repository import Repository
from server import BINARY, ROOT, ProtocolError, Refused, Server

TOOLS = os.path.join(ROOT, "Fixtures", "tools")
REWRITE = os.environ.get("GITSTATE_REWRITE") == "1"


def load(name):
    with open(os.path.join(ROOT, "Fixtures", name), encoding="utf-8") as file:
        return json.load(file)


def save(name, value):
    with open(os.path.join(ROOT, "Fixtures", name), "w", encoding="utf-8") as file:
        file.write(rendered(value) + "\n")


def rendered(value, indent=0):
    """JSON that a person reads: what fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= 118 or not isinstance(value, (dict, list)) or not value:
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{json.dumps(key, ensure_ascii=False)}: {rendered(each, indent + 2)}" for key, each in value.items()]
        return "{\n" + ",\n".join(pad + row for row in rows) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + rendered(each, indent + 2) for each in value) + "\n" + " " * indent + "]"


class Scene:
    """A scratch repository with a server on it, made ready by steps of a small fixed vocabulary.

    - `"name"`: the steps of that name in Fixtures/setups.json
    - `{"call": tool, "arguments": {…}}`: a call that succeeds
    - `{"git": [words]}`: git in the repository; `{"fails": [words]}`: git that does not succeed
    - `{"write": {path: text}}`, `{"remove": path}`, `{"executable": path}`
    - `{"commit": message}`: everything, on the branch that is checked out; with `"in"`, in that folder
    - `{"repository": kind}`: another kind of repository instead (bare, none, empty, shallow, linked)
    - `{"options": [words]}`: what the server is started with
    - `{"as": user}`, `{"mode": [path, bits]}`, `{"owner": user}`: rights
    """

    def __init__(self):
        self.repository = Repository()
        self.place = self.repository.path
        self.options = []
        self.user = None
        self._server = None
        self.meta = None
        # The body of the last refusal, as it came.
        self.refused = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        subprocess.run(["chmod", "-R", "u+rwX", str(self.repository.home)], check=False)
        self.repository.remove()

    def end(self):
        if self._server:
            self._server.end()
            self._server = None

    @property
    def server(self):
        if self._server is None:
            env = self.repository.env
            if self.user:
                self._server = as_user(self.user, self.place, env, *self.options)
            else:
                self._server = Server(self.place, env, *self.options)
        return self._server

    def prepare(self, steps, known):
        for step in steps or []:
            if isinstance(step, str):
                self.prepare(known[step], known)
            else:
                self.take(step)

    def take(self, step):
        repository = self.repository
        if "call" in step:
            self.server.call(step["call"], self.filled(step.get("arguments", {})), meta=step.get("_meta"))
        elif "git" in step:
            repository.git(*[self.filled(word) for word in step["git"]], cwd=self.place)
        elif "fails" in step:
            repository.git(*[self.filled(word) for word in step["fails"]], cwd=self.place, check=False)
        elif "write" in step:
            for path, text in step["write"].items():
                repository.write(self.place / self.filled(path), self.filled(text))
        elif "remove" in step:
            target = self.place / self.filled(step["remove"])
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        elif "executable" in step:
            (self.place / self.filled(step["executable"])).chmod(0o755)
        elif "commit" in step:
            repository.commit(step["commit"], cwd=self.place / self.filled(step.get("in", ".")))
        elif "repository" in step:
            self.become(step["repository"])
        elif "options" in step:
            self.end()
            self.options = step["options"]
        elif "as" in step:
            self.end()
            self.user = step["as"]
        elif "owner" in step:
            self.end()
            subprocess.run(["chmod", "a+rx", str(repository.home)], check=True)
            subprocess.run(["chown", "-R", step["owner"], str(self.place)], check=True)
        elif "mode" in step:
            self.end()
            path, bits = step["mode"]
            subprocess.run(["chmod", "-R", bits, str(self.place / path)], check=True)
        else:
            raise ValueError(f"no step of a setup: {step}")

    def become(self, kind):
        """Puts another kind of repository in the place of the plain one."""
        self.end()
        repository, home = self.repository, self.repository.home
        if kind == "bare":
            repository.git("clone", "-q", "--bare", str(repository.path), str(home / "bare.git"), cwd=home)
            self.place = home / "bare.git"
        elif kind == "none":
            self.place = home / "empty"
            self.place.mkdir()
        elif kind == "unborn":
            self.place = home / "unborn"
            repository.git("init", "-q", "-b", "main", str(self.place), cwd=home)
        elif kind == "shallow":
            for number in range(3):
                repository.write(f"more-{number}.txt", "more\n")
                repository.commit(f"More {number}")
            repository.git("clone", "-q", "--depth", "1", f"file://{repository.path}", str(home / "shallow"), cwd=home)
            self.place = home / "shallow"
        elif kind == "linked":
            repository.git("worktree", "add", "-q", "-b", "side", str(home / "linked"))
            self.place = home / "linked"
        else:
            raise ValueError(f"no kind of repository: {kind}")

    def filled(self, value):
        """Arguments with `<workflow 1>`, `<seen workflow>`, `<seen>` (of the newest plan; with a word, as it was asked for or decided on last), `<run 1>`, `<short run 1>`, `<rev:…>` and `<repo>` put in."""
        if isinstance(value, str):
            def revision(match):
                return self.repository.git("rev-parse", match[1], cwd=self.place).strip()

            def repeated(match):
                return match[2] * int(match[1])

            def run(match):
                found = self.runs()[int(match[2]) - 1]
                return found[:8] if match[1] else found

            def rescue(match):
                """The newest one; with a module, the newest of its branch."""
                wanted = f"/{match[1]}" if match[1] else ""
                rows = self.repository.git(
                    "for-each-ref", "--sort=refname", "--format=%(refname:lstrip=3) %(trailers:key=Gitstate-Snapshot,valueonly)",
                    "refs/gitstate/rescue", cwd=self.place).split("\n")
                return [row.split(" ")[0] for row in rows if row and wanted + '"' in row][-1]

            value = re.sub(r"<seen(?: (requested|decided|workflow))?>", lambda match: self.seen(match[1]), value)
            value = re.sub(r"<(short )?run (\d+)>", run, value)
            value = re.sub(r"<workflow (\d+)>", lambda match: self.workflows()[int(match[1]) - 1], value)
            value = re.sub(r"<rescue(?: ([\w-]+))?>", rescue, value)
            value = re.sub(r"<rev:([^>]+)>", revision, value)
            value = re.sub(r"<(\d+) times ([^>]+)>", repeated, value)
            return value.replace("<repo>", str(self.place)).replace("<home>", str(self.repository.home))
        if isinstance(value, list):
            if len(value) == 1 and isinstance(value[0], dict) and "<count>" in value[0]:
                return self.many(value[0])
            return [self.filled(each) for each in value]
        if isinstance(value, dict):
            return {self.filled(key): self.filled(each) for key, each in value.items()}
        return value

    def seen(self, when):
        """The digest of what there is to be decided on, or was."""
        if when == "workflow":
            return self.server.call("request_approval", {"workflow_id": self.workflows()[-1]})["seen"]
        plan = self.repository.git(
            "for-each-ref", "--sort=-creatordate", "--format=%(refname:lstrip=2)", "refs/heads/plan", cwd=self.place).split()[0]
        if when:
            types = {"requested": ["approvalRequested"], "decided": ["planApproved", "batchConfirmed", "haltLifted"]}[when]
            return [event["seen"] for event in self.repository.contents(plan) if event["type"] in types][-1]
        shown = subprocess.run(
            [BINARY, "approve", plan, "--dry-run", "--json"], cwd=self.place, env=self.repository.env, capture_output=True,
            check=True)
        return json.loads(shown.stdout)["seen"]

    def runs(self):
        """The ids of the runs, in the order in which they were written last."""
        return self.repository.git(
            "for-each-ref", "--sort=creatordate", "--format=%(refname:lstrip=3)", "refs/heads/run", cwd=self.place,
            check=False).split()

    def workflows(self):
        """The ids of the workflows, in the order in which they began."""
        return self.repository.git(
            "for-each-ref", "--sort=refname", "--format=%(refname:lstrip=3)", "refs/heads/workflow", cwd=self.place,
            check=False).split()

    def many(self, value):
        """`{"<count>": n, "<each>": …}` as n entries, `<n>` counted from 1."""
        text = json.dumps(value["<each>"])
        return [self.filled(json.loads(text.replace("<n>", str(number)))) for number in range(1, value["<count>"] + 1)]

    def outcome(self, tool, arguments, meta=None):
        """`{"result": …}`, `{"error": …}` or `{"protocol_error": …}`, with names for what differs each time."""
        try:
            got = {"result": self.server.call(tool, self.filled(arguments), meta=meta)}
        except Refused as refusal:
            self.refused = refusal.body
            got = {"error": refusal.body}
        except ProtocolError as error:
            got = {"protocol_error": error.error}
        return self.named(got)

    def named(self, value):
        names = {"sha": {}, "rescue": {}, "short": {}, "run": {}, "digest": {}, "workflow": {}}

        def number(kind):
            def replace(match):
                known = names[kind]
                if kind == "short":
                    for sha, index in names["sha"].items():
                        if sha.startswith(match[0]):
                            return f"<short of sha {index}>"
                return f"<{kind} {known.setdefault(match[0], len(known) + 1)}>"

            return replace

        def text(each):
            each = each.replace(str(self.place), "<repo>").replace(str(self.repository.home), "<home>")
            each = re.sub(r"\b\d{8}T\d{6}Z-[0-9a-f]+\b", number("rescue"), each)
            each = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", number("run"), each)
            for run, index in names["run"].items():
                each = each.replace(run[:8], f"<short of run {index}>")
            each = re.sub(r"\bwf-\d{13}\b", number("workflow"), each)
            each = re.sub(r"\b[0-9a-f]{64}\b", number("digest"), each)
            each = re.sub(r"\b[0-9a-f]{40}\b", number("sha"), each)
            each = re.sub(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b", number("short"), each)
            each = re.sub(r"tmp_object_git\w+", "<temporary>", each)
            each = re.sub(r"~[0-9a-f]{8}\b", "~<unique>", each)
            each = re.sub(r"(/quarantine/.+?)-[0-9a-f]{8}\b", r"\1-<unique>", each)
            each = re.sub(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?", "<time>", each)
            return each

        def walk(each):
            if isinstance(each, str):
                return text(each)
            if isinstance(each, list):
                return [walk(item) for item in each]
            if isinstance(each, dict):
                return {
                    text(key): "<milliseconds>" if key == "execution_time_ms" else walk(item)
                    for key, item in each.items()
                }
            return each

        # A sentence names a run by its first digits before a field gives the whole id.
        for run in re.findall(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", json.dumps(value)):
            names["run"].setdefault(run, len(names["run"]) + 1)
        # One that is named by its first digits alone.
        for run in self.runs():
            names["run"].setdefault(run, len(names["run"]) + 1)
        return walk(value)


def as_user(user, folder, env, *options):
    """A server that runs as another user."""
    entry = pwd.getpwnam(user)
    # The binary may stand where that user can't go.
    public = folder.parent / "gitstate"
    if not public.exists():
        shutil.copy(BINARY, public)
    for path in (public, folder.parent):
        path.chmod(0o755)
    return Server(folder, env, *options, binary=str(public), user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])
