"""Made-up people for the Patients place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import Id
from app.people.actions import RegisterPatient, register_patient
from app.people.views import (
    ContactEntry,
    ContactRole,
    CoverageEntry,
    Demographics,
    MessagePreference,
    PayerKind,
    Sex,
    SignatureEntry,
    SignatureKind,
)
from tests.support.bare import BarePractice
from ui.common.layout import Column

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 46, tzinfo=ZoneInfo("America/New_York"))
SUSAN = Demographics(
    last_name="Lee",
    first_name="Susan",
    middle_name="May",
    preferred_name="Sue",
    pronouns="she, her",
    birth_date=date(1958, 8, 12),
    sex=Sex.FEMALE,
    street="18 Elm Street",
    city="Dayton",
    state="OH",
    zip="45402",
    mobile="(937) 555-0119",
    message_preference=MessagePreference.NAME_ONLY,
    race=(("2106-3", "White"),),
    ethnicity=(("2186-5", "Not Hispanic or Latino"),),
    access_needs="Hard of hearing, left",
    pharmacy="Elm Street Pharmacy",
    what_matters="To stay at home and see the grandchildren",
)
SWAPPED = Demographics(
    last_name="Li", first_name="Susan", birth_date=date(1958, 12, 8), sex=Sex.FEMALE, mobile="937-555-0144"
)
ARABIC = Demographics(
    last_name="حداد",
    first_name="عمر",
    birth_date=date(1986, 4, 9),
    sex=Sex.MALE,
    language="ar",
    interpreter_needed=True,
    mobile="937-555-0150",
)
LONG = Demographics(
    last_name="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley",
    first_name="Maria Guadalupe Concepcion Esperanza de los Angeles",
    preferred_name="Lupita",
    birth_date=date(2019, 1, 30),
    sex=Sex.FEMALE,
    mobile="937-555-0151",
    confidential_phone="937-555-0152",
)
HOSTILE = Demographics(
    last_name="<img src=x onerror=alert(1)>",
    first_name="{name} %n &amp; <b>Bob</b>",
    birth_date=date(1990, 1, 1),
)
BROWN = Demographics(
    last_name="Brooks", first_name="Darnell", birth_date=date(1981, 5, 3), sex=Sex.MALE, mobile="937-555-0160"
)
GRACE = ContactEntry(role=ContactRole.EMERGENCY, name="Grace Lee", relation="daughter", phone="937-555-0101")
OMAR = ContactEntry(
    role=ContactRole.MAY_TALK_TO, name="Omar Haddad", relation="neighbor", limits="Appointments only"
)
MEDICARE = CoverageEntry(kind=PayerKind.MEDICARE, payer="Medicare Part B", member_id="1EG4-TE5-MK73")
SUPPLEMENT = CoverageEntry(
    kind=PayerKind.COMMERCIAL, payer="Ohio Mutual supplement", plan="Plan G", member_id="OM 554 210"
)
SIGNED = SignatureEntry(kind=SignatureKind.CONSENT_TO_TREAT, signed_on=date(2025, 11, 18))


def susan(practice: BarePractice) -> Id:
    """Register Susan Lee with everything around her and return her id."""
    command = RegisterPatient(
        demographics=SUSAN, contacts=(GRACE, OMAR), coverages=(MEDICARE, SUPPLEMENT), signatures=(SIGNED,)
    )
    made: Id = practice.run(register_patient, command).patient_id
    return made


def register(practice: BarePractice, person: Demographics, *other: Id) -> Id:
    """Register one more person, who is none of the `other` ones, and return the id."""
    command = RegisterPatient(demographics=person, not_the_same_as=other, acknowledged_reason="Other card")
    made: Id = practice.run(register_patient, command).patient_id
    return made


def everyone(practice: BarePractice) -> dict[str, Id]:
    """Register all of them, two of one name among them."""
    first = susan(practice)
    found = {"susan": first, "swapped": register(practice, SWAPPED, first)}
    found["arabic"] = register(practice, ARABIC)
    twin = replace(BROWN, birth_date=date(1949, 11, 20), mobile="937-555-0161")
    found |= {"brooks": register(practice, BROWN), "twin": register(practice, twin)}
    return found | {"long": register(practice, LONG), "hostile": register(practice, HOSTILE)}


class Window(QWidget):
    """Something to show a panel in; the desk of the test takes it away again."""

    opened: ClassVar[list[Window]] = []

    def __init__(self, qtbot: QtBot, page: QWidget, width: int = 1300, height: int = 900) -> None:
        super().__init__()
        self.opened.append(self)
        Column(self).addWidget(page)
        self.resize(width, height)
        self.show()
        self.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is self)


def type_into(qtbot: QtBot, text: str) -> None:
    """Type with real keys into whatever has the keyboard; a tab goes on to the next field."""
    for letter in text:
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        if letter == "\t":
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        else:
            qtbot.keyClicks(focused, letter)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the keyboard"
    qtbot.keyClick(focused, key, modifier)
