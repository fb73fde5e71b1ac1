"""The importers with small files: good, bad, cut off, wrongly encoded; and the command."""

import gzip
import re
import tomllib
from pathlib import Path

import pytest

from app.codes.importers.__main__ import main
from app.codes.importers.catalog import CATALOG
from app.codes.importers.sets import made_text
from app.codes.importers.source import ImportRefused
from app.codes.tables import read_table
from tests.codes.importing import WriteFile, made, refused


def order_line(number: int, code: str, billable: int, short: str, title: str) -> str:
    return f"{number:05} {code:<7} {billable} {short:<60} {title}\r\n"


ORDER = (
    order_line(1, "A00", 0, "Cholera", "Cholera")
    + order_line(
        2,
        "A000",
        1,
        "Cholera due to Vibrio cholerae 01",
        "Cholera due to Vibrio cholerae 01, biovar cholerae",
    )
    + order_line(3, "QA001", 1, "Short", "Long")
    + order_line(4, "S720X1A", 1, "Short", "Long")
)
ICD_CSV = 'code,description,billable,chapter\nA00,Cholera,0,1\nA00.0,"Cholera, classical",1,1\n'


def test_icd_order_file(write: WriteFile) -> None:
    table = made("icd10cm", write("icd10cm_order_2027.txt", ORDER))
    assert list(table.rows()) == [
        ("A00", "0", "1", "Cholera", ""),
        (
            "A00.0",
            "1",
            "1",
            "Cholera due to Vibrio cholerae 01, biovar cholerae",
            "Cholera due to Vibrio cholerae 01",
        ),
        ("QA0.01", "1", "17", "Long", "Short"),
        ("S72.0X1A", "1", "19", "Long", "Short"),
    ]


def test_icd_csv_plain_packed_and_with_a_byte_order_mark(write: WriteFile, tmp_path: Path) -> None:
    plain = made("icd10cm", write("codes.csv", ICD_CSV))
    assert plain.row(1) == ("A00.0", "1", "1", "Cholera, classical", "")
    packed = tmp_path / "codes.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + ICD_CSV.replace("\n", "\r\n").encode()))
    assert made("icd10cm", packed).lines == plain.lines


@pytest.mark.parametrize(
    ("code", "chapter"),
    [("A00", "1"), ("C4A", "2"), ("D49", "2"), ("D50", "3"), ("H59", "7"), ("H60", "8"), ("M1A", "13"),
     ("O9A", "15"),
     ("T88", "19"), ("U07", "22"), ("V00", "20"), ("Y99", "20"), ("Z00", "21")],
)  # fmt: skip
def test_the_chapter_of_a_category(code: str, chapter: str, write: WriteFile) -> None:
    assert made("icd10cm", write("order.txt", order_line(1, code, 0, "x", "x"))).row(0)[2] == chapter


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", "empty", 0),
        ("\r\n\r\n", "no_rows", 0),
        (ORDER + "rubbish\r\n", "not_an_order_line", 5),
        (ORDER[:-80], "not_an_order_line", 4),
        (ORDER[:-60], "value_missing", 4),
        (ORDER.replace("00003 ", "00004 "), "lines_missing", 3),
        (order_line(1, "A00", 2, "x", "x"), "not_an_order_line", 1),
        (order_line(1, "A00", 1, "x", ""), "value_missing", 1),
        (ORDER + ORDER, "lines_missing", 5),
        (ORDER + order_line(5, "A00", 1, "x", "x"), "code_twice", 0),
        ("code,description\nA00,Cholera\n", "column_missing", 1),
        ("code,description,billable,chapter\nA00,Cholera,yes,1\n", "not_yes_or_no", 2),
        ("code,description,billable,chapter\nA0,Cholera,1,1\n", "not_a_code", 2),
        ("code,description,billable,chapter\nA00,,1,1\n", "value_missing", 2),
        ("code,description,billable,chapter\nA00,Cholera,1\n", "wrong_number_of_values", 2),
        ('code,description,billable,chapter\nA00,"Cholera,1,1\n', "not_csv", 2),
        ("code,description,billable,chapter\n" + "A" * 100_001, "too_large", 2),
        ("code,description,billable,chapter\nA00,Chol\0era,1,1\n", "not_text", 2),
        ("<html><body>Not found</body></html>\n", "not_an_order_line", 1),
    ],
)
def test_a_bad_icd_file_is_refused_with_its_line(text: str, reason: str, line: int, write: WriteFile) -> None:
    assert refused("icd10cm", write("source.txt", text)) == (reason, line)


def test_a_source_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(ICD_CSV.encode() + "A01,Ménière,1,1\n".encode("latin-1"))
    assert refused("icd10cm", path) == ("not_utf8", 4)


def test_a_packed_source_that_is_cut_off_or_not_packed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(gzip.compress(ICD_CSV.encode())[:-10])
    assert refused("icd10cm", path)[0] == "damaged"
    path.write_bytes(ICD_CSV.encode())
    assert refused("icd10cm", path)[0] == "damaged"


def test_a_missing_source_is_refused(tmp_path: Path) -> None:
    assert refused("icd10cm", tmp_path / "none.txt") == ("unreadable", 0)
    assert refused("icd10cm", tmp_path) == ("unreadable", 0)


def test_a_source_of_another_set_is_refused(write: WriteFile) -> None:
    source = write("codes.csv", ICD_CSV)
    for name, code_set in CATALOG.items():
        if name != "icd10cm" and "words" not in name:
            with pytest.raises(ImportRefused):
                made_text(code_set, [source], "test")


def test_nothing_is_written_where_a_source_is_refused(write: WriteFile, tmp_path: Path) -> None:
    out = tmp_path / "icd10cm.test.tsv.gz"
    out.write_bytes(b"the list of last year")
    assert (
        main(["icd10cm", str(write("order.txt", ORDER + "x\n")), "--release", "test", "--out", str(out)]) == 1
    )
    assert out.read_bytes() == b"the list of last year"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["icd10cm.test.tsv.gz", "order.txt"]


def test_a_short_list_keeps_its_order_and_names_what_is_missing(write: WriteFile) -> None:
    assert list(
        made("place_of_service", write("pos.csv", "Code , Name\n11,Office\n02,Telehealth\n")).rows()
    ) == [
        ("11", "Office"),
        ("02", "Telehealth"),
    ]
    assert refused("place_of_service", write("pos.csv", "code,name\n11,\n")) == ("value_missing", 2)
    assert refused("vital_ranges", write("v.csv", "measure,age_from\n")) == ("column_missing", 1)


@pytest.mark.parametrize("text", ['code,name\n11,"Off\nice"\n', "code,name\n11,Off\tice\n"])
def test_a_tab_or_line_break_inside_a_value_becomes_a_blank(text: str, write: WriteFile) -> None:
    assert made("place_of_service", write("pos.csv", text)).row(0) == ("11", "Off ice")


def test_refusals_are_plain_sentences(
    write: WriteFile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = str(write("pos.csv", "code,name\n11,\n"))
    assert main(["place_of_service", source, "--release", "2027", "--out", str(tmp_path / "x.tsv.gz")]) == 1
    assert capsys.readouterr().err == "pos.csv:2: The value of name is missing.\n"
    assert main(["place_of_service", source, "--release", "2027", "--out", str(tmp_path / "no" / "x")]) == 1


def test_every_reason_has_a_sentence(repo: Path) -> None:
    texts = tomllib.loads((repo / "resources" / "codes" / "texts.en.toml").read_text(encoding="utf-8"))[
        "import"
    ]
    used = {
        reason
        for path in (repo / "app" / "codes" / "importers").glob("*.py")
        for reason in re.findall(r'(?:ImportRefused|refused)\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    used |= {"source_missing", "source_twice"}
    assert used == set(texts)


def test_an_import_at_the_command_line(write: WriteFile, tmp_path: Path) -> None:
    out = tmp_path / "icd10cm.2027.tsv.gz"
    valid = ["--valid-from", "2026-10-01", "--valid-to", "2027-09-30"]
    source = str(write("icd10cm_order_2027.txt", ORDER))
    command = ["icd10cm", source, "--release", "2027", *valid, "--out", str(out)]
    assert main(command) == 1, "four codes are far fewer than the release in use"
    assert not out.exists()
    assert main([*command, "--fewer"]) == 0
    facts = read_table(out).facts
    assert (facts["release"], facts["valid_from"], facts["valid_to"]) == ("2027", "2026-10-01", "2027-09-30")
    assert facts["made_from"].endswith("icd10cm_order_2027.txt")
    for wrong in (
        ["nothing", source],
        ["icd10cm", source, "--release", "2027", "--valid-to", "soon", "--out", "x"],
    ):
        with pytest.raises(SystemExit) as caught:
            main(wrong)
        assert caught.value.code == 2
