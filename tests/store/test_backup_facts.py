"""What a database holds is counted from its own tables, and a long count can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Cancelled
from app.core.progress import Progress
from app.store.backup_facts import check_database, disagreements, facts_of, still_picture, unchanging
from app.store.backup_manifest import DatabaseFacts
from app.store.engine import connect

KEY = "ab" * 32


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "small.db"
    connection = connect(made, KEY, mode="rwc")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE audit(sequence INTEGER PRIMARY KEY, hash BLOB)")
    connection.execute(
        "CREATE TABLE line(id INTEGER PRIMARY KEY, cents INTEGER, tax_cents INTEGER, percents TEXT)"
    )
    connection.execute("INSERT INTO line(cents, tax_cents) VALUES (500, 20), (-500, NULL), (7, 1)")
    connection.execute("INSERT INTO audit VALUES (1, x'01'), (2, x'02')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return made


@pytest.fixture
def picture(file: Path) -> Iterator[Any]:
    with still_picture(file, KEY, Progress()) as connection:
        yield connection


def test_rows_money_and_head_are_counted(picture: Any) -> None:
    assert facts_of(picture) == DatabaseFacts(
        {"audit": 2, "line": 3}, {"line.cents": (7, 1007), "line.tax_cents": (21, 21)}, 2, b"\x02"
    )


def test_what_is_written_meanwhile_is_not_seen(file: Path, picture: Any) -> None:
    writer = connect(file, KEY, mode="rw")
    writer.execute("INSERT INTO line(cents) VALUES (1)")
    writer.close()
    assert facts_of(picture).rows["line"] == 3


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (DatabaseFacts({"a": 1}, {}, 1, b"h"), "a"),
        (DatabaseFacts({}, {}, 1, b"h"), "a"),
        (DatabaseFacts({"a": 2, "b": 0}, {}, 1, b"h"), "b"),
        (DatabaseFacts({"a": 2}, {"a.cents": (0, 2)}, 1, b"h"), "a.cents"),
        (DatabaseFacts({"a": 2}, {}, 2, b"h"), "audit"),
        (DatabaseFacts({"a": 2}, {}, 1, b"i"), "audit"),
    ],
)
def test_each_difference_is_named(other: DatabaseFacts, what: str) -> None:
    found = disagreements(other, DatabaseFacts({"a": 2}, {}, 1, b"h"))
    assert [one.message.params["what"] for one in found] == [what]


def test_a_copy_under_another_key_cannot_be_opened(file: Path, picture: Any) -> None:
    (found,) = check_database(file, "cd" * 32, facts_of(picture), Progress())
    assert found.message.id == "backup.cannot_open"


def test_a_reference_that_points_to_nothing_is_named(file: Path) -> None:
    connection = connect(file, KEY, mode="rw")
    connection.execute("CREATE TABLE child(line INTEGER REFERENCES line(id))")
    connection.execute("INSERT INTO child VALUES (99)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    with unchanging(file, KEY, Progress()) as copy:
        facts = facts_of(copy)
    (found,) = check_database(file, KEY, facts, Progress())
    assert (found.message.id, found.message.params) == ("file.reference_broken", {"table": "child"})


def test_a_long_question_is_stopped_in_the_middle(file: Path) -> None:
    progress = Progress()
    threading.Timer(0.1, progress.cancel).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled), still_picture(file, KEY, progress) as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
            " SELECT count(*) FROM n"
        ).fetchall()
    assert time.monotonic() - begun < 5
