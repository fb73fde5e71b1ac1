"""Which paper says what: each query gives a sheet to draw, and reading a patient for it is recorded."""

from dataclasses import replace
from datetime import date, datetime, time

import sqlalchemy as sa

from app.billing.model import LedgerEntry
from app.billing.model import Receipt as ReceiptRecord
from app.billing.payments.queries import receipt_view
from app.billing.payments.views import ReceiptView
from app.core.acts import Permission, query
from app.core.errors import NotFound, RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.documents import views
from app.documents.assembling import (
    allergies,
    is_minor,
    letterhead,
    paper_language,
    person,
    problems,
    review_of,
    vitals,
    wall,
)
from app.documents.day_sheet_facts import printed_day_sheet
from app.documents.face_facts import coverage_lines, facts, language_name
from app.documents.handouts import HANDOUT_KEYS, load_handout
from app.documents.medicines import medicines
from app.documents.model import PrintedPaper
from app.documents.papers import PaperKind, Sheet
from app.documents.standing_texts import STANDING_TEXTS, SUMMARY, digest_of
from app.documents.texts_views import InstructionsView, PaperPatient, PrintedLine, StandingText, VisitPapers
from app.documents.visit_facts import (
    instructions,
    next_steps,
    reason_of,
    seen_by,
    tests,
    visit_type_in,
)
from app.documents.words import words_for
from app.frontdesk.day_close.queries import day_sheet
from app.people.model import Patient
from app.people.queries import call_phone
from app.schedule.model import LIVE
from app.schedule.queries import appointment, day_schedule, upcoming_appointments
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.PRINT, recorded=True, chart=True)
def after_visit_summary(
    reading: Reading, visit_id: Id, language: str = "", include_private: bool = False
) -> Sheet:
    """Return the after-visit summary of a visit, in the patient's language. Raises NotFound.

    What is private from guardian or subscriber stays off unless it is included on purpose; of a visit that is
    private as a whole only whom, when and the lists that are not private are said.
    """
    visit = reading.get(Visit, visit_id)
    patient = reading.get(Patient, visit.patient_id)
    reading.saw(patient.id, paper="after_visit_summary", visit=str(visit_id), private=include_private)
    chosen = paper_language(patient, language)
    hidden = visit.private_from_guardian and not include_private
    listed, allergies_status = allergies(reading, patient.id, private=include_private)
    taken, medicines_status = medicines(reading, patient.id, visit, private=include_private)
    words = InstructionsView() if hidden else instructions(reading, visit_id)
    view = views.AfterVisitSummary(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        provider=seen_by(reading, visit),
        visit_day=visit.day,
        reason="" if hidden else reason_of(reading, visit, private=include_private),
        found=words.found,
        vitals=() if hidden else vitals(reading, visit_id, private=include_private),
        to_do=words.to_do,
        medicines=taken,
        medicines_status=medicines_status,
        allergies=listed,
        allergies_status=allergies_status,
        tests=() if hidden else tests(reading, visit_id, chosen, private=include_private),
        next_steps=next_steps(reading, patient.id, chosen, reasons=not hidden),
        call_911=words.call_911,
        call_us=words.call_us,
        handouts=() if hidden else _handouts_given(reading, visit_id, chosen),
        includes_private=include_private,
        review=review_of(reading, SUMMARY, chosen, digest_of(SUMMARY, chosen)),
    )
    return Sheet(PaperKind.AFTER_VISIT_SUMMARY, view, chosen, "after_visit_summary", patient.id, visit_id)


@query(Permission.PRINT)
def summary_text(reading: Reading, language: str = "en") -> Sheet:
    """Return the fixed words of the summary on a page of nobody, for the clinician who approves them."""
    chosen = words_for(language).language
    view = views.AfterVisitSummary(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=views.Person("-", None, "-"),
        provider="",
        visit_day=reading.today,
        reason="",
        medicines_status=views.ListStatus.NOT_REVIEWED,
        allergies_status=views.ListStatus.NOT_REVIEWED,
        tests=(views.TestOrdered("-"),),
        next_steps=(views.NextStep("-"),),
        review=review_of(reading, SUMMARY, chosen, digest_of(SUMMARY, chosen)),
    )
    return Sheet(PaperKind.AFTER_VISIT_SUMMARY, view, chosen, "after_visit_summary")


@query(Permission.PRINT, recorded=True)
def visit_papers(reading: Reading, visit_id: Id) -> VisitPapers:
    """Return which papers a visit has for the patient to take home."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id, papers="visit")
    numbers = sa.select(ReceiptRecord.number).where(ReceiptRecord.visit_id == visit_id)
    coming = upcoming_appointments(reading, visit.patient_id)
    following = [one.id for one in coming if one.starts_at > max(reading.now, visit.starts_at)]
    given = sa.select(PrintedPaper.subject).where(
        PrintedPaper.visit_id == visit_id, PrintedPaper.kind == PaperKind.HANDOUT
    )
    return VisitPapers(
        visit_id=visit_id,
        patient_id=visit.patient_id,
        receipts=tuple(reading.session.scalars(numbers.order_by(ReceiptRecord.number.desc()))),
        appointment_id=following[0] if following else None,
        handouts=tuple(dict.fromkeys(reading.session.scalars(given))),
    )


@query(Permission.SEE_CHART, recorded=True)
def home_instructions(reading: Reading, visit_id: Id) -> InstructionsView:
    """Return what is written for the patient to take home from a visit."""
    reading.saw(reading.get(Visit, visit_id).patient_id)
    return instructions(reading, visit_id)


def _handouts_given(reading: Reading, visit_id: Id, language: str) -> tuple[str, ...]:
    chosen = sa.select(PrintedPaper.subject).where(
        PrintedPaper.visit_id == visit_id, PrintedPaper.kind == PaperKind.HANDOUT
    )
    keys = dict.fromkeys(reading.session.scalars(chosen.order_by(PrintedPaper.id)))
    return tuple(load_handout(key, language).title for key in keys if key in HANDOUT_KEYS)


@query(Permission.PRINT)
def handout(reading: Reading, key: str, language: str = "en", large_print: bool = False) -> Sheet:
    """Return a handout that names nobody, for the waiting room. Raises NotFound for an unknown key."""
    return _handout(reading, key, words_for(language).language, None, None, large_print)


@query(Permission.PRINT, recorded=True)
def patient_handout(
    reading: Reading,
    key: str,
    patient_id: Id,
    language: str = "",
    visit_id: Id | None = None,
    large_print: bool = False,
) -> Sheet:
    """Return a handout for a patient, in the patient's language. Raises NotFound for an unknown key."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient_id, paper="handout", handout=key)
    chosen = paper_language(patient, language)
    return _handout(reading, key, chosen, patient, visit_id, large_print)


def _handout(
    reading: Reading, key: str, language: str, patient: Patient | None, visit_id: Id | None, large: bool
) -> Sheet:
    if key not in HANDOUT_KEYS:
        raise NotFound("handout", key)
    text = f"handout.{key}"
    view = views.HandoutPaper(
        document_id=new_id(),
        practice=letterhead(reading),
        key=key,
        given_on=reading.today,
        patient=person(patient) if patient else None,
        large_print=large,
        review=review_of(reading, text, language, digest_of(text, language)),
    )
    title = load_handout(key, language).title
    return Sheet(PaperKind.HANDOUT, view, language, title, patient.id if patient else None, visit_id, key)


@query(Permission.PRINT, recorded=True)
def appointment_card(reading: Reading, appointment_id: Id, language: str = "") -> Sheet:
    """Return the card of an appointment that is to come. Raises NotFound; RuleViolated for one called off."""
    booked = appointment(reading, appointment_id)
    if booked.state not in LIVE:
        raise RuleViolated("appointment_id", Message("documents.appointment_called_off"))
    patient = reading.get(Patient, booked.patient_id)
    reading.saw(patient.id, paper="appointment_card")
    chosen = paper_language(patient, language)
    view = views.AppointmentCard(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        starts=wall(reading, booked.starts_at),
        minutes=booked.minutes,
        provider=booked.provider,
        visit_type=visit_type_in(booked, chosen),
        place=booked.location,
        prepare=tuple(line.strip() for line in booked.preparation.split(";") if line.strip()),
    )
    return Sheet(
        PaperKind.APPOINTMENT_CARD, view, chosen, "appointment_card", patient.id, None, str(appointment_id)
    )


@query(Permission.PRINT, recorded=True)
def receipt_paper(reading: Reading, number: int, language: str = "") -> Sheet:
    """Return the receipt with this number. Raises NotFound."""
    record = reading.session.scalars(
        sa.select(ReceiptRecord).where(ReceiptRecord.number == number)
    ).one_or_none()
    if record is None:
        raise NotFound("receipt", str(number))
    told = receipt_view(reading, record)
    patient = reading.get(Patient, told.patient_id)
    reading.saw(patient.id, paper="receipt")
    chosen = paper_language(patient, language)
    view = views.Receipt(
        document_id=told.id,
        practice=letterhead(reading),
        patient=person(patient),
        number=f"{told.number:06d}",
        taken_at=wall(reading, told.at),
        taken_by=told.taken_by_name.rstrip("."),  # the sentence has its own full stop
        lines=_receipt_lines(told),
        method=views.PayMethod(str(told.method)),
        reference=told.reference,
        tendered=told.tendered_cents,
        remains=told.remains_cents,
        credit=told.credit_cents,
        taken_back=told.reversed,
        books=_other_books(reading, told),
    )
    return Sheet(PaperKind.RECEIPT, view, chosen, "receipt", patient.id, told.visit_id, str(number))


def _other_books(reading: Reading, told: ReceiptView) -> date | None:
    """Return the day on whose books a payment stands that came after its day was locked."""
    day = reading.get(LedgerEntry, told.entry_id).business_day
    return None if day == wall(reading, told.at).date() else day


def _receipt_lines(told: ReceiptView) -> tuple[views.ReceiptLine, ...]:
    lines = []
    if told.visit_cents or told.visit_due_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.COPAY, told.visit_due_cents, told.visit_cents))
    if told.old_cents or told.old_due_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.OLD_BALANCE, told.old_due_cents, told.old_cents))
    if told.credit_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.DEPOSIT, told.credit_cents, told.credit_cents))
    return tuple(lines)


@query(Permission.SEE_LEDGER)
def day_sheet_paper(reading: Reading, day: date | None = None) -> Sheet:
    """Return the day sheet (None: of today), with the head of the record on it (SAFETY, "The record")."""
    told = day_sheet(reading, day)
    view = printed_day_sheet(reading, told, new_id())
    return Sheet(PaperKind.DAY_SHEET, view, "en", "day_sheet", subject=told.day.isoformat())


@query(Permission.PRINT)
def schedule_paper(reading: Reading, day: date) -> Sheet:
    """Return the schedule of a day, provider by provider, for the staff's desk."""
    told = day_schedule(reading, day)
    ids = {entry.patient_id for column in told.columns for entry in column.entries}
    patients = {one.id: one for one in reading.session.scalars(sa.select(Patient).where(Patient.id.in_(ids)))}
    columns = []
    for column in told.columns:
        rows = []
        for entry in column.entries:
            patient = patients[entry.patient_id]
            rows.append(
                views.ScheduleRow(
                    starts=datetime.combine(day, time.fromisoformat(entry.wall_start)),
                    minutes=entry.minutes,
                    patient=f"{patient.last_name}, {patient.first_name}",
                    birth_date=patient.birth_date,
                    mrn=patient.mrn,
                    visit_type=entry.visit_type,
                    reason=entry.reason,
                    room=entry.room,
                    phone=call_phone(patient),
                )
            )
        columns.append(views.ScheduleColumn(column.name, tuple(rows)))
    view = views.ScheduleOfDay(new_id(), letterhead(reading), day, wall(reading, reading.now), tuple(columns))
    return Sheet(PaperKind.SCHEDULE, view, "en", "schedule_of_the_day", subject=day.isoformat())


@query(Permission.PRINT, recorded=True)
def label_paper(reading: Reading, patient_id: Id) -> Sheet:
    """Return a label for a patient's papers, bag or form."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient.id, paper="label")
    view = views.PatientLabel(letterhead(reading), person(patient), str(patient.sex))
    return Sheet(PaperKind.LABEL, view, "en", "patient_label", patient.id)


@query(Permission.PRINT, recorded=True)
def face_sheet(reading: Reading, patient_id: Id, include_private: bool = False) -> Sheet:
    """Return who the patient is on one sheet; clinical lists only for those who may see the chart."""
    patient = reading.get(Patient, patient_id)
    reading.saw(patient.id, paper="face_sheet", private=include_private)
    clinical = reading.may(Permission.SEE_CHART) and reading.may_open(patient_id)
    view = face_view(reading, patient, clinical=clinical, private=include_private and clinical)
    if not reading.may_open(patient_id):  # not even the allergies, which all staff see elsewhere
        view = replace(view, allergies=(), allergies_status=views.ListStatus.NOT_SHOWN)
    return Sheet(PaperKind.FACE_SHEET, view, "en", "face_sheet", patient_id)


def face_view(reading: Reading, patient: Patient, *, clinical: bool, private: bool) -> views.FaceSheet:
    """Return what stands on a face sheet; without `clinical` the lists of the chart are not shown."""
    patient_id = patient.id
    listed, allergies_status = allergies(reading, patient_id, private=private)
    taken, medicines_status = medicines(reading, patient_id, None, private=private)
    listed_problems, problems_status = problems(reading, patient_id, private=private)
    return views.FaceSheet(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        printed_at=wall(reading, reading.now),
        facts=facts(reading, patient, minor=is_minor(reading, patient)),
        coverages=coverage_lines(reading, patient_id),
        allergies=listed,
        allergies_status=allergies_status,
        problems=listed_problems if clinical else (),
        problems_status=problems_status if clinical else views.ListStatus.NOT_SHOWN,
        medicines=taken if clinical else (),
        medicines_status=medicines_status if clinical else views.ListStatus.NOT_SHOWN,
        includes_private=private,
    )


@query(Permission.PRINT, recorded=True)
def printed_papers(reading: Reading, patient_id: Id, most: int = 20) -> tuple[PrintedLine, ...]:
    """Return what was printed for a patient, the newest first: what Ctrl+P offers again.

    A paper that was printed twice stands once, at its last time.
    """
    reading.saw(patient_id, papers="printed")
    chosen = (
        sa.select(PrintedPaper, Visit.day)
        .outerjoin(Visit, Visit.id == PrintedPaper.visit_id)
        .where(PrintedPaper.patient_id == patient_id)
        .order_by(PrintedPaper.at.desc(), PrintedPaper.id.desc())
        .limit(10 * most)
    )
    found: dict[tuple[object, ...], PrintedLine] = {}
    for one, day in reading.session.execute(chosen):
        same = (one.kind, one.subject, one.visit_id, one.language, one.large_print)
        found.setdefault(same, _printed(reading, one, day))
    return tuple(found.values())[:most]


def _printed(reading: Reading, one: PrintedPaper, visit_day: date | None) -> PrintedLine:
    is_handout = one.kind == PaperKind.HANDOUT and one.subject in HANDOUT_KEYS
    return PrintedLine(
        id=one.id,
        kind=one.kind,
        subject=one.subject,
        visit_id=one.visit_id,
        language=one.language,
        pages=one.pages,
        at=wall(reading, one.at),
        by=one.by_name,
        title=load_handout(one.subject, words_for(one.language).language).title if is_handout else "",
        visit_day=visit_day,
        is_today=wall(reading, one.at).date() == reading.today,
        includes_private=one.includes_private,
        large_print=one.large_print,
    )


@query(Permission.SEE_PATIENTS)
def paper_patient(reading: Reading, patient_id: Id) -> PaperPatient:
    """Return what the choice of a paper needs of a patient: the name, and the language to begin with."""
    patient = reading.get(Patient, patient_id)
    return PaperPatient(
        patient_id=patient.id,
        name=person(patient).name,
        mrn=patient.mrn,
        birth_date=patient.birth_date,
        language=patient.language,
        language_name=language_name(patient.language),
        paper_language=paper_language(patient),
        minor=is_minor(reading, patient),
    )


@query(Permission.PRINT)
def standing_texts(reading: Reading) -> tuple[StandingText, ...]:
    """Return every standing text in each language with who approved it, if anybody has."""
    return tuple(_standing_text(reading, text, language) for text, language in STANDING_TEXTS)


def _standing_text(reading: Reading, text: str, language: str) -> StandingText:
    digest = digest_of(text, language)
    review = review_of(reading, text, language, digest)
    told = (text, language, digest, review.reviewed_by or "", review.reviewed_on)
    if text == SUMMARY:
        return StandingText(*told)
    shipped = load_handout(text.removeprefix("handout."), language)
    return StandingText(*told, shipped.title, shipped.summary, shipped.grade_text)
