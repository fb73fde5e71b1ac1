"""A day of the calendar by provider and by room, and the free times that are offered."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.practice.model import Provider
from app.schedule.actions import AddBlock, CancelAppointment, CancelledBy, add_block, cancel_appointment
from app.schedule.model import BlockKind
from app.schedule.queries import ask_times, day_schedule
from app.schedule.rules import gaps, lanes
from tests.schedule.clinic import Clinic

TUESDAY = date(2026, 3, 3)


def offered(clinic: Clinic, text: str, **more: Any) -> list[str]:
    found = clinic.answer(ask_times, text, **more)
    return [f"{offer.day:%a %m/%d} {offer.wall_start} {offer.provider_short[4:]}" for offer in found.offers]


def fill(clinic: Clinic, day: date, *starts: str, provider: Provider | None = None) -> None:
    for start in starts:
        clinic.book(
            start,
            day=day,
            provider_id=(provider or clinic.okafor).id,
            acknowledged_reason="full day",
            patient_id=clinic.ito.id,
        )


def test_a_day_has_a_column_for_each_provider_with_what_is_booked(clinic: Clinic) -> None:
    clinic.book("10:00", day=TUESDAY, reason="Cough")
    clinic.book("08:30", day=TUESDAY, patient_id=clinic.ito.id)
    gone = clinic.book("09:00", day=TUESDAY)
    cancel = CancelAppointment(appointment_id=gone.id, version=1, by=CancelledBy.PATIENT, reason="Ill")
    clinic.run(cancel_appointment, cancel)
    shown = clinic.answer(day_schedule, TUESDAY)
    assert [(column.name, column.booked) for column in shown.columns] == [
        ("Dr. Okafor", 2),
        ("Dr. Lind", 0),
        ("Staff", 0),
    ]
    first, second = shown.columns[0].entries
    assert (first.patient_last_name, first.start_minute, first.minutes) == ("Ito", 510, 30)
    assert (second.patient_last_name, second.reason, second.visit_type) == ("Lee", "Cough", "Follow-up")
    assert shown.booked == 2
    assert shown.hours == ((480, 720), (780, 1020))


def test_openings_are_what_hours_appointments_and_blocks_leave(clinic: Clinic) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.CHARTING, "minutes": 60}
    clinic.run(add_block, AddBlock(weekday=1, wall_start="16:00", **block))
    clinic.book("10:00", day=TUESDAY)
    column = clinic.answer(day_schedule, TUESDAY).columns[0]
    assert [(opening.start_minute, opening.minutes) for opening in column.openings] == [
        (480, 120),
        (630, 90),
        (780, 180),
    ]


def test_today_is_open_from_now_on_and_yesterday_not_at_all(clinic: Clinic) -> None:
    today = clinic.answer(day_schedule, date(2026, 3, 2)).columns[0].openings
    assert [(opening.start_minute, opening.minutes) for opening in today] == [(540, 180), (780, 240)]
    assert clinic.answer(day_schedule, date(2026, 2, 27)).columns[0].openings == ()


def test_overlapping_appointments_stand_side_by_side(clinic: Clinic) -> None:
    clinic.book("10:00", day=TUESDAY)
    clinic.book("10:15", day=TUESDAY, patient_id=clinic.ito.id, acknowledged_reason="agreed")
    entries = clinic.answer(day_schedule, TUESDAY).columns[0].entries
    assert [(entry.lane, entry.lanes) for entry in entries] == [(0, 2), (1, 2)]


def test_a_day_by_room_has_a_last_column_for_those_without_a_room(clinic: Clinic) -> None:
    clinic.book("10:00", day=TUESDAY, room_id=clinic.rooms[1].id)
    clinic.book("11:00", day=TUESDAY)
    shown = clinic.answer(day_schedule, TUESDAY, "room")
    assert [(column.name, column.booked) for column in shown.columns] == [
        ("1", 0),
        ("2", 1),
        ("3", 0),
        ("", 1),
    ]
    assert shown.columns[-1].id is None


def test_a_closed_day_has_no_hours_and_no_openings(clinic: Clinic) -> None:
    shown = clinic.answer(day_schedule, date(2026, 3, 7))
    assert shown.hours == ()
    assert all(column.openings == () for column in shown.columns)


def test_first_openings_are_spread_over_days_with_the_patients_own_provider(clinic: Clinic) -> None:
    clinic.book("09:30", provider_id=clinic.lind.id)
    assert offered(clinic, "in 2 weeks, mornings", patient_id=clinic.lee.id) == [
        "Mon 03/16 08:00 Lind",
        "Tue 03/17 08:00 Lind",
        "Wed 03/18 08:00 Lind",
    ]


def test_a_full_morning_goes_to_the_other_provider(clinic: Clinic) -> None:
    fill(clinic, date(2026, 3, 16), "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
    assert offered(clinic, "in 2 weeks, mornings")[0] == "Mon 03/16 08:00 Lind"
    assert offered(clinic, "in 2 weeks, mornings with okafor")[0] == "Tue 03/17 08:00 Okafor"


def test_an_offer_fits_the_type_of_visit(clinic: Clinic) -> None:
    fill(clinic, TUESDAY, "08:30", "09:00", "09:15")
    assert offered(clinic, "tomorrow okafor")[0] == "Tue 03/03 08:00 Okafor"
    assert offered(clinic, "new patient tomorrow okafor")[0] == "Tue 03/03 09:45 Okafor"


def test_one_day_gives_several_times_that_do_not_overlap(clinic: Clinic) -> None:
    assert offered(clinic, "tomorrow okafor") == [
        "Tue 03/03 08:00 Okafor",
        "Tue 03/03 08:30 Okafor",
        "Tue 03/03 09:00 Okafor",
    ]


def test_a_named_time_is_offered_or_the_nearest(clinic: Clinic) -> None:
    fill(clinic, TUESDAY, "14:00")
    assert offered(clinic, "tomorrow at 2:30 okafor")[0] == "Tue 03/03 14:30 Okafor"
    fill(clinic, TUESDAY, "14:30")
    assert "Tue 03/03 15:00 Okafor" in offered(clinic, "tomorrow at 2:30 okafor")


def test_nothing_is_offered_before_now_in_a_block_or_at_lunch(clinic: Clinic) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.MEETING, "minutes": 180}
    clinic.run(add_block, AddBlock(day=date(2026, 3, 2), wall_start="09:00", **block))
    assert offered(clinic, "today okafor")[0] == "Mon 03/02 13:00 Okafor"
    assert offered(clinic, "today lind")[0] == "Mon 03/02 09:00 Lind"


def test_when_the_days_are_full_the_next_ones_are_looked_at(clinic: Clinic) -> None:
    block = {"provider_id": clinic.okafor.id, "kind": BlockKind.AWAY, "wall_start": "00:00", "minutes": 1440}
    clinic.run(add_block, AddBlock(day=TUESDAY, **block))
    assert offered(clinic, "tomorrow okafor")[0] == "Wed 03/04 08:00 Okafor"
    assert offered(clinic, "tue okafor")[0] == "Tue 03/10 08:00 Okafor"


def test_a_closed_day_is_said_and_the_nearest_open_times_are_offered(clinic: Clinic) -> None:
    found = clinic.answer(ask_times, "saturday okafor")
    assert (found.closed, found.widened) == (True, False)
    assert offered(clinic, "saturday okafor") == [
        "Fri 03/06 08:00 Okafor",
        "Mon 03/09 08:00 Okafor",
        "Thu 03/05 08:00 Okafor",
    ]


def test_weekend_mornings_are_offered_as_mornings_near_the_weekend(clinic: Clinic) -> None:
    found = clinic.answer(ask_times, "weekend mornings")
    assert found.closed
    assert [offer.day for offer in found.offers][:2] == [date(2026, 3, 6), date(2026, 3, 9)]
    assert all(offer.wall_start < "12:00" for offer in found.offers)


def test_evenings_after_the_last_hour_are_offered_as_late_as_it_goes(clinic: Clinic) -> None:
    found = clinic.answer(ask_times, "tomorrow evening with lind")
    assert found.closed
    assert (found.offers[0].day, found.offers[0].wall_start) == (TUESDAY, "16:30")


def test_around_a_closed_day_that_is_full_it_is_looked_farther(clinic: Clinic) -> None:
    away = {"kind": BlockKind.AWAY, "wall_start": "00:00", "minutes": 1440}
    for provider in (clinic.okafor, clinic.lind):
        for number in (5, 6, 9):
            clinic.run(add_block, AddBlock(day=date(2026, 3, number), provider_id=provider.id, **away))
    assert offered(clinic, "saturday")[0].startswith("Tue 03/10")


def test_a_practice_that_is_never_open_says_closed_and_offers_nothing(tmp_path: Path) -> None:
    never = Clinic(tmp_path, hours={"mon": []})
    try:
        found = never.answer(ask_times, "tomorrow")
        assert (found.closed, found.offers) == (True, ())
    finally:
        never.close()


def test_a_day_that_is_open_but_full_is_not_called_closed(clinic: Clinic) -> None:
    away = {"kind": BlockKind.AWAY, "wall_start": "00:00", "minutes": 1440}
    for provider in (clinic.okafor, clinic.lind):
        clinic.run(add_block, AddBlock(day=TUESDAY, provider_id=provider.id, **away))
    found = clinic.answer(ask_times, "tomorrow")
    assert (found.closed, found.widened) == (False, True)


def test_what_was_understood_is_said_back(clinic: Clinic) -> None:
    found = clinic.answer(ask_times, "3 months, blood pressure, lind, mornings, fasting")
    assert [message.id.removeprefix("schedule.understood.") for message in found.understood] == [
        "days",
        "times",
        "provider",
        "visit_type",
        "minutes",
        "reason",
    ]
    assert found.understood[2].params == {"provider": "Dr. Lind"}


def test_the_type_chosen_in_the_form_counts_where_words_name_none(clinic: Clinic) -> None:
    found = clinic.answer(ask_times, "tomorrow", visit_type_id=clinic.new_patient.id)
    assert found.offers[0].minutes == 45
    named = clinic.answer(ask_times, "tomorrow bp", visit_type_id=clinic.new_patient.id)
    assert named.offers[0].minutes == 15


@pytest.mark.parametrize(
    ("day", "at"), [(date(2026, 3, 8), "2026-03-02T09:00"), (date(2026, 11, 1), "2026-10-26T09:00")]
)
def test_both_changes_of_the_clock_leave_the_morning_whole(tmp_path: Path, day: date, at: str) -> None:
    zone = ZoneInfo("America/New_York")
    clinic = Clinic(
        tmp_path, at=datetime.fromisoformat(at).replace(tzinfo=zone), hours={"sun": [["00:00", "10:00"]]}
    )
    clinic.book("09:00", day=day)
    found = offered(clinic, f"{day:%m/%d} okafor at 9:00")
    assert found == [f"Sun {day:%m/%d} {start} Okafor" for start in ("08:30", "09:30", "08:00")]
    at_night = offered(clinic, f"{day:%m/%d} okafor between 1am and 4am")
    assert all(" 02:" not in start for start in at_night) == (day.month == 3)
    clinic.close()


TIMES = some.lists(
    some.tuples(some.integers(0, 600), some.integers(5, 120)).map(lambda pair: (pair[0], sum(pair))),
    max_size=25,
).map(sorted)


@given(TIMES)
def test_no_two_in_the_same_lane_overlap(times: list[tuple[int, int]]) -> None:
    placed = list(zip(times, lanes(times), strict=True))
    for index, ((_, end), (lane, width)) in enumerate(placed):
        assert lane < width
        for (later, _), (other, other_width) in placed[index + 1 :]:
            if later < end:
                assert other != lane
                assert other_width == width


@given(TIMES)
def test_gaps_and_busy_times_fill_the_hours(times: list[tuple[int, int]]) -> None:
    free = {minute for start, end in gaps([(100, 500)], times) for minute in range(start, end)}
    busy = {minute for start, end in times for minute in range(start, end)}
    assert free == set(range(100, 500)) - busy
