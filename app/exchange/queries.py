"""What of the imports waits for a person."""

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.findings import Message
from app.core.ids import Id
from app.exchange.model import HeldPatient, HoldState
from app.exchange.views import Candidate, HeldView
from app.people.model import Patient
from app.people.names import list_name
from app.store.work import Reading


@query(Permission.IMPORT)
def held_patients(reading: Reading) -> tuple[HeldView, ...]:
    """Return the patients of imports about whom nobody has decided yet, the longest waiting first."""
    chosen = sa.select(HeldPatient).where(HeldPatient.state == HoldState.OPEN).order_by(HeldPatient.held_at)
    return tuple(_view(reading, held) for held in reading.session.scalars(chosen))


def _view(reading: Reading, held: HeldPatient) -> HeldView:
    return HeldView(
        held.id,
        held.version,
        held.file,
        held.name,
        held.born,
        held.records,
        Message(held.reason),
        tuple(_candidate(reading, Id(one)) for one in held.candidates),
    )


def _candidate(reading: Reading, patient_id: Id) -> Candidate:
    patient = reading.get(Patient, patient_id)
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    return Candidate(patient.id, patient.mrn, list_name(patient.last_name, patient.first_name), born)
