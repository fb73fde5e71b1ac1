"""The words in which screens tell who a patient is: birth date and age, sex, flags, kinds of payer."""

from __future__ import annotations

from datetime import date

from app.codes import languages
from app.core.dates import Age
from app.people.views import (
    ContactRole,
    DuplicateView,
    MessagePreference,
    PatientBanner,
    PatientFlag,
    PatientLine,
    PayerKind,
    Sex,
    SignatureKind,
)
from ui.common.chip import ChipText
from ui.common.fields import day_text
from ui.common.wording import tr
from ui.common.words import fill, words_for
from ui.theme.tokens import Tone

CONTEXT = "patient"


def words(text: str, count: int = -1) -> str:
    """Return a text of this room in the staff's language."""
    return tr(CONTEXT, text, count)


def age_text(age: Age | None) -> str:
    """Return "67 years", "5 weeks", or "" for an age that nobody knows."""
    texts = {"day": "%n day(s)", "week": "%n week(s)", "month": "%n month(s)", "year": "%n year(s)"}
    return "" if age is None else tr("fields", texts[age.unit], age.number)


def short_age(age: Age | None) -> str:
    """Return an age as a list shows it: "67", "7 mo", "5 wk"."""
    if age is None:
        return ""
    units = {"day": "{n} d", "week": "{n} wk", "month": "{n} mo", "year": "{n}"}
    return fill(words(units[age.unit]), {"n": age.number})


def born_text(day: date | None, known: str = "") -> str:
    """Return a birth date: "8/12/1958", what is known of it ("1958"), or that nobody knows."""
    return day_text(day) if day else known or words("Birth date not known")


def month_day_year(day: date) -> str:
    """Return "Nov 18, 2025"."""
    names = (
        "Jan {d}, {y}", "Feb {d}, {y}", "Mar {d}, {y}", "Apr {d}, {y}", "May {d}, {y}", "Jun {d}, {y}",
        "Jul {d}, {y}", "Aug {d}, {y}", "Sep {d}, {y}", "Oct {d}, {y}", "Nov {d}, {y}", "Dec {d}, {y}",
    )  # fmt: skip
    return fill(words(names[day.month - 1]), {"d": day.day, "y": day.year})


def sex_words() -> tuple[tuple[str, str], ...]:
    """Return the choices of sex at birth."""
    return ((Sex.FEMALE, words("Female")), (Sex.MALE, words("Male")), (Sex.UNKNOWN, words("Unknown")))


def message_words() -> tuple[tuple[str, str], ...]:
    """Return what may be left as a message."""
    said = MessagePreference
    return (
        (said.NAME_ONLY, words("Name only")),
        (said.DETAILS, words("Details")),
        (said.NO, words("No")),
    )


def payer_words() -> tuple[tuple[str, str], ...]:
    """Return the kinds of payer that the desk treats differently."""
    return (
        (PayerKind.COMMERCIAL, words("Commercial")),
        (PayerKind.MEDICARE, words("Medicare")),
        (PayerKind.MEDICARE_ADVANTAGE, words("Medicare Advantage")),
        (PayerKind.MEDICAID, words("Medicaid")),
        (PayerKind.TRICARE, words("TRICARE")),
        (PayerKind.WORKERS_COMPENSATION, words("Workers' compensation")),
        (PayerKind.AUTO, words("Auto insurance")),
        (PayerKind.SELF_PAY, words("Self-pay")),
    )


def role_words() -> tuple[tuple[str, str], ...]:
    """Return why we know a person around the patient."""
    return (
        (ContactRole.EMERGENCY, words("In an emergency")),
        (ContactRole.GUARDIAN, words("Guardian")),
        (ContactRole.GUARANTOR, words("Guarantor")),
        (ContactRole.MAY_TALK_TO, words("May talk to")),
    )


def signature_words() -> tuple[tuple[str, str], ...]:
    """Return what a patient signs once and the practice keeps."""
    return (
        (SignatureKind.CONSENT_TO_TREAT, words("Consent to treat")),
        (SignatureKind.ASSIGNMENT_OF_BENEFITS, words("Assignment of benefits")),
        (SignatureKind.PRIVACY_NOTICE, words("Privacy notice")),
    )


def method_words() -> tuple[tuple[str, str], ...]:
    """Return how a coverage is checked."""
    return (
        ("portal", words("Portal")),
        ("phone", words("Phone")),
        ("card", words("Card")),
        ("file", words("File")),
    )


def word_of(choices: tuple[tuple[str, str], ...], value: str | None) -> str:
    """Return the word of a value among choices, or ""."""
    return next((word for each, word in choices if each == value), "")


def language_name(code: str) -> str:
    """Return "Spanish" for "es"; the code itself for one that no list has."""
    found = languages.find(code) if code else None
    return found.name if found is not None else code


def flag_chips(flags: tuple[PatientFlag, ...]) -> tuple[ChipText, ...]:
    """Return what everybody should see beside the name; an interpreter is told with the language."""
    shown = {
        PatientFlag.SENSITIVE: ChipText(words("Sensitive chart"), Tone.WARNING, "lock"),
        PatientFlag.DECEASED: ChipText(words("Deceased"), Tone.NEUTRAL),
        PatientFlag.ENTERED_IN_ERROR: ChipText(words("Entered in error"), Tone.DANGER, "triangle-alert"),
        PatientFlag.MERGED: ChipText(words("Merged into another chart"), Tone.WARNING, "triangle-alert"),
        PatientFlag.CONFIDENTIAL_CONTACT: ChipText(words("Confidential contact"), Tone.WARNING, "lock"),
        PatientFlag.NO_MESSAGES: ChipText(words("No messages"), Tone.WARNING),
        PatientFlag.ACCESS_NEEDS: ChipText(words("Access needs"), Tone.INFO),
        PatientFlag.MINOR: ChipText(words("Minor"), Tone.NEUTRAL),
    }
    return tuple(shown[flag] for flag in flags if flag in shown)


def another(name: str) -> str:
    """Return the mark of a look-alike: another chart bears this name."""
    return fill(words("another {name}"), {"name": name.upper()})


def line_chips(line: PatientLine) -> tuple[ChipText, ...]:
    """Return the chips of a patient in a list: look-alike first, then what stops or warns."""
    alike = (ChipText(another(line.looks_like), Tone.WARNING, "triangle-alert"),) if line.looks_like else ()
    telling = tuple(flag for flag in line.flags if flag not in (PatientFlag.MINOR, PatientFlag.ACCESS_NEEDS))
    return alike + flag_chips(telling)


def banner_facts(banner: PatientBanner) -> tuple[str, ...]:
    """Return birth date, age, sex, MRN and payer as the banner shows them."""
    return (
        born_text(banner.birth_date, banner.birth_date_known),
        age_text(banner.age),
        word_of(sex_words(), banner.sex) if banner.sex is Sex.UNKNOWN else str(banner.sex.value),
        banner.pronouns,
        fill(words("MRN {mrn}"), {"mrn": banner.mrn}),
        word_of(payer_words(), banner.coverage) or banner.coverage or words("No coverage in force"),
    )


def duplicate_facts(view: DuplicateView) -> str:
    """Return what tells a possible duplicate from the person at the desk."""
    born = fill(words("born {day}"), {"day": born_text(view.birth_date)})
    return " · ".join(part for part in (born, view.phone, view.address) if part)


def duplicate_reasons(view: DuplicateView) -> str:
    """Return why it may be the same person."""
    return ", ".join(words_for(reason) for reason in view.reasons)
