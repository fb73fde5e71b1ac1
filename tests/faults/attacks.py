"""Ten ways to tamper with the record, by someone who has the key and goes past the program.

Each attack opens the database with its key and a writable connection, or copies pages and files; the triggers
are dropped first, as an attacker would. It returns where it struck, for judging whether that place was named.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.store.audit import GENESIS, chained
from app.store.engine import PAGE_SIZE, connect

COLUMNS = "hash, entry, act_id, at, event, act, actor_id, patient_id, record_kind, record_id"


@dataclass
class Scene:
    """One copy to tamper with: the database, its key, earlier states of it, a crashed one and its log."""

    file: Path
    key_hex: str
    earlier: tuple[Path, ...]
    crashed: Path
    checkpoints: tuple[int, ...] = ()


@dataclass
class Struck:
    """Where an attack struck: rows of the audit of which one must be named, each of `each` too."""

    rows: set[int] = field(default_factory=set)
    each: list[set[int]] = field(default_factory=list)
    block: int = 0
    """A row that must lie in a named block, or behind which an anchor must be named."""
    head: int = -1
    """The head that is left, when the end is gone."""
    pages: bool = False


Attack = Callable[[Scene, Random], Struck]


@contextmanager
def past_the_program(scene: Scene) -> Iterator[Any]:
    """Give a writable connection without triggers; what is done is committed and folded into the file."""
    connection = connect(scene.file, scene.key_hex, mode="rw")
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
    for (name,) in connection.execute(triggers).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    yield connection
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def head_of(connection: Any) -> int:
    return int(connection.execute("SELECT max(sequence) FROM audit").fetchone()[0])


def _row(connection: Any, sequence: int) -> tuple[bytes, str]:
    found = connection.execute("SELECT hash, entry FROM audit WHERE sequence = ?", (sequence,)).fetchone()
    return found[0], found[1]


def _forged(entry: str, chance: Random) -> str:
    """Return an entry that says something else: another moment, another person, another event."""
    said = json.loads(entry)
    name = chance.choice([one for one in ("at", "person", "act_id", "event") if one in said])
    said[name] = {"at": 1, "event": "view"}.get(name, "00000000-0000-7000-8000-000000000000")
    forged = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return forged if forged != entry else entry.replace("view", "vieu")


def change(scene: Scene, chance: Random) -> Struck:
    """Change a row: what it says, or a column beside it."""
    with past_the_program(scene) as connection:
        place = chance.randint(1, head_of(connection))
        if chance.random() < 0.5:
            entry = _forged(_row(connection, place)[1], chance)
            connection.execute("UPDATE audit SET entry = ? WHERE sequence = ?", (entry, place))
        else:
            column, value = chance.choice(
                [("at", 1), ("event", "vieu"), ("act", "x"), ("actor_id", b"1" * 16)]
            )
            connection.execute(f"UPDATE audit SET {column} = ? WHERE sequence = ?", (value, place))
    return Struck({place})


def change_and_hash(scene: Scene, chance: Random) -> Struck:
    """Change a row and hash it again, alone or with all that follow."""
    with past_the_program(scene) as connection:
        head = head_of(connection)
        place = chance.randint(1, head)
        last = head if chance.random() < 0.5 else place
        before = _row(connection, place - 1)[0] if place > 1 else None
        for sequence in range(place, last + 1):
            entry = _row(connection, sequence)[1]
            entry = _forged(entry, chance) if sequence == place else entry
            before = _hash(before, entry)
            connection.execute(
                "UPDATE audit SET entry = ?, hash = ? WHERE sequence = ?", (entry, before, sequence)
            )
    return Struck({place}) if last < head else Struck(block=place)


def _hash(before: bytes | None, entry: str) -> bytes:
    return chained(GENESIS if before is None else before, entry)


def delete_middle(scene: Scene, chance: Random) -> Struck:
    """Take a few rows out of the middle."""
    with past_the_program(scene) as connection:
        place = chance.randint(1, head_of(connection) - 4)
        last = place + chance.randint(0, 3)
        connection.execute("DELETE FROM audit WHERE sequence BETWEEN ? AND ?", (place, last))
    return Struck(each=[{one} for one in range(place, last + 1)])


def delete_tail(scene: Scene, chance: Random) -> Struck:
    """Take the end away, with its checkpoints."""
    with past_the_program(scene) as connection:
        head = head_of(connection)
        left = chance.randint(1, head - 1)
        connection.execute("DELETE FROM audit WHERE sequence > ?", (left,))
        connection.execute("DELETE FROM audit_checkpoint WHERE sequence > ?", (left,))
    return Struck(head=left)


def _make_room(connection: Any, place: int) -> None:
    head = head_of(connection)
    connection.execute("UPDATE audit SET sequence = -sequence - 1 WHERE sequence >= ?", (place,))
    connection.execute("UPDATE audit SET sequence = -sequence WHERE sequence < 0")
    assert head_of(connection) in (head, head + 1)


def insert(scene: Scene, chance: Random) -> Struck:
    """Put a row of one's own in, properly hashed; what follows moves up, if anything does."""
    with past_the_program(scene) as connection:
        head = head_of(connection)
        place = chance.randint(1, head + 1) if chance.random() < 0.9 else head + 1
        entry = _forged(_row(connection, max(place - 1, 1))[1], chance)
        if place > head:
            entry = entry.replace('"event":"sign_out"', '"event":"view"')
        before = _row(connection, place - 1)[0] if place > 1 else None
        _make_room(connection, place)
        connection.execute(
            f"INSERT INTO audit (sequence, {COLUMNS}) SELECT ?, ?, ?, act_id, at, 'view', act, actor_id,"
            " patient_id, record_kind, record_id FROM audit WHERE sequence = ?",
            (place, _hash(before, entry), entry, 1 if place > 1 else 2),
        )
    return Struck({place})


def swap(scene: Scene, chance: Random) -> Struck:
    """Put two rows in each other's place."""
    with past_the_program(scene) as connection:
        one, other = chance.sample(range(1, head_of(connection) + 1), 2)
        for sequence, place in ((one, -1), (other, one), (-1, other)):
            connection.execute("UPDATE audit SET sequence = ? WHERE sequence = ?", (place, sequence))
    return Struck(each=[{one}, {other}])


def duplicate(scene: Scene, chance: Random) -> Struck:
    """Put a row in twice."""
    with past_the_program(scene) as connection:
        head = head_of(connection)
        copied = chance.randint(1, head)
        place = copied + 1 if chance.random() < 0.5 else head + 1
        _make_room(connection, place)
        connection.execute(
            f"INSERT INTO audit (sequence, {COLUMNS}) SELECT ?, {COLUMNS} FROM audit WHERE sequence = ?",
            (place, copied),
        )
    return Struck({place})


def old_page(scene: Scene, chance: Random) -> Struck:
    """Copy a page of an earlier state over the same page of the file."""
    earlier = chance.choice(scene.earlier).read_bytes()
    now = scene.file.read_bytes()
    pages = [
        number
        for number in range(1, min(len(earlier), len(now)) // PAGE_SIZE)
        if earlier[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
        != now[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    ]
    at = chance.choice(pages) * PAGE_SIZE
    scene.file.write_bytes(now[:at] + earlier[at : at + PAGE_SIZE] + now[at + PAGE_SIZE :])
    return Struck(pages=True)


def old_file(scene: Scene, chance: Random) -> Struck:
    """Put an earlier file in place of the file."""
    shutil.copy(chance.choice(scene.earlier), scene.file)
    return Struck(head=_left(scene))


def no_log(scene: Scene, chance: Random) -> Struck:
    """After a crash, take the log away, or cut it at any place."""
    log = scene.file.with_name(scene.file.name + "-wal")
    shutil.copy(scene.crashed, scene.file)
    whole = scene.crashed.with_name(scene.crashed.name + "-wal").read_bytes()
    if chance.random() < 0.5:
        log.write_bytes(whole[: chance.randrange(len(whole))])
    return Struck(head=_left(scene))


def _left(scene: Scene) -> int:
    connection = connect(scene.file, scene.key_hex, mode="rw")
    left = head_of(connection)
    connection.close()
    return left


ATTACKS: dict[str, Attack] = {
    "a row changed": change,
    "a row changed and hashed again": change_and_hash,
    "rows taken out of the middle": delete_middle,
    "the end taken away": delete_tail,
    "a row put in": insert,
    "two rows swapped": swap,
    "a row put in twice": duplicate,
    "an old page put back": old_page,
    "an old file put back": old_file,
    "the log taken away": no_log,
}
