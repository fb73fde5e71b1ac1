"""The open practice as the desk holds it: while it is locked nothing can be asked or done."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from app.core.changes import ChangeBus
from app.core.errors import Unavailable
from app.practice_file import Practice


class PracticeHolder:
    """Stands between desk and practice, so that open screens live through a lock and go on afterwards."""

    def __init__(self, bus: ChangeBus) -> None:
        self.bus = bus
        self._practice: Practice | None = None
        self._zone: tzinfo = UTC

    def hold(self, practice: Practice) -> None:
        """Let the desk work on this practice."""
        self._practice = practice
        self._zone = practice.around.zone

    def let_go(self, event: str) -> None:
        """Close the practice, wiping its key; `event` enters the audit ("lock", "sign_out")."""
        practice, self._practice = self._practice, None
        if practice is not None:
            practice.close(event)

    @property
    def practice(self) -> Practice:
        """The open practice. Raises Unavailable while it is locked."""
        if self._practice is None:
            raise Unavailable("key_wiped")
        return self._practice

    @property
    def zone(self) -> tzinfo:
        """The practice's time zone, known from the first sign-in on, also while locked."""
        return self._zone

    def run(self, action: Any, command: Any) -> Any:
        return self.practice.run(action, command)

    def answer(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return self.practice.answer(query, *args, **kwargs)
