"""One act of the record in full: the line, what it said beside, and each record that it changed."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.errors import NotFound
from app.core.ids import Id
from app.core.money import money_text
from app.reports.record import words
from app.reports.record.images import Readable, parsed, patients_in, people_in, plain
from app.reports.record.lines import Names, line_of
from app.reports.record.views import ActInFull
from app.store.audit import RECORD, AuditRow
from app.store.work import Reading

MOST_RECORDS = 200
_STEP = 200


def act_at(reading: Reading, number: int) -> ActInFull:
    """Return the act whose own row has this number. Raises NotFound."""
    chosen = sa.select(AuditRow).where(AuditRow.sequence == number)
    row = reading.session.scalars(chosen).one_or_none()
    if row is None:
        raise NotFound("audit", str(number))
    changed = [parsed(entry) for entry in _changed(reading, row)]
    shown = changed[:MOST_RECORDS]
    own = parsed(row.entry)
    details = own.get("details", {})
    people = {row.actor_id, *people_in(shown), *_ids(details, "person_id", "asked_person")}
    names = Names(reading, people, {row.patient_id, *patients_in(shown), *_ids(details, "opened")})
    readable = Readable(reading, names)
    return ActInFull(
        line=line_of(reading, row, names),
        roles=names.roles(row.actor_id),
        details=tuple(_details(details, names)),
        changes=tuple(readable.change(said) for said in shown),
        hash=row.hash.hex(),
        hidden=readable.hidden,
        left_out=len(changed) - len(shown),
    )


def _changed(reading: Reading, row: Any) -> Iterator[str]:
    """Yield the entries of the records that an act changed: they stand right behind its own row."""
    at = row.sequence
    while row.event == "act":
        chosen = (
            sa.select(AuditRow.act_id, AuditRow.event, AuditRow.entry)
            .where(AuditRow.sequence > at, AuditRow.sequence <= at + _STEP)
            .order_by(AuditRow.sequence)
        )
        some = reading.session.execute(chosen).all()
        for one in some:
            if one.act_id != row.act_id or one.event != RECORD:
                return
            yield one.entry
        if len(some) < _STEP:
            return
        at += _STEP


def _ids(details: Mapping[str, Any], *names: str) -> set[Id]:
    return {UUID(details[name]) for name in names if details.get(name)}


def _details(details: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str]]:
    """Yield what an act said beside its records, by name; ids of people and patients as their names."""
    for name, value in details.items():
        if value in (None, "", [], {}):
            continue
        if name in ("person_id", "asked_person"):
            text = names.person(UUID(value))
        elif name == "opened":
            text = names.patient(UUID(value))[0]
        elif name == "rules":
            text = "; ".join(words.written_out(str(rule).rpartition(".")[2]) for rule in value)
        elif name in ("findings", "first", "alarms") and isinstance(value, list):
            text = "; ".join(words.finding_words(one) for one in value)
        elif name in ("cause", "result"):
            text = words.finding_words(str(value))
        elif isinstance(value, str) and _is_only_id(value):
            continue
        elif name.endswith("_cents") and isinstance(value, int):
            text = money_text(value)
        else:
            text = plain(value)
        yield words.detail_word(name), text


def _is_only_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
