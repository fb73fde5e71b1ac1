"""A day of 220 entries asked for, laid out and painted: `python -m tests.bench.bench_day_view`."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from app.schedule.queries import day_schedule
from tests.ui_calendar.busy import full_house
from tests.visits.day import Day
from ui.calendar.day_clock import day_clock
from ui.calendar.day_view import DayView
from ui.calendar.placing import place_day
from ui.theme.theme import theme

DAY = date(2026, 3, 3)
ROUNDS = 60


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), sorted(times)[int(ROUNDS * 0.95)]


def main() -> None:
    """Print the figures."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme().install(app)
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder))
        full_house(day, DAY)
        schedule = day.answer(day_schedule, DAY)
        clock = day_clock(DAY, "America/New_York")
        view = DayView(day.clock.now)
        for name, size in (("1440x900", QSize(1050, 750)), ("1920x1080", QSize(1530, 930))):
            view.resize(size)
            view.show()
            view.show_day(place_day(schedule, clock))
            target = QPixmap(view.size())
            report(f"paint at {name}, {schedule.booked} entries", measured(lambda t=target: view.render(t)))
        tall = QSize(1530, 1700)
        view.resize(tall)
        target = QPixmap(view.size())
        report("paint with all entries in sight", measured(lambda: view.render(target)))
        report("lay out and show again", measured(lambda: view.show_day(place_day(schedule, clock))))
        report("ask the practice", measured(lambda: day.answer(day_schedule, DAY)))
        view.deleteLater()
        day.close()


def report(what: str, figures: tuple[float, float]) -> None:
    print(f"{what:<48} median {figures[0]:6.1f} ms   95th {figures[1]:6.1f} ms")


if __name__ == "__main__":
    main()
