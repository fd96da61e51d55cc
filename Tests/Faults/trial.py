"""One call of one tool, with each fault that it can meet, and what must hold after it."""

import json
import os
import re
import shutil
import subprocess
import time

import damage
from bytes import bytes_of, changes, digest, undo
from state import covers, difference, files, leftovers, refs, steady, trees, whole

CHANGES = {"open", "create", "write", "resize", "sync", "rename", "link", "unlink", "mkdir", "rmdir", "mark", "there"}
NAMES = {"rename", "link", "unlink", "mkdir", "rmdir", "create", "there"}
MODES = {
    "kill": CHANGES,
    **{f"lose {kind}": CHANGES for kind in damage.KINDS},
    "short": {"write"},
    "ENOSPC": NAMES | {"open", "write", "sync", "resize"}, "ENOSPC+": NAMES | {"open", "write", "sync", "resize"},
    "EIO": CHANGES | {"read", "folder"}, "EIO+": CHANGES,
    "EACCES": NAMES | {"open", "read", "folder", "mark"}, "EACCES+": NAMES | {"open", "mark"},
    "EMFILE": {"open", "create", "read", "folder"}, "EMFILE+": {"open", "create", "read", "folder"},
    "EINTR": {"open", "create", "write", "sync", "read"},
}
HALF_WRITTEN = re.compile(r"^\.gitstate-|\.[0-9a-f]{16}\.tmp$")
AFTER = 1 << 30  # The power goes when the call has answered.


class Fault(Exception):
    """What a fault broke."""


class Trial:
    """A call on its repository, with what it is to bring about."""

    # Where answers say what could not be done.
    MORE = ("warnings", "notes", "left", "kept", "failed")

    def __init__(self, stage, library, limit):
        self.stage, self.library, self.limit = stage, library, limit
        self.kept = f"{stage.home}.kept"
        self.slowest = 0.0
        self.clock = str(int(time.time()))
        # What was judged: how a call ended, and what it left.
        self.judged, self.alike = set(), 0
        self.before = whole(stage)
        self.refs = refs(stage)
        self.users = self.users_files()
        self.sound = self.fsck() is None
        self.log = os.path.join(f"{stage.home}.log")
        self.entries = self.counted()
        self.once, self.users_after = whole(stage), self.users_files()
        self.refs_after = refs(stage)
        self.verified = self.verify()
        self.code_again = stage.call()[0]
        self.wanted = [self.once, whole(stage)]
        # A second later, what is said again may count anew, as a worker's claim does.
        stage.restore()
        stage.call()
        stage.call(env={"LD_PRELOAD": library, "GITSTATE_FAULT_LATER": "2"})
        self.wanted.append(whole(stage))
        # A power cut may take a worktree that was made, which nobody syncs; then it is made once more.
        stage.restore()
        before = {place for place, _ in trees(stage)}
        stage.call()
        if made := {place for place, _ in trees(stage)} - before:
            for place in made:
                shutil.rmtree(place)
            stage.git("worktree", "prune")
            stage.call()
            self.wanted.append(whole(stage))
        stage.restore()
        # What is changed there since it was put back; None for whatever it may be.
        self.untouched, self.changed = bytes_of(str(stage.home)), None
        code, out, err = stage.call()
        if code != 0 or whole(stage) != self.once:
            raise Fault(f"the call does not do the same twice on the same repository: {code} {out} {err}\n{difference(self.once, whole(stage))}")

    def counted(self):
        code, out, err = self.faulted(0, None)
        self.answer = out
        if code != 0:
            raise Fault(f"the call does not succeed without a fault: {out}{err}")
        return damage.read(self.log) if os.path.exists(self.log) else []

    def points(self):
        """Each call with each way in which it can go wrong; the last ones come after the answer."""
        found = [(entry.number, mode) for entry in self.entries for mode, kinds in MODES.items() if entry.what in kinds]
        if any(entry.what in CHANGES for entry in self.entries):
            found += [(AFTER, f"lose {kind}") for kind in damage.KINDS]
        return found

    def faulted(self, number, mode):
        for path in (self.log, self.kept):
            shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.path.lexists(path) and os.unlink(path)
        # With the same time and the same dice, calls that do the same leave the same.
        env = {
            "LD_PRELOAD": self.library, "GITSTATE_FAULT_ROOT": str(self.stage.home), "GITSTATE_FAULT_LOG": self.log,
            "GITSTATE_FAULT_CLOCK": self.clock, "GITSTATE_FAULT_DICE": "1"}
        if mode and mode.startswith("lose"):
            os.mkdir(self.kept)
            env["GITSTATE_FAULT_KEEP"] = self.kept
        if mode:
            env.update(GITSTATE_FAULT_AT=str(number), GITSTATE_FAULT_MODE=mode.split(" ")[0])
        return self.stage.call(env=env)

    def inside(self, path):
        """Whether a file is git's or the ledgers': files of working trees are not synced, by anybody."""
        return "/.git/" in path or not os.path.isdir(os.path.join(self.stage.place, ".git"))

    def check(self, number, mode, seed=0):
        stage, home = self.stage, str(self.stage.home)
        if self.changed is None:
            stage.restore()
        else:
            undo(self.changed, self.untouched, home, stage.saved)
        self.changed = None
        code, out, err = self.faulted(number, mode)
        first = out
        cut = mode.startswith("lose")
        if cut:
            damage.cut(damage.read(self.log) if os.path.exists(self.log) else [], mode.split(" ")[1], seed, self.inside)
        said = f"exit {code}: {brief(out, err)}"
        if code < 0 and code != -9:
            raise Fault(f"the process crashed, {said}")
        if code > 0 and '"error"' not in out and not err.startswith("error:"):
            raise Fault(f"it failed without saying why, {said}")
        changed = changes(self.untouched, bytes_of(home))
        left = (code, cut, code == 0 and self.tells_more(out), digest(changed, home))
        if left in self.judged:
            self.changed = changed
            self.alike += 1
            return
        self.judge(code, out, cut, said)
        start = time.monotonic()
        again, out, err = stage.call(env={"LD_PRELOAD": self.library, "GITSTATE_FAULT_START": str(time.time_ns())} if cut else None)
        took = time.monotonic() - start
        self.slowest = max(self.slowest, took)
        said += f"; then exit {again}: {brief(out, err)}"
        if again not in (0, self.code_again):
            raise Fault(f"the same call afterwards did not succeed, {said}")
        if took > self.limit:
            raise Fault(f"the same call afterwards took {took:.1f} s, {said}")
        found = whole(stage)
        if not any(covers(wanted, found) for wanted in self.wanted) and not (code == 0 and self.tells_more(first)):
            raise Fault(f"what stands then is not what the call brings about, {said}\n{difference(self.once, found)}")
        if more := leftovers(stage):
            raise Fault(f"{', '.join(more)} is left, {said}")
        self.sound and self.refuse(self.fsck(), said)
        if not any(self.verified) and any(self.verify()):
            raise Fault(f"a ledger does not replay to its state, {said}")
        self.judged.add(left)

    def judge(self, code, out, cut, said):
        """What must hold at once, before anybody calls again."""
        self.sound and self.refuse(self.fsck(), said)
        present = refs(self.stage)
        for name in self.refs.keys() & self.refs_after.keys():
            if name not in present:
                raise Fault(f"{name} is gone, {said}")
        if code == 0 and not self.tells_more(out):
            found = whole(self.stage)
            # Files of a working tree are nobody's to sync, and a mark that they have to follow may come back: the next call takes it up.
            same = lasting(found["refs"]) == lasting(self.once["refs"]) if cut else covers(self.once, found)
            if not same:
                raise Fault(f"what it acknowledged is not there, {said}\n{difference(self.once, found)}")
        for name, content in self.users_files().items():
            # What a killed rollback or export was writing; the next one takes it away.
            if HALF_WRITTEN.search(os.path.basename(name)):
                continue
            if content not in (self.users.get(name), self.users_after.get(name)):
                raise Fault(f"the user's file {name} is neither as it was nor as it was to be, {said}")
        for name in self.users.keys() & self.users_after.keys():
            if not os.path.lexists(os.path.join(self.stage.home, name)):
                raise Fault(f"the user's file {name} is gone, {said}")

    def tells_more(self, out):
        """Whether an answer says, beside what it says without a fault, what could not be done."""
        usual, found = json.loads(self.answer), json.loads(out)

        def told(answer, key):
            return {steady(json.dumps(each)) for each in answer.get(key) or []}
        return isinstance(found, dict) and any(told(found, key) - told(usual, key) for key in self.MORE)

    def users_files(self):
        return files(self.stage.home, (".git", "bare.git", ".worktrees", "empty"))

    def fsck(self):
        done = subprocess.run(
            ["git", "fsck", "--strict", "--no-dangling", "--no-progress"], cwd=self.stage.place, env=self.stage.scene.repository.env,
            capture_output=True, text=True)
        return None if done.returncode == 0 else f"git fsck finds a fault: {done.stdout}{done.stderr}"

    def refuse(self, fault, said):
        if fault:
            raise Fault(f"{fault}\n{said}")

    def verify(self):
        """How the replay of each ledger ends."""
        ledgers = [
            name.removeprefix("refs/heads/") for name in refs(self.stage) if name.startswith(("refs/heads/plan/", "refs/heads/run/", "refs/heads/workflow/"))]
        return [self.stage.command("verify", name)[0] for name in ledgers]

    def end(self):
        for path in (self.log, self.kept):
            shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.path.lexists(path) and os.unlink(path)


def lasting(refs):
    return {name: value for name, value in refs.items() if not name.startswith("refs/gitstate/follow/")}


def brief(out, err):
    """What an answer says went wrong, or else could not be done, in one line."""
    try:
        body = json.loads(out)
    except ValueError:
        return (out + err)[-600:]
    said = {} if isinstance(body, list) else {key: body[key] for key in ("error", "code", *Trial.MORE) if body.get(key)}
    return json.dumps(said)[:600]
