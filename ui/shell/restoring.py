"""The restore assistant: on a bare PC, or beside a practice that cannot be opened, wholly by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.core.errors import Cancelled, DaybookError, NotPermitted, Unavailable
from app.core.progress import Progress
from app.practice_file import (
    BackupSight,
    Restored,
    RestoreWish,
    Setting,
    backups_below,
    look_into_backup,
    restore_practice,
)
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, rule, scrolled
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.first_run import CARD, NARROW
from ui.shell.first_run_steps import FirstRunPage, StepList
from ui.shell.page_manual import RESTORE, PageManual
from ui.shell.restoring_pages import DoingPage, FindPage, WherePage, WhoPage, choose_folder
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

_LEFT_OUT = frozenset({"backup_file_missing", "backup_file_damaged"})
_DAMAGED = _LEFT_OUT | {"backup_changed", "backup_not_verified"}


class Restoring(QWidget):
    """The assistant. `restored(path, sheet)`: sign in there, with the key typed from the sheet if one was.

    `left`: the person would rather not. `fault(error)` tells one of ours. `here` is the practice of this PC.
    """

    restored = Signal(str, str)
    left = Signal()
    fault = Signal(object)

    def __init__(
        self,
        setting: Setting,
        *,
        here: Path | None = None,
        choose: Callable[[QWidget], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Restore a backup"))
        self._setting = setting
        self._busy = self._gone = False
        self._progress: Progress | None = None
        self.finding, self.who = FindPage(choose or choose_folder), WhoPage()
        self.where, self.doing = WherePage(choose or choose_folder, here), DoingPage()
        self.pages: list[FirstRunPage] = [self.finding, self.who, self.where, self.doing]
        self._build()
        self._connect()
        self.show_page(0)

    def _build(self) -> None:
        self.keys = KeyList(self, self.tr("Restore a backup"))
        self.manual = PageManual(self, self.keys, lambda: RESTORE)
        self.steps = StepList([page.step for page in self.pages])
        self.stack = QStackedWidget()
        for page in self.pages:
            self.stack.addWidget(page if page is self.finding else scrolled(page))
        self.back_button = secondary(self.tr("Back"), icon="chevron-left", name="back")
        self.next_button = primary(self.tr("Next"), tall=True, name="next")
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.card = Card(flush=True, space=0)
        self.side = QFrame()
        side = Column(self.side, space=0, margins=(28, 28, 20, 24))
        side.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        side.addSpacing(theme().px(24))
        side.addWidget(self.steps)
        side.addStretch(1)
        self.line = rule(vertical=True)
        right = Column(space=12, margins=(32, 28, 28, 24))
        right.addWidget(self.stack, 1)
        right.addWidget(self.trouble)
        buttons = Row()
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.manual.link)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        right.addLayout(buttons)
        across = Row(space=0)
        across.addWidget(self.side)
        across.addWidget(self.line)
        across.addLayout(right, 1)
        self.card.body.addLayout(across)
        Column(self, space=0).addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.finding.search_wanted.connect(self._search)
        self.doing.cancelled.connect(self._cancel)
        self.who.lines.done.connect(self.go_on)
        for page in self.pages:
            page.may_go_on.connect(lambda _ready: self._show_buttons())
        theme().changed.connect(self._fit)

    @property
    def page(self) -> FirstRunPage:
        """The page in sight."""
        return self.pages[self.stack.currentIndex()]

    def show_page(self, number: int) -> None:
        """Bring a page into sight."""
        page = self.pages[number]
        self.stack.setCurrentIndex(number)
        self.steps.show_step(number)
        page.arrive()
        self.trouble.hide()
        self._show_buttons()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Leave the page if what it holds is right."""
        if self._busy or not self.next_button.isEnabled() or not self.page.leave():
            return
        if self.page is self.finding:
            self.show_page(1)
        elif self.page is self.who:
            self._look()
        elif self.page is self.where:
            self._restore()
        else:
            self.put_away(keep_sheet=True)

    def go_back(self) -> None:
        """Go to the page before; from the first one, away."""
        at = self.stack.currentIndex()
        if self._busy:
            return
        if at == 0:
            self.put_away()
            self.left.emit()
        else:
            self.show_page(at - 1)

    def put_away(self, *, keep_sheet: bool = False) -> None:
        """The assistant goes: stop what runs, forget what was typed; after a restore lead to the sign-in."""
        self._gone = True
        self._cancel()
        sheet = self.who.lines.text() if self.who.with_sheet else ""
        self.who.forget()
        if keep_sheet:
            self.restored.emit(str(self.where.place), sheet)

    # -- the acts -------------------------------------------------------------------------------------------

    def _wish(self) -> RestoreWish:
        chosen = self.finding.chosen
        who = self.who
        wish = RestoreWish(
            backup=chosen.folder if chosen else Path(),
            to=self.where.place,
            replace=self.where.taken and self.where.aside.isChecked(),
            leave_out_damaged=self.where.leave_out.isChecked(),
        )
        if who.with_sheet:
            return replace(wish, sheet=who.lines.text())
        return replace(wish, login=who.login.text().strip(), password=who.password.text())

    def _search(self, folder: str) -> None:
        self._do(lambda: backups_below(Path(folder)), self.finding.show_found, self._refused)

    def _look(self) -> None:
        wish = self._wish()

        def known(sight: BackupSight) -> None:
            self.where.show_sight(sight)
            self.show_page(2)

        self._do(lambda: look_into_backup(wish), known, self._not_opened)

    def _restore(self) -> None:
        wish = self._wish()
        self.show_page(3)
        progress = self._progress = self.doing.begin()

        def work() -> Restored:
            wish.to.parent.mkdir(parents=True, exist_ok=True)
            return restore_practice(wish, self._setting, progress)

        self._do(work, self.doing.show_done, self._not_restored)

    def _do(
        self, work: Callable[[], object], done: Callable[..., object], failed: Callable[[Exception], object]
    ) -> None:
        """Do something slow beside the GUI thread; meanwhile nothing else is begun."""
        self._busy = True
        self._show_buttons()

        def over(act: Callable[[], object]) -> None:
            self._busy = False
            if not self._gone:
                act()
                self._show_buttons()

        Background(
            work, lambda result: over(lambda: done(result)), lambda error: over(lambda: failed(error)), self
        )

    def _cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel()

    def _remember(self, error: Exception) -> None:
        """A backup that was refused as damaged is called so in the list."""
        chosen = self.finding.chosen
        if chosen is not None and isinstance(error, Unavailable) and error.cause in _DAMAGED:
            self.finding.mark_damaged(chosen.folder, error.message)

    def _not_opened(self, error: Exception) -> None:
        self._remember(error)
        if isinstance(error, NotPermitted):
            self.who.say(self.tr("Only an owner restores a backup. Ask an owner, or use the recovery sheet."))
        else:
            self._refused(error, self.who.say)

    def _not_restored(self, error: Exception) -> None:
        self.show_page(2)
        self._remember(error)
        if isinstance(error, Cancelled):
            self._say(self.tr("Stopped. Nothing was changed on this PC."))
            return
        if isinstance(error, Unavailable) and error.cause in _LEFT_OUT and len(_file_of(error)) == 32:
            self.where.offer_leaving_out()
        self._refused(error)

    def _refused(self, error: Exception, say: Callable[[str], None] | None = None) -> None:
        if not isinstance(error, DaybookError | OSError):
            self.fault.emit(error)
        known = words_for(error.message) if isinstance(error, DaybookError) else ""
        words = known or self.tr(
            "It could not be read or written. Check the drive and your rights to the folder."
        )
        (say or self._say)(words)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()

    # -- the look -------------------------------------------------------------------------------------------

    def _show_buttons(self) -> None:
        page = self.page
        self.next_button.setText(self.tr("Checking") if self._busy else page.act or self.tr("Next"))
        self.next_button.setEnabled(page.ready and not self._busy)
        self.next_button.setVisible(page is not self.doing or page.ready)
        self.back_button.setEnabled(not self._busy)
        self.back_button.setVisible(page is not self.doing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from whatever takes no Enter itself; Escape goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape and self.page is not self.doing:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        edge = theme().px(24)
        width = min(theme().px(CARD[0]), self.width() - 2 * edge)
        height = min(theme().px(CARD[1]), self.height() - 2 * edge)
        self.card.setFixedSize(max(width, 1), max(height, 1))
        for widget in (self.side, self.line):
            widget.setVisible(width >= theme().px(NARROW))


def _file_of(error: Unavailable) -> str:
    return str(error.message.params.get("file", ""))
