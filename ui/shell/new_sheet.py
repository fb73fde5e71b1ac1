"""A new recovery sheet: shown, printed or saved, read back, and only then in force.

Until then the earlier sheet opens the practice; nothing is written before, so that leaving, locking or a cut
at any point leaves one sheet that works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from app.core.errors import DaybookError, Unavailable
from app.practice_file import PendingKey, Practice, sheet_pdf
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk, ThreadDesk
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.first_run_sheet import SaveTo, SheetPage
from ui.shell.first_run_steps import FirstRunPage
from ui.shell.holder import PracticeHolder
from ui.shell.recovery_page import GroupFields
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

CARD = (760, 640)
LOW = 320  # without the pages of the sheet


class PasswordPage(FirstRunPage):
    """Asks who is signed in for their password again: a sheet is as good as every password."""

    def __init__(self, title: str = "", why: str = "") -> None:
        super().__init__(
            tr("new_sheet", "Password"),
            title or tr("new_sheet", "A new recovery sheet"),
            why
            or tr(
                "new_sheet",
                "Make one when the sheet was lost, or seen by someone who should not. The earlier sheet "
                "opens the practice until two groups of the new one were read back.",
            ),
        )
        self.password = self.form.add(TextField("password", tr("new_sheet", "Your password"), most=128))
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaximumWidth(theme().px(360))
        self.body.addWidget(self.password)
        self.body.addStretch(1)
        self.setFocusProxy(self.password)


class ReadBackPage(FirstRunPage):
    """Two groups read back from the paper."""

    def __init__(self) -> None:
        super().__init__(
            tr("new_sheet", "Check the sheet"),
            tr("new_sheet", "Read two groups from the new sheet"),
            tr(
                "new_sheet",
                "So that it is certain that it was printed and can be read. Then the earlier sheet no longer "
                "opens the practice, but it is the only sheet of the backups made before: keep it locked "
                "away until there are newer ones.",
            ),
        )
        self.groups: GroupFields | None = None

    def ask(self, pending: PendingKey, done: Callable[[], object]) -> None:
        """Ask for the groups of this sheet."""
        self.groups = GroupFields(pending.places)
        self.groups.done.connect(done)
        self.body.addWidget(self.groups)
        self.body.addStretch(1)
        self.setFocusProxy(self.groups)


class NewSheet(QWidget):
    """Leads through it. `done` when the new sheet is in force, `left` when it stays as it was.

    With `must`, the sheet in the drawer was used: no way leads past a new one, unless it cannot be written.
    With `ask_password`, the person has been signed in for a while and types the password again.
    """

    done = Signal()
    left = Signal()

    def __init__(
        self,
        practice: Practice,
        owner: QObject,
        *,
        must: bool,
        ask_password: bool,
        save_to: SaveTo | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("A new recovery sheet"))
        self._practice, self._owner, self.must = practice, owner, must
        self._pending: PendingKey | None = None
        self._gone = False
        self.desk: Desk = ThreadDesk(PracticeHolder(practice.bus))
        self.password_page = self._ask_password()
        self.sheet = SheetPage(
            self.desk, save_to, title=self.tr("Print the new recovery sheet"), why=self._why()
        )
        self.read_back = ReadBackPage()
        self._build()
        self._connect()
        self.rescale()
        self._show(self.password_page if ask_password else self.sheet)
        if not ask_password:
            self._draw_key()

    def _ask_password(self) -> PasswordPage:
        return PasswordPage()

    def _why(self) -> str:
        if self.must:
            return self.tr(
                "The recovery sheet was used, so that a new one takes its place before the work begins. Keep "
                "the one in your hand until the new one was read back."
            )
        return self.tr(
            "Keep the paper in a safe place away from this PC, and a saved PDF never beside the practice. "
            "The earlier sheet opens the practice until this one was read back."
        )

    def _build(self) -> None:
        self.keys = KeyList(self, self.tr("A new recovery sheet"))
        self.stack = QStackedWidget()
        for page in (self.password_page, self.sheet, self.read_back):
            self.stack.addWidget(page)
        self.leave_button = link(self.tr("Leave it as it is"), name="leave_sheet")
        self.back_button = secondary(self.tr("Back"), icon="chevron-left", name="back")
        self.next_button = primary(self.tr("Next"), tall=True, name="next")
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.card = Card(space=0)
        self._inside = Column(space=12, margins=(18, 14, 18, 10))
        self.card.body.addLayout(self._inside)
        self._mark = Wordmark(22)
        self._inside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addWidget(self.stack, 1)
        self._inside.addWidget(self.trouble)
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        self._inside.addLayout(buttons)
        Column(self, space=0).addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.leave_button.clicked.connect(self.left)
        self.keys.add("Ctrl+Return", self.tr("Next"), self.go_on, button=self.next_button)
        self.next_button.show_keys("")
        self.sheet.may_go_on.connect(self._sheet_is_kept)
        theme().changed.connect(self.rescale)

    def _sheet_is_kept(self, kept: bool) -> None:
        """Enter goes on after the sheet was printed or saved, and does not save it again."""
        self.next_button.setEnabled(kept)
        if kept:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_changing(self) -> bool:
        """Whether the practice is being written anew, so that nothing may close it."""
        return False

    @property
    def holds_practice(self) -> bool:
        """Whether the practice is, or was, written anew from here: then its lock is this page's affair."""
        return False

    @property
    def codes_unread(self) -> bool:
        """Whether codes are in sight that nobody said to have kept."""
        return False

    @property
    def page(self) -> FirstRunPage:
        """The page in sight."""
        pages: list[FirstRunPage] = [self.password_page, self.sheet, self.read_back]
        return pages[self.stack.currentIndex()]

    def _show(self, page: FirstRunPage) -> None:
        self.stack.setCurrentWidget(page)
        self.trouble.hide()
        self.leave_button.setVisible(not self.must)
        self.back_button.setVisible(page is self.read_back)
        self.next_button.setText(self._last_words() if page is self.read_back else self.tr("Next"))
        self.next_button.setEnabled(page.ready)
        self.setFocusProxy(page)
        self.rescale()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _last_words(self) -> str:
        return self.tr("Put the new sheet in force")

    def go_on(self) -> None:
        """Leave the page, if what it asks for is there."""
        if not self.next_button.isEnabled():
            return
        if self.page is self.password_page:
            self._prove()
        elif self.page is self.sheet and self._pending is not None:
            self._show(self.read_back)
        elif self.page is self.read_back:
            self._put_in_force()

    def go_back(self) -> None:
        """See the sheet once more: the same key, printed again."""
        if self.page is self.read_back:
            self._show(self.sheet)

    def put_away(self) -> None:
        """The page goes: what was not put in force is forgotten."""
        if self._gone:
            return
        self._gone = True
        self.password_page.password.line.clear()
        if self._pending is not None:
            self._pending.wipe()
        self.desk.close()

    # -- what is slow, beside the GUI thread ----------------------------------------------------------------

    def _beside(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        dropped: Callable[[Any], object] = lambda _result: None,
    ) -> None:
        """Do something; its answer is `dropped` once this page is put away."""
        self.next_button.setEnabled(False)

        def told(result: Any) -> None:
            (dropped if self._gone else done)(result)

        def refused(error: Exception) -> None:
            if not self._gone:
                self._refuse(error)

        Background(work, told, refused, self._owner)

    def _prove(self) -> None:
        typed, field = self.password_page.password.text(), self.password_page.password
        if not typed:
            field.set_error(self.tr("Type your password."))
            return
        field.line.clear()
        field.set_error("")
        self._beside(lambda: self._practice.staff.prove_password(typed), lambda _none: self._proved())

    def _proved(self) -> None:
        self._show(self.sheet)
        self._draw_key()

    def _draw_key(self) -> None:
        practice = self._practice

        def made() -> tuple[PendingKey, bytes, str]:
            pending = practice.recovery.new_key()
            sheet = practice.recovery.sheet(pending)
            at = f"{sheet.made_at:%Y-%m-%d %H%M} " if sheet.made_at is not None else ""
            return pending, sheet_pdf(sheet), f"{at}{sheet.number}"

        self.sheet.save_button.setEnabled(False)
        self.next_button.setText(self.tr("Making the sheet"))
        self._beside(made, self._drawn, lambda dropped: dropped[0].wipe())

    def _drawn(self, made: tuple[PendingKey, bytes, str]) -> None:
        self._pending, pdf, mark = made
        self.sheet.show_sheet(pdf, self.tr("Daybook recovery sheet {mark}.pdf").replace("{mark}", mark))
        self.sheet.save_button.setEnabled(True)
        self.read_back.ask(self._pending, self.go_on)
        self._show(self.sheet)

    def _put_in_force(self) -> None:
        pending, groups, practice = self._pending, self.read_back.groups, self._practice
        typed = groups.typed() if groups is not None else None
        if pending is not None and typed is not None:
            self._beside(lambda: practice.recovery.replace(pending, typed), lambda _none: self.done.emit())

    def _refuse(self, error: Exception) -> None:
        """Say what is wrong beside its field; a trouble of the disk leaves both sheets to be kept."""
        self.next_button.setEnabled(self.page.ready)
        groups = self.read_back.groups
        if groups is not None and groups.refuse(error):
            return
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        if self.page is self.password_page:
            self.password_page.password.set_error(words_for(error.message))
            self.password_page.password.setFocus()
            return
        keep = self.tr("Keep both sheets until this is done: one of them opens the practice.")
        self.trouble.setText(f"{words_for(error.message)} {keep}")
        self.trouble.show()
        if isinstance(error, Unavailable):  # a full disk must not keep anyone from the charts
            self.leave_button.setText(self.tr("Go on, ask again next time"))
            self.leave_button.show()

    # -- the look -------------------------------------------------------------------------------------------

    def rescale(self) -> None:
        """Keep the card's size, in a small window beside large text as much as there is room for."""
        edge = theme().px(20)
        width = min(theme().px(CARD[0]), self.width() - 2 * edge)
        tall = LOW if self.page in (self.password_page, self.read_back) else CARD[1]
        height = min(theme().px(tall), self.height() - 2 * edge)
        self.card.setFixedSize(max(width, 1), max(height, 1))
        self._mark.setVisible(self.height() > theme().px(560))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from a line; Escape leaves where one may."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if self.page is not self.read_back:  # its last field tells Enter by itself
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape and self.leave_button.isVisible():
            self.left.emit()
        else:
            super().keyPressEvent(event)
