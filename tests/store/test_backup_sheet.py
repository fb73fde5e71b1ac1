"""A backup opens with the recovery sheet as well, and tells what it is before anything is restored."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.acts import Role
from app.core.errors import NotPermitted, Unavailable
from app.core.progress import Progress
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import (
    ListedState,
    Owner,
    RestoreWish,
    backups_below,
    copy_locked,
    create_practice,
    look_into_backup,
    open_practice,
)
from app.practice_recovery import RecoveryKeyMistyped, recover_practice
from app.store.audit import AuditRow
from app.store.causes import Cause
from app.store.kdf import FLOOR
from tests.store.backup_house import PASSWORD, House, add_nurse, attach, content_of, flip

NEW_PASSWORD = "eight purple boats"


class Scene:
    """A practice with its sheet at hand, and one backup."""

    def __init__(self, top: Path) -> None:
        self.house = House.at(top)
        for one in (self.house.file.parent, self.house.drive, self.house.elsewhere.parent):
            one.mkdir()
        self.sheet = ""
        owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
        founding = FoundPractice(name="Riverside Family Practice", zone="America/New_York")
        practice = create_practice(
            self.house.file, founding, owner, PASSWORD, self._take, setting=self.house.setting, cost=FLOOR
        )
        add_nurse(practice)
        attach(practice, b"a letter")
        self.practice_id, self.name = practice.practice_id, practice.practice_name
        self.backup = self.house.back_up(practice).folder
        practice.close()

    def _take(self, sheet: RecoverySheet) -> None:
        self.sheet = "\n".join("-".join([*line.groups, line.checksum]) for line in sheet.lines)

    def wish(self, **more: object) -> RestoreWish:
        return RestoreWish(**{"backup": self.backup, "to": self.house.elsewhere, **more})  # type: ignore[arg-type]

    def copy(self) -> Path:
        name = copy_locked(
            self.house.file, self.practice_id, self.name, self.house.drive, self.house.setting, Progress()
        )
        return self.backup.parent / name


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_the_password_of_an_owner_shows_what_the_backup_is(scene: Scene) -> None:
    before = content_of(scene.house.drive)
    sight = look_into_backup(scene.wish(login="ruth", password=PASSWORD))
    assert (sight.practice_name, sight.rows["account"], sight.rows["attachment"]) == (scene.name, 2, 1)
    assert sight.verified and sight.left_out == 0
    assert content_of(scene.house.drive) == before


def test_the_sheet_shows_it_as_well(scene: Scene) -> None:
    assert look_into_backup(scene.wish(sheet=scene.sheet)).practice_name == scene.name


def test_who_is_no_owner_hears_it_before_anything_is_copied(scene: Scene) -> None:
    with pytest.raises(NotPermitted):
        look_into_backup(scene.wish(login="nan", password=PASSWORD))


def test_a_wrong_password_and_a_mistyped_sheet_are_told_apart(scene: Scene) -> None:
    with pytest.raises(Unavailable) as refused:
        look_into_backup(scene.wish(login="ruth", password="something else"))
    assert refused.value.cause == Cause.WRONG_PASSWORD
    wrong = "0" if scene.sheet[0] != "0" else "1"
    with pytest.raises(RecoveryKeyMistyped):
        look_into_backup(scene.wish(sheet=wrong + scene.sheet[1:]))


def test_restored_with_the_sheet_an_owner_comes_in_with_it_and_a_new_password(scene: Scene) -> None:
    scene.house.restore(scene.backup, login="", password="", sheet=scene.sheet)
    from app.practice_recovery import recovery_owners

    owner = recovery_owners(scene.house.elsewhere, scene.sheet, scene.house.setting)[0]
    practice = recover_practice(
        scene.house.elsewhere, scene.sheet, owner.person_id, NEW_PASSWORD, scene.house.setting, cost=FLOOR
    )
    with practice.file.database.reader.connect() as connection:
        rows = connection.execute(sa.select(AuditRow.event, AuditRow.actor_id, AuditRow.entry)).all()
    restore = next(row for row in rows if row.event == "restore")
    assert restore.actor_id is None and "recovery_sheet" in restore.entry
    assert "recovery_used" in [row.event for row in rows]
    practice.close()
    open_practice(scene.house.elsewhere, "ruth", NEW_PASSWORD, scene.house.setting).close()


def test_a_byte_copy_is_restored_where_the_pc_that_made_it_is_gone(scene: Scene) -> None:
    copy = scene.copy()
    sight = look_into_backup(scene.wish(backup=copy, sheet=scene.sheet))
    assert not sight.verified and sight.rows["attachment"] == 1
    restored = scene.house.restore(copy)
    assert len(restored.manifest.attachments) == 1 and restored.left_out == ()
    scene.house.open(scene.house.elsewhere).close()


def test_a_spoilt_byte_copy_is_not_restored(scene: Scene) -> None:
    copy = scene.copy()
    flip(copy / "riverside.daybook", 9_000)
    with pytest.raises(Unavailable):
        scene.house.restore(copy)
    assert list(scene.house.elsewhere.parent.glob("clinic.daybook*[!k]")) == []


def test_on_a_drive_every_backup_is_found_with_its_practice_and_time(scene: Scene) -> None:
    scene.copy()
    for chosen in (scene.house.drive, scene.house.top, scene.backup.parent, scene.backup):
        found = backups_below(chosen)
        assert [one.state for one in found] == [ListedState.VERIFIED, ListedState.COPIED][::-1] or [
            one.state for one in found
        ] == [ListedState.VERIFIED, ListedState.COPIED]
        assert {one.practice_name for one in found} == {scene.name}
    assert backups_below(scene.house.elsewhere.parent) == []


def test_a_backup_that_lacks_a_file_is_called_damaged_in_the_list(scene: Scene) -> None:
    (scene.backup / "riverside.daybook.keys").unlink()
    found = backups_below(scene.house.drive)
    assert [one.state for one in found] == [ListedState.DAMAGED]
    assert found[0].reason is not None and found[0].reason.id == "unavailable.backup_file_missing"
