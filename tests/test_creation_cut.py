"""A creation cut short never stands in the way of the next, and keys of a practice are never taken for it."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import Unavailable
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice, require_free
from app.store import files, making, slot_files
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR

PASSWORD = "seven green kayaks"
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(
        SetClock(datetime(2026, 3, 2, 13, 0, tzinfo=UTC)), ChangeBus(), "test PC", tmp_path / "state"
    )


def create(file: Path, setting: Setting) -> Practice:
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    return create_practice(file, founding, OWNER, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR)


def before_each_write(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Let something happen before each file of a practice is written, named or removed."""

    def first(real: Any) -> Any:
        return lambda *given, **named: (happens(), real(*given, **named))[1]

    for room in (making, slot_files):
        monkeypatch.setattr(room, "atomic_write", first(room.atomic_write))
    for call in ("replace", "mkdir", "chmod", "unlink"):
        monkeypatch.setattr(Path, call, first(getattr(Path, call)))
    monkeypatch.setattr(making, "sync_folder", first(files.sync_folder))
    monkeypatch.setattr(shutil, "rmtree", first(shutil.rmtree))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_after_a_cut_anywhere_there_is_a_practice_or_room_for_one(
    tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cuts = tmp_path / "practice", list[dict[str, bytes]]()
    folder.mkdir()
    before_each_write(monkeypatch, lambda: cuts.append(contents(folder)))
    create(folder / "p.daybook", setting).close()
    monkeypatch.undo()
    told = {frozenset(one): one for one in cuts}
    assert {"p.daybook", "p.daybook.keys", ".p.daybook.making/database"} <= set().union(*told)
    for number, cut in enumerate(told.values()):
        again = tmp_path / f"cut-{number}"
        for name, content in cut.items():
            (again / name).parent.mkdir(parents=True, exist_ok=True)
            (again / name).write_bytes(content)
        again.mkdir(exist_ok=True)
        here = Setting(setting.clock, ChangeBus(), "test PC", tmp_path / f"state-{number}")
        file = again / "p.daybook"
        if file.exists():
            open_practice(file, "ruth", PASSWORD, here).close()
            continue
        require_free(file)
        create(file, here).close()
        open_practice(file, "ruth", PASSWORD, here).close()
        assert not list(again.glob(".*making"))


@pytest.fixture
def unfinished(tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a creation that was killed once its keys were written."""
    file = tmp_path / "practice" / "p.daybook"
    other = tmp_path / "whole" / "p.daybook"
    other.parent.mkdir()

    def killed() -> None:
        if other.with_name(other.name + ".keys.2").exists() and not file.parent.exists():
            shutil.copytree(other.parent, file.parent)

    monkeypatch.setattr(making, "sync_folder", lambda path: (killed(), files.sync_folder(path))[1])
    real = Path.chmod
    monkeypatch.setattr(Path, "chmod", lambda self, mode: (killed(), real(self, mode))[1])
    create(other, setting).close()
    monkeypatch.undo()
    assert not file.exists()
    return file


def refused(file: Path, setting: Setting) -> None:
    before = contents(file.parent)
    with pytest.raises(Unavailable) as why:
        create(file, setting)
    assert why.value.cause == Cause.FILE_EXISTS
    with pytest.raises(Unavailable):
        require_free(file)
    assert contents(file.parent) == before


def test_what_is_left_of_an_unfinished_creation_makes_room(unfinished: Path, setting: Setting) -> None:
    create(unfinished, setting).close()
    open_practice(unfinished, "ruth", PASSWORD, setting).close()


def test_keys_of_a_practice_whose_file_is_gone_are_never_touched(tmp_path: Path, setting: Setting) -> None:
    file = tmp_path / "p.daybook"
    create(file, setting).close()
    file.rename(tmp_path / "moved")
    refused(file, setting)


def test_keys_of_another_practice_beside_an_unfinished_creation_are_never_touched(
    unfinished: Path, tmp_path: Path, setting: Setting
) -> None:
    whole = PracticePaths.of(tmp_path / "elsewhere.daybook")
    create(whole.file, setting).close()
    shutil.copy(whole.keys2, PracticePaths.of(unfinished).keys2)
    refused(unfinished, setting)


def test_keys_are_never_touched_once_the_database_had_its_name(unfinished: Path, setting: Setting) -> None:
    (unfinished.parent / ".p.daybook.making" / "database").rename(unfinished)
    open_practice(unfinished, "ruth", PASSWORD, setting).close()
    refused(unfinished, setting)
    unfinished.rename(unfinished.with_name("moved"))
    refused(unfinished, setting)


def test_a_disk_that_fails_at_the_last_step_leaves_nothing(
    tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "practice"
    folder.mkdir()

    def fails(self: Path, mode: int) -> None:
        raise OSError(5, "made up")

    monkeypatch.setattr(Path, "chmod", fails)
    with pytest.raises(Unavailable) as why:
        create(folder / "p.daybook", setting)
    assert why.value.cause == Cause.WRITE_FAILED
    assert list(contents(folder)) == ["p.daybook.lock"]
