"""Trouble of the disk within the database is told as such; our own mistakes stay our own."""

import secrets
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import Unavailable
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.store.causes import Cause, trouble
from app.store.engine import PAGE_SIZE, Database, allowed_changes
from app.store.kdf import FLOOR

PASSWORD = "seven green kayaks"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "a.daybook", secrets.token_hex(32), create=True)
    with made.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT) STRICT")
    yield made
    made.close()


def write(database: Database, text: str) -> None:
    with database.writer.begin() as connection, allowed_changes(connection):
        connection.exec_driver_sql("INSERT INTO word VALUES (?)", (text,))


def test_a_full_disk_is_named(database: Database) -> None:
    raw = database.writer.raw_connection()
    raw.cursor().execute("PRAGMA max_page_count=1")  # as little as it has already
    raw.close()
    with pytest.raises(Unavailable) as told:
        write(database, "long " * 20_000)
    assert told.value.cause == Cause.DISK_FULL


def test_a_page_that_fails_its_proof_is_named_as_damage(database: Database) -> None:
    write(database, "long " * 20_000)
    database.checkpoint()
    content = bytearray(database.file.read_bytes())
    for page in range(1, len(content) // PAGE_SIZE):
        content[page * PAGE_SIZE + 2000] ^= 1
    database.file.write_bytes(bytes(content))
    database.reader.dispose()
    with pytest.raises(Unavailable) as told, database.reader.connect() as connection:
        connection.exec_driver_sql("SELECT group_concat(text) FROM word").scalar()
    assert told.value.cause == Cause.DATABASE_DAMAGED


def test_a_wrong_statement_and_a_reader_that_writes_stay_our_bugs(database: Database) -> None:
    with database.reader.connect() as connection:
        for statement in ("SELECT nothing", "INSERT INTO word VALUES ('x')"):
            with pytest.raises(sa.exc.OperationalError):
                connection.exec_driver_sql(statement)


def test_a_disk_that_does_not_take_the_log_leaves_nothing_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Database) -> None:
        raise trouble(Cause.DISK_FULL)

    monkeypatch.setattr(Database, "checkpoint", fails)
    with pytest.raises(Unavailable):
        database.close()
    with pytest.raises(Unavailable) as told:
        database.reader.connect()
    assert told.value.cause == Cause.KEY_WIPED


@pytest.fixture
def file(tmp_path: Path, setting: Setting) -> Path:
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
    made = tmp_path / "p.daybook"
    create_practice(made, founding, owner, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR).close()
    return made


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(datetime(2026, 3, 2, 13, tzinfo=UTC)), ChangeBus(), "test PC", tmp_path / "state")


def test_an_opening_that_fails_leaves_no_handle_and_no_thread(
    file: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Practice] = []
    before = set(threading.enumerate())  # those of other tests

    def fails(self: Practice, *_: object) -> None:
        begun.append(self)
        raise trouble(Cause.DISK_FULL)

    monkeypatch.setattr(Practice, "_enter_sign_in", fails)
    with pytest.raises(Unavailable):
        open_practice(file, "ruth", PASSWORD, setting)
    monkeypatch.undo()
    assert begun[0].file.key.wiped
    assert not [one for one in set(threading.enumerate()) - before if one.name == "anchors"]
    open_practice(file, "ruth", PASSWORD, setting).close()


def test_a_closing_that_fails_gives_the_practice_back_and_wipes_its_key(
    file: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = open_practice(file, "ruth", PASSWORD, setting)

    def fails(self: Practice, *_: object, **__: object) -> None:
        raise trouble(Cause.DISK_FULL)

    monkeypatch.setattr(Practice, "record", fails)
    monkeypatch.setattr(Database, "checkpoint", fails)
    with pytest.raises(Unavailable):
        practice.close()
    assert practice.closed
    monkeypatch.undo()
    open_practice(file, "ruth", PASSWORD, setting).close()
