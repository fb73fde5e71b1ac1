"""HCPCS from the contractor file and from CSV."""

import pytest

from tests.codes.importing import WriteFile, made, refused


def contractor_line(code: str, kind: str, text: str, short: str = "", end: str = "") -> str:
    line = f"{code:>5}00100{kind}{text:<80}{short:<28}"
    return f"{line:<284}{end:<8}".ljust(320) + "\r\n"


CONTRACTOR = (
    contractor_line(
        "A0021", "3", "Ambulance service, outside state per mile,", "Outside state ambulance serv"
    )
    + contractor_line("A0021", "4", "transport (medicaid only)")
    + contractor_line("D0120", "3", "A dental code", "Dental")
    + contractor_line("99213", "3", "A CPT code", "CPT")
    + contractor_line("J9999", "3", "An ended code", "Ended", "20261231")
    + contractor_line("A1", "7", "Dressing for", "Dressing one wound")
    + contractor_line("A1", "8", "one wound")
    + contractor_line("25", "7", "A CPT modifier", "CPT")
)


def test_hcpcs_contractor_file(write: WriteFile) -> None:
    source = write("HCPC2027_JAN_ANWEB.txt", CONTRACTOR)
    assert list(made("hcpcs", source).rows()) == [
        (
            "A0021",
            "Outside state ambulance serv",
            "Ambulance service, outside state per mile, transport (medicaid only)",
            "",
            "",
        ),
        ("J9999", "Ended", "An ended code", "2026-12-31", ""),
    ]
    assert list(made("hcpcs_modifiers", source).rows()) == [("A1", "Dressing for one wound")]


def test_hcpcs_csv_drops_cpt_and_dental_codes(write: WriteFile) -> None:
    head = "code,short_description,long_description_2019,source_release\n"
    rows = 'J3420,Vitamin b12 injection,"Injection, vitamin b-12",2026-04\n'
    rows += "0001F,x,x,y\nD0120,x,x,y\n99213,x,x,y\n"
    table = made("hcpcs", write("hcpcs.csv", head + rows))
    assert list(table.rows()) == [
        ("J3420", "Vitamin b12 injection", "Injection, vitamin b-12", "", "2026-04")
    ]
    assert refused("hcpcs", write("bad.csv", head + "J34,x,x,y\n")) == ("not_a_code", 2)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (CONTRACTOR + "rubbish", "not_a_hcpcs_line", 9),
        (contractor_line("A0021", "4", "text"), "text_without_code", 1),
        (contractor_line("ZZZZZ", "3", "text"), "not_a_code", 1),
        (contractor_line("A0021", "5", "text"), "not_a_hcpcs_line", 1),
    ],
)
def test_a_bad_contractor_file_is_refused(text: str, reason: str, line: int, write: WriteFile) -> None:
    assert refused("hcpcs", write("anweb.txt", text)) == (reason, line)
