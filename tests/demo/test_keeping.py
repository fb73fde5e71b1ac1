"""The demo of a PC is kept while its day lasts, and made again when the date has moved."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.demo import keeping
from app.demo.keeping import demo_of_today
from app.demo.making import FILE_NAME, DemoPractice
from app.demo.people import demo_people, owner_of
from app.practice.founding import FoundPractice
from app.practice_file import Setting, create_practice, open_practice
from app.store.kdf import FLOOR
from tests.demo.conftest import MORNING, ZONE, setting_at

Made = list[date]


def _small(folder: Path, today: date, setting: Setting, **_: Any) -> DemoPractice:
    """A practice with nothing in it, in place of a whole demo."""
    people = demo_people()
    owner = owner_of(people)
    from app.demo.people import as_owner

    founding = FoundPractice(name="Small (demo)", zone=ZONE.key, training=True)
    create_practice(
        folder / FILE_NAME,
        founding,
        as_owner(owner),
        owner.password,
        lambda _: None,
        setting=setting,
        cost=FLOOR,
    ).close()
    return DemoPractice(folder / FILE_NAME, people, owner, today)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    days: Made = []

    def make(folder: Path, today: date, setting: Setting, **more: Any) -> DemoPractice:
        days.append(today)
        return _small(folder, today, setting, **more)

    monkeypatch.setattr(keeping, "make_demo", make)
    return days


@pytest.fixture
def at(tmp_path: Path) -> Callable[[datetime], Setting]:
    return lambda now: setting_at(tmp_path, now)


def test_it_is_made_once_a_day(tmp_path: Path, made: Made, at: Callable[[datetime], Setting]) -> None:
    folder = tmp_path / "demo"
    first = demo_of_today(at(MORNING), folder)
    later = demo_of_today(at(MORNING.replace(hour=16)), folder)
    assert later == first
    assert made == [date(2026, 3, 3)]


def test_it_is_made_again_when_the_date_moved_and_the_old_one_goes(
    tmp_path: Path, made: Made, at: Callable[[datetime], Setting]
) -> None:
    folder = tmp_path / "demo"
    first = demo_of_today(at(MORNING), folder)
    second = demo_of_today(at(MORNING.replace(day=4)), folder)
    assert made == [date(2026, 3, 3), date(2026, 3, 4)]
    assert second.file.exists() and not first.file.exists()
    assert second.day == date(2026, 3, 4)


def test_one_that_is_open_stays(tmp_path: Path, made: Made, at: Callable[[datetime], Setting]) -> None:
    folder, setting = tmp_path / "demo", at(MORNING)
    first = demo_of_today(setting, folder)
    opened = open_practice(first.file, first.owner.login, first.owner.password, setting)
    assert demo_of_today(at(MORNING.replace(day=5)), folder) == first
    opened.close()
    assert made == [date(2026, 3, 3)]


@pytest.mark.parametrize(
    "state", ["", "nonsense", "[]", json.dumps({"day": "2026-03-03", "folder": "../elsewhere", "schema": 1})]
)
def test_a_state_that_cannot_be_read_makes_a_new_one(
    tmp_path: Path, made: Made, at: Callable[[datetime], Setting], state: str
) -> None:
    folder = tmp_path / "demo"
    demo_of_today(at(MORNING), folder)
    (folder / "demo.json").write_text(state, encoding="utf-8")
    demo_of_today(at(MORNING), folder)
    assert len(made) == 2


def test_a_making_cut_short_leaves_nothing_to_be_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[datetime], Setting]
) -> None:
    def cut_short(folder: Path, today: date, setting: Setting, **_: Any) -> DemoPractice:
        _small(folder, today, setting)
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "make_demo", cut_short)
    folder = tmp_path / "demo"
    with pytest.raises(KeyboardInterrupt):
        demo_of_today(at(MORNING), folder)
    assert list(folder.iterdir()) == []
