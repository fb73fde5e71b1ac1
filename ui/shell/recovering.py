"""The way in by the recovery sheet: from the sign-in screen to an open practice, or back to the sign-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.errors import DaybookError
from app.core.ids import Id
from app.practice_file import Practice, Setting
from app.practice_recovery import recover_practice, recovery_owners
from app.security.views import OwnerView
from ui.shell.background import Background
from ui.shell.sheet_entry import SheetEntry


class Recovering(QObject):
    """Runs the page beside the GUI thread: keys are derived. What was typed goes with the page.

    `entered(login, practice)` hands the open practice over; `left` asks for the sign-in screen; `fault` tells
    an error that is ours. `until_free` waits until this program has closed the practice.
    """

    entered = Signal(str, object)
    left = Signal()
    fault = Signal(object)

    def __init__(
        self,
        file: Path,
        practice_name: str,
        setting: Setting,
        until_free: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._file, self._setting, self._until_free = file, setting, until_free
        self._gone = False
        self._owners: tuple[OwnerView, ...] = ()
        self.page = SheetEntry(practice_name)
        self.page.asked.connect(self._ask)
        self.page.entered.connect(self._enter)
        self.page.left.connect(self.left)

    def put_in(self, typed: str) -> None:
        """Take a key that was typed already, and go on with it."""
        for line, row in zip(self.page.lines.lines, typed.splitlines(), strict=False):
            line.put(row)
        self.page.submit()

    def put_away(self) -> None:
        """The page goes: forget what was typed, and let in nobody who was on the way."""
        if not self._gone:
            self._gone = True
            self.page.forget()

    def _ask(self, typed: str) -> None:
        def owners() -> Sequence[OwnerView]:
            self._until_free()
            return recovery_owners(self._file, typed, self._setting)

        Background(owners, self._know_owners, self._refused, self)

    def _know_owners(self, owners: tuple[OwnerView, ...]) -> None:
        if not self._gone:
            self._owners = owners
            self.page.show_owners(owners)

    def _enter(self, typed: str, person_id: Id, password: str) -> None:
        def opened() -> Practice:
            self._until_free()
            return recover_practice(self._file, typed, person_id, password, self._setting)

        login = next((one.login for one in self._owners if one.person_id == person_id), "")
        Background(opened, lambda practice: self._opened(login, practice), self._refused, self)

    def _opened(self, login: str, practice: Practice) -> None:
        if self._gone:  # it was locked meanwhile
            Background(practice.close, lambda _none: None, self.fault.emit, self)
        else:
            self.entered.emit(login, practice)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, DaybookError):
            self.fault.emit(error)
            if not self._gone:
                self.page.say(self.tr("Daybook met a fault of its own. The sheet still opens the practice."))
        elif not self._gone:
            self.page.refuse(error)
