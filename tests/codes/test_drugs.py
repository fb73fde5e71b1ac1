import pytest

from app.codes import allergens, drugs
from app.codes.importers.drug_names import brand_of, ingredients_in, moiety_of
from app.core.coding import RXNORM


def test_beginnings_of_words_find_the_single_generic_drug_first() -> None:
    found = drugs.search("lisin 20", 5)
    assert found[0].name == "lisinopril 20 MG Oral Tablet"
    assert found[0].moieties == ("lisinopril",)
    assert drugs.search("20 lisin", 5) == found
    assert [one.is_pack for one in found] == [False] * 5


@pytest.mark.parametrize(
    ("typed", "moiety"),
    [
        ("amox", "amoxicillin"),
        ("metf 500", "metformin"),
        ("zestril", "lisinopril"),
        ("tylenol", "acetaminophen"),
    ],
)
def test_usual_drugs_come_first(typed: str, moiety: str) -> None:
    assert drugs.search(typed, 1)[0].moieties == (moiety,)


def test_a_drug_is_found_by_number_and_gives_its_code_and_ingredients() -> None:
    one = drugs.find("314077")
    assert one is not None
    coding = one.coding()
    assert coding is not None and (coding.system, coding.code, coding.release) == (
        RXNORM,
        "314077",
        "2025-10-06",
    )
    assert [(part.name, part.rxcui) for part in drugs.ingredients(one)] == [("lisinopril", "29046")]
    assert drugs.find("0") is None


def test_a_drug_without_a_number_is_stored_as_text() -> None:
    one = next(one for one in drugs.search("acetaminophen", 200) if not one.rxcui)
    assert one.coding() is None


def test_duplicates_are_told_by_ingredient() -> None:
    zestoretic, lisinopril = drugs.search("zestoretic 20", 1)[0], drugs.search("lisinopril 10", 1)[0]
    assert drugs.shared_moieties(zestoretic.moieties, lisinopril.moieties) == ("lisinopril",)
    assert drugs.shared_moieties(lisinopril.moieties, ("metformin",)) == ()


@pytest.mark.parametrize(
    ("told", "moieties"),
    [
        ("Lisinopril 10 mg", ("lisinopril",)),
        ("Zestril 20 mg daily", ("lisinopril",)),
        ("AUGMENTIN", ("amoxicillin", "clavulanate")),
        ("insulin glargine", ("insulin glargine",)),
        ("grandmother's tea", ()),
        ("", ()),
    ],
)
def test_a_drug_told_by_name_only(told: str, moieties: tuple[str, ...]) -> None:
    assert drugs.moieties_of(told) == moieties


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("lisinopril 20 MG Oral Tablet [Zestril]", ("lisinopril",)),
        ("hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet", ("hydrochlorothiazide", "lisinopril")),
        ("24 HR metoprolol succinate 50 MG Extended Release Oral Tablet", ("metoprolol succinate",)),
        ("Abuse-Deterrent 12 HR oxycodone hydrochloride 10 MG Oral Tablet", ("oxycodone hydrochloride",)),
        ("3 ML insulin glargine 100 UNT/ML Pen Injector", ("insulin glargine",)),
        (
            "{4 (amoxicillin 500 MG Oral Capsule) / 2 (omeprazole 20 MG Delayed Release Oral Capsule) } Pack",
            ("amoxicillin", "omeprazole"),
        ),
        (
            "{1 (118 ML) (acetaminophen 32.5 MG/ML / guaifenesin 20 MG/ML Oral Solution) / 1 (118 ML) "
            "(dextromethorphan hydrobromide 1 MG/ML Oral Solution) } Pack",
            ("acetaminophen", "dextromethorphan hydrobromide", "guaifenesin"),
        ),
    ],
)
def test_names_spell_out_their_ingredients(name: str, ingredients: tuple[str, ...]) -> None:
    assert ingredients_in(name) == ingredients


def test_the_moiety_is_the_ingredient_without_its_salt() -> None:
    known = frozenset({"penicillin v", "penicillin", "calcium carbonate", "insulin lispro"})
    assert moiety_of("Penicillin V Potassium", known) == "penicillin v"
    assert moiety_of("calcium carbonate", known) == "calcium carbonate"
    assert moiety_of("amlodipine besylate", known) == "amlodipine"
    assert moiety_of("insulin lispro-aabc", known) == "insulin lispro"
    assert moiety_of("sodium", known) == "sodium"
    assert brand_of("lisinopril 20 MG Oral Tablet [Zestril]") == "Zestril"


@pytest.mark.parametrize(
    ("substance", "classes"),
    [
        ("amoxicillin", ["penicillins"]),
        ("Penicillin V Potassium", ["penicillins"]),
        ("amoxicillin / clavulanate", ["penicillins"]),
        ("clavulanate", []),
        ("sulfamethoxazole", ["sulfonamide antibiotics"]),
        ("trimethoprim", []),
        ("naproxen sodium", ["NSAIDs"]),
        ("cephalexin", ["cephalosporins"]),
        ("shrimp", ["shellfish"]),
        ("", []),
    ],
)
def test_classes_of_a_substance(substance: str, classes: list[str]) -> None:
    assert [one.name for one in allergens.classes_of(substance)] == classes


@pytest.mark.parametrize(
    ("typed", "first", "is_class"),
    [
        ("peni", "penicillins", True),
        ("sulfa", "sulfonamide antibiotics", True),
        ("latex", "latex", True),
        ("peanut", "peanut", True),
        ("nuts", "tree nuts", True),
        ("shrim", "shrimp", False),
        ("lisin", "lisinopril", False),
    ],
)
def test_substances_for_an_allergy(typed: str, first: str, is_class: bool) -> None:
    found = allergens.search(typed, 5)[0]
    assert (found.name, found.is_class) == (first, is_class)


def test_a_substance_has_a_code_only_where_it_has_a_number() -> None:
    drug, latex = allergens.search("lisinopril", 1)[0], allergens.search("latex", 1)[0]
    coding = drug.coding()
    assert coding is not None and coding.code == "29046"
    assert latex.coding() is None


def test_cross_reactivity_is_told_in_words() -> None:
    found = allergens.find_class("Penicillins")
    assert found is not None and "cephalosporins" in found.cross
    assert allergens.find_class("nothing") is None


def test_every_name_of_the_alias_list_is_a_substance() -> None:
    from app.codes import shelf

    names = {one.name for one in allergens.classes()}
    assert {substance for _, substance in shelf.current().table("allergen_words").rows()} <= names
