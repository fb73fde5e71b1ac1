"""Whether a practice has the old schema or the new one after an upgrade was cut off, and nothing was lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import DaybookError
from app.practice_file import Practice
from app.security.queries import verify
from app.store.audit import AuditRow
from app.store.engine import connect
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys
from app.store.upgrading import FOLDER
from tests.faults.migrations_cutting import Outcome
from tests.support.older import Older
from tests.support.schema import RELEASED, read_statements, schema
from tests.support.schema_difference import Whole, differences, look, made_by

GROWING = {"audit", "audit_checkpoint"}


@cache
def _whole(version: int) -> Whole:
    """Return what a file of a schema is made of."""
    statements = schema() if version == SCHEMA_VERSION else read_statements(RELEASED[:version])
    return look(made_by(statements))


def judge(older: Older, key_hex: str, outcome: Outcome) -> list[str]:
    """Return what is wrong after a cut; empty if nothing was lost. The copy is opened and closed."""
    return [*_between(older, key_hex, outcome), *_opened(older), *_counted(older, key_hex), *_left(older)]


def _between(older: Older, key_hex: str, outcome: Outcome) -> Iterator[str]:
    """Look past the program, with the log as the cut left it, before anything else is done."""
    if outcome is Outcome.BUG:
        yield "a fault of the disk ended in an error of our own"
    connection = connect(older.file, key_hex, mode="rw")
    with closing(connection):
        connection.execute("PRAGMA query_only=ON")
        found = int(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        if differences(look(connection), _whole(found)):
            yield f"a schema between: called {found}"
        if outcome is Outcome.DONE and found != SCHEMA_VERSION:
            yield "said to be done and is not"
        told = connection.execute("SELECT count(*) FROM audit WHERE event = 'migration'").fetchone()[0]
        if told != found - int(older.facts["schema"]):
            yield f"{told} steps in the record at schema {found}"


def _opened(older: Older) -> Iterator[str]:
    try:
        practice = older.open()
    except DaybookError as refused:
        yield f"does not open: {type(refused).__name__}"
        return
    with closing(practice):
        if practice.history.alarms:
            yield "alarms of the history"
        if practice.answer(verify, full=True).findings:
            yield "the record is not whole"
        if _steps(practice) != [(one, one + 1) for one in range(older.facts["schema"], SCHEMA_VERSION)]:
            yield "the record has not each step once"
    if read_keys(older.paths).shown.schema != SCHEMA_VERSION:
        yield "the key files did not follow"


def _steps(practice: Practice) -> list[tuple[int, int]]:
    with Session(practice.file.database.reader) as session:
        asked = sa.select(AuditRow.entry).where(AuditRow.event == "migration").order_by(AuditRow.sequence)
        details = [json.loads(entry)["details"] for entry in session.scalars(asked)]
    return [(one["from"], one["to"]) for one in details]


def _counted(older: Older, key_hex: str) -> Iterator[str]:
    found = older.counted(key_hex)
    for name, count in older.facts["rows"].items():
        if name not in GROWING and found.rows.get(name) != count:
            yield f"rows of {name}"
    for name, sums in older.facts["money"].items():
        if list(found.money.get(name, ())) != sums:
            yield f"money of {name}"


def _left(older: Older) -> Iterator[str]:
    """Nothing half written stays after the next opening; backups that were verified do."""
    for one in older.file.parent.rglob("*"):
        name = one.relative_to(older.file.parent).as_posix()
        if one.name.startswith(".") or one.name.endswith(".new"):
            yield f"left behind: {'in the backups' if name.startswith(FOLDER) else 'beside the practice'}"
