"""Times of one way of doing one thing; several ways are measured in turn, so that a busy moment meets them all."""

import statistics
import time


class Series:
    """The times of one way of doing one thing, in milliseconds."""

    def __init__(self):
        self.times = []

    def measure(self, work):
        """Does the work, records how long it took, and returns what it returned."""
        start = time.perf_counter_ns()
        result = work()
        self.times.append((time.perf_counter_ns() - start) / 1e6)
        return result

    @property
    def median(self):
        return statistics.median(self.times) if self.times else None


def wait_for_removal(repository):
    """Returns when no file is left of the worktrees that were removed: they go behind the answer."""
    folders = [repository / ".worktrees", repository / ".git/gitstate/staging"]
    while any(next(folder.glob(".trash~*"), None) for folder in folders):
        time.sleep(0.0005)
