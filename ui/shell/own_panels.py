"""The panels over a person's window: the own sign-in, this PC, and the history of the practice's file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.practice_file import PinUnlock, Practice, Retired
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.overlay import Overlay
from ui.shell.background import Background
from ui.shell.history_panel import HistoryOverlay, HistoryShown
from ui.shell.holder import PracticeHolder
from ui.shell.person_frame import PersonFrame
from ui.shell.pin_keeping import PinKeeper
from ui.shell.secret_overlay import SecretOverlay, SecretPanel

STEP_WIDTH = 620


class OwnPanels(QObject):
    """Opens them as the window asks for them; a lock takes them away. It lives as long as the window.

    `retired(page, files)` tells that this PC is retired, and what to show; `ended` that it was read;
    `history_accepted` that the owner accepted the
    history, `failed(error)` that something else could not be done.
    """

    retired = Signal(object, bool)
    ended = Signal()
    history_accepted = Signal()
    failed = Signal(object)

    def __init__(self, frame: PersonFrame, holder: PracticeHolder, pins: PinKeeper, login: str) -> None:
        super().__init__(frame)
        self._frame, self._holder, self._pins, self._login = frame, holder, pins, login
        self._overlay: Overlay | None = None
        frame.pin_wanted.connect(self.open_pin)
        frame.password_wanted.connect(self.open_password)
        frame.second_step_wanted.connect(self.open_second_step)
        frame.history_wanted.connect(self.open_history)

    def close(self) -> None:
        """Take away the panel that is open: the window locks.

        It is deleted at once: what is half gone while the window is emptied keeps lists from their rows.
        """
        overlay = self._overlay
        if overlay is not None:
            overlay.close_panel()
            QCoreApplication.sendPostedEvents(overlay, QEvent.Type.DeferredDelete)

    def _open(self, panel: SecretPanel, **width: int) -> SecretOverlay:
        overlay = SecretOverlay(self._frame.work, panel, **width)
        self._show(overlay)
        return overlay

    def _show(self, overlay: Overlay) -> None:
        def gone() -> None:
            if self._overlay is overlay:
                self._overlay = None

        self._overlay = overlay
        overlay.closed.connect(gone)
        overlay.open()

    def _practice(self) -> Practice | None:
        """The practice, if panels may be opened now."""
        return None if self._frame.covered or not self._holder.open else self._holder.practice

    def _say(self, words: str) -> None:
        self._frame.say(Said(words))

    def open_pin(self) -> None:
        """Let the person set a PIN for this PC until they sign out, or remove it."""
        from ui.shell.pin_panel import PinPanel

        practice = self._practice()
        if practice is None:
            return
        panel = PinPanel(practice, self, there=bool(self._pins.login))
        overlay = self._open(panel)

        def made(kept: PinUnlock) -> None:
            self._pins.keep(kept)
            overlay.close_panel()
            self._say(self.tr("The PIN unlocks for you on this PC until you sign out."))

        def removed() -> None:
            self._pins.forget()
            overlay.close_panel()
            Background(practice.pins.remove, lambda _none: None, self.failed.emit, self)
            self._say(self.tr("The PIN is removed. Your password unlocks."))

        panel.made.connect(made)
        panel.removed.connect(removed)

    def open_password(self) -> None:
        """Let the person choose another password."""
        from ui.shell.own_sign_in import PasswordPanel

        practice = self._practice()
        if practice is None:
            return
        panel = PasswordPanel(practice, self._login, self)
        overlay = self._open(panel)

        def changed() -> None:
            self._pins.forget()
            overlay.close_panel()
            self._say(self.tr("Your new password is in force. The old one opens only backups made before."))

        panel.changed.connect(changed)

    def open_second_step(self) -> None:
        """Let the person set up an authenticator, or look after the one there is."""
        from ui.shell.own_sign_in import SecondStepPanel

        practice = self._practice()
        if practice is None:
            return
        panel = SecondStepPanel(practice, self)
        overlay = self._open(panel, width=STEP_WIDTH)
        panel.told.connect(overlay.close_panel)
        panel.told.connect(self._say)

    def measure(self) -> None:
        """Let the person measure what a wrong password costs on this PC, and take the new cost."""
        from ui.shell.strength_panel import StrengthPanel

        practice = self._practice()
        if practice is None:
            return
        panel = StrengthPanel(practice, self)
        overlay = self._open(panel)

        def done() -> None:
            overlay.close_panel()
            self._say(self.tr("Your password costs more to try from now on."))

        panel.done.connect(done)

    def retire(self, choose: Callable[[QWidget], str] | None) -> None:
        """Let an owner retire this PC; afterwards there is nothing here to sign in to."""
        from ui.shell.retire_panel import RetiredPage, RetirePanel

        practice = self._practice()
        if practice is None:
            return
        name, panel = practice.practice_name, RetirePanel(practice, self, choose=choose)

        def retired(done: Retired, files: bool) -> None:
            page = RetiredPage(name, done, files=files)
            page.left.connect(self.ended)
            self.retired.emit(page, files)

        panel.retired.connect(retired)
        self._open(panel)

    def open_history(self) -> None:
        """Let the owner see each head and what differs, and accept the file's history with a reason."""
        practice = self._practice()
        if practice is None:
            return
        overlay = HistoryOverlay(self._frame.work, _history_shown(practice))

        def accepted(_none: Any) -> None:
            self.history_accepted.emit()
            self._say(self.tr("This history is accepted. Your reason and both heads are in the record."))

        def accept(reason: str) -> None:
            Background(lambda: practice.history.accept(reason), accepted, self.failed.emit, self)

        overlay.history.accepted.connect(accept)
        overlay.history.manual_wanted.connect(self._open_manual)
        overlay.history.backups_wanted.connect(lambda: self._frame.go_to(Go("practice", act="backups")))
        overlay.closed.connect(overlay.deleteLater)
        self._show(overlay)

    def _open_manual(self) -> None:
        from ui.shell.manual import ManualOverlay  # hardly any session needs it

        manual = ManualOverlay(self._frame.work)
        manual.closed.connect(manual.deleteLater)
        manual.open_at("the_record")


def _history_shown(practice: Practice) -> HistoryShown:
    history, restored = practice.history, practice.history.restored
    told = (restored.made_at, restored.at, restored.person) if restored is not None else None
    now = practice.setting.clock.now().astimezone(practice.around.zone)
    return HistoryShown(history.alarms, history.heads(), history.missing, history.more, now, told)
