"""What a power cut can take: no ref may reach the disk before everything that it leads to, no answer before the ref."""

import os
import shutil
import subprocess
import sys

import pytest

import story
from repository import Repository
from server import Server

COMPILER = shutil.which("cc") or shutil.which("clang")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is written for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
]


@pytest.fixture(scope="module")
def recorder(tmp_path_factory):
    library = tmp_path_factory.mktemp("power") / "record.so"
    source = os.path.join(os.path.dirname(__file__), "power", "record.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


class Disk:
    """The worst that the disk may do: it keeps what was synced, and of the rest refs alone."""

    def __init__(self, git):
        self.git = str(git)
        # Names whose folder was not synced since, and files whose bytes were not before they got their name.
        self.unsafe = set()
        self.synced = set()
        self.moves = self.objects = self.packs = self.folders = 0

    def within(self, path, *folders):
        return any(path.startswith(f"{self.git}/{folder}/") for folder in folders)

    def take(self, what, path, other):
        if what == "sync":
            self.synced.add(path)
            self.unsafe = {name for name in self.unsafe if os.path.dirname(name) != path}
        elif what == "mkdir" and self.within(path, "objects", "refs"):
            self.unsafe.add(path)
            self.folders += self.within(path, "objects")
        elif what in ("link", "rename") and self.within(other, "objects"):
            assert path in self.synced, f"{other} got its name before its bytes were on the disk"
            self.unsafe.add(other)
            self.objects += 1
            self.packs += other.endswith(".pack")
        elif what == "rename" and self.within(other, "refs"):
            lost = sorted(name for name in self.unsafe if self.within(name, "objects"))
            assert not lost, f"{other} moved, and a power cut may still take {lost}"
            assert path in self.synced, f"{other} may be empty"
            self.synced.discard(path)
            self.unsafe.add(other)
            self.moves += 1

    def answered(self, tool):
        assert not self.unsafe, f"{tool} answered, and a power cut may still take {sorted(self.unsafe)}"


def test_what_a_ref_leads_to_is_on_the_disk_before_it_and_the_ref_before_the_answer(recorder, tmp_path):
    record = tmp_path / "record"
    record.touch()
    with Repository() as repository:
        disk = Disk(repository.path / ".git")
        environment = {**repository.env, "LD_PRELOAD": str(recorder), "GITSTATE_RECORD": str(record)}
        with Server(repository.path, environment) as server, open(record) as lines:

            def call(tool, **arguments):
                server.call(tool, arguments)
                for line in lines:
                    disk.take(*line.rstrip("\n").split("\t"))
                disk.answered(tool)

            call("create_plan_branch", **story.FOUNDING)
            for worker, identity in enumerate(story.WAVES[0] + story.WAVES[1], 1):
                call("create_task_branch", task_id=identity, branch_slug=story.SLUGS[identity], ahead=True)
                call("create_worktree", worker_id=str(worker), task_branch=story.branch(identity))
                tree = repository.path / ".worktrees" / f"worker-{worker}"
                for number in range(20 * worker - 19):
                    story.write(str(tree / f"{identity}/{number}"), f"{number} of {identity}\n")
                call("commit_task", worker_id=str(worker), type="complete", summary=f"Work of {identity}")
                call("merge_task_branch", task_branch=story.branch(identity), summary="Merged")
                story.write(str(tree / "unsaved"), f"{identity}\n")
                call("remove_worktree", worker_id=str(worker))
        # What is checked was there to be checked.
        assert disk.moves > 15 and disk.objects > 30 and disk.packs > 0 and disk.folders > 20, vars(disk)
        repository.check()
