"""The facts of a face sheet: who the patient is, whom we may talk to, who pays. Staff read it, in English.

Where a confidential address or phone is kept, it stands in place of the others (DUTIES T2): `mail_address`
and `call_phone` see to that.
"""

from app.codes import languages
from app.core.ids import Id
from app.documents import views
from app.documents.words import words_for
from app.people.insurance import coverages
from app.people.model import ContactRole, Patient
from app.people.queries import call_phone, contacts, mail_address
from app.people.views import ContactEntry
from app.practice.model import Provider
from app.store.work import Reading

_KIND = views.Fact
_MAY_BE_MISSING = (_KIND.PREFERRED_NAME, _KIND.GENDER, _KIND.PRONOUNS, _KIND.EMAIL)  # no line of their own
_ROLES = {
    ContactRole.EMERGENCY: _KIND.EMERGENCY_CONTACT,
    ContactRole.GUARDIAN: _KIND.GUARDIAN,
    ContactRole.GUARANTOR: _KIND.GUARANTOR,
    ContactRole.MAY_TALK_TO: _KIND.MAY_TALK_TO,
}


def facts(reading: Reading, patient: Patient, *, minor: bool) -> tuple[views.FaceFact, ...]:
    """Return the labelled facts; "" where nobody has told what care depends on, which the sheet says."""
    told = {
        _KIND.PREFERRED_NAME: patient.preferred_name,
        _KIND.SEX: words_for("en").text(f"sex.{patient.sex}"),
        _KIND.GENDER: patient.gender_identity,
        _KIND.PRONOUNS: patient.pronouns,
        _KIND.LANGUAGE: language_name(patient.language),
        _KIND.INTERPRETER: words_for("en").text(f"answer.{'yes' if patient.interpreter_needed else 'no'}"),
        _KIND.ADDRESS: "\n".join(mail_address(patient)),
        _KIND.PHONE: call_phone(patient),
        _KIND.EMAIL: patient.email,
        _KIND.CONTACT_PREFERENCE: _preference(patient),
        _KIND.CARE_TEAM: _care_team(reading, patient),
        _KIND.PHARMACY: patient.pharmacy,
    }
    around = _around(reading, patient.id)
    always = [_KIND.EMERGENCY_CONTACT, *([_KIND.GUARDIAN] if minor else [])]
    missing = [kind for kind in always if kind not in {one.kind for one in around}]
    return (
        *(views.FaceFact(kind, text) for kind, text in told.items() if text or kind not in _MAY_BE_MISSING),
        *around,
        *(views.FaceFact(kind, "") for kind in missing),
    )


def language_name(code: str) -> str:
    """Return a language as staff read it ("Spanish"), the code itself for one that is not in the list."""
    found = languages.find(code) if code else None
    return found.name if found else code


def _preference(patient: Patient) -> str:
    kept = patient.message_preference
    return "" if kept is None else words_for("en").text(f"contact_preference.{kept}")


def _care_team(reading: Reading, patient: Patient) -> str:
    own = reading.session.get(Provider, patient.pcp_provider_id) if patient.pcp_provider_id else None
    return own.name if own else patient.outside_pcp


def _around(reading: Reading, patient_id: Id) -> list[views.FaceFact]:
    found = [one.entry for one in contacts(reading, patient_id)]
    order = list(ContactRole)
    return [
        views.FaceFact(_ROLES[one.role], _contact(one))
        for one in sorted(found, key=lambda one: order.index(one.role))
    ]


def _contact(one: ContactEntry) -> str:
    return ", ".join(part for part in (one.name, one.relation, one.phone, one.address, one.limits) if part)


def coverage_lines(reading: Reading, patient_id: Id) -> tuple[views.CoverageLine, ...]:
    """Return the coverages that are in force today, in the order in which they pay."""
    return tuple(
        views.CoverageLine(
            order=one.rank,
            payer=one.entry.payer or str(one.entry.kind),
            plan=one.entry.plan,
            member_id=one.entry.member_id,
            group=one.entry.group_number,
            subscriber=one.entry.subscriber_name,
            relation=one.entry.relation,
        )
        for one in coverages(reading, patient_id)
        if one.in_force
    )
