"""One bit flipped: in the file, its log, the key files and anchors, a backup, an attachment.

None may be silently wrong: the practice refuses with a reason, names the damage, or is the very same.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.core.errors import Unavailable
from app.core.ids import Id
from app.practice_file import RestoreWish, restore_practice
from app.store import attachments
from app.store.attachments import Attachment
from tests.faults import looking
from tests.faults.campaign import Ground, Outcome, Row, main
from tests.faults.examiner import Acknowledged, crash, examine
from tests.faults.forking import in_child
from tests.faults.house import LOGIN, PASSWORD, House, rows
from tests.faults.workflows import WORKFLOWS

Choose = Callable[[House, Random], Path]


@dataclass(frozen=True)
class Known:
    """A house that holds a day's work, and what its rows are."""

    house: House
    done: list[Id]
    digest: looking.Digest


def worked(ground: Ground) -> Known:
    """A closed practice after each workflow was done."""
    house = ground.copy("worked")
    done = in_child(lambda: _work(house, closed=True))
    return Known(house, done, in_child(lambda: looking.digest_of(house)))


def cut_off(ground: Ground) -> Known:
    """The same, but with everything still in the log, as a kill leaves it; the anchors have been written."""
    house = ground.copy("logged")
    done = in_child(lambda: _work(house, closed=False))
    looked = house.copy(fresh(ground.folder / "looked"))
    return Known(house, done, in_child(lambda: looking.digest_of(looked, with_log=True)))


def _work(house: House, *, closed: bool) -> list[Id]:
    practice, done = house.open(), []
    for workflow in WORKFLOWS.values():
        for step in workflow(practice, house, 0):
            practice.run(step.act, step.command)
            done.append(step.command.command_id)
    practice.file.anchors.write_now()
    if closed:
        practice.close()
    return done


def flip(path: Path, chance: Random) -> str:
    """Flip one bit of a file in place; return where."""
    place, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
    with path.open("r+b") as stream:
        stream.seek(place)
        old = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([old ^ 1 << bit]))
    return f"bit {bit} of byte {place}"


def judged(known: Known, house: House, where: str) -> Outcome:
    """Examine a copy that was damaged; what it did not name must be equal."""
    found = examine(house, Acknowledged(list(known.done)), may_be_damaged=True)
    losses = [f"{where}: {one.condition} {one.what}" for one in found.losses]
    if not found.told and not losses:
        losses += [f"{where}: silently different: {one}" for one in looking.different(house, known.digest)]
    kind = f"refused: {found.refused}" if found.refused else f"named: {', '.join(sorted(set(found.named)))}"
    return Outcome(kind if found.told else "harmless", losses)


def trial_of(choose: Choose) -> Callable[[Ground, int, Random], Outcome]:
    """Return a trial that flips a bit of the file that `choose` picks; the first of all flips none."""

    def trial(ground: Ground, number: int, chance: Random) -> Outcome:
        known: Known = ground.prepared
        house = known.house.copy(fresh(ground.folder / "trial"))
        path = choose(house, chance)
        if number == 0:
            outcome = judged(known, house, "untouched")
            told = [] if outcome.kind == "harmless" else [f"untouched: {outcome.kind}"]
            return Outcome("untouched", outcome.losses + told)
        return judged(known, house, f"{path.suffix or path.name[-4:]}, {flip(path, chance)}")

    return trial


def fresh(folder: Path) -> Path:
    """Return the path of a folder that is not there (any more)."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _the_file(house: House, chance: Random) -> Path:
    return house.file


def _the_log(house: House, chance: Random) -> Path:
    return house.paths.log


def _small_files(house: House, chance: Random) -> Path:
    anchors: Sequence[Path] = sorted(house.state.glob("anchors/*"))
    return chance.choice([house.paths.keys, house.paths.keys2, house.paths.anchor, *anchors])


# -- attachments --------------------------------------------------------------------------------------------


def _attachment(ground: Ground, number: int, chance: Random) -> Outcome:
    known: Known = ground.prepared
    house = known.house.copy(fresh(ground.folder / "trial"))
    path = chance.choice(sorted(house.paths.attachments.glob("*/*")))
    where = flip(path, chance)
    practice = house.open()
    told = []
    for one in rows(practice, Attachment):
        try:
            attachments.read(house.paths.attachments, one)
        except Unavailable as error:
            told.append((one.file_name, error.cause))
        except Exception as bug:
            return Outcome("crashed", [crash("reading an attachment", bug)])
    practice.close()
    named = told == [(path.name, "attachment_damaged")]
    return Outcome("named" if named else "silent", [] if named else [f"{where}: {told}"])


# -- backups ------------------------------------------------------------------------------------------------


def backed_up(ground: Ground) -> Known:
    """A practice with a backup beside it."""
    known = worked(ground)

    def back_up() -> None:
        practice = known.house.open()
        practice.backups.make(_drive(known.house))
        practice.close()

    in_child(back_up)
    return known


def _drive(house: House) -> Path:
    drive = house.folder / "drive"
    drive.mkdir(exist_ok=True)
    return drive


def _backup(ground: Ground, number: int, chance: Random) -> Outcome:
    known: Known = ground.prepared
    house = known.house.copy(fresh(ground.folder / "trial"))
    files = [one for one in _drive(house).rglob("*") if one.is_file() and one.stat().st_size]
    path = chance.choices(files, [one.stat().st_size ** 0.5 for one in files])[0]
    where = f"{path.suffix or 'file'}, {flip(path, chance)}" if number else "untouched"
    restored = House(fresh(ground.folder / "restored"), house.prepared, house.key_hex)
    restored.file.parent.mkdir(parents=True)
    backup = next(one for one in _drive(house).glob("*/*") if one.name[:2] == "20")
    wish = RestoreWish(backup=backup, to=restored.file, login=LOGIN, password=PASSWORD)
    try:
        restore_practice(wish, restored.setting())
    except Unavailable as refused:
        return Outcome(f"refused: {refused.cause}", [] if number else ["a sound backup was refused"])
    except Exception as bug:
        return Outcome("crashed", [f"{where}: {crash('restoring', bug)}"])
    different = looking.different(restored, known.digest)
    return Outcome(
        "harmless" if number else where, [f"{where}: silently different: {one}" for one in different]
    )


ROWS = (
    Row("bit flips in the file", 60, 10_000, trial_of(_the_file), worked, shard=1000),
    Row("bit flips in the log", 40, 2_000, trial_of(_the_log), cut_off, shard=500),
    Row("bit flips in key files and anchors", 40, 2_000, trial_of(_small_files), worked, shard=500),
    Row("bit flips in a backup", 20, 2_000, _backup, backed_up, shard=500),
    Row("bit flips in attachments", 30, 1_000, _attachment, worked),
)

if __name__ == "__main__":
    raise SystemExit(main(*ROWS))
