"""Patient, with the US Core extensions of every version that names the same fact.

Sources: HL7 FHIR R4 Patient; US Core 3.1 to 8.0 (race, ethnicity, birth sex, sex, gender identity);
FHIR extensions pack (individual-genderIdentity, individual-pronouns, patient-interpreterRequired).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.coding import Code
from app.core.dates import PartialDate
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import (
    address,
    code,
    concept,
    concept_at,
    human_name,
    identifier,
    period,
    telecom,
)
from app.exchange.fhir.element import Element
from app.exchange.fhir.people_records import Communication, Contact, Patient, PatientLink, RaceOrEthnicity
from app.exchange.fhir.values import Concept, Period

_SEXES = frozenset({"male", "female", "other", "unknown"})
_LINKS = frozenset({"replaced-by", "replaces", "refer", "seealso"})
_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
_FHIR = "http://hl7.org/fhir/StructureDefinition/"


@dataclass
class _Extended:
    """What the extensions of a Patient say."""

    race: RaceOrEthnicity | None = None
    ethnicity: RaceOrEthnicity | None = None
    birth_sex: str = ""
    clinical_sex: Concept = Concept()
    gender_identities: list[Concept] = field(default_factory=list)
    pronouns: list[Concept] = field(default_factory=list)
    interpreter_required: bool | None = None


def patient(element: Element, here: Context) -> Patient:
    """Read a Patient."""
    extended = _Extended()
    element.many("extension", lambda part: _extension(part, extended))
    return Patient(
        source=here.source,
        identifiers=element.many("identifier", identifier),
        active=element.flag("active"),
        names=element.many("name", human_name),
        birth_date=element.day("birthDate"),
        sex=_sex(element),
        birth_sex=extended.birth_sex,
        clinical_sex=extended.clinical_sex,
        gender_identities=tuple(extended.gender_identities),
        pronouns=tuple(extended.pronouns),
        race=extended.race,
        ethnicity=extended.ethnicity,
        communications=element.many("communication", _communication),
        interpreter_required=extended.interpreter_required,
        addresses=element.many("address", address),
        telecoms=element.many("telecom", telecom),
        deceased=_deceased(element),
        marital_status=concept_at(element, "maritalStatus"),
        multiple_birth=_multiple_birth(element),
        contacts=element.many("contact", lambda part: _contact(part, here)),
        general_practitioners=element.many("generalPractitioner", here.link),
        managing_organization=element.one("managingOrganization", here.link),
        links=element.many("link", lambda part: _link(part, here)),
    )


def _sex(element: Element) -> str:
    sex = element.text("gender")
    if sex and sex not in _SEXES:
        # A word outside the list is told and not kept, so that one odd code does not cost the whole chart.
        element.note("gender", "unknown_code")
        return ""
    return sex


def _deceased(element: Element) -> bool | PartialDate | None:
    return element.choice("deceased", {"Boolean": element.flag, "DateTime": element.when})


def _multiple_birth(element: Element) -> bool | int | None:
    return element.choice("multipleBirth", {"Boolean": element.flag, "Integer": element.integer})


def _communication(element: Element) -> Communication:
    return Communication(element.need("language", concept), element.flag("preferred"))


def _contact(element: Element, here: Context) -> Contact:
    return Contact(
        relationships=element.many("relationship", concept),
        name=element.one("name", human_name),
        telecoms=element.many("telecom", telecom),
        address=element.one("address", address),
        sex=_sex(element),
        organization=element.one("organization", here.link),
        period=element.one("period", period),
    )


def _link(element: Element, here: Context) -> PatientLink:
    return PatientLink(element.need("other", here.link), element.need_one_of("type", _LINKS))


def _extension(element: Element, extended: _Extended) -> None:
    url = element.text("url")
    match url.removeprefix(_US_CORE).removeprefix(_FHIR):
        case "us-core-race":
            extended.race = _race_or_ethnicity(element)
        case "us-core-ethnicity":
            extended.ethnicity = _race_or_ethnicity(element)
        case "us-core-birthsex":
            extended.birth_sex = element.text("valueCode")
        case "us-core-sex" | "us-core-individual-sex":
            extended.clinical_sex = _any_concept(element)
        case "us-core-genderIdentity" | "patient-genderIdentity" | "individual-genderIdentity":
            extended.gender_identities.extend(_current_concept(element, "gender identity that ended"))
        case "individual-pronouns":
            extended.pronouns.extend(_current_concept(element, "pronouns that ended"))
        case "us-core-interpreter-needed" | "patient-interpreterRequired":
            extended.interpreter_required = _interpreter(element)
        case _:
            element.leave(f"extension {url.rpartition('/')[2][:60]}")


def _interpreter(element: Element) -> bool | None:
    """Read yes or no: a flag, or a SNOMED CT qualifier (yes 373066001, no 373067005)."""
    if element.has("valueBoolean"):
        return element.flag("valueBoolean")
    answers = {"373066001": True, "373067005": False}
    told = [answers[c.code] for c in _any_concept(element).codes if c.code in answers]
    if not told:
        element.leave("extension interpreter not said as yes or no")
    return told[0] if told else None


def _current_concept(element: Element, label: str) -> list[Concept]:
    """Return the code that holds now: one with an end is history, which the original keeps."""
    ended: list[Period] = []
    concept_found = _any_concept(element, ended)
    if ended:
        element.leave(f"extension {label}")
    return [] if ended else [concept_found]


def _any_concept(element: Element, ended: list[Period] | None = None) -> Concept:
    """Read the one code of an extension: as code, Coding or CodeableConcept, or in a nested "value"."""
    found: Concept | None = element.choice(
        "value",
        {
            "Code": lambda name: Concept((Code("", element.text(name), ""),)),
            "Coding": lambda name: _of_coding(element.one(name, code)),
            "CodeableConcept": lambda name: element.one(name, concept),
            "String": lambda name: Concept(text=element.text(name)),
        },
    )
    nested: list[Concept] = []
    element.many("extension", lambda part: _nested_value(part, nested, [] if ended is None else ended))
    return found or next(iter(nested), Concept())


def _of_coding(found: Code | None) -> Concept:
    return Concept((found,)) if found else Concept()


def _nested_value(element: Element, found: list[Concept], ended: list[Period]) -> None:
    match element.text("url"):
        case "value":
            found.append(_any_concept(element))
        case "period":
            within = element.one("valuePeriod", period)
            ended += [within] if within and within.end else []


def _race_or_ethnicity(element: Element) -> RaceOrEthnicity:
    parts: dict[str, list[Code]] = {"ombCategory": [], "detailed": []}
    words: list[str] = []
    element.many("extension", lambda part: _category(part, parts, words))
    return RaceOrEthnicity(tuple(parts["ombCategory"]), tuple(parts["detailed"]), ", ".join(words))


def _category(element: Element, parts: dict[str, list[Code]], words: list[str]) -> None:
    url = element.text("url")
    if url == "text":
        words.append(element.text("valueString"))
    elif url in parts and (found := element.one("valueCoding", code)):
        parts[url].append(found)
