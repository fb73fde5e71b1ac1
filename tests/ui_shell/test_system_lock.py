"""What the system tells of its lock and its sleep reaches the program; sleep waits until it is locked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection

from ui.shell.sleep_delay import SleepDelay
from ui.shell.system_lock import SystemLock, is_leaving, is_sleep

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a D-Bus daemon"
)


@pytest.fixture
def logind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    pytest.importorskip("jeepney")
    from tests.ui_shell.bus_of_its_own import Logind, own_bus

    with own_bus() as address:
        server = Logind(address)
        server.own_name()
        connection = QDBusConnection.connectToBus(address, "daybook test")
        monkeypatch.setattr(QDBusConnection, "systemBus", lambda: connection)
        monkeypatch.setattr(QDBusConnection, "sessionBus", lambda: connection)
        yield server
        QDBusConnection.disconnectFromBus("daybook test")
        server.close()


@pytest.fixture
def system(logind: Any, qtbot: Any) -> Iterator[tuple[SystemLock, list[str]]]:
    made, told = SystemLock(), []
    made.locked.connect(lambda: told.append("lock"))
    made.sleeps.connect(lambda: told.append("sleep"))
    made.listen()
    qtbot.waitUntil(lambda: made._delay is not None and made._delay.held)
    yield made, told
    made.deleteLater()


def test_the_sessions_lock_is_told(logind: Any, system: Any, qtbot: Any) -> None:
    from tests.ui_shell.bus_of_its_own import SESSION

    logind.tell(SESSION, "Lock")
    qtbot.waitUntil(lambda: system[1] == ["lock"])


def test_the_screen_saver_is_told_when_it_begins_only(logind: Any, system: Any, qtbot: Any) -> None:
    from tests.ui_shell.bus_of_its_own import SAVER

    logind.tell(SAVER, "ActiveChanged", False)
    logind.tell(SAVER, "ActiveChanged", True)
    qtbot.waitUntil(lambda: system[1] == ["lock"])
    qtbot.wait(50)
    assert system[1] == ["lock"]


def test_sleep_waits_until_the_practice_is_closed(logind: Any, system: Any, qtbot: Any) -> None:
    from tests.ui_shell.bus_of_its_own import MANAGER

    made, told = system
    assert logind.asked[0][:2] == ("sleep", "Daybook") and logind.asked[0][3] == "delay"
    made.is_done()  # a lock without sleep keeps the delay
    assert not logind.released
    logind.tell(MANAGER, "PrepareForSleep", True)
    qtbot.waitUntil(lambda: told == ["sleep", "lock"])
    assert not logind.released
    made.is_done()
    qtbot.waitUntil(lambda: logind.released)


def test_sleep_waits_no_longer_than_it_may(
    logind: Any, system: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.ui_shell.bus_of_its_own import MANAGER

    made, told = system
    made._delay._late.setInterval(50)
    logind.tell(MANAGER, "PrepareForSleep", True)
    qtbot.waitUntil(lambda: told == ["sleep", "lock"] and logind.released)


def test_where_no_logind_answers_nothing_is_held(qtbot: Any) -> None:
    parent = QObject()
    delay = SleepDelay(QDBusConnection("nowhere"), parent)
    delay.take()
    delay.release_soon()
    delay.release_if_asked()
    assert not delay.held


@pytest.mark.parametrize(
    ("message", "argument", "sleep", "leaving"),
    [
        (0x0218, 0x0004, True, False),  # WM_POWERBROADCAST, PBT_APMSUSPEND
        (0x0218, 0x0012, False, False),  # awake again
        (0x02B1, 0x0007, False, True),  # WM_WTSSESSION_CHANGE, locked
        (0x02B1, 0x0002, False, True),  # another user at the screen
        (0x02B1, 0x0008, False, False),  # unlocked
        (0x0010, 0x0007, False, False),
    ],
)
def test_windows_says_the_same_in_numbers(message: int, argument: int, sleep: bool, leaving: bool) -> None:
    assert (is_sleep(message, argument), is_leaving(message, argument)) == (sleep, leaving)


_CRASH = """
import ctypes, os, resource
from ui.shell.application import harden
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
harden()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0  # PR_GET_DUMPABLE
secret = b"patient text " * 1000
os.abort()
"""


def test_a_crash_leaves_no_core_and_no_trace_of_memory(tmp_path: Any) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run(
        [sys.executable, "-c", _CRASH], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert ended.returncode == -6
    assert ended.stderr == b"" and list(tmp_path.iterdir()) == []
