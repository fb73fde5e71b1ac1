"""Drugs from RxNorm release files and from CSV."""

from pathlib import Path

from tests.codes.importing import WriteFile, made, refused


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
