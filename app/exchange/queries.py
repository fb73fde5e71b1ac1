"""What of the imports waits for a person."""

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.findings import Message
from app.core.ids import Id
from app.exchange.differences import differences
from app.exchange.holding import CHANGED_RECORDS, shown_address, shown_phone, waiting_records
from app.exchange.model import HeldPatient, HoldState
from app.exchange.views import Candidate, Difference, HeldView, PersonSide
from app.people.model import Patient
from app.people.names import list_name
from app.store.work import Reading


@query(Permission.IMPORT)
def held_patients(reading: Reading) -> tuple[HeldView, ...]:
    """Return what of the imports nobody has decided about yet, the longest waiting first."""
    chosen = sa.select(HeldPatient).where(HeldPatient.state == HoldState.OPEN).order_by(HeldPatient.id)
    return tuple(_view(reading, held) for held in reading.session.scalars(chosen))


@query(Permission.IMPORT, recorded=True)
def held_differences(reading: Reading, held_id: Id) -> tuple[Difference, ...]:
    """Return what differs between the records that wait and those of the chart; a look into the chart."""
    held = reading.get(HeldPatient, held_id)
    patient_id = Id(held.candidates[0])
    reading.saw(patient_id)
    return differences(reading, patient_id, waiting_records(reading, held))


def _view(reading: Reading, held: HeldPatient) -> HeldView:
    person = held.person
    return HeldView(
        id=held.id,
        version=held.version,
        file=held.file,
        person=PersonSide(held.name, held.born, person["sex"], person["phone"], person["address"]),
        records=held.records,
        brings=tuple((kind, count) for kind, count in person["brings"]),
        reason=Message(held.reason),
        changed_records=held.reason == CHANGED_RECORDS,
        held_at=held.held_at,
        candidates=tuple(_candidate(reading, Id(one)) for one in held.candidates),
    )


def _candidate(reading: Reading, patient_id: Id) -> Candidate:
    patient = reading.get(Patient, patient_id)
    known = patient.birth_date_known.value if patient.birth_date_known else ""
    person = PersonSide(
        list_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix),
        patient.birth_date.isoformat() if patient.birth_date else known,
        str(patient.sex),
        shown_phone(patient),
        shown_address(patient),
    )
    return Candidate(patient.id, patient.mrn, person)
