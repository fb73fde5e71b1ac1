"""Who looked at a patient's chart: by person, how often, at what, what they changed, what left on paper."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.ids import Id
from app.reports.record import words
from app.reports.record.happenings import happening_of
from app.reports.record.images import parsed
from app.reports.record.lines import Names, wall
from app.reports.record.views import ChartLook, ChartLooks, Happening
from app.store.audit import RECORD, AuditRow
from app.store.work import Reading

_OUT = frozenset({Happening.PRINTED, Happening.EXPORTED})
_OWN_QUESTIONS = "reports.record."


@dataclass
class _Tally:
    """What one person did with the chart."""

    first: datetime
    last: datetime
    looks: int = 0
    acts: set[Id] = field(default_factory=set)
    sections: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)


def looks_at(reading: Reading, patient_id: Id) -> ChartLooks:
    """Return who looked at the chart, the latest first. A question about the record is no look at it."""
    columns = (AuditRow.sequence, AuditRow.at, AuditRow.event, AuditRow.act, AuditRow.act_id)
    chosen = sa.select(*columns, AuditRow.actor_id).where(AuditRow.patient_id == patient_id)
    tallies: dict[Id | None, _Tally] = {}
    printed: list[Any] = []
    rows = reading.session.connection().execute(chosen.order_by(AuditRow.sequence))
    for row in rows:
        if row.act.startswith(_OWN_QUESTIONS):
            continue
        tally = tallies.setdefault(row.actor_id, _Tally(row.at, row.at))
        tally.last = max(tally.last, row.at)
        out = happening_of("act" if row.event == RECORD else row.event, row.act) in _OUT
        if row.event == "view" and not out:
            tally.looks += 1
            tally.sections[words.what(row.event, row.act)] += 1
        elif out:
            if row.event != RECORD:
                printed.append(row)
        else:
            tally.acts.add(row.act_id)
    for actor_id, paper in _papers(reading, printed):
        tallies[actor_id].papers[paper] += 1
    return _told(reading, patient_id, tallies)


def _papers(reading: Reading, printed: Iterable[Any]) -> Iterable[tuple[Id | None, str]]:
    """Yield who took out which paper: the record that the act made says its kind."""
    by_act = {row.act_id: row for row in printed}
    kinds: Mapping[Id, str] = defaultdict(str, _kinds(reading, [row.sequence for row in by_act.values()]))
    for act_id, row in by_act.items():
        kind = kinds[act_id]
        named = words.catalog()["paper"].get(kind, words.written_out(kind)) if kind else ""
        yield row.actor_id, named or words.what(row.event, row.act)


def _kinds(reading: Reading, numbers: list[int]) -> dict[Id, str]:
    """Return the kind of paper of each printing: its record stands in the row behind the act's own."""
    found: dict[Id, str] = {}
    for start in range(0, len(numbers), 500):
        behind = [number + 1 for number in numbers[start : start + 500]]
        chosen = sa.select(AuditRow.act_id, AuditRow.entry).where(AuditRow.sequence.in_(behind))
        for row in reading.session.connection().execute(chosen):
            found[row.act_id] = str(parsed(row.entry).get("after", {}).get("kind", ""))
    return found


def _told(reading: Reading, patient_id: Id, tallies: Mapping[Id | None, _Tally]) -> ChartLooks:
    names = Names(reading, tallies, [patient_id])
    people = [
        ChartLook(
            person=names.person(person_id),
            roles=names.roles(person_id),
            first=wall(reading, tally.first),
            last=wall(reading, tally.last),
            looks=tally.looks,
            changes=len(tally.acts),
            sections=tuple(tally.sections.most_common()),
            papers=tuple(tally.papers.most_common()),
        )
        for person_id, tally in tallies.items()
    ]
    people.sort(key=lambda one: one.last, reverse=True)
    name, mrn = names.patient(patient_id)
    since = min((one.first for one in people), default=None)
    return ChartLooks(patient_id, name, mrn, tuple(people), since)
