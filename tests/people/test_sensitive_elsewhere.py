"""What lists, papers and the record show of a sensitive chart to those for whom it does not open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.queries import chart_summary
from app.core.errors import SensitiveChart
from app.core.ids import new_id
from app.documents.queries import after_visit_summary, face_sheet
from app.documents.views import ListStatus
from app.orders.actions import PlaceOrder, place_order
from app.orders.model import Authority
from app.orders.queries import waiting_for_signature
from app.people.model import Patient
from app.people.sensitive import MarkSensitive, mark_sensitive, sensitive_among
from app.practice.creation import NewPractice, make_practice_defaults
from app.reports.record.queries import act_in_full
from app.store.audit import AuditRow
from tests.chart.people import Clinic, clinic


@pytest.fixture
def lee(tmp_path: Path) -> Iterator[Clinic]:
    made = clinic(tmp_path)
    settings = NewPractice("Riverside", "America/New_York")
    made.practice.within(lambda work: make_practice_defaults(work, settings))
    yield made
    made.practice.close()


def mark(lee: Clinic) -> None:
    (patient,) = lee.all(Patient)
    command = MarkSensitive(patient_id=lee.patient_id, version=patient.version, reason="Works here")
    lee.run(mark_sensitive, command, lee.doctor)


def test_orders_that_wait_are_listed_for_those_who_open_the_chart(lee: Clinic) -> None:
    order = PlaceOrder(
        visit_id=lee.visit_id,
        item="glucose",
        authority=Authority.VERBAL,
        read_back=True,
        clinician_id=lee.doctor.person_id,
    )
    lee.run(place_order, order)
    assert len(lee.ask_as(lee.colleague, waiting_for_signature)) == 1
    mark(lee)
    assert lee.ask_as(lee.colleague, waiting_for_signature) == ()
    assert len(lee.ask_as(lee.doctor, waiting_for_signature)) == 1


def test_papers_of_the_chart_are_printed_by_those_who_open_it(lee: Clinic) -> None:
    mark(lee)
    with pytest.raises(SensitiveChart):
        lee.ask_as(lee.colleague, after_visit_summary, lee.visit_id)
    lee.ask_as(lee.doctor, after_visit_summary, lee.visit_id)
    sheet = lee.ask_as(lee.colleague, face_sheet, lee.patient_id)
    assert sheet.view.problems_status is ListStatus.NOT_SHOWN and sheet.view.medicines == ()
    assert lee.ask_as(lee.doctor, face_sheet, lee.patient_id).view.problems_status is not ListStatus.NOT_SHOWN


def test_the_record_keeps_the_inside_of_a_closed_chart_back(lee: Clinic) -> None:
    lee.run(
        add_allergy,
        AddAllergy(patient_id=lee.patient_id, substance="Penicillin"),
        lee.doctor,
    )
    (row,) = (
        one for one in lee.all(AuditRow) if one.act == "chart.allergies.add_allergy" and one.event == "act"
    )
    assert "Penicillin" in str(lee.ask_as(lee.colleague, act_in_full, row.sequence))
    mark(lee)
    assert "Penicillin" not in str(lee.ask_as(lee.colleague, act_in_full, row.sequence))
    assert "Penicillin" in str(lee.ask_as(lee.doctor, act_in_full, row.sequence))


def test_lists_know_which_charts_are_sensitive(lee: Clinic) -> None:
    other, _visit = lee.new_patient(last_name="Nowak")
    mark_first = lee.practice.work(lee.doctor)
    with mark_first as work:
        assert sensitive_among(work, {lee.patient_id, other, new_id()}) == frozenset()
        patient = work.get(Patient, lee.patient_id)
        command = MarkSensitive(patient_id=patient.id, version=patient.version, reason="Works here")
        mark_sensitive(work, command)
        assert sensitive_among(work, {lee.patient_id, other, new_id()}) == {lee.patient_id}


def test_a_summary_of_the_chart_is_not_read_by_a_colleague(lee: Clinic) -> None:
    lee.ask_as(lee.colleague, chart_summary, lee.patient_id)
    mark(lee)
    with pytest.raises(SensitiveChart):
        lee.ask_as(lee.colleague, chart_summary, lee.patient_id)
    lee.ask_as(lee.doctor, chart_summary, lee.patient_id)
