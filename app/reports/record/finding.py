"""Which lines of the record are wanted, in which order: a million rows without reading one entry.

Everything here is answered from one index (`ix_audit_lines`) that holds what lines are filtered and sorted
by. The planner would rather take the narrow index of a person or an event and then read each row of it, which
for a person with half of the record takes longer than all else together; so conditions are written as cases,
which only a walk through the one index can answer. The lines come back as numbers, in an array of 8 bytes
each; what stands in them is read page by page.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.acts import ACTIONS, QUERIES
from app.people.model import Patient
from app.people.names import list_name
from app.reports.record import words
from app.reports.record.happenings import happening_of, is_of
from app.reports.record.views import RecordAsked, RecordFound, SortBy
from app.security.model import Account
from app.store.audit import RECORD, AuditRow, workstation_of
from app.store.work import Reading

IS_LINE = AuditRow.event != sa.literal_column(f"'{RECORD}'")
Condition = sa.ColumnElement[bool]


def found(
    reading: Reading, asked: RecordAsked, by: SortBy, *, descending: bool, upto: int = 0
) -> RecordFound:
    """Return the numbers of the lines asked for; within equal ones the newest first, those of nobody last.

    `upto` leaves out what the record has had since that row; 0 leaves out nothing.
    """
    conditions = [IS_LINE, *_within(reading, asked), *map(_case, _narrowing(asked))]
    if by is SortBy.TIME:
        order = array("q", sorted(_numbers(reading, conditions), reverse=descending))
    else:
        order = array("q", _in_order(reading, conditions, by, descending))
    if upto:
        order = array("q", (number for number in order if number <= upto))
    return RecordFound(order, len(order), upto)


def _numbers(reading: Reading, conditions: Iterable[Condition]) -> list[int]:
    chosen = sa.select(AuditRow.sequence).where(*conditions)
    return list(reading.session.connection().execute(chosen).scalars())


# -- which -------------------------------------------------------------------------------------------------


def _case(condition: Condition) -> Condition:
    """Return the same condition in a form that no other index answers."""
    return sa.case((condition, 1), else_=0) == 1


def _within(reading: Reading, asked: RecordAsked) -> list[Condition]:
    """Return the bounds of time: instants, of the practice's own days."""
    bounds: list[Condition] = []
    if asked.since is not None:
        bounds.append(AuditRow.at >= day_begins(reading, asked.since))
    if asked.until is not None:
        bounds.append(AuditRow.at < day_begins(reading, asked.until + timedelta(days=1)))
    return bounds


def day_begins(reading: Reading, day: date) -> datetime:
    """Return the instant at which a day of the practice begins."""
    return datetime.combine(day, time(), tzinfo=reading.zone).astimezone(UTC)


def _narrowing(asked: RecordAsked) -> list[Condition]:
    narrowing: list[Condition] = []
    if asked.patient_id is not None:
        narrowing.append(_about(asked.patient_id))
    if asked.person_id is not None:
        narrowing.append(AuditRow.actor_id == asked.person_id)
    if asked.happening is not None:
        narrowing.append(is_of(asked.happening))
    if asked.text.strip():
        narrowing.append(_said(asked.text))
    return narrowing


def _about(patient_id: Any) -> Condition:
    """Lines of a patient: named in the line itself, or in a record that the act changed (a merge has two)."""
    rows = sa.alias(AuditRow.__table__)
    acts = sa.select(rows.c.act_id).where(rows.c.patient_id == patient_id, rows.c.event == RECORD)
    return sa.or_(AuditRow.patient_id == patient_id, AuditRow.act_id.in_(acts))


def _said(text: str) -> Condition:
    """Lines whose words hold every word typed. The words are in the catalog, so they choose the names."""
    typed = text.casefold().split()

    def fits(words_of: str) -> bool:
        return all(word in words_of.casefold() for word in typed)

    acts = [act for act in _names("act", ACTIONS) if fits(words.what("act", act))]
    looks = [look for look in _names("look", QUERIES) if fits(words.what("view", look))]
    events = [event for event in words.catalog()["event"] if fits(words.what(event, ""))]
    changing = AuditRow.event.in_(sorted(words.ACT_EVENTS))
    return sa.or_(
        sa.and_(changing, AuditRow.act.in_(acts + looks)),
        sa.and_(sa.not_(changing), AuditRow.act.in_(looks + acts)),
        sa.and_(AuditRow.act == "", AuditRow.event.in_(events)),
    )


def _names(group: str, known: Mapping[str, Any]) -> list[str]:
    return sorted({*words.catalog()[group], *known})


# -- in which order ----------------------------------------------------------------------------------------


def _in_order(
    reading: Reading, conditions: Iterable[Condition], by: SortBy, descending: bool
) -> Iterable[int]:
    """Put lines called the same into one heap, and the heaps in the order of what they are called.

    Lines of which nothing is called (of no patient, from no PC) come last, whichever way.
    """
    columns = [_plain(column) for column in _COLUMNS[by]]
    chosen = sa.select(AuditRow.sequence, *columns).where(*conditions)
    heaps: dict[Hashable, list[int]] = defaultdict(list)
    for row in reading.session.connection().execute(chosen):
        heaps[tuple(row[1:])].append(row[0])
    called = _CALLED[by](reading, list(heaps))
    together: dict[str | None, list[int]] = defaultdict(list)
    for key, heap in heaps.items():
        together[called.get(key)] += heap
    nameless = together.pop(None, [])
    for name in sorted((name for name in together if name is not None), reverse=descending):
        yield from sorted(together[name], reverse=True)
    yield from sorted(nameless, reverse=True)


def _plain(column: Any) -> Any:
    """Return a column as the driver gives it: half a million ids need not become objects to be told apart."""
    return sa.type_coerce(column, sa.types.NullType())


_COLUMNS: Mapping[SortBy, tuple[Any, ...]] = {
    SortBy.PERSON: (AuditRow.actor_id,),
    SortBy.PATIENT: (AuditRow.patient_id,),
    SortBy.MRN: (AuditRow.patient_id,),
    SortBy.KIND: (AuditRow.event, AuditRow.act),
    SortBy.WHAT: (AuditRow.event, AuditRow.act),
    SortBy.WHERE: (workstation_of(AuditRow.entry),),
}
Called = dict[Hashable, str]


def _person_names(reading: Reading, _keys: list[Any]) -> Called:
    rows = reading.session.connection().execute(sa.select(_plain(Account.id), Account.name))
    return {(row[0],): row[1].casefold() for row in rows}


def _patient_names(reading: Reading, _keys: list[Any]) -> Called:
    chosen = sa.select(_plain(Patient.id), Patient.last_name, Patient.first_name, Patient.mrn)
    rows = reading.session.connection().execute(chosen)
    return {(row[0],): f"{list_name(row[1], row[2])} {row[3]}".casefold() for row in rows}


def _patient_numbers(reading: Reading, _keys: list[Any]) -> Called:
    rows = reading.session.connection().execute(sa.select(_plain(Patient.id), Patient.mrn))
    return {(row[0],): row[1] for row in rows}


def _kinds(_reading: Reading, keys: list[Any]) -> Called:
    return {key: words.happening_word(happening_of(*key)).casefold() for key in keys}


def _words(_reading: Reading, keys: list[Any]) -> Called:
    return {key: words.what(*key).casefold() for key in keys}


def _workstations(_reading: Reading, keys: list[Any]) -> Called:
    return {key: key[0].casefold() for key in keys if key[0]}


_CALLED: Mapping[SortBy, Callable[[Reading, list[Any]], Called]] = {
    SortBy.PERSON: _person_names,
    SortBy.PATIENT: _patient_names,
    SortBy.MRN: _patient_numbers,
    SortBy.KIND: _kinds,
    SortBy.WHAT: _words,
    SortBy.WHERE: _workstations,
}
