"""Immunizations of the past, results, reports, documents and procedures as a chart shows them."""

from decimal import Decimal
from typing import Any

import pytest

from app.chart.documents.model import Document, Report
from app.chart.documents.queries import documents, reports
from app.chart.immunizations.actions import (
    AddPastImmunization,
    WithdrawImmunization,
    add_past_immunization,
    withdraw_immunization,
)
from app.chart.immunizations.queries import immunizations
from app.chart.immunizations.views import ImmunizationSource
from app.chart.observations.model import Observation, ValueKind
from app.chart.observations.queries import results
from app.chart.procedures.model import Procedure
from app.chart.procedures.queries import procedures
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.ids import new_id
from tests.chart.people import Clinic
from tests.support.bare import MONDAY

TOLD: dict[str, Any] = {"recorded_at": MONDAY, "source": "a bundle"}


def add(lee: Clinic, **more: Any) -> Any:
    told = {"cvx": "150", "occurred": PartialDate("2025-10"), "origin": ImmunizationSource.WRITTEN_RECORD}
    return lee.run(
        add_past_immunization, AddPastImmunization(**{"patient_id": lee.patient_id, **told, **more})
    )


@pytest.mark.parametrize(
    ("cvx", "origin", "counts"),
    [
        ("115", ImmunizationSource.WRITTEN_RECORD, True),
        ("115", ImmunizationSource.REGISTRY, True),
        ("115", ImmunizationSource.TOLD, False),
        ("150", ImmunizationSource.TOLD, True),
        ("33", ImmunizationSource.TOLD, True),
    ],
)
def test_written_doses_count_and_told_ones_only_of_influenza_and_ppsv23(
    lee: Clinic, cvx: str, origin: ImmunizationSource, counts: bool
) -> None:
    add(lee, cvx=cvx, origin=origin)
    (dose,) = lee.ask(immunizations, lee.patient_id)
    assert dose.counts is counts and dose.occurred == PartialDate("2025-10")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cvx": "9999"}, "cvx"),
        ({"occurred": PartialDate("2026-04")}, "occurred"),
        ({"origin": ImmunizationSource.GIVEN_HERE}, "origin"),
    ],
)
def test_what_is_no_dose_of_the_past_is_refused(lee: Clinic, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        add(lee, **wrong)
    assert refused.value.field == field


def test_a_dose_taken_back_is_not_shown(lee: Clinic) -> None:
    made = add(lee)
    lee.run(
        withdraw_immunization,
        WithdrawImmunization(immunization_id=made.id, version=made.version, reason="brother's card"),
    )
    assert lee.ask(immunizations, lee.patient_id) == ()


def test_results_show_what_came_and_leave_vital_signs_and_withdrawn_ones_out(lee: Clinic) -> None:
    def observed(**more: Any) -> Observation:
        columns = {"category": "laboratory", "value_kind": ValueKind.QUANTITY, "effective_at": MONDAY}
        return Observation(patient_id=lee.patient_id, **{**columns, **TOLD, **more})

    lee.practice.write(
        observed(
            text="Hemoglobin A1c",
            value=Decimal("7.40"),
            unit="%",
            reference_low=Decimal("4.0"),
            reference_high=Decimal("5.6"),
            interpretation="H",
        ),
        observed(text="Pulse", category="vital-signs", value=Decimal(72)),
        observed(text="Withdrawn", status="entered-in-error", value=Decimal(1)),
    )
    (one,) = lee.ask(results, lee.patient_id)
    assert (one.name, one.shown, one.unit, one.reference) == ("Hemoglobin A1c", "7.4", "%", "4-5.6")


def test_reports_documents_and_procedures_are_shown_with_their_source(lee: Clinic) -> None:
    part = new_id()
    lee.practice.write(
        Report(patient_id=lee.patient_id, text="Lipid panel", results=[str(part)], **TOLD),
        Document(patient_id=lee.patient_id, text="Discharge summary", content_text="Well.", **TOLD),
        Procedure(patient_id=lee.patient_id, text="Colonoscopy", performed=PartialDate("2019"), **TOLD),
    )
    assert lee.ask(reports, lee.patient_id)[0].results == (part,)
    assert lee.ask(documents, lee.patient_id)[0].title == "Discharge summary"
    (done,) = lee.ask(procedures, lee.patient_id)
    assert (done.performed, done.source) == (PartialDate("2019"), "a bundle")
