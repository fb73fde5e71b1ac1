"""What is kept of the forms about people, and what is refused or doubted beside which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from app.codes.shelf import current
from app.core.dates import PartialDate, age_in_years
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.people.views import ContactEntry, ContactRole, CoverageEntry, Demographics, PayerKind, SignatureEntry
from app.practice import fields

OLDEST, DOUBTED = 120, 110  # years; the oldest age ever proven is 122
ADULT = 18  # years; when a guardian signs is the state's law, this only reminds
PHOTO_BYTES = 2_000_000

F = TypeVar("F")
Check = Callable[[str, Any], Any]

# Medicare Beneficiary Identifier: CMS "Understanding the MBI format"; letters without S, L, O, I, B, Z.
_A, _AN = "AC-HJKMNP-RT-Y", "AC-HJKMNP-RT-Y0-9"
_MBI = re.compile(rf"^[1-9][{_A}][{_AN}]\d[{_A}][{_AN}]\d[{_A}]{{2}}\d\d$", re.ASCII)
_MEDICARE = frozenset({PayerKind.MEDICARE})
_CASES = frozenset({PayerKind.WORKERS_COMPENSATION, PayerKind.AUTO})


def _line(most: int) -> Check:
    return partial(fields.line, most=most)


def _free(most: int) -> Check:
    return partial(fields.free_text, most=most)


def _names(field: str, names: tuple[str, ...]) -> tuple[str, ...]:
    kept = (fields.line(field, name, most=80) for name in names[:20])
    return tuple(dict.fromkeys(name for name in kept if name))


def _name(field: str, text: str) -> str:
    name = fields.line(field, text, most=80)
    if name and not any(letter.isalpha() for letter in name):
        raise RuleViolated(field, Message("people.name_without_letters"))
    return name


def _coded(field: str, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((fields.line(field, code, most=20), fields.line(field, shown)) for code, shown in pairs[:20])


def _language(field: str, code: str) -> str:
    if code not in current().made("people.languages", _languages):
        raise RuleViolated(field, Message("people.language"))
    return code


def _languages() -> frozenset[str]:
    return frozenset(row[2] or row[0] for row in current().table("languages").rows())


def _partial(field: str, text: str) -> str:
    text = fields.line(field, text, most=10)
    try:
        return PartialDate(text).value if text else ""
    except ValueError:
        raise RuleViolated(field, Message("people.partial_date")) from None


_DEMOGRAPHICS: Mapping[str, Check] = {
    "last_name": _name,
    "first_name": _name,
    "middle_name": _line(80),
    "suffix": _line(20),
    "preferred_name": _line(80),
    "former_names": _names,
    "birth_date_known": _partial,
    "gender_identity": _line(60),
    "pronouns": _line(40),
    "race": _coded,
    "ethnicity": _coded,
    "language": _language,
    "marital_status": _line(40),
    "street": fields.line,
    "city": _line(60),
    "state": fields.state,
    "zip": fields.zip_code,
    "mobile": fields.phone,
    "home_phone": fields.phone,
    "work_phone": fields.phone,
    "email": fields.email,
    "confidential_address": _line(250),
    "confidential_phone": fields.phone,
    "access_needs": _free(500),
    "what_matters": _free(1000),
    "pharmacy": partial(fields.free_line, most=250),
    "outside_pcp": _line(120),
}
_CONTACT: Mapping[str, Check] = {
    "name": partial(fields.line, required=True),
    "relation": _line(40),
    "phone": fields.phone,
    "address": _line(250),
    "limits": _free(500),
}
_COVERAGE: Mapping[str, Check] = {
    "payer": fields.line,
    "plan": fields.line,
    "member_id": _line(40),
    "group_number": _line(40),
    "relation": _line(40),
    "subscriber_name": fields.line,
    "claim_number": _line(40),
}


def _cleaned(form: F, checks: Mapping[str, Check]) -> tuple[F, list[Finding]]:
    kept: dict[str, Any] = {}
    faults: list[Finding] = []
    for name, check in checks.items():
        try:
            kept[name] = check(name, getattr(form, name))
        except RuleViolated as refused:
            faults.append(_stop(name, refused.message))
    return replace(form, **kept), faults  # type: ignore[type-var]


def _stop(field: str, message: Message) -> Finding:
    return Finding(message, Severity.HARD_STOP, field)


def _doubt(field: str, message: str, **params: int) -> Finding:
    return Finding(Message(f"people.{message}", params), Severity.SOFT_STOP, field)


def cleaned_demographics(form: Demographics, today: date) -> tuple[Demographics, list[Finding]]:
    """Return the form as it is kept, and every finding: hard stops first, then what only needs a reason."""
    kept, faults = _cleaned(form, _DEMOGRAPHICS)
    if not kept.last_name.strip():
        faults.append(_stop("last_name", Message("fields.required")))
    faults += _birth_faults(kept, today)
    doubts = [] if kept.first_name.strip() else [_doubt("first_name", "one_name_only")]
    return kept, faults + doubts + _birth_doubts(kept, today)


def _birth_faults(form: Demographics, today: date) -> list[Finding]:
    field, born = "birth_date", form.birth_date
    if born is None:
        return _known_faults(form, today)
    if form.birth_date_known:
        return [_stop("birth_date_known", Message("people.birth_date_twice"))]
    if born > today:
        return [_stop(field, Message("people.birth_date_future"))]
    if age_in_years(born, today) > OLDEST:
        return [_stop(field, Message("people.birth_date_too_old", {"years": OLDEST}))]
    return []


def _known_faults(form: Demographics, today: date) -> list[Finding]:
    try:
        known = PartialDate(form.birth_date_known)
    except ValueError:
        return [_stop("birth_date", Message("people.birth_date_needed"))]
    if known.earliest() > today:
        return [_stop("birth_date_known", Message("people.birth_date_future"))]
    if age_in_years(known.latest(), today) > OLDEST:
        return [_stop("birth_date_known", Message("people.birth_date_too_old", {"years": OLDEST}))]
    return []


def _birth_doubts(form: Demographics, today: date) -> list[Finding]:
    if form.birth_date and DOUBTED < age_in_years(form.birth_date, today) <= OLDEST:
        return [_doubt("birth_date", "birth_date_doubted", years=age_in_years(form.birth_date, today))]
    return []


def cleaned_contact(form: ContactEntry, today: date) -> tuple[ContactEntry, list[Finding]]:
    """Return someone around the patient as kept, and every finding."""
    kept, faults = _cleaned(form, _CONTACT)
    return kept, faults + _not_after("birth_date", kept.birth_date, today)


def _not_after(field: str, day: date | None, today: date) -> list[Finding]:
    return [_stop(field, Message("people.date_future"))] if day and day > today else []


def cleaned_coverage(form: CoverageEntry, today: date) -> tuple[CoverageEntry, list[Finding]]:
    """Return a coverage as kept, and every finding. A Medicare number is kept without its dashes."""
    kept, faults = _cleaned(form, _COVERAGE)
    if kept.kind is PayerKind.SELF_PAY:
        return kept, faults
    if kept.kind in _MEDICARE:
        kept = replace(kept, member_id=re.sub(r"[\s-]", "", kept.member_id).upper())
    return kept, faults + _coverage_faults(kept, today) + _coverage_doubts(kept)


def _coverage_faults(form: CoverageEntry, today: date) -> list[Finding]:
    faults = [] if form.payer.strip() else [_stop("payer", Message("fields.required"))]
    if form.relation != "self" and not form.subscriber_name:
        faults.append(_stop("subscriber_name", Message("people.subscriber_needed")))
    if form.valid_from and form.valid_to and form.valid_to < form.valid_from:
        faults.append(_stop("valid_to", Message("people.ends_before_it_begins")))
    if form.copay_cents is not None and not 0 <= form.copay_cents <= 100_000:
        faults.append(_stop("copay_cents", Message("fields.between", {"least": 0, "most": 100_000})))
    faults += _not_after("subscriber_birth_date", form.subscriber_birth_date, today)
    return faults + _not_after("injury_date", form.injury_date, today)


def _coverage_doubts(form: CoverageEntry) -> list[Finding]:
    doubts: list[Finding] = []
    if form.kind in _CASES:
        return [] if form.injury_date and form.claim_number else [_doubt("claim_number", "case_incomplete")]
    if not form.member_id:
        doubts.append(_doubt("member_id", "member_id_missing"))
    elif form.kind in _MEDICARE and not _MBI.match(form.member_id):
        doubts.append(_doubt("member_id", "medicare_number"))
    if form.relation != "self" and form.subscriber_birth_date is None:
        doubts.append(_doubt("subscriber_birth_date", "subscriber_birth_date_missing"))
    return doubts


def medicare_number_text(kept: str) -> str:
    """Return a Medicare number as the card shows it ("1EG4-TE5-MK73"); any other text as it is."""
    return f"{kept[:4]}-{kept[4:7]}-{kept[7:]}" if _MBI.match(kept) else kept


def cleaned_signature(form: SignatureEntry, today: date) -> tuple[SignatureEntry, list[Finding]]:
    """Return a signature on file as kept, and every finding."""
    kept, faults = _cleaned(form, {"signed_by": fields.line})
    return kept, faults + _not_after("signed_on", kept.signed_on, today)


def guardian_missing(birth_date: date | None, roles: set[ContactRole], today: date) -> list[Finding]:
    """Remind, without stopping, that a minor's chart names no guardian."""
    minor = birth_date is not None and age_in_years(birth_date, today) < ADULT
    if minor and ContactRole.GUARDIAN not in roles:
        return [Finding(Message("people.minor_without_guardian"), Severity.NOTE, "contacts")]
    return []


def photo_type(content: bytes) -> str:
    """Return the media type of a photo by its first bytes. Raises RuleViolated for any other file."""
    if not content or len(content) > PHOTO_BYTES:
        raise RuleViolated("photo", Message("people.photo_size", {"most": PHOTO_BYTES}))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    raise RuleViolated("photo", Message("people.photo_type"))


def stop_at_faults(findings: list[Finding], prefix: str = "") -> list[Finding]:
    """Raise RuleViolated for the first hard stop, its field under `prefix`; return the doubts."""
    for finding in findings:
        if finding.severity is Severity.HARD_STOP:
            raise RuleViolated(prefix + finding.field, finding.message)
    return [replace(one, field=prefix + one.field) for one in findings if one.severity is Severity.SOFT_STOP]
