"""The desk of one patient's window: what belongs to another patient does not pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.core.acts import Action, Query
from app.core.ids import Id
from app.core.progress import Progress
from ui.common.desk import SETTLE_SECONDS, C, Desk, Failed, Present, R, Ticket


class WrongPatient(AssertionError):
    """A window of one patient tried to write for another: our bug, stopped before anything is written."""


class PatientDesk(Desk):
    """Passes everything on to the program's desk. Acts that name a patient must name this one.

    It does not come from Desk's own constructor: it has no practice, only the desk behind it.
    """

    def __init__(self, behind: Desk, patient_id: Id, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent)
        self._behind = behind
        self.patient_id = patient_id
        behind.changed.connect(self.changed)
        behind.busy.connect(self.busy)
        behind.locking.connect(self.locking)

    def do(
        self,
        action: Action[Any, C, R],
        command: C,
        *,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> Ticket:
        """Run an act of this patient. Raises WrongPatient for one that names another."""
        named = getattr(command, "patient_id", None)
        if named is not None and named != self.patient_id:
            raise WrongPatient(f"{action.name} names another patient than its window")
        return self._behind.do(action, command, done=done, failed=failed, owner=owner)

    def ask(
        self,
        query: Query[Any, ..., R],
        *args: Any,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> Ticket:
        return self._behind.ask(query, *args, done=done, failed=failed, owner=owner, **kwargs)

    def work_on_pool(
        self,
        work: Callable[..., R],
        *args: Any,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        progress: Progress | None = None,
        **kwargs: Any,
    ) -> Ticket:
        return self._behind.work_on_pool(
            work, *args, done=done, failed=failed, owner=owner, progress=progress, **kwargs
        )

    def set_presenter(self, present: Present) -> None:
        self._behind.set_presenter(present)

    def close(self) -> None:
        """Nothing to close: the desk behind serves the other windows."""

    def settle(self, seconds: float = SETTLE_SECONDS) -> bool:
        return self._behind.settle(seconds)
