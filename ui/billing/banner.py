"""The patient banner over the screens of money."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.chart.allergies.views import Withheld
from app.frontdesk.identity import Identity
from ui.common.banner import Allergies, BannerView
from ui.common.chip import ChipText
from ui.common.fields import day_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("BillingBanner", text)


def banner_view(identity: Identity, *states: ChipText) -> BannerView:
    """Return the banner of a patient with the states of the visit at its right."""
    facts = identity.facts
    family, _, given = facts.name.partition(",")
    born = day_text(facts.birth_date) if facts.birth_date else facts.birth_date_known
    age = "" if facts.age is None else _age(facts.age.number, facts.age.unit)
    sex = "" if str(facts.sex) == "U" else str(facts.sex)
    shown = (born or _tr("Birth date not known"), age, sex, f"MRN {facts.mrn}", facts.coverage)
    closed = isinstance(identity.allergies, Withheld)
    none_known = _tr("No known allergies") if identity.allergies == () else ""
    return BannerView(
        initials="".join(word.strip()[:1] for word in (given, family)).upper(),
        name=facts.name,
        facts=shown,
        goes_by=facts.preferred_name,
        allergies=() if isinstance(identity.allergies, Withheld) else identity.allergies or (),
        no_allergies=none_known,
        allergies_are=Allergies.NOT_SHOWN if closed else Allergies.TOLD,
        states=states,
    )


def identifiers(identity: Identity) -> str:
    """Return birth date, age and medical record number: what tells two patients of one name apart."""
    facts = identity.facts
    born = day_text(facts.birth_date) if facts.birth_date else facts.birth_date_known
    age = "" if facts.age is None else _age(facts.age.number, facts.age.unit)
    parts = (born or _tr("Birth date not known"), age, f"MRN {facts.mrn}")
    return " · ".join(part for part in parts if part)


def _age(number: int, unit: str) -> str:
    texts = {"day": "%n day(s)", "week": "%n week(s)", "month": "%n month(s)", "year": "%n year(s)"}
    return QCoreApplication.translate("BillingBanner", texts[unit], None, number)
