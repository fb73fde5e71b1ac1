"""Each importer with small files written for the project: good, bad, cut off, wrongly encoded, hostile."""

import gzip
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.codes.importers.__main__ import main
from app.codes.importers.catalog import CATALOG
from app.codes.importers.sets import made_text, write_table
from app.codes.importers.source import ImportRefused
from app.codes.tables import Table, read_table

WriteFile = Callable[[str, str], Path]


def made(name: str, *sources: Path) -> Table:
    out = sources[0].parent / f"{name}.test.tsv.gz"
    write_table(made_text(CATALOG[name], sources, "test"), out)
    return read_table(out)


def refused(name: str, *sources: Path) -> tuple[str, int]:
    with pytest.raises(ImportRefused) as caught:
        made_text(CATALOG[name], sources, "test")
    return caught.value.reason, caught.value.line


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


CVX_PIPE = (
    "143     |Adenovirus types 4 and 7|Adenovirus, types 4 and 7, oral|Two tablets.|Active|False|2011/03/20\n"
    "3         |MMR|measles, mumps and rubella virus vaccine||Active|False|5/28/2010\n"
)


def test_cvx_in_both_forms_is_the_same(write: WriteFile) -> None:
    from_pipe = made("cvx", write("cvx.txt", CVX_PIPE))
    assert from_pipe.row(0) == (
        "03",
        "MMR",
        "measles, mumps and rubella virus vaccine",
        "Active",
        "",
        "2010-05-28",
    )
    head = "cvx,short_name,full_name,status,notes,last_updated\n"
    rows = (
        '143,Adenovirus types 4 and 7,"Adenovirus, types 4 and 7, oral",Active,Two tablets.,2011-03-20\n'
        '03,MMR,"measles, mumps and rubella virus vaccine",Active,,2010-05-28\n'
    )
    assert made("cvx", write("cvx.csv", head + rows)).lines == from_pipe.lines


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("mvx", "PMC|Sanofi Pasteur|notes|Active|2020/01/01\n", ("PMC", "Sanofi Pasteur", "Active", "notes")),
        (
            "trade_names",
            "Gardasil 9|HPV9|165       |Merck|MSD|Active|Active|2015/01/01|\n",
            ("Gardasil 9", "165", "MSD", "Active"),
        ),
        ("vaccine_groups", "DTP|01|Inactive|DTAP|107\n", ("01", "DTAP", "107")),
        (
            "vis",
            "Polio Vaccine VIS|2025/01/31|253088698300017211250131|0886983000172|Current|2025/02/01\n",
            ("Polio Vaccine VIS", "2025-01-31", "253088698300017211250131", "0886983000172", "Current"),
        ),
        (
            "cvx_vis",
            "10|IPV|253088698300017211250131|Polio Vaccine VIS|2025/01/31|Current\n",
            ("10", "Polio Vaccine VIS", "2025-01-31", "253088698300017211250131", "Current"),
        ),
        (
            "vis_urls",
            "Polio Vaccine VIS|0886983000172|https://example.test/a.pdf|https://example.test/a.html\n",
            (
                "Polio Vaccine VIS",
                "0886983000172",
                "https://example.test/a.pdf",
                "https://example.test/a.html",
            ),
        ),
        (
            "cpt_cvx",
            "90715|somebody's wording|Tdap|115|comment|2024/06/13|1\n",
            ("90715", "115", "Tdap"),
        ),
    ],
)
def test_cdc_pipe_files(name: str, text: str, row: tuple[str, ...], write: WriteFile) -> None:
    assert list(made(name, write(f"{name}.txt", text)).rows()) == [row]


SALE = (
    "5|49281|425|50|FLUZONE|Influenza|Sanofi|20250701||PACKAGE, 10|INTRAMUSCULAR|2025-07-16 00:00:00"
    "|140       |Influenza|49281-0425-50|00349281425505\n"
)
USE = (
    "7|49281|425|88|FLUZONE|Influenza|Sanofi|20250701|20260630|SYRINGE|00349281425888|140       "
    "|Influenza|False     |49281-0425-88|2025-07-16 00:00:00|00349281425888\n"
)


def test_packages_get_their_maker_from_the_linker(write: WriteFile) -> None:
    sources = (
        write("NDC_Unit_sale.txt", SALE),
        write("NDC_Unit_use.txt", USE),
        write("NDC_Linker.txt", "1|5|7|PMC\n"),
    )
    assert list(made("vaccine_ndc", *sources).rows()) == [
        (
            "49281042550",
            "sale",
            "00349281425505",
            "140",
            "PMC",
            "FLUZONE",
            "Sanofi",
            "PACKAGE, 10",
            "2025-07-01",
            "",
        ),
        (
            "49281042588",
            "use",
            "00349281425888",
            "140",
            "PMC",
            "FLUZONE",
            "Sanofi",
            "SYRINGE",
            "2025-07-01",
            "2026-06-30",
        ),
    ]
    assert refused("vaccine_ndc", *sources[:2])[0] == "source_missing"
    assert refused("vaccine_ndc", *sources, sources[0])[0] == "source_twice"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (CVX_PIPE + "4|too|few\n", "wrong_number_of_values", 3),
        (CVX_PIPE.replace("143", "1x3"), "not_a_code", 1),
        (CVX_PIPE.replace("2011/03/20", "2011/13/20"), "not_a_date", 1),
        (CVX_PIPE.replace("MMR", ""), "value_missing", 2),
        (CVX_PIPE + CVX_PIPE, "code_twice", 0),
    ],
)
def test_a_bad_cdc_file_is_refused(text: str, reason: str, line: int, write: WriteFile) -> None:
    assert refused("cvx", write("cvx.txt", text)) == (reason, line)


def conso(rxcui: str, tty: str, name: str, source: str = "RXNORM", suppress: str = "N") -> str:
    before = [rxcui, "ENG", "", "", "", "", "", rxcui, "", "", ""]
    return "|".join([*before, source, tty, rxcui, name, "", suppress, "4096"]) + "|\n"


def rel(object_: str, rela: str, subject: str) -> str:
    return f"{object_}||CUI|RO|{subject}||CUI|{rela}|1||RXNORM|RXNORM||||4096|\n"


CONSO = (
    conso("1", "IN", "lisinopril")
    + conso("2", "IN", "hydrochlorothiazide")
    + conso("3", "SCDC", "lisinopril 20 MG")
    + conso("4", "SCD", "hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet")
    + conso("5", "SBD", "hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet [Zestoretic]")
    + conso("6", "BN", "Zestoretic")
    + conso("7", "SCD", "an old drug", suppress="O")
    + conso("8", "SCD", "a drug of another vocabulary", source="MTHSPL")
)
REL = (
    rel("3", "consists_of", "4")
    + rel("9", "consists_of", "4")
    + rel("1", "has_ingredient", "3")
    + rel("2", "has_ingredient", "9")
    + rel("4", "tradename_of", "5")
    + rel("6", "has_ingredient", "5")
    + rel("4", "isa", "1")
)
SAT = "".join(
    f"4||||||{number}||NDC|{source}|0000000000{number}|N||\n"
    for number, source in enumerate(["RXNORM", "RXNORM", "VANDF"])
)


def rrf(
    write: WriteFile, conso_text: str = CONSO, rel_text: str = REL, sat_text: str = SAT
) -> tuple[Path, ...]:
    return write("RXNCONSO.RRF", conso_text), write("RXNREL.RRF", rel_text), write("RXNSAT.RRF", sat_text)


def test_rxnorm_release_files(write: WriteFile) -> None:
    name = "hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet"
    both = "hydrochlorothiazide; lisinopril"
    assert list(made("drugs", *rrf(write)).rows()) == [
        ("4", "SCD", name, "", both, "2"),
        ("5", "SBD", f"{name} [Zestoretic]", "Zestoretic", both, "0"),
    ]
    assert list(made("drug_ingredients", *rrf(write)).rows()) == [
        ("1", "IN", "lisinopril"),
        ("2", "IN", "hydrochlorothiazide"),
        ("6", "BN", "Zestoretic"),
    ]


def test_rxnorm_relations_that_go_round_in_a_circle_end(write: WriteFile) -> None:
    circle = REL + rel("4", "contains", "4") + rel("5", "tradename_of", "4")
    assert len(made("drugs", *rrf(write, rel_text=circle))) == 2


def test_a_bad_rxnorm_release_is_refused(write: WriteFile) -> None:
    assert refused("drugs", *rrf(write, rel_text=rel("1", "isa", "2"))) == ("drug_without_ingredient", 4)
    assert refused("drugs", *rrf(write, conso_text=CONSO[:-20])) == ("wrong_number_of_values", 8)
    assert refused("drugs", *rrf(write)[:2])[0] == "source_missing"
    assert refused("drug_ingredients", *rrf(write, conso_text=conso("x1", "IN", "name"))) == ("not_a_code", 1)


DRUG_CSV = (
    "rxcui,tty,name,ndc_count,source\n"
    "314077,SCD,lisinopril 20 MG Oral Tablet,279,RxNorm Prescribe\n"
    "617333,SBD,amlodipine besylate 5 MG Oral Tablet [Norvasc],0,other\n"
)
INGREDIENT_CSV = "rxcui,tty,name\n29046,IN,lisinopril\n17767,IN,amlodipine\n"
SUPPLEMENT = (
    "generic,strength,dose_form,brands\n"
    "lisinopril,20 MG,Oral Tablet,Zestril\n"
    "acyclovir,5 %,Topical Ointment,Zovirax; X\n"
)


def test_drugs_as_csv_with_a_supplement(write: WriteFile) -> None:
    sources = (
        write("rxnorm_drugs.csv", DRUG_CSV),
        write("ingredients.csv", INGREDIENT_CSV),
        write("supplement.csv", SUPPLEMENT),
    )
    assert list(made("drugs", *sources).rows()) == [
        ("", "SCD", "acyclovir 5 % Topical Ointment", "Zovirax; X", "acyclovir", ""),
        ("314077", "SCD", "lisinopril 20 MG Oral Tablet", "", "lisinopril", "279"),
        ("617333", "SBD", "amlodipine besylate 5 MG Oral Tablet [Norvasc]", "Norvasc", "amlodipine", ""),
    ]
    bad = write("rxnorm_drugs.csv", DRUG_CSV.replace("SCD", "XXX"))
    assert refused("drugs", bad, sources[1]) == ("not_a_drug", 2)
    bad = write("rxnorm_drugs.csv", DRUG_CSV.replace("279", "many"))
    assert refused("drugs", bad, sources[1]) == ("not_a_number", 2)


def test_growth_tables_of_cdc_single_files(write: WriteFile) -> None:
    text = "Sex,Agemos,L,M,S,P3\n1,24,-2.0,16.5,0.08,14.5\nSex,Agemos,L,M,S,P3\n2,24,-1.0,16.4,0.09,14.1\n"
    table = made("growth_cdc2000", write("bmiagerev.csv", text))
    assert list(table.rows()) == [
        ("bmi_for_age_2_20", "M", "24", "-2.0", "16.5", "0.08"),
        ("bmi_for_age_2_20", "F", "24", "-1.0", "16.4", "0.09"),
    ]
    assert refused("growth_cdc2000", write("unknown.csv", text))[0] == "not_a_growth_table"
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("\n2,", "\n3,"))) == ("not_a_sex", 4)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "-16.5"))) == ("not_positive", 2)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "nan"))) == ("not_a_number", 2)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "1_6"))) == ("not_a_number", 2)


def test_growth_tables_of_who_single_files(write: WriteFile) -> None:
    boys = write(
        "wfa-boys-zscore-expanded-tables.txt", "Day\tL\tM\tS\tSD0\n0\t0.3487\t3.3464\t0.14602\t3.346\n"
    )
    girls = write("tab_wfl_girls_p_0_2.txt", "Length\tL\tM\tS\n45.0\t-0.3833\t2.4607\t0.09029\n")
    assert list(made("growth_who2006", boys, girls).rows()) == [
        ("weight_for_age", "M", "0", "0.3487", "3.3464", "0.14602"),
        ("weight_for_length", "F", "45.0", "-0.3833", "2.4607", "0.09029"),
    ]
    assert refused("growth_who2006", write("wfa.txt", "Day\tL\tM\tS\n"))[0] == "not_a_growth_table"


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
