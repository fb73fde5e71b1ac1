"""The open practice as the desk holds it: while it is locked nothing can be asked or done."""

from __future__ import annotations

import threading
from datetime import tzinfo
from typing import Any

from app.core.changes import ChangeBus
from app.core.errors import Cancelled, DaybookError, Unavailable
from app.practice_file import Practice

LOCKED = "key_wiped"
"""The cause of an act or question that came while the practice was locked."""


class PracticeHolder:
    """Stands between desk and practice, so that open screens live through a lock and go on afterwards."""

    def __init__(self, bus: ChangeBus) -> None:
        self.bus = bus
        self._practice: Practice | None = None
        self._zone: tzinfo | None = None
        self._stopping = threading.Event()

    def hold(self, practice: Practice) -> None:
        """Let the desk work on this practice."""
        self._stopping.clear()
        self._practice = practice
        self._zone = practice.around.zone

    def interrupt(self) -> None:
        """Break off what is running: the act that runs is rolled back and reports Cancelled."""
        practice = self._practice
        if practice is not None:
            self._stopping.set()
            practice.interrupt()

    def let_go(self, event: str) -> None:
        """Close the practice, wiping its key; `event` enters the audit ("lock", "sign_out")."""
        practice, self._practice = self._practice, None
        if practice is not None:
            practice.close(event)

    @property
    def practice(self) -> Practice:
        """The open practice. Raises Unavailable while it is locked."""
        if self._practice is None:
            raise Unavailable(LOCKED)
        return self._practice

    @property
    def open(self) -> bool:
        return self._practice is not None

    @property
    def zone(self) -> tzinfo | None:
        """The practice's time zone, known from the first sign-in on, also while locked; before, the PC's."""
        return self._zone

    def run(self, action: Any, command: Any) -> Any:
        return self._unless_stopped(self.practice.run, action, command)

    def answer(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return self._unless_stopped(self.practice.answer, query, *args, **kwargs)

    def _unless_stopped(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return work(*args, **kwargs)
        except DaybookError:
            raise
        except Exception as error:
            if self._stopping.is_set():  # the driver says "interrupted", each in its own words
                raise Cancelled from error
            raise
