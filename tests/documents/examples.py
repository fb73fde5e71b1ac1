"""Made-up people and papers for the tests of documents; telephone numbers are those kept for fiction."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.documents.views import (
    AfterVisitSummary,
    Allergy,
    AppointmentCard,
    CoverageLine,
    DaySheet,
    DayVisit,
    DrawerCount,
    FaceFact,
    FaceSheet,
    Fact,
    HandoutPaper,
    Medicine,
    MedicineChange,
    MethodTotal,
    NextStep,
    PatientLabel,
    PayMethod,
    Person,
    Practice,
    Receipt,
    ReceiptFor,
    ReceiptLine,
    RecoveryLine,
    RecoverySheet,
    ScheduleColumn,
    ScheduleOfDay,
    ScheduleRow,
    TestOrdered,
    Vital,
    VitalKind,
)

_ZONE = ZoneInfo("America/New_York")


def wall(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """Return a wall time of the made-up practice."""
    return datetime(year, month, day, hour, minute, tzinfo=_ZONE)


DOCUMENT = UUID("019c0000-1234-7abc-8def-0123456789ab")
PRACTICE = Practice("Riverside Family Practice", ("18 Mill Street, Dayton, OH 45402",), "(937) 555-0142")
PATIENT = Person("Susan M. Lee", date(1958, 8, 12), "004417")

_NO_CHANGE = MedicineChange.NO_CHANGE
MEDICINES = (
    Medicine(MedicineChange.NEW, "Oseltamivir 75 mg", "1 capsule, 2 times a day, for 5 days", "Flu"),
    Medicine(
        MedicineChange.STOP,
        "Ibuprofen",
        "It can raise your blood pressure and harm your kidneys. For fever use acetaminophen as the label "
        "says.",
    ),
    Medicine(_NO_CHANGE, "Lisinopril 20 mg", "1 tablet every morning", "Blood pressure"),
    Medicine(_NO_CHANGE, "Metformin 500 mg", "1 tablet with breakfast and supper", "Diabetes"),
    Medicine(_NO_CHANGE, "Atorvastatin 40 mg", "1 tablet at bedtime", "Cholesterol"),
    Medicine(_NO_CHANGE, "Amlodipine 5 mg", "1 tablet every morning", "Blood pressure"),
    Medicine(_NO_CHANGE, "Aspirin 81 mg", "1 tablet every day", "Heart"),
    Medicine(_NO_CHANGE, "Vitamin D 1,000 units", "1 tablet every day", "Bones"),
)
ALLERGIES = (Allergy("Penicillin", "hives"), Allergy("Latex"))

SUMMARY = AfterVisitSummary(
    DOCUMENT,
    PRACTICE,
    PATIENT,
    "Dr. Ada Okafor",
    date(2026, 3, 3),
    "a sore throat, cough and fever",
    found=(
        "You have the flu (influenza A). Your strep and COVID-19 tests were negative. Your chest X-ray is "
        "still to come: we will call you by Friday.",
    ),
    vitals=(
        Vital(VitalKind.BLOOD_PRESSURE, "132/84", "mmHg"),
        Vital(VitalKind.TEMPERATURE, "100.9", "°F"),
        Vital(VitalKind.OXYGEN, "94", "%"),
        Vital(VitalKind.WEIGHT, "158.4", "lb"),
    ),
    to_do=(
        "Rest. Drink enough that your urine is pale.",
        "Take your flu medicine with food, morning and evening, for 5 days.",
        "Stay home until you feel better and have had no fever for 24 hours without fever medicine.",
    ),
    medicines=MEDICINES,
    allergies=ALLERGIES,
    tests=(
        TestOrdered("Rapid flu test", "Influenza A: found."),
        TestOrdered("Chest X-ray", "", date(2026, 3, 6), "We will call you."),
    ),
    next_steps=(
        NextStep("Follow-up with Dr. Okafor, 30 minutes", at=wall(2026, 3, 17, 8, 30)),
        NextStep("Pneumonia vaccine", when="When you are well"),
    ),
    call_911=("you have trouble breathing, chest pain, or new confusion.",),
    call_us=("your fever lasts 3 more days, or goes away and comes back.",),
    handouts=("Flu",),
)

RECEIPT = Receipt(
    DOCUMENT,
    PRACTICE,
    PATIENT,
    "2026-000318",
    wall(2026, 3, 3, 10, 42),
    "Maria Torres",
    (
        ReceiptLine(ReceiptFor.COPAY, 2500, 2500, service_day=date(2026, 3, 3)),
        ReceiptLine(ReceiptFor.OLD_BALANCE, 6320, 3820, "statement of February"),
    ),
    PayMethod.CARD,
    "terminal 004821",
    remains=2500,
)

CARD = AppointmentCard(
    DOCUMENT,
    PRACTICE,
    PATIENT,
    wall(2026, 3, 17, 8, 30),
    30,
    "Dr. Ada Okafor",
    "Follow-up, blood pressure",
    "18 Mill Street, first floor",
    ("Take your blood pressure each morning and bring the numbers.", "Take your medicines as always."),
)

DAY_SHEET = DaySheet(
    DOCUMENT,
    PRACTICE,
    date(2026, 3, 3),
    "Front desk drawer",
    opening=4_812_345,
    charges=642_000,
    patient_payments=(
        MethodTotal(PayMethod.CASH, 18_500),
        MethodTotal(PayMethod.CHECK, 9_320),
        MethodTotal(PayMethod.CARD, 74_560),
    ),
    insurance_payments=251_010,
    adjustments=98_700,
    refunds=2_500,
    closing=5_004_755,
    drawer=DrawerCount(
        20_000,
        ((10_000, 1), (2_000, 9), (1_000, 6), (500, 7), (100, 8), (25, 4), (10, 5), (5, 6), (1, 20)),
        38_500,
        "Change for a copay given twice",
        checks=9_320,
        card_batch=74_560,
        card_expected=74_560,
    ),
    audit_head="9f3ac21b77e04d5586aa",
    counted_by="Maria Torres",
    checked_by="Dana Whitfield",
    locked_at=wall(2026, 3, 3, 17, 48),
    visits=(
        DayVisit(wall(2026, 3, 3, 9, 0), "Susan M. Lee", "004417", 18_500, 2_500, "Copay"),
        DayVisit(wall(2026, 3, 3, 9, 30), "Omar Haddad", "005120", 12_000, 0, "Medicaid: no copay"),
    ),
)

SCHEDULE = ScheduleOfDay(
    DOCUMENT,
    PRACTICE,
    date(2026, 3, 4),
    wall(2026, 3, 3, 17, 50),
    (
        ScheduleColumn(
            "Dr. Ada Okafor",
            (
                ScheduleRow(
                    wall(2026, 3, 4, 8, 0),
                    30,
                    "Susan M. Lee",
                    date(1958, 8, 12),
                    "004417",
                    "Follow-up",
                    "Blood pressure",
                    "2",
                    "(937) 555-0117",
                    "Interpreter: none",
                ),
                ScheduleRow(
                    wall(2026, 3, 4, 8, 30),
                    15,
                    "محمد عبد الله",
                    date(1981, 1, 30),
                    "005120",
                    "Sick visit",
                    "Cough",
                    "",
                    "(937) 555-0118",
                ),
            ),
        ),
        ScheduleColumn("Lena Brooks, NP", ()),
    ),
)

FACE_SHEET = FaceSheet(
    DOCUMENT,
    PRACTICE,
    PATIENT,
    wall(2026, 3, 3, 9, 2),
    (
        FaceFact(Fact.PREFERRED_NAME, "Sue"),
        FaceFact(Fact.SEX, "Female"),
        FaceFact(Fact.LANGUAGE, "English"),
        FaceFact(Fact.ADDRESS, "7 Orchard Lane\nDayton, OH 45402"),
        FaceFact(Fact.PHONE, "(937) 555-0117, voicemail allowed"),
        FaceFact(Fact.EMERGENCY_CONTACT, "David Lee, husband, (937) 555-0119"),
        FaceFact(Fact.PHARMACY, ""),
    ),
    (CoverageLine(1, "Buckeye Health", "Silver", "BH-20044-17", "7001", "Susan M. Lee", "self"),),
    allergies=ALLERGIES,
    problems=("High blood pressure", "Type 2 diabetes"),
    medicines=MEDICINES[2:],
)

LABEL = PatientLabel(PRACTICE, PATIENT, "F", "Flu swab, March 3, 2026")

RECOVERY = RecoverySheet(
    "Riverside Family Practice",
    "019c0000-1234-7abc-8def-0123456789ab",
    date(2026, 3, 3),
    "Dana Whitfield, owner",
    (
        RecoveryLine(("K7Q2", "M9XA"), "4T"),
        RecoveryLine(("0B3R", "ZZ8C"), "H1"),
        RecoveryLine(("W6JN", "5PDV"), "9E"),
        RecoveryLine(("2GYS", "T0K4"), "QX"),
    ),
    "K7Q2M9XA0B3RZZ8CW6JN5PDV2GYST0K4",
)

HANDOUT = HandoutPaper(DOCUMENT, PRACTICE, "flu", date(2026, 3, 3), PATIENT)
