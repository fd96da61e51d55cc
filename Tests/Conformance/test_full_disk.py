"""Checkpoint and rollback on a disk that is full: a clear error, and the tree as it was or the rescue named."""

import os
import random
import shutil
import subprocess

import pytest

import snapshots
from repository import Repository
from snapshots import Copy, call, rescues, state


@pytest.fixture
def disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


class OnDisk(Copy):
    """A copy on a disk of its own, which can be filled."""

    def __init__(self, original, disk):
        super().__init__(original)
        self.disk = disk
        shutil.move(str(self.path), str(disk / "project"))
        self.path = disk / "project"

    def fill(self, free):
        """Leaves that many bytes."""
        info = os.statvfs(self.disk)
        rest = max(0, info.f_bavail * info.f_frsize - free)
        with open(self.disk / "filler", "wb") as filler:
            filler.write(b"\0" * rest)

    def free(self):
        (self.disk / "filler").unlink()

    def __exit__(self, *_):
        for path in self.disk.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        super().__exit__()


def original(number):
    """Files that don't get smaller, so that objects take room."""
    repository = Repository()
    generator = random.Random(number)
    for each in range(6):
        repository.write(f"big/{each}", generator.randbytes(40_000))
    snapshots.messy(repository)
    for each in range(6):
        repository.write(f"big/{each}", generator.randbytes(40_000))
    return repository


def test_a_checkpoint_on_a_full_disk(disk):
    refused = 0
    with original(1) as repository:
        wanted = state(repository)
        for free in range(0, 400_000, 40_960):
            with OnDisk(repository, disk) as copy:
                copy.fill(free)
                code, answer = call(copy, "create_checkpoint", "phase=p", check=False)
                assert state(copy) == wanted, f"{free} bytes free"
                copy.free()
                if code != 0:
                    refused += 1
                    assert answer["code"] in ("input_output", "read_only"), answer
                    assert call(copy, "create_checkpoint", "phase=p")[1]["number"] == 1
                copy.check()
    assert refused > 2


def test_a_rollback_on_a_full_disk(disk):
    untouched = interrupted = 0
    with original(2) as repository:
        wanted = state(repository)
        call(repository, "create_checkpoint", "phase=p")
        generator = random.Random(3)
        for each in range(6):
            repository.write(f"big/{each}", generator.randbytes(40_000) if each < 3 else generator.randbytes(10))
        snapshots.work_since(repository)
        after = state(repository)
        for free in range(0, 600_000, 20_480):
            with OnDisk(repository, disk) as copy:
                copy.fill(free)
                code, answer = call(copy, "rollback_to_checkpoint", "checkpoint_id=1", check=False)
                copy_state = state(copy) if code != 0 else None
                copy.free()
                if code != 0:
                    assert answer["code"] in ("input_output", "read_only"), answer
                    if "rescue" in answer:
                        interrupted += 1
                        assert answer["next"]["tool"] == "rollback_to_checkpoint", answer
                    else:
                        untouched += 1
                        assert copy_state == after, f"{free} bytes free"
                    call(copy, "rollback_to_checkpoint", "checkpoint_id=1")
                assert state(copy) == wanted, f"{free} bytes free"
                assert len(rescues(copy)) == 1, f"{free} bytes free"
                call(copy, "rollback_to_checkpoint", f"checkpoint_id={rescues(copy)[0]}")
                assert state(copy) == after, f"{free} bytes free"
                copy.check()
    assert untouched > 0 and interrupted > 0, (untouched, interrupted)
