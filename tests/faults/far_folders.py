"""A synced or network folder: making, opening and restoring there is refused with the reason, byte for
byte.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

from app.core.errors import Unavailable
from app.practice_file import look_at, require_free
from app.store import far_folders
from tests.faults.bit_flips import fresh
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.house import House

_SYNCED = (
    "Dropbox",
    "OneDrive",
    "OneDrive - Riverside Clinic",
    "Google Drive",
    "iCloud Drive",
    "Nextcloud",
    "ownCloud",
    "Syncthing",
    "pCloud Drive",
)
_FAR = ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "davfs")


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    synced = number % 2 == 0
    name = chance.choice(_SYNCED) if synced else "share"
    inside = chance.choice(("", "clinic", "clinic/2026"))
    place = fresh(ground.folder / "place") / chance.choice((name, name.upper())) / inside
    place.parent.mkdir(parents=True, exist_ok=True)
    house = House(place, ground.house.prepared, ground.house.key_hex)
    ground.house.copy(place)
    if not synced:
        _mount_of(place, chance.choice(_FAR))
    before = _bytes(house.folder)
    told = [_refusal(lambda: house.open()), _refusal(lambda: look_at(house.file))]
    told.append(_refusal(lambda: require_free(house.file.with_name("new.daybook"))))
    wanted = "folder_synced" if synced else "folder_far"
    losses = [f"{name}/{inside}: told as {one or 'nothing'}" for one in told if one != wanted]
    if _bytes(house.folder) != before:
        losses.append(f"{name}: something was changed")
    return Outcome(wanted, losses)


def _mount_of(place: Path, kind: str) -> None:
    """Let the system's list of mounts say that this place is on another machine; the trial has its own
    child.
    """
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {place.parent} {kind} rw 0 0\n"
    far_folders.is_far = lambda folder: far_folders.far_by_mounts(mounts, folder)  # type: ignore[assignment]


def _refusal(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except Unavailable as refused:
        return refused.cause
    return ""


def _bytes(folder: Path) -> dict[str, str]:
    files = [one for one in folder.rglob("*") if one.is_file()]
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


ROW = Row("a synced or network folder", in_ci=20, at_night=50, trial=trial)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
