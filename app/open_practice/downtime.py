"""Writing the downtime pack of an open practice into a folder."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message
from app.core.progress import Progress
from app.documents.downtime_pack import compose
from app.documents.downtime_queries import downtime_pack
from app.documents.words import words_for
from app.open_practice.open_file import OpenFile
from app.practice.backups.queries import backup_plan, pack_password
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.files import atomic_write

KEPT = 3
"""How many packs stay in the folder: they name patients, and old ones are of no use."""
_NAME = "daybook-downtime-{practice}-{day}.pdf"


@dataclass(frozen=True)
class PackMade:
    """A pack that was written: where, how many pages and patients, and what could not be printed as typed."""

    file: Path
    pages: int
    patients: int
    findings: tuple[Finding, ...]


def write_pack(file: OpenFile, folder: Path, progress: Progress) -> PackMade:
    """Write the pack, encrypted with the practice's password for packs, and record it as an export.

    Raises RuleViolated where no password was chosen, Unavailable (backup target missing, what a disk can do),
    NotPermitted and Cancelled.
    """
    place = folder.expanduser()
    if not place.is_dir():
        raise backup_trouble(BackupCause.TARGET_MISSING, folder.name or str(folder))
    with Session(file.database.reader) as session:
        reading = file.reading(session)
        password = pack_password(reading)
        if not password:
            raise RuleViolated("pack_password", Message("practice.pack_password_missing"))
        view = downtime_pack(reading, backup_plan(reading).times.pack_days)
        today = reading.today
    progress.check()
    made = compose(view, words_for("en"), password)
    progress.check()
    if reading.seen:
        file.append(list(reading.seen))
    name = _NAME.format(practice=file.practice_id.hex[-8:], day=today.isoformat())
    atomic_write(place / name, made.pdf)
    _remove_old(place, file.practice_id.hex[-8:])
    days = [one.day.isoformat() for one in view.days]
    file.record(
        "downtime_pack",
        folder=place.name,
        file=name,
        pages=made.pages,
        patients=len(view.faces),
        days=days,
        bytes=len(made.pdf),
    )
    return PackMade(place / name, made.pages, len(view.faces), made.findings)


def _remove_old(folder: Path, practice: str) -> None:
    """Remove all but the newest packs of this practice; a file of another name is never touched."""
    ours = re.compile(re.escape(f"daybook-downtime-{practice}-") + r"(\d{4}-\d{2}-\d{2})\.pdf")
    dated = [(found[1], one) for one in folder.iterdir() if (found := ours.fullmatch(one.name))]
    for _day, one in sorted(dated, reverse=True)[KEPT:]:
        with suppress(OSError):
            one.unlink()
