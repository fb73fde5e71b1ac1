"""A backup or a restore cut off at a random moment: the practice is as it was, what is named a backup is one,
and the place restored to holds the old practice or the new one, never something between.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random

from app.core.errors import Unavailable
from app.practice_file import RestoreWish, restore_practice
from tests.faults import looking
from tests.faults.bit_flips import Known, backed_up, fresh
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import Acknowledged, examine
from tests.faults.house import LOGIN, PASSWORD, House

_LATEST = 0.15


def trial(ground: Ground, number: int, chance: Random) -> Outcome:
    known: Known = ground.prepared
    house = known.house.copy(fresh(ground.folder / "trial"))
    wait = chance.uniform(0.005, _LATEST)
    if number % 2:
        return _restore_cut(ground, known, house, wait)
    ended = _killed(lambda: _back_up(house), wait)
    losses = _still_itself(known, house)
    for folder in _dated(house):
        losses += [f"a backup is not one: {one}" for one in _restored(ground, known, house, folder)]
    return Outcome("backup " + ("done" if ended else "cut"), losses)


def _killed(work: object, wait: float) -> bool:
    """Let a child work and kill it; tell whether it had ended before."""
    child = os.fork()
    if child == 0:
        work()  # type: ignore[operator]
        os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def _drive(house: House) -> Path:
    return house.folder / "drive"


def _dated(house: House) -> list[Path]:
    return sorted(one for one in _drive(house).glob("*/20*") if one.is_dir() and one.suffix == "")


def _back_up(house: House) -> None:
    practice = house.open()
    practice.backups.make(_drive(house))
    practice.close()


def _still_itself(known: Known, house: House) -> list[str]:
    """Examine the practice without the drive beside it, on which a backup may be in the making."""
    aside = fresh(house.folder.with_name("drive-aside"))
    _drive(house).rename(aside)
    found = examine(house, Acknowledged(list(known.done)))
    aside.rename(_drive(house))
    return [f"{one.condition} {one.what}" for one in found.losses]


def _restored(ground: Ground, known: Known, house: House, backup: Path) -> list[str]:
    place = House(fresh(ground.folder / "restored"), house.prepared, house.key_hex)
    place.file.parent.mkdir(parents=True)
    try:
        restore_practice(
            RestoreWish(backup=backup, to=place.file, login=LOGIN, password=PASSWORD), place.setting()
        )
    except Unavailable as refused:
        return [f"refused, {refused.cause}"]
    return [f"different, {one}" for one in looking.different(place, known.digest)]


def _restore_cut(ground: Ground, known: Known, house: House, wait: float) -> Outcome:
    """Restore the backup of the worked day over the practice as it was before that day."""
    place = ground.house.copy(fresh(ground.folder / "older"))
    backup = _dated(house)[0]
    wish = RestoreWish(backup=backup, to=place.file, login=LOGIN, password=PASSWORD, replace=True)
    ended = _killed(lambda: restore_practice(wish, place.setting()), wait)
    place.open().close()  # what was cut between two renames is finished first
    with looking.looking(place) as connection:
        losses = looking.page_faults(connection) + looking.half_acts(connection)
        losses += looking.ledger_faults(connection) + looking.attachment_faults(connection, place)
        missing = len({*known.done} - looking.acts_in(connection))
    if missing not in (0, len(known.done)):
        losses.append(f"{missing} of {len(known.done)} acts are not there: something between")
    if ended and missing:
        losses.append("restored, and the old practice is there")
    return Outcome(f"restore {'done' if ended else 'cut'}: {'old' if missing else 'new'}", losses)


ROW = Row("backup or restore cut off", in_ci=12, at_night=200, trial=trial, prepare=backed_up)

if __name__ == "__main__":
    raise SystemExit(main(ROW))
