"""Garbage is collected where Qt's objects live."""

from __future__ import annotations

import gc
import threading
from typing import Any, ClassVar

from PySide6.QtCore import QObject

from ui.shell.garbage import GuiCollector


class Ring:
    """Garbage that only the collector finds; it notes on which thread it went."""

    gone: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Ring.gone.append(threading.get_ident())


def test_no_other_thread_collects(qtbot: Any) -> None:
    Ring.gone.clear()
    parent = QObject()
    collector = GuiCollector(parent)
    elsewhere = threading.Thread(target=lambda: [Ring() for _ in range(5_000)])
    elsewhere.start()
    elsewhere.join()
    assert Ring.gone == []
    qtbot.waitUntil(lambda: len(Ring.gone) == 5_000)
    assert set(Ring.gone) == {threading.get_ident()}
    assert not gc.isenabled()
    collector.deleteLater()
