"""The demo practice as it is made: signed in to, whole, balanced, each act by someone who may do it."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.billing.ledger.queries import ledger_totals
from app.billing.model import DayClose, LedgerEntry, Receipt
from app.chart.alerts.model import Alert
from app.core.acts import ACTIONS, Action
from app.core.errors import NotPermitted, RuleViolated
from app.demo.actions import LoadHistory, load_history
from app.demo.making import make_demo
from app.frontdesk.queries import day_board
from app.frontdesk.views import Group
from app.people.model import Coverage, Patient, PayerKind
from app.practice.queries import practice_settings
from app.practice_file import Practice
from app.schedule.model import Appointment
from app.security.model import Account
from app.security.policy import RolePolicy
from app.security.queries import verify
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from app.visits.queries import room_board
from tests.demo.conftest import MORNING, TUESDAY, ZONE, Made, setting_at

COUNTED = (
    "patient",
    "appointment",
    "visit",
    "visit_state_change",
    "observation",
    "note",
    "charge",
    "receipt",
    "ledger_line",
)


def rows(practice: Practice, kind: Any, *where: Any) -> list[Any]:
    with Session(practice.around.database.reader) as session:
        return list(session.scalars(sa.select(kind).where(*where)))


def counts(practice: Practice) -> dict[str, int]:
    with practice.around.database.reader.connect() as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in COUNTED
        }


def test_everyone_of_the_staff_signs_in_by_the_ordinary_way(made: Made) -> None:
    for person in made.demo.people:
        opened = made.open(person.login)
        assert opened.actor.roles == set(person.roles)
        assert not opened.history.alarms
        assert not opened.recovery.asked
        opened.close()


def test_it_is_a_training_practice(practice: Practice) -> None:
    assert practice.answer(practice_settings).training


def test_the_board_is_a_day_half_done(practice: Practice) -> None:
    board = practice.answer(day_board, TUESDAY)
    count = {group.group: len(group.rows) for group in board.groups}
    assert 36 <= len(board.rows) <= 44
    assert count[Group.DONE] + count[Group.NOT_SEEN] >= 14
    assert count[Group.EXPECTED] >= 14
    assert (count[Group.WAITING], count[Group.IN_ROOMS], count[Group.CHECKOUT]) == (3, 4, 2)
    assert board.metrics.median_wait is not None
    first = board.groups[0].rows[0]
    assert (first.facts.last_name, first.next_action and first.next_action.id) == (
        "Lee",
        "visits.next.mask_and_room",
    )
    assert first.room_offered and first.looks_like
    assert any(row.late_minutes for row in board.rows)
    assert any(row.over for row in board.rows)


def test_every_state_of_a_visit_is_there_today(practice: Practice) -> None:
    today = rows(practice, Visit, Visit.day == TUESDAY)
    assert {visit.state for visit in today} | {VisitState.EXPECTED} == set(VisitState)


def test_rooms_stand_as_the_visits_say(practice: Practice) -> None:
    board = practice.answer(room_board)
    assert Counter(room.state for room in board) == {"occupied": 4, "ready": 1, "to_clean": 1}
    assert all(bool(room.visit_ids) == (room.state == "occupied") for room in board)


def test_the_cast_is_there(practice: Practice) -> None:
    patients = rows(practice, Patient)
    ages = sorted((TUESDAY - one.birth_date).days for one in patients)
    assert ages[0] < 30
    assert ages[-1] > 101 * 365
    assert {"en", "es", "vi", "ar", "zh", "ru", "ht"} <= {one.language for one in patients}
    assert sum((one.last_name, one.first_name) == ("Lee", "Susan") for one in patients) == 2
    coverages = rows(practice, Coverage)
    assert any(one.qualified_medicare_beneficiary for one in coverages)
    assert {PayerKind.MEDICARE, PayerKind.MEDICARE_ADVANTAGE, PayerKind.MEDICAID} <= {
        one.kind for one in coverages
    }
    with practice.around.database.reader.connect() as connection:
        pregnant = connection.exec_driver_sql(
            "SELECT due_on FROM reproductive_history WHERE pregnancy = 'pregnant'"
        ).scalar_one()
    assert date.fromisoformat(pregnant) - TUESDAY == timedelta(weeks=12)


def test_phone_numbers_are_those_kept_for_fiction(practice: Practice) -> None:
    assert all(one.mobile[-7:-2] == "55501" for one in rows(practice, Patient))


def test_the_high_pressure_of_the_morning_waits_for_a_clinician(practice: Practice) -> None:
    patient = rows(practice, Patient, Patient.last_name == "Ito")[0]
    waiting = rows(practice, Alert, Alert.patient_id == patient.id)
    assert len(waiting) == 1
    assert waiting[0].acknowledged_at is None


def test_the_ledger_balances_and_the_last_days_are_locked(practice: Practice) -> None:
    totals = practice.answer(ledger_totals)
    assert totals.balanced
    assert totals.debits_cents > 1_000_000
    closed = rows(practice, DayClose)
    assert [one.day for one in sorted(closed, key=lambda one: one.day)] == [
        date(2026, 2, 24),
        date(2026, 2, 25),
        date(2026, 2, 26),
        date(2026, 2, 27),
        date(2026, 3, 2),
    ]
    assert all(one.over_short_cents == 0 for one in closed)
    assert {one.business_day for one in rows(practice, LedgerEntry)} >= {TUESDAY}


def test_receipts_are_numbered_without_a_gap(practice: Practice) -> None:
    numbers = sorted(one.number for one in rows(practice, Receipt))
    assert numbers == list(range(1, len(numbers) + 1))


def test_nobody_who_may_not_be_asked_to_pay_was(practice: Practice) -> None:
    protected = {one.patient_id for one in rows(practice, Coverage, Coverage.qualified_medicare_beneficiary)}
    assert protected
    assert not [one for one in rows(practice, Receipt) if one.patient_id in protected]


def test_the_record_is_whole(practice: Practice) -> None:
    found = practice.answer(verify)
    assert found.verified, found.findings


def test_each_act_was_done_by_someone_who_may_do_it(practice: Practice) -> None:
    people = {one.id: one for one in rows(practice, Account)}
    acts = rows(practice, AuditRow, AuditRow.event == "act")
    seen: set[tuple[str, str]] = set()
    for row in acts:
        act = ACTIONS[row.act]
        person = people[row.actor_id]
        seen.add((person.login, row.act))
        assert _may(person, act), (person.login, row.act)
    refused = rows(practice, AuditRow, AuditRow.event == "refused")
    assert {row.act for row in refused} <= {load_history.name}  # which another test tries as the desk
    assert len({login for login, _ in seen}) == 10
    assert ("james", "frontdesk.check_in") in seen
    assert ("okafor", "chart.notes.sign_note") in seen
    assert ("priya", "frontdesk.day_close.close_day") in seen


def _may(person: Account, act: Action[Any, Any, Any]) -> bool:
    return RolePolicy().allows(person.actor(person.id, "PC"), act.permission)


def test_the_past_came_in_as_one_act(practice: Practice) -> None:
    loads = rows(practice, AuditRow, AuditRow.act == load_history.name, AuditRow.event == "act")
    assert len(loads) == 1
    loaded = [json.loads(row.entry) for row in rows(practice, AuditRow, AuditRow.event == "load")]
    tables = {one["details"]["table"] for one in loaded}
    assert {"patient", "visit", "observation", "ledger_line", "note"} <= tables


def test_history_goes_back_eighteen_months_and_stops_before_the_staff_begin(practice: Practice) -> None:
    days = [one.day for one in rows(practice, Visit)]
    assert min(days) < TUESDAY - timedelta(days=480)
    assert max(days) == TUESDAY


def test_the_next_fourteen_days_are_booked(practice: Practice) -> None:
    coming = rows(practice, Appointment, Appointment.day > TUESDAY)
    assert len({one.day for one in coming}) == 10
    assert max(one.day for one in coming) <= TUESDAY + timedelta(days=14)
    assert all(one.booked_at < MORNING for one in coming)


def test_time_never_runs_back_in_the_record(practice: Practice) -> None:
    times = [row.at for row in sorted(rows(practice, AuditRow), key=lambda row: row.sequence)]
    assert times == sorted(times)


def test_only_the_owner_loads_and_only_once(made: Made, practice: Practice) -> None:
    command = LoadHistory(today=TUESDAY, patients=90, seed="again")
    with pytest.raises(RuleViolated):
        practice.run(load_history, command)
    practice.close()
    desk = made.open("james")
    with pytest.raises(NotPermitted):
        desk.run(load_history, command)
    desk.close()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 8, 3, 20, tzinfo=ZONE),  # a Sunday, 20 minutes after the hour that was left out
        datetime(2026, 11, 1, 1, 40, tzinfo=ZONE, fold=1),  # the second 1:40 of a Sunday night
    ],
    ids=["spring forward", "fall back"],
)
def test_it_is_made_on_a_sunday_night_when_the_clock_changes(tmp_path: Path, now: datetime) -> None:
    setting = setting_at(tmp_path, now)
    made = Made(make_demo(tmp_path, now.date(), setting, scale=0.01), setting)
    opened = made.open("maria")
    board = opened.answer(day_board, now.date())
    count = {group.group: len(group.rows) for group in board.groups}
    assert count[Group.EXPECTED] >= 14
    assert count[Group.IN_ROOMS] == 4
    assert opened.answer(ledger_totals).balanced
    opened.close()


def test_the_same_day_draws_the_same_practice(made: Made, tmp_path: Path) -> None:
    setting = setting_at(tmp_path, MORNING)
    again = Made(make_demo(tmp_path, TUESDAY, setting, scale=0.25), setting)
    first, second = made.open("lind"), again.open("lind")
    assert counts(first) == counts(second)
    first.close()
    second.close()
