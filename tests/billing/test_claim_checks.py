"""The claim checks in plain words: what a payer would send back, found before it is sent."""

from datetime import date
from typing import Any

import pytest

from app.billing.charges import rules
from app.billing.charges.rules import ChargeFacts, VisitFacts, claim_checks
from app.billing.model import CodeSystem
from app.codes.shelf import current
from app.core.errors import RuleViolated
from app.core.findings import Severity

DAY = current().edition("icd10cm").valid_from or date(2026, 3, 2)  # a day that the shipped release covers


def charge(code: str = "99213", **more: Any) -> ChargeFacts:
    given: dict[str, Any] = {
        "system": CodeSystem.CPT,
        "modifiers": (),
        "units": 1,
        "pointers": ("A",),
        "is_level": code.startswith("99"),
    }
    return ChargeFacts(code=code, **{**given, **more})


def said(
    *charges: ChargeFacts, diagnoses: tuple[str, ...] = ("I10",), level: bool = True
) -> dict[str, Severity]:
    findings = claim_checks(charges, VisitFacts(DAY, diagnoses, level))
    return {one.message.id: one.severity for one in findings}


def test_a_clean_claim_says_nothing() -> None:
    assert said(charge(), charge("93000")) == {}


@pytest.mark.parametrize(
    ("charges", "diagnoses", "message", "severity"),
    [
        ([charge(pointers=())], ("I10",), "billing.claim.no_pointer", Severity.SOFT_STOP),
        ([charge(pointers=("B",))], ("I10",), "billing.claim.pointer_without_diagnosis", Severity.SOFT_STOP),
        ([charge()], ("E11",), "codes.icd10cm.not_billable", Severity.SOFT_STOP),
        ([charge()], ("Z99.999",), "codes.icd10cm.unknown", Severity.NOTE),
        (
            [charge(), charge("93000"), charge("93000")],
            ("I10",),
            "billing.claim.code_twice",
            Severity.SOFT_STOP,
        ),
        ([charge("93000")], ("I10",), "billing.claim.no_level", Severity.SOFT_STOP),
        ([charge(pointers=())], (), "billing.claim.no_diagnosis", Severity.SOFT_STOP),
        ([charge()], ("I10", "I10"), "billing.claim.diagnosis_twice", Severity.SOFT_STOP),
        ([charge(), charge("99396")], ("I10",), "billing.claim.two_levels", Severity.SOFT_STOP),
        ([charge(example_price=True)], ("I10",), "billing.claim.example_price", Severity.NOTE),
    ],
)
def test_each_fault_is_named(
    charges: list[ChargeFacts], diagnoses: tuple[str, ...], message: str, severity: Severity
) -> None:
    assert said(*charges, diagnoses=diagnoses)[message] is severity


def test_a_lapsed_code_is_a_warning_and_no_stop() -> None:
    ended = charge("C9000", system=CodeSystem.HCPCS)
    assert set(said(charge(), ended).values()) <= {Severity.NOTE}
    findings = claim_checks([charge()], VisitFacts(date(2036, 3, 2), ("I10", "R00.2"), True))
    assert [one.message.id for one in findings] == ["codes.release_lapsed"]
    assert findings[0].severity is Severity.NOTE


def test_a_second_level_with_modifier_25_is_no_fault() -> None:
    assert "billing.claim.two_levels" not in said(charge(modifiers=("25",)), charge("99396"))


def test_a_visit_with_staff_alone_needs_no_level() -> None:
    assert said(charge("93000"), level=False) == {}


def test_the_practices_own_codes_need_no_diagnosis() -> None:
    assert said(charge("FORM", system=CodeSystem.OWN, pointers=()), diagnoses=(), level=False) == {}


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        (rules.checked_modifiers, ("25", "59", "LT", "RT", "GA")),
        (rules.checked_modifiers, ("253",)),
        (rules.checked_pointers, ("M",)),
        (rules.checked_pointers, ("A", "B", "C", "D", "E")),
        (rules.checked_pointers, ("AB",)),
        (rules.checked_units, 0),
        (rules.checked_price, -1),
    ],
)
def test_what_no_claim_can_hold_is_refused(check: Any, wrong: Any) -> None:
    with pytest.raises(RuleViolated):
        check(wrong)


@pytest.mark.parametrize(
    ("system", "typed", "kept"),
    [
        (CodeSystem.CPT, "99213", "99213"),
        (CodeSystem.CPT, "0001f", "0001F"),
        (CodeSystem.HCPCS, "j3420", "J3420"),
    ],
)
def test_a_code_has_the_form_of_its_system(system: CodeSystem, typed: str, kept: str) -> None:
    assert rules.checked_code("code", system, typed) == kept
    with pytest.raises(RuleViolated):
        rules.checked_code("code", system, "1")
