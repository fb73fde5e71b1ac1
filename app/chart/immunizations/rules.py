"""Which doses count."""

from __future__ import annotations

from collections.abc import Collection

from app.chart.immunizations.model import ImmunizationSource, ImmunizationStatus

# CDC General Best Practice Guidelines: only written, dated records are taken as proof, except for influenza
# and pneumococcal polysaccharide vaccine (PPSV23), where what the patient tells is enough.
PPSV23 = frozenset({"33"})
INFLUENZA_GROUP = "FLU"  # CDC's vaccine group


def counts(status: ImmunizationStatus, origin: ImmunizationSource, cvx: str, groups: Collection[str]) -> bool:
    """Say whether a dose counts: given, and written down; told doses of influenza vaccine and PPSV23 too."""
    if status is not ImmunizationStatus.GIVEN:
        return False
    return origin is not ImmunizationSource.TOLD or cvx in PPSV23 or INFLUENZA_GROUP in groups
