"""A file made by the steps is the file that the models describe, and released steps never change."""

import hashlib
import secrets
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from app.core.errors import Unavailable
from app.store.base import all_tables
from app.store.engine import Database, allowed_changes
from app.store.migrations.runner import SCHEMA_VERSION, schema_of, upgrade
from tests.support.schema import NEWEST, RELEASED, STEPS, additions, import_all_models, schema
from tests.support.schema_difference import differences, joined, look, made_by

FROZEN = {
    "0001_one_clinic_day.py": "fca155b88bd483b5b10709bdeb2a0867f3a8e5d389b8d1d31cacce9269bc3b92",
    "0001_one_clinic_day.sql": "6a712afad272b3b53564aeb3341d955baaa3db83ccf6ef4ea688078e90d0e15e",
}


def _made(tmp_path: Path) -> Database:
    return Database(tmp_path / "p.daybook", secrets.token_hex(32), create=True)


def test_a_released_step_never_changes() -> None:
    for name, digest in FROZEN.items():
        assert hashlib.sha256((STEPS / name).read_bytes()).hexdigest() == digest
    assert {one.name for one in RELEASED} <= {*FROZEN}


def test_the_newest_step_adds_what_the_models_have_more() -> None:
    assert NEWEST.read_text("utf-8") == joined(additions()), "run python -m tests.support.schema"


def test_a_fresh_file_is_what_the_models_describe(tmp_path: Path) -> None:
    database = _made(tmp_path)
    upgrade(database)
    with database.reader.connect() as connection:
        assert schema_of(connection) == SCHEMA_VERSION
        made = look(connection.connection.dbapi_connection)
    database.close()
    assert differences(made, look(made_by(schema()))) == []
    assert not [name for name, shape in made.tables.items() if not shape.strict]


def test_the_newest_step_is_the_schema_of_the_program() -> None:
    steps = sorted(STEPS.glob("[0-9]*.py"))
    assert [int(one.name[:4]) for one in steps] == list(range(1, SCHEMA_VERSION + 1))


def test_a_step_imports_nothing_of_the_program() -> None:
    for step in STEPS.glob("*.py"):
        imports = [
            line for line in step.read_text("utf-8").splitlines() if line.startswith(("import", "from"))
        ]
        assert not [line for line in imports if "app." in line or "app " in line], step.name


def test_running_the_steps_again_changes_nothing(tmp_path: Path) -> None:
    database = _made(tmp_path)
    upgrade(database)
    upgrade(database)
    database.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    database = _made(tmp_path)
    upgrade(database)
    with database.writer.begin() as connection, allowed_changes(connection):
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '999'")
    with pytest.raises(Unavailable) as refused:
        upgrade(database)
    assert refused.value.cause == "newer"
    database.close()


def test_every_table_compiles_for_postgresql() -> None:
    import_all_models()
    for table in all_tables():
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
