"""Lines of the record as people read them: names for ids, words for acts, the practice's wall time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission
from app.core.ids import Id
from app.people.model import Patient
from app.people.names import list_name
from app.reports.record import words
from app.reports.record.happenings import happening_of
from app.reports.record.sensitive import is_clinical_act
from app.reports.record.views import RecordLine
from app.security.model import Account
from app.store.audit import AuditRow
from app.store.work import Reading

_AT_ONCE = 500  # ids bound in one statement


class Names:
    """The names of people and patients that some lines speak of, asked for together."""

    def __init__(self, reading: Reading, people: Iterable[Id | None], patients: Iterable[Id | None]) -> None:
        self._reading = reading
        asked = sa.select(Account.id, Account.name, Account.role_names)
        self.people = {row.id: row for row in self._rows(asked, Account.id, people)}
        columns = (Patient.id, Patient.mrn, Patient.last_name, Patient.first_name, Patient.middle_name)
        self.patients = {row.id: row for row in self._rows(sa.select(*columns), Patient.id, patients)}

    def _rows(self, asked: Any, column: Any, ids: Iterable[Id | None]) -> list[Any]:
        wanted = sorted({one for one in ids if one is not None})
        found: list[Any] = []
        for start in range(0, len(wanted), _AT_ONCE):
            some = asked.where(column.in_(wanted[start : start + _AT_ONCE]))
            found += self._reading.session.connection().execute(some).all()
        return found

    def person(self, person_id: Id | None) -> str:
        """Return a person's name; who is no account of this practice is said to be unknown."""
        if person_id is None:
            return words.say("nobody")
        known = self.people.get(person_id)
        return known.name if known is not None else words.say("someone")

    def roles(self, person_id: Id | None) -> tuple[str, ...]:
        """Return the roles that a person has today, as words."""
        known = self.people.get(person_id) if person_id is not None else None
        return role_words(known.role_names) if known is not None else ()

    def patient(self, patient_id: Id | None) -> tuple[str, str]:
        """Return name and MRN; both "" for a line about no one patient."""
        known = self.patients.get(patient_id) if patient_id is not None else None
        if known is None:
            return "", ""
        return list_name(known.last_name, known.first_name, known.middle_name), known.mrn


def role_words(names: Iterable[str]) -> tuple[str, ...]:
    """Return roles as words ("Medical assistant")."""
    return tuple(words.catalog()["role"].get(name, words.written_out(name)) for name in sorted(names))


def lines_of(reading: Reading, numbers: Sequence[int]) -> tuple[RecordLine, ...]:
    """Return these lines, in this order; one that is not there is left out."""
    rows = {row.sequence: row for row in _rows(reading, numbers)}
    there = [rows[number] for number in numbers if number in rows]
    names = Names(reading, (row.actor_id for row in there), (row.patient_id for row in there))
    return tuple(line_of(reading, row, names) for row in there)


def _rows(reading: Reading, numbers: Sequence[int]) -> Iterable[Any]:
    columns = (AuditRow.sequence, AuditRow.entry, AuditRow.at, AuditRow.event, AuditRow.act)
    for start in range(0, len(numbers), _AT_ONCE):
        some = AuditRow.sequence.in_(numbers[start : start + _AT_ONCE])
        chosen = sa.select(*columns, AuditRow.actor_id, AuditRow.patient_id).where(some)
        yield from reading.session.connection().execute(chosen)


def line_of(reading: Reading, row: Any, names: Names) -> RecordLine:
    """Return a row of the audit as a line."""
    said: Mapping[str, Any] = json.loads(row.entry)
    patient, mrn = names.patient(row.patient_id)
    what, more = words.what(row.event, row.act), _more(row.event, said.get("details", {}))
    return RecordLine(
        number=row.sequence,
        at=wall(reading, row.at),
        person=names.person(row.actor_id),
        patient_id=row.patient_id,
        patient=patient,
        mrn=mrn,
        happening=happening_of(row.event, row.act),
        what=what,
        where=said.get("workstation", ""),
        reason=_reason(reading, row.act, said),
        more=more if more != what else "",
    )


def wall(reading: Reading, instant: datetime) -> datetime:
    """Return an instant as the practice's clock shows it, without a zone."""
    return instant.astimezone(reading.zone).replace(tzinfo=None)


def _reason(reading: Reading, act: str, said: Mapping[str, Any]) -> str:
    """Return why; of an act of the chart only to those who may see the chart, for it says clinical things."""
    reason: str = said.get("reason", "")
    if reason and is_clinical_act(act) and not _sees_chart(reading, said.get("patient")):
        return words.say("hidden")
    return reason


def _sees_chart(reading: Reading, patient: str | None) -> bool:
    """Say whether the actor may see the chart that a line tells of; not a sensitive one of others."""
    return reading.may(Permission.SEE_CHART) and (patient is None or reading.may_open(Id(patient)))


def _more(event: str, details: Mapping[str, Any]) -> str:
    if event == "load":
        kind = words.table_word(str(details.get("table", "")))
        return words.say("rows", count=f"{details.get('rows', 0):,}", kind=kind.lower())
    if told := outcome(event, details):
        return told
    paper = details.get("paper") or details.get("printed")
    return words.catalog()["paper"].get(str(paper), words.written_out(str(paper))) if paper else ""


def outcome(event: str, details: Mapping[str, Any]) -> str:
    """Return how a check ended, or why something failed; "" for what has no such end."""
    if event == "verify":
        count = details.get("findings", 0)
        return words.say("has_findings", count=f"{count:,}") if count else words.say("is_whole")
    if event == "backup_checked":
        found = [words.finding_words(one) for one in details.get("findings", ())]
        return words.say("is_damaged", what=found[0].lower()) if found else words.say("is_whole")
    if event.endswith("_failed") and details.get("cause"):
        return words.finding_words(str(details["cause"])).lower()
    return ""
