"""All sets that can be brought up to date, by name."""

from __future__ import annotations

from app.codes.importers import cdc_iis, growth, hcpcs, icd10cm, lists, rxnorm
from app.codes.importers.sets import CodeSet

CATALOG: dict[str, CodeSet] = {
    code_set.name: code_set
    for room in (icd10cm, hcpcs, cdc_iis, rxnorm, growth, lists)
    for code_set in room.SETS
}
