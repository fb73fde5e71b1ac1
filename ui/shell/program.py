"""The program: from the sign-in screen to the window, the lock, and back, for one practice on one PC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from app.core.clock import Clock
from app.core.errors import DaybookError
from app.core.findings import Finding
from app.practice_file import PROGRAM_VERSION, Door, Practice, Setting, look_at, open_practice
from ui.common.desk import Desk, ThreadDesk
from ui.common.message_strip import Said
from ui.common.presenter import Presenter
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem, TrainingNotice
from ui.shell.frame import Frame
from ui.shell.holder import PracticeHolder
from ui.shell.idle import IdleWatch
from ui.shell.lock_screen import LockMode, LockPerson, LockScreen
from ui.shell.palette import PaletteSource
from ui.shell.role_words import initials_of, role_words
from ui.shell.system_lock import SystemLock, register_for_session_messages
from ui.theme.tokens import Tone


@dataclass(frozen=True)
class Places:
    """What stands in the window of one person: screens, what Ctrl+K searches in, the status line."""

    entries: Sequence[ScreenEntry]
    sources: Sequence[PaletteSource] = ()
    status: Sequence[StatusItem] = ()
    first: str = ""


PlacesMaker = Callable[[Desk, Practice, Callable[[Said], None]], Places]


@dataclass
class Around:
    """What tests and the demo choose themselves: clock, where the state folder is, the training notice."""

    clock: Clock | None = None
    state_folder: Path | None = None
    training: Callable[[Practice], TrainingNotice | None] = field(default=lambda practice: None)


class Program(QObject):
    """Holds the practice's file, at most one open practice, and the window over it."""

    signed_in = Signal()
    locked = Signal()
    ended = Signal()

    def __init__(self, file: Path, places: PlacesMaker, around: Around | None = None) -> None:
        super().__init__()
        around = around or Around()
        self.file, self._places, self._around = file, places, around
        self.setting = Setting.here(clock=around.clock, state_folder=around.state_folder)
        self.holder = PracticeHolder(self.setting.bus)
        self.desk: ThreadDesk | None = None
        self.frame: Frame | None = None
        self.window: QMainWindow | None = None
        self.lock_screen: LockScreen | None = None
        self._login = ""
        self._idle: IdleWatch | None = None
        self._system = SystemLock(self)
        self._system.locked.connect(self.lock)

    # -- sign-in --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the sign-in screen. Raises Unavailable when there is no practice that could be opened."""
        door = look_at(self.file)
        self._show_sign_in(door)

    def _show_sign_in(self, door: Door) -> None:
        screen = LockScreen(
            door.practice_name,
            self.tr("Everything in this practice is kept encrypted on this PC."),
            self._people(door),
            mode=LockMode.SIGN_IN,
            now=self.now,
            status=[self._store_status()],
        )
        screen.entered.connect(self._enter)
        self.lock_screen = screen
        window = QMainWindow()
        window.setWindowTitle("Daybook")
        window.setCentralWidget(screen)
        self._place(window)
        screen.setFocus()

    def _place(self, window: QMainWindow) -> None:
        before, self.window = self.window, window
        if before is None:
            window.resize(1440, 900)
        else:
            window.setGeometry(before.geometry())
        window.show()
        if before is not None:
            before.hide()
            before.deleteLater()

    def _people(self, door: Door) -> list[LockPerson]:
        tiles = sorted(door.tiles, key=lambda one: one.login != self._login)
        return [
            LockPerson(one.login, initials_of(one.name), one.name, self._detail(one.login, one.role))
            for one in tiles
        ]

    def _detail(self, login: str, role: str) -> str:
        if self.frame is not None and login == self._login:
            return self.tr("signed in")
        return role_words(role)

    def _enter(self, login: str, password: str) -> None:
        """Open the practice for this person, beside the GUI thread: deriving the key takes its time."""

        def opened() -> Practice:
            return open_practice(self.file, login, password, self.setting)

        Background(opened, lambda practice: self._entered(login, practice), self._refused, self)

    def _refused(self, error: Exception) -> None:
        if self.lock_screen is None:
            return
        if not isinstance(error, DaybookError):
            self.lock_screen.refuse(self.tr("Daybook met a fault of its own. Nothing was changed."))
            return
        seconds = error.message.params.get("seconds", 0)
        self.lock_screen.refuse(words_for(error.message), seconds if isinstance(seconds, int) else 0)

    def _entered(self, login: str, practice: Practice) -> None:
        self.holder.hold(practice)
        if self.frame is not None and login == self._login:
            self._uncover()
        else:
            self._put_work_away()
            self._login = login
            self._open_window(practice)
        self._tell_alarms(practice.alarms)
        self.signed_in.emit()

    # -- the window -----------------------------------------------------------------------------------------

    def _open_window(self, practice: Practice) -> None:
        self.desk = ThreadDesk(self.holder)
        places = self._places(self.desk, practice, self._say)
        name = practice.actor.name
        self.frame = Frame(
            places.entries,
            practice=practice.practice_name,
            person=PersonLine(initials_of(name), name),
            now=self.now,
            may=practice.may,
            sources=places.sources,
            status=[self._store_status(), *places.status],
            training=self._around.training(practice),
        )
        self.desk.set_presenter(Presenter(self._say, self._crash).show)
        self.frame.lock_wanted.connect(self.lock)
        self.frame.closing.connect(self.end)
        self._place(self.frame)
        register_for_session_messages(int(self.frame.winId()))
        ids = self.frame.screen_ids()
        if ids:
            self.frame.show_screen(places.first if places.first in ids else ids[0])
        self._watch(practice)
        self.lock_screen = None

    def _watch(self, practice: Practice) -> None:
        if self._idle is not None:
            self._idle.stop()
            self._idle.deleteLater()
        self._idle = IdleWatch(practice.lock_after_minutes, self)
        self._idle.lock_wanted.connect(self.lock)
        self._idle.start()

    def _store_status(self) -> StatusItem:
        return StatusItem("store", self.tr("Encrypted store · saved"), dot=True)

    def now(self) -> datetime:
        """Return the practice's wall time."""
        zone = self.holder.zone
        return self.setting.clock.now().astimezone(zone)

    def _say(self, said: Said) -> None:
        if self.frame is not None:
            self.frame.say(said)

    def _tell_alarms(self, alarms: Sequence[Finding]) -> None:
        if alarms:
            self._say(Said(words_for(alarms[0].message), Tone.DANGER, stays=True))

    def _crash(self, error: BaseException) -> None:
        if self.frame is None:
            return
        screen = CrashScreen(crash_report(error, PROGRAM_VERSION))
        screen.go_on.connect(self.frame.uncover)
        screen.quit_wanted.connect(self.frame.close)
        screen.save_wanted.connect(self._save_report)
        self.frame.cover_with(screen)

    def _save_report(self, report: str) -> None:
        file = Path.home() / "daybook-report.txt"
        file.write_text(report, encoding="utf-8")

    # -- lock, switch, end ----------------------------------------------------------------------------------

    def lock(self) -> None:
        """Hide the work at once, take the clipboard away, close the file and wipe its key."""
        if self.frame is None or (self.frame.covered and self.lock_screen is not None):
            return
        QApplication.clipboard().clear()
        if self._idle is not None:
            self._idle.stop()
        screen = LockScreen(
            self.holder.practice.practice_name,
            self.tr("Locked. Your work is open behind this screen."),
            self._people(look_at(self.file)),
            mode=LockMode.UNLOCK,
            now=self.now,
            status=[StatusItem("store", self.tr("Encrypted store · drafts saved"), dot=True)],
        )
        screen.entered.connect(self._enter)
        screen.switch_wanted.connect(self._switch)
        self.lock_screen = screen
        self.frame.cover_with(screen)
        self._close_file("lock")
        self.locked.emit()

    def _close_file(self, event: str) -> None:
        """Let what is under way finish or be undone, then close: an act never meets a wiped key half way."""
        if self.desk is not None:
            self.desk.settle()
        self.holder.let_go(event)

    def _uncover(self) -> None:
        if self.frame is not None:
            self.frame.uncover()
        self.lock_screen = None
        if self._idle is not None:
            self._idle.start()

    def _switch(self) -> None:
        """Put the first person's windows away; their unfinished entries are drafts already."""
        self._put_work_away()
        self._login = ""
        self._show_sign_in(look_at(self.file))

    def _put_work_away(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        if self.frame is not None:
            self.frame.closing.disconnect(self.end)
            self.frame = None

    def end(self) -> None:
        """Close the practice with the window; called once."""
        if self._idle is not None:
            self._idle.stop()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        self.holder.let_go("sign_out")
        self.ended.emit()
