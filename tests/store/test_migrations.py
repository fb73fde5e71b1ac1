"""A file made by the steps is the file that the models describe."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from app.core.errors import Unavailable
from app.store.base import all_tables
from app.store.engine import Database, allowed_changes
from app.store.migrations.runner import SCHEMA_VERSION, schema_of, upgrade
from tests.support.schema import NEWEST, import_all_models, normal, schema


def _made(tmp_path: Path) -> Database:
    return Database(tmp_path / "p.daybook", secrets.token_hex(32), create=True)


def test_the_newest_step_says_what_the_models_say() -> None:
    assert NEWEST.read_text("utf-8").split("\n\n") == ("\n\n".join(schema()) + "\n").split("\n\n")


def test_the_steps_make_every_table_strict_and_every_trigger(tmp_path: Path) -> None:
    database = _made(tmp_path)
    upgrade(database)
    with database.reader.connect() as connection:
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
        assert schema_of(connection) == SCHEMA_VERSION
    database.close()
    there = {normal(row.sql) for row in made}
    assert not [one for one in schema() if normal(one) not in there]
    tables = {row.name: row.sql for row in made if row.sql.startswith("CREATE TABLE")}
    own = [name for name in tables if not name.startswith(("search_index", "sqlite_", "alembic"))]
    assert not [name for name in own if "STRICT" not in tables[name]]


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
