"""What the reader of one resource knows of its bundle: its source, its patients, and where links lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypedDict

from app.core.findings import Message
from app.exchange.fhir.datatypes import attachment, identifier
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import Source
from app.exchange.fhir.references import References, Target, type_in
from app.exchange.fhir.values import Attachment, Identifier, Link


class KeptInOriginal(Exception):
    """A resource of which nothing is data for this program; `path` says which element decided it."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.message, self.path = Message(f"exchange.fhir.{reason}"), path


class Head(TypedDict):
    """The fields that every record of a patient has."""

    source: Source
    identifiers: tuple[Identifier, ...]
    entered_in_error: bool
    patient: Link


@dataclass
class Context:
    """One resource in its bundle; `unresolved` collects the places and texts of links that lead nowhere."""

    references: References
    target: Target
    source: Source
    patient_keys: frozenset[str] = frozenset()
    unresolved: list[tuple[str, str]] = field(default_factory=list)

    def link(self, element: Element) -> Link:
        """Read a Reference and find what it names."""
        return self._link(element, "")

    def link_to(self, expected: str) -> Callable[[Element], Link]:
        """Return a reader of a Reference that may name its target by an identifier alone."""
        return lambda element: self._link(element, expected)

    def _link(self, element: Element, expected: str) -> Link:
        text = element.text
        reference, name, type_ = text("reference"), text("display"), text("type")
        known_as = element.one("identifier", identifier)
        target = self._find(reference, known_as, type_ or expected)
        if target is None:
            if reference:
                self.unresolved.append((element.path("reference"), reference))
            return element.reading.same(Link(reference, "", type_in(reference) or type_, name, known_as))
        name = name or self.references.name_of(target)
        return element.reading.same(Link(reference, target.key, target.type, name, known_as))

    def _find(self, reference: str, known_as: Identifier | None, type_: str) -> Target | None:
        if reference:
            return self.references.find(reference, self.target)
        if known_as is not None and known_as.value and type_:
            return self.references.find_identified(type_, known_as.system, known_as.value)
        return None

    def target_of(self, link: Link) -> Target | None:
        return self.references.find(link.reference, self.target) if link.key and link.reference else None

    def head(self, element: Element, subject: str, *, entered_in_error: bool) -> Head:
        """Read what every record of a patient has; `subject` is the element that names the patient.

        Raises Unfit where the patient is not in the bundle, KeptInOriginal where it is no patient.
        """
        patient = element.need(subject, self.link_to("Patient"))
        if patient.type not in ("Patient", ""):
            raise KeptInOriginal("subject_not_a_patient", subject)
        if patient.key not in self.patient_keys:
            element.unfit(subject, "subject_skipped" if patient.key else "subject_not_in_bundle")
        return Head(
            source=self.source,
            identifiers=element.many("identifier", identifier),
            entered_in_error=entered_in_error,
            patient=patient,
        )

    def attachment(self, element: Element) -> Attachment:
        """Read an Attachment, its content also from a Binary of the bundle."""
        return attachment(element, self._binary)

    def _binary(self, url: str) -> tuple[str, str] | None:
        target = self.references.find(url, self.target)
        if target is None or target.type != "Binary":
            return None
        kind, data = target.content.get("contentType", ""), target.content.get("data")
        return (kind, data) if isinstance(kind, str) and isinstance(data, str) else None
