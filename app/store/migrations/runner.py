"""Bringing a file from the schema it has to the schema of this program, one transaction a step."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.store.causes import Cause, trouble
from app.store.engine import Database, allowed_changes

SCHEMA_VERSION = 2
LEAST_PROGRAM_VERSION = "0.1.0"
_FOLDER = Path(__file__).parent


def _scripts() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config, ScriptDirectory.from_config(config)


def schema_of(connection: sa.Connection) -> int:
    """Return the schema version of a file (0: no tables yet)."""
    revision = MigrationContext.configure(connection).get_current_revision()
    return int(revision or 0)


def upgrade(database: Database) -> None:
    """Run the steps that are missing. Raises Unavailable (newer) for a file of a later program.

    Foreign keys are off while tables are rebuilt (else a rebuilt parent takes its children along) and
    checked before each commit.
    """
    with database.writing, database.writer.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            if schema_of(connection) > SCHEMA_VERSION:
                raise trouble(Cause.NEWER)
            connection.rollback()
            with allowed_changes(connection):
                _run(connection)
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _run(connection: sa.Connection) -> None:
    config, scripts = _scripts()

    def steps(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            transaction_per_migration=True,
            transactional_ddl=True,
            on_version_apply=_check_references,
        )
        with environment.begin_transaction():
            environment.run_migrations()


def _check_references(ctx: MigrationContext, *_: Any, **__: Any) -> None:
    connection = ctx.connection
    if connection is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise trouble(Cause.DATABASE_DAMAGED)
