"""What all tests share: no display, Qt messages as failures, where things are, and which tests wait."""

import gc
import itertools
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.pop("QT_LOGGING_RULES", None)  # nothing may silence what would fail a test

import pytest
from hypothesis import HealthCheck, settings

from tests.faults import table
from tests.hazards import Outcomes, read_hazards

REPO = Path(__file__).resolve().parent.parent
SAMPLES = REPO.parent / "shared"

# Shared machines are slow at times: no deadline. Where many changes meet, each run draws the same examples.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.register_profile("nightly", settings.get_profile("here"), max_examples=300)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run the long tests too")


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # as in the program: only where Qt's objects live (`ui/shell/garbage.py`)
    table.begin(config)
    config.pluginmanager.register(table)
    nightly = config.getoption("--nightly")
    settings.load_profile("nightly" if nightly else "ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests wait for --nightly; tests on sample files say where they looked for them."""
    if not config.getoption("--nightly"):
        waiting = [item for item in items if item.get_closest_marker("nightly")]
        if waiting:
            config.hook.pytest_deselected(items=waiting)
            items[:] = [item for item in items if not item.get_closest_marker("nightly")]
    if not SAMPLES.is_dir():
        reason = "no sample files here: no folder ../shared beside the repository"
        for item in items:
            if item.get_closest_marker("samples"):
                item.add_marker(pytest.mark.skip(reason=reason))


_tests_done = itertools.count(1)


def pytest_runtest_teardown() -> None:
    """Collect on the thread of the tests: what is young after each, everything now and then."""
    gc.collect(2 if next(_tests_done) % 50 == 0 else 1)


@pytest.fixture(scope="session")
def repo() -> Path:
    """The top folder of the project."""
    return REPO


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files beside the repository, for tests marked `samples`."""
    return SAMPLES


_outcomes = Outcomes()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _outcomes.note(report.nodeid, report.outcome, report.when or "")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run of everything in which a hazard to patients has no passing test."""
    config = session.config
    whole = config.args == config.getini("testpaths") and not config.option.keyword
    if not whole or hasattr(config, "workerinput") or exitstatus != pytest.ExitCode.OK:
        return
    if missing := _outcomes.missing(read_hazards()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        config.stash[_UNSHOWN] = missing


_UNSHOWN = pytest.StashKey[list[tuple[str, str]]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for hazard, test in terminalreporter.config.stash.get(_UNSHOWN, []):
        terminalreporter.write_line(f"hazard without a passing test: {hazard}: {test}", red=True)
