"""A new recovery sheet and new keys for everything: the pages before an owner's work, and over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.practice_file import Practice
from ui.common.message_strip import Said
from ui.shell.background import Background
from ui.shell.frame import Frame
from ui.shell.holder import PracticeHolder
from ui.shell.lock_key import lock_by_key
from ui.shell.recovery_page import RecoveryPage
from ui.theme.tokens import Tone

if TYPE_CHECKING:  # loaded when it is wanted: hardly any day sees a new sheet
    from ui.shell.first_run_sheet import SaveTo
    from ui.shell.new_sheet import NewSheet


class KeyPages(QObject):
    """At most one such page is open. `told` says over the work that a new sheet is in force, `over` that a
    page before the work has gone; `rekeyed` that the practice was closed under its new key, `closed` that
    the codes for that were read, so that the lock screen comes. `page_wanted(page, minutes)` asks for a
    page before the work, which locks after so many minutes.
    """

    told = Signal(object)
    over = Signal(object)
    rekeyed = Signal()
    closed = Signal()
    page_wanted = Signal(object, int)
    lock_wanted = Signal()
    unread = Signal(object)
    """A lock took codes away that nobody said to have kept: what to say at the next unlock."""
    fault = Signal(object)

    def __init__(self, holder: PracticeHolder, save_to: Callable[[], SaveTo | None], parent: QObject) -> None:
        super().__init__(parent)
        self._holder, self._save_to = holder, save_to
        self._frame: Frame | None = None
        self._lock_then = False
        self.page: NewSheet | None = None

    def put_away(self) -> None:
        """Forget a new sheet or key that is not in force yet."""
        if self.page is not None:
            self.page.put_away()
            self.page = None

    def lock_idle(self) -> None:
        """Nobody touched the PC: lock, unless a new key is being put in, for who waits touches nothing."""
        if self.page is None or not self.page.is_changing:
            self.lock_wanted.emit()

    @property
    def holds_practice(self) -> bool:
        """Whether a new key has the practice, so that no lock may close it."""
        return self.page is not None and self.page.holds_practice

    def ask(self, practice: Practice) -> bool:
        """Before an owner's work: a new sheet for one that was used, or two groups of one not proved yet.

        Returns whether there is anything to ask.
        """
        if practice.recovery.due:
            self._renew(practice, must=True)
        elif practice.recovery.asked:
            self._ask_groups(practice)
        else:
            return False
        return True

    def _ask_groups(self, practice: Practice) -> None:
        page = RecoveryPage(practice.practice_name, practice.recovery.places)
        there = [True]
        page.destroyed.connect(there.clear)

        def refused(error: Exception) -> None:
            if there and not page.refuse(error):  # else the practice was locked meanwhile
                self.fault.emit(error)

        def confirm(groups: tuple[str, ...]) -> None:
            Background(
                lambda: practice.recovery.confirm(groups),
                lambda _none: self.over.emit(practice),
                refused,
                self,
            )

        page.entered.connect(confirm)
        page.later.connect(lambda: self.over.emit(practice))
        page.lost.connect(lambda: self._renew(practice, must=False))
        self.page_wanted.emit(page, practice.lock_after_minutes)

    def _renew(self, practice: Practice, *, must: bool) -> None:
        page = self._new_sheet(practice, must=must, ask_password=False)
        page.done.connect(self._say_made)
        for end in (page.done, page.left):
            end.connect(lambda: self.over.emit(practice))
        self.page_wanted.emit(page, practice.lock_after_minutes)

    def replace_sheet(self, frame: Frame | None) -> None:
        """Make a new sheet because an owner wishes so; the work stays behind it as it is."""
        if frame is None or frame.covered or not self._holder.open:
            return
        page = self._new_sheet(self._holder.practice, must=False, ask_password=True)
        for end in (page.done, page.left):
            end.connect(self.put_away)
            end.connect(frame.uncover)
        page.done.connect(self._say_made)
        self._cover(frame, page)

    def _say_made(self) -> None:
        words = self.tr(
            "The new recovery sheet is in force. The old one opens only backups made before: keep it locked "
            "away until there are newer ones."
        )
        QTimer.singleShot(0, self, lambda: self.told.emit(Said(words, stays=True)))

    def _cover(self, frame: Frame, page: NewSheet) -> None:
        frame.cover_with(page)
        lock_by_key(page, self.lock_wanted.emit)

    def _new_sheet(self, practice: Practice, *, must: bool, ask_password: bool) -> NewSheet:
        from ui.shell.new_sheet import NewSheet

        self.page = NewSheet(practice, self, must=must, ask_password=ask_password, save_to=self._save_to())
        return self.page

    def change_key(self, frame: Frame) -> None:
        """Give the practice a new store key because an owner wishes so; drafts were saved before."""
        from ui.shell.new_key import NewKey

        self._lock_then = False
        page = NewKey(self._holder.practice, self, save_to=self._save_to())
        self.page, self._frame = page, frame
        page.changed.connect(self.rekeyed)
        for end in (page.done, page.left):
            end.connect(self.leave)
        page.codes_shown.connect(self._codes_are_shown)
        self._cover(frame, page)

    def lock(self) -> None:
        """A lock while a new key has the practice: it comes when the new file is whole.

        Codes that were not read yet go with it, and at the next unlock it is said how to make others.
        """
        if self.page is None:
            return
        if self.page.is_changing:
            self._lock_then = True
            return
        if self.page.codes_unread:
            self.unread.emit(Said(self._lost_words(), Tone.WARNING, stays=True))
        self.leave()

    def _codes_are_shown(self) -> None:
        if self._lock_then:
            self.lock()

    def _lost_words(self) -> str:
        return self.tr(
            "The practice has its new key. Daybook locked before you said that the codes are kept: they are "
            "shown no more. Make a new code for each person under Practice, People."
        )

    def leave(self) -> None:
        """Go on with the work, or to the lock screen where the practice was closed under its new key."""
        self.put_away()
        frame, self._frame = self._frame, None
        if frame is None:
            return
        if self._holder.open and not self._holder.practice.closed:
            frame.uncover()
        else:
            self._holder.let_go("lock")
            self.closed.emit()
