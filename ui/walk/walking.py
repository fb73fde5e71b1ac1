"""One walk: the steps in their order, each by the window, each with its outcome, keys and pictures."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from PySide6.QtWidgets import QAbstractButton, QMainWindow

from app.frontdesk.views import BoardRow, Group
from ui.common.screen import Screen
from ui.shell.lock_screen import LockScreen, PersonTile
from ui.shell.person_frame import PersonFrame
from ui.shell.program import Program
from ui.today.today_screen import TodayScreen
from ui.walk.camera import Camera
from ui.walk.clinic import Clinic
from ui.walk.hands import Counted, Hands, Nothing, Stuck
from ui.walk.tray import Tray
from ui.walk.watch import Watch

UNLOCK_SECONDS, AGAIN_SECONDS = 30.0, 3.0


@dataclass
class Task:
    """A task of the budgets: how often it was done by the window, and the keys that each took."""

    name: str
    budget: int
    keys: list[int] = field(default_factory=list)
    text: list[int] = field(default_factory=list)

    @property
    def within(self) -> bool:
        return bool(self.keys) and min(self.keys) <= self.budget


@dataclass
class Done:
    """What became of a step: "done", or why not."""

    step: str
    outcome: str = "done"
    why: str = ""


@dataclass
class Counts:
    """What was done by the window."""

    booked: int = 0
    registered: int = 0
    walk_ins: int = 0
    checked_in: int = 0
    roomed: int = 0
    signed: int = 0
    checked_out: int = 0
    no_shows: int = 0
    payments: int = 0


class Walk:
    """Who is signed in, where they are, and what was done so far."""

    def __init__(self, clinic: Clinic, program: Program, camera: Camera, watch: Watch) -> None:
        self.clinic, self.program, self.camera, self.watch = clinic, program, camera, watch
        self.hands = Hands(watch)
        self.done: list[Done] = []
        self.tasks: dict[str, Task] = {}
        self.counts = Counts()
        self.tray: Tray | None = None
        self.complaints: list[str] = []
        self.login = ""
        self._papers_seen = 0
        self._begun = time.monotonic()

    # -- what is in sight -----------------------------------------------------------------------------------

    @property
    def window(self) -> QMainWindow:
        window = self.program.window
        if window is None:
            raise Stuck("there is no window")
        return window

    @property
    def frame(self) -> PersonFrame:
        frame = self.program.frame
        if frame is None:
            raise Stuck("nobody is signed in")
        return frame

    @property
    def lock_screen(self) -> LockScreen:
        screen = self.program.lock_screen
        if screen is None:
            raise Stuck("the lock screen is not there")
        return screen

    @property
    def today(self) -> TodayScreen:
        """The board, brought into sight by its key."""
        frame = self.frame
        if frame.current != "today":
            self.go("today")
        screen = frame.screen_of("today")
        if not isinstance(screen, TodayScreen):
            raise Stuck("Today is not there")
        self.hands.wait(lambda: screen.board is not None, "the board")
        return screen

    def go(self, place: str) -> Screen:
        """Go to a place of the rail by its Alt key."""
        ids = self.frame.screen_ids()
        if place not in ids:
            raise Stuck(f"this person has no place {place}")
        key = f"Alt+{ids.index(place) + 1}"
        self.hands.press(key)
        try:
            self.hands.wait(lambda: self.frame.current == place, f"the place {place}", AGAIN_SECONDS)
        except Stuck:  # on a busy PC a panel was still going; a person presses the key again
            self.hands.press(key)
            self.hands.wait(lambda: self.frame.current == place, f"the place {place}")
        screen = self.frame.screen_of(place)
        if not isinstance(screen, Screen):
            raise Stuck(f"the place {place} is no screen")
        return screen

    def rows(self, *groups: Group) -> list[BoardRow]:
        """Return what the board shows in these groups, in its order."""
        board = self.today.board
        return [row for row in (board.rows if board else ()) if row.group in groups]

    def choose(self, row: BoardRow) -> None:
        """Click on a row of the board."""
        self.hands.row(self.today.table, row.facts.appointment_id)

    def picture(self, name: str) -> None:
        """Take a picture of the window."""
        self.hands.rest(0.03)
        self.camera.take(self.window, name)

    # -- steps ----------------------------------------------------------------------------------------------

    def step(self, name: str, act: Callable[[], object]) -> bool:
        """Do a step; what stops it is told in the report, and the day goes on."""
        self.watch.step = name
        outcome = Done(name)
        self.done.append(outcome)
        try:
            act()
        except Nothing as nothing:
            outcome.outcome, outcome.why = "nothing to do", str(nothing)
        except Stuck as stuck:
            outcome.outcome, outcome.why = "not done", str(stuck)
        except Exception as fault:
            last = traceback.extract_tb(fault.__traceback__)[-1]
            outcome.outcome = "fault"
            outcome.why = f"{type(fault).__name__} in {last.filename.rpartition('/')[2]}:{last.lineno}"
        self.tell(outcome)
        if outcome.outcome in ("not done", "fault"):
            self._step_back(name)
        return outcome.outcome in ("done", "nothing to do")

    def tell(self, outcome: Done) -> None:
        """Say on standard error how a step went, for whoever waits."""
        seconds = time.monotonic() - self._begun
        print(f"{seconds:6.1f} s  {outcome.step}: {outcome.outcome} {outcome.why}", file=sys.stderr)

    def _step_back(self, name: str) -> None:
        """Take a picture of where it stopped, and go back to where work can go on."""
        try:
            self.picture(f"stopped {name}")
            for _ in range(3):
                self.hands.press("Esc")
        except Stuck:
            return

    @contextmanager
    def task(self, name: str, budget: int) -> Iterator[Counted]:
        """Count the keys of a task of the budgets; one that did not come to its end does not count."""
        counted = self.hands.counted = Counted()
        yield counted
        task = self.tasks.setdefault(name, Task(name, budget))
        task.keys.append(counted.keys)
        task.text.append(counted.text)
        self.hands.counted = Counted()

    def wait_for_papers(self, more: int) -> None:
        """Wait until so many papers have come out of the printer."""
        tray = self.tray
        if tray is None:
            return
        before = self._papers_seen
        self.hands.wait(lambda: len(tray.papers) >= before + more, f"{more} paper(s)")
        self._papers_seen = len(tray.papers)

    def later(self, minutes: int) -> None:
        """Let the practice's clock go on."""
        self.clinic.clock.advance(timedelta(minutes=minutes))

    # -- people ---------------------------------------------------------------------------------------------

    def sign_in(self, login: str) -> None:
        """Sign in by tile or name, and password."""
        screen = self.lock_screen
        self.hands.rest(0.05)
        tiles = {one.person.login: one for one in screen.findChildren(PersonTile)}
        if login in tiles:
            self.hands.click(tiles[login])
        else:
            self.hands.click(tiles[""])
            self.hands.rest(0.05)
            self.hands.write(login)
            self.hands.press("Tab")
        self.hands.write(self.clinic.person(login).password)
        self.hands.press("Return")
        inside = "the window of this person"
        self.hands.wait(lambda: self._is_inside(login), inside, UNLOCK_SECONDS)
        self.login = login
        self.hands.rest(0.1)

    def _is_inside(self, login: str) -> bool:
        frame = self.program.frame
        return self.program.lock_screen is None and frame is not None and not frame.covered and bool(login)

    def lock(self) -> None:
        """Lock, and wait until the file is closed."""
        self.hands.press("Ctrl+L")
        self.hands.wait(lambda: not self.program.holder.open, "the file is closed", UNLOCK_SECONDS)
        self.hands.rest(0.1)

    def switch(self, login: str) -> None:
        """Lock, put the work away, and let somebody else sign in."""
        if login == self.login:
            return
        if self.program.frame is not None and not self.frame.covered:
            self.lock()
        buttons = {one.objectName(): one for one in self.lock_screen.findChildren(QAbstractButton)}
        if "switch_user" in buttons:
            before = self.program.lock_screen
            self.hands.click(buttons["switch_user"])
            self.hands.wait(lambda: self.program.lock_screen is not before, "the sign-in")
        self.sign_in(login)
