"""Who a patient is, for the banner over every screen about one: facts and allergies, for all staff."""

from dataclasses import dataclass

from app.chart.allergies.queries import banner_allergies
from app.chart.allergies.views import BannerAllergies
from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.queries import patient_banner
from app.people.views import PatientBanner
from app.store.work import Reading


@dataclass(frozen=True)
class Identity:
    """The facts of the banner; `allergies` is None while nobody has asked, empty when none are known.

    Of a chart that does not open to who asks, `allergies` is withheld.
    """

    facts: PatientBanner
    allergies: BannerAllergies


@query(Permission.SEE_PATIENTS)
def patient_identity(reading: Reading, patient_id: Id) -> Identity:
    """Return who a patient is. Raises NotFound."""
    found = banner_allergies(reading, [patient_id])
    return Identity(patient_banner(reading, patient_id), found.get(patient_id))
