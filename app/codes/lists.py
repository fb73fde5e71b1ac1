"""The short lists: place of service, states, relationships, and the codes of claims and remittances."""

from __future__ import annotations

from dataclasses import dataclass

from app.codes import shelf, systems
from app.core.coding import Code


@dataclass(frozen=True)
class Listed:
    """One entry of a short list; `extra` holds the list's further columns (kind, box, handling)."""

    system: str
    code: str
    name: str
    extra: tuple[str, ...] = ()
    release: str = ""

    def coding(self) -> Code:
        """Return the entry as a code to store."""
        return Code(self.system, self.code, self.name, self.release)


def places_of_service() -> tuple[Listed, ...]:
    """Return the places of service of CMS (11 is the office)."""
    return entries("place_of_service", systems.PLACE_OF_SERVICE)


def states() -> tuple[Listed, ...]:
    """Return the states and territories of the United States; `extra` is the kind."""
    return entries("us_states", systems.STATE)


def relationships_to_subscriber() -> tuple[Listed, ...]:
    """Return the X12 relationships to the subscriber; `extra` is the box of CMS-1500 item 6."""
    return entries("relationship_x12", systems.RELATIONSHIP_X12)


def relationships() -> tuple[Listed, ...]:
    """Return the HL7 table 0063 relationships, for contacts and guardians."""
    return entries("relationship_hl7", systems.RELATIONSHIP_HL7)


def claim_filing_indicators() -> tuple[Listed, ...]:
    """Return the kinds of payer of an 837 claim (X12 data element 1032)."""
    return entries("claim_filing", systems.CLAIM_FILING)


def adjustment_groups() -> tuple[Listed, ...]:
    """Return the claim adjustment group codes of an 835 (CO, PR, OA ...)."""
    return entries("adjustment_group", systems.ADJUSTMENT_GROUP)


def adjustment_reasons() -> tuple[Listed, ...]:
    """Return common claim adjustment reasons in our own words; `extra` is the usual handling."""
    return entries("adjustment_reason", systems.ADJUSTMENT_REASON)


def remittance_remarks() -> tuple[Listed, ...]:
    """Return common remittance advice remarks in our own words."""
    return entries("remittance_remark", systems.REMITTANCE_REMARK)


def provider_taxonomies() -> tuple[Listed, ...]:
    """Return provider taxonomy codes by the Medicare specialty they serve; `extra` is the specialty's number.

    A code may come more than once, under each of its specialties.
    """
    return entries("provider_taxonomy", systems.PROVIDER_TAXONOMY)


def entry(listed: tuple[Listed, ...], code: str) -> Listed | None:
    """Return the entry with a code, or None."""
    return next((one for one in listed if one.code == code), None)


def entries(set_name: str, system: str) -> tuple[Listed, ...]:
    """Return a short list whose first columns are code and name, in the order of its publisher."""
    here = shelf.current()
    return here.made(("listed", set_name), lambda: _read(here, set_name, system))


def _read(here: shelf.Shelf, set_name: str, system: str) -> tuple[Listed, ...]:
    table = here.table(set_name)
    return tuple(Listed(system, code, name, tuple(rest), table.release) for code, name, *rest in table.rows())
