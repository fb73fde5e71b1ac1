"""One small demo practice for all tests that look at it: made once for a Tuesday morning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.demo.making import DemoPractice, make_demo
from app.practice_file import Practice, Setting, open_practice

ZONE = ZoneInfo("America/New_York")
TUESDAY = date(2026, 3, 3)
MORNING = datetime(2026, 3, 3, 9, 46, tzinfo=ZONE)
SCALE = 0.25


@dataclass(frozen=True)
class Made:
    """A demo practice and the setting in which it was made."""

    demo: DemoPractice
    setting: Setting

    def open(self, login: str) -> Practice:
        """Sign in as one of its people, by the ordinary way."""
        person = next(one for one in self.demo.people if one.login == login)
        return open_practice(self.demo.file, person.login, person.password, self.setting)


def setting_at(folder: Path, now: datetime) -> Setting:
    return Setting(SetClock(now), ChangeBus(), "test PC", folder / "state")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo")
    setting = setting_at(folder, MORNING)
    return Made(make_demo(folder, TUESDAY, setting, scale=SCALE), setting)


@pytest.fixture
def practice(made: Made) -> Iterator[Practice]:
    """The demo, with its owner signed in."""
    opened = made.open("helen")
    yield opened
    opened.close()
