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
