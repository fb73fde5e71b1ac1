"""Which charges may stand on a bill, and the claim checks in plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.billing.model import ChargeStatus, CodeSystem
from app.codes import hcpcs, icd10cm
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity

LETTERS = "ABCDEFGHIJKL"
MOST_MODIFIERS = 4
_CPT = re.compile(r"\d{4}[0-9A-Z]", re.ASCII)
_HCPCS = re.compile(r"[A-V]\d{4}", re.ASCII)
_OWN = re.compile(r"[A-Z0-9]{2,10}", re.ASCII)
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_SHAPES = {CodeSystem.CPT: _CPT, CodeSystem.HCPCS: _HCPCS, CodeSystem.OWN: _OWN}
_MOST_CENTS = 10_000_000


@dataclass(frozen=True)
class ChargeFacts:
    """What the checks need of one charge."""

    system: CodeSystem
    code: str
    modifiers: tuple[str, ...]
    units: int
    pointers: tuple[str, ...]
    is_level: bool
    example_price: bool = False


@dataclass(frozen=True)
class VisitFacts:
    """What the checks need of the visit. `level_expected`: a clinician saw the patient."""

    service_day: date
    diagnoses: tuple[str, ...]
    level_expected: bool


def checked_code(field: str, system: CodeSystem, typed: str) -> str:
    """Return a code in its usual form. Raises RuleViolated for one that its system cannot have."""
    code = typed.strip().upper()
    if not _SHAPES[system].fullmatch(code):
        raise RuleViolated(field, Message("billing.code_shape", {"system": str(system), "code": code[:12]}))
    return code


def checked_modifiers(typed: Sequence[str]) -> list[str]:
    """Return up to four modifiers of two characters, each once."""
    modifiers = list(dict.fromkeys(one.strip().upper() for one in typed if one.strip()))
    if len(modifiers) > MOST_MODIFIERS:
        raise RuleViolated("modifiers", Message("billing.modifiers_too_many", {"most": MOST_MODIFIERS}))
    if not all(_MODIFIER.fullmatch(one) for one in modifiers):
        raise RuleViolated("modifiers", Message("billing.modifier_shape"))
    return modifiers


def checked_pointers(typed: Sequence[str]) -> list[str]:
    """Return up to four letters A to L, each once (CMS-1500 (02/12), item 24E takes four)."""
    letters = list(dict.fromkeys(one.strip().upper() for one in typed if one.strip()))
    if len(letters) > 4 or not all(one in tuple(LETTERS) for one in letters):
        raise RuleViolated("pointers", Message("billing.pointer_shape"))
    return letters


def checked_units(units: int) -> int:
    """Return how many times a service was done, 1 to 999."""
    if not 1 <= units <= 999:
        raise RuleViolated("units", Message("fields.between", {"least": 1, "most": 999}))
    return units


def checked_price(cents: int) -> int:
    """Return a price in cents, from nothing to $100,000."""
    if not 0 <= cents <= _MOST_CENTS:
        raise RuleViolated("unit_cents", Message("billing.price"))
    return cents


def may_change(status: ChargeStatus, is_level: bool, clinician: bool) -> None:
    """Refuse to change what is posted, and the level for anyone but a clinician (DUTIES A10)."""
    if status is not ChargeStatus.DRAFT:
        raise RuleViolated("", Message("billing.charge_posted"))
    if is_level:
        level_is_the_clinicians(clinician)


def level_is_the_clinicians(clinician: bool) -> None:
    """Refuse a level that somebody else than a clinician would choose."""
    if not clinician:
        raise RuleViolated("code", Message("billing.level_is_clinicians"))


def claim_checks(charges: Sequence[ChargeFacts], visit: VisitFacts) -> list[Finding]:
    """Return what a payer would send back, before it is sent: soft stops, and notes that never stop."""
    found = [finding for place, one in enumerate(charges, 1) for finding in _of_charge(place, one, visit)]
    found += _of_diagnoses(visit)
    found += _of_whole(charges, visit)
    return found


def _soft(message: str, field: str = "", **params: str | int | date) -> Finding:
    return Finding(Message(f"billing.claim.{message}", params), Severity.SOFT_STOP, field)


def _of_charge(place: int, charge: ChargeFacts, visit: VisitFacts) -> list[Finding]:
    field, found = f"charges.{place}", []
    if charge.system is not CodeSystem.OWN and not charge.pointers:
        found.append(_soft("no_pointer", field, code=charge.code))
    for letter in charge.pointers:
        if LETTERS.index(letter) >= len(visit.diagnoses):
            found.append(_soft("pointer_without_diagnosis", field, code=charge.code, letter=letter))
    if charge.system is CodeSystem.HCPCS:
        found += [Finding(one.message, Severity.NOTE, field) for one in _hcpcs_notes(charge.code, visit)]
    if charge.example_price:
        found.append(Finding(Message("billing.claim.example_price", {"code": charge.code}), field=field))
    return found


def _hcpcs_notes(code: str, visit: VisitFacts) -> list[Finding]:
    return hcpcs.valid_on(code, visit.service_day)


def _of_diagnoses(visit: VisitFacts) -> list[Finding]:
    found: list[Finding] = []
    lapsed = False  # the release is the same for all of them: said once
    for letter, code in zip(LETTERS, visit.diagnoses, strict=False):
        for one in icd10cm.valid_on(code, visit.service_day):
            if one.message.id == "codes.release_lapsed":
                found += [] if lapsed else [one]
                lapsed = True
                continue
            header = one.message.id == "codes.icd10cm.not_billable"
            severity = Severity.SOFT_STOP if header else Severity.NOTE
            found.append(Finding(one.message, severity, f"diagnoses.{letter}"))
    found += [
        _soft("diagnosis_twice", code=code) for code, times in Counter(visit.diagnoses).items() if times > 1
    ]
    return found


def _of_whole(charges: Sequence[ChargeFacts], visit: VisitFacts) -> list[Finding]:
    found = []
    same = Counter((one.system, one.code, one.modifiers) for one in charges)
    found += [_soft("code_twice", code=code) for (_, code, _), times in same.items() if times > 1]
    levels = sum(one.is_level for one in charges)
    if visit.level_expected and not levels:
        found.append(_soft("no_level"))
    if levels > 1 and not any("25" in one.modifiers for one in charges if one.is_level):
        found.append(_soft("two_levels"))
    if charges and not visit.diagnoses and any(one.system is not CodeSystem.OWN for one in charges):
        found.append(_soft("no_diagnosis"))
    return found
