"""What somebody who leaves the practice leaves undone, counted, before their access ends."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.chart.notes.queries import unsigned_notes
from app.core.acts import Permission, query
from app.core.ids import Id
from app.orders.model import ClinicalOrder, OrderState
from app.orders.queries import waiting_for_signature
from app.practice.queries import providers
from app.practice.views import ProviderView
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits.model import Visit
from app.visits.rules import IN_HOUSE


@dataclass(frozen=True)
class LeftBehind:
    """How much waits for one person, and their columns of the calendar; no names of patients.

    `appointments` are those from today on in the columns, `visits` those whose patient is in
    the house, `results` those that wait to be reviewed by them.
    """

    notes: int
    orders: int
    results: int
    visits: int
    appointments: int
    columns: tuple[ProviderView, ...]

    @property
    def anything(self) -> bool:
        return bool(self.notes or self.orders or self.results or self.visits or self.appointments)


@query(Permission.MANAGE_STAFF)
def left_behind(reading: Reading, person_id: Id) -> LeftBehind:
    """Return what waits for this person."""
    columns = tuple(one for one in providers(reading, inactive=True) if one.account_id == person_id)
    ids = [one.id for one in columns]
    return LeftBehind(
        notes=len(unsigned_notes(reading, account_id=person_id)),
        orders=len(waiting_for_signature(reading, person_id)),
        results=_results(reading, person_id),
        visits=_visits(reading, ids),
        appointments=_appointments(reading, ids),
        columns=tuple(one for one in columns if one.active),
    )


def _count(reading: Reading, what: type, *conditions: sa.ColumnElement[bool]) -> int:
    asked = sa.select(sa.func.count()).select_from(what).where(*conditions)
    return int(reading.session.execute(asked).scalar_one())


def _results(reading: Reading, person_id: Id) -> int:
    waiting = ClinicalOrder.state == OrderState.COMPLETED
    return _count(reading, ClinicalOrder, ClinicalOrder.clinician_id == person_id, waiting)


def _visits(reading: Reading, columns: list[Id]) -> int:
    under_way = Visit.state.in_(tuple(IN_HOUSE))
    return _count(reading, Visit, Visit.provider_id.in_(columns), under_way)


def _appointments(reading: Reading, columns: list[Id]) -> int:
    ahead = Appointment.day >= reading.today
    return _count(
        reading, Appointment, Appointment.provider_id.in_(columns), ahead, Appointment.state.in_(LIVE)
    )
