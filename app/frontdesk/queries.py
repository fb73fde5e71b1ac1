"""The Today board, its panel and the check-in panel: visits' rows beside what the desk knows of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from app.billing.model import PayMethod
from app.billing.payments.collected import collected_on
from app.chart.alerts.queries import flags_of_visits
from app.chart.allergies.queries import banner_allergies
from app.core.acts import Permission, query
from app.core.dates import clinic_age
from app.core.errors import NotFound
from app.core.findings import Message
from app.core.ids import Id
from app.frontdesk import rules
from app.frontdesk.copays import money_of_rows
from app.frontdesk.day_close.books import is_counted
from app.frontdesk.handing import next_of
from app.frontdesk.readiness import DeskFacts, desk_facts, forms_due, mask_first, payer_of, plan_of, points_of
from app.frontdesk.views import (
    BoardGroup,
    BoardMetrics,
    BoardRow,
    CheckInView,
    Chip,
    DayBoard,
    Group,
    PointState,
    ToConfirm,
    Tone,
    VisitPanel,
)
from app.people.insurance import coverages
from app.people.model import Patient
from app.people.queries import call_phone, look_alikes, mail_address
from app.people.sensitive import sensitive_among
from app.practice.model import Room, RoomState
from app.store.work import Reading
from app.visits.model import VisitState
from app.visits.queries import row_of_appointment, row_of_visit, rows_of_day
from app.visits.rules import (
    IN_ROOM,
    WAITING,
    late_minutes,
    median_wait,
    minutes_between,
    over_threshold,
    waiting_since,
)
from app.visits.views import NextAction, VisitRow

# Enter in the panel answers these, or goes on to the payment; they hold nobody up.
_ASKED_AT_THE_DESK = frozenset({"identity", "demographics", "screen", "copay", "owed"})


@dataclass(frozen=True)
class _Rooms:
    """How many rooms are in service, and those that are free, in their order."""

    in_service: int
    free: tuple[tuple[Id, str], ...]


@dataclass(frozen=True)
class _Board:
    """What every row of a board is seen with."""

    day: date
    is_today: bool
    facts: DeskFacts
    rooms: _Rooms
    alike: Mapping[Id, str]
    flags: Mapping[Id, tuple[Message, ...]]
    offers: Mapping[Id, tuple[Id, str]]
    sensitive: frozenset[Id] = frozenset()


@query(Permission.SEE_SCHEDULE)
def day_board(reading: Reading, day: date) -> DayBoard:
    """Return the board of a day with every row, its timers, readiness and next action."""
    lines = rows_of_day(reading, day)
    board = _board(reading, day, lines)
    rows = [_board_row(line, board) for line in lines]
    grouped: defaultdict[Group, list[BoardRow]] = defaultdict(list)
    for row in rows:
        grouped[row.group].append(row)
    grouped[Group.WAITING].sort(key=lambda row: not mask_first(row.facts, board.facts))
    groups = tuple(BoardGroup(group, tuple(grouped[group])) for group in Group if grouped[group])
    return DayBoard(day, _with_money(reading, day, _metrics(rows, board)), groups)


def _with_money(reading: Reading, day: date, metrics: BoardMetrics) -> BoardMetrics:
    """Add what was collected, for those who may see money; without the cash until the drawer is counted."""
    if not reading.may(Permission.SEE_LEDGER):
        return metrics
    counted = is_counted(reading, day)
    money = [one for one in collected_on(reading, day) if counted or one.method is not PayMethod.CASH]
    return replace(metrics, collected_cents=sum(one.cents for one in money), cash_counted=counted)


def _flags(reading: Reading, lines: Sequence[VisitRow]) -> Mapping[Id, tuple[Message, ...]]:
    """Return the vital signs that need someone, for those who treat the patient."""
    if not reading.may(Permission.SEE_ALERTS):
        return {}
    here = [line for line in lines if line.visit_id and VisitState(line.state) in IN_ROOM]
    closed = {one for one in sensitive_among(reading, _patients(here)) if not reading.may_open(one)}
    visits = [line.visit_id for line in here if line.visit_id and line.patient_id not in closed]
    return flags_of_visits(reading, visits) if visits else {}


def _patients(lines: Sequence[VisitRow]) -> set[Id]:
    return {line.patient_id for line in lines}


def _board(reading: Reading, day: date, lines: Sequence[VisitRow]) -> _Board:
    """Read what rows are seen with; readiness only of those who are not in a room yet, or of one alone."""
    patients = _patients(lines)
    asking = {line.patient_id for line in lines if _readiness_counts(VisitState(line.state))}
    facts = desk_facts(reading, day, list(asking if len(lines) > 1 else patients))
    facts = _money_too(reading, day, lines, facts)
    alike, flags = look_alikes(reading, list(patients)), _flags(reading, lines)
    rooms = _rooms(reading)
    sensitive = sensitive_among(reading, patients)
    offers = _offers(lines, facts, rooms)
    return _Board(day, day == reading.today, facts, rooms, alike, flags, offers, sensitive)


def _money_too(reading: Reading, day: date, lines: Sequence[VisitRow], facts: DeskFacts) -> DeskFacts:
    """Add what is open at the desk of those who have not been seen yet, for those who may see money."""
    if not reading.may(Permission.SEE_LEDGER):
        return facts
    rows = [line for line in lines if len(lines) == 1 or _readiness_counts(VisitState(line.state))]
    held = {patient: [one.paying for one in found] for patient, found in facts.coverages.items()}
    return replace(facts, money=money_of_rows(reading, day, rows, held))


def _offers(lines: Sequence[VisitRow], facts: DeskFacts, rooms: _Rooms) -> dict[Id, tuple[Id, str]]:
    """Return, by appointment, the free room for each patient who must not sit and wait: no room twice."""
    urgent = [line for line in lines if VisitState(line.state) in WAITING and mask_first(line, facts)]
    return {line.appointment_id: room for line, room in zip(urgent, rooms.free, strict=False)}


def _readiness_counts(state: VisitState) -> bool:
    return rules.group_of(state) in (Group.WAITING, Group.EXPECTED)


def _rooms(reading: Reading) -> _Rooms:
    rooms = reading.session.execute(
        sa.select(Room.id, Room.name, Room.state).where(Room.active).order_by(Room.position, Room.id)
    ).all()
    free = tuple((room.id, room.name) for room in rooms if room.state is RoomState.READY)
    return _Rooms(sum(room.state is not RoomState.OUT_OF_SERVICE for room in rooms), free)


def _metrics(rows: Sequence[BoardRow], board: _Board) -> BoardMetrics:
    count = {group: sum(row.group is group for row in rows) for group in Group}
    taken = {row.facts.room_id for row in rows if row.group is Group.IN_ROOMS and row.facts.room_id}
    waits = [(row.facts.arrived_at, row.facts.roomed_at) for row in rows]
    return BoardMetrics(
        expected=count[Group.EXPECTED],
        waiting=count[Group.WAITING],
        rooms_taken=len(taken),
        rooms_in_service=board.rooms.in_service,
        done=count[Group.DONE],
        median_wait=median_wait(waits),
    )


def _board_row(line: VisitRow, board: _Board) -> BoardRow:
    state = VisitState(line.state)
    group, facts, now = rules.group_of(state), board.facts, board.facts.now
    since = waiting_since(state, line.state_since, line.arrived_at) if board.is_today else None
    roomed = line.roomed_at if group is Group.IN_ROOMS and board.is_today else None
    late = (
        late_minutes(state, line.starts_at, now, facts.flow["late_after_minutes"]) if board.is_today else None
    )
    act = _next(line, board)
    return BoardRow(
        id=line.visit_id if line.visit_id and state is not VisitState.EXPECTED else line.appointment_id,
        facts=line,
        group=group,
        stage=line.appointment_state if state is VisitState.EXPECTED else line.state,
        age=clinic_age(line.birth_date, board.day) if line.birth_date else None,
        wait_minutes=None if since is None else minutes_between(since, now),
        room_minutes=None if roomed is None else minutes_between(roomed, now),
        over=over_threshold(state, since, roomed, now, facts.flow["warn_after_minutes"]) if since else "",
        late_minutes=late,
        room_offered=act.room if act and not line.room else "",
        looks_like=board.alike.get(line.patient_id, ""),
        chips=_chips(line, late, board),
        next_action=act,
        sensitive=line.patient_id in board.sensitive,
    )


def _next(line: VisitRow, board: _Board) -> NextAction | None:
    """The next action; a patient who needs a mask and a room is offered one that is free."""
    act = next_of(line, mask_first=mask_first(line, board.facts))
    offered = board.offers.get(line.appointment_id)
    if act is None or offered is None or act.to != VisitState.ROOMING:
        return act
    return replace(act, room_id=offered[0], room=offered[1])


def _chips(line: VisitRow, late: int | None, board: _Board) -> tuple[Chip, ...]:
    if not _readiness_counts(VisitState(line.state)):
        found = board.flags.get(line.visit_id, ()) if line.visit_id else ()
        return tuple(Chip(message, Tone.DANGER) for message in found)
    chips = rules.chips_of(points_of(line, board.facts))
    if late is None:
        return chips
    told = (Chip(Message("frontdesk.chip.late", {"minutes": late}), Tone.WARNING), *chips)
    return tuple(sorted(told, key=lambda chip: chip.tone is not Tone.DANGER))  # a cut row still says it


def _line(reading: Reading, row_id: Id) -> VisitRow:
    found = row_of_visit(reading, row_id) or row_of_appointment(reading, row_id)
    if found is None:
        raise NotFound("visit", row_id)
    return found


def _seen_alone(reading: Reading, line: VisitRow) -> _Board:
    return _board(reading, line.starts_at.astimezone(reading.zone).date(), [line])


def _beside_others(reading: Reading, board: _Board) -> _Board:
    """Offer the rooms as the whole board does, so that nobody is offered another's."""
    lines = rows_of_day(reading, board.day)
    return replace(board, offers=_offers(lines, board.facts, board.rooms))


@query(Permission.SEE_SCHEDULE)
def visit_panel(reading: Reading, row_id: Id) -> VisitPanel:
    """Return the panel of a row, by the visit's id or the appointment's. Raises NotFound."""
    line = _line(reading, row_id)
    board = _seen_alone(reading, line)
    if line.appointment_id in board.offers:
        board = _beside_others(reading, board)
    row = _board_row(line, board)
    points, plan = points_of(line, board.facts), plan_of(line, board.facts)
    allergies = banner_allergies(reading, [line.patient_id]).get(line.patient_id)
    return VisitPanel(row, points, plan, row.next_action, line.handoff_note, allergies)


@query(Permission.CHECK_IN, recorded=True)
def check_in_view(reading: Reading, row_id: Id) -> CheckInView:
    """Return the check-in panel of an appointment (or of its visit). Raises NotFound."""
    line = _line(reading, row_id)
    reading.saw(line.patient_id)
    board = _seen_alone(reading, line)
    row, points = _board_row(line, board), points_of(line, board.facts)
    payer = payer_of(line, board.facts)
    others = [one for one in rows_of_day(reading, board.day) if one.appointment_id != line.appointment_id]
    masked = mask_first(line, board.facts)
    return CheckInView(
        appointment_id=line.appointment_id,
        appointment_version=line.appointment_version,
        facts=line,
        age=row.age,
        mask_first=masked,
        points=points,
        all_green=all(one.state is PointState.DONE or one.id in _ASKED_AT_THE_DESK for one in points),
        to_confirm=_to_confirm(reading.get(Patient, line.patient_id)),
        coverages=coverages(reading, line.patient_id, board.day),
        payer_offered=payer.id if payer else None,
        forms_due=forms_due(line, board.facts),
        late_minutes=row.late_minutes,
        waiting=sum(rules.group_of(VisitState(one.state)) is Group.WAITING for one in others),
        median_wait=median_wait([(one.arrived_at, one.roomed_at) for one in others]),
        looks_like=row.looks_like,
    )


def _to_confirm(patient: Patient) -> ToConfirm:
    return ToConfirm(
        address=mail_address(patient),
        phone=call_phone(patient),
        email=patient.email,
        language=patient.language,
        interpreter_needed=patient.interpreter_needed,
        photo_id=patient.photo_id,
    )
