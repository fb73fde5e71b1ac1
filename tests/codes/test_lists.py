from decimal import Decimal

from app.codes import demographics, laboratory, languages, lists
from app.core.coding import LOINC, Code


def test_short_lists() -> None:
    office = lists.entry(lists.places_of_service(), "11")
    assert office is not None and office.name == "Office"
    assert office.coding() == Code(office.system, "11", "Office", "2026")
    assert lists.entry(lists.places_of_service(), "no") is None
    assert len([one for one in lists.states() if one.extra == ("state",)]) == 50
    own = lists.entry(lists.relationships_to_subscriber(), "18")
    assert own is not None and own.extra == ("self",)
    family = [one.code for one in lists.provider_taxonomies() if one.extra == ("08",)]
    assert "207Q00000X" in family
    reason = lists.entry(lists.adjustment_reasons(), "1")
    assert reason is not None and reason.extra == ("patient",)


def test_every_short_list_has_distinct_codes() -> None:
    for listed in (
        lists.places_of_service(),
        lists.states(),
        lists.relationships(),
        lists.relationships_to_subscriber(),
        lists.claim_filing_indicators(),
        lists.adjustment_groups(),
        lists.adjustment_reasons(),
        lists.remittance_remarks(),
    ):
        codes = [one.code for one in listed]
        assert codes and len(codes) == len(set(codes))


def test_race_and_ethnicity() -> None:
    assert [one.code for one in demographics.ethnicities()] == ["2135-2", "2186-5"]
    assert "2106-3" in [one.code for one in demographics.races()]
    assert {one.code for one in demographics.races()}.isdisjoint(
        one.code for one in demographics.races(detailed=True)
    )
    assert [one.code for one in demographics.unknowns()] == ["ASKU", "UNK"]
    assert "NullFlavor" in demographics.unknowns()[0].system


def test_languages() -> None:
    assert [one.name for one in languages.all()[:2]] == ["English", "Spanish"]
    rest = [one.name for one in languages.all()[15:]]
    assert rest == sorted(rest) and len(languages.all()) > 180
    for code in ("es", "spa", "es-MX", "ES_us"):
        found = languages.find(code)
        assert found is not None and found.name == "Spanish"
    french = languages.find("fre")
    assert french is not None and french.coding().code == "fr"
    assert languages.find("xx-nothing") is None
    assert [one.code for one in languages.search("viet")] == ["vi"]
    assert languages.search(" ") == []


def test_observables() -> None:
    systolic = laboratory.find("8480-6")
    assert systolic is not None
    assert systolic.coding().system == LOINC
    assert (systolic.unit, systolic.high) == ("mm[Hg]", Decimal(120))
    assert systolic in laboratory.observables("vital")
    assert laboratory.search("a1c", 1)[0].code == "4548-4"
    assert laboratory.find("0-0") is None


def test_waived_tests_point_at_observables() -> None:
    tests = laboratory.waived_tests()
    assert any(one.needs_qw for one in tests) and not all(one.needs_qw for one in tests)
    assert [one.name for one in tests if one.loinc and laboratory.find(one.loinc) is None] == []
