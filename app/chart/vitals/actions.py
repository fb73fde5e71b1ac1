"""Recording vital signs, taking back what was wrong, and setting a patient's own limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.chart.alerts.actions import raise_alert
from app.chart.alerts.model import Alert, AlertLevel
from app.chart.entering import entered, visit_of, withdraw
from app.chart.observations.model import Flag, Observation, ValueKind
from app.chart.vitals.known import known_of
from app.chart.vitals.measures import BP_PANEL, SPECS, Measure, Part, coding, parts_of
from app.chart.vitals.model import PatientTarget, VitalsSet
from app.chart.vitals.parsing import Typed, parse
from app.chart.vitals.rules import Judged, Judgement, Level, judge
from app.chart.vitals.views import RecordedVitals, VitalEntry
from app.core.acts import Command, Permission, action
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Message, Severity
from app.core.ids import Id, new_id
from app.people.model import Patient
from app.practice import fields
from app.practice.soft_stops import stop_softly
from app.store.work import Work
from app.visits.model import Visit

_FLAGS = {Level.NORMAL: None, Level.ABNORMAL: Flag.ABNORMAL, Level.CRITICAL: Flag.CRITICAL}


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """A recorded value in whose place another one, or none, is to stand; as it was when it was read."""

    observation_id: Id
    version: int


@dataclass(frozen=True, kw_only=True)
class RecordVitals(Command):
    """A set as typed. `set_number` 0 begins a new set, else adds to one of the visit's sets.

    `taken_at` None means now. `acknowledged_reason` lets implausible values pass, and is kept. `replaced`
    are taken back in the same act, with `replaced_reason`: nothing is lost when the right value is refused.
    A value typed in place of "not obtained" replaces it by itself and needs no reason.
    """

    visit_id: Id
    entries: tuple[VitalEntry, ...]
    set_number: int = 0
    taken_at: datetime | None = None
    note: str = ""
    acknowledged_reason: str = ""
    replaced: tuple[Replaced, ...] = ()
    replaced_reason: str = ""


@action(Permission.ROOM_PATIENT)
def record_vitals(work: Work, command: RecordVitals) -> RecordedVitals:
    """Record one set: observations with units as typed and canonical, flags, and an alert where one is due.

    Raises RuleViolated for what cannot be read or was recorded before, NeedsAcknowledgement for what is
    implausible, Stale where a value to be replaced was changed meanwhile.
    """
    visit = visit_of(work, command.visit_id)
    measured = [entry for entry in command.entries if entry.text.strip() or entry.not_obtained.strip()]
    if not measured and not command.replaced:
        raise RuleViolated("", Message("vitals.nothing_typed"))
    typed = [parse(one.measure, one.text, one.unit) if one.text.strip() else () for one in measured]
    judgement = _judge(work, visit, [part for parts in typed for part in parts])
    if judgement.soft_stops:
        _acknowledge(work, judgement, command.acknowledged_reason)
    into = _set(work, visit, command)
    _replace(work, into, command)
    keep = _Keeping(work, visit, into)
    for entry, parts in zip(measured, typed, strict=True):
        keep.entry(entry, parts, judgement)
    keep.bmi(judgement)
    if any(one.typed.part is Part.SYSTOLIC for one in judgement.values):
        into.repeat_due_at = _repeat_due(work, judgement)
    return _recorded(into, judgement, _alert(work, visit, into, judgement))


def _judge(work: Work, visit: Visit, typed: list[Typed]) -> Judgement:
    height = next((one.value for one in typed if one.part is Part.HEIGHT), None)
    return judge(typed, known_of(work, visit.patient_id, height=height, visit_id=visit.id))


def _acknowledge(work: Work, judgement: Judgement, reason: str) -> None:
    stop_softly(work, [one for one in judgement.findings if one.severity is Severity.SOFT_STOP], reason)


def _set(work: Work, visit: Visit, command: RecordVitals) -> VitalsSet:
    known = {
        one.number: one
        for one in work.session.scalars(sa.select(VitalsSet).where(VitalsSet.visit_id == visit.id))
    }
    if command.set_number:
        if command.set_number not in known:
            raise RuleViolated("set_number", Message("vitals.no_such_set"))
        return known[command.set_number]
    taken_at = command.taken_at or work.now
    if taken_at > work.now + timedelta(minutes=1):
        raise RuleViolated("taken_at", Message("vitals.in_the_future"))
    made = VitalsSet(
        patient_id=visit.patient_id,
        visit_id=visit.id,
        number=max(known, default=0) + 1,
        taken_at=taken_at,
        taken_by=work.actor.person_id,
        taken_by_name=work.actor.name,
        note=fields.free_text("note", command.note, most=500),
    )
    work.add(made)
    work.session.flush()
    return made


def _replace(work: Work, into: VitalsSet, command: RecordVitals) -> None:
    """Take back what is to be replaced; only values of the same set can be."""
    for one in command.replaced:
        if work.get(Observation, one.observation_id).vitals_set_id != into.id:
            raise RuleViolated("set_number", Message("vitals.no_such_set"))
        _take_back(work, one.observation_id, one.version, command.replaced_reason)


class _Keeping:
    """Makes the observations of one set."""

    def __init__(self, work: Work, visit: Visit, into: VitalsSet) -> None:
        self._work, self._visit, self._into = work, visit, into
        self._columns = entered(work, visit.patient_id, visit.id)
        self._effective = PartialDate(into.taken_at.isoformat(timespec="seconds"))
        work.session.flush()
        there = sa.select(Observation).where(
            Observation.vitals_set_id == into.id, Observation.entered_in_error.is_(None)
        )
        rows = work.session.scalars(there).all()
        self._absent_there = {one.loinc: one for one in rows if one.absent_reason}
        self._there = {one.loinc for one in rows} - self._absent_there.keys()

    def entry(self, entry: VitalEntry, parts: tuple[Typed, ...], judgement: Judgement) -> None:
        """Keep one field: its number or numbers, or why there is none."""
        panel = self._panel(entry) if entry.measure is Measure.BLOOD_PRESSURE else None
        if not parts:
            self._absent(entry, panel)
        levels = {one.typed.part: one for one in judgement.values}
        for typed in parts:
            self._number(entry, levels[typed.part], panel)

    def bmi(self, judgement: Judgement) -> None:
        """Keep the index that follows from weight and height."""
        if judgement.bmi is not None and SPECS[Part.BMI].loinc not in self._there:
            row = self._row(SPECS[Part.BMI].loinc, Part.BMI.value, ValueKind.QUANTITY, None)
            row.value, row.unit = judgement.bmi, SPECS[Part.BMI].unit
            row.entered_value, row.entered_unit, row.method = str(judgement.bmi), row.unit, "calculated"

    def _panel(self, entry: VitalEntry) -> Observation:
        row = self._row(BP_PANEL, entry.measure.value, ValueKind.NONE, None)
        self._tell_how(row, entry)
        self._work.session.flush()
        return row

    def _absent(self, entry: VitalEntry, panel: Observation | None) -> None:
        reason = fields.free_line("not_obtained", entry.not_obtained, most=200)
        row = panel or self._row(
            SPECS[parts_of(entry.measure)[0]].loinc, entry.measure.value, ValueKind.NONE, None
        )
        row.absent_reason = reason
        self._tell_how(row, entry)

    def _number(self, entry: VitalEntry, judged: Judged, panel: Observation | None) -> None:
        typed, spec = judged.typed, SPECS[judged.typed.part]
        row = self._row(spec.loinc, typed.part.value, ValueKind.QUANTITY, panel)
        row.value, row.unit = typed.value, spec.unit
        row.entered_value, row.entered_unit = typed.entered, typed.entered_unit
        row.flag = _FLAGS[judged.level]
        row.interpretation = _interpretation(judged)
        self._tell_how(row, entry)

    def _tell_how(self, row: Observation, entry: VitalEntry) -> None:
        row.method, row.body_site = entry.method, entry.site
        row.details = dict(entry.details)

    def _row(self, loinc: str, words: str, kind: ValueKind, panel: Observation | None) -> Observation:
        if loinc in self._there:
            raise RuleViolated(words, Message("vitals.already_recorded"))
        self._there.add(loinc)
        if (absent := self._absent_there.pop(loinc, None)) is not None:
            withdraw(absent, "obtained later")
        code = coding(loinc, words)
        row = Observation(
            id=new_id(),
            patient_id=self._visit.patient_id,
            vitals_set_id=self._into.id,
            parent_id=panel.id if panel else None,
            loinc=loinc,
            code=code,
            text=code.display,
            category="vital-signs",
            value_kind=kind,
            effective_at=self._into.taken_at,
            effective=self._effective,
            performer=self._into.taken_by_name,
            **self._columns,
        )
        return self._work.add(row)


def _interpretation(judged: Judged) -> str:
    """Return HL7's letter: N, H, L, HH, LL."""
    side = "H" if judged.high else "L"
    return {Level.NORMAL: "N", Level.ABNORMAL: side, Level.CRITICAL: side * 2}[judged.level]


def _repeat_due(work: Work, judgement: Judgement) -> datetime | None:
    minutes = judgement.repeat_minutes
    return None if minutes is None else work.now + timedelta(minutes=minutes)


def _alert(work: Work, visit: Visit, into: VitalsSet, judgement: Judgement) -> Alert | None:
    """Raise one alert for the whole set, at its highest level; its findings are the chips."""
    if not judgement.flagged:
        return None
    chips = [
        one
        for one in judgement.findings
        if one.message.id in ("vitals.sepsis", "vitals.abnormal", "vitals.critical")
    ]
    level = AlertLevel.CRITICAL if judgement.critical else AlertLevel.FLAGGED
    return raise_alert(work, visit, level, chips, into.id)


def _recorded(into: VitalsSet, judgement: Judgement, alert: Alert | None) -> RecordedVitals:
    return RecordedVitals(
        into.id,
        into.number,
        judgement.bmi,
        judgement.flagged,
        judgement.critical,
        alert.id if alert else None,
        into.repeat_due_at,
    )


@dataclass(frozen=True, kw_only=True)
class WithdrawVital(Command):
    """Mark a value "entered in error"; a blood pressure goes with both numbers."""

    observation_id: Id
    version: int
    reason: str


@action(Permission.ROOM_PATIENT)
def withdraw_vital(work: Work, command: WithdrawVital) -> None:
    """Take a value back, with the reason; it stays in the record. The right one is recorded anew."""
    _take_back(work, command.observation_id, command.version, command.reason)


def _take_back(work: Work, observation_id: Id, version: int, reason: str) -> None:
    row = work.change(Observation, observation_id, version)
    withdraw(row, reason)
    work.because(reason)
    for other in _belonging(work, row):
        other.entered_in_error = row.entered_in_error


def _belonging(work: Work, row: Observation) -> list[Observation]:
    """Return the other rows of a pressure, and the index that was calculated from a weight or height."""
    same = Observation.id == row.parent_id
    children = Observation.parent_id == (row.parent_id or row.id)
    found = list(work.session.scalars(sa.select(Observation).where(sa.or_(same, children))))
    if row.loinc in (SPECS[Part.WEIGHT].loinc, SPECS[Part.HEIGHT].loinc):
        index = sa.select(Observation).where(
            Observation.vitals_set_id == row.vitals_set_id, Observation.loinc == SPECS[Part.BMI].loinc
        )
        found += work.session.scalars(index)
    return [one for one in found if one is not row and one.entered_in_error is None]


@dataclass(frozen=True, kw_only=True)
class SetTarget(Command):
    """A patient's own limit for one part in its canonical unit; None takes it away."""

    patient_id: Id
    part: Part
    at_least: Decimal | None


@action(Permission.SIGN_ORDER)
def set_target(work: Work, command: SetTarget) -> None:
    """Let values of a patient flag from a clinician's own limit on."""
    patient = work.get(Patient, command.patient_id)
    there = work.session.scalars(
        sa.select(PatientTarget).where(
            PatientTarget.patient_id == patient.id, PatientTarget.part == command.part.value
        )
    ).one_or_none()
    if command.at_least is None:
        if there is not None:
            there.entered_in_error = "ended"
        return
    if command.at_least <= 0:
        raise RuleViolated("at_least", Message("vitals.target"))
    target = there or work.add(PatientTarget(patient_id=patient.id, part=command.part.value))
    target.at_least, target.entered_in_error = command.at_least, None
    target.set_at, target.set_by_name = work.now, work.actor.name
