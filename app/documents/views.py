"""What each document needs to be printed: plain values, already chosen, already allowed to be on the paper.

Money is in cents. Times are the wall time of the practice. Free text is in the language it was written in.
What is private from guardian or subscriber has been left out by the caller, unless `includes_private`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.core.ids import Id


@dataclass(frozen=True, slots=True)
class Practice:
    """Whose paper it is: name, address lines, telephone."""

    name: str
    address: tuple[str, ...]
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """The patient as every page names them; `birth_date` None is said on the page, never left out."""

    name: str
    birth_date: date | None
    mrn: str


@dataclass(frozen=True, slots=True)
class Review:
    """Which clinician approved the standing text, and when; nobody yet: the paper says so."""

    reviewed_by: str | None = None
    reviewed_on: date | None = None


# The after-visit summary (DUTIES T7)


class VitalKind(StrEnum):
    """The measurements that have a plain name on the summary."""

    BLOOD_PRESSURE = "blood_pressure"
    PULSE = "pulse"
    RESPIRATIONS = "respirations"
    TEMPERATURE = "temperature"
    OXYGEN = "oxygen"
    WEIGHT = "weight"
    HEIGHT = "height"
    HEAD = "head"
    BMI = "bmi"
    WAIST = "waist"
    PAIN = "pain"
    PEAK_FLOW = "peak_flow"
    GLUCOSE = "glucose"


@dataclass(frozen=True, slots=True)
class Vital:
    """One measurement as it is read out: value and unit as text ("132/84", "mmHg")."""

    kind: VitalKind
    value: str
    unit: str


class MedicineChange(StrEnum):
    """What this visit did to a medicine."""

    NEW = "new"
    CHANGED = "changed"
    STOP = "stop"
    NO_CHANGE = "no_change"


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine: name with strength, how to take it (or why to stop), what it is for."""

    change: MedicineChange
    name: str
    how: str
    purpose: str = ""


class ListStatus(StrEnum):
    """Whether a list is what the patient has, is known to be empty, or was never asked about.

    `NOT_SHOWN`: there is more than this paper may say (private, or not for who prints it).
    """

    LISTED = "listed"
    NONE_KNOWN = "none_known"
    NOT_REVIEWED = "not_reviewed"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Allergy:
    """One allergy: the substance and what it does ("" if not known)."""

    substance: str
    reaction: str = ""


@dataclass(frozen=True, slots=True)
class TestOrdered:
    """A test: its name, its result so far ("" if none), and when the patient will hear."""

    __test__ = False  # not a class of tests

    name: str
    result: str = ""
    hear_by: date | None = None
    hear_how: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: at a time, on a day, or when the words say ("When you are well")."""

    what: str
    at: datetime | None = None
    on: date | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class AfterVisitSummary:
    """Everything on the after-visit summary. Empty `call_911` and `call_us` print the standing advice."""

    document_id: Id
    practice: Practice
    patient: Person
    provider: str
    visit_day: date
    reason: str
    found: tuple[str, ...] = ()
    vitals: tuple[Vital, ...] = ()
    to_do: tuple[str, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    medicines_status: ListStatus = ListStatus.LISTED
    allergies: tuple[Allergy, ...] = ()
    allergies_status: ListStatus = ListStatus.LISTED
    tests: tuple[TestOrdered, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    call_911: tuple[str, ...] = ()
    call_us: tuple[str, ...] = ()
    handouts: tuple[str, ...] = ()
    includes_private: bool = False
    review: Review = field(default_factory=Review)


# Handouts (DUTIES T6)


@dataclass(frozen=True, slots=True)
class HandoutPaper:
    """A handout given to a patient, or printed without one; `key` names its file in resources/handouts."""

    document_id: Id
    practice: Practice
    key: str
    given_on: date
    patient: Person | None = None
    large_print: bool = False
    review: Review = field(default_factory=Review)


# Money (DUTIES A2, A4)


class PayMethod(StrEnum):
    """How money came or went."""

    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    OTHER = "other"


class ReceiptFor(StrEnum):
    """What a part of a payment is for."""

    COPAY = "copay"
    OLD_BALANCE = "old_balance"
    VISIT = "visit"
    DEPOSIT = "deposit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One part of the payment: for what, the detail in words, due before and paid now."""

    kind: ReceiptFor
    due: int
    paid: int
    detail: str = ""
    service_day: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt: parts paid, method with its reference, cash given and change, and what remains to pay."""

    document_id: Id
    practice: Practice
    patient: Person
    number: str
    taken_at: datetime
    taken_by: str
    lines: tuple[ReceiptLine, ...]
    method: PayMethod
    reference: str = ""
    tendered: int | None = None
    remains: int = 0
    credit: int = 0
    taken_back: bool = False
    books: date | None = None  # the day on whose books it stands, where that is another than it was taken on


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """Patient payments of the day by one method."""

    method: PayMethod
    amount: int


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """The blind count: float, pieces by face value in cents, expected cash, and what goes to the bank."""

    float_amount: int
    pieces: tuple[tuple[int, int], ...]
    expected: int
    reason: str = ""
    checks: int = 0
    card_batch: int | None = None
    card_expected: int = 0
    same_person: str = ""

    @property
    def counted(self) -> int:
        """Return the cash counted, float included."""
        return sum(value * count for value, count in self.pieces)

    @property
    def over_short(self) -> int:
        """Return counted minus expected: positive is over."""
        return self.counted - self.expected

    @property
    def deposit(self) -> int:
        """Return what goes to the bank: counted cash without the float, and the checks (DUTIES A4)."""
        return self.counted - self.float_amount + self.checks


@dataclass(frozen=True, slots=True)
class DayVisit:
    """A visit of the day with what was charged and taken at it (None: not counted yet), and its copay."""

    at: datetime
    patient: str
    mrn: str
    charges: int
    paid: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayPayment:
    """A payment of the day by its receipt, or what was given back (below zero)."""

    at: datetime
    receipt: str
    patient: str
    mrn: str
    method: PayMethod
    amount: int
    kind: str = "payment"


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The books of one day. Receivables: opening + charges - payments - adjustments + refunds = closing.

    `closing` None: the drawer is not counted, so nothing is printed that would tell what it should hold.
    """

    document_id: Id
    practice: Practice
    day: date
    place: str
    opening: int
    charges: int
    patient_payments: tuple[MethodTotal, ...]
    insurance_payments: int
    adjustments: int
    refunds: int
    closing: int | None
    drawer: DrawerCount | None
    audit_head: str
    counted_by: str = ""
    checked_by: str = ""
    locked_at: datetime | None = None
    visits: tuple[DayVisit, ...] = ()
    payments: tuple[DayPayment, ...] = ()
    elsewhere: int = 0

    @property
    def collected(self) -> int:
        """Return payments less refunds."""
        return sum(one.amount for one in self.payments)

    @property
    def balances(self) -> bool:
        """Return whether the sum of the sheet is its closing figure; a sheet without one says nothing."""
        paid = sum(total.amount for total in self.patient_payments) + self.insurance_payments
        expected = self.opening + self.charges - paid - self.adjustments + self.refunds
        return self.closing is None or self.closing == expected


# The schedule (DUTIES A5)


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    """The next appointment: when, with whom, what for, where, and how to prepare."""

    document_id: Id
    practice: Practice
    patient: Person
    starts: datetime
    minutes: int
    provider: str
    visit_type: str
    place: str = ""
    prepare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One appointment on the printed schedule."""

    starts: datetime
    minutes: int
    patient: str
    birth_date: date | None
    mrn: str
    visit_type: str
    reason: str = ""
    room: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleColumn:
    """The appointments of one provider, in order."""

    provider: str
    rows: tuple[ScheduleRow, ...]


@dataclass(frozen=True, slots=True)
class ScheduleOfDay:
    """The schedule of one day, provider by provider."""

    document_id: Id
    practice: Practice
    day: date
    printed_at: datetime
    columns: tuple[ScheduleColumn, ...]


# The patient (DUTIES A1, A3)


class Fact(StrEnum):
    """The labelled facts of a face sheet."""

    PREFERRED_NAME = "preferred_name"
    SEX = "sex"
    GENDER = "gender"
    PRONOUNS = "pronouns"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT_PREFERENCE = "contact_preference"
    EMERGENCY_CONTACT = "emergency_contact"
    GUARDIAN = "guardian"
    GUARANTOR = "guarantor"
    MAY_TALK_TO = "may_talk_to"
    CARE_TEAM = "care_team"
    PHARMACY = "pharmacy"


@dataclass(frozen=True, slots=True)
class FaceFact:
    """One fact; `text` "" means that nobody has told it yet, and the sheet says so."""

    kind: Fact
    text: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One insurance: order (1 = first), payer, plan, numbers, subscriber and relation."""

    order: int
    payer: str
    plan: str = ""
    member_id: str = ""
    group: str = ""
    subscriber: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class FaceSheet:
    """Who the patient is, on one sheet."""

    document_id: Id
    practice: Practice
    patient: Person
    printed_at: datetime
    facts: tuple[FaceFact, ...]
    coverages: tuple[CoverageLine, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    allergies_status: ListStatus = ListStatus.LISTED
    problems: tuple[str, ...] = ()
    problems_status: ListStatus = ListStatus.LISTED
    medicines: tuple[Medicine, ...] = ()
    medicines_status: ListStatus = ListStatus.LISTED
    includes_private: bool = False


@dataclass(frozen=True, slots=True)
class DowntimePack:
    """What the practice works from when its PC does not start: the next days, and who comes."""

    document_id: Id
    practice: Practice
    made_at: datetime
    days: tuple[ScheduleOfDay, ...] = ()
    faces: tuple[FaceSheet, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientLabel:
    """A label for a chart, a form or a bag: the patient, sex as text, and one short note."""

    practice: Practice
    patient: Person
    sex: str = ""
    note: str = ""


# The practice file (SAFETY "Keys")


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """One line of the recovery key: its groups in Crockford base32 and its checksum."""

    groups: tuple[str, ...]
    checksum: str


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The one sheet that opens the practice when all passwords are lost; `scan` is what its QR code says."""

    practice_name: str
    practice_id: str
    made_on: date
    made_for: str
    lines: tuple[RecoveryLine, ...]
    scan: str
    number: str = ""
    """Tells sheets of one day apart; public, and nothing of the key follows from it."""
    made_at: datetime | None = None
    """When it was made by the practice's wall time, where that is known."""
