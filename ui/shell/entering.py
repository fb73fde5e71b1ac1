"""The ways into a practice: a password, a PIN, a one-time code, the recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.practice_file import (
    Door,
    PcSlot,
    Practice,
    Setting,
    open_practice,
    open_with_pc_slot,
    open_with_pin,
    pc_slot_of,
)
from ui.shell.background import Background
from ui.shell.pin_keeping import PinKeeper
from ui.shell.upgrading import UpgradeWatch

if TYPE_CHECKING:  # loaded when it is wanted: hardly any start ever sees a sheet
    from ui.shell.first_password import ComingByCode
    from ui.shell.recovering import Recovering


class Entering(QObject):
    """Opens the practice for whoever comes, beside the GUI thread: deriving a key takes its time.

    `entered(login, practice)` hands the open practice over; `refused(error)` is for the sign-in screen to
    say. `page_wanted(page)` asks for a page in place of that screen, `upgrade_wanted(page)` for the one that
    tells how far an upgrade is. `left` asks for the sign-in screen again; `pin_ended` says that no PIN opens
    anything now; `fault` tells an error that is ours. `until_free` waits until this program has let go of
    the file.
    """

    entered = Signal(str, object)
    refused = Signal(object)
    page_wanted = Signal(object)
    upgrade_wanted = Signal(object)
    pin_ended = Signal()
    left = Signal()
    fault = Signal(object)

    def __init__(
        self,
        file: Path,
        setting: Callable[[], Setting],
        pins: PinKeeper,
        until_free: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._file, self._setting, self._pins, self._until_free = file, setting, pins, until_free
        self._upgrade: UpgradeWatch | None = None
        self._door: Door | None = None
        self.slot: PcSlot | None = None
        """What this PC keeps of the PIN of who stands first at the sign-in, if anything."""
        self.recovering: Recovering | ComingByCode | None = None

    def stand_before(self, door: Door, login: str) -> None:
        """The sign-in screen shows this door, with the person of this login first."""
        self._door = door
        self._look_for_slot(login)

    def _look_for_slot(self, login: str) -> None:
        self.slot = pc_slot_of(self._door, login, self._setting()) if login and self._door else None

    @property
    def _name(self) -> str:
        return self._door.practice_name if self._door is not None else ""

    def by_password(self, login: str, password: str) -> None:
        """Open the practice for this person; an older file is upgraded on the way."""
        watch = self._upgrade = UpgradeWatch(self._name, self)
        watch.began.connect(self.upgrade_wanted)

        def opened() -> Practice:
            self._until_free()
            return open_practice(self._file, login, password, self._setting(), watch.progress)

        Background(opened, lambda practice: self.entered.emit(login, practice), self.refused.emit, self)

    def end_upgrade(self) -> bool:
        """The opening is over; tell whether an upgrade was shown."""
        watch, self._upgrade = self._upgrade, None
        return watch is not None and watch.over()

    def cancel(self) -> None:
        """The program ends: an upgrade that can still be stopped leaves the file as it was."""
        if self._upgrade is not None:
            self._upgrade.progress.cancel()

    def by_pin(self, pin: str) -> None:
        """Open the practice with a PIN: of the person whose work waits, or of one that this PC keeps."""
        kept, slot = self._pins.kept, self.slot
        if kept is not None:
            login, open_it = kept.owner.login, partial(open_with_pin, self._file, kept)
        elif slot is not None:
            login, open_it = slot.owner.login, partial(open_with_pc_slot, self._file, slot)
        else:
            self.pin_ended.emit()
            return

        def opened() -> Practice:
            self._until_free()
            return open_it(pin, self._setting())

        def refused(error: Exception) -> None:
            if kept is None:  # too many tries have ended it
                self._look_for_slot(login)
            self.refused.emit(error)
            if kept is None and self.slot is None:
                self.pin_ended.emit()

        Background(opened, lambda practice: self.entered.emit(login, practice), refused, self)

    def by_code(self, login: str, typed: str) -> None:
        """Try a one-time code; if it is right, the person chooses a password and comes in with both."""
        from ui.shell.first_password import ComingByCode

        self.put_away()
        found = ComingByCode(self._file, self._name, self._setting(), self._until_free, self)
        self.recovering = found

        def refused(error: Exception) -> None:
            self.recovering = None
            self.refused.emit(error)

        found.right.connect(lambda: self.page_wanted.emit(found.page))
        found.refused.connect(refused)
        self._lead(found)
        found.try_code(login, typed)

    def by_sheet(self, typed: str = "") -> None:
        """Every password is lost: take the sheet in place of one; what was typed of it already goes on."""
        from ui.shell.recovering import Recovering

        self.put_away()
        found = Recovering(self._file, self._name, self._setting(), self._until_free, self)
        self.recovering = found
        self._lead(found)
        self.page_wanted.emit(found.page)
        if typed:
            found.put_in(typed)

    def _lead(self, found: Recovering | ComingByCode) -> None:
        found.entered.connect(self.entered)
        found.left.connect(self.leave)
        found.fault.connect(self.fault)

    def leave(self) -> None:
        """Forget what was typed from a sheet or a slip, and ask for the sign-in screen."""
        self.put_away()
        self.left.emit()

    def put_away(self) -> None:
        """Forget what was typed from a sheet or a slip."""
        if self.recovering is not None:
            self.recovering.put_away()
            self.recovering = None
