"""Which paper says what: each query gives a sheet to draw, and reading a patient for it is recorded."""

from datetime import date, datetime, time

import sqlalchemy as sa

from app.billing.model import Receipt as ReceiptRecord
from app.billing.payments.queries import receipt_view
from app.billing.payments.views import ReceiptView
from app.chart.history.queries import visit_story
from app.chart.problems.queries import problem_list
from app.core.acts import Permission, query
from app.core.errors import NotFound
from app.core.ids import Id, new_id
from app.documents import views
from app.documents.assembling import allergies, letterhead, medicines, person, review_of, vitals, wall
from app.documents.handouts import HANDOUT_KEYS, load_handout
from app.documents.model import HomeInstructions, PrintedPaper
from app.documents.papers import PaperKind, Sheet
from app.documents.standing_texts import STANDING_TEXTS, digest_of
from app.documents.texts_views import InstructionsView, PrintedLine, StandingText
from app.orders.queries import orders_of_visit
from app.orders.views import OrderView
from app.people.insurance import coverages
from app.people.model import Contact, ContactRole, Patient
from app.people.queries import call_phone, mail_address
from app.practice.fields import phone_text
from app.practice.model import Provider
from app.schedule.queries import appointment, day_schedule, upcoming_appointments
from app.schedule.views import AppointmentView
from app.store.work import Reading
from app.visits.model import Visit


def _language(patient: Patient, wanted: str) -> str:
    return wanted or patient.language


@query(Permission.PRINT, recorded=True)
def after_visit_summary(
    reading: Reading, visit_id: Id, language: str = "", include_private: bool = False
) -> Sheet:
    """Return the after-visit summary of a visit, in the patient's language. Raises NotFound.

    What is private from guardian or subscriber stays off unless it is included on purpose.
    """
    visit = reading.get(Visit, visit_id)
    patient = reading.get(Patient, visit.patient_id)
    reading.saw(patient.id, paper="after_visit_summary", visit=str(visit_id))
    chosen = _language(patient, language)
    listed, allergies_status = allergies(reading, patient.id, private=include_private)
    taken, medicines_status = medicines(reading, patient.id, visit.starts_at, private=include_private)
    words = _instructions(reading, visit_id)
    hidden = visit.private_from_guardian and not include_private
    view = views.AfterVisitSummary(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        provider=_provider(reading, visit),
        visit_day=visit.day,
        reason="" if hidden else _reason(reading, visit),
        found=() if hidden else words.found,
        vitals=() if hidden else vitals(reading, visit_id),
        to_do=() if hidden else words.to_do,
        medicines=taken,
        medicines_status=medicines_status,
        allergies=listed,
        allergies_status=allergies_status,
        tests=() if hidden else _tests(reading, visit_id, private=include_private),
        next_steps=_next_steps(reading, patient.id),
        call_911=words.call_911,
        call_us=words.call_us,
        handouts=_handouts_given(reading, visit_id, chosen),
        includes_private=include_private,
        review=review_of(reading, "after_visit_summary", chosen, digest_of("after_visit_summary", chosen)),
    )
    return Sheet(PaperKind.AFTER_VISIT_SUMMARY, view, chosen, "after_visit_summary", patient.id, visit_id)


def _provider(reading: Reading, visit: Visit) -> str:
    return reading.get(Provider, visit.provider_id).name if visit.provider_id else ""


def _reason(reading: Reading, visit: Visit) -> str:
    story = visit_story(reading, visit.id)
    return (story.complaint if story else "") or visit.reason


def _instructions(reading: Reading, visit_id: Id) -> InstructionsView:
    chosen = sa.select(HomeInstructions).where(HomeInstructions.visit_id == visit_id)
    found = reading.session.scalars(chosen).one_or_none()
    if found is None:
        return InstructionsView()
    return InstructionsView(
        found.version,
        tuple(found.found),
        tuple(found.to_do),
        tuple(found.call_911),
        tuple(found.call_us),
        found.written_by_name,
    )


@query(Permission.SEE_CHART, recorded=True)
def home_instructions(reading: Reading, visit_id: Id) -> InstructionsView:
    """Return what is written for the patient to take home from a visit."""
    reading.saw(reading.get(Visit, visit_id).patient_id)
    return _instructions(reading, visit_id)


_ENDED = ("refused", "not_done", "cancelled")


def _tests(reading: Reading, visit_id: Id, *, private: bool) -> tuple[views.TestOrdered, ...]:
    orders = [one for one in orders_of_visit(reading, visit_id) if str(one.kind) in ("test", "imaging")]
    shown = [one for one in orders if private or not one.private_from_guardian]
    return tuple(_test(one) for one in shown if str(one.state) not in _ENDED)


def _test(order: OrderView) -> views.TestOrdered:
    last = order.results[-1].values if order.results else ()
    result = ", ".join(f"{one.value} {one.unit}".strip() for one in last)
    return views.TestOrdered(order.name, result)


def _next_steps(reading: Reading, patient_id: Id) -> tuple[views.NextStep, ...]:
    steps = upcoming_appointments(reading, patient_id)
    return tuple(
        views.NextStep(f"{one.visit_type}, {one.provider}", at=wall(reading, one.starts_at)) for one in steps
    )


def _handouts_given(reading: Reading, visit_id: Id, language: str) -> tuple[str, ...]:
    chosen = sa.select(PrintedPaper.subject).where(
        PrintedPaper.visit_id == visit_id, PrintedPaper.kind == PaperKind.HANDOUT
    )
    keys = dict.fromkeys(reading.session.scalars(chosen))
    return tuple(load_handout(key, language).title for key in keys if key in HANDOUT_KEYS)


@query(Permission.PRINT)
def handout(
    reading: Reading,
    key: str,
    language: str,
    patient_id: Id | None = None,
    visit_id: Id | None = None,
    large_print: bool = False,
) -> Sheet:
    """Return a handout, for a patient or for the waiting room. Raises NotFound for an unknown key."""
    if key not in HANDOUT_KEYS:
        raise NotFound("handout", key)
    patient = reading.get(Patient, patient_id) if patient_id else None
    if patient is not None:
        reading.saw(patient.id, paper="handout", handout=key)
    text = f"handout.{key}"
    view = views.HandoutPaper(
        document_id=new_id(),
        practice=letterhead(reading),
        key=key,
        given_on=reading.today,
        patient=person(patient) if patient else None,
        large_print=large_print,
        review=review_of(reading, text, language, digest_of(text, language)),
    )
    return Sheet(PaperKind.HANDOUT, view, language, text, patient_id, visit_id, key)


@query(Permission.PRINT, recorded=True)
def appointment_card(reading: Reading, appointment_id: Id, language: str = "") -> Sheet:
    """Return the card of an appointment. Raises NotFound."""
    booked = appointment(reading, appointment_id)
    patient = reading.get(Patient, booked.patient_id)
    reading.saw(patient.id, paper="appointment_card")
    chosen = _language(patient, language)
    view = views.AppointmentCard(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        starts=wall(reading, booked.starts_at),
        minutes=booked.minutes,
        provider=booked.provider,
        visit_type=_visit_type(booked, chosen),
        place=booked.location,
        prepare=tuple(line.strip() for line in booked.preparation.split(";") if line.strip()),
    )
    return Sheet(
        PaperKind.APPOINTMENT_CARD, view, chosen, "appointment_card", patient.id, None, str(appointment_id)
    )


def _visit_type(booked: AppointmentView, language: str) -> str:
    return booked.visit_type_es if language.startswith("es") and booked.visit_type_es else booked.visit_type


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
    chosen = _language(patient, language)
    view = views.Receipt(
        document_id=told.id,
        practice=letterhead(reading),
        patient=person(patient),
        number=f"{told.number:06d}",
        taken_at=wall(reading, told.at),
        taken_by=told.taken_by_name,
        lines=_receipt_lines(told),
        method=views.PayMethod(str(told.method)),
        reference=told.reference,
        tendered=told.tendered_cents,
        remains=told.remains_cents,
        credit=told.credit_cents,
    )
    return Sheet(PaperKind.RECEIPT, view, chosen, "receipt", patient.id, told.visit_id, str(number))


def _receipt_lines(told: ReceiptView) -> tuple[views.ReceiptLine, ...]:
    lines = []
    if told.visit_cents or told.visit_due_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.COPAY, told.visit_due_cents, told.visit_cents))
    if told.old_cents or told.old_due_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.OLD_BALANCE, told.old_due_cents, told.old_cents))
    if told.credit_cents:
        lines.append(views.ReceiptLine(views.ReceiptFor.DEPOSIT, told.credit_cents, told.credit_cents))
    return tuple(lines)


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
    reading.saw(patient.id, paper="face_sheet")
    clinical = reading.may(Permission.SEE_CHART)
    listed, allergies_status = allergies(reading, patient_id, private=include_private)
    taken, medicines_status = medicines(reading, patient_id, None, private=include_private)
    active = problem_list(reading, patient_id, active_only=True) if clinical else ()
    view = views.FaceSheet(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        printed_at=wall(reading, reading.now),
        facts=_facts(reading, patient),
        coverages=_coverage_lines(reading, patient_id),
        allergies=listed,
        allergies_status=allergies_status,
        problems=tuple(one.problem for one in active if include_private or not one.private_from_guardian),
        problems_status=views.ListStatus.LISTED if active else views.ListStatus.NOT_REVIEWED,
        medicines=taken if clinical else (),
        medicines_status=medicines_status if clinical else views.ListStatus.NOT_REVIEWED,
        includes_private=include_private,
    )
    return Sheet(PaperKind.FACE_SHEET, view, "en", "face_sheet", patient_id)


_ROLES = {
    ContactRole.EMERGENCY: views.Fact.EMERGENCY_CONTACT,
    ContactRole.GUARDIAN: views.Fact.GUARDIAN,
    ContactRole.GUARANTOR: views.Fact.GUARANTOR,
    ContactRole.MAY_TALK_TO: views.Fact.MAY_TALK_TO,
}


def _facts(reading: Reading, patient: Patient) -> tuple[views.FaceFact, ...]:
    kind = views.Fact
    told = {
        kind.PREFERRED_NAME: patient.preferred_name,
        kind.SEX: str(patient.sex),
        kind.GENDER: patient.gender_identity,
        kind.PRONOUNS: patient.pronouns,
        kind.LANGUAGE: patient.language,
        kind.ADDRESS: "\n".join(mail_address(patient)),
        kind.PHONE: call_phone(patient),
        kind.EMAIL: patient.email,
        kind.PHARMACY: patient.pharmacy,
    }
    facts = [views.FaceFact(one, text) for one, text in told.items()]
    return (*facts, *_contact_facts(reading, patient.id))


def _contact_facts(reading: Reading, patient_id: Id) -> list[views.FaceFact]:
    chosen = sa.select(Contact).where(Contact.patient_id == patient_id, Contact.entered_in_error.is_(None))
    lines = []
    for one in reading.session.scalars(chosen):
        parts = (one.name, one.relation, phone_text(one.phone))
        lines.append(views.FaceFact(_ROLES[one.role], ", ".join(part for part in parts if part)))
    return lines


def _coverage_lines(reading: Reading, patient_id: Id) -> tuple[views.CoverageLine, ...]:
    return tuple(
        views.CoverageLine(
            order=one.rank,
            payer=one.entry.payer,
            plan=one.entry.plan,
            member_id=one.entry.member_id,
            group=one.entry.group_number,
            subscriber=one.entry.subscriber_name,
            relation=one.entry.relation,
        )
        for one in coverages(reading, patient_id)
        if one.in_force
    )


@query(Permission.PRINT)
def printed_papers(reading: Reading, patient_id: Id, most: int = 20) -> tuple[PrintedLine, ...]:
    """Return what was printed for a patient, the newest first: what Ctrl+P offers again."""
    reading.saw(patient_id, papers="printed")
    chosen = (
        sa.select(PrintedPaper)
        .where(PrintedPaper.patient_id == patient_id)
        .order_by(PrintedPaper.at.desc())
        .limit(most)
    )
    return tuple(
        PrintedLine(one.kind, one.subject, one.visit_id, one.language, one.pages, one.at, one.by_name)
        for one in reading.session.scalars(chosen)
    )


@query(Permission.PRINT)
def standing_texts(reading: Reading) -> tuple[StandingText, ...]:
    """Return every standing text in each language with who approved it, if anybody has."""
    found = []
    for text, language in STANDING_TEXTS:
        digest = digest_of(text, language)
        review = review_of(reading, text, language, digest)
        found.append(StandingText(text, language, digest, review.reviewed_by or "", review.reviewed_on))
    return tuple(found)
