"""A person is added whole: whatever fails or cuts it off, nobody is left who cannot sign in."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import NotPermitted, RuleViolated, Unavailable
from app.core.ids import new_id
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.security import key_ring
from app.security.actions import AddAccount
from app.security.queries import accounts
from app.store import slot_files
from app.store.kdf import FLOOR

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
RUTH, MARIA = "seven green kayaks", "nine yellow canoes"
STEPS = range(4)  # the first copy of the keys, the second, the version in the database, the commit


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(NOW), ChangeBus(), "test PC", tmp_path / "state")


@pytest.fixture
def practice(tmp_path: Path, setting: Setting) -> Iterator[Practice]:
    folder = tmp_path / "practice"
    folder.mkdir()
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    made = create_practice(
        folder / "p.daybook", founding, OWNER, RUTH, lambda sheet: None, setting=setting, cost=FLOOR
    )
    yield made
    made.close()


def maria(*roles: Role) -> AddAccount:
    return AddAccount(
        person_id=new_id(),
        login="maria",
        name="Maria Reyes, CMA",
        short_name="Maria R.",
        roles=roles or (Role.MEDICAL_ASSISTANT,),
    )


def at_step(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, step: int, happens: Callable[[], None]
) -> None:
    """Let something happen as adding a person comes to one of its steps, and only then."""
    left = [step]

    def reached() -> None:
        left[0] -= 1
        if left[0] == -1:
            happens()

    def first(real: Any) -> Any:
        return lambda *given: (reached(), real(*given))[1]

    monkeypatch.setattr(slot_files, "atomic_write", first(slot_files.atomic_write))
    monkeypatch.setattr(key_ring, "write_slot_set_version", first(key_ring.write_slot_set_version))
    writer = practice.around.database.writer
    sa.event.listen(writer, "commit", lambda _connection: reached())


def signs_in(file: Path, setting: Setting) -> bool:
    try:
        open_practice(file, "maria", MARIA, setting).close()
    except Unavailable:
        return False
    return True


def is_whole(file: Path, setting: Setting) -> bool:
    """Say whether Maria can sign in; who stands in the list of the staff can."""
    opened = open_practice(file, "ruth", RUTH, setting)
    listed = "maria" in {one.login for one in opened.answer(accounts)}
    opened.close()
    assert signs_in(file, setting) == listed
    return listed


@pytest.mark.parametrize("step", STEPS)
def test_what_fails_at_any_step_leaves_nobody_and_the_next_call_succeeds(
    practice: Practice, setting: Setting, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    def fails() -> None:
        raise Unavailable("disk_full")

    at_step(practice, monkeypatch, step, fails)
    with pytest.raises(Unavailable):
        practice.staff.add(maria(), MARIA, FLOOR)
    assert "maria" not in {one.login for one in practice.answer(accounts)}
    practice.staff.add(maria(), MARIA, FLOOR)
    practice.close()
    assert is_whole(practice.paths.file, setting)


@pytest.mark.parametrize("step", [*STEPS, STEPS[-1] + 1])
def test_cut_off_at_any_step_the_next_call_heals_it(
    practice: Practice, tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    cut = tmp_path / "cut"
    folder = practice.paths.file.parent
    at_step(practice, monkeypatch, step, lambda: shutil.copytree(folder, cut) and None)
    practice.staff.add(maria(), MARIA, FLOOR)
    practice.close()
    if not cut.exists():
        shutil.copytree(folder, cut)  # after the last step
    monkeypatch.undo()
    file, elsewhere = cut / "p.daybook", Setting(setting.clock, ChangeBus(), "test PC", tmp_path / "none")
    if not is_whole(file, elsewhere):
        opened = open_practice(file, "ruth", RUTH, elsewhere)
        opened.staff.add(maria(), MARIA, FLOOR)
        opened.close()
        assert is_whole(file, elsewhere)


def test_a_refused_person_leaves_the_keys_as_they_were(practice: Practice) -> None:
    keys = practice.paths.keys.read_bytes()
    practice.file.actor = practice.actor.__class__(
        practice.actor.person_id, "Dr. Day", frozenset({Role.BILLER}), new_id(), "test PC"
    )
    with pytest.raises(NotPermitted):
        practice.staff.add(maria(), MARIA, FLOOR)
    assert practice.paths.keys.read_bytes() == keys


def test_a_slot_whose_account_an_older_database_does_not_know_stays(
    practice: Practice, setting: Setting, tmp_path: Path
) -> None:
    file = practice.paths.file
    practice.close()
    shutil.copy(file, tmp_path / "older")
    opened = open_practice(file, "ruth", RUTH, setting)
    opened.staff.add(maria(), MARIA, FLOOR)
    opened.close()
    newer = file.read_bytes()
    shutil.copy(tmp_path / "older", file)
    behind = open_practice(file, "ruth", RUTH, setting)
    assert behind.history.alarms
    with pytest.raises(RuleViolated):
        behind.staff.add(maria(), MARIA, FLOOR)
    behind.close()
    file.write_bytes(newer)
    assert signs_in(file, setting)
