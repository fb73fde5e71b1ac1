"""A new store key, when somebody left in anger or a key may be known: sheet, new file, codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.errors import Cancelled, Unavailable
from app.practice_file import PersonCode, Practice, Rekeyed
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.layout import Grid, scrolled
from ui.common.overlay import Overlay
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.progress_panel import ProgressPanel
from ui.common.wording import tr
from ui.shell.first_run_sheet import SaveTo
from ui.shell.first_run_steps import FirstRunPage
from ui.shell.new_sheet import NewSheet, PasswordPage
from ui.theme.theme import theme

PREVIEW_WIDTH = 720
UNFINISHED = "rekey_unfinished"


class CodesPage(FirstRunPage):
    """Who comes in with which code from now on. It is shown once."""

    def __init__(self, codes: Sequence[PersonCode], desk: Desk, slips: Callable[[], bytes]) -> None:
        self._desk, self._slips = desk, slips
        self.codes = tuple(codes)
        self.overlay: Overlay | None = None
        told = tr(
            "new_key",
            "Give each person their code, on paper and by hand. With it they choose a new "
            "password, within 7 days. It is shown once; whoever loses theirs gets another under People.",
        )
        alone = tr("new_key", "Nobody else signs in here, so there are no codes to give out.")
        super().__init__(
            tr("new_key", "Codes"),
            tr("new_key", "The practice has a new key"),
            told if codes else alone,
        )
        self.body.addWidget(self._list(codes), 1)
        self.print_button = secondary(tr("new_key", "Print the slips"), icon="printer", name="print_slips")
        self.print_button.setVisible(bool(codes))
        self.print_button.clicked.connect(self.print_slips)
        self.body.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.print_button)
        backups = tr(
            "new_key",
            "Make a backup now. Backups and copies from before still open with the passwords and the sheet "
            "of that time: lock them away, or destroy them once you have new ones.",
        )
        self.body.addWidget(Label(backups, "body", "second", wrap=True))

    def print_slips(self) -> None:
        """Show a slip for each person as it will be on paper, with its Print button."""
        inside = Card()
        preview = PdfPreview(self._desk, tr("new_key", "One-time codes"), job="Daybook")
        preview.setMinimumHeight(theme().px(480))
        inside.add(preview)
        inside.setFocusProxy(preview)
        overlay = self.overlay = Overlay(self.window(), inside, width=PREVIEW_WIDTH)
        preview.left.connect(overlay.close_panel)
        preview.printed.connect(lambda _pages: overlay.close_panel())
        overlay.closed.connect(self.print_button.setFocus)
        preview.show_pdf(self._slips())
        overlay.open()

    def forget(self) -> None:
        """The page goes: no preview with codes stays over what comes."""
        if self.overlay is not None:
            self.overlay.close_panel()
            self.overlay.hide()
            self.overlay.deleteLater()
            self.overlay = None

    @staticmethod
    def _list(codes: Sequence[PersonCode]) -> QScrollArea:
        inside = QWidget()
        grid = Grid(inside, columns=2, space=8)
        for number, one in enumerate(codes):
            code = Label(one.code.text(), "strong")
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
            font = QFont(code.font())
            font.setStyleHint(QFont.StyleHint.Monospace)
            code.setFont(font)
            code.setAccessibleName(f"{one.name}: {one.code.text()}")
            grid.addWidget(Label(f"{one.name} ({one.login})"), number, 0)
            grid.addWidget(code, number, 1)
        grid.setRowStretch(len(codes), 1)
        return scrolled(inside)


class NewKey(NewSheet):
    """Leads through it. `changed` when the practice is closed under its new key, `done` once the codes were
    read; `left` when everything is as it was.
    """

    changed = Signal()
    codes_shown = Signal()

    def __init__(
        self,
        practice: Practice,
        owner: QObject,
        *,
        save_to: SaveTo | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._password = ""
        self.working: ProgressPanel | None = None
        self.codes: CodesPage | None = None
        super().__init__(practice, owner, must=False, ask_password=True, save_to=save_to, parent=parent)
        self.read_back.why.setText(
            self.tr(
                "So that it is certain that it was printed and can be read. The earlier sheet then opens "
                "only backups from before: keep it locked away as long as you keep them."
            )
        )
        self.setAccessibleName(self.tr("New keys for everything"))

    def _ask_password(self) -> PasswordPage:
        return PasswordPage(
            tr("new_key", "New keys for everything"),
            tr(
                "new_key",
                "For when somebody left in anger, or a password, sheet or copy may be in wrong hands. The "
                "whole practice is encrypted anew, half a minute for each GB, and nobody works meanwhile. "
                "Afterwards your own password and the new sheet open it; no other password, no earlier sheet "
                "and no copied key does. Everyone else gets a code. If your own password may be known, "
                "change it afterwards.",
            ),
        )

    def _why(self) -> str:
        return self.tr(
            "The new key comes with a new recovery sheet. Keep the paper away from this PC. The earlier "
            "sheet opens the practice until this is done, and backups from before for ever."
        )

    def _last_words(self) -> str:
        return self.tr("Change the key now")

    @property
    def is_changing(self) -> bool:
        """Whether the practice is being written anew, so that nothing may close it."""
        return self.working is not None

    @property
    def holds_practice(self) -> bool:
        return self.is_changing or self.codes is not None

    @property
    def codes_unread(self) -> bool:
        """Whether codes are in sight that the owner did not say to have kept."""
        return bool(self.codes is not None and self.codes.codes)

    @property
    def page(self) -> FirstRunPage:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, CodesPage) else super().page

    def go_on(self) -> None:
        """Leave the page; after the codes, the sign-in comes."""
        if self.codes is not None:
            self.done.emit()
        else:
            super().go_on()

    def put_away(self) -> None:
        self._password = ""
        if self.codes is not None:
            self.codes.forget()
        super().put_away()

    def _prove(self) -> None:
        self._password = self.password_page.password.text()
        super()._prove()

    def _put_in_force(self) -> None:
        pending, groups, practice = self._pending, self.read_back.groups, self._practice
        typed = groups.typed() if groups is not None else None
        if pending is None or typed is None:
            return
        password = self._password
        panel = self.working = ProgressPanel(self.tr("Encrypting the practice anew"), at_once=True)
        self._inside.insertWidget(2, panel)
        self.stack.hide()
        for button in (self.leave_button, self.back_button, self.next_button):
            button.hide()
        self._beside(
            lambda: practice.rekeying.change(password, pending, typed, panel.progress), self._changed
        )

    def _changed(self, done: Rekeyed) -> None:
        self._stop_working()
        self._password = ""
        slips = self._practice.rekeying.slips
        self.codes = CodesPage(done.codes, self.desk, lambda: slips(done))
        self.stack.addWidget(self.codes)
        self.stack.setCurrentWidget(self.codes)
        self.trouble.hide()
        self.leave_button.hide()
        self.back_button.hide()
        self.next_button.setText(self.tr("I have written them down: sign in"))
        self.next_button.setEnabled(True)
        self.next_button.show()
        self.rescale()
        first = self.codes if done.codes else self.next_button
        self.setFocusProxy(first)
        first.setFocus()
        self.changed.emit()
        self.codes_shown.emit()

    def _refuse(self, error: Exception) -> None:
        if self._stop_working():
            self.next_button.show()
            self.leave_button.show()
            self.back_button.show()
        if isinstance(error, Cancelled):
            self.left.emit()
            return
        super()._refuse(error)
        if isinstance(error, Unavailable) and error.cause == UNFINISHED:
            self.back_button.hide()

    def _stop_working(self) -> bool:
        panel, self.working = self.working, None
        if panel is not None:
            panel.finish()
            self.stack.show()
            self._inside.removeWidget(panel)
            panel.deleteLater()
        return panel is not None
