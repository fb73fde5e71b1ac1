"""From whom something of a patient can be kept: a guardian, the subscriber of a coverage."""

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.model import Contact, ContactRole, Coverage, Patient
from app.people.views import PrivateFrom
from app.practice.policy import policy
from app.store.work import Reading


@query(Permission.SEE_SCHEDULE)
def private_from(reading: Reading, patient_id: Id) -> PrivateFrom:
    """Say whether a patient has a guardian (every minor does) and a subscriber who is somebody else."""
    born = reading.get(Patient, patient_id).birth_date
    guardians = sa.select(Contact.id).where(
        Contact.patient_id == patient_id,
        Contact.role == ContactRole.GUARDIAN,
        Contact.entered_in_error.is_(None),
    )
    others = sa.select(Coverage.id).where(
        Coverage.patient_id == patient_id,
        Coverage.relation != "self",
        Coverage.entered_in_error.is_(None),
        sa.or_(Coverage.valid_to.is_(None), Coverage.valid_to >= reading.today),
    )
    adult_at = policy(reading, "privacy")["adult_at_years"]
    minor = (
        born is not None
        and (reading.today.year - born.year)
        - ((reading.today.month, reading.today.day) < (born.month, born.day))
        < adult_at
    )
    session = reading.session
    return PrivateFrom(
        guardian=minor or session.scalars(guardians.limit(1)).first() is not None,
        subscriber=session.scalars(others.limit(1)).first() is not None,
    )
