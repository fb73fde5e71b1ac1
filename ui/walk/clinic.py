"""The clinic of the walk: a demo practice of its own, at a set time, and the ordinary program over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.ids import new_id
from app.core.progress import Progress
from app.demo.making import DemoPractice, make_demo
from app.demo.people import DemoPerson
from app.exchange.importing import import_files
from app.exchange.views import ImportReport
from app.people.queries import patient_banner
from app.practice_file import Practice, Setting, open_practice
from ui.shell.around import Around
from ui.shell.demo_notice import demo_notice
from ui.shell.pc_settings import Look, PcSettings
from ui.shell.places import places_for, warm
from ui.shell.program import Program
from ui.shell.warming import Warming
from ui.theme.theme import Appearance
from ui.walk.tray import Tray

DAY = date(2026, 3, 2)
ZONE = ZoneInfo("America/New_York")
MORNING = time(9, 46)


@dataclass
class Clinic:
    """A demo practice in a scratch folder, on a Monday at 9:46 by its clock."""

    folder: Path
    clock: SetClock
    demo: DemoPractice

    @classmethod
    def made_in(cls, folder: Path, scale: float) -> Clinic:
        """Make it; the same in every run, but for ids and keys."""
        clock = SetClock(datetime.combine(DAY, MORNING, ZONE))
        place = folder / "practice"
        place.mkdir(parents=True)
        demo = make_demo(place, DAY, cls._setting(clock, folder), scale=scale)
        return cls(folder, clock, demo)

    @staticmethod
    def _setting(clock: SetClock, folder: Path) -> Setting:
        return Setting(clock, ChangeBus(), "walk", folder / "state")

    @property
    def setting(self) -> Setting:
        return self._setting(self.clock, self.folder)

    def person(self, login: str) -> DemoPerson:
        """Return one of the staff."""
        return next(one for one in self.demo.people if one.login == login)

    def program(self, tray: Tray) -> Program:
        """Return the program over the practice, in settings of its own, printing into a tray."""
        notice = demo_notice(self.demo.owner.password)
        settings = PcSettings(self.folder / "config")
        settings.keep_look(new_id(), Look(100, Appearance.LIGHT))  # the look of everyone who chose none
        around = Around(
            clock=self.clock,
            state_folder=self.folder / "state",
            settings=settings,
            reports=self.folder / "reports",
            training=lambda _file: notice,
            output=tray.output,
            warming=Warming(warm),
        )
        return Program(self.demo.file, places_for, around)

    @contextmanager
    def opened_by(self, login: str) -> Iterator[Practice]:
        """Open the practice without a window, as one of the staff."""
        person = self.person(login)
        practice = open_practice(self.demo.file, person.login, person.password, self.setting)
        try:
            yield practice
        finally:
            practice.close()

    def opened(self) -> AbstractContextManager[Practice]:
        """Open the practice as its owner, to import before the day and to look at the books after it."""
        return self.opened_by(self.demo.owner.login)

    def strangers(self, report: ImportReport, most: int = 10) -> tuple[str, ...]:
        """Return the record numbers of patients who were imported, to be typed at the desk."""
        with self.opened() as practice:
            ids = report.patient_ids[:most]
            return tuple(practice.answer(patient_banner, one).mrn for one in ids)

    def import_patients(self, folder: Path) -> ImportReport:
        """Import the bundles of a folder, as the place Patients does."""
        with self.opened() as practice:
            return import_files([folder], practice.run, Progress())

    def at(self, hour: int, minute: int) -> None:
        """Let the practice's clock stand at this time of the day, never before where it stood."""
        self.clock.set(max(self.clock.now(), datetime.combine(DAY, time(hour, minute), ZONE)))
