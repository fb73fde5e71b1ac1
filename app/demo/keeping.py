"""The demo practice of this PC: kept while its day lasts, made again once the date has moved."""

from __future__ import annotations

import json
import logging
import secrets
import shutil
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from platformdirs import user_data_path

from app.core.errors import Unavailable
from app.core.progress import Progress
from app.demo.lists import listed
from app.demo.making import FILE_NAME, SEED, DemoPractice, make_demo
from app.demo.people import demo_people, owner_of
from app.practice_file import Setting, look_at
from app.security.sign_in import hold
from app.store.files import PracticePaths, atomic_write, read_bounded
from app.store.migrations.runner import SCHEMA_VERSION

_log = logging.getLogger(__name__)
_STATE, _MOST_BYTES = "demo.json", 10_000
_MADE, _UNFINISHED = "made-", "making-"


def demo_folder() -> Path:
    """Return where the demo practice lies: in the data folder of whoever uses this PC."""
    return user_data_path("daybook", appauthor=False) / "demo"


def demo_of_today(
    setting: Setting,
    folder: Path | None = None,
    *,
    scale: float = 1.0,
    again: bool = False,
    progress: Progress | None = None,
) -> DemoPractice:
    """Return the demo practice for today, made now if there is none, the date moved or `again` is asked for.

    One that somebody has open stays as it is, also when the date moved. Slow (about 20 s) when it is made:
    never on the GUI thread. Raises Unavailable for a disk that cannot take it, Cancelled.
    """
    folder = folder or demo_folder()
    today = setting.clock.now().astimezone(ZoneInfo(listed("staff")["zone"])).date()
    kept = _kept(folder)
    if kept is not None and ((kept.day == today and not again) or _is_in_use(kept.file)):
        return kept
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = _make(folder, today, setting, scale, progress)
    _clear(folder, made.file.parent)
    return made


def _kept(folder: Path) -> DemoPractice | None:
    """Return the demo that the state file tells of, None where it is not whole or of another program."""
    said = _read(folder / _STATE)
    if said.get("schema") != SCHEMA_VERSION or said.get("seed") != SEED:
        return None
    name = str(said.get("folder", ""))
    file = folder / name / FILE_NAME
    if Path(name).name != name or not name.startswith(_MADE):
        return None
    try:
        look_at(file)
        day = date.fromisoformat(str(said.get("day")))
    except (Unavailable, ValueError):
        return None
    people = demo_people()
    return DemoPractice(file, people, owner_of(people), day)


def _read(state: Path) -> dict[str, Any]:
    try:
        found = json.loads(read_bounded(state, _MOST_BYTES) or b"{}")
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _make(
    folder: Path, today: date, setting: Setting, scale: float, progress: Progress | None
) -> DemoPractice:
    """Make it under another name, so that one cut short is never taken for whole; the state comes last."""
    mark = secrets.token_hex(4)
    unfinished = folder / f"{_UNFINISHED}{mark}"
    unfinished.mkdir(mode=0o700)
    try:
        made = make_demo(unfinished, today, setting, scale=scale, progress=progress)
        whole = folder / f"{_MADE}{made.day.isoformat()}-{mark}"
        unfinished.rename(whole)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    said = {"day": made.day.isoformat(), "folder": whole.name, "schema": SCHEMA_VERSION, "seed": SEED}
    atomic_write(folder / _STATE, json.dumps(said, indent=1).encode() + b"\n")
    return DemoPractice(whole / FILE_NAME, made.people, made.owner, made.day)


def _clear(folder: Path, keep: Path) -> None:
    """Take away earlier demos that nobody has open; only folders that this module made."""
    for old in folder.iterdir():
        if old == keep or not old.is_dir() or not old.name.startswith((_MADE, _UNFINISHED)):
            continue
        if _is_in_use(old / FILE_NAME):
            _log.info("an earlier demo practice is open and stays")
        else:
            shutil.rmtree(old, ignore_errors=True)


def _is_in_use(file: Path) -> bool:
    try:
        hold(PracticePaths.of(file)).close()
    except Unavailable:
        return file.exists()
    return False
