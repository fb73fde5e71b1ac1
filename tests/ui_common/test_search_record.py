"""A search for people is recorded once: when a result is opened, or when typing rests for two seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.people.actions import RegisterPatient, register_patient
from app.people.model import Sex
from app.people.views import Demographics
from app.store.audit import AuditRow
from tests.support.bare import BarePractice
from ui.common import search_record
from ui.common.desk import Desk
from ui.common.search_record import REST_MS, SearchRecord
from ui.shell.searching import PatientSource


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    assert REST_MS == 2_000
    monkeypatch.setattr(search_record, "REST_MS", 30)


def searches(practice: BarePractice) -> list[dict[str, Any]]:
    rows = [one for one in practice.all(AuditRow) if one.act == "people.record_search" and one.event == "act"]
    return [
        {**json.loads(one.entry)["details"], "opened": one.patient_id is not None}
        for one in sorted(rows, key=lambda row: row.sequence)
    ]


def test_typing_that_rests_is_recorded_once(practice: BarePractice, qtbot: QtBot, quick: None) -> None:
    heard = SearchRecord(Desk(practice))
    for text, count in (("le", 9), ("lee", 3), ("lee s", 1)):
        heard.found(text, count)
    qtbot.waitUntil(lambda: bool(searches(practice)))
    qtbot.wait(90)
    assert searches(practice) == [{"text": "lee s", "found": 1, "opened": False}]
    heard.found("lee s", 1)  # asked again by a change elsewhere: the same search
    qtbot.wait(90)
    assert len(searches(practice)) == 1


def test_one_letter_is_no_search(practice: BarePractice, qtbot: QtBot, quick: None) -> None:
    SearchRecord(Desk(practice)).found(" l ", 90)
    qtbot.wait(90)
    assert searches(practice) == []


def test_a_search_that_has_not_rested_is_recorded_before_the_lock(
    practice: BarePractice, qtbot: QtBot
) -> None:
    desk = Desk(practice)
    heard = SearchRecord(desk)
    heard.found("lee", 3)
    desk.locking.emit()
    desk.locking.emit()
    assert searches(practice) == [{"text": "lee", "found": 3, "opened": False}]


def test_the_palette_records_a_search_that_opens_nothing_and_one_that_opens_a_chart(
    practice: BarePractice, qtbot: QtBot, quick: None
) -> None:
    person = Demographics(first_name="Susan", last_name="Lee", birth_date=date(1958, 8, 12), sex=Sex.FEMALE)
    practice.run(register_patient, RegisterPatient(demographics=person))
    gone: list[object] = []
    source = PatientSource(Desk(practice), gone.append)
    found: list[Any] = []
    source.find("lee", found.extend)
    qtbot.waitUntil(lambda: len(searches(practice)) == 1)
    found.clear()
    source.find("susan", found.extend)
    found[0].act()
    qtbot.wait(90)
    assert searches(practice) == [
        {"text": "lee", "found": 1, "opened": False},
        {"text": "susan", "found": 1, "opened": True},
    ]
    assert len(gone) == 1
