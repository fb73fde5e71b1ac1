"""Ten kinds of tampering with the keys in hand: each must be found, and located to row, block or record.

Nothing is located where nothing was lost: a page or a piece of the log that holds no row of the record and of
no record with an image (search index, results of commands, drafts) is counted as such.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.acts import Role
from app.core.clock import SetClock
from app.core.findings import Finding
from app.core.progress import Progress
from app.frontdesk.policy_checks import policy_checks
from app.security.proving import prove
from app.security.views import Verification
from app.store.anchor_file import Anchor, AnchorReading, AnchorState
from app.store.engine import Database, connect
from app.store.stored_rows import audited_tables
from app.store.work import Reading, Surroundings
from tests.faults.attacks import ATTACKS, Scene, Struck
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.house import MORNING, House
from tests.faults.workflows import WORKFLOWS
from tests.support.bare import AllowAll, BarePractice

IN_CI, AT_NIGHT = 3, 1_000  # of each kind
_TRIES = 12
_LATER = MORNING + timedelta(hours=2)


@dataclass
class Prepared:
    """The practice as it is attacked, its anchor, earlier states of it, and what each record said."""

    scene: Scene
    anchor: Anchor
    crashed_anchor: Anchor
    records: dict[tuple[str, bytes], Any]


def prepare(ground: Ground) -> Prepared:
    """Let the practice live through some sessions, with a copy after each, and one of a crash."""
    house = ground.copy("lived")
    earlier = []
    for number in range(4):
        earlier.append(_kept(house, ground.folder / f"earlier-{number}"))
        practice = house.open()
        for workflow in list(WORKFLOWS.values())[number::2]:
            for step in workflow(practice, house, number):
                practice.run(step.act, step.command)
        practice.close()
    file = _kept(house, ground.folder / "now")
    practice = house.open(SetClock(_LATER))
    for step in next(iter(WORKFLOWS.values()))(practice, house, 5):
        practice.run(step.act, step.command)
    practice.record("test")
    crashed = _kept(house, ground.folder / "crashed")
    practice.close()
    scene = Scene(file, house.key_hex, tuple(earlier), crashed)
    return Prepared(
        scene, _anchor(file, house), _anchor(crashed, house, ground), _records(file, house.key_hex)
    )


def _kept(house: House, place: Path) -> Path:
    for suffix in ("", "-wal"):
        source = house.file.with_name(house.file.name + suffix)
        if source.exists():
            shutil.copy(source, place.with_name(place.name + suffix))
    return place


def _anchor(file: Path, house: House, ground: Ground | None = None) -> Anchor:
    """Return the anchor of a file: its head. A file with a log is read from a copy."""
    if ground is not None:
        copy = ground.folder / "read"
        for suffix in ("", "-wal"):
            shutil.copy(file.with_name(file.name + suffix), copy.with_name(copy.name + suffix))
        file = copy
    connection = connect(file, house.key_hex, mode="rw")
    found = connection.execute("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    connection.close()
    return Anchor(*found)


def _records(file: Path, key_hex: str) -> dict[tuple[str, bytes], Any]:
    """Return every row of the audit and of each record that has images, as stored."""
    connection = connect(file, key_hex, mode="rw")
    found: dict[tuple[str, bytes], Any] = {}
    try:
        for name in ("audit", "audit_checkpoint", *audited_tables()):
            try:
                for row in connection.execute(f'SELECT * FROM "{name}"').fetchall():
                    found[name, row[0]] = row
            except sqlcipher.DatabaseError:
                found[name, b"?"] = "unreadable"
    finally:
        connection.close()
    return found


def proved(scene: Scene, anchor: Anchor) -> Verification:
    """Verify in full, as the program does after the sign-in."""
    database = Database(scene.file, scene.key_hex)
    readings = (AnchorReading(scene.file.with_name("house.daybook.anchor"), AnchorState.OK, anchor),)
    try:
        with Session(database.reader) as session:
            return prove(_reading(session, database, readings), Progress(), full=True)
    finally:
        database.close()


def _reading(session: Session, database: Database, readings: tuple[AnchorReading, ...]) -> Reading:
    clock, zone = SetClock(_LATER), ZoneInfo("America/New_York")
    folder = database.file.parent / "attachments"
    around = Surroundings(
        database, folder, clock, zone, AllowAll(), policy_checks, read_anchors=lambda: readings
    )
    return Reading(session, BarePractice.person(Role.OWNER), around)


def trial(ground: Ground, case: int, chance: Random) -> Outcome:
    prepared: Prepared = ground.prepared
    kind = list(ATTACKS)[case % len(ATTACKS)]
    attack = ATTACKS[kind]
    scene = _fresh(ground, prepared)
    struck = attack(scene, chance)
    changed = _changed(prepared, scene) if struck.pages else set()
    for _again in range(_TRIES):  # most pages hold an index, or what has no image
        if not struck.pages or changed:
            break
        scene = _fresh(ground, prepared)
        struck = attack(scene, chance)
        changed = _changed(prepared, scene)
    anchor = prepared.crashed_anchor if kind == "the log taken away" else prepared.anchor
    if struck.head >= anchor.sequence:
        return Outcome(f"{kind}: nothing lost")
    told = proved(scene, anchor)
    if struck.pages and not changed:
        return Outcome(f"{kind}: of no record, {'not found' if told.verified else 'found'}")
    missing = judge(struck, changed, told.findings, anchor)
    return Outcome(f"{kind}: found", [f"{kind}: {one}" for one in missing])


def _fresh(ground: Ground, prepared: Prepared) -> Scene:
    scene = prepared.scene
    file = ground.folder / "attacked"
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copy(scene.file, file)
    return Scene(file, scene.key_hex, scene.earlier, scene.crashed)


def _changed(prepared: Prepared, scene: Scene) -> set[tuple[str, Any]]:
    now, before = _records(scene.file, scene.key_hex), prepared.records
    return {one for one in {*now, *before} if now.get(one) != before.get(one)}


# -- was it named? ------------------------------------------------------------------------------------------


def judge(
    struck: Struck, changed: set[tuple[str, Any]], findings: Iterable[Finding], anchor: Anchor
) -> list[str]:
    """Return what was not named though it should be."""
    told = list(findings)
    rows = _rows_named(told)
    missing = [f"row {sorted(one)} is not named" for one in struck.each if not one & rows]
    if struck.rows and not struck.rows & rows:
        missing.append(f"row {sorted(struck.rows)} is not named")
    if struck.block and not _block_named(told, struck.block):
        missing.append(f"no block around row {struck.block} is named")
    if struck.head >= 0 and not _behind(told, struck.head, anchor):
        missing.append(f"that the record ends at row {struck.head} is not named")
    if changed:
        missing += _unnamed(changed, told, rows)
    return missing


_AT_A_ROW = ("audit.columns_differ", "audit.checkpoint_without_row", "audit.anchor_other_history")


def _rows_named(told: list[Finding]) -> set[int]:
    named: set[int] = set()
    for one in told:
        params: Any = one.message.params
        if one.message.id in ("audit.gap", "audit.unreadable"):
            named |= set(range(params["first"], params["last"] + 1))
        elif one.message.id == "audit.changed":
            named |= {params["sequence"], params["before"]}
        elif one.message.id in _AT_A_ROW:
            named.add(params["sequence"])
        elif one.message.id == "audit.anchor_rows_added":
            named.add(params["sequence"] + 1)
    return named


def _block_named(told: list[Finding], row: int) -> bool:
    for one in told:
        params: Any = one.message.params
        if one.message.id == "audit.checkpoint_wrong" and params["first"] <= row <= params["sequence"]:
            return True
    return False


def _behind(told: list[Finding], head: int, anchor: Anchor) -> bool:
    for one in told:
        params: Any = one.message.params
        if one.message.id == "audit.anchor_database_behind":
            return bool(params["head"] == head and params["sequence"] == anchor.sequence)
    return False


def _unnamed(changed: set[tuple[str, Any]], told: list[Finding], rows: set[int]) -> list[str]:
    """Return the changed rows and records that are named neither themselves nor with their table."""
    ids = {str(one.message.params.get("id", "")).replace("-", "") for one in told}
    tables = {
        one.message.params.get("table")
        for one in told
        if one.message.id in ("file.table_unreadable", "audit.load_count", "audit.load_differs")
    }
    damaged = any(one.message.id in ("file.inconsistent", "file.page_damaged") for one in told)
    more = any(one.message.id == "audit.more" for one in told)
    missing = []
    for table, key in sorted(changed, key=str):
        if table in tables or damaged or more:
            continue
        if table == "audit":
            named = key in rows or any(key - 1 <= one <= key + 1 for one in rows)
        elif table == "audit_checkpoint":
            named = any("checkpoint" in one.message.id for one in told)
        else:
            named = key.hex() in ids
        if not named:
            missing.append(f"{table} {key.hex() if isinstance(key, bytes) else key} is not named")
    return missing


ROW = Row(
    "the record tampered with, ten ways",
    in_ci=IN_CI * len(ATTACKS),
    at_night=AT_NIGHT * len(ATTACKS),
    trial=trial,
    prepare=prepare,
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
