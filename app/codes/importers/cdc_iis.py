"""Vaccine code sets of CDC (immunization information systems): pipe-delimited downloads, or as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.codes.importers.sets import CodeSet, Values
from app.codes.importers.source import Row, csv_rows, delimited_rows, first_line, one_of

_CVX = re.compile(r"[0-9]{1,3}")
_NDC = re.compile(r"[0-9]{5}-[0-9]{4}-[0-9]{2}")

# The order of values in CDC's pipe-delimited files; "" is a value that is not kept.
_PIPE_COLUMNS = {
    "cvx": ("cvx", "short_name", "full_name", "notes", "status", "", "last_updated"),
    "mvx": ("mvx", "manufacturer", "notes", "status", "last_updated"),
    "trade_names": (
        "product_name", "short_name", "cvx", "manufacturer", "mvx", "mvx_status", "product_status",
        "last_updated",
    ),
    "vaccine_groups": ("short_name", "cvx", "status", "vaccine_group", "group_cvx"),
    "vis": ("vis_document", "edition_date", "encoded_string", "gdti_code", "status", "last_updated"),
    "cvx_vis": ("cvx", "cvx_description", "encoded_string", "vis_document", "vis_edition_date", "status"),
    "vis_urls": ("vis_document", "gdti_code", "pdf_url", "html_url"),
    "cpt_cvx": ("cpt_code", "", "cdc_vaccine_name", "cvx", "", "last_updated", ""),
    "ndc_sale": (
        "id", "", "", "", "proprietary_name", "nonproprietary_name", "labeler", "start_date", "end_date",
        "package", "route", "last_updated", "cvx", "cvx_short_name", "ndc11", "gtin",
    ),
    "ndc_use": (
        "id", "", "", "", "proprietary_name", "nonproprietary_name", "labeler", "start_date", "end_date",
        "package", "gtin", "cvx", "cvx_short_name", "no_unit_of_use", "ndc11", "last_updated", "",
    ),
    "ndc_linker": ("linker_id", "unit_of_sale_id", "unit_of_use_id", "mvx"),
}  # fmt: skip


def _rows(path: Path, kind: str) -> Iterator[Row]:
    columns = _PIPE_COLUMNS[kind]
    if "|" in first_line(path):
        return delimited_rows(path, columns)
    return csv_rows(path, [column for column in columns if column])


def _cvx(row: Row, column: str = "cvx") -> str:
    if not _CVX.fullmatch(row[column]):
        raise row.refused("not_a_code", column)
    return f"{int(row[column]):02}"


def _reader(kind: str, values: Callable[[Row], Values]) -> Callable[[Sequence[Path]], Iterable[Values]]:
    return lambda sources: (values(row) for row in _rows(sources[0], kind))


def _cvx_values(row: Row) -> Values:
    return (
        _cvx(row),
        row.needed("short_name"),
        row["full_name"],
        row.needed("status"),
        row["notes"],
        row.day("last_updated"),
    )


def _vis_values(row: Row) -> Values:
    return (
        row.needed("vis_document"),
        row.day("edition_date"),
        row["encoded_string"],
        row["gdti_code"],
        row.needed("status"),
    )


def read_packages(sources: Sequence[Path]) -> Iterable[Values]:
    """Read the three NDC files (unit of sale, unit of use, linker); rows as the columns of `vaccine_ndc`.

    The maker (MVX) stands only in the linker, which joins the two others by their record numbers.
    """
    sale, use = one_of(sources, "unit_of_sale", "unit_sale"), one_of(sources, "unit_of_use", "unit_use")
    makers: dict[tuple[str, str], str] = {}
    for row in _rows(one_of(sources, "linker"), "ndc_linker"):
        makers[("sale", row["unit_of_sale_id"])] = makers[("use", row["unit_of_use_id"])] = row["mvx"]
    for kind, path in (("sale", sale), ("use", use)):
        for row in _rows(path, f"ndc_{kind}"):
            yield _package(row, kind, makers.get((kind, row["id"]), ""))


def _package(row: Row, kind: str, maker: str) -> Values:
    if not _NDC.fullmatch(row["ndc11"]):
        raise row.refused("not_a_code", "ndc11")
    return (
        row["ndc11"].replace("-", ""),
        kind,
        row["gtin"],
        _cvx(row),
        maker,
        row.needed("proprietary_name"),
        row["labeler"],
        row["package"],
        row.day("start_date"),
        row.day("end_date"),
    )


_PUBLISHER = "Centers for Disease Control and Prevention, Immunization Information Systems code sets"
_PACKAGE_COLUMNS = (
    "ndc",
    "kind",
    "gtin",
    "cvx",
    "mvx",
    "name",
    "labeler",
    "package",
    "first_day",
    "last_day",
)

SETS = (
    CodeSet(
        "cvx", ("cvx", "short", "full", "status", "notes", "updated"), _reader("cvx", _cvx_values), _PUBLISHER
    ),
    CodeSet(
        "mvx",
        ("mvx", "name", "status", "notes"),
        _reader(
            "mvx", lambda row: (row.needed("mvx"), row.needed("manufacturer"), row["status"], row["notes"])
        ),
        _PUBLISHER,
    ),
    CodeSet(
        "trade_names",
        ("product", "cvx", "mvx", "status"),
        _reader(
            "trade_names",
            lambda row: (row.needed("product_name"), _cvx(row), row["mvx"], row["product_status"]),
        ),
        _PUBLISHER,
        key=0,
    ),
    CodeSet(
        "vaccine_groups",
        ("cvx", "group", "group_cvx"),
        _reader(
            "vaccine_groups", lambda row: (_cvx(row), row.needed("vaccine_group"), _cvx(row, "group_cvx"))
        ),
        _PUBLISHER,
        key=2,
    ),
    CodeSet(
        "vis",
        ("document", "edition", "encoded", "gdti", "status"),
        _reader("vis", _vis_values),
        _PUBLISHER,
        key=2,
    ),
    CodeSet(
        "cvx_vis",
        ("cvx", "document", "edition", "encoded", "status"),
        _reader(
            "cvx_vis",
            lambda row: (
                _cvx(row),
                row.needed("vis_document"),
                row.day("vis_edition_date"),
                row["encoded_string"],
                row["status"],
            ),
        ),
        _PUBLISHER,
        key=3,
    ),
    CodeSet(
        "vis_urls",
        ("document", "gdti", "pdf", "html"),
        _reader(
            "vis_urls", lambda row: (row["vis_document"], row["gdti_code"], row["pdf_url"], row["html_url"])
        ),
        _PUBLISHER,
    ),
    CodeSet(
        "cpt_cvx",
        ("cpt", "cvx", "name"),
        _reader("cpt_cvx", lambda row: (row.needed("cpt_code"), _cvx(row), row["cdc_vaccine_name"])),
        _PUBLISHER,
        notice="Numbers only. CPT is a registered trademark of the American Medical Association.",
        key=0,
    ),
    CodeSet("vaccine_ndc", _PACKAGE_COLUMNS, read_packages, _PUBLISHER, key=0),
)
