"""Garbage is collected on the GUI thread alone.

Python's collector runs on whichever thread happens to make an object too many. On the thread of an act it
walked over wrappers of Qt objects while Qt, on the GUI thread, was changing what they stand for: three walks
of the day ended in a segmentation fault inside the collector, each on a thread without a window. With the
collector off and asked for here, wrappers are looked at, and Qt objects die, only where Qt wants them to.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 250
_FULL_AFTER = 40
"""How many collections of the middle generation come before a whole one, which the eye may notice; the
interpreter's own ten would make one in half a minute. Each lock makes one too."""


class GuiCollector(QObject):
    """Collects what Python would have collected by now, a few times a second, as long as `parent` lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start()

    def collect_if_due(self) -> None:
        """Collect the oldest generation that has waited long enough."""
        young, middle, _old = gc.get_threshold()
        waits = zip(gc.get_count(), (young, middle, _FULL_AFTER), strict=True)
        due = [generation for generation, (count, most) in enumerate(waits) if count > most]
        if due:
            gc.collect(max(due))
