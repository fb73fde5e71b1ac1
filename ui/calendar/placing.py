"""A day's schedule laid out on its clock: appointments, blocks and openings, each in its lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.core.ids import Id
from app.schedule.views import BlockView, DaySchedule, Opening, ScheduleColumn, ScheduleEntry
from ui.calendar.day_clock import DayClock
from ui.calendar.words import block_words, entry_state, minutes_words, room_words, short_clock, time_at
from ui.common.chip import initials_of

LEAST_DRAWN = 15  # minutes: a shorter entry is drawn this long, so that its words can be read
LONGEST_GAP = 30  # minutes: a longer free stretch is not pointed out, it is plain to see


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("Placing", text, None, count)


@dataclass(frozen=True)
class Placed:
    """One thing in a column. `start` is a position of the day's clock; `minutes` its length.

    It is an appointment (`entry`), a block (`block`), or else an opening.
    """

    start: int
    minutes: int
    entry: ScheduleEntry | None = None
    block: BlockView | None = None
    offered: str = ""
    lane: int = 0
    lanes: int = 1

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def drawn_end(self) -> int:
        return self.start + max(self.minutes, LEAST_DRAWN)

    @property
    def is_opening(self) -> bool:
        return self.entry is None and self.block is None

    @property
    def key(self) -> tuple[str, object]:
        """What tells this item from the others, also after a refresh."""
        if self.entry is not None:
            return "entry", self.entry.appointment_id
        return ("block", self.block.block_id) if self.block is not None else ("opening", self.start)


MOST_SHARES = 3


@dataclass(frozen=True)
class PlacedColumn:
    """One provider or room with everything in it, by time; a column without an id is "no room yet"."""

    id: Id | None
    name: str
    booked: int
    items: tuple[Placed, ...]

    @property
    def share(self) -> int:
        """How many ordinary columns this one is as wide as: without a room, many stand beside each other."""
        lanes = max((item.lanes for item in self.items), default=1)
        return 1 if self.id is not None else min(lanes, MOST_SHARES)

    @property
    def title(self) -> str:
        return room_words(self.name) or _tr("No room yet")


@dataclass(frozen=True)
class PlacedDay:
    """A day as the view draws it. `hours` are the open times as positions; none: closed."""

    clock: DayClock
    by: str
    hours: tuple[tuple[int, int], ...]
    columns: tuple[PlacedColumn, ...]


@dataclass(frozen=True)
class Offered:
    """A time that the booking panel offers: it is drawn as an opening that says for what."""

    column_id: Id
    start: int
    minutes: int
    words: str


def place_day(schedule: DaySchedule, clock: DayClock, offered: Sequence[Offered] = ()) -> PlacedDay:
    """Lay a day out on its clock."""
    hours = tuple((clock.position(start), clock.position(end, 1)) for start, end in schedule.hours)
    by_provider = schedule.by == "provider"
    columns = tuple(
        _column(column, clock, [one for one in offered if one.column_id == column.id], by_provider)
        for column in schedule.columns
    )
    return PlacedDay(clock, schedule.by, hours, columns)


def _column(column: ScheduleColumn, clock: DayClock, offered: Sequence[Offered], gaps: bool) -> PlacedColumn:
    blocks = [_block(block, clock) for block in column.blocks]
    entries = in_lanes([_entry(entry, clock) for entry in column.entries])
    wanted = [Placed(one.start, one.minutes, offered=one.words) for one in offered]
    openings = [_opening(one, clock) for one in column.openings if gaps]
    free = [
        opening
        for opening in openings
        if LEAST_DRAWN <= opening.minutes <= LONGEST_GAP
        and not any(other.start < opening.end and opening.start < other.end for other in wanted)
    ]
    items = sorted([*blocks, *entries, *wanted, *free], key=lambda one: (one.start, one.lane, -one.minutes))
    return PlacedColumn(column.id, column.name, column.booked, tuple(items))


def _block(block: BlockView, clock: DayClock) -> Placed:
    start = clock.position(block.start_minute)
    end = clock.position(min(block.start_minute + block.minutes, 24 * 60), 1)
    return Placed(start, end - start, block=block)


def _opening(opening: Opening, clock: DayClock) -> Placed:
    """Return what is left of a free stretch from the next quarter of an hour on."""
    start, end = opening.start_minute, opening.start_minute + opening.minutes
    start = min(-(-start // LEAST_DRAWN) * LEAST_DRAWN, end)
    return Placed(clock.position(start), end - start)


def _entry(entry: ScheduleEntry, clock: DayClock) -> Placed:
    return Placed(clock.position(entry.start_minute, entry.fold), entry.minutes, entry=entry)


def in_lanes(items: Sequence[Placed]) -> list[Placed]:
    """Put items that would be drawn over each other side by side; a run of overlaps shares its lanes."""
    found: list[Placed] = []
    run: list[Placed] = []
    ends: list[int] = []
    for item in sorted(items, key=lambda one: (one.start, -one.minutes)):
        if run and item.start >= max(ends):
            found += [replace(one, lanes=len(ends)) for one in run]
            run, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= item.start), len(ends))
        ends[lane : lane + 1] = [item.drawn_end]
        run.append(replace(item, lane=lane))
    return found + [replace(one, lanes=len(ends)) for one in run]


def box_words(item: Placed, clock: DayClock) -> tuple[str, str]:
    """Return what the box of an item says: its strong words, and those after them."""
    at = short_clock(clock.wall_at(item.start).minute)
    if item.entry is not None:
        entry = item.entry
        return f"{at} {entry.patient_last_name}, {entry.patient_first_name}", entry.reason or entry.visit_type
    if item.block is not None:
        return block_words(item.block), ""
    return _tr("{time} open").replace("{time}", at), item.offered


def box_forms(item: Placed, clock: DayClock) -> tuple[str, ...]:
    """Return the strong words of a box from long to short: a narrow one says the name, at last initials."""
    strong, _ = box_words(item, clock)
    at = short_clock(clock.wall_at(item.start).minute)
    if item.entry is None:
        return (strong, strong) if item.block is not None else (strong, at)
    family, given = item.entry.patient_last_name, item.entry.patient_first_name
    short = f"{family}, {given[:1]}." if given else family
    return strong, f"{at} {short}", f"{at} {family}", short, family, initials_of(given, family)


def spoken_words(item: Placed, column: PlacedColumn, clock: DayClock) -> str:
    """Return an item as a screen reader says it: when, who, how long, why, with whom, how it stands."""
    parts = [time_at(clock, item.start)]
    if item.entry is not None:
        entry = item.entry
        parts += [f"{entry.patient_last_name}, {entry.patient_first_name}", _long(item.minutes)]
        parts += [entry.reason or entry.visit_type, entry.provider_short, room_words(entry.room)]
        parts.append(entry_state(entry))
    elif item.block is not None:
        parts += [block_words(item.block), _long(item.minutes), column.title, _tr("not for booking")]
    else:
        parts += [_tr("open"), _long(item.minutes), item.offered, column.title]
    return ", ".join(part for part in parts if part)


def tip_words(item: Placed, clock: DayClock) -> str:
    """Return everything about an item for its tool tip, a fact a line."""
    start, end = time_at(clock, item.start), time_at(clock, item.end)
    lines = [f"{start} – {end} · {minutes_words(item.minutes)}"]
    strong, after = box_words(item, clock)
    if item.entry is not None:
        entry = item.entry
        lines += [f"{entry.patient_last_name}, {entry.patient_first_name} · MRN {entry.mrn}"]
        lines += [entry.visit_type, entry.reason, entry.note]
        where = (entry.provider_short, room_words(entry.room))
        lines += [" · ".join(part for part in where if part), entry_state(entry)]
    else:
        lines += [strong, after]
    return "\n".join(line for line in lines if line)


def _long(minutes: int) -> str:
    return _tr("%n minute(s)", minutes)
