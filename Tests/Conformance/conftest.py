"""What every test gets: a scratch repository, and a server on it."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from repository import Repository  # noqa: E402
from server import BINARY, Server  # noqa: E402


def pytest_configure(config):
    if not os.access(BINARY, os.X_OK):
        raise pytest.UsageError(f"{BINARY} is not there: swift build -c release --product gitstate")
    config.addinivalue_line("markers", "soak: takes long; left out by --quick")


def pytest_sessionfinish(session, exitstatus):
    """Leaves the counts where scripts/test adds them up."""
    file = os.environ.get("GITSTATE_COUNTS")
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if file and reporter:
        count = {word: len(reporter.stats.get(word, [])) for word in ("passed", "failed", "error", "skipped")}
        with open(file, "a") as out:
            out.write(f"{count['passed']} {count['failed'] + count['error']} {count['skipped']}\n")


@pytest.fixture
def repository():
    with Repository() as repository:
        yield repository
        repository.check()


@pytest.fixture
def server(repository):
    with Server(repository.path, repository.env) as server:
        yield server
