"""The day sheet, its drawers and the clear slate."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.billing.model import Charge, ChargeStatus, DayClose, Drawer, LedgerAccount
from app.billing.payments.due import amount_due_view
from app.billing.payments.views import CopayStatus
from app.core.acts import Permission, query
from app.core.ids import Id
from app.frontdesk.day_close.books import (
    METHODS,
    Books,
    books_of,
    close_of,
    drawers_of,
    is_counted,
    last_count,
    taken_in,
)
from app.frontdesk.day_close.slate import arrived, not_tracked, seen, slate
from app.frontdesk.day_close.still_here import still_here
from app.frontdesk.day_close.views import (
    CopayCounts,
    DaySheet,
    DayVisitLine,
    DrawerView,
    LockedDay,
    MethodRow,
    SlateItem,
)
from app.people.model import Patient
from app.practice.policy import policy
from app.store.audit import head_of
from app.store.work import Reading
from app.visits.model import Visit, VisitState

HEAD_LETTERS = 12


@query(Permission.SEE_LEDGER)
def day_sheet(reading: Reading, day: date | None = None) -> DaySheet:
    """Return the books of a day (None: today) and what is still open.

    What would tell the cash that the drawer should hold is left out until a count is kept.
    """
    return sheet_of(reading, day or reading.today)


def sheet_of(reading: Reading, day: date) -> DaySheet:
    """Return the day sheet, for the rooms of app."""
    books, close = books_of(reading, day), close_of(reading, day)
    drawers = tuple(drawer_view(reading, one) for one in drawers_of(reading, day))
    shown = is_counted(reading, day)
    lines, elsewhere = _lines(reading, seen(reading, day), books if shown else None)
    told = (*slate(reading, day), _copays_open(lines))
    return DaySheet(
        day=day,
        visits=len(arrived(reading, day)),
        no_shows=_no_shows(reading, day),
        opening_cents=books.opening,
        charges_cents=books.charges,
        payments_cents=books.payments if shown else None,
        insurance_cents=books.insurance,
        adjustments_cents=books.adjustments,
        refunds_cents=books.refunds,
        closing_cents=books.closing if shown else None,
        balances=books.balances if shown else None,
        methods=_methods(books, drawers, shown),
        copays=_copays(lines),
        drawers=drawers,
        lines=lines,
        slate=told,
        not_tracked=not_tracked(told),
        audit_head=audit_head(reading),
        locked=None if close is None else _locked(close),
        collected_cents=books.collected if shown else None,
        elsewhere_cents=elsewhere,
        money=books.money if shown else (),
        here=() if close else still_here(reading, day),
    )


def audit_head(reading: Reading) -> str:
    """Return the first characters of the record's last hash, as the day sheet prints them."""
    return head_of(reading.session.connection()).hash.hex()[:HEAD_LETTERS]


def drawer_view(reading: Reading, drawer: Drawer) -> DrawerView:
    """Return a drawer with its last count; what was expected only beside a count."""
    count = last_count(reading, drawer.id)
    if count is None:
        return DrawerView(
            drawer.id, drawer.location_id, drawer.float_cents, 0, (), None, None, None, None, "", None
        )
    expected = drawer.float_cents + taken_in(reading, drawer, LedgerAccount.CASH)
    return DrawerView(
        drawer_id=drawer.id,
        location_id=drawer.location_id,
        float_cents=drawer.float_cents,
        number=count.number,
        pieces=tuple((value, pieces) for value, pieces in count.pieces),
        counted_cents=count.counted_cents,
        expected_cents=count.expected_cents,
        checks_cents=count.checks_cents,
        card_batch_cents=count.card_batch_cents,
        counted_by_name=count.by_name,
        counted_at=count.at,
        stale=expected != count.expected_cents,
    )


def _methods(books: Books, drawers: Sequence[DrawerView], shown: bool) -> tuple[MethodRow, ...]:
    counted = {
        LedgerAccount.CASH: [_less_float(one) for one in drawers],
        LedgerAccount.CHECKS: [one.checks_cents for one in drawers],
        LedgerAccount.CARD_CLEARING: [one.card_batch_cents for one in drawers],
    }
    rows = []
    for account, method in METHODS.items():
        found = [cents for cents in counted[account] if cents is not None]
        rows.append(
            MethodRow(
                method,
                books.payments_by(method) if shown else None,
                books.takings[account] if shown else None,
                sum(found) if found else None,
            )
        )
    return tuple(rows)


def _less_float(drawer: DrawerView) -> int | None:
    return None if drawer.counted_cents is None else drawer.counted_cents - drawer.float_cents


def _lines(
    reading: Reading, visits: Sequence[Visit], books: Books | None
) -> tuple[tuple[DayVisitLine, ...], int | None]:
    """Return the visits with what was taken at each, and what was taken elsewhere; without books neither."""
    taken = Counter[Id | None]()
    for one in books.money if books else ():
        taken[one.visit_id] += one.cents
    names = _patients(reading, {one.patient_id for one in visits})
    charged = _charged(reading, [one.id for one in visits])
    table = policy(reading, "copay", visits[0].day) if visits else None  # they are all of one day
    lines = []
    for visit in visits:
        due = amount_due_view(reading, visit, table)
        name, mrn = names[visit.patient_id]
        lines.append(
            DayVisitLine(
                visit.id,
                visit.starts_at,
                name,
                mrn,
                charged.get(visit.id, 0),
                taken[visit.id] if books else None,
                due.status,
            )
        )
    here = sum(one.paid_cents or 0 for one in lines)
    return tuple(lines), books.collected - here if books else None


def _patients(reading: Reading, ids: set[Id]) -> dict[Id, tuple[str, str]]:
    asked = sa.select(Patient.id, Patient.last_name, Patient.first_name, Patient.mrn).where(
        Patient.id.in_(ids)
    )
    return {row.id: (f"{row.last_name}, {row.first_name}", row.mrn) for row in reading.session.execute(asked)}


def _charged(reading: Reading, visits: Sequence[Id]) -> dict[Id | None, int]:
    asked = (
        sa.select(Charge.visit_id, sa.func.sum(Charge.units * Charge.unit_cents))
        .where(Charge.visit_id.in_(visits), Charge.status.in_((ChargeStatus.DRAFT, ChargeStatus.POSTED)))
        .group_by(Charge.visit_id)
    )
    return {row[0]: row[1] for row in reading.session.execute(asked)}


def _copays(lines: Sequence[DayVisitLine]) -> CopayCounts:
    counts = Counter(one.copay for one in lines)
    return CopayCounts(*(counts[status] for status in CopayStatus))


def _copays_open(lines: Sequence[DayVisitLine]) -> SlateItem:
    ids = tuple(one.visit_id for one in lines if one.copay is CopayStatus.OPEN)
    return SlateItem("copays_open", len(ids), len(lines) - len(ids), ids)


def _no_shows(reading: Reading, day: date) -> int:
    asked = sa.select(sa.func.count()).where(Visit.day == day, Visit.state == VisitState.NO_SHOW)
    return reading.session.scalar(asked) or 0


def _locked(close: DayClose) -> LockedDay:
    names = LockedDay.__dataclass_fields__
    return LockedDay(**{name: getattr(close, name) for name in names})


@query(Permission.SEE_LEDGER)
def unlocked_days(reading: Reading) -> tuple[date, ...]:
    """Return the days with a drawer whose money nobody locked, the oldest first, today left out."""
    closed = sa.select(DayClose.day)
    asked = sa.select(Drawer.day).where(Drawer.day < reading.today, Drawer.day.not_in(closed)).distinct()
    return tuple(reading.session.scalars(asked.order_by(Drawer.day)))
