"""When backups are due, when their age alarms, and what an owner decides about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.core.acts import Role
from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from app.practice.backups.actions import SaveBackupPlan, SetPackPassword, save_backup_plan, set_pack_password
from app.practice.backups.queries import backup_plan, backup_runs, backup_status
from app.practice.backups.rules import (
    age_level,
    backup_faults,
    checked_times,
    is_due,
    latest_due,
    next_due,
    rehearsal_due,
    times_of,
)
from app.practice.backups.views import AgeLevel, RunKind
from app.practice.policy import laid_over, shipped_policy
from app.security.policy import RolePolicy
from app.store.audit import AuditRow, Entry, append
from app.store.state import StoreState, write_state
from tests.support.bare import BarePractice

NEW_YORK = ZoneInfo("America/New_York")
SHIPPED = shipped_policy("backup")
TIMES = times_of(SHIPPED)
MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=NEW_YORK)
PLAN = SaveBackupPlan(target="/media/stick", times=("17:30", "9:00"), on_exit=False)


@pytest.fixture
def practice(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = BarePractice(tmp_path)
    state = StoreState(practice_id=new_id(), lineage=new_id(), slot_set_version=1, made_at=made.clock.now())
    with made.around.database.writing, made.around.database.writer.begin() as connection:
        write_state(connection, state)
    yield made
    made.close()


def event(practice: BarePractice, name: str, **details: object) -> None:
    told = Entry(
        event=name, act="", act_id=new_id(), at=practice.clock.now(), actor=practice.actor, details=details
    )
    with practice.around.database.writing, practice.around.database.writer.begin() as connection:
        append(connection, [told])


def test_times_are_put_in_order_and_each_stands_once() -> None:
    assert checked_times("times", [" 17:30", "9:05", "09:05", ""]) == ("09:05", "17:30")


@pytest.mark.parametrize("typed", ["25:00", "12:60", "noon", "12", "12:5"])
def test_what_is_no_time_of_day_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        checked_times("times", [typed])
    assert refused.value.field == "times"


def test_more_times_than_a_day_needs_are_refused() -> None:
    with pytest.raises(RuleViolated):
        checked_times("times", [f"{hour}:00" for hour in range(13)])


def test_the_latest_time_that_has_passed_may_lie_on_the_day_before() -> None:
    morning = MONDAY_NOON.replace(hour=8)
    assert latest_due(("12:30", "17:30"), NEW_YORK, morning) == datetime(2026, 3, 1, 17, 30, tzinfo=NEW_YORK)
    assert next_due(("12:30", "17:30"), NEW_YORK, morning) == datetime(2026, 3, 2, 12, 30, tzinfo=NEW_YORK)
    assert latest_due((), NEW_YORK, morning) is None


def test_a_backup_is_due_from_its_minute_on_until_it_is_made() -> None:
    at = MONDAY_NOON.replace(hour=12, minute=30)
    before = MONDAY_NOON - timedelta(hours=4)
    assert not is_due(TIMES.times, NEW_YORK, at - timedelta(seconds=1), before, before)
    assert is_due(TIMES.times, NEW_YORK, at, before, before)
    assert not is_due(TIMES.times, NEW_YORK, at + timedelta(hours=1), at, before)


def test_a_time_that_passed_while_the_pc_was_off_is_due_at_the_next_sign_in() -> None:
    made = MONDAY_NOON - timedelta(days=3)
    assert is_due(TIMES.times, NEW_YORK, MONDAY_NOON.replace(hour=7), made, made)


def test_a_new_practice_owes_its_first_backup_at_the_first_time_after_it_began() -> None:
    assert not is_due(TIMES.times, NEW_YORK, MONDAY_NOON, None, MONDAY_NOON.replace(hour=9))
    assert is_due(TIMES.times, NEW_YORK, MONDAY_NOON.replace(hour=13), None, MONDAY_NOON)


def test_a_clock_that_was_ahead_silences_neither_schedule_nor_age() -> None:
    since = MONDAY_NOON - timedelta(days=90)
    ahead, later = MONDAY_NOON + timedelta(hours=49), MONDAY_NOON.replace(hour=13)
    assert is_due(TIMES.times, NEW_YORK, later, ahead, since)
    assert age_level(ahead, since, later, TIMES, target=True) is AgeLevel.RED
    assert is_due(TIMES.times, NEW_YORK, later, None, ahead)  # the practice was founded then


def test_a_clock_a_few_minutes_ahead_is_right_enough() -> None:
    since = MONDAY_NOON - timedelta(days=90)
    at = MONDAY_NOON.replace(hour=12, minute=31)
    assert not is_due(TIMES.times, NEW_YORK, at, at + timedelta(minutes=5), since)
    assert is_due(TIMES.times, NEW_YORK, at, at + timedelta(minutes=5, seconds=1), since)
    assert age_level(at + timedelta(minutes=5), since, at, TIMES, target=True) is AgeLevel.FINE


def test_over_the_change_to_summer_time_a_day_still_has_each_time_once() -> None:
    sunday = datetime(2026, 3, 8, 23, 0, tzinfo=NEW_YORK)
    assert latest_due(("02:30",), NEW_YORK, sunday) is not None
    made = datetime(2026, 3, 8, 4, 0, tzinfo=NEW_YORK)
    assert not is_due(("02:30",), NEW_YORK, sunday, made, made)


@pytest.mark.parametrize(
    ("hours", "level"),
    [(0, "fine"), (23.99, "fine"), (24, "warning"), (47.99, "warning"), (48, "red"), (900, "red")],
)
def test_the_age_alarms_at_24_hours_and_is_red_at_48(hours: float, level: str) -> None:
    made = MONDAY_NOON - timedelta(hours=hours)
    assert age_level(made, made, MONDAY_NOON, TIMES, target=True) == level
    assert age_level(None, made, MONDAY_NOON, TIMES, target=True) == level


def test_without_a_folder_it_says_so_and_turns_red_all_the_same() -> None:
    began = MONDAY_NOON - timedelta(hours=1)
    assert age_level(None, began, MONDAY_NOON, TIMES, target=False) is AgeLevel.NO_TARGET
    later = began + timedelta(hours=48)
    assert age_level(None, began, later, TIMES, target=False) is AgeLevel.RED


def test_a_rehearsal_is_offered_after_thirty_days() -> None:
    began = MONDAY_NOON - timedelta(days=30)
    assert rehearsal_due(None, began, MONDAY_NOON, TIMES)
    assert not rehearsal_due(MONDAY_NOON - timedelta(days=29), began, MONDAY_NOON, TIMES)


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"alarm": {"red_hours": 24}}, "alarm.red_hours"),
        ({"schedule": {"times": ["noon"]}}, "schedule.times"),
        ({"downtime_pack": {"times": ["9"]}}, "downtime_pack.times"),
    ],
)
def test_the_table_refuses_what_cannot_be_a_schedule(own: dict[str, object], field: str) -> None:
    assert [one.field for one in backup_faults(laid_over(SHIPPED, own))] == [field]
    assert not backup_faults(SHIPPED)


def test_an_owner_chooses_folder_and_times_together(practice: BarePractice) -> None:
    assert practice.answer(backup_plan).target == ""
    saved = practice.run(save_backup_plan, PLAN)
    assert saved == practice.answer(backup_plan)
    assert (saved.target, saved.times.times, saved.times.on_exit) == (
        "/media/stick",
        ("09:00", "17:30"),
        False,
    )
    assert saved.times.warning_hours == 24 and saved.keep == (3, 14, 8, 12)


def test_a_second_save_keeps_what_the_form_does_not_show(practice: BarePractice) -> None:
    first = practice.run(save_backup_plan, PLAN)
    again = SaveBackupPlan(
        version=first.version,
        policy_version=first.policy_version,
        target="/media/other",
        times=("08:00",),
        on_exit=True,
    )
    assert practice.run(save_backup_plan, again).times.times == ("08:00",)
    with pytest.raises(Stale):
        practice.run(save_backup_plan, SaveBackupPlan(target="/x", times=(), on_exit=True))


def test_the_password_of_the_packs_never_enters_the_record(practice: BarePractice) -> None:
    practice.run(set_pack_password, SetPackPassword(password="eleven red kites"))
    with practice.around.database.reader.connect() as connection:
        rows = connection.scalars(sa.select(AuditRow.entry)).all()
    assert any("set_pack_password" in one for one in rows)
    assert not any("kites" in one for one in rows)
    assert practice.answer(backup_plan).has_pack_password


@pytest.mark.parametrize("typed", ["short", "x" * 128, "eleven red\nkites"])
def test_a_password_that_cannot_serve_is_refused(practice: BarePractice, typed: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        practice.run(set_pack_password, SetPackPassword(password=typed))
    assert refused.value.field == "pack_password"


def test_the_status_is_read_from_the_record(practice: BarePractice) -> None:
    now = practice.clock.now()
    event(
        practice, "backup", folder="one", bytes=7, made_at=(now - timedelta(hours=1)).isoformat(), sequence=1
    )
    event(practice, "backup_failed", cause="backup_target_missing", folder="stick")
    status = practice.answer(backup_status)
    assert status.verified is not None and status.verified.made_at == now - timedelta(hours=1)
    assert status.verified.bytes == 7 and status.failed is not None
    assert status.failed.cause == "backup_target_missing"
    event(practice, "backup", folder="two", sequence=9)
    assert practice.answer(backup_status).failed is None
    kinds = [one.kind for one in practice.answer(backup_runs)]
    assert kinds == [RunKind.VERIFIED, RunKind.FAILED, RunKind.VERIFIED]


def test_only_acts_after_the_newest_backup_make_another_one_worth_it(practice: BarePractice) -> None:
    practice.run(save_backup_plan, PLAN)
    assert practice.answer(backup_status).changed
    with practice.around.database.reader.connect() as connection:
        head = connection.scalar(sa.select(sa.func.max(AuditRow.sequence)))
    event(practice, "backup", sequence=head)
    event(practice, "lock")
    assert not practice.answer(backup_status).changed


def test_who_works_there_makes_a_backup_and_an_auditor_does_not() -> None:
    from app.core.acts import Permission

    may = RolePolicy()
    allowed = {role for role in Role if may.allows(BarePractice.person(role), Permission.BACK_UP)}
    assert set(Role) - allowed == {Role.AUDITOR, Role.WALL_BOARD}


def backup_at(practice: BarePractice, folder: str, moment: datetime) -> None:
    event(practice, "backup", folder=folder, made_at=moment.isoformat(), sequence=1)


def test_a_backup_of_a_clock_that_was_ahead_never_counts_not_even_once_its_moment_comes(
    practice: BarePractice,
) -> None:
    now = practice.clock.now()
    backup_at(practice, "right", now)
    practice.clock.advance(timedelta(hours=49))
    backup_at(practice, "ahead", practice.clock.now())
    practice.clock.advance(timedelta(hours=-48))  # the clock is put right
    event(practice, "sign_in")
    for _later in range(2):
        status = practice.answer(backup_status)
        assert status.verified is not None and status.verified.folder == "right"
        assert status.ahead is not None and status.ahead.folder == "ahead"
        practice.clock.advance(timedelta(hours=72))
    backup_at(practice, "new", practice.clock.now())
    status = practice.answer(backup_status)
    assert status.verified is not None and status.verified.folder == "new" and status.ahead is None


def test_after_a_restore_the_backup_that_was_restored_is_known(practice: BarePractice) -> None:
    now = practice.clock.now()
    backup_at(practice, "monday", now - timedelta(days=3))
    event(
        practice,
        "restore",
        folder="tuesday",
        made_at=(now - timedelta(days=2)).isoformat(),
        backup_sequence=1,
        backup_hash="ab",
    )
    status = practice.answer(backup_status)
    assert status.verified is not None and status.verified.folder == "tuesday"
    assert status.verified.made_at == now - timedelta(days=2) and not status.changed
    event(practice, "restore", folder="holes", made_at=now.isoformat(), damaged=["ab" * 16])
    status = practice.answer(backup_status)
    assert status.verified is not None and status.verified.folder == "tuesday"
