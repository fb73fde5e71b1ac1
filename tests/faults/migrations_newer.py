"""A newer file in an older program: refused, and every byte of practice and PC is as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from app.core.errors import Unavailable
from app.practice_recovery import recovery_owners
from app.store import slot_text
from app.store.causes import Cause
from app.store.engine import connect
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys, unlock, write_set
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.support.older import Older


def newer_keys(older: Older) -> None:
    """The key files ask for a later schema."""
    _write_keys(older, schema=SCHEMA_VERSION + 1)


def newer_program(older: Older) -> None:
    """The key files ask for a later program."""
    _write_keys(older, least_program="99.0.0")


def newer_form(older: Older) -> None:
    """The key files are written in a form that only a later program reads."""
    for path in (older.paths.keys, older.paths.keys2):
        body = json.loads(path.read_bytes())
        body = {**body, "format_version": slot_text.FORMAT_VERSION + 1}
        del body["checksum"]
        sealed = {**body, "checksum": slot_text._checksum(body)}
        path.write_bytes(slot_text._canonical(sealed) + b"\n")


def newer_database(older: Older) -> None:
    """The key files did not follow yet when the later program was cut off."""
    with closing(connect(older.file, older.key_hex(), mode="rw")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (str(SCHEMA_VERSION + 1),))


WAYS: tuple[Callable[[Older], None], ...] = (newer_keys, newer_program, newer_form, newer_database)


def _write_keys(older: Older, **changed: object) -> None:
    unlocked = unlock(read_keys(older.paths), older.facts["login"], older.facts["password"])
    with unlocked.store_key as key:
        write_set(older.paths, replace(unlocked.slots, **changed), key)


def _everything(folder: Path) -> dict[str, str]:
    """Return every file of practice and PC with its hash; the lock says who held it last."""
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.suffix != ".lock"]
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def touched(older: Older, make_newer: Callable[[Older], None], with_sheet: bool) -> list[str]:
    """Make a practice of today newer, try to open it, and return what went wrong with that."""
    older.open().close()  # so that the PC has an anchor of it
    make_newer(older)
    before = _everything(older.folder)
    refused = ""
    try:
        if with_sheet:
            recovery_owners(older.file, older.facts["recovery_sheet"], older.setting())
        else:
            older.open().close()
    except Unavailable as error:
        refused = error.cause
    wrong = [] if refused == Cause.NEWER else [f"not refused as newer: {refused or 'opened'}"]
    return wrong + ["a byte has changed"] * (_everything(older.folder) != before)


def trial(ground: Ground, number: int, _chance: Random) -> Outcome:
    place = ground.folder / "older"
    shutil.rmtree(place, ignore_errors=True)
    way = WAYS[number % len(WAYS)]
    losses = touched(Older.copy(place), way, with_sheet=number // len(WAYS) % 2 == 1)
    return Outcome(way.__name__.replace("_", " "), losses)


ROW = Row("a newer file in an older program", in_ci=10, at_night=10, trial=trial)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
