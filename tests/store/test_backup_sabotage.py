"""No backup that was tampered with, or that the drive spoilt, is ever called verified or restored."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import Unavailable
from app.practice_file import Practice
from app.store import backup_making
from app.store.backup_causes import BACKUP_DAMAGE, BackupCause
from app.store.backup_manifest import MANIFEST, Manifest, sealed_manifest
from app.store.files import PracticePaths
from app.store.keys import StoreKey
from app.store.sealed_files import place_of
from tests.store.backup_house import House, attach, content_of, dated, flip, leftovers, wrong

NAME = "riverside.daybook"
FILES = (NAME, f"{NAME}.keys", f"{NAME}.keys.2", f"{NAME}.anchor", MANIFEST)


class Scene:
    """Two backups of an open practice; the second one is spoilt."""

    def __init__(self, house: House) -> None:
        self.house, self.practice = house, house.open()
        self.first = house.back_up(self.practice).folder
        attach(self.practice, b"later")
        self.made = house.back_up(self.practice)
        self.second = self.made.folder

    @property
    def attachments(self) -> list[Path]:
        store = self.second.parent / "attachments"
        return [place_of(store, name) for name in sorted(self.made.manifest.attachments)]

    def files(self) -> list[Path]:
        return [*(self.second / name for name in FILES), *self.attachments]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(House.build(tmp_path))
    yield made
    made.practice.close()


def spoilt(scene: Scene, file: str) -> None:
    """The backup is not verified, and restoring it is refused, leaving nothing."""
    assert wrong(scene.practice, scene.second) != []
    before = content_of(scene.house.elsewhere.parent)
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.second)
    assert refused.value.message.params.get("file", file) == file
    assert content_of(scene.house.elsewhere.parent) == before
    assert leftovers(scene.house.elsewhere.parent) == []


@pytest.mark.parametrize("number", range(9))
def test_one_bit_of_any_file(scene: Scene, number: int) -> None:
    file, chance = scene.files()[number], random.Random(number)
    flip(file, chance.randrange(file.stat().st_size))
    spoilt(scene, file.name)


@pytest.mark.parametrize("number", range(9))
def test_any_file_removed(scene: Scene, number: int) -> None:
    file = scene.files()[number]
    file.unlink()
    spoilt(scene, scene.second.name if file.name == MANIFEST else file.name)


@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize("left", [0, 1, -1])
def test_any_file_cut_off(scene: Scene, number: int, left: int) -> None:
    file = scene.files()[number]
    content = file.read_bytes()
    file.write_bytes(content[:left])
    spoilt(scene, file.name)


@pytest.mark.parametrize("name", [NAME, f"{NAME}.anchor", MANIFEST])
def test_a_file_of_another_backup(scene: Scene, name: str) -> None:
    shutil.copy(scene.first / name, scene.second / name)
    assert wrong(scene.practice, scene.second) != []
    with pytest.raises(Unavailable) as refused:
        scene.house.restore(scene.second)
    assert refused.value.cause in BACKUP_DAMAGE


def test_two_attachments_swapped(scene: Scene) -> None:
    one, other, *_ = scene.attachments
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert wrong(scene.practice, scene.second) == ["unavailable.backup_file_damaged"] * 2


def test_a_manifest_edited_by_someone_without_the_key(scene: Scene) -> None:
    place = scene.second / MANIFEST
    said = json.loads(place.read_bytes())
    del said["backup"]["attachments"][scene.attachments[0].name]
    place.write_bytes(json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    assert wrong(scene.practice, scene.second) == ["unavailable.backup_changed"]


def test_a_manifest_of_another_practice(scene: Scene) -> None:
    with StoreKey.generate() as other:
        (scene.second / MANIFEST).write_bytes(sealed_manifest(scene.made.manifest, other))
    assert wrong(scene.practice, scene.second) == ["unavailable.backup_changed"]


def test_a_log_laid_beside_the_database(scene: Scene) -> None:
    (scene.second / f"{NAME}-wal").write_bytes(b"x" * 4096)
    assert wrong(scene.practice, scene.second) == ["backup.file_unknown"]


@pytest.mark.parametrize(
    "name", ["../../outside", "riverside.daybook/../../x", "..", "a\\b", "riverside.daybook-wal"]
)
def test_a_manifest_never_leads_out_of_its_folder(scene: Scene, name: str) -> None:
    place = scene.second / MANIFEST
    said = json.loads(place.read_bytes())
    said["backup"]["files"][name] = [1, "00" * 32]
    place.write_bytes(json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    assert wrong(scene.practice, scene.second) == ["unavailable.backup_file_damaged"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"[" * 9000, b'{"backup":{},"code":""}\n', b"\xff\xfe"]
)
def test_a_manifest_that_is_none_is_called_damaged(scene: Scene, content: bytes) -> None:
    (scene.second / MANIFEST).write_bytes(content)
    assert wrong(scene.practice, scene.second) == ["unavailable.backup_file_damaged"]


def test_a_manifest_that_promises_other_numbers_than_the_database_holds(scene: Scene) -> None:
    """Whoever has the key could write it; the copy is opened and counted all the same."""
    facts = scene.made.manifest.facts
    lying = Manifest(
        **{
            **{name: getattr(scene.made.manifest, name) for name in Manifest.__dataclass_fields__},
            "facts": type(facts)({**facts.rows, "account": 7}, facts.money, facts.sequence, facts.hash),
        }
    )
    (scene.second / MANIFEST).write_bytes(sealed_manifest(lying, scene.practice.file.key))
    assert wrong(scene.practice, scene.second) == ["backup.differs"]


# -- spoilt by the drive, between being written and being read back ---------------------------------------


SPOILT: dict[str, Callable[[PracticePaths], object]] = {
    "a page": lambda copy: flip(copy.file, 9000),
    "the first page": lambda copy: flip(copy.file, 20),
    "the last page": lambda copy: flip(copy.file, copy.file.stat().st_size - 1),
    "the end is missing": lambda copy: copy.file.write_bytes(copy.file.read_bytes()[:-4096]),
    "all is missing": lambda copy: copy.file.write_bytes(b""),
    "the keys": lambda copy: flip(copy.keys, 300),
    "the second keys": lambda copy: flip(copy.keys2, 300),
    "no keys": lambda copy: copy.keys.unlink(),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_comes_back_otherwise_is_not_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    house = House.build(tmp_path)
    practice: Practice = house.open()
    house.back_up(practice)
    real = backup_making.write_copy_anchor

    def spoil(origin: object, copy: PracticePaths, facts: object) -> None:
        real(origin, copy, facts)  # type: ignore[arg-type]
        SPOILT[what](copy)

    monkeypatch.setattr(backup_making, "write_copy_anchor", spoil)
    with pytest.raises(Unavailable):
        house.back_up(practice)
    assert len(dated(house)) == 1 and leftovers(house.drive) == []
    practice.close()


def test_an_older_page_in_the_copy_is_found_by_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page of an older backup is authentic; that the whole is not the practice of now is counted."""
    house = House.build(tmp_path)
    practice = house.open()
    older = house.back_up(practice).folder / NAME
    attach(practice, b"newer")
    real = backup_making.write_copy_keys

    def put_back(origin: object, copy: PracticePaths) -> None:
        real(origin, copy)  # type: ignore[arg-type]
        shutil.copy(older, copy.file)

    monkeypatch.setattr(backup_making, "write_copy_keys", put_back)
    with pytest.raises(Unavailable) as refused:
        house.back_up(practice)
    assert refused.value.cause == BackupCause.NOT_VERIFIED
    assert len(dated(house)) == 1
    practice.close()


@pytest.mark.nightly
def test_of_200_backups_every_spoilt_one_and_no_other_is_found(tmp_path: Path) -> None:
    """Each fourth is spoilt at a random place: a bit is changed, the end or all is gone, a byte is added."""
    house, chance = House.build(tmp_path), random.Random(200)
    practice = house.open()
    told = {"whole": 0, "spoilt": 0}
    for number in range(200):
        attach(practice, chance.randbytes(chance.randrange(5_000)))
        made = house.back_up(practice)
        store = made.folder.parent / "attachments"
        files = [made.folder / name for name in FILES] + [
            place_of(store, name) for name in made.manifest.attachments
        ]
        if number % 4 == 0:
            file = chance.choice(files)
            before = file.read_bytes()
            file.write_bytes(_spoilt_content(before, chance))
            told["spoilt"] += wrong(practice, made.folder) != []
            file.write_bytes(before)
        told["whole"] += wrong(practice, made.folder) == []
    assert told == {"whole": 200, "spoilt": 50}
    practice.close()


def _spoilt_content(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    changed = bytes([content[at] ^ (1 << chance.randrange(8))])
    return chance.choice((content[:at] + changed + content[at + 1 :], content[:at], b"", content + b"\0"))
