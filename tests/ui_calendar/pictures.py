"""The calendar in the window, for looking at: `python -m tests.ui_calendar.pictures FOLDER [WORD]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.practice.model import Provider
from tests.ui_calendar.busy import as_in_the_design
from tests.visits.day import Day
from ui.calendar.calendar_screen import CalendarScreen
from ui.calendar.placing import Placed
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.common.wording import EnglishPlurals
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem
from ui.shell.frame import Frame
from ui.theme.theme import Appearance, theme

TUESDAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 14, 41, tzinfo=UTC)
SIZES = ((1280, 720), (1440, 900), (1920, 1080))
RAIL = (
    ("today", "Today", "layout-list"),
    ("calendar", "Calendar", "calendar-days"),
    ("patients", "Patients", "users"),
    ("billing", "Billing", "receipt-text"),
    ("practice", "Practice", "settings"),
)


def frame(day: Day) -> tuple[Frame, CalendarScreen]:
    """Return the window with the calendar in it."""
    screen = CalendarScreen(Desk(day), lambda: TUESDAY, lambda: NOW)
    entries = [
        ScreenEntry(which, word, icon, (lambda: screen) if which == "calendar" else QWidget)
        for which, word, icon in RAIL
    ]
    window = Frame(
        entries,
        practice="Riverside Family Practice",
        person=PersonLine("MR", "Maria R., CMA"),
        now=lambda: NOW.astimezone(day.around.zone).replace(tzinfo=None),
        status=[StatusItem("store", "Encrypted store · saved", dot=True)],
    )
    window.show_screen("calendar")
    return window, screen


def scenes(screen: CalendarScreen, people: dict[str, object]) -> dict[str, Callable[[], object]]:
    """Return what is shown before each picture."""

    def follow_up() -> None:
        screen.open_place(Go("calendar", people["Petrov"], "book"))  # type: ignore[arg-type]
        screen.book_panel.when.set_value("in 2 weeks, mornings")
        screen.book_panel.look()

    def today() -> None:
        screen.book_panel.when.set_value("today")
        screen.book_panel.look()

    def details() -> None:
        screen.back_to_day()
        assert screen.view.select_key(_item(screen, "Moreno").key)

    def moving() -> None:
        details()
        screen.view.begin_move()
        day = screen.view.day
        assert day is not None and screen.view.ghost is not None
        screen.view.hold(screen.view.ghost.at(day, 1, 15 * 60 + 30))

    def cancel() -> None:
        screen.view.hold(None)
        details()
        screen.press("cancel")

    def change() -> None:
        screen.press("change")

    def block() -> None:
        screen.open_block()

    def rooms() -> None:
        screen.back_to_day()
        screen.show_by("room")

    return {
        "free": lambda: None,
        "book": follow_up,
        "book-today": today,
        "details": details,
        "moving": moving,
        "cancel": cancel,
        "change": change,
        "block": block,
        "rooms": rooms,
    }


def _item(screen: CalendarScreen, last: str) -> Placed:
    day = screen.view.day
    assert day is not None
    return next(one for one in day.columns[0].items if one.entry and one.entry.patient_last_name == last)


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    plurals = EnglishPlurals(app)
    app.installTranslator(plurals)
    folder.mkdir(parents=True, exist_ok=True)
    theme().install(app)
    with tempfile.TemporaryDirectory() as place:
        day = Day(Path(place))
        day.clock.set(NOW)
        people = as_in_the_design(day, TUESDAY)
        assert day.all(Provider)
        for look in (Appearance.LIGHT, Appearance.DARK):
            for percent in (100, 150):
                theme().set_appearance(look)
                theme().set_text_size(percent)
                for width, height in SIZES:
                    name = f"{look.value}-{percent}-{width}"
                    if only and only not in name:
                        continue
                    window, screen = frame(day)
                    window.resize(width, height)
                    window.show()
                    _settle()
                    for scene, prepare in scenes(screen, dict(people)).items():
                        prepare()
                        _settle()
                        window.grab().save(str(folder / f"{scene}-{name}.png"))
                    window.close()
        day.close()


def _settle() -> None:
    """Let timers of the screen fire before the picture is taken."""
    loop = QEventLoop()
    QTimer.singleShot(350, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
