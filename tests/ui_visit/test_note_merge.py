"""What was found since comes into a note; what somebody wrote, changed or took out stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.chart.notes.views import NoteBlock, NoteStart
from app.people.model import Contact, ContactRole, Coverage, PayerKind
from app.visits.model import VisitState
from tests.chart.people import patient
from tests.support.bare import MONDAY
from tests.ui_visit.booking import booked
from ui.patient.visit.note_merge import merged, replace_lines
from ui.patient.visit.private_field import PrivateField

STREP, STREP_DONE = "Rapid strep: no result yet", "Rapid strep: positive (abnormal)"
FIRST, SECOND = "Vital signs 9:00 AM: pulse 72 /min", "Vital signs 9:20 AM: pulse 80 /min"


def start(*, told: str = "", vitals: tuple[str, ...] = (), tests: tuple[str, ...] = ()) -> NoteStart:
    blocks = [
        NoteBlock("Reason:", (told,) if told else ()),
        NoteBlock("Examination:", vitals, vitals),
        *([NoteBlock("Tests today:", tests, tests)] if tests else []),
        NoteBlock("Plan:"),
    ]
    return NoteStart("sick", "Sick", tuple(blocks))


def test_an_untouched_text_is_wholly_new() -> None:
    before, now = start(told="Cough"), start(told="Cough", vitals=(FIRST,), tests=(STREP,))
    assert merged(before.text, before, now) == now.text


def test_a_result_takes_the_place_of_waiting_for_it_and_what_was_written_stays() -> None:
    before = start(vitals=(FIRST,), tests=(STREP,))
    text = before.text.replace(FIRST, f"{FIRST}\nThroat red.") + "Penicillin."
    now = start(vitals=(FIRST, SECOND), tests=(STREP_DONE,))
    found = merged(text, before, now).split("\n")
    assert found[found.index("Examination:") + 1 :][:3] == [FIRST, SECOND, "Throat red."]
    assert STREP_DONE in found and STREP not in found and found[-1] == "Penicillin."


def test_a_line_that_was_changed_or_taken_out_stays_so() -> None:
    before = start(told="Cough", vitals=(FIRST, SECOND))
    mine = before.text.replace(FIRST, "Vital signs 9:00 AM: pulse 72, regular").replace(f"{SECOND}\n", "")
    mine = mine.replace("Cough", "Cough for a week")
    now = start(told="Cough, fever", vitals=(FIRST, SECOND), tests=(STREP,))
    found = merged(mine, before, now)
    assert "pulse 72, regular" in found and SECOND not in found
    assert "Cough for a week" in found and "fever" not in found
    assert found.index("Tests today:") < found.index("Plan:")


def test_a_kept_note_of_which_nobody_knows_the_beginning_takes_results_too() -> None:
    text = start(told="Cough", tests=(STREP,)).text + "Rest."
    now = start(told="Cough", vitals=(FIRST,), tests=(STREP_DONE,))
    found = merged(text, None, now)
    assert STREP_DONE in found and FIRST in found and found.endswith("Rest.")
    assert merged(found, None, now) == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\nb\nc", "a\nx\ny\nc"),
        ("a\nb\nc", "a\nc"),
        ("a\nb", "a"),
        ("a", "a\nb"),
        ("b", "a\nb"),
        ("", "a\nb"),
        ("a\nb\nc\nd", "z\nb\nd\ne"),
        ("a\nb\nc", "c"),
    ],
)
def test_lines_are_replaced_around_the_cursor(qtbot: QtBot, old: str, new: str) -> None:
    area = QPlainTextEdit(old)
    qtbot.addWidget(area)
    replace_lines(area, new)
    assert area.toPlainText() == new
    area.undo()
    assert area.toPlainText() == old


def _offered(sit: Callable[..., Any], qtbot: QtBot, who: Any, *rows: Any) -> PrivateField:
    first = sit()
    first.practice.write(who)
    for row in rows:
        row.patient_id = who.id
        first.practice.write(row)
    sitting = sit("assistant", booked(first.clinic, VisitState.ROOMING, patient_id=who.id))
    field = PrivateField(replace(sitting.at, patient_id=who.id))
    qtbot.addWidget(field)
    return field


def test_private_is_offered_where_there_is_a_guardian_or_another_subscriber(sit: Any, qtbot: QtBot) -> None:
    adult = _offered(sit, qtbot, patient())
    assert not adult.box.isVisibleTo(adult)
    adult.set_value(True)
    assert adult.box.isVisibleTo(adult)
    child = _offered(sit, qtbot, patient(birth_date=MONDAY.date().replace(year=2012)))
    assert child.box.isVisibleTo(child) and child.box.text() == "Private from guardian"
    ward = _offered(sit, qtbot, patient(), Contact(role=ContactRole.GUARDIAN, name="Ruth Lee"))
    assert ward.box.text() == "Private from guardian" and ward.box.isVisibleTo(ward)
    other = Coverage(rank=1, kind=PayerKind.COMMERCIAL, payer="Buckeye", relation="spouse")
    spouse = _offered(sit, qtbot, patient(), other)
    assert spouse.box.text() == "Private from subscriber" and spouse.box.isVisibleTo(spouse)
