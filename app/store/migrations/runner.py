"""Bringing a file from the schema it has to the schema of this program, one transaction a step."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.store.backup_facts import facts_of
from app.store.backup_manifest import DatabaseFacts
from app.store.causes import Cause, trouble
from app.store.engine import Database, allowed_changes

SCHEMA_VERSION = 2
LEAST_PROGRAM_VERSION = "0.1.0"
_FOLDER = Path(__file__).parent
_EMPTY = DatabaseFacts({}, {}, 0, b"")
_NO_RECORDS = ("alembic_version", "search_index_")


def _scripts() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config, ScriptDirectory.from_config(config)


def schema_of(connection: sa.Connection) -> int:
    """Return the schema version of a file (0: no tables yet)."""
    revision = MigrationContext.configure(connection).get_current_revision()
    return int(revision or 0)


class Rewritten(Exception):
    """A step lost or made rows, or changed a sum of money: our bug. The step is rolled back."""


Told = Callable[[sa.Connection, int, int], None]
"""Called within the transaction of a step, at its end, with the schema before and the one after."""


def _nothing(_connection: sa.Connection, _before: int, _after: int) -> None:
    """Say nothing: a new file has no record yet."""


def upgrade(database: Database, told: Told = _nothing) -> None:
    """Run the steps that are missing. Raises Unavailable (newer) for a file of a later program; Rewritten.

    Foreign keys are off while tables are rebuilt (else a rebuilt parent takes its children along). Before
    each commit they are checked, and that each table which was there has its rows and its sums of money.
    """
    with database.writing, database.writer.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            if schema_of(connection) > SCHEMA_VERSION:
                raise trouble(Cause.NEWER)
            connection.rollback()
            with allowed_changes(connection):
                _run(connection, _Watch(told))
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


class _Watch:
    """Looks at each step before it begins and before it is committed."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._facts = _EMPTY

    def begins(self, connection: sa.Connection) -> None:
        self._facts = _facts(connection)

    def ends(self, ctx: MigrationContext, step: Any) -> None:
        connection = ctx.connection
        if connection is None:
            raise trouble(Cause.KEY_WIPED)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise trouble(Cause.DATABASE_DAMAGED)
        if not _kept(self._facts, _facts(connection)):
            raise Rewritten
        before, after = int((step.source_revision_ids or ("0",))[0]), int(step.up_revision_id)
        self._told(connection, before, after)
        if after < SCHEMA_VERSION:
            self.begins(connection)


def _facts(connection: sa.Connection) -> DatabaseFacts:
    """Count what the file holds; a new one has no tables yet."""
    if not sa.inspect(connection).has_table("audit"):
        return _EMPTY
    return facts_of(connection.connection.dbapi_connection)


def _kept(before: DatabaseFacts, after: DatabaseFacts) -> bool:
    """Tell whether all tables and columns that are in both have the same rows and money."""
    counted = {name: count for name, count in before.rows.items() if not name.startswith(_NO_RECORDS)}
    rows = all(after.rows.get(name, count) == count for name, count in counted.items())
    return rows and all(after.money.get(name, sums) == sums for name, sums in before.money.items())


def _run(connection: sa.Connection, watch: _Watch) -> None:
    config, scripts = _scripts()

    def steps(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    def applied(ctx: MigrationContext, step: Any, *_: Any, **__: Any) -> None:
        watch.ends(ctx, step)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            transaction_per_migration=True,
            transactional_ddl=True,
            on_version_apply=applied,
        )
        watch.begins(connection)
        connection.rollback()
        with environment.begin_transaction():
            environment.run_migrations()
