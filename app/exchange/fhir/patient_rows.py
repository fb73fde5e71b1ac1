"""The patient of an import as a record of ours."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from app.codes import languages
from app.core.coding import Code
from app.core.dates import PartialDate, Precision, age_in_years
from app.core.errors import RuleViolated
from app.exchange.fhir.people_records import Contact as Around
from app.exchange.fhir.people_records import Patient as Given
from app.exchange.fhir.people_records import RaceOrEthnicity
from app.exchange.fhir.plain import one_line, status_code
from app.exchange.fhir.values import Address, HumanName, Telecom
from app.people.model import ContactRole, Sex
from app.people.views import DuplicateQuestion
from app.practice import fields

_OLD_NAMES = ("maiden", "old", "nickname", "anonymous", "temp")
UNKNOWN = "Unknown"


def _name(given: Given) -> HumanName:
    present = [name for name in given.names if name.use not in _OLD_NAMES]
    official = [name for name in present if name.use == "official"]
    return next(iter([*official, *present, *given.names]), HumanName())


def patient_columns(given: Given) -> dict[str, Any]:
    """Return the columns of a new patient, without MRN and registration; texts as a list can show them."""
    return {name: _clean(value) for name, value in _columns(given).items()}


def _clean(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return one_line(value) if isinstance(value, str) else value


def _columns(given: Given) -> dict[str, Any]:
    name = _name(given)
    last, first = _parts(name)
    known = given.birth_date
    to_the_day = known is not None and known.precision in (Precision.DAY, Precision.INSTANT)
    died = given.deceased
    return {
        "last_name": last,
        "first_name": first,
        "middle_name": " ".join(name.given[1:]),
        "suffix": " ".join(name.suffix),
        "preferred_name": _nickname(given, first),
        "former_names": _former(given, last),
        "birth_date": known.earliest() if known is not None and to_the_day else None,
        "birth_date_known": None if to_the_day else known,
        "sex": _sex(given),
        "gender_identity": ", ".join(filter(None, (one.words() for one in given.gender_identities))),
        "pronouns": ", ".join(filter(None, (one.words() for one in given.pronouns))),
        "race": _codes(given.race),
        "ethnicity": _codes(given.ethnicity),
        "language": _language(given),
        "interpreter_needed": bool(given.interpreter_required),
        "marital_status": given.marital_status.words(),
        **_address(given.addresses),
        **_reach(given.telecoms),
        "outside_pcp": ", ".join(filter(None, (one.name for one in given.general_practitioners))),
        "deceased": died if isinstance(died, PartialDate) else None,
        "deceased_flag": bool(died),
    }


def _parts(name: HumanName) -> tuple[str, str]:
    family, first = one_line(name.family), one_line(next(iter(name.given), ""))
    if family or first:
        return family or UNKNOWN, first or UNKNOWN
    words = one_line(name.text).split()
    return (words[-1], " ".join(words[:-1]) or UNKNOWN) if words else (UNKNOWN, UNKNOWN)


def _nickname(given: Given, first: str) -> str:
    names = [name for name in given.names if name.use in ("nickname", "usual")]
    usual = (next(iter(name.given), "") or (name.text if name.use == "nickname" else "") for name in names)
    return next((name for name in usual if name and name != first), "")


def _former(given: Given, present: str) -> list[str]:
    names = [name.family for name in given.names if name.use in ("maiden", "old") and name.family]
    return [name for name in dict.fromkeys(names) if name != present]


def _sex(given: Given) -> Sex:
    told = given.birth_sex or {"female": "F", "male": "M"}.get(given.sex, "U")
    return Sex(told) if told in ("F", "M") else Sex.UNKNOWN


def _codes(told: RaceOrEthnicity | None) -> list[list[str]]:
    if told is None:
        return []
    codes: Iterable[Code] = (*told.categories, *told.detailed)
    pairs = [[code.code, code.display] for code in codes]
    return pairs or ([["", told.text]] if told.text else [])


def _language(given: Given) -> str:
    spoken = sorted(given.communications, key=lambda one: not one.preferred)
    told = (code.code for one in spoken for code in one.language.codes)
    return next((known.code for code in told if (known := languages.find(code))), "en")


def _address(addresses: tuple[Address, ...]) -> dict[str, str]:
    present = [one for one in addresses if one.use != "old"]
    home = next(iter(sorted(present, key=lambda one: one.use != "home")), Address())
    street = ", ".join(line for line in home.lines if line) or home.text
    return {"street": street, "city": home.city, "state": home.state, "zip": home.postal_code}


def _reach(telecoms: tuple[Telecom, ...]) -> dict[str, str]:
    telecoms = tuple(sorted((one for one in telecoms if one.use != "old"), key=lambda one: one.rank or 99))
    phones = [one for one in telecoms if one.system in ("phone", "sms", "")]
    mails = [one.value for one in telecoms if one.system == "email"]
    by_use = {one.use: phone_number(one.value) for one in reversed(phones)}
    found = {"mobile": by_use.get("mobile", ""), "home_phone": by_use.get("home", "")}
    spare = next((phone_number(one.value) for one in phones if one.use not in ("home", "work", "mobile")), "")
    if not any(found.values()):
        found["home_phone"] = spare
    return {**found, "work_phone": by_use.get("work", ""), "email": next(iter(mails), "")}


def phone_number(text: str) -> str:
    """Return a number as the desk keeps it; one that is no number here is kept as it came."""
    try:
        return fields.phone("phone", text)
    except RuleViolated:
        return text.strip()[:40]


def identifiers(given: Given) -> list[tuple[str, str, str]]:
    """Return system, value and kind of each identifier under which others know the patient."""
    rows = [(one.system, one.value, status_code(one.type)) for one in given.identifiers]
    return [row for row in dict.fromkeys(rows) if row[1]]


def question(given: Given) -> DuplicateQuestion:
    """Return what the duplicate check is asked about this patient."""
    columns = patient_columns(given)
    phones = tuple(columns[name] for name in ("mobile", "home_phone") if columns[name])
    return DuplicateQuestion(
        last_name=columns["last_name"],
        first_name=columns["first_name"],
        preferred_name=columns["preferred_name"],
        former_names=tuple(columns["former_names"]),
        birth_date=columns["birth_date"],
        phones=phones,
        street=columns["street"],
        zip=columns["zip"],
    )


_PARENTS = frozenset({"PRN", "MTH", "FTH"})  # HL7 v3 RoleCode; GUARD and C say their role themselves


def is_minor(given: Given, today: date) -> bool:
    """Say whether a patient is under 18 on a day; one whose birth date is not known is taken for an adult."""
    return given.birth_date is not None and age_in_years(given.birth_date.earliest(), today) < 18


def contact_columns(around: Around, minor: bool) -> dict[str, Any]:
    """Return the columns of someone around the patient.

    A guardian is who is called one, and a minor's parent; everybody else is an emergency contact.
    """
    codes = {code.code for concept in around.relationships for code in concept.codes}
    guards = "GUARD" in codes or (minor and codes & _PARENTS)
    name = around.name or HumanName()
    shown = name.text or " ".join([*name.given, name.family]).strip()
    numbers = [phone_number(one.value) for one in around.telecoms if one.system in ("phone", "sms", "")]
    address = around.address or Address()
    columns = {
        "name": shown or (around.organization.name if around.organization else "") or UNKNOWN,
        "relation": ", ".join(filter(None, (one.words() for one in around.relationships))),
        "phone": next(iter(numbers), ""),
        "address": ", ".join(filter(None, (*address.lines, address.city, address.state))) or address.text,
    }
    role = ContactRole.GUARDIAN if guards else ContactRole.EMERGENCY
    return {"role": role, **{key: one_line(value) for key, value in columns.items()}}
