"""Finding a patient: recent ones, typing, Enter, what is recorded, the tables before Qt's model tester."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.acts import Permission
from app.core.ids import Id
from app.people.actions import RecordSearch, record_search
from app.people.queries import patient_form
from app.people.recent import here_lately, opened_lately
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from tests.support.bare import BarePractice
from tests.ui_patient.people import (
    BROWN,
    NOW,
    SUSAN,
    TODAY,
    Window,
    everyone,
    press,
    register,
    susan,
    type_into,
)
from ui.common.desk import Desk
from ui.common.navigation import Go
from ui.common.record_table_model import RecordTableModel
from ui.patient.patient_list import PatientList, patient_columns
from ui.patient.patients_screen import PatientsScreen
from ui.patient.person_cards import contact_columns, coverage_columns, signature_columns


def shown(qtbot: QtBot, desk: Desk, **options: Any) -> PatientList:
    page = PatientList(desk, **options)
    Window(qtbot, page)
    page.look_up()
    page.begin()
    return page


def searches(practice: BarePractice) -> list[AuditRow]:
    return [row for row in practice.all(AuditRow) if row.act == "people.record_search" and row.event == "act"]


def names(page: PatientList) -> list[str]:
    return [line.name for line in page.model.records]


def test_an_empty_practice_says_what_will_stand_here_and_offers_the_first_act(
    qtbot: QtBot, desk: Desk
) -> None:
    page = shown(qtbot, desk)
    assert page.pages.currentWidget() is page.nobody_yet
    asked: list[bool] = []
    page.new_wanted.connect(lambda: asked.append(True))
    press(qtbot, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]


def test_typing_finds_and_enter_opens_and_records_once(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    ids = everyone(practice)
    page = shown(qtbot, desk)
    opened: list[Id] = []
    page.opened.connect(opened.append)
    type_into(qtbot, "sus lee 58")
    press(qtbot, Qt.Key.Key_Return)
    assert opened == [ids["susan"]]
    rows = searches(practice)
    assert len(rows) == 1 and rows[0].patient_id == ids["susan"]
    page.record()
    assert len(searches(practice)) == 1


def test_a_search_that_rests_is_recorded_once(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    everyone(practice)
    page = shown(qtbot, desk)
    type_into(qtbot, "brooks")
    page.look_up()
    page.record()
    page.record()
    assert len(searches(practice)) == 1 and searches(practice)[0].patient_id is None


def test_arrows_move_the_mark_while_the_cursor_stays_in_the_search(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    everyone(practice)
    page = shown(qtbot, desk)
    type_into(qtbot, "brooks")
    page.look_up()
    first = page.table.selected_record()
    press(qtbot, Qt.Key.Key_Down)
    assert page.search.line.hasFocus() and page.table.selected_record() != first
    press(qtbot, Qt.Key.Key_Escape)
    assert page.text == ""


def test_enter_before_the_answer_never_opens_an_older_one(
    qtbot: QtBot, desk: Desk, practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = everyone(practice)
    page = shown(qtbot, desk)
    opened: list[Id] = []
    page.opened.connect(opened.append)
    late: list[Any] = []
    real = desk.ask
    monkeypatch.setattr(
        desk, "ask", lambda *args, **kwargs: late.append((args, kwargs)) or real(opened_lately)
    )
    type_into(qtbot, "wolfe")
    press(qtbot, Qt.Key.Key_Return)
    assert opened == []
    arguments, options = late[-1]
    real(*arguments, **options)
    assert opened == [ids["long"]]


def test_look_alikes_are_marked_and_nobody_found_says_so(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    everyone(practice)
    page = shown(qtbot, desk)
    type_into(qtbot, "brooks")
    page.look_up()
    assert names(page) == ["Brooks, Darnell"] * 2
    assert "another BROOKS, DARNELL" in " ".join(page.model.words(page.model.records[0]))
    type_into(qtbot, "zzzz")
    page.look_up()
    assert page.pages.currentWidget() is page.none_found


def test_before_typing_those_opened_and_those_here_lately_stand_there(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here, other = susan(practice), register(practice, BROWN)
    now, done = practice.clock.now(), VisitState.DONE
    practice.write(Visit(patient_id=other, day=TODAY, starts_at=now, state=done, state_since=now))
    practice.actor = practice.person(name="Someone Else")
    assert practice.answer(opened_lately) == ()
    assert [one.id for one in practice.answer(here_lately)] == [other]
    practice.run(record_search, RecordSearch(text="lee", found=1, opened=here))
    page = shown(qtbot, desk)
    assert names(page) == ["Lee, Susan M.", "Brooks, Darnell"]
    assert [page.model.is_band(row) for row in range(4)] == [True, False, True, False]


def test_without_an_import_there_is_no_such_button(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    assert not page.bring.isVisible()
    begun: list[bool] = []
    other = shown(qtbot, desk, on_import=lambda: begun.append(True))
    other.bring.click()
    assert other.bring.isVisible() and begun == [True]


def test_a_role_that_may_not_register_is_not_offered_it(qtbot: QtBot, desk: Desk) -> None:
    screen = PatientsScreen(
        desk, lambda: TODAY, lambda: NOW, may=lambda permission: permission is not Permission.REGISTER
    )
    Window(qtbot, screen)
    assert not screen.list.new.isVisible()


def test_opening_asks_the_window_for_the_chart(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    screen = PatientsScreen(desk, lambda: TODAY, lambda: NOW)
    Window(qtbot, screen)
    places: list[Go] = []
    screen.go.connect(places.append)
    screen.list.begin()
    type_into(qtbot, "lee")
    press(qtbot, Qt.Key.Key_Return)
    assert places == [Go("patients", here)]


def test_the_models_obey_qt(qtbot: QtBot, desk: Desk, practice: BarePractice, qtmodeltester: Any) -> None:
    everyone(practice)
    page = shown(qtbot, desk)
    form = practice.answer(patient_form, page.model.records[-1].id)
    for columns, records in (
        (patient_columns(), page.model.records),
        (coverage_columns(), form.coverages),
        (contact_columns(), form.contacts),
        (signature_columns(), form.signatures),
    ):
        model: RecordTableModel[Any] = RecordTableModel(columns, lambda one: one.id)
        qtmodeltester.check(model)
        model.set_records(records)
        model.sort(1, Qt.SortOrder.DescendingOrder)
        qtmodeltester.check(model)
    assert SUSAN.last_name in names(page)[-1]
