"""Face sheet, label, card, schedule, receipt, day sheet, handouts: from the records to what is read."""

from datetime import date
from typing import Any

import pytest

from app.chart.medications.actions import ReconcileMedications, reconcile_medications
from app.chart.problems.actions import AddProblem, add_problem
from app.core.acts import Role
from app.core.errors import NotFound, RuleViolated, Stale
from app.documents.actions import (
    ApproveText,
    WriteInstructions,
    approve_text,
    write_instructions,
)
from app.documents.model import PrintedPaper
from app.documents.queries import (
    after_visit_summary,
    appointment_card,
    day_sheet_paper,
    face_sheet,
    handout,
    home_instructions,
    label_paper,
    paper_patient,
    patient_handout,
    printed_papers,
    receipt_paper,
    schedule_paper,
    standing_texts,
)
from app.documents.standing_texts import digest_of
from app.people.model import Contact, ContactRole, Coverage, PayerKind
from app.security.policy import RolePolicy
from app.store.audit import AuditRow
from tests.documents_room.house import House


def views_of(house: House, asked: Any, *args: Any, **kwargs: Any) -> list[str]:
    """Ask, and return the acts under which the asking is in the record of views."""
    from sqlalchemy.orm import Session

    from app.store.work import Reading

    with Session(house.around.database.reader) as session:
        reading = Reading(session, house.actor, house.around)
        asked(reading, *args, **kwargs)
        return [entry.act for entry in reading.seen]


# -- face sheet ---------------------------------------------------------------------------------------------


def test_a_confidential_address_and_phone_take_the_place_of_the_others(house: House) -> None:
    house.tell(street="12 Oak St", mobile="+19375550111", confidential_address="PO Box 9, Dayton, OH")
    house.tell(confidential_phone="+19375550122")
    text = house.read(house.answer(face_sheet, house.lee.id))
    assert "PO Box 9" in text and "(937) 555-0122" in text
    assert "12 Oak" not in text and "555-0111" not in text


def test_those_around_the_patient_stand_with_their_limits(house: House) -> None:
    house.write(
        Contact(patient_id=house.lee.id, role=ContactRole.GUARANTOR, name="Paul Lee", relation="husband"),
        Contact(
            patient_id=house.lee.id,
            role=ContactRole.MAY_TALK_TO,
            name="Jane Lee",
            limits="appointments only",
        ),
    )
    text = house.read(house.answer(face_sheet, house.lee.id))
    assert "Pays the bills Paul Lee, husband" in text
    assert "We may talk to Jane Lee, appointments only" in text
    assert "Emergency contact Not recorded" in text
    assert "Guardian" not in text


def test_a_child_without_a_guardian_on_file_says_so(house: House) -> None:
    child = house.patient("Lee", "Tim", date(2020, 1, 1))
    assert "Guardian Not recorded" in house.read(house.answer(face_sheet, child.id))


def test_problems_nobody_went_over_are_not_said_to_be_none(house: House) -> None:
    assert "Problems not reviewed yet" in house.read(house.answer(face_sheet, house.lee.id))
    house.run(add_problem, AddProblem(patient_id=house.lee.id, problem="Asthma"))
    house.run(
        add_problem, AddProblem(patient_id=house.lee.id, problem="Depression", private_from_guardian=True)
    )
    text = house.read(house.answer(face_sheet, house.lee.id))
    assert "Asthma" in text and "Depression" not in text
    assert "Depression" in house.read(house.answer(face_sheet, house.lee.id, include_private=True))


def test_the_front_desk_gets_the_sheet_without_the_chart_and_it_says_so(house: House) -> None:
    house.run(add_problem, AddProblem(patient_id=house.lee.id, problem="Asthma"))
    house.run(reconcile_medications, ReconcileMedications(patient_id=house.lee.id, takes_none=True))
    house.around.policy = RolePolicy()
    house.actor = house.person(Role.FRONT_DESK)
    text = house.read(house.answer(face_sheet, house.lee.id, include_private=True))
    assert "Asthma" not in text
    assert "Problems are not on this copy" in text and "Medicines are not on this copy" in text


def test_language_and_sex_are_words(house: House) -> None:
    house.tell(language="es", interpreter_needed=True)
    text = house.read(house.answer(face_sheet, house.lee.id))
    assert "Sex Female" in text and "Language Spanish" in text and "Interpreter Needed" in text


def test_coverage_in_force_is_named_by_its_kind_where_the_payer_is_not_typed(house: House) -> None:
    house.write(Coverage(patient_id=house.lee.id, rank=1, kind=PayerKind.MEDICARE, payer=""))
    assert "medicare" in house.read(house.answer(face_sheet, house.lee.id))


# -- label, card, schedule ----------------------------------------------------------------------------------


def test_a_label_names_the_patient_birth_date_and_number(house: House) -> None:
    text = house.read(house.answer(label_paper, house.lee.id))
    assert "Susan Lee" in text and "August 12, 1958" in text and house.lee.mrn in text


def test_a_card_says_when_with_whom_and_how_to_prepare(house: House) -> None:
    booked = house.book("10:00", day=date(2026, 3, 16), visit_type_id=house.new_patient.id)
    text = house.read(house.answer(appointment_card, booked.id))
    assert "Monday, March 16, 2026" in text and "10:00" in text and "Intake packet" in text
    spanish = house.read(house.answer(appointment_card, booked.id, "es"))
    assert "Lunes, 16 de marzo de 2026" in spanish


def test_the_schedule_names_each_patient_with_the_number_to_call(house: House) -> None:
    house.tell(mobile="+19375550111", confidential_phone="+19375550122")
    house.book("10:00")
    house.book("10:30", patient_id=house.ito.id, provider_id=house.lind.id)
    text = house.read(house.answer(schedule_paper, date(2026, 3, 2)))
    assert "Lee, Susan" in text and "Ito, Kenji" in text and "2 appointments" in text
    assert "555-0122" in text and "555-0111" not in text
    assert "No appointments on this day" in house.read(house.answer(schedule_paper, date(2026, 3, 8)))


# -- money --------------------------------------------------------------------------------------------------


def test_a_receipt_in_spanish_and_one_that_was_taken_back(house: House) -> None:
    receipt = house.pay(2500, house.seen, tendered_cents=4000)
    text = house.read(house.answer(receipt_paper, receipt.number, "es"))
    assert f"Recibo {receipt.number:06d}" in text and "$25.00" in text
    assert "Cambio devuelto $15.00" in text
    assert "se anuló" not in text


def test_a_receipt_that_is_not_there_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.answer(receipt_paper, 99)


def test_the_day_sheet_hides_what_the_drawer_holds_until_it_is_counted(house: House) -> None:
    house.level(house.seen)
    house.post(house.seen, reason="Looked at")
    house.pay(2500, house.seen)
    text = house.read(house.answer(day_sheet_paper))
    assert "not counted yet" in text and "printed once the drawer is counted" in text
    assert "Cash" not in text.split("Cash drawer")[0].replace("Cash taken", "")
    expected = house.sheet().drawers[0].float_cents + 2500
    house.count((100, expected // 100))
    counted = house.read(house.answer(day_sheet_paper))
    assert "Patient payments: Cash" in counted and "Closing receivables" in counted
    assert "Out of balance" not in counted
    assert house.sheet().audit_head[:4].isalnum()


# -- handouts, language, approval ---------------------------------------------------------------------------


def test_a_handout_given_to_a_patient_is_in_the_record_and_one_for_the_waiting_room_is_not(
    house: House,
) -> None:
    assert views_of(house, patient_handout, "flu", house.lee.id) == ["documents.patient_handout"]
    assert views_of(house, handout, "flu") == []
    assert views_of(house, printed_papers, house.lee.id) == ["documents.printed_papers"]


def test_an_unknown_handout_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.answer(handout, "../flu")


def test_a_handout_in_a_language_without_one_is_english(house: House) -> None:
    house.tell(language="vi")
    assert house.answer(patient_handout, "flu", house.lee.id).language == "en"
    told = house.answer(paper_patient, house.lee.id)
    assert (told.language_name, told.paper_language) == ("Vietnamese", "en")


def test_an_approved_text_says_by_whom_and_only_in_these_words(house: House) -> None:
    assert "Not yet reviewed" in house.read(house.answer(handout, "flu"))
    shown = next(
        one for one in house.answer(standing_texts) if (one.text, one.language) == ("handout.flu", "en")
    )
    assert shown.title == "Flu" and float(shown.grade) <= 6
    command = ApproveText(text="handout.flu", language="en", sha256=shown.sha256)
    house.run(approve_text, command, actor=house.doctor)
    assert "reviewed by Ada Okafor on March 2, 2026" in house.read(house.answer(handout, "flu"))
    assert "sin revisar" in house.read(house.answer(handout, "flu", "es"))
    with pytest.raises(RuleViolated):
        house.run(approve_text, ApproveText(text="handout.flu", language="en", sha256="0" * 64))
    with pytest.raises(RuleViolated):
        house.run(approve_text, ApproveText(text="handout.gout", language="en", sha256="0" * 64))


def test_approving_twice_keeps_the_first_name(house: House) -> None:
    command = {"text": "handout.flu", "language": "en", "sha256": digest_of("handout.flu", "en")}
    house.run(approve_text, ApproveText(**command), actor=house.doctor)
    house.run(approve_text, ApproveText(**command), actor=house.person(Role.NP_PA, name="J. Park"))
    assert "reviewed by Ada Okafor" in house.read(house.answer(handout, "flu"))


# -- words for home, and what was printed -------------------------------------------------------------------


def test_words_for_home_are_kept_line_by_line_and_never_over_newer_ones(house: House) -> None:
    first = WriteInstructions(visit_id=house.seen.id, found=("You have the flu.", "  "), to_do=("Rest.",))
    kept = house.run(write_instructions, first)
    assert (kept.version, kept.found) == (1, ("You have the flu.",))
    assert house.answer(home_instructions, house.seen.id) == kept
    with pytest.raises(Stale):
        house.run(write_instructions, WriteInstructions(visit_id=house.seen.id, found=("Other",)))
    with pytest.raises(RuleViolated):
        house.run(
            write_instructions,
            WriteInstructions(visit_id=house.seen.id, version=1, to_do=tuple("abcdefghijklm")),
        )


def test_what_was_printed_is_offered_again_the_newest_first_and_each_paper_once(house: House) -> None:
    house.print(house.summary(language="es"))
    house.wait_a_minute()
    house.print(house.answer(patient_handout, "flu", house.lee.id, "en", house.seen.id))
    house.wait_a_minute()
    house.print(house.summary(language="es"))
    lines = house.answer(printed_papers, house.lee.id)
    assert [(one.kind, one.language) for one in lines] == [("after_visit_summary", "es"), ("handout", "en")]
    assert lines[0].visit_day == date(2026, 3, 2)
    assert lines[1].title == "Flu"
    assert len(house.all(PrintedPaper)) == 3


def test_the_bar_code_of_a_paper_is_in_the_record(house: House) -> None:
    printed = house.print(house.summary())
    (kept,) = house.all(PrintedPaper)
    assert kept.document_id == printed.sheet.document_id
    acts = [row.act for row in house.all(AuditRow) if row.event == "act"]
    assert acts[-1] == "documents.record_print"


def test_a_summary_is_in_the_record_under_its_own_name(house: House) -> None:
    assert "documents.after_visit_summary" in views_of(house, after_visit_summary, house.seen.id)
