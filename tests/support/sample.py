"""Making the sample of today's schema: a small made-up practice as a person's files would be.

`python -m tests.support.sample` writes `tests/samples/schema_N` when the schema of a release has settled; the
sample of a schema that was released is never made again. What it holds is written beside it (`facts.json`),
so that the test that opens it for ever knows what must be there.
"""

import json
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.progress import Progress
from app.demo import making
from app.demo.hours import DemoDay
from app.demo.lists import chance_for
from app.demo.parts import Part, _done, _in_progress
from app.demo.patients import DemoPatient, make_patients
from app.demo.people import demo_people, owner_of
from app.demo.registering import register_new
from app.documents.views import RecoverySheet
from app.people.actions import KeepPhoto, keep_photo
from app.people.model import Patient
from app.practice_file import Practice, Setting
from app.store.backup_facts import facts_of, unchanging
from app.store.kdf import FLOOR
from app.store.migrations.runner import SCHEMA_VERSION
from tests.support.schema import RELEASED

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
FILE_NAME = making.FILE_NAME
NOW = datetime(2026, 3, 2, 14, 46, tzinfo=UTC)
SEEN, WAITING = 3, 3
_NO_RECORDS = ("alembic_version", "search_index_")


def make_sample(folder: Path) -> None:
    """Make the sample of today's schema in a folder that is not there yet."""
    folder.mkdir(parents=True)
    clock = SetClock(NOW - timedelta(days=3))
    with tempfile.TemporaryDirectory() as state:
        setting = Setting(clock, ChangeBus(), "SAMPLE", Path(state))
        day = making._day(date(2026, 3, 2), replace(setting, clock=SetClock(NOW)))
        sheets: list[RecoverySheet] = []
        with _sheets_kept(sheets):
            practice = making._found(folder / FILE_NAME, day, demo_people(), setting, FLOOR)
        with closing(practice):
            _play(practice, clock, day)
            key_hex = practice.file.key.database_key_hex()
    for left in (".lock", ".attempts"):
        (folder / (FILE_NAME + left)).unlink(missing_ok=True)
    facts = {**_facts(folder, key_hex), "recovery_sheet": sheets[0].scan}
    (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _sheets_kept(sheets: list[RecoverySheet]) -> Iterator[None]:
    """Keep the recovery sheet, which the demo throws away."""
    create = making.create_practice

    def kept(file: Path, founding: Any, owner: Any, password: str, out: Any, **more: Any) -> Practice:
        return create(file, founding, owner, password, lambda one: (out(one), sheets.append(one)), **more)

    making.create_practice = kept
    try:
        yield
    finally:
        making.create_practice = create


def _play(practice: Practice, clock: SetClock, day: DemoDay) -> None:
    stage = making._stage(practice, clock, day, Progress())
    patients, parts = _parts(day)
    first = clock.now() + timedelta(minutes=1)
    register_new(stage, patients, first)
    making._put_on(stage, day, parts, first + timedelta(minutes=10), making.SEED)
    stage.play()
    stage.act(stage.team.desk, keep_photo, _photo)


def _parts(day: DemoDay) -> tuple[list[DemoPatient], list[Part]]:
    """Return new people only: three who were seen, charged and have paid, and three who are in the house."""
    made = [replace(one, new=True) for one in make_patients(day.day, 40, making.SEED)]
    adults = [one for one in made if not one.today and one.age(day.day) >= 18]
    here = [one for one in made if one.today and one.today["state"] != "expected"][:WAITING]
    seen = _done(day, iter(adults), chance_for(making.SEED, "sample"))[:SEEN]
    return [*(one.patient for one in seen), *here], [*seen, *(_in_progress(day, one) for one in here)]


def _photo(work: Any) -> KeepPhoto:
    patient = next(islice(work.session.scalars(sa.select(Patient).order_by(Patient.id)), 1))
    return KeepPhoto(patient_id=patient.id, version=patient.version, content=_picture())


def _picture() -> bytes:
    """Return a grey square as PNG."""
    side = 64
    rows = b"".join(b"\0" + bytes(160 + row // 2 for _ in range(side)) for row in range(side))

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _facts(folder: Path, key_hex: str) -> dict[str, Any]:
    """Return who opens it, and what a person would count in it."""
    owner = owner_of(demo_people())
    with unchanging(folder / FILE_NAME, key_hex, Progress()) as connection:
        facts = facts_of(connection)
    return {
        "schema": SCHEMA_VERSION,
        "file": FILE_NAME,
        "login": owner.login,
        "password": owner.password,
        "now": NOW.isoformat(),
        "rows": {
            name: count for name, count in facts.rows.items() if count and not name.startswith(_NO_RECORDS)
        },
        "money": {name: list(pair) for name, pair in facts.money.items() if pair[1]},
        "audit": {"sequence": facts.sequence, "hash": facts.hash.hex()},
    }


if __name__ == "__main__":
    target = SAMPLES / f"schema_{SCHEMA_VERSION}"
    if target.exists() and len(RELEASED) >= SCHEMA_VERSION:
        sys.exit(f"The schema of {target.name} was released: its sample is kept for ever.")
    shutil.rmtree(target, ignore_errors=True)
    make_sample(target)
