"""Backups of which every fourth is sabotaged, while it is written or on the drive: no false "verified".

What the drive spoils before it was read back may not get a dated name at all; what is spoilt afterwards must
be found by reading it, and its restore refused. The other three in four must be whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from app.core.clock import SetClock
from app.core.errors import Unavailable
from app.core.progress import Progress
from app.practice_file import Practice, RestoreWish, restore_practice
from app.store import backup_making
from app.store.backup_causes import BACKUP_DAMAGE
from app.store.backup_manifest import MANIFEST
from app.store.backup_verifying import verify_backup
from app.store.files import PracticePaths
from app.store.sealed_files import place_of
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.forking import in_child
from tests.faults.house import FILE_NAME, LOGIN, MORNING, PASSWORD, House
from tests.faults.workflows import WORKFLOWS

_NAMES = (FILE_NAME, f"{FILE_NAME}.keys", f"{FILE_NAME}.keys.2", f"{FILE_NAME}.anchor", MANIFEST)
_PAGE, _ATTACHMENT = 4096, "an attachment"


def _bit(content: bytes, older: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _cut(content: bytes, older: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _empty(content: bytes, older: bytes, chance: Random) -> bytes:
    return b""


def _longer(content: bytes, older: bytes, chance: Random) -> bytes:
    return content + b"\0"


def _old(content: bytes, older: bytes, chance: Random) -> bytes:
    return older


def _old_page(content: bytes, older: bytes, chance: Random) -> bytes:
    """A page of an older backup: authentic by itself. One that differs is chosen."""
    pages = [
        at for at in range(0, min(len(content), len(older)), _PAGE) if _page(content, at) != _page(older, at)
    ]
    if not pages:
        return content[:-1]
    at = chance.choice(pages)
    return content[:at] + _page(older, at) + content[at + _PAGE :]


def _page(content: bytes, at: int) -> bytes:
    return content[at : at + _PAGE]


def _zeros(content: bytes, older: bytes, chance: Random) -> bytes:
    """A stretch that the drive has lost."""
    at = chance.randrange(len(content))
    end = min(len(content), at + 512)
    changed = content[:at] + bytes(end - at) + content[end:]
    return changed if changed != content else _bit(content, older, chance)


_WAYS: dict[str, Callable[[bytes, bytes, Random], bytes]] = {
    "a bit": _bit,
    "cut off": _cut,
    "empty": _empty,
    "a byte more": _longer,
    "zeros": _zeros,
    "an older one's": _old,
    "an older page": _old_page,
}


def kinds() -> list[tuple[str, str]]:
    """Return every kind of sabotage: which file, and how. The keys are the same in both backups."""
    always = ("a bit", "cut off", "empty", "a byte more", "zeros", "removed")
    own = [(name, way) for name in (*_NAMES, _ATTACHMENT) for way in always]
    own += [(name, "an older one's") for name in (FILE_NAME, _NAMES[3], MANIFEST)]
    own += [(FILE_NAME, "an older page"), (_ATTACHMENT, "swapped")]
    meanwhile = [f"while written: {way}" for way in ("a bit", "cut off", "empty", "zeros")]
    return own + [(name, way) for name in _NAMES[:3] for way in meanwhile]


def prepare(ground: Ground) -> House:
    """A practice with a day's work and two files of records, and one older backup on its drive."""
    house = ground.copy("worked")
    in_child(lambda: _work(house))
    return house


def _work(house: House) -> None:
    clock = SetClock(MORNING)
    practice = house.open(clock)
    drive(house).mkdir()
    for content in (b"a letter" * 9, b"a photo" * 9_000):
        _attach(practice, content)
    practice.backups.make(drive(house))
    for workflow in WORKFLOWS.values():
        for step in workflow(practice, house, 0):
            practice.run(step.act, step.command)
    practice.close()


def drive(house: House) -> Path:
    return house.folder / "drive"


def _attach(practice: Practice, content: bytes) -> None:
    from app.core.ids import new_id
    from app.store.attachments import keep

    with practice.work() as work, work._one_act():
        keep(work, content, media_type="text/plain", purpose="test")
        work._record("test.attach", new_id())


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    shutil.rmtree(ground.folder / "trial", ignore_errors=True)
    house = ground.prepared.copy(ground.folder / "trial")
    practice = house.open(SetClock(MORNING + timedelta(hours=2)))
    try:
        if number % 4:
            return _whole(practice, house)
        all_kinds = kinds()
        file, way = all_kinds[(number // 4) % len(all_kinds)]
        if way.startswith("while written: "):
            return _while_written(practice, house, file, way, chance)
        return _afterwards(practice, house, file, way, chance)
    finally:
        practice.close()


def _whole(practice: Practice, house: House) -> Outcome:
    made = practice.backups.make(drive(house))
    found = verify_backup(made.folder, practice.file.key, Progress())
    return Outcome("whole", [f"a whole one was called wrong: {one.message.id}" for one in found])


def _while_written(practice: Practice, house: House, file: str, way: str, chance: Random) -> Outcome:
    """The drive keeps something else than it was given, after the writing and before the reading back."""
    real = backup_making.write_copy_anchor

    def spoil(origin: object, copy: PracticePaths, facts: object) -> None:
        real(origin, copy, facts)  # type: ignore[arg-type]
        place = copy.file.with_name(file)
        place.write_bytes(_WAYS[way.removeprefix("while written: ")](place.read_bytes(), b"", chance))

    backup_making.write_copy_anchor = spoil  # type: ignore[assignment]
    before = len(list(drive(house).glob("*/2*")))
    try:
        practice.backups.make(drive(house))
    except Unavailable:
        left = len(list(drive(house).glob("*/2*"))) - before
        return Outcome("no backup", [f"{file}, {way}: a folder stayed"] if left else [])
    finally:
        backup_making.write_copy_anchor = real
    return Outcome("falsely verified", [f"{file}, {way}: falsely verified"])


def _afterwards(practice: Practice, house: House, file: str, way: str, chance: Random) -> Outcome:
    older = next(drive(house).glob("*/2*"))
    made = practice.backups.make(drive(house))
    store = made.folder.parent / "attachments"
    kept = [place_of(store, name) for name in sorted(made.manifest.attachments)]
    place = chance.choice(kept) if file == _ATTACHMENT else made.folder / file
    if way == "removed":
        place.unlink()
    elif way == "swapped":
        one, other = kept[0].read_bytes(), kept[1].read_bytes()
        kept[0].write_bytes(other)
        kept[1].write_bytes(one)
    else:
        before = older / file
        old = before.read_bytes() if before.is_file() else b""
        content = place.read_bytes()
        place.write_bytes(_WAYS[way](content, old, chance))
    found = verify_backup(made.folder, practice.file.key, Progress())
    losses = [] if found else [f"{file}, {way}: falsely verified"]
    wish = RestoreWish(made.folder, house.folder / "other.daybook", LOGIN, PASSWORD)
    try:
        restore_practice(wish, house.setting())
        losses.append(f"{file}, {way}: restored")
    except Unavailable as refused:
        if refused.cause not in BACKUP_DAMAGE | {"backup_not_found", "keys_damaged", "slot_damaged", "newer"}:
            losses.append(f"{file}, {way}: refused as {refused.cause}")
    return Outcome(f"found: {way}", losses)


ROW = Row(
    "backups, one in four sabotaged in 53 ways",
    in_ci=16,
    at_night=212,
    trial=trial,
    prepare=prepare,
    houses=1,
)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
