"""How the program begins: with a practice, with none, or with one that cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from app.core.errors import Unavailable
from app.practice_file import KdfCost, Practice, Setting
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.shell.around import Around
from ui.shell.faults import Faults
from ui.shell.given import PlacesMaker
from ui.shell.page_manual import RESTORE, PageManual
from ui.shell.plain_window import PlainWindow, stand_in_for
from ui.shell.program import Program
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

if TYPE_CHECKING:  # its pages are loaded when they are wanted: most starts never see them
    from ui.shell.first_run import Choosers, FirstRun
    from ui.shell.restoring import Restoring


class TroublePage(QWidget):
    """The practice cannot be opened: why, and the ways on. Nothing was changed."""

    again = Signal()
    other = Signal()
    new = Signal()
    restore = Signal()

    def __init__(self, file: Path, trouble: Unavailable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        title = self.tr("The practice cannot be opened")
        self.setAccessibleName(title)
        self.keys = KeyList(self, title)
        self.manual = PageManual(self, self.keys, lambda: RESTORE)
        self.card = Card(space=12)
        inside = Column(space=12, margins=(14, 12, 14, 8))
        self.card.body.addLayout(inside)
        again = primary(self.tr("Try again"), name="try_again")
        other = secondary(self.tr("Open another practice"), name="open_practice")
        new = link(self.tr("Make a new practice"), name="new_practice")
        restore = link(self.tr("Restore a backup"), name="restore_backup")
        buttons = Row()
        buttons.addWidget(other)
        buttons.addStretch(1)
        buttons.addWidget(again)
        self.why = Label(words_for(trouble.message), "body", wrap=True)
        inside.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignLeft)
        inside.addSpacing(theme().px(6))
        for label in (Label(title, "title", wrap=True), self.why):
            inside.addWidget(label)
        inside.addWidget(Label(str(file.parent), "label", "second", wrap=True))
        inside.addSpacing(theme().px(6))
        inside.addLayout(buttons)
        links = Row()
        links.addWidget(restore)
        links.addWidget(new)
        links.addWidget(self.manual.link)
        links.addStretch(1)
        inside.addLayout(links)
        column = Column(self, space=0)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        again.clicked.connect(self.again)
        other.clicked.connect(self.other)
        new.clicked.connect(self.new)
        restore.clicked.connect(self.restore)
        self.setFocusProxy(again)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.card.setFixedWidth(theme().px(520))


class Start(QObject):
    """Brings a person to a sign-in screen, and the program to its end. `over`: the process may go."""

    over = Signal()
    opened = Signal(object)
    """The Path of the practice whose sign-in screen, or window, now stands."""

    def __init__(
        self,
        places: PlacesMaker,
        around: Around,
        *,
        cost: KdfCost | None = None,
        choosers: Choosers | None = None,
        zone: str | None = None,
    ) -> None:
        super().__init__()
        self._places, self._around = places, around
        self._cost, self._choosers, self._zone = cost, choosers, zone
        self.window: QMainWindow | None = None
        self.first_run: FirstRun | None = None
        self.program: Program | None = None
        self.restoring: Restoring | None = None
        self.faults = Faults(self)
        self.faults.met.connect(self._met)

    def begin(self, file: Path | None) -> None:
        """Open this practice, or the one that was open last; with none make one."""
        file = file or self._around.settings.practice
        if file is None:
            self.make_new()
        else:
            self.open(file)

    def open(self, file: Path) -> None:
        """Show the sign-in screen of a practice, or why there is none."""
        program = Program(file, self._places, self._around)
        try:
            program.start(self._give_window())
        except Unavailable as trouble:
            program.deleteLater()
            self._show_trouble(file, trouble)
            return
        self._run(program, file)

    def make_new(self) -> None:
        """Show the first-run assistant."""
        from ui.shell.first_run import FirstRun

        setting = Setting.here(clock=self._around.clock, state_folder=self._around.state_folder)
        first_run = FirstRun(setting, cost=self._cost, zone=self._zone, choosers=self._choosers)
        first_run.made.connect(lambda practice, login: self._adopt(practice, login))
        first_run.restore_wanted.connect(lambda: self._leave_first_run(lambda: self.restore(None)))
        first_run.existing.connect(lambda path: self._leave_first_run(lambda: self.open(Path(path))))
        self.first_run = first_run
        self._show(first_run)

    def restore(self, here: Path | None) -> None:
        """Show the restore assistant; `here` is the practice of this PC, if there is one."""
        from ui.shell.restoring import Restoring

        setting = Setting.here(clock=self._around.clock, state_folder=self._around.state_folder)
        choose = self._choosers.folder if self._choosers is not None else None
        ask = (lambda parent: choose(parent, "")) if choose is not None else None
        page = self.restoring = Restoring(setting, here=here, choose=ask)
        page.left.connect(lambda: self._leave_restoring(lambda: self.begin(here)))
        page.restored.connect(lambda path, sheet: self._leave_restoring(lambda: self._restored(path, sheet)))
        page.fault.connect(self._met)
        self._show(page)

    def _restored(self, path: str, sheet: str) -> None:
        self.open(Path(path))
        if sheet and self.program is not None:
            self.program.entering.by_sheet(sheet)

    def _leave_restoring(self, then: Callable[[], object]) -> None:
        self.restoring = None
        then()

    def raise_window(self) -> None:
        """Bring the window to the front."""
        if self.program is not None:
            self.program.raise_window()
        elif self.window is not None:
            self.window.showNormal()
            self.window.raise_()
            self.window.activateWindow()

    def _run(self, program: Program, file: Path) -> None:
        self.program = program
        self._around.settings.keep_practice(file.expanduser().resolve())
        program.ended.connect(self.over)
        program.restore_wanted.connect(lambda: self._restore_instead(program, file))
        self.opened.emit(file)

    def _restore_instead(self, program: Program, file: Path) -> None:
        """Leave the sign-in screen for the restore assistant; nothing is open there."""
        window = program.give_window()
        self.program = None
        program.deleteLater()
        self.restore(file)
        if window is not None:
            window.hide()
            window.deleteLater()

    def _adopt(self, practice: Practice, login: str) -> None:
        program = Program(practice.paths.file, self._places, self._around)
        self.first_run = None
        self._run(program, practice.paths.file)
        program.adopt(practice, login, self._give_window())

    def _leave_first_run(self, then: Callable[[], object]) -> None:
        if self.first_run is not None:
            self.first_run.put_away()
            self.first_run = None
        then()

    def _show_trouble(self, file: Path, trouble: Unavailable) -> None:
        page = TroublePage(file, trouble)
        page.again.connect(lambda: self.open(file))
        page.new.connect(self.make_new)
        page.restore.connect(lambda: self.restore(file))
        page.other.connect(lambda: self._ask_other(page))
        self._show(page)

    def _ask_other(self, page: QWidget) -> None:
        from ui.shell.first_run import ask_practice

        asked = self._choosers.practice if self._choosers is not None else None
        chosen = (asked or ask_practice)(page)
        if chosen:
            self.open(Path(chosen))

    def _show(self, page: QWidget) -> None:
        if isinstance(self.window, PlainWindow):
            self.window.show_page(page)
            return
        self.window = PlainWindow(page)
        self.window.closing.connect(self._closed)
        stand_in_for(self.window, None)
        page.setFocus()

    def _give_window(self) -> QMainWindow | None:
        """Hand the window over: from now on its closing is the program's affair."""
        window, self.window = self.window, None
        if isinstance(window, PlainWindow):
            window.closing.disconnect(self._closed)
        return window

    def _closed(self) -> None:
        if self.restoring is not None:
            self.restoring.put_away()
        self._leave_first_run(self.over.emit)

    def _met(self, error: BaseException) -> None:
        if self.program is not None:
            self.program.crash(error)
