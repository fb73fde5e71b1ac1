"""Coverages: their order, what is refused or doubted, and the checks of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NeedsAcknowledgement, RuleViolated, Stale
from app.core.findings import Severity
from app.core.ids import Id, new_id
from app.people import rules
from app.people.actions import RegisterPatient, register_patient
from app.people.insurance import (
    AddCoverage,
    ChangeCoverage,
    CoverageInError,
    OrderCoverages,
    RecordEligibility,
    add_coverage,
    change_coverage,
    coverage_in_error,
    coverages_of,
    eligibility_of,
    order_coverages,
    record_eligibility,
)
from app.people.queries import check_coverage, patient_banner
from app.people.views import CoverageEntry, Demographics, PayerKind
from app.store.audit import AuditRow
from tests.support.bare import BarePractice

TODAY = date(2026, 3, 2)
BLUE = CoverageEntry(kind=PayerKind.COMMERCIAL, payer="Blue Plan", member_id="XYZ123", copay_cents=2_500)
MEDICARE = CoverageEntry(kind=PayerKind.MEDICARE, payer="Medicare Part B", member_id="1EG4-TE5-MK73")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def patient_id(practice: BarePractice) -> Id:
    form = Demographics(last_name="Lee", first_name="Susan", birth_date=date(1958, 8, 12))
    made: Id = practice.run(register_patient, RegisterPatient(demographics=form)).patient_id
    return made


def add(practice: BarePractice, patient_id: Id, entry: CoverageEntry, **other: Any) -> Any:
    return practice.run(add_coverage, AddCoverage(patient_id=patient_id, entry=entry, **other))


def payers(practice: BarePractice, patient_id: Id) -> list[str]:
    return [f"{one.rank} {one.entry.payer}" for one in practice.answer(coverages_of, patient_id)]


def test_a_second_coverage_pays_after_the_first_until_they_are_put_in_another_order(
    practice: BarePractice, patient_id: Id
) -> None:
    first, second = add(practice, patient_id, BLUE), add(practice, patient_id, MEDICARE)
    assert payers(practice, patient_id) == ["1 Blue Plan", "2 Medicare Part B"]
    order = OrderCoverages(patient_id=patient_id, order=(second.id, first.id))
    practice.run(order_coverages, order)
    assert payers(practice, patient_id) == ["1 Medicare Part B", "2 Blue Plan"]
    assert practice.answer(patient_banner, patient_id).coverage == "Medicare Part B"


def test_an_order_names_every_coverage_once(practice: BarePractice, patient_id: Id) -> None:
    first = add(practice, patient_id, BLUE)
    for order in ((), (first.id, first.id), (new_id(),)):
        with pytest.raises(RuleViolated, match=r"people\.coverage_order"):
            practice.run(order_coverages, OrderCoverages(patient_id=patient_id, order=order))


def test_a_coverage_in_error_leaves_the_order(practice: BarePractice, patient_id: Id) -> None:
    first = add(practice, patient_id, BLUE)
    add(practice, patient_id, MEDICARE)
    gone = CoverageInError(coverage_id=first.id, version=first.version, reason="Another patient's card")
    practice.run(coverage_in_error, gone)
    assert payers(practice, patient_id) == ["1 Medicare Part B"]
    assert "Another patient's card" in practice.all(AuditRow)[-3].entry


def test_a_coverage_that_ended_is_not_in_force(practice: BarePractice, patient_id: Id) -> None:
    made = add(practice, patient_id, BLUE)
    assert made.in_force
    ended = ChangeCoverage(
        coverage_id=made.id, version=made.version, entry=replace(BLUE, valid_to=date(2026, 2, 28))
    )
    assert not practice.run(change_coverage, ended).in_force
    assert practice.answer(patient_banner, patient_id).coverage == ""
    assert practice.answer(coverages_of, patient_id, date(2026, 2, 28))[0].in_force
    with pytest.raises(Stale):
        practice.run(change_coverage, replace(ended, command_id=new_id()))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"payer": " "}, "payer"),
        ({"relation": "spouse"}, "subscriber_name"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
        ({"copay_cents": -1}, "copay_cents"),
        ({"copay_cents": 100_001}, "copay_cents"),
        ({"subscriber_birth_date": date(2027, 1, 1)}, "subscriber_birth_date"),
        ({"member_id": "X" * 41}, "member_id"),
    ],
)
def test_a_wrong_coverage_is_refused_beside_its_field(
    practice: BarePractice, patient_id: Id, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        add(practice, patient_id, replace(BLUE, **changed))
    assert refused.value.field == field
    assert payers(practice, patient_id) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (replace(MEDICARE, member_id="1EG4-TE5-MK7"), "people.medicare_number"),
        (replace(MEDICARE, member_id="1SG4-TE5-MK73"), "people.medicare_number"),
        (replace(BLUE, member_id=""), "people.member_id_missing"),
        (
            replace(BLUE, relation="spouse", subscriber_name="Tom Lee"),
            "people.subscriber_birth_date_missing",
        ),
        (CoverageEntry(kind=PayerKind.AUTO, payer="Auto Mutual"), "people.case_incomplete"),
    ],
)
def test_a_doubtful_coverage_passes_with_a_reason(
    practice: BarePractice, patient_id: Id, entry: CoverageEntry, message: str
) -> None:
    with pytest.raises(NeedsAcknowledgement) as stop:
        add(practice, patient_id, entry)
    assert [one.message.id for one in stop.value.findings] == [message]
    assert [one.message.id for one in practice.answer(check_coverage, entry)] == [message]
    add(practice, patient_id, entry, acknowledged_reason="Card is at home")
    assert len(payers(practice, patient_id)) == 1


def test_a_medicare_number_is_kept_plain_and_shown_as_on_the_card(
    practice: BarePractice, patient_id: Id
) -> None:
    kept = add(practice, patient_id, replace(MEDICARE, member_id="1eg4 te5 mk73")).entry.member_id
    assert kept == "1EG4TE5MK73"
    assert rules.medicare_number_text(kept) == "1EG4-TE5-MK73"
    assert rules.medicare_number_text("XYZ123") == "XYZ123"


def test_who_pays_alone_needs_no_card(practice: BarePractice, patient_id: Id) -> None:
    add(practice, patient_id, CoverageEntry(kind=PayerKind.SELF_PAY))
    assert practice.answer(patient_banner, patient_id).coverage == "self_pay"


def test_a_check_stands_beside_the_one_before(practice: BarePractice, patient_id: Id) -> None:
    made = add(practice, patient_id, BLUE)
    first = RecordEligibility(coverage_id=made.id, method="portal", reference="A1", active=False)
    practice.run(record_eligibility, first)
    second = replace(first, command_id=new_id(), method="phone", active=True, copay_cents=3_000)
    practice.run(record_eligibility, second)
    (shown,) = practice.answer(coverages_of, patient_id)
    assert shown.checked is not None
    assert (shown.checked.active, shown.checked.copay_cents) == (True, 3_000)
    history = practice.answer(eligibility_of, patient_id)[made.id]
    assert [one.method for one in history] == ["phone", "portal"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("method", "guess"), ("copay_cents", -1), ("coinsurance_percent", 101), ("note", "4111111111111111")],
)
def test_a_wrong_check_is_refused(practice: BarePractice, patient_id: Id, field: str, value: Any) -> None:
    made = add(practice, patient_id, BLUE)
    right: dict[str, Any] = {"coverage_id": made.id, "method": "phone", "active": True}
    with pytest.raises(RuleViolated) as refused:
        practice.run(record_eligibility, RecordEligibility(**{**right, field: value}))
    assert refused.value.field == field


def test_looking_at_coverages_is_recorded(practice: BarePractice, patient_id: Id) -> None:
    def look(work: Any) -> None:
        coverages_of(work, patient_id)
        assert [(one.act, one.patient_id) for one in work.seen] == [("people.coverages_of", patient_id)]

    practice.within(look)


@given(st.text(max_size=60), st.sampled_from(PayerKind))
def test_any_member_number_is_kept_doubted_or_refused(text: str, kind: PayerKind) -> None:
    entry = CoverageEntry(kind=kind, payer="Plan", member_id=text)
    kept, findings = rules.cleaned_coverage(entry, TODAY)
    hard = [one for one in findings if one.severity is Severity.HARD_STOP]
    assert {one.field for one in hard} <= {"member_id"}
    assert hard or len(kept.member_id) <= 40 + 40  # some letters double when they become capitals
