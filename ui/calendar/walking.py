"""Where the arrow keys stop in a day: each thing in a column, and each free step of its time between them."""

from __future__ import annotations

from dataclasses import dataclass

from ui.calendar.placing import PlacedDay


@dataclass(frozen=True)
class Stop:
    """A place of the keyboard: a column and a position; `row` is the item there, None for free time."""

    column: int
    position: int
    row: int | None = None


def stops(day: PlacedDay, column: int, step: int) -> list[Stop]:
    """Return the stops of a column by time. Free time has one each `step` minutes of the day's clock."""
    items = day.columns[column].items
    found = [Stop(column, item.start, row) for row, item in enumerate(items)]
    taken = [(item.start, item.end) for item in items if not item.is_opening]
    begun = {item.start for item in items}
    for position in range(0, day.clock.length, step):
        if position not in begun and not any(start <= position < end for start, end in taken):
            found.append(Stop(column, position))
    return sorted(found, key=lambda stop: (stop.position, stop.row if stop.row is not None else -1))


def along(day: PlacedDay, now: Stop, by: int, step: int) -> Stop:
    """Return the stop `by` stops further in the same column, the last one at its ends."""
    all_stops = stops(day, now.column, step)
    if now in all_stops:
        return all_stops[min(max(all_stops.index(now) + by, 0), len(all_stops) - 1)]
    return nearest(day, now.column, now.position, step)


def across(day: PlacedDay, now: Stop, by: int, step: int) -> Stop:
    """Return the stop at the same time in a column beside this one."""
    column = min(max(now.column + by, 0), len(day.columns) - 1)
    return now if column == now.column else nearest(day, column, now.position, step)


def nearest(day: PlacedDay, column: int, position: int, step: int) -> Stop:
    """Return what stands at a time of a column: the item that covers it, or else the closest stop."""
    for row, item in enumerate(day.columns[column].items):
        if item.start <= position < item.end and not item.is_opening:
            return Stop(column, item.start, row)
    return min(stops(day, column, step), key=lambda stop: (abs(stop.position - position), stop.row is None))
