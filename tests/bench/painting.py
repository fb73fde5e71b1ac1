"""From a key, or a change, to what is painted: real widgets over the large practice, offscreen."""

import os
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.frontdesk.views import Group
from app.people.finding import find_patients
from app.visits.actions import GiveMask, give_mask
from tests.bench.bench_people import typed
from tests.bench.generator import Large
from tests.bench.report import Figure, figure
from ui.common.desk import ThreadDesk
from ui.shell.palette import Deliver, PaletteItem, PalettePanel
from ui.theme.theme import theme
from ui.today.today_screen import TodayScreen

PATIENCE_SECONDS = 5.0
SETTLE_MS = 90
_Done = Callable[[], bool]


class Painted(QObject):
    """Tells when a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times: list[float] = []
        widget.installEventFilter(self)

    @property
    def at(self) -> float:
        return self.times[-1] if self.times else 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


def _application() -> QApplication:
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(["bench"])
    theme().install(application)
    return application


def _wait(done: _Done) -> None:
    """Let the event loop run until something is so. Raises TimeoutError."""
    until = time.perf_counter() + PATIENCE_SECONDS
    while not done():
        if time.perf_counter() > until:
            raise TimeoutError("nothing was painted")
        QTest.qWait(1)


class Patients:
    """Patients as the palette finds them; `answered` is the text last answered, and when."""

    title = "Patients"

    def __init__(self, desk: ThreadDesk, owner: QObject) -> None:
        self._desk, self.owner, self.answered_at, self.answered = desk, owner, 0.0, ""

    def find(self, text: str, deliver: Deliver) -> None:
        self._desk.ask(find_patients, text, done=partial(self._tell, text, deliver), owner=self.owner)

    def _tell(self, text: str, deliver: Deliver, found: Any) -> None:
        self.answered_at, self.answered = time.perf_counter(), text
        deliver([PaletteItem(str(one.id), one.name, one.mrn, lambda: None) for one in found])


def search(large: Large) -> list[Figure]:
    """A key in the palette to its answer painted; the 40 ms that it waits for the next key are in it."""
    application = _application()
    desk, owner = ThreadDesk(large.practice), QObject()
    source = Patients(desk, owner)
    panel = PalettePanel([source])
    panel.resize(720, 480)
    panel.show()
    painted, chance, spent = Painted(panel), random.Random(5), []
    table = Painted(panel.table.viewport())
    _wait(lambda: source.answered_at > 0)
    for _ in range(80):
        text = typed(dict(chance.choice(large.some)), chance)
        source.answered = ""
        panel.line.setText(text[:-1])
        QTest.qWait(SETTLE_MS)
        begun = time.perf_counter()
        QTest.keyClicks(panel.line, text[-1])
        _wait(partial(_has_answered, source, text.strip()))
        QTest.qWait(SETTLE_MS)
        last = max(table.at, painted.at)
        if last > source.answered_at:  # where the same people stay, nothing is painted anew
            spent.append((_first_after(source.answered_at, table, painted) - begun) * 1_000)
    panel.deleteLater()
    desk.close()
    application.sendPostedEvents()
    note = "40 ms of it wait for the next key"
    return [figure("patient search, key to paint", spent, budget=60.0, note=note)]


def _has_answered(source: Patients, text: str) -> bool:
    return source.answered == text


def _first_after(instant: float, *widgets: Painted) -> float:
    return min(at for one in widgets for at in one.times if at > instant)


def board(large: Large) -> list[Figure]:
    """A change committed elsewhere to the board of 220 visits painted."""
    application = _application()
    desk = ThreadDesk(large.practice)
    screen = TodayScreen(desk, lambda: large.today)
    screen.resize(1440, 900)
    screen.show()
    _wait(lambda: screen.board is not None)
    QTest.qWait(SETTLE_MS)
    painted, spent = Painted(screen.table.viewport()), []
    top = next(row for row in _rows(screen) if row.group is Group.WAITING and row.facts.visit_id)
    for _ in range(40):
        facts = next(one.facts for one in _rows(screen) if one.id == top.id)
        command = GiveMask(visit_id=facts.visit_id, version=facts.visit_version, given=not facts.mask_given)
        large.practice.run(give_mask, command)
        begun = time.perf_counter()
        shown_at = _when_shown(screen, top.id, facts.visit_version)
        QTest.qWait(SETTLE_MS)
        spent.append((_first_after(shown_at, painted) - begun) * 1_000)
    screen.deleteLater()
    desk.close()
    application.sendPostedEvents()
    return [figure("Today board of 220 visits, repaint", spent, budget=60.0, note="from the commit")]


def _when_shown(screen: TodayScreen, row_id: Any, version: int) -> float:
    """Wait until the board knows of a change; return a moment just before it was given to the table."""
    before = time.perf_counter()

    def is_new() -> bool:
        nonlocal before
        new = any(one.id == row_id and one.facts.visit_version > version for one in _rows(screen))
        before = before if new else time.perf_counter()
        return new

    _wait(is_new)
    return before


def _rows(screen: TodayScreen) -> Any:
    return screen.board.rows if screen.board is not None else ()
