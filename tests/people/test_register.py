"""Registering and changing a patient: what is kept, what is refused beside which field, what is asked."""

from collections.abc import Iterator
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NeedsAcknowledgement, NotFound, RuleViolated, Stale
from app.core.findings import Severity
from app.core.ids import Id, new_id
from app.people import rules
from app.people.actions import (
    ChangeDemographics,
    InError,
    KeepPhoto,
    KeepSignature,
    MarkDeceased,
    RecordSearch,
    RegisterPatient,
    SaveContact,
    change_demographics,
    contact_in_error,
    keep_photo,
    keep_signature,
    mark_deceased,
    patient_in_error,
    record_search,
    register_patient,
    save_contact,
    signature_in_error,
)
from app.people.findable import sounds_of
from app.people.finding import find_patients
from app.people.model import Patient, PatientSound
from app.people.queries import check_demographics, patient_banner, patient_form, photo_of, reach_of
from app.people.views import (
    ContactEntry,
    ContactRole,
    CoverageEntry,
    Demographics,
    MessagePreference,
    PatientFlag,
    PatientForm,
    PayerKind,
    Sex,
    SignatureEntry,
    SignatureKind,
)
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from tests.support.bare import BarePractice

TODAY = date(2026, 3, 2)
SUSAN = Demographics(
    last_name="Lee",
    first_name="Susan",
    middle_name="May",
    preferred_name="Sue",
    pronouns="she, her",
    birth_date=date(1958, 8, 12),
    sex=Sex.FEMALE,
    street="212 Oak Street, Apt 3",
    city="Dayton",
    state="OH",
    zip="45402",
    mobile="(937) 555-0188",
    race=(("2106-3", "White"),),
)
GRACE = ContactEntry(role=ContactRole.EMERGENCY, name="Grace Lee", relation="daughter", phone="937-555-0101")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def register(practice: BarePractice, form: Demographics = SUSAN, **other: Any) -> Id:
    patient_id: Id = practice.run(register_patient, RegisterPatient(demographics=form, **other)).patient_id
    return patient_id


def form_of(practice: BarePractice, patient_id: Id) -> PatientForm:
    form: PatientForm = practice.answer(patient_form, patient_id)
    return form


def refused(practice: BarePractice, **other: Any) -> RuleViolated:
    with pytest.raises(RuleViolated) as caught:
        register(practice, replace(SUSAN, **other))
    return caught.value


def test_a_patient_gets_the_next_number_of_six_digits(practice: BarePractice) -> None:
    register(practice)
    other = replace(SUSAN, last_name="Abara", first_name="Chidi", birth_date=date(1990, 1, 1), mobile="")
    assert practice.run(register_patient, RegisterPatient(demographics=other)).mrn == "000002"


def test_numbers_that_an_import_brought_are_passed_over(practice: BarePractice) -> None:
    register(practice)
    for mrn in ("000002", "000003", "A-17"):
        imported = {"mrn": mrn, "last_name": "X", "first_name": "Y", "sex": Sex.UNKNOWN}
        practice.write(Patient(**imported, birth_date=None, registered_at=practice.clock.now()))
    other = replace(SUSAN, last_name="Abara", first_name="Chidi", birth_date=date(1990, 1, 1), mobile="")
    assert practice.run(register_patient, RegisterPatient(demographics=other)).mrn == "000004"


def test_the_form_comes_back_as_it_was_typed(practice: BarePractice) -> None:
    patient_id = register(practice, contacts=(GRACE,))
    form = form_of(practice, patient_id)
    assert form.demographics == SUSAN
    assert form.contacts[0].entry == replace(GRACE, phone="(937) 555-0101")
    assert (form.banner.name, form.banner.full_name) == ("Lee, Susan M.", "Susan M. Lee")


def test_opening_the_form_is_recorded_and_the_banner_is_not(practice: BarePractice) -> None:
    patient_id = register(practice)
    seen: list[Any] = []

    def look(work: Any) -> None:
        patient_banner(work, patient_id)
        seen.append(len(work.seen))
        patient_form(work, patient_id)
        seen.append(len(work.seen))

    practice.within(look)
    assert seen == [0, 1]


def test_a_patient_of_another_practice_is_not_found(practice: BarePractice) -> None:
    with pytest.raises(NotFound):
        practice.answer(patient_banner, new_id())


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("last_name", " ", "fields.required"),
        ("last_name", "12", "people.name_without_letters"),
        ("first_name", "x" * 81, "fields.too_long"),
        ("first_name", "Su\u202esan", "fields.hidden_character"),
        ("birth_date", None, "people.birth_date_needed"),
        ("birth_date", date(2026, 3, 3), "people.birth_date_future"),
        ("birth_date", date(1905, 3, 2), "people.birth_date_too_old"),
        ("birth_date_known", "1958", "people.birth_date_twice"),
        ("language", "xx", "people.language"),
        ("state", "OX", "fields.state"),
        ("zip", "454", "fields.zip"),
        ("mobile", "555-0188", "fields.phone_area_code"),
        ("confidential_phone", "call me", "fields.phone"),
        ("email", "sue@", "fields.email"),
        ("access_needs", "pays with 4111 1111 1111 1111", "fields.card_number"),
        ("what_matters", "a" * 1001, "fields.too_long"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(
    practice: BarePractice, field: str, value: Any, message: str
) -> None:
    no = refused(practice, **{field: value})
    assert (no.field, no.message.id) == (field, message)
    assert practice.all(Patient) == []


def test_all_wrong_fields_are_told_at_once_while_typing(practice: BarePractice) -> None:
    wrong = replace(SUSAN, last_name="", zip="4", email="x")
    findings = practice.answer(check_demographics, wrong)
    assert {one.field for one in findings} == {"last_name", "zip", "email"}
    assert practice.answer(check_demographics, SUSAN) == ()


def test_a_fault_among_the_contacts_names_its_place(practice: BarePractice) -> None:
    with pytest.raises(RuleViolated) as caught:
        register(practice, contacts=(GRACE, replace(GRACE, phone="1")))
    assert caught.value.field == "contacts.1.phone"


def test_markup_in_a_name_stays_text(practice: BarePractice) -> None:
    patient_id = register(practice, replace(SUSAN, last_name="<b>Lee</b>", middle_name="'; DROP TABLE"))
    assert form_of(practice, patient_id).banner.name == "<b>Lee</b>, Susan '."
    assert practice.answer(find_patients, "<b>lee")[0].id == patient_id


@given(st.text(max_size=30))
def test_a_name_is_kept_or_refused_and_never_breaks(text: str) -> None:
    kept, findings = rules.cleaned_demographics(replace(SUSAN, last_name=text), TODAY)
    hard = [one for one in findings if one.severity is Severity.HARD_STOP]
    assert hard or kept.last_name == " ".join(kept.last_name.split()) != ""
    assert all(one.field == "last_name" for one in hard)


def test_someone_of_111_years_needs_a_reason(practice: BarePractice) -> None:
    old = replace(SUSAN, birth_date=date(1914, 8, 12))
    with pytest.raises(NeedsAcknowledgement) as stop:
        register(practice, old)
    assert [one.message.id for one in stop.value.findings] == ["people.birth_date_doubted"]
    register(practice, old, acknowledged_reason="Saw the passport")
    asked, act = practice.all(AuditRow)[:2]
    assert asked.event == "asked" and "people.birth_date_doubted" in asked.entry
    assert act.event == "act" and "Saw the passport" in act.entry


def test_a_person_with_one_name_is_asked_about_once(practice: BarePractice) -> None:
    with pytest.raises(NeedsAcknowledgement):
        register(practice, replace(SUSAN, first_name=""))
    patient_id = register(practice, replace(SUSAN, first_name=""), acknowledged_reason="Has one name only")
    assert form_of(practice, patient_id).banner.name == "Lee, M."


def test_a_birth_year_alone_will_do(practice: BarePractice) -> None:
    patient_id = register(practice, replace(SUSAN, birth_date=None, birth_date_known="1958"))
    banner = practice.answer(patient_banner, patient_id)
    assert (banner.birth_date, banner.birth_date_known, banner.age) == (None, "1958", None)


@pytest.mark.parametrize("known", ["2027", "1890", "58", "1958-13"])
def test_a_birth_year_that_cannot_be_is_refused(practice: BarePractice, known: str) -> None:
    assert refused(practice, birth_date=None, birth_date_known=known).field.startswith("birth_date")


def test_a_change_keeps_the_surname_before_as_a_former_name(practice: BarePractice) -> None:
    patient_id = register(practice)
    married = replace(SUSAN, last_name="Park")
    change = ChangeDemographics(patient_id=patient_id, version=1, demographics=married)
    practice.run(change_demographics, change)
    assert form_of(practice, patient_id).demographics == replace(married, former_names=("Lee",))
    for typed in ("park", "lee"):
        assert [one.id for one in practice.answer(find_patients, typed)] == [patient_id]


def test_a_corrected_slip_leaves_no_former_name(practice: BarePractice) -> None:
    patient_id = register(practice, replace(SUSAN, last_name="Leee"))
    change = ChangeDemographics(patient_id=patient_id, version=1, demographics=SUSAN, keep_former_name=False)
    practice.run(change_demographics, change)
    assert form_of(practice, patient_id).demographics.former_names == ()
    assert practice.answer(find_patients, "leee") == ()
    assert {one.sound for one in practice.all(PatientSound)} == sounds_of(
        {"last_name": "Lee", "first_name": "Susan", "preferred_name": "Sue"}
    )


def test_the_record_keeps_only_the_fields_that_changed(practice: BarePractice) -> None:
    patient_id = register(practice)
    change = ChangeDemographics(
        patient_id=patient_id, version=1, demographics=replace(SUSAN, city="Kettering")
    )
    practice.run(change_demographics, change)
    rows = [row.entry for row in practice.all(AuditRow) if row.act == "people.change_demographics"]
    assert '"before":{"city":"Dayton","version":1}' in rows[-1]
    assert '"after":{"city":"Kettering","version":2}' in rows[-1]


def test_saving_over_a_newer_version_is_refused(practice: BarePractice) -> None:
    patient_id = register(practice)
    change = ChangeDemographics(patient_id=patient_id, version=1, demographics=replace(SUSAN, city="Oakwood"))
    practice.run(change_demographics, change)
    with pytest.raises(Stale):
        practice.run(change_demographics, replace(change, command_id=new_id()))


def test_a_confidential_address_and_phone_stand_before_all_others(practice: BarePractice) -> None:
    private = replace(
        SUSAN,
        confidential_address="PO Box 7, Dayton OH 45401",
        confidential_phone="937 555 0142",
        message_preference=MessagePreference.NO,
    )
    patient_id = register(practice, private)
    reach = practice.answer(reach_of, patient_id)
    assert (reach.address, reach.phone) == (("PO Box 7, Dayton OH 45401",), "(937) 555-0142")
    assert reach.confidential
    line = practice.answer(find_patients, "lee")[0]
    assert line.phone == "(937) 555-0142"
    assert line.flags == (PatientFlag.CONFIDENTIAL_CONTACT, PatientFlag.NO_MESSAGES)


def test_without_a_confidential_one_the_ordinary_address_is_used(practice: BarePractice) -> None:
    reach = practice.answer(reach_of, register(practice))
    assert reach.address == ("212 Oak Street, Apt 3", "Dayton, OH 45402")
    assert (reach.phone, reach.confidential) == ("(937) 555-0188", False)


def test_contacts_are_added_changed_and_marked(practice: BarePractice) -> None:
    patient_id = register(practice)
    added = practice.run(save_contact, SaveContact(patient_id=patient_id, entry=GRACE))
    renamed = replace(GRACE, name="Grace Park")
    changed = practice.run(
        save_contact,
        SaveContact(patient_id=patient_id, contact_id=added.id, version=added.version, entry=renamed),
    )
    assert form_of(practice, patient_id).contacts[0].entry.name == "Grace Park"
    gone = InError(record_id=added.id, version=changed.version, reason="Wrong chart")
    practice.run(contact_in_error, gone)
    assert form_of(practice, patient_id).contacts == ()


def test_a_contact_is_never_written_to_another_patient(practice: BarePractice) -> None:
    patient_id = register(practice)
    added = practice.run(save_contact, SaveContact(patient_id=patient_id, entry=GRACE))
    wrong = SaveContact(patient_id=new_id(), contact_id=added.id, version=added.version, entry=GRACE)
    with pytest.raises(RuleViolated, match=r"people\.another_patient"):
        practice.run(save_contact, wrong)


def test_signatures_are_kept_with_their_day(practice: BarePractice) -> None:
    entry = SignatureEntry(kind=SignatureKind.PRIVACY_NOTICE, signed_on=TODAY)
    patient_id = register(practice, signatures=(entry,))
    kept = practice.run(keep_signature, KeepSignature(patient_id=patient_id, entry=entry))
    assert [one.entry for one in form_of(practice, patient_id).signatures] == [entry, entry]
    practice.run(signature_in_error, InError(record_id=kept.id, version=1, reason="Twice"))
    assert len(form_of(practice, patient_id).signatures) == 1
    late = replace(entry, signed_on=date(2026, 3, 3))
    with pytest.raises(RuleViolated, match=r"people\.date_future"):
        practice.run(keep_signature, KeepSignature(patient_id=patient_id, entry=late))


def test_a_photo_is_kept_encrypted_and_comes_back(practice: BarePractice, tmp_path: Path) -> None:
    patient_id = register(practice)
    picture = b"\x89PNG\r\n\x1a\n" + b"made-up picture"
    practice.run(keep_photo, KeepPhoto(patient_id=patient_id, version=1, content=picture))
    assert practice.answer(photo_of, patient_id) == picture
    files = [file for file in (tmp_path / "attachments").rglob("*") if file.is_file()]
    assert len(files) == 1 and b"made-up" not in files[0].read_bytes()
    files[0].unlink()
    assert practice.answer(photo_of, patient_id) is None


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff" + bytes(2_000_000)])
def test_what_is_no_photo_is_refused(practice: BarePractice, content: bytes) -> None:
    patient_id = register(practice)
    with pytest.raises(RuleViolated, match=r"people\.photo"):
        practice.run(keep_photo, KeepPhoto(patient_id=patient_id, version=1, content=content))


def test_death_is_marked_and_can_be_taken_back_with_a_reason(practice: BarePractice) -> None:
    patient_id = register(practice)
    practice.run(mark_deceased, MarkDeceased(patient_id=patient_id, version=1, on="2026-02"))
    banner = practice.answer(patient_banner, patient_id)
    assert PatientFlag.DECEASED in banner.flags
    back = MarkDeceased(patient_id=patient_id, version=2, deceased=False)
    with pytest.raises(RuleViolated, match=r"fields\.required"):
        practice.run(mark_deceased, back)
    practice.run(mark_deceased, replace(back, command_id=new_id(), reason="Another Susan Lee died"))
    assert practice.answer(patient_banner, patient_id).flags == ()


@pytest.mark.parametrize("on", ["2026-03-03", "1957", "soon"])
def test_a_day_of_death_that_cannot_be_is_refused(practice: BarePractice, on: str) -> None:
    patient_id = register(practice)
    with pytest.raises(RuleViolated):
        practice.run(mark_deceased, MarkDeceased(patient_id=patient_id, version=1, on=on))


def test_a_chart_in_error_leaves_search_but_not_the_file(practice: BarePractice) -> None:
    patient_id = register(practice)
    practice.run(patient_in_error, InError(record_id=patient_id, version=1, reason="Registered twice"))
    assert practice.answer(find_patients, "lee") == ()
    assert practice.answer(patient_banner, patient_id).flags == (PatientFlag.ENTERED_IN_ERROR,)
    register(practice)  # and it is no duplicate any more


def test_a_chart_with_a_visit_cannot_be_in_error(practice: BarePractice) -> None:
    patient_id = register(practice)
    now = practice.clock.now()
    practice.write(
        Visit(patient_id=patient_id, day=TODAY, starts_at=now, state=VisitState.DONE, state_since=now)
    )
    with pytest.raises(RuleViolated, match=r"people\.patient_has_visits"):
        practice.run(patient_in_error, InError(record_id=patient_id, version=1, reason="Twice"))


def test_a_search_is_recorded_with_whose_chart_was_opened(practice: BarePractice) -> None:
    patient_id = register(practice)
    practice.run(record_search, RecordSearch(text=" smi \x00 jo 85 ", found=3, opened=patient_id))
    row = practice.all(AuditRow)[-1]
    assert row.act == "people.record_search" and '"text":"smi jo 85"' in row.entry
    assert str(patient_id) in row.entry


def test_a_minor_without_a_guardian_is_only_a_reminder() -> None:
    child = date(2020, 1, 1)
    notes = rules.guardian_missing(child, {ContactRole.EMERGENCY}, TODAY)
    assert [one.severity for one in notes] == [Severity.NOTE]
    assert rules.guardian_missing(child, {ContactRole.GUARDIAN}, TODAY) == []
    assert rules.guardian_missing(SUSAN.birth_date, set(), TODAY) == []


def test_an_insurance_card_is_registered_with_the_patient(practice: BarePractice) -> None:
    medicare = CoverageEntry(kind=PayerKind.MEDICARE, payer="Medicare Part B", member_id="1eg4-te5-mk73")
    patient_id = register(practice, coverages=(medicare,))
    assert form_of(practice, patient_id).coverages[0].entry.member_id == "1EG4TE5MK73"
    assert form_of(practice, patient_id).banner.coverage == "Medicare Part B"


def test_every_field_of_the_form_is_a_column_of_the_patient() -> None:
    assert {one.name for one in fields_of(Demographics)} <= set(Patient.__table__.columns.keys())
