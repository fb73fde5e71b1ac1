"""A real practice on disk and the program over it, for tests of the window."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from app.core.acts import Permission, Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.ids import new_id
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.security.actions import AddAccount
from app.store.kdf import FLOOR
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextField
from ui.common.form import Form
from ui.common.layout import Column
from ui.common.screen import Screen
from ui.shell.around import Around
from ui.shell.entries import ScreenEntry
from ui.shell.given import Given, Places
from ui.shell.lock_screen import LockScreen
from ui.shell.pc_settings import PcSettings
from ui.shell.person_frame import PersonFrame
from ui.shell.program import Program

PASSWORD = "seven green kayaks"
MARIA = "nine yellow lanterns"
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
FOUNDING = FoundPractice(name="Riverside Family Practice", zone="America/New_York")
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))


@dataclass
class House:
    """A practice file with its owner `ruth`, its medical assistant `maria`, and the folders of a PC."""

    folder: Path
    groups: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    clock: SetClock = field(default_factory=lambda: SetClock(NOW))

    @property
    def file(self) -> Path:
        return self.folder / "practice" / "riverside.daybook"

    @property
    def setting(self) -> Setting:
        return Setting(self.clock, ChangeBus(), "test PC", self.folder / "state")

    def take_sheet(self, sheet: RecoverySheet) -> None:
        self.groups = [group for line in sheet.lines for group in line.groups]
        self.lines = ["-".join([*line.groups, line.checksum]) for line in sheet.lines]

    def asked_groups(self, practice: Practice) -> tuple[str, ...]:
        return tuple(self.groups[place] for place in practice.recovery.asked)

    def make(self, *, confirmed: bool = True) -> House:
        self.file.parent.mkdir(parents=True)
        made = create_practice(
            self.file, FOUNDING, OWNER, PASSWORD, self.take_sheet, setting=self.setting, cost=FLOOR
        )
        maria = AddAccount(
            person_id=new_id(),
            login="maria",
            name="Maria Reyes",
            short_name="Maria R., CMA",
            roles=(Role.MEDICAL_ASSISTANT,),
        )
        made.staff.add(maria, MARIA, FLOOR)
        if confirmed:
            made.recovery.confirm(self.asked_groups(made))
        made.close()
        return self

    def open(self, login: str = "ruth", password: str = PASSWORD) -> Practice:
        return open_practice(self.file, login, password, self.setting)

    @property
    def settings(self) -> PcSettings:
        return PcSettings(self.folder / "config")

    def around(self) -> Around:
        return Around(
            self.clock,
            self.folder / "state",
            self.settings,
            self.folder / "reports",
            save_sheet=lambda _parent, name: str(self.folder / name),
        )


class NoteScreen(Screen):
    """A screen with one line to type in, kept as a draft; `refreshed` counts how often it asked anew."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Notes", "notes")
        self.form = Form(self)
        self.note = self.form.add(TextField("note", "Note"))
        Column(self).addWidget(self.note)
        self.keeper = DraftKeeper(desk, self.form, "test.note")
        self.keeper.bring_back()
        self.refreshed = 0
        self.setFocusProxy(self.note)

    def refresh(self) -> None:
        self.refreshed += 1


def note_places(given: Given) -> Places:
    """One screen, for everyone who may keep drafts."""
    entry = ScreenEntry("notes", "Notes", "file-text", lambda: NoteScreen(given.desk), Permission.KEEP_DRAFT)
    return Places([entry])


@contextmanager
def running(house: House, qtbot: Any, places: Callable[[Given], Places] = note_places) -> Iterator[Program]:
    """The program at its sign-in screen; ended and gone afterwards."""
    program = Program(house.file, places, house.around())
    ended: list[bool] = []
    program.ended.connect(lambda: ended.append(True))
    program.start()
    try:
        yield program
    finally:
        if not program.wait_until_shut():
            raise AssertionError("the practice was not closed")
        if not ended:
            program.end()
        qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
        program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def lock_screen(program: Program) -> LockScreen:
    screen = program.lock_screen
    assert screen is not None
    return screen


def frame(program: Program) -> PersonFrame:
    assert program.frame is not None
    return program.frame


def sign_in(program: Program, qtbot: Any, login: str = "ruth", password: str = PASSWORD) -> PersonFrame:
    screen = lock_screen(program)
    screen.choose(login)
    screen.password.line.setText(password)
    with qtbot.waitSignal(program.signed_in, timeout=10_000):
        screen.submit()
    return frame(program)


def lock(program: Program, qtbot: Any) -> LockScreen:
    with qtbot.waitSignal(program.closed, timeout=10_000):
        program.lock()
    return lock_screen(program)


def note_of(program: Program) -> NoteScreen:
    screen = frame(program).screen_of("notes")
    assert isinstance(screen, NoteScreen)
    return screen


def words_of(widget: QWidget) -> str:
    """Everything that is written in a widget."""
    texts = [getattr(each, "text", None) for each in widget.findChildren(QWidget)]
    return "\n".join(str(text()) for text in texts if callable(text))
