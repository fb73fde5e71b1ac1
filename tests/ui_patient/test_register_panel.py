"""Registering with real keys: the form, possible duplicates, soft stops, drafts, hostile text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.core.ids import Id
from app.people.model import Contact, Coverage, EligibilityCheck, Patient, SignatureOnFile
from app.people.queries import patient_form, photo_of
from app.people.views import PatientForm, PayerKind
from app.practice.drafts import draft_of
from app.store.audit import AuditRow
from tests.support.bare import BarePractice
from tests.ui_patient.people import BROWN, NOW, TODAY, Window, press, register, susan, type_into
from ui.common.acknowledge import AcknowledgePanel
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.patient.register_panel import RegisterPanel

CTRL = Qt.KeyboardModifier.ControlModifier


class Told:
    """What a register panel told its screen."""

    def __init__(self, panel: RegisterPanel) -> None:
        self.registered: list[tuple[Id, bool]] = []
        self.opened: list[Id] = []
        self.said: list[Said] = []
        self.left = 0
        panel.registered.connect(lambda one, book: self.registered.append((one, book)))
        panel.open_wanted.connect(self.opened.append)
        panel.said.connect(self.said.append)
        panel.left.connect(self._leave)

    def _leave(self) -> None:
        self.left += 1


def opened(qtbot: QtBot, desk: Desk, *, book: bool = False) -> tuple[RegisterPanel, Told]:
    panel = RegisterPanel(desk, lambda: TODAY, lambda: NOW, book=book)
    told = Told(panel)
    Window(qtbot, panel)
    panel.form.fields["last_name"].setFocus()
    return panel, told


def fill(panel: RegisterPanel, **texts: str) -> None:
    """Put texts into fields as a draft would, and tell the form that they were typed."""
    for name, text in texts.items():
        panel.form.fields[name].restore_draft(text)
    panel.form.edited.emit()
    panel.check()


def form_of(practice: BarePractice, patient_id: Id) -> PatientForm:
    found: PatientForm = practice.answer(patient_form, patient_id)
    return found


def test_a_patient_is_registered_with_the_keyboard_alone(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    _panel, told = opened(qtbot, desk)
    type_into(qtbot, "Alvarez\tRosa\t\tRosie\t5 3 74\t")
    press(qtbot, Qt.Key.Key_Right)  # from the first choice of the sex to the second
    press(qtbot, Qt.Key.Key_Left)
    type_into(qtbot, "\tWoman\tshe, her\t937 555 0170\t\t9 Pine Road\tDayton\tOH 45402\t")
    type_into(qtbot, "Luis Alvarez, husband, 937-555-0171")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(told.registered) == 1
    kept = form_of(practice, told.registered[0][0])
    who = kept.demographics
    assert (who.last_name, who.first_name, who.preferred_name) == ("Alvarez", "Rosa", "Rosie")
    assert who.birth_date == date(1974, 5, 3)
    assert (who.sex, who.gender_identity, who.mobile) == ("F", "Woman", "(937) 555-0170")
    assert (who.city, who.state, who.zip) == ("Dayton", "OH", "45402")
    assert [(one.entry.name, one.entry.relation, one.entry.phone) for one in kept.contacts] == [
        ("Luis Alvarez", "husband", "(937) 555-0171")
    ]
    assert "MRN 000001" in told.said[-1].text


def test_the_tab_key_goes_where_the_eye_goes(qtbot: QtBot, desk: Desk) -> None:
    panel, _told = opened(qtbot, desk)
    passed = []
    for _step in range(9):
        passed.append(next(one.name for one in panel.form.own_fields() if _has_focus(one)))
        press(qtbot, Qt.Key.Key_Tab)
    assert passed == [
        "last_name",
        "first_name",
        "middle_name",
        "preferred_name",
        "birth_date",
        "sex",
        "gender_identity",
        "pronouns",
        "mobile",
    ]


def _has_focus(field: object) -> bool:
    from PySide6.QtWidgets import QApplication, QWidget

    focused = QApplication.focusWidget()
    return isinstance(field, QWidget) and focused is not None and field.isAncestorOf(focused)


def test_an_exact_duplicate_makes_opening_its_chart_the_primary_act(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    here = susan(practice)
    panel, told = opened(qtbot, desk, book=True)
    fill(panel, last_name="Lee", first_name="Susan", birth_date="8/12/1958")
    assert panel.duplicates.isVisible() and panel.duplicates.exact is not None
    assert not panel.act.isEnabled() and "Not the same person" in panel.side.hint.text()
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert told.opened == [here] and told.registered == []
    assert len(practice.all(Patient)) == 1


def test_another_person_of_the_same_name_needs_an_answer_and_how_one_knows(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    susan(practice)
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Lee", first_name="Susan", birth_date="8/12/1958")
    press(qtbot, Qt.Key.Key_D, CTRL)
    assert not panel.act.isEnabled() and "how you know" in panel.side.hint.text()
    type_into(qtbot, "Another address, other parents")
    assert panel.act.isEnabled()
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(told.registered) == 1 and len(practice.all(Patient)) == 2
    reasons = [row.entry for row in practice.all(AuditRow) if row.act == "people.register_patient"]
    assert any("other parents" in entry for entry in reasons)


def test_not_the_same_person_can_be_taken_back(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    here = susan(practice)
    panel, _told = opened(qtbot, desk)
    fill(panel, last_name="Lee", first_name="Susan", birth_date="8/12/1958")
    panel.duplicates.answer(here, True)
    panel.duplicates.answer(here, False)
    assert panel.duplicates.open_ones and not panel.act.isEnabled()


def test_a_duplicate_that_appears_while_registering_is_asked_about(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Brooks", first_name="Darnell", birth_date="5/3/1981")
    register(practice, BROWN)  # at another desk, after the last look
    panel.register()
    assert told.registered == [] and panel.duplicates.exact is not None


def test_refusals_stand_beside_their_fields_in_words(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Walsh", first_name="Nora", mobile="555", birth_date="13/45/1990")
    panel.register()
    assert "month, day and year" in panel.form.fields["birth_date"].error.text()
    fill(panel, birth_date="1/2/1997")
    panel.register()
    assert "ten digits" in panel.form.fields["mobile"].error.text()
    assert told.registered == [] and practice.all(Patient) == []
    fill(panel, mobile="937 555 0172", contact_emergency="Tim Walsh, son, 12345678")
    panel.register()
    assert "ten digits" in panel.form.fields["contact_emergency"].error.text()


def test_what_is_wrong_is_said_while_typing_once_the_field_is_left(qtbot: QtBot, desk: Desk) -> None:
    panel, _told = opened(qtbot, desk)
    panel.form.fields["state"].setFocus()
    type_into(qtbot, "Ohoi 4540")
    panel.check()
    assert panel.form.fields["state"].error.text() == ""
    press(qtbot, Qt.Key.Key_Tab)
    panel.check()
    assert panel.form.fields["state"].error.text() != ""


def test_a_doubt_takes_a_reason_of_its_own(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Suharto", birth_date="3/3/1950")
    panel.register()
    asked = panel.findChild(AcknowledgePanel)
    assert isinstance(asked, AcknowledgePanel) and told.registered == []
    asked.reason.line.setText("One name only")
    asked.reason.line.returnPressed.emit()
    assert len(told.registered) == 1
    assert practice.all(Patient)[0].first_name == ""


def test_coverages_their_check_and_signatures_are_kept_in_order(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, told = opened(qtbot, desk)
    fill(
        panel,
        last_name="Petrov",
        first_name="Ana",
        birth_date="6/1/1950",
        coverage1_payer="Medicare Part B",
        coverage1_member_id="1EG4-TE5-MK73",
        coverage1_verified="portal 48811",
        signed_privacy_notice="3/1/2026",
    )
    panel.insurance.add()
    fill(
        panel,
        coverage2_payer="Ohio Mutual",
        coverage2_member_id="77",
        coverage2_subscriber_name="Ivan Petrov",
    )
    assert panel.form.coverages[1].field("subscriber_birth_date").isVisible()
    fill(panel, coverage2_subscriber_birth_date="2/2/1949")
    panel.register()
    assert len(told.registered) == 1
    kept = sorted(practice.all(Coverage), key=lambda one: one.rank)
    assert [(one.kind, one.payer) for one in kept] == [
        (PayerKind.MEDICARE, "Medicare Part B"),
        (PayerKind.COMMERCIAL, "Ohio Mutual"),
    ]
    assert kept[1].subscriber_name == "Ivan Petrov" and kept[1].relation != "self"
    checks = practice.all(EligibilityCheck)
    assert [(one.coverage_id, one.method, one.reference) for one in checks] == [
        (kept[0].id, "portal", "48811")
    ]
    assert [one.signed_on for one in practice.all(SignatureOnFile)] == [date(2026, 3, 1)]


def test_workers_compensation_asks_claim_number_and_day_of_injury(qtbot: QtBot, desk: Desk) -> None:
    panel, _told = opened(qtbot, desk)
    one = panel.form.coverages[0]
    assert not one.field("plan").isVisible()
    fill(panel, coverage1_payer="Ohio BWC workers' comp")
    assert one.field("claim_number").isVisible() and one.field("injury_date").isVisible()
    assert not one.field("qualified_medicare_beneficiary").isVisible()
    fill(panel, coverage1_payer="Medicare Part B")
    assert not one.field("claim_number").isVisible()
    assert one.field("qualified_medicare_beneficiary").isVisible()


def test_what_was_typed_comes_back_after_a_crash_cursor_included(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, _told = opened(qtbot, desk)
    type_into(qtbot, "Kaur\tJas")
    fill(panel, coverage1_payer="Ohio Mutual", contact_guardian="Amrit Kaur, mother")
    panel.keeper.save()
    second, _told = opened(qtbot, desk)
    assert second.form.fields["last_name"].value() == "Kaur"
    assert second.form.fields["contact_guardian"].value().name == "Amrit Kaur"
    assert second.form.coverages[0].field("plan").isVisible()
    assert second.head.detail.text().startswith("Draft saved")


def test_the_draft_is_gone_once_the_patient_is_registered(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Green", first_name="Thomas", birth_date="1/9/1945")
    panel.keeper.save()
    panel.register()
    assert len(told.registered) == 1
    assert practice.answer(draft_of, "people.register") is None


def test_leaving_keeps_a_draft_and_clearing_can_be_undone(
    qtbot: QtBot, desk: Desk, practice: BarePractice
) -> None:
    panel, told = opened(qtbot, desk)
    type_into(qtbot, "Silva\tMarina")
    press(qtbot, Qt.Key.Key_Escape)
    assert told.left == 1 and practice.answer(draft_of, "people.register") is not None
    panel.start_over()
    assert panel.form.fields["last_name"].value() is None
    undo = told.said[-1].undo
    assert undo is not None
    undo()
    assert panel.form.fields["last_name"].value() == "Silva"


def test_pressing_register_twice_registers_one(qtbot: QtBot, desk: Desk, practice: BarePractice) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Chen", first_name="Lucy", birth_date="4/4/2018")
    panel.act.click()
    panel.act.click()
    assert len(practice.all(Patient)) == 1
    assert [book for _one, book in told.registered][:1] == [False]


def test_register_and_book_says_that_a_booking_comes_next(qtbot: QtBot, desk: Desk) -> None:
    panel, told = opened(qtbot, desk, book=True)
    fill(panel, last_name="Chen", first_name="Lucy", birth_date="4/4/2018")
    assert panel.register_only.isVisible() and panel.act.words == "Register and book"
    panel.act.click()
    assert told.registered[0][1] is True


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "{name} {0} %n %1 &amp;",
    "Robert'); DROP TABLE patient;--",
    "a" * 80,
    "עומר حداد",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_names_are_kept_and_shown_as_they_are(
    qtbot: QtBot, desk: Desk, practice: BarePractice, name: str
) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name=name, first_name="Bo", birth_date="1/1/1990", contact_emergency=f"{name}")
    panel.register()
    assert len(told.registered) == 1
    assert practice.all(Patient)[0].last_name == name
    assert name in told.said[-1].text
    assert [one.name for one in practice.all(Contact)] == [name]


def test_a_character_that_cannot_be_seen_is_refused_in_words(qtbot: QtBot, desk: Desk) -> None:
    panel, told = opened(qtbot, desk)
    fill(panel, last_name="Lee\u202e", first_name="Bo", birth_date="1/1/1990")
    panel.register()
    assert told.registered == [] and panel.form.fields["last_name"].error.text() != ""


def test_a_photo_is_decoded_elsewhere_and_kept_with_the_chart(
    qtbot: QtBot, desk: Desk, practice: BarePractice, tmp_path: Path
) -> None:
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(QColor("#88aacc"))
    image.save(str(tmp_path / "face.png"))
    panel, told = opened(qtbot, desk)
    panel.photo.load(tmp_path / "face.png")
    assert panel.photo.content is not None and panel.photo.area.has_picture
    fill(panel, last_name="Ito", first_name="Kenji", birth_date="7/7/1953")
    panel.register()
    kept = practice.answer(photo_of, told.registered[0][0])
    assert kept is not None and kept.startswith(b"\xff\xd8\xff")
    assert QImage.fromData(kept).width() == 720


def test_a_file_that_is_no_picture_is_refused_beside_the_photo(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "face.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"nothing of the kind" * 50)
    panel, _told = opened(qtbot, desk)
    panel.photo.load(tmp_path / "face.png")
    assert panel.photo.content is None and "JPEG or PNG" in panel.photo.error.text()
