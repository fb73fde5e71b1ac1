"""Every step from every state to every other, as a table that a person can read."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import RuleViolated
from app.visits.model import VisitState
from app.visits.rules import (
    Step,
    check_move,
    late_minutes,
    median_wait,
    names_room,
    next_action,
    over_threshold,
    skipped,
    step,
    waiting_since,
)

S = VisitState
COLUMNS = {
    "EX": S.EXPECTED,
    "AR": S.ARRIVED,
    "RR": S.READY_FOR_ROOM,
    "RO": S.ROOMING,
    "RP": S.READY_FOR_PROVIDER,
    "WP": S.WITH_PROVIDER,
    "SW": S.STAFF_WORK,
    "CO": S.READY_FOR_CHECKOUT,
    "DO": S.DONE,
    "NS": S.NO_SHOW,
    "CP": S.CANCELLED_BY_PATIENT,
    "CC": S.CANCELLED_BY_PRACTICE,
    "LW": S.LEFT_WITHOUT_BEING_SEEN,
    "ER": S.ENTERED_IN_ERROR,
}
LETTERS = {"f": Step.FREE, "w": Step.WHY, "c": Step.CHECK_IN, ".": Step.NEVER}

# f: one key, nothing asked · w: asks why · c: by the check-in only · .: never
TABLE = """
         EX AR RR RO RP WP SW CO DO NS CP CC LW ER
    EX   .  c  .  .  .  .  .  .  .  f  w  w  .  w
    AR   w  .  f  f  f  f  f  f  f  .  .  w  w  w
    RR   w  w  .  f  f  f  f  f  f  .  .  w  w  w
    RO   .  w  w  .  f  f  f  f  f  .  .  w  w  w
    RP   .  w  w  w  .  f  f  f  f  .  .  w  w  w
    WP   .  w  w  w  f  .  f  f  f  .  .  .  .  w
    SW   .  w  w  w  f  f  .  f  f  .  .  .  w  w
    CO   .  w  w  w  w  w  w  .  f  .  .  .  .  w
    DO   .  w  w  w  w  w  w  w  .  .  .  .  .  w
    NS   w  c  .  .  .  .  .  .  .  .  .  .  .  w
    CP   w  .  .  .  .  .  .  .  .  .  .  .  .  w
    CC   w  .  .  .  .  .  .  .  .  .  .  .  .  w
    LW   .  w  w  .  .  .  .  .  .  .  .  .  .  w
    ER   .  .  .  .  .  .  .  .  .  .  .  .  .  .
"""


def _pairs() -> list[tuple[str, str, Step]]:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    assert head == list(COLUMNS)
    return [(line[0], to, LETTERS[asks]) for line in lines for to, asks in zip(head, line[1:], strict=True)]


def test_the_table_has_every_state() -> None:
    assert set(COLUMNS.values()) == set(VisitState)
    assert len(_pairs()) == len(VisitState) ** 2


@pytest.mark.parametrize(("was", "to", "asks"), _pairs())
def test_a_step_asks_what_the_table_says(was: str, to: str, asks: Step) -> None:
    assert step(COLUMNS[was], COLUMNS[to]) is asks


@pytest.mark.parametrize(("was", "to", "asks"), _pairs())
def test_a_step_without_a_reason_goes_through_only_if_it_asks_nothing(was: str, to: str, asks: Step) -> None:
    if asks is Step.FREE:
        check_move(COLUMNS[was], COLUMNS[to], "")
    else:
        with pytest.raises(RuleViolated):
            check_move(COLUMNS[was], COLUMNS[to], " ")


@pytest.mark.parametrize(("was", "to", "asks"), _pairs())
def test_a_reason_opens_those_that_ask_why_and_no_others(was: str, to: str, asks: Step) -> None:
    if asks in (Step.FREE, Step.WHY):
        check_move(COLUMNS[was], COLUMNS[to], "Wrong row")
    else:
        with pytest.raises(RuleViolated):
            check_move(COLUMNS[was], COLUMNS[to], "Wrong row")


def test_who_was_with_the_provider_did_not_leave_unseen() -> None:
    check_move(S.STAFF_WORK, S.LEFT_WITHOUT_BEING_SEEN, "Had to go", [S.ARRIVED, S.STAFF_WORK])
    with pytest.raises(RuleViolated) as refused:
        check_move(S.STAFF_WORK, S.LEFT_WITHOUT_BEING_SEEN, "Had to go", [S.WITH_PROVIDER, S.STAFF_WORK])
    assert refused.value.message.id == "visits.was_seen"


@pytest.mark.parametrize(
    ("was", "to", "passed"),
    [
        (S.ARRIVED, S.READY_FOR_ROOM, ()),
        (S.ARRIVED, S.ROOMING, (S.READY_FOR_ROOM,)),
        (S.ARRIVED, S.WITH_PROVIDER, (S.READY_FOR_ROOM, S.ROOMING, S.READY_FOR_PROVIDER)),
        (S.WITH_PROVIDER, S.READY_FOR_CHECKOUT, ()),
        (S.ROOMING, S.DONE, (S.READY_FOR_PROVIDER, S.WITH_PROVIDER, S.READY_FOR_CHECKOUT)),
        (S.STAFF_WORK, S.WITH_PROVIDER, ()),
        (S.ARRIVED, S.LEFT_WITHOUT_BEING_SEEN, ()),
    ],
)
def test_what_was_passed_over_is_a_gap(was: S, to: S, passed: tuple[S, ...]) -> None:
    assert skipped(was, to) == passed


NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
WARN = {"arrived": 10, "ready_for_room": 10, "ready_for_provider": 15, "in_room": 40}


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("state", "since", "roomed", "over"),
    [
        (S.ARRIVED, ago(9.9), None, ""),
        (S.ARRIVED, ago(10), None, "arrived"),
        (S.READY_FOR_ROOM, ago(10), None, "ready_for_room"),
        (S.READY_FOR_PROVIDER, ago(14.9), ago(20), ""),
        (S.READY_FOR_PROVIDER, ago(15), ago(20), "ready_for_provider"),
        (S.WITH_PROVIDER, ago(5), ago(39.9), ""),
        (S.WITH_PROVIDER, ago(5), ago(40), "in_room"),
        (S.ROOMING, ago(45), ago(45), "in_room"),
        (S.READY_FOR_CHECKOUT, ago(90), ago(120), ""),
        (S.DONE, ago(90), ago(120), ""),
    ],
)
def test_a_timer_turns_at_its_threshold(
    state: S, since: datetime, roomed: datetime | None, over: str
) -> None:
    assert over_threshold(state, since, roomed, NOW, WARN) == over


def test_in_the_waiting_room_the_timer_runs_from_the_door() -> None:
    assert waiting_since(S.READY_FOR_ROOM, ago(2), ago(12)) == ago(12)
    assert waiting_since(S.WITH_PROVIDER, ago(2), ago(12)) == ago(2)
    assert waiting_since(S.DONE, ago(2), ago(12)) is None


@pytest.mark.parametrize(
    ("state", "minutes", "late"), [(S.EXPECTED, 14, None), (S.EXPECTED, 15, 15), (S.ARRIVED, 40, None)]
)
def test_late_is_computed_from_the_agreed_time(state: S, minutes: int, late: int | None) -> None:
    assert late_minutes(state, ago(minutes), NOW, 15) == late


def test_the_median_wait_counts_those_who_were_roomed() -> None:
    assert median_wait([]) is None
    assert median_wait([(ago(30), None)]) is None
    assert median_wait([(ago(30), ago(22)), (ago(20), ago(18)), (ago(40), ago(10)), (ago(50), None)]) == 8


@pytest.mark.parametrize(
    ("name", "typed", "is_it"),
    [
        ("5", "5", True),
        ("Room 5", "5", True),
        ("Room 5", "room 5", True),
        ("5", "room 5", True),
        ("15", "5", False),
        ("Room 5", "", False),
        ("Procedure room", "5", False),
    ],
)
def test_a_room_is_named_by_its_number(name: str, typed: str, is_it: bool) -> None:
    assert names_room(name, typed) is is_it


def test_each_state_has_its_one_next_action_and_a_mask_goes_first() -> None:
    following = {state: next_action(state, mask_first=False) for state in VisitState}
    assert {state: act.key for state, act in following.items() if act} == {
        S.EXPECTED: "A",
        S.NO_SHOW: "A",
        S.ARRIVED: "R",
        S.READY_FOR_ROOM: "R",
        S.ROOMING: "P",
        S.READY_FOR_PROVIDER: "W",
        S.WITH_PROVIDER: "C",
        S.STAFF_WORK: "C",
        S.READY_FOR_CHECKOUT: "D",
    }
    masked = next_action(S.ARRIVED, mask_first=True)
    assert masked is not None
    assert (masked.id, masked.key) == ("visits.next.mask_and_room", "R")


def test_a_visit_with_the_staff_goes_from_rooming_to_their_work_and_to_checkout() -> None:
    path = [S.ARRIVED]
    while (act := next_action(path[-1], mask_first=False, with_staff=True)) is not None:
        path.append(VisitState(act.to))
    assert path == [S.ARRIVED, S.ROOMING, S.STAFF_WORK, S.READY_FOR_CHECKOUT, S.DONE]
    back = next_action(S.READY_FOR_PROVIDER, mask_first=False, with_staff=True)
    assert back is not None and back.to == S.STAFF_WORK
