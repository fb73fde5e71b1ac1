"""The only way into the ledger."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.billing.ledger.rules import RECEIVABLES, TAKINGS, Entry, Line
from app.billing.model import DayClose, Drawer, LedgerEntry, LedgerLine
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice.model import Location
from app.practice.queries import settings_record
from app.store.work import Reading, Work


def is_locked(reading: Reading, day: date) -> bool:
    """Say whether the money of a day is locked."""
    return reading.session.scalar(sa.select(DayClose.id).where(DayClose.day == day)) is not None


def require_open(reading: Reading, day: date) -> None:
    """Refuse money dated on a locked day."""
    if is_locked(reading, day):
        raise RuleViolated("", Message("billing.day_locked", {"day": day}))


def posting_day(reading: Reading) -> date:
    """Return today, or the first day after the last lock: charges may come after the lock."""
    last = last_locked(reading)
    return reading.today if last is None or last < reading.today else last + timedelta(days=1)


def last_locked(reading: Reading) -> date | None:
    """Return the newest locked day."""
    return reading.session.scalar(sa.select(sa.func.max(DayClose.day)))


def require_receivables_open(reading: Reading, day: date) -> None:
    """Refuse receivables dated on or before a locked day: each day opens with what the last one closed with.

    It happens when the clock of the PC was set back.
    """
    last = last_locked(reading)
    if last is not None and day <= last:
        raise RuleViolated("", Message("billing.later_day_locked", {"day": last}))


def money_day(reading: Reading, asked: date | None) -> date:
    """Return the day on whose books money stands: today, or the next one once today is locked (DUTIES A4).

    A lock is never taken back; what comes later is the next day's. Raises RuleViolated for a locked day that
    was asked for, or one that is neither today nor the next open day.
    """
    day = asked or late_day(reading) or reading.today
    require_open(reading, day)
    if day not in (reading.today, posting_day(reading)):
        raise RuleViolated("business_day", Message("billing.day_not_current", {"day": day}))
    return day


def late_day(reading: Reading) -> date | None:
    """Return the day on whose books money stands that comes after today was locked, None before."""
    return posting_day(reading) if is_locked(reading, reading.today) else None


def drawer_for(work: Work, day: date, location_id: Id | None = None) -> Drawer:
    """Return the drawer of a day, opened with the practice's usual float if nobody opened it yet."""
    place = location_id or _first_location(work)
    asked = sa.select(Drawer).where(Drawer.location_id == place, Drawer.day == day)
    found = work.session.scalars(asked).one_or_none()
    if found is None:
        usual = settings_record(work).drawer_float_cents
        found = open_drawer_record(work, place, day, usual)
    return found


def open_drawer_record(work: Work, location_id: Id, day: date, float_cents: int) -> Drawer:
    """Write the drawer of a location and day."""
    made = work.add(
        Drawer(
            location_id=location_id,
            day=day,
            float_cents=float_cents,
            opened_at=work.now,
            opened_by=work.actor.person_id,
        )
    )
    work.session.flush()
    return made


def _first_location(reading: Reading) -> Id:
    found = reading.session.scalar(sa.select(Location.id).order_by(Location.id).limit(1))
    if found is None:
        raise RuleViolated("location_id", Message("billing.no_location"))
    return found


def post(work: Work, entry: Entry, day: date, *, location_id: Id | None = None) -> Id:
    """Write a balanced entry on a day and return its id. Raises RuleViolated when the day is locked."""
    require_open(work, day)
    if any(line.account in RECEIVABLES for line in entry.lines):
        require_receivables_open(work, day)
    takes = any(line.account in TAKINGS for line in entry.lines)
    drawer = drawer_for(work, day, location_id) if takes else None
    record = work.add(
        LedgerEntry(
            patient_id=entry.patient_id,
            at=work.now,
            business_day=day,
            drawer_id=drawer.id if drawer else None,
            kind=entry.kind,
            reason=entry.reason,
            reverses_id=entry.reverses,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
    work.session.flush()  # the lines refer to it
    for number, line in enumerate(entry.lines, 1):
        work.add(_record(record.id, number, line))
    work.session.flush()
    return record.id


def _record(entry_id: Id, number: int, line: Line) -> LedgerLine:
    return LedgerLine(
        entry_id=entry_id,
        number=number,
        account=line.account,
        cents=line.cents,
        patient_id=line.patient_id,
        visit_id=line.visit_id,
        charge_id=line.charge_id,
        coverage_id=line.coverage_id,
        provider_id=line.provider_id,
    )


def lines_of(reading: Reading, entry_id: Id) -> list[Line]:
    """Return the lines of an entry, as values."""
    asked = sa.select(LedgerLine).where(LedgerLine.entry_id == entry_id).order_by(LedgerLine.number)
    return [as_line(one) for one in reading.session.scalars(asked)]


def as_line(record: LedgerLine) -> Line:
    """Return a kept line as a value."""
    names = Line.__dataclass_fields__
    return Line(**{name: getattr(record, name) for name in names})
