"""Whatever bytes come as a source, an importer makes a whole table or refuses; nothing else is raised."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes.importers.catalog import CATALOG
from app.codes.importers.sets import made_text
from app.codes.importers.source import ImportRefused

NAMES = {
    "icd10cm": ("order.txt",),
    "hcpcs": ("anweb.txt",),
    "hcpcs_modifiers": ("anweb.txt",),
    "cvx": ("cvx.txt",),
    "vaccine_ndc": ("unit_sale.txt", "unit_use.txt", "linker.txt"),
    "drugs": ("RXNCONSO.RRF", "RXNREL.RRF", "RXNSAT.RRF"),
    "drug_ingredients": ("RXNCONSO.RRF",),
    "growth_cdc2000": ("wtage.csv",),
    "growth_who2006": ("wfa_boys.txt",),
    "place_of_service": ("pos.csv",),
}
HEADS = (
    b"",
    b"code,description,billable,chapter\n",
    b"Sex,Agemos,L,M,S\n",
    b"Day\tL\tM\tS\n",
    b"code,name\n",
    b"00001 A00     0 ",
    b"A002100100300000",
    b"143|a|b||Active|False|",
    b"\x1f\x8b\x08",
)
LINES = st.lists(
    st.one_of(st.binary(max_size=40), st.text('0123456789AJ|,"\t -/.xN', max_size=60).map(str.encode)),
    max_size=6,
)


@pytest.mark.parametrize("name", sorted(NAMES))
@given(head=st.sampled_from(HEADS), lines=LINES)
def test_any_bytes_are_taken_or_refused(name: str, head: bytes, lines: Sequence[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / source for source in NAMES[name]]
        for source in sources:
            source.write_bytes(head + b"\n".join(lines))
        try:
            text = made_text(CATALOG[name], sources, "test")
        except ImportRefused as refusal:
            assert refusal.file in {*NAMES[name], "unit_of_sale", "unit_of_use", "linker"}
            assert refusal.line >= 0
        else:
            assert text.startswith("daybook-table 1\n")
