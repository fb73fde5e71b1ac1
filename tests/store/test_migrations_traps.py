"""A step that rebuilds a table takes no child rows along; one that loses rows or money is undone."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.errors import Unavailable
from app.core.ids import new_id
from app.practice.backups.model import BackupPlan
from app.store import upgrading
from app.store.engine import Database
from app.store.migrations import runner
from app.store.migrations.runner import SCHEMA_VERSION, Rewritten, schema_of, upgrade
from app.store.upgrading import FOLDER
from tests.support.older import Older

NEXT = SCHEMA_VERSION + 1
REBUILD = """
    op.execute("CREATE TABLE new_visit_type AS SELECT * FROM visit_type")
    op.execute("DROP TABLE visit_type")
    op.execute("ALTER TABLE new_visit_type RENAME TO visit_type")
    op.execute("CREATE UNIQUE INDEX one ON visit_type (id)")
"""
BATCH = """
    with op.batch_alter_table("visit_type", recreate="always") as batch:
        batch.alter_column("name", nullable=True)
"""


class Next:
    """The steps of today and one more, which is only of this test."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._versions = folder / "versions"
        shutil.copytree(runner._FOLDER / "versions", self._versions, ignore=shutil.ignore_patterns("*.pyc"))
        patch.setattr(runner, "_FOLDER", folder)
        patch.setattr(runner, "SCHEMA_VERSION", NEXT)

    def step(self, body: str) -> None:
        head = f'from alembic import op\nrevision = "{NEXT}"\ndown_revision = "{SCHEMA_VERSION}"\n'
        file = self._versions / f"{NEXT:04}_of_a_test.py"
        file.write_text(f"{head}\n\ndef upgrade() -> None:\n{body}\n", encoding="utf-8")


@pytest.fixture
def following(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Next:
    return Next(tmp_path / "migrations", monkeypatch)


def _count(database: Database, table: str) -> int:
    with database.reader.connect() as connection:
        found: int = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    return found


@pytest.fixture
def database(tmp_path: Path) -> Any:
    older = Older.copy(tmp_path / "older")
    opened = Database(older.file, older.key_hex())
    yield opened
    opened.close()


@pytest.mark.parametrize("there", [True, False], ids=["here", "not here"])
def test_the_backup_goes_where_the_practice_keeps_its_backups_if_that_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    older = Older.copy(tmp_path / "older")
    drive = tmp_path / "drive"
    practice = older.open()
    with practice.work() as work, work._one_act():
        work.add(BackupPlan(target=str(drive)))
        work._record("test.plan", new_id())
    practice.close()
    if there:
        drive.mkdir()
    Next(tmp_path / "migrations", monkeypatch).step('    op.execute("SELECT 1")')
    monkeypatch.setattr(upgrading, "SCHEMA_VERSION", NEXT)
    practice = older.open()
    practice.close()
    assert practice.upgraded is not None and practice.upgraded.backup is not None
    assert practice.upgraded.backup.is_relative_to(drive if there else older.file.with_name(FOLDER))


@pytest.mark.parametrize("body", [REBUILD, BATCH], ids=["by hand", "batch"])
def test_a_rebuilt_table_leaves_its_children_as_they_are(
    database: Database, following: Next, body: str
) -> None:
    before = {table: _count(database, table) for table in ("visit_type", "appointment", "visit")}
    following.step(body)
    upgrade(database)
    assert {table: _count(database, table) for table in before} == before and before["appointment"]


@pytest.mark.parametrize("table", ["visit_story", "draft", "charge"])
def test_rows_that_come_or_go_undo_the_step_and_those_before_it_stay(
    database: Database, following: Next, table: str
) -> None:
    before = _count(database, table)
    columns = "id, version, person_id, form, subject, content, at"
    row = f"INSERT INTO draft ({columns}) VALUES (x'01', 1, x'02', 'a', 'b', '{{}}', 1)"
    change = row if table == "draft" else f"DELETE FROM {table}"
    following.step(f'    op.execute("PRAGMA defer_foreign_keys=ON")\n    op.execute("""{change}""")')
    with pytest.raises((Rewritten, Unavailable)):
        upgrade(database)
    assert _count(database, table) == before
    with database.reader.connect() as connection:
        assert schema_of(connection) == SCHEMA_VERSION


def test_money_that_changed_undoes_the_step(database: Database, following: Next) -> None:
    following.step(
        '    op.execute("UPDATE coverage SET copay_cents = copay_cents + 1 WHERE copay_cents > 0")'
    )
    with pytest.raises(Rewritten):
        upgrade(database)


def test_a_reference_to_nothing_undoes_the_step(database: Database, following: Next) -> None:
    following.step("    op.execute(\"UPDATE appointment SET visit_type_id = x'00'\")")
    with pytest.raises(Unavailable):
        upgrade(database)
    with database.reader.connect() as connection:
        assert schema_of(connection) == SCHEMA_VERSION


def test_what_is_append_only_stays_so_in_a_step(database: Database, following: Next) -> None:
    following.step("    op.execute(\"UPDATE audit SET entry = '{}' WHERE sequence = 1\")")
    with pytest.raises(sa.exc.IntegrityError):
        upgrade(database)


def test_references_are_checked_again_afterwards(database: Database, following: Next) -> None:
    following.step('    op.execute("SELECT 1")')
    upgrade(database)
    with database.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
