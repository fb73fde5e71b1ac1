"""The first-run assistant: makes a practice, one page at a time, wholly by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QWidget

from app.core.errors import Cancelled, DaybookError
from app.practice.creation import usual_start
from app.practice.founding import FoundPractice
from app.practice_file import KdfCost, Practice, Setting
from ui.common.button import primary, secondary
from ui.common.card import Card, SectionTitle
from ui.common.desk import Desk, ThreadDesk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, rule, scrolled
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.common.words import words_for
from ui.shell.first_run_hours import HoursPage
from ui.shell.first_run_making import CostMeter, Making, Wanted
from ui.shell.first_run_owner import OwnerPage
from ui.shell.first_run_practice import PlacePage, PracticePage, StartPage
from ui.shell.first_run_sheet import ConfirmPage, SaveTo, SheetPage
from ui.shell.first_run_steps import FirstRunPage, StepList
from ui.shell.holder import PracticeHolder
from ui.shell.page_manual import NEW_PC, RESTORE, SHEET, PageManual
from ui.shell.top_bar import Wordmark
from ui.theme.icons import draw_icon
from ui.theme.theme import theme

CARD = (900, 640)
NARROW = 700


@dataclass
class Choosers:
    """How files and folders are asked for; tests answer themselves."""

    folder: Callable[[QWidget, str], str] | None = None
    save: SaveTo | None = None
    practice: Callable[[QWidget], str] | None = None


class Need(QWidget):
    """One thing to have at hand, behind a small tick."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(self, space=0, margins=(26, 0, 0, 0))
        row.addWidget(Label(words, wrap=True), 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme().px(16)
        with QPainter(self) as painter:
            place = QRectF(0, (self.height() - side) / 2, side, side)
            draw_icon(painter, "circle-check", place, theme().colors.accent)


class WelcomePage(FirstRunPage):
    """The first page: make a practice, or open one that is there. `open_wanted` for the latter."""

    open_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            tr("first_run", "Welcome"),
            tr("first_run", "Welcome to Daybook"),
            tr(
                "first_run",
                "Schedule, visits, chart, money and paper of a primary care practice, in one encrypted file "
                "on this PC. Setting it up takes about five minutes and a sheet of paper.",
            ),
            act=tr("first_run", "Make a new practice"),
        )
        shared = self.tr(
            "This release serves one PC that you share: people take turns at it, each with an own sign-in. "
            "Nothing leaves this PC."
        )
        self.body.addWidget(Label(shared, "body", "second", wrap=True))
        self.body.addWidget(SectionTitle(self.tr("Have at hand")))
        for need in (
            self.tr("A printer, or a stick to save the recovery sheet on"),
            self.tr("Name, address and opening hours of the practice"),
            self.tr("A password of at least 12 characters that only you know"),
        ):
            self.body.addWidget(Need(need))
        self.open_button = secondary(self.tr("Open an existing practice"), name="open_practice")
        self.open_button.clicked.connect(self.open_wanted)
        self.restore_button = secondary(self.tr("Restore a backup"), name="restore_backup")
        self.restore_button.clicked.connect(self.restore_wanted)
        row = Row()
        row.addWidget(self.open_button)
        row.addWidget(self.restore_button)
        row.addStretch(1)
        self.body.addSpacing(theme().px(8))
        self.body.addLayout(row)
        self.body.addStretch(1)


class FirstRun(QWidget):
    """The assistant. `made(practice, login)` hands over the open practice; `existing(path)` one to open."""

    made = Signal(object, str)
    existing = Signal(str)
    restore_wanted = Signal()

    def __init__(
        self,
        setting: Setting,
        *,
        cost: KdfCost | None = None,
        zone: str | None = None,
        choosers: Choosers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(self.tr("First run"))
        self._setting, self._meter = setting, CostMeter(cost)
        self._choosers = choosers or Choosers()
        self._making: Making | None = None
        self._practice: Practice | None = None
        self.desk: Desk = ThreadDesk(PracticeHolder(setting.bus))
        self._make_pages(zone)
        self._build()
        self._connect()
        self.show_page(0)

    def _make_pages(self, zone: str | None) -> None:
        usual = usual_start()
        self.welcome = WelcomePage()
        self.practice_page = PracticePage(zone)
        self.hours = HoursPage(usual)
        self.start = StartPage(usual)
        self.place = PlacePage(self._choosers.folder)
        self.owner = OwnerPage()
        self.sheet = SheetPage(self.desk, self._choosers.save)
        self.confirm = ConfirmPage()
        self.pages: list[FirstRunPage] = [
            *(self.welcome, self.practice_page, self.hours, self.place),
            *(self.owner, self.start, self.sheet, self.confirm),
        ]

    def _build(self) -> None:
        self.keys = KeyList(self, self.tr("First run"))
        self.steps = StepList([page.step for page in self.pages])
        self.stack = QStackedWidget()
        for page in self.pages:
            self.stack.addWidget(page if page is self.sheet else scrolled(page))
        self.back_button = secondary(self.tr("Back"), icon="chevron-left", name="back")
        self.next_button = primary(self.tr("Next"), tall=True, name="next")
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.manual = PageManual(self, self.keys, self._manual_at)
        self.card = Card(flush=True, space=0)
        self.side = QFrame()
        side = Column(self.side, space=0, margins=(28, 28, 20, 24))
        side.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        side.addSpacing(theme().px(24))
        side.addWidget(self.steps)
        side.addStretch(1)
        self.line = rule(vertical=True)
        self._right = right = Column(space=12, margins=(32, 28, 28, 24))
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
        column = Column(self, space=0)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.keys.add("Ctrl+Return", self.tr("Next"), self.go_on, button=self.next_button)
        self.keys.add("Alt+Left", self.tr("Back"), self.go_back)
        self.next_button.show_keys("")
        self.welcome.open_wanted.connect(self._ask_existing)
        self.welcome.restore_wanted.connect(self.restore_wanted)
        self.confirm.confirmed.connect(self._hand_over)
        for page in self.pages:
            page.may_go_on.connect(self.next_button.setEnabled)
        theme().changed.connect(self._fit)

    def _manual_at(self) -> tuple[str, str]:
        """Whoever needs the manual on the first page has a new PC and a backup, more often than not."""
        if self.page is self.welcome:
            return RESTORE
        return SHEET if self.page in (self.sheet, self.confirm) else NEW_PC

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
        self.next_button.setText(page.act or self.tr("Next"))
        self.next_button.setEnabled(page.ready)
        self.back_button.setVisible(number > 0 and page is not self.confirm)
        (self.next_button if page is self.welcome else page).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Leave the page if what it holds is right."""
        page = self.page
        if not self.next_button.isEnabled() or not page.leave():
            return
        if page is self.practice_page:
            self.place.suggest(self.practice_page.name.text())
            self.owner.practice_name = self.practice_page.name.text().strip()
        if page is self.owner:
            self._show_clinician()
        if page is self.start:
            self._make()
        elif page is self.sheet and self._making is not None:
            self._wait_for_files(self._making)
        else:
            self.show_page(self.stack.currentIndex() + 1)

    def go_back(self) -> None:
        """Go to the page before; from the sheet nothing is left behind."""
        if self.stack.currentIndex() == 0 or self.page is self.confirm:
            return
        self._give_up()
        self.show_page(self.stack.currentIndex() - 1)

    def put_away(self) -> None:
        """The window closes: nothing half made stays."""
        self._give_up()
        self.desk.close()
        if self._practice is not None:
            self._practice.close()
            self._practice = None

    def _show_clinician(self) -> None:
        owner = self.owner.owner()
        self.start.show_clinician(owner.short_name if owner.also else "")

    def _ask_existing(self) -> None:
        chosen = (self._choosers.practice or ask_practice)(self)
        if chosen:
            self.existing.emit(chosen)

    def _wanted(self) -> Wanted:
        asked = self.practice_page
        owner = self.owner.owner()
        founding = FoundPractice(
            name=asked.name.text().strip(),
            street=asked.street.text(),
            city=asked.city.text(),
            state=asked.state.text(),
            zip=asked.zip.text(),
            phone=asked.phone.text(),
            zone=asked.zone.value() or "",
            hours=dict(self.hours.hours() or {}),
            rooms=self.start.count(),
            owner_name=owner.name,
        )
        return Wanted(self.place.file(), founding, owner, self.owner.password.text())

    def _make(self) -> None:
        """Begin to make the practice; the sheet comes first."""
        self.next_button.setEnabled(False)
        self.next_button.setText(self.tr("Making the keys"))
        self._making = making = Making(self._wanted(), self._meter, self._setting, self)
        making.sheet_made.connect(self._show_sheet)
        making.made.connect(self._made)
        making.failed.connect(lambda error: self._failed(making, error))

    def _show_sheet(self, pdf: bytes) -> None:
        if self.page is self.start and self._making is not None:
            self.sheet.show_sheet(pdf, self.tr("Daybook recovery sheet.pdf"))
            self.show_page(self.pages.index(self.sheet))

    def _wait_for_files(self, making: Making) -> None:
        self.next_button.setEnabled(False)
        self.back_button.hide()
        self.next_button.setText(self.tr("Making the practice"))
        making.hand_over()

    def _made(self, practice: Practice) -> None:
        self._practice, self._making = practice, None
        self.owner.take_password()
        self.confirm.ask(practice)
        self.show_page(self.pages.index(self.confirm))

    def _failed(self, making: Making, error: Exception) -> None:
        if making is not self._making:  # that one was given up
            return
        self._making = None
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, DaybookError):
            raise error
        self.show_page(self.pages.index(self.place))
        self.trouble.setText(words_for(error.message))
        self.trouble.show()

    def _give_up(self) -> None:
        making, self._making = self._making, None
        if making is not None:
            making.give_up()

    def _hand_over(self) -> None:
        practice, self._practice = self._practice, None
        if practice is not None:
            self.desk.close()
            self.made.emit(practice, self.owner.owner().login)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from whatever takes no Enter itself: a line, a choice, a box."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.go_on()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the card's size; a small window beside large text does without the list of steps."""
        edge = theme().px(24)
        width = min(theme().px(CARD[0]), self.width() - 2 * edge)
        height = min(theme().px(CARD[1]), self.height() - 2 * edge)
        self.card.setFixedSize(max(width, 1), max(height, 1))
        low = height < theme().px(540)
        air = theme().px(14 if low else 28)
        self._right.setContentsMargins(theme().px(32), air, theme().px(28), air)
        for widget in (self.side, self.line):
            widget.setVisible(width >= theme().px(NARROW))


def ask_practice(parent: QWidget) -> str:
    """Ask for the file of a practice that is there."""
    title = tr("first_run", "Open an existing practice")
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, title, str(Path.home()), tr("first_run", "Practices of Daybook (*.daybook);;All files (*)")
    )
    return chosen
