"""One made-up visit from booking to the door, act by act, each by whoever does it in a clinic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.billing.model import PayMethod
from app.billing.payments.due import amount_due_view
from app.chart.history.actions import SaveStory, save_story
from app.chart.notes.actions import SaveNote, SignNote, save_note, sign_note
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.core.ids import Id
from app.demo.chart_rows import level_of_age, note_text
from app.demo.lists import chance_for
from app.demo.ordering import Ordering
from app.demo.parts import STAFF, Part
from app.demo.sizes import vitals_on
from app.demo.stage import Stage
from app.frontdesk.actions import CheckIn, WalkIn, check_in, walk_in
from app.frontdesk.checkout.actions import FinishCheckout, Payment, finish_checkout
from app.frontdesk.views import Answers, Asked, Identifier, Sign
from app.people.insurance import RecordEligibility, record_eligibility
from app.people.model import Coverage, Patient
from app.practice.model import Room, RoomState
from app.schedule.actions import BookAppointment, ConfirmAppointment, book_appointment, confirm_appointment
from app.schedule.model import Appointment
from app.store.work import Work
from app.visits.actions import (
    EnterVisitInError,
    LeftWithoutBeingSeen,
    MarkNoShow,
    MoveVisit,
    RoomPatient,
    RoomReady,
    UndoNoShow,
    enter_visit_in_error,
    left_without_being_seen,
    mark_no_show,
    move_visit,
    room_patient,
    room_ready,
    undo_no_show,
)
from app.visits.model import Visit, VisitState

S = VisitState
_ORDER = (S.ARRIVED, S.READY_FOR_ROOM, S.ROOMING, S.READY_FOR_PROVIDER, S.WITH_PROVIDER, S.STAFF_WORK)
_CHECKOUT = (S.READY_FOR_CHECKOUT, S.DONE)
# Parts of the time from the door to the last state at which each step is made.
_SHARE = {
    "ready": 0.1,
    "room": 0.2,
    "vitals": 0.3,
    "provider": 0.42,
    "with": 0.5,
    "result": 0.62,
    "note": 0.74,
    "out": 0.8,
    "clean": 0.9,
}


@dataclass
class Visiting:
    """Plays one part on the stage. `today` is the demo day, from which sizes and pressures are told."""

    stage: Stage
    part: Part
    number: int
    today: Any

    def __post_init__(self) -> None:
        self.chance = chance_for("visit", self.part.day, self.part.patient.number)
        self.assistant = self.stage.team.assistants[self.number % len(self.stage.team.assistants)]
        self.desk = self.stage.team.desk
        self.ordering = Ordering(self.stage, self.part, self.assistant)
        self.appointment_id: Id | None = None
        self.visit_id: Id | None = None

    @property
    def clinician(self) -> str:
        return self.assistant if self.part.column == STAFF else self.part.column

    # -- before -------------------------------------------------------------------------------------------

    def book(self, at: datetime) -> None:
        """Book the part at a time before it."""
        if not self.part.walk_in:
            self.stage.at(at, self._book)
            if self.part.confirmed:
                self.stage.at(at + timedelta(minutes=1), self._confirm)

    def _patient(self, work: Work) -> Patient:
        patient = self.part.patient
        mrn = self.stage.mrn_of.get(patient.number, patient.mrn)
        return work.session.scalars(sa.select(Patient).where(Patient.mrn == mrn)).one()

    def _book(self) -> None:
        part, stage = self.part, self.stage
        local = part.starts_at.astimezone(stage.around.zone)
        made = stage.act(
            self.desk,
            book_appointment,
            lambda work: BookAppointment(
                patient_id=self._patient(work).id,
                provider_id=stage.columns[part.column],
                visit_type_id=stage.types[part.kind],
                day=part.day,
                wall_start=f"{local:%H:%M}",
                fold=local.fold,
                minutes=part.minutes,
                reason=part.reason,
            ),
        )
        self.appointment_id = made.id

    def _appointment(self, work: Work) -> Appointment:
        assert self.appointment_id is not None  # noqa: S101 - a part that was not booked walks in
        return work.get(Appointment, self.appointment_id)

    def _confirm(self) -> None:
        self.stage.act(
            self.desk,
            confirm_appointment,
            lambda work: ConfirmAppointment(
                appointment_id=self._appointment(work).id, version=self._appointment(work).version
            ),
        )

    # -- the day ------------------------------------------------------------------------------------------

    def come(self) -> None:
        """Let the person come (or not), and go as far as the part says."""
        part = self.part
        if part.state is S.EXPECTED:
            return
        if part.arrived is None:
            self._stay_away(part.since or part.starts_at)
            return
        self.stage.at(part.arrived, self._check_in)
        if part.state in (*_ORDER, *_CHECKOUT):
            self._go_on(part.arrived)
        else:
            self._leave(part.since or part.arrived)

    def _go_on(self, arrived: datetime) -> None:
        """Make every step up to the state; the last one at `since`, the others spread before it."""
        last = self.part.since or arrived + (self.stage.until - arrived) * 0.8
        steps = self._steps()
        if self.part.patient.key == "qmb":  # so that one room is clean, and one waits to be cleaned
            self.stage.at(last + (self.stage.until - last) * 0.6, self._clean)
        for name, step in steps[:-1]:
            self.stage.at(arrived + (last - arrived) * _SHARE[name], step)
        if steps:
            self.stage.at(last, steps[-1][1])

    def _steps(self) -> list[tuple[str, Callable[[], object]]]:
        state, staff = self.part.state, self.part.column == STAFF
        place = _ORDER.index(state) if state in _ORDER else len(_ORDER)
        steps: list[tuple[str, Callable[[], object]]] = []
        if state is S.READY_FOR_ROOM:
            steps.append(("ready", self._to(S.READY_FOR_ROOM, self.desk)))
        if place >= _ORDER.index(S.ROOMING):
            steps.append(("room", self._room))
        if place > _ORDER.index(S.ROOMING):
            steps.append(("vitals", self._measure))
        if place >= _ORDER.index(S.READY_FOR_PROVIDER) and not staff:
            steps.append(("provider", self._to(S.READY_FOR_PROVIDER, self.assistant)))
        if place >= _ORDER.index(S.WITH_PROVIDER) and not staff:
            steps.append(("with", self._to(S.WITH_PROVIDER, self.clinician)))
        if place >= _ORDER.index(S.STAFF_WORK) and staff:
            steps.append(("with", self._to(S.STAFF_WORK, self.assistant)))
        if state in _CHECKOUT:
            steps.append(("result", self.ordering.complete))
            if not staff:
                steps.append(("note", self._write))
            steps.append(("out", self._to(S.READY_FOR_CHECKOUT, self.clinician)))
        if state is S.DONE:
            steps += [("clean", self._clean), ("done", self._check_out)]
        return steps

    # -- the desk -----------------------------------------------------------------------------------------

    def _check_in(self) -> None:
        part = self.part
        if part.patient.today.get("verified") == 0:
            self._verify()
        if part.walk_in:
            made = self.stage.act(self.desk, walk_in, self._walk_in)
        else:
            made = self.stage.act(
                self.desk,
                check_in,
                lambda work: CheckIn(
                    appointment_id=self._appointment(work).id,
                    version=self._appointment(work).version,
                    answers=self._answers(work),
                ),
            )
        self.visit_id = made.visit.visit_id

    def _walk_in(self, work: Work) -> WalkIn:
        return WalkIn(
            patient_id=self._patient(work).id,
            provider_id=self.stage.columns[self.part.column],
            visit_type_id=self.stage.types[self.part.kind],
            reason=self.part.reason,
            answers=self._answers(work),
        )

    def _coverage(self, work: Work) -> Coverage | None:
        asked = sa.select(Coverage).where(Coverage.patient_id == self._patient(work).id)
        return work.session.scalars(asked.order_by(Coverage.rank).limit(1)).first()

    def _answers(self, work: Work) -> Answers:
        coverage, reason = self._coverage(work), self.part.reason.lower()
        return Answers(
            identified_by=(Identifier.NAME, Identifier.BIRTH_DATE),
            demographics=Asked.CONFIRMED,
            coverage_confirmed=coverage is not None,
            payer_coverage_id=coverage.id if coverage else None,
            self_pay=coverage is None,
            screened=True,
            signs=tuple(sign for sign in Sign if sign in reason),
        )

    def _verify(self) -> None:
        self.stage.act(
            self.desk,
            record_eligibility,
            lambda work: RecordEligibility(
                coverage_id=_one(self._coverage(work)).id,
                method="portal",
                reference="EV-20417",
                active=True,
            ),
        )

    def _check_out(self) -> None:
        visit_id = _one(self.visit_id)
        nothing_open = self.chance.random() < 0.9
        self.stage.act(
            self.desk,
            finish_checkout,
            lambda work: FinishCheckout(
                visit_id=visit_id,
                version=work.get(Visit, visit_id).version,
                payment=self._payment(work, visit_id) if nothing_open else None,
                no_follow_up=True,
            ),
        )

    def _payment(self, work: Work, visit_id: Id) -> Payment | None:
        due = amount_due_view(work, work.get(Visit, visit_id))
        if due.prohibited or not due.visit_cents or due.remaining_cents <= 0:
            return None
        method = self.chance.choices(tuple(PayMethod), weights=(70, 20, 10))[0]
        reference = "" if method is PayMethod.CASH else f"{10_000 + self.number}"
        return Payment(amount_cents=due.remaining_cents, method=method, reference=reference)

    # -- the rooms ----------------------------------------------------------------------------------------

    def _room(self) -> None:
        self.stage.act(self.assistant, room_patient, self._room_command)

    def _room_command(self, work: Work) -> RoomPatient:
        visit = work.get(Visit, _one(self.visit_id))
        return RoomPatient(
            visit_id=visit.id, version=visit.version, room_id=_best_room(work), mask_given=visit.mask_needed
        )

    def _to(self, state: VisitState, login: str) -> Callable[[], object]:
        def step() -> None:
            self.stage.act(login, move_visit, lambda work: self._move(work, state))

        return step

    def _move(self, work: Work, state: VisitState, reason: str = "") -> MoveVisit:
        visit = work.get(Visit, _one(self.visit_id))
        return MoveVisit(visit_id=visit.id, version=visit.version, to=state, reason=reason)

    def _measure(self) -> None:
        part, visit_id = self.part, _one(self.visit_id)
        if part.column != STAFF:
            story = SaveStory(visit_id=visit_id, complaint=part.reason)
            self.stage.act(self.assistant, save_story, lambda work: story)
        passing = {"temperature": 1.4} if "fever" in part.reason else {}
        entries = vitals_on(part.patient, part.day, self.today, self.chance, passing)
        command = RecordVitals(visit_id=visit_id, entries=entries)
        self.stage.act(self.assistant, record_vitals, lambda work: command)
        self.ordering.place(visit_id)

    def _clean(self) -> None:
        waiting = (
            sa.select(Room.id).where(Room.state == RoomState.TO_CLEAN).order_by(Room.state_since).limit(1)
        )
        with self.stage.around.database.reader.connect() as connection:
            room_id = connection.execute(waiting).scalar()
        if room_id is not None:
            self.stage.act(
                self.assistant,
                room_ready,
                lambda work: RoomReady(room_id=room_id, version=work.get(Room, room_id).version),
            )

    # -- the note -----------------------------------------------------------------------------------------

    def _write(self) -> None:
        part, visit_id = self.part, _one(self.visit_id)
        text = note_text(part.reason, part.plan or "Talked over; continue as before.")
        saved = self.stage.act(
            self.clinician, save_note, lambda work: SaveNote(visit_id=visit_id, title=part.reason, text=text)
        )
        code = part.code or next((one["code"] for one in part.patient.illnesses), "Z00.00")
        signed = SignNote(
            note_id=saved.id,
            version=saved.version,
            level=level_of_age(code, part.patient.age(part.day), len(part.patient.illnesses)),
            diagnoses=(code,),
            hand_to_checkout=True,
        )
        self.ordering.review(self.clinician)
        self.stage.act(self.clinician, sign_note, lambda work: signed)

    # -- off the path -------------------------------------------------------------------------------------

    def _stay_away(self, at: datetime) -> None:
        self.stage.at(at, self._no_show)
        if self.part.state is S.CANCELLED_BY_PATIENT:
            self.stage.at(at, self._called_after_all)

    def _no_show(self) -> None:
        made = self.stage.act(
            self.desk,
            mark_no_show,
            lambda work: MarkNoShow(
                appointment_id=self._appointment(work).id, version=self._appointment(work).version
            ),
        )
        self.visit_id = made.visit_id

    def _called_after_all(self) -> None:
        """Marked as a no-show, and then the phone rang: taken back, and called off by the patient."""
        visit_id, reason = _one(self.visit_id), "Called: the car broke down"
        self.stage.act(
            self.desk,
            undo_no_show,
            lambda work: UndoNoShow(
                visit_id=visit_id, version=work.get(Visit, visit_id).version, reason=reason
            ),
        )
        self.stage.act(self.desk, move_visit, lambda work: self._move(work, S.CANCELLED_BY_PATIENT, reason))

    def _leave(self, at: datetime) -> None:
        self.stage.at(at, self._left)

    def _left(self) -> None:
        visit_id, state = _one(self.visit_id), self.part.state
        if state is S.LEFT_WITHOUT_BEING_SEEN:
            why = "Could not wait any longer"
            self.stage.act(
                self.desk,
                left_without_being_seen,
                lambda work: LeftWithoutBeingSeen(
                    visit_id=visit_id, version=_version(work, visit_id), reason=why
                ),
            )
        elif state is S.ENTERED_IN_ERROR:
            why = "Wrong chart: another person of this name"
            self.stage.act(
                self.desk,
                enter_visit_in_error,
                lambda work: EnterVisitInError(
                    visit_id=visit_id, version=_version(work, visit_id), reason=why
                ),
            )
        else:
            why = "Clinician called away"
            self.stage.act(self.desk, move_visit, lambda work: self._move(work, state, why))


def _one(value: Any) -> Any:
    if value is None:
        raise LookupError("a part of the demo came out of its order")
    return value


def _version(work: Work, visit_id: Id) -> int:
    return work.get(Visit, visit_id).version


def _best_room(work: Work) -> Id:
    """Return the room to take: a clean one, else one to be cleaned, else any in service."""
    rooms = work.session.execute(
        sa.select(Room.id, Room.state).where(Room.active).order_by(Room.position)
    ).all()
    rank = {RoomState.READY: 0, RoomState.TO_CLEAN: 1, RoomState.OCCUPIED: 2}
    found: Id = min((one for one in rooms if one.state in rank), key=lambda one: rank[one.state]).id
    return found
