"""The clear slate: what is open at the end of a day, each kind by a source of its own.

A room whose work belongs on the list adds a source with `tells_slate`. What no source tells is named as not
tracked, never shown as zero.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from app.billing.charges.queries import level_expected
from app.billing.model import Charge, ChargeStatus
from app.chart.notes.model import Note, NoteState
from app.core.ids import Id
from app.frontdesk.day_close.views import SlateItem
from app.frontdesk.readiness import desk_facts
from app.orders.model import Authority, ClinicalOrder, OrderKind, OrderState
from app.practice.model import Room, RoomState
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits.model import Visit, VisitState

ALL = (
    "notes_to_sign",
    "visits_without_charges",
    "charges_to_post",
    "copays_open",
    "orders_open",
    "orders_to_sign",
    "results_to_review",
    "rooms_to_clean",
    "insurance_next_day",
    "calls_open",
)
NEVER_CAME = (
    VisitState.EXPECTED,
    VisitState.NO_SHOW,
    VisitState.CANCELLED_BY_PATIENT,
    VisitState.CANCELLED_BY_PRACTICE,
    VisitState.ENTERED_IN_ERROR,
)
Source = Callable[[Reading, date], SlateItem]
SOURCES: dict[str, Source] = {}
_OPEN_ORDERS = (OrderState.PENDED, OrderState.ORDERED, OrderState.COLLECTED)
_DONE_ORDERS = (OrderState.COMPLETED, OrderState.REVIEWED)
_DAYS_AHEAD = 7  # the next day with appointments is looked for this far


def tells_slate(key: str) -> Callable[[Source], Source]:
    """Add a source of the clear slate."""

    def keep(source: Source) -> Source:
        SOURCES[key] = source
        return source

    return keep


def slate(reading: Reading, day: date) -> tuple[SlateItem, ...]:
    """Return every line that has a source, in the order of the screen."""
    return tuple(SOURCES[key](reading, day) for key in ALL if key in SOURCES)


def not_tracked(known: Sequence[SlateItem]) -> tuple[str, ...]:
    """Return the lines that nothing in this program tells yet."""
    return tuple(key for key in ALL if key not in {one.key for one in known})


def arrived(reading: Reading, day: date) -> list[Visit]:
    """Return the visits of a day to which somebody came, imported ones left out."""
    asked = sa.select(Visit).where(Visit.day == day, Visit.source == "", Visit.state.not_in(NEVER_CAME))
    return list(reading.session.scalars(asked.order_by(Visit.starts_at, Visit.id)))


def seen(reading: Reading, day: date) -> list[Visit]:
    """Return the visits of a day without those who left before they were seen."""
    return [one for one in arrived(reading, day) if one.state != VisitState.LEFT_WITHOUT_BEING_SEEN]


def _item(key: str, open_ids: Sequence[Id], total: int) -> SlateItem:
    return SlateItem(key, len(open_ids), total - len(open_ids), tuple(open_ids))


@tells_slate("notes_to_sign")
def _notes(reading: Reading, day: date) -> SlateItem:
    """Visits whose clinician has not signed: an unsigned note, or none begun."""
    visits = seen(reading, day)
    asked = sa.select(Note.visit_id, Note.state).where(
        Note.visit_id.in_([one.id for one in visits]), Note.entered_in_error.is_(None)
    )
    states: dict[Id | None, set[NoteState]] = {}
    for row in reading.session.execute(asked):
        states.setdefault(row.visit_id, set()).add(row.state)
    needed = [one.id for one in visits if one.id in states or level_expected(reading, one)]
    unsigned = [one for one in needed if not states.get(one) or NoteState.UNSIGNED in states[one]]
    return _item("notes_to_sign", unsigned, len(needed))


@tells_slate("visits_without_charges")
def _charges(reading: Reading, day: date) -> SlateItem:
    visits = [one.id for one in seen(reading, day)]
    asked = sa.select(Charge.visit_id).where(
        Charge.visit_id.in_(visits), Charge.status.in_((ChargeStatus.DRAFT, ChargeStatus.POSTED))
    )
    charged = set(reading.session.scalars(asked))
    return _item("visits_without_charges", [one for one in visits if one not in charged], len(visits))


@tells_slate("charges_to_post")
def _drafts(reading: Reading, day: date) -> SlateItem:
    asked = sa.select(Charge.visit_id, Charge.status).where(
        Charge.service_day == day, Charge.status.in_((ChargeStatus.DRAFT, ChargeStatus.POSTED))
    )
    rows = reading.session.execute(asked).all()
    drafts = {row.visit_id for row in rows if row.status is ChargeStatus.DRAFT and row.visit_id}
    return _item("charges_to_post", sorted(drafts), len({row.visit_id for row in rows}))


@tells_slate("orders_open")
def _orders(reading: Reading, day: date) -> SlateItem:
    asked = (
        sa.select(ClinicalOrder.id, ClinicalOrder.state)
        .join(Visit, Visit.id == ClinicalOrder.visit_id)
        .where(Visit.day == day, ClinicalOrder.state.in_((*_OPEN_ORDERS, *_DONE_ORDERS)))
    )
    rows = reading.session.execute(asked).all()
    return _item("orders_open", [row.id for row in rows if row.state in _OPEN_ORDERS], len(rows))


@tells_slate("orders_to_sign")
def _verbal(reading: Reading, day: date) -> SlateItem:
    """Verbal orders without the co-signature that is due by the end of the day."""
    asked = (
        sa.select(ClinicalOrder.id, ClinicalOrder.signed_at)
        .join(Visit, Visit.id == ClinicalOrder.visit_id)
        .where(Visit.day == day, ClinicalOrder.authority == Authority.VERBAL)
    )
    rows = reading.session.execute(asked).all()
    return _item("orders_to_sign", [row.id for row in rows if row.signed_at is None], len(rows))


@tells_slate("results_to_review")
def _results(reading: Reading, day: date) -> SlateItem:
    asked = (
        sa.select(ClinicalOrder.id, ClinicalOrder.state)
        .join(Visit, Visit.id == ClinicalOrder.visit_id)
        .where(
            ClinicalOrder.kind == OrderKind.TEST,
            Visit.day <= day,
            sa.or_(ClinicalOrder.state == OrderState.COMPLETED, Visit.day == day),
            ClinicalOrder.state.in_(_DONE_ORDERS),
        )
    )
    rows = reading.session.execute(asked).all()
    waiting = [row.id for row in rows if row.state is OrderState.COMPLETED]
    return _item("results_to_review", waiting, len(rows))


@tells_slate("rooms_to_clean")
def _rooms(reading: Reading, day: date) -> SlateItem:
    asked = sa.select(Room.id, Room.state).where(
        Room.active, Room.state.in_((RoomState.TO_CLEAN, RoomState.READY))
    )
    rows = reading.session.execute(asked).all()
    return _item("rooms_to_clean", [row.id for row in rows if row.state is RoomState.TO_CLEAN], len(rows))


@tells_slate("insurance_next_day")
def _insurance(reading: Reading, day: date) -> SlateItem:
    """Patients of the next day with appointments whose coverage has no check that is recent enough."""
    booked = sa.and_(Appointment.day > day, Appointment.state.in_(LIVE))
    near = sa.and_(booked, Appointment.day <= day + timedelta(days=_DAYS_AHEAD))
    following = reading.session.scalar(sa.select(sa.func.min(Appointment.day)).where(near))
    if following is None:
        return _item("insurance_next_day", [], 0)
    asked = sa.select(Appointment.patient_id).where(Appointment.day == following, Appointment.state.in_(LIVE))
    patients = sorted(set(reading.session.scalars(asked)))
    facts = desk_facts(reading, following, patients)
    first = {one: facts.coverages[one][0] for one in patients if facts.coverages.get(one)}
    unverified = [
        one
        for one, coverage in first.items()
        if not coverage.active
        or coverage.checked_at is None
        or facts.now - coverage.checked_at > facts.verified_within
    ]
    return _item("insurance_next_day", unverified, len(first))
