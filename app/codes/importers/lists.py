"""The short lists that come as CSV: which columns are kept, under which names, and what they must be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.codes.importers.sets import OWN_WORK, PUBLIC_DOMAIN, CodeSet, Values
from app.codes.importers.source import Row, csv_rows

_LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright (c) Regenstrief "
    "Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is "
    "available at no cost under the license at http://loinc.org/license. LOINC is a registered United States "
    "trademark of Regenstrief Institute, Inc."
)
_CMS = "Centers for Medicare & Medicaid Services"
_PROJECT = "Daybook project"
_CPT_NOTICE = "Numbers only. CPT is a registered trademark of the American Medical Association."
_X12_NOTICE = "Code numbers with our own short wording; the official wording is copyright X12."


def _kept(
    columns: dict[str, str], needed: int, numbers: Sequence[str]
) -> Callable[[Sequence[Path]], Iterable[Values]]:
    """Return a reader of some columns; the first `needed` must have a value, `numbers` must be numbers."""

    def read(sources: Sequence[Path]) -> Iterable[Values]:
        return (values(row) for path in sources for row in csv_rows(path, tuple(columns)))

    def values(row: Row) -> Values:
        for column in tuple(columns)[:needed]:
            row.needed(column)
        return tuple(row.optional_number(name) if name in numbers else row[name] for name in columns)

    return read


def _list(
    name: str,
    columns: dict[str, str],
    publisher: str,
    licence: str = PUBLIC_DOMAIN,
    notice: str = "",
    *,
    key: int = 1,
    needed: int = 2,
    numbers: Sequence[str] = (),
    keeps_order: bool = True,
) -> CodeSet:
    reader = _kept(columns, needed, numbers)
    kept = tuple(columns.values())
    return CodeSet(name, kept, reader, publisher, licence, notice, key=key, keeps_order=keeps_order)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


SETS = (
    _list("place_of_service", _same("code", "name"), _CMS),
    _list("us_states", _same("code", "name", "kind"), "United States Postal Service"),
    _list(
        "languages",
        {"alpha3": "code", "name": "name", "alpha2": "alpha2", "alpha3_bibliographic": "bibliographic"},
        "ISO 639 (Library of Congress), facts by way of pycountry",
        "Facts of ISO 639",
    ),
    _list(
        "race_ethnicity",
        {"cdcrec_code": "code", "name": "name", "kind": "kind"},
        "Centers for Disease Control and Prevention (race and ethnicity code set), OMB categories",
        needed=3,
    ),
    _list(
        "relationship_x12", {"x12_code": "code", "name": "name", "cms1500_box6": "box6"}, _PROJECT, OWN_WORK
    ),
    _list("relationship_hl7", _same("code", "name"), _PROJECT, OWN_WORK),
    _list("claim_filing", _same("code", "name"), _PROJECT, OWN_WORK),
    _list("adjustment_group", {"code": "code", "meaning": "name"}, _PROJECT, OWN_WORK, _X12_NOTICE),
    _list(
        "adjustment_reason",
        {"code": "code", "paraphrase": "name", "usual_handling": "handling"},
        _PROJECT,
        OWN_WORK,
        _X12_NOTICE,
    ),
    _list("remittance_remark", {"code": "code", "paraphrase": "name"}, _PROJECT, OWN_WORK, _X12_NOTICE),
    _list(
        "provider_taxonomy",
        {
            "taxonomy_code": "code",
            "medicare_description": "name",
            "medicare_specialty": "specialty",
        },
        f"{_CMS} (crosswalk of Medicare specialties to provider taxonomy codes)",
        key=0,
        needed=1,
    ),
    _list(
        "loinc",
        {
            "loinc_code": "code",
            "long_common_name": "name",
            "group": "group",
            "scale": "scale",
            "ucum": "unit",
            "ref_low": "low",
            "ref_high": "high",
            "ref_text": "note",
            "clia_waived": "waived",
        },
        "Regenstrief Institute, Inc. (LOINC); units of UCUM; ranges of the project",
        "LOINC license (http://loinc.org/license)",
        _LOINC_NOTICE,
        numbers=("ref_low", "ref_high"),
    ),
    _list(
        "clia_waived",
        {"test": "name", "loinc": "loinc", "typical_hcpcs_cpt_number": "procedure", "qw_modifier": "qw"},
        _PROJECT,
        OWN_WORK,
        _CPT_NOTICE,
        needed=1,
    ),
    _list(
        "allergy_classes",
        {"allergy_class": "class", "kind": "kind", "members": "members", "cross_reactivity": "cross"},
        _PROJECT,
        OWN_WORK,
        needed=3,
    ),
    _list("allergen_words", _same("term", "substance"), _PROJECT, OWN_WORK),
    _list(
        "vital_ranges",
        {
            "measure": "measure",
            "age_from": "from",
            "age_to": "to",
            "age_unit": "unit",
            "low": "low",
            "high": "high",
            "ucum": "ucum",
            "note": "source",
        },
        _PROJECT,
        OWN_WORK,
        key=4,
        needed=4,
        numbers=("age_from", "age_to", "low", "high"),
    ),
    _list(
        "child_bp_coefficients",
        _same(
            "sex", "measure", "intercept", "age1", "age2", "age3", "age4", "hz1", "hz2", "hz3", "hz4", "sd"
        ),
        "National Heart, Lung, and Blood Institute (Fourth Report on high blood pressure in children, 2004)",
        key=2,
        needed=12,
        numbers=("intercept", "age1", "age2", "age3", "age4", "hz1", "hz2", "hz3", "hz4", "sd"),
    ),
    _list(
        "child_bp_table",
        {
            "source": "guideline",
            "sex": "sex",
            "age_years": "age",
            "bp_percentile": "bp_percentile",
            "height_percentile": "height_percentile",
            "sbp_mmhg": "systolic",
            "dbp_mmhg": "diastolic",
        },
        "NHLBI Fourth Report 2004; American Academy of Pediatrics 2017",
        "Numeric facts",
        key=5,
        needed=7,
        numbers=("age_years", "bp_percentile", "height_percentile", "sbp_mmhg", "dbp_mmhg"),
    ),
)
