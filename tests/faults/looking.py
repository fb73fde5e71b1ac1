"""Looking at a practice past the program: the record, the ledger and the rows by queries of the tests'
own.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.ids import Id
from app.store.attachments import Attachment
from app.store.base import Base, Record, plain_value
from app.store.engine import connect
from app.store.sealed_files import opened, place_of
from tests.faults.house import House
from tests.support.schema import import_all_models

import_all_models()
_GENESIS = hashlib.sha256(b"daybook audit 1").digest()


@contextmanager
def looking(house: House, *, with_log: bool = False) -> Iterator[sa.Connection]:
    """Give a connection that changes no row, to a practice nobody has open; `with_log` reads its log too."""

    def creator() -> Any:
        return connect(house.file, house.key_hex, mode="ro" if with_log else "ro&immutable=1")

    engine = sa.create_engine("sqlite://", module=sqlcipher, creator=creator, poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def page_faults(connection: sa.Connection) -> list[str]:
    """Return what the database says of its pages, indexes and references."""
    sound: dict[str, list[tuple[str, ...]]] = {"integrity_check": [("ok",)]}
    return [
        f"{pragma} is not clean"
        for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check")
        if [tuple(row) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")] != sound.get(pragma, [])
    ]


def not_once(connection: sa.Connection, done: list[Id]) -> list[str]:
    """Return which of these acts are not there exactly once, in the record and among the kept results."""
    asked = {
        "the record": "SELECT act_id, count(*) FROM audit WHERE event = 'act' GROUP BY 1",
        "the results": "SELECT id, count(*) FROM command_result GROUP BY 1",
    }
    faults = []
    for place, statement in asked.items():
        times = {bytes(row[0]): row[1] for row in connection.exec_driver_sql(statement)}
        wrong = [one for one in done if times.get(one.bytes, 0) != 1]
        faults += [f"an act is in {place} {times.get(one.bytes, 0)} times" for one in wrong]
    return faults


def acts_in(connection: sa.Connection) -> set[Id]:
    """Return the ids of the acts whose results are kept."""
    return {Id(bytes=bytes(one)) for (one,) in connection.exec_driver_sql("SELECT id FROM command_result")}


# -- the chain ----------------------------------------------------------------------------------------------


def anchors_in(house: House) -> list[tuple[int, str]]:
    """Return what the anchor files say as they lie there: sequence and hash; nothing of one unreadable."""
    found = []
    for path in (house.paths.anchor, *house.state.glob("anchors/*.anchor")):
        try:
            said = json.loads(path.read_bytes())
            found.append((int(said["sequence"]), str(said["hash"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def chain_faults(connection: sa.Connection, anchored: list[tuple[int, str]]) -> list[str]:
    """Return where the chain of the record breaks, and which anchors it does not contain."""
    hashes, last = {0: _GENESIS}, 0
    for sequence, kept, entry in connection.exec_driver_sql(
        "SELECT sequence, hash, entry FROM audit ORDER BY 1"
    ):
        if sequence != last + 1:
            return [f"row {last + 1} of the record is missing"]
        if bytes(kept) != hashlib.sha256(hashes[last] + entry.encode()).digest():
            return [f"row {sequence} of the record breaks the chain"]
        last, hashes[sequence] = sequence, bytes(kept)
    return [
        "an anchor is not in the chain"
        for sequence, digest in anchored
        if hashes.get(sequence, b"").hex() != digest
    ]


# -- no half act --------------------------------------------------------------------------------------------


def ledger_faults(connection: sa.Connection) -> list[str]:
    """Return which entries of the ledger do not sum to zero, or have no two lines."""
    statement = (
        "SELECT e.id, count(l.id), coalesce(sum(l.cents), 0) FROM ledger_entry e"
        " LEFT JOIN ledger_line l ON l.entry_id = e.id GROUP BY 1"
    )
    rows = connection.exec_driver_sql(statement).all()
    return [f"a ledger entry of {row[1]} lines sums to {row[2]}" for row in rows if row[1] < 2 or row[2]]


def half_acts(connection: sa.Connection) -> list[str]:
    """Return what is there of an act without the rest: its rows, its images in the record, its result."""
    images, loaded, acts = _images(connection)
    faults = []
    for kind in audited():
        faults += _against_images(connection, kind.__table__, images, loaded[kind.__tablename__])
    results = {bytes(one) for (one,) in connection.exec_driver_sql("SELECT id FROM command_result")}
    if acts["act"] != results:
        faults.append("acts in the record and kept results differ")
    if not acts["record"] <= acts["act"]:
        faults.append("a change is in the record without its act")
    return faults


def audited() -> list[type[Record]]:
    """Return every kind of record that the record of who did what tells of."""
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    return [kind for kind in kinds if issubclass(kind, Record) and kind.__audited__]


_Images = dict[tuple[str, str], dict[str, Any]]


def _images(connection: sa.Connection) -> tuple[_Images, dict[str, int], dict[str, set[bytes]]]:
    """Return the last image of each record, how many rows were loaded into each table, and ids of acts."""
    images: _Images = defaultdict(dict)
    loaded: dict[str, int] = defaultdict(int)
    acts: dict[str, set[bytes]] = {"act": set(), "record": set()}
    for event, act_id, text in connection.exec_driver_sql(
        "SELECT event, act_id, entry FROM audit ORDER BY sequence"
    ):
        said = json.loads(text)
        if event in acts:
            acts[event].add(bytes(act_id))
        if event == "load":
            loaded[said["details"]["table"]] += said["details"]["rows"]
        if event == "record":
            table, record = said["record"]
            images[table, record].update(said.get("after", {}))
    return images, loaded, acts


def _against_images(connection: sa.Connection, table: Any, images: _Images, loaded: int) -> list[str]:
    faults, unheard, there = [], 0, set()
    for row in connection.execute(sa.select(table)):
        there.add(str(row.id))
        image = images.get((table.name, str(row.id)), {})
        unheard += "id" not in image
        for name, value in image.items():
            if name != "version" and name in row._mapping and _plain(row._mapping[name]) != value:
                faults.append(f"{table.name}.{name} is not what the record says")
    if unheard != loaded:
        faults.append(f"{table.name}: {unheard} rows without an image, {loaded} loaded")
    if {record for name, record in images if name == table.name} - there:
        faults.append(f"{table.name}: a record that was made is not there")
    return faults


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(plain_value(value)))


def attachment_faults(connection: sa.Connection, house: House) -> list[str]:
    """Return which files that a row names are missing or are not what was written."""
    faults = []
    for row in connection.execute(sa.select(Attachment.__table__)):
        place = place_of(house.paths.attachments, row.file_name)
        try:
            if hashlib.sha256(opened(place.read_bytes(), row.key)).digest() != row.sha256:
                faults.append("an attachment is another one")
        except Exception as error:
            faults.append(f"an attachment is gone or damaged: {type(error).__name__}")
    return faults


# -- the very same ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Digest:
    """What the rows of a practice were: a hash for each table, and the record up to its last row then."""

    head: int
    tables: dict[str, str]


_GROWS = {"audit": "sequence", "audit_checkpoint": "sequence"}  # by each opening
_PASSES = frozenset({"store_state", "alembic_version"})  # by a restore


def digest_of(house: House, head: int | None = None, *, with_log: bool = False) -> Digest:
    """Return what the rows are; with `head`, of the record only what was there then."""
    with looking(house, with_log=with_log) as connection:
        last = head or connection.exec_driver_sql("SELECT max(sequence) FROM audit").scalar_one()
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index_%'"
        ).scalars()
        names = [one for one in found if one not in _PASSES and not one.startswith("sqlite_")]
        return Digest(last, {name: _digest(connection, name, last) for name in sorted(names)})


def _digest(connection: sa.Connection, table: str, head: int) -> str:
    bound = f" WHERE {_GROWS[table]} <= {head}" if table in _GROWS else ""
    digest = hashlib.sha256()
    for row in connection.exec_driver_sql(f"SELECT * FROM {table}{bound} ORDER BY rowid"):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def different(house: House, known: Digest) -> list[str]:
    """Return the tables whose rows are no longer what they were."""
    now = digest_of(house, known.head).tables
    return [name for name, digest in known.tables.items() if now.get(name) != digest]
