"""The library of handouts: found, read, approved by name, printed for a patient or for the waiting room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.core.acts import Role
from app.documents.model import TextReview
from tests.documents_room.house import House
from tests.ui_paper.conftest import Hands, Tray
from ui.common.desk import Desk
from ui.common.search_field import Choice
from ui.handouts.handouts_screen import HandoutsScreen, handouts_model


@pytest.fixture
def screen(hands: Hands) -> HandoutsScreen:
    made = HandoutsScreen(hands.desk, may_approve=True)
    hands.window.layout().addWidget(made)  # type: ignore[union-attr]
    made.show()
    made.papers_wanted.connect(hands.office.preview)
    made.said.connect(hands._hear)
    made.refresh()
    return made


def titles(screen: HandoutsScreen) -> list[str]:
    model = screen.table.records
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(screen: HandoutsScreen, key: str) -> None:
    assert screen.table.select_key(f"handout.{key}")


def test_the_twelve_and_the_fixed_words_of_the_summary_are_listed(screen: HandoutsScreen) -> None:
    assert len(titles(screen)) == 13
    assert screen.head.detail.text() == "13 texts not yet reviewed"
    assert screen.preview.page_count() >= 1
    QAbstractItemModelTester(screen.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_typing_narrows_the_list(screen: HandoutsScreen, hands: Hands) -> None:
    screen.search.line.setFocus()
    hands.press("flu")
    assert titles(screen) == ["Flu"]


def test_another_language_shows_the_same_handout_in_it(screen: HandoutsScreen) -> None:
    choose(screen, "flu")
    screen.language._clicked(1)
    one = screen.table.selected_record()
    assert one is not None and (one.language, one.title) == ("es", "Gripe (influenza)")


def test_a_clinician_puts_the_name_to_the_words_that_are_shown(
    screen: HandoutsScreen, hands: Hands, house: House
) -> None:
    house.actor = house.person(Role.PHYSICIAN, name="Ada Okafor, MD")
    choose(screen, "flu")
    screen.approve_button.click()
    (kept,) = house.all(TextReview)
    assert (kept.text, kept.language, kept.reviewed_by_name) == ("handout.flu", "en", "Ada Okafor, MD")
    assert hands.said == ["Flu carries your name from now on"]
    assert screen.head.detail.text() == "12 texts not yet reviewed"
    assert not screen.approve_button.isVisible()


def test_who_is_no_clinician_has_no_button_to_approve(hands: Hands) -> None:
    made = HandoutsScreen(hands.desk, may_approve=False)
    hands.window.layout().addWidget(made)  # type: ignore[union-attr]
    made.refresh()
    assert not made.approve_button.isVisible()
    made.approve()
    assert hands.house.all(TextReview) == []


def test_a_handout_for_the_waiting_room_names_nobody(
    screen: HandoutsScreen, hands: Hands, tray: Tray
) -> None:
    choose(screen, "wound_care")
    screen.rack_button.click()
    hands.press(Qt.Key.Key_Return)
    assert tray.papers[0][0].sheet.patient_id is None


def test_a_handout_for_a_patient_is_in_the_patients_language_and_in_the_record(
    screen: HandoutsScreen, hands: Hands, tray: Tray, house: House
) -> None:
    house.tell(language="es")
    choose(screen, "flu")
    assert not screen.give_button.isEnabled()
    screen.patient.choose(Choice(house.lee.id, "Lee, Susan"))
    assert screen.language.value() == "es"
    screen.give_button.click()
    hands.press(Qt.Key.Key_Return)
    sheet = tray.papers[0][0].sheet
    assert (sheet.language, sheet.patient_id) == ("es", house.lee.id)


def test_a_name_typed_over_gives_nothing_to_the_patient_before(
    screen: HandoutsScreen, hands: Hands, house: House
) -> None:
    choose(screen, "flu")
    screen.patient.choose(Choice(house.lee.id, "Lee, Susan"))
    screen.patient.line.setFocus()
    hands.press("x")
    assert not screen.give_button.isEnabled()
    wanted: list[object] = []
    screen.papers_wanted.connect(wanted.append)
    screen.give()
    assert wanted == []


def test_large_print_is_larger(screen: HandoutsScreen, hands: Hands, tray: Tray) -> None:
    choose(screen, "flu")
    screen.large.box.click()
    screen.rack_button.click()
    hands.press(Qt.Key.Key_Return)
    assert tray.papers[0][0].sheet.large_print


def test_an_empty_library_model_is_sound(look: None) -> None:
    model = handouts_model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 0
    assert Desk is not None
