"""A value of each type arrives as it was given: number, unit, code, precision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.core.coding import Code
from app.core.dates import PartialDate, Precision
from app.exchange.fhir.values import (
    Amount,
    ClockTime,
    Concept,
    Period,
    Range,
    Ratio,
    SampledData,
    Timing,
)
from tests.exchange.bundles import concept, observation, only, outcome_of

UCUM = "http://unitsofmeasure.org"
MMHG = {"unit": "mmHg", "system": UCUM, "code": "mm[Hg]"}


@pytest.mark.parametrize(
    ("member", "given", "wanted"),
    [
        (
            "valueQuantity",
            {"value": 72, "unit": "beats", "system": UCUM, "code": "/min"},
            Amount(Decimal(72), "", "beats", UCUM, "/min"),
        ),
        (
            "valueQuantity",
            {"value": 5, "comparator": "<", "unit": "mg"},
            Amount(Decimal(5), "<", "mg"),
        ),
        ("valueString", "not seen", "not seen"),
        ("valueBoolean", False, False),
        ("valueInteger", 0, 0),
        ("valueTime", "14:30:00", ClockTime("14:30:00")),
        ("valueDateTime", "2024-03", PartialDate("2024-03")),
        (
            "valuePeriod",
            {"start": "2024", "end": "2024-05-01"},
            Period(PartialDate("2024"), PartialDate("2024-05-01")),
        ),
        (
            "valueRange",
            {"low": {"value": 1}, "high": {"value": 2}},
            Range(Amount(Decimal(1)), Amount(Decimal(2))),
        ),
        (
            "valueRatio",
            {"numerator": {"value": 1}, "denominator": {"value": 128}},
            Ratio(Amount(Decimal(1)), Amount(Decimal(128))),
        ),
        (
            "valueSampledData",
            {"origin": {"value": 0}, "period": 4, "dimensions": 1, "data": "1 2 E", "factor": 2},
            SampledData(Amount(Decimal(0)), Decimal(4), 1, Decimal(2), None, None, "1 2 E"),
        ),
    ],
)
def test_values(member: str, given: object, wanted: object) -> None:
    found = only(observation(**{member: given})).value
    assert found == wanted
    assert type(found) is type(wanted)


def test_a_number_keeps_its_zeros() -> None:
    import json

    from app.exchange.fhir.map import map_bundle
    from app.exchange.fhir.read import FileRead, parse
    from tests.exchange.bundles import bundle

    text = json.dumps(bundle(observation(valueQuantity={"value": 123456.5}))).replace("123456.5", "7.10")
    record: Any = map_bundle(FileRead("", 0, parse(text.encode())), "f").records[1]
    assert str(record.value.value) == "7.10"


def test_all_codings_and_the_words_are_kept() -> None:
    codings = [
        {"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate", "version": "2.77"},
        {"system": "urn:oid:1.2.840", "code": "PULSE", "userSelected": True},
        {"display": "only words"},
    ]
    record = only(observation(code={"coding": codings, "text": "Pulse"}))
    assert record.code == Concept(
        (
            Code("http://loinc.org", "8867-4", "Heart rate", "2.77"),
            Code("urn:oid:1.2.840", "PULSE", ""),
            Code("", "", "only words"),
        ),
        "Pulse",
    )
    assert record.code.words() == "Pulse"


def test_a_panel_with_components_ranges_and_reasons() -> None:
    record = only(
        observation(
            code=concept("85354-9"),
            component=[
                {
                    "code": concept("8480-6"),
                    "valueQuantity": {"value": 128, **MMHG},
                    "interpretation": [concept("N")],
                    "referenceRange": [
                        {
                            "low": {"value": 90, **MMHG},
                            "high": {"value": 120, **MMHG},
                            "text": "adult",
                            "appliesTo": [concept("x")],
                            "age": {"low": {"value": 18, "unit": "a"}},
                        }
                    ],
                },
                {"code": concept("8462-4"), "dataAbsentReason": concept("not-performed")},
            ],
        )
    )
    upper, lower = record.components
    assert upper.value.code == "mm[Hg]"
    assert upper.reference_ranges[0].low.value == 90
    assert upper.reference_ranges[0].age.low.unit == "a"
    assert lower.value is None
    assert lower.absent_reason.codes[0].code == "not-performed"


def test_what_goes_around_a_value() -> None:
    record = only(
        observation(
            category=[concept("vital-signs")],
            method=concept("m"),
            bodySite=concept("arm"),
            performer=[{"display": "Nurse Made Up"}],
            note=[{"text": "after rest"}],
            issued="2024-03-05T09:20:00.123Z",
            hasMember=[{"display": "part"}],
            specimen={"display": "blood"},
            status="entered-in-error",
        )
    )
    assert record.entered_in_error
    assert record.method.codes[0].code == "m"
    assert record.body_site.codes[0].code == "arm"
    assert record.performers[0].name == "Nurse Made Up"
    assert record.notes == ("after rest",)
    assert record.issued == PartialDate("2024-03-05T09:20:00.123Z")
    assert record.members[0].name == "part"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2024", Precision.YEAR),
        ("2024-03", Precision.MONTH),
        ("2024-03-05", Precision.DAY),
        ("2024-03-05T09:15:00-05:00", Precision.INSTANT),
        ("2024-03-05T09:15:00.5Z", Precision.INSTANT),
        ("2024-03-05T09:15Z", Precision.INSTANT),
    ],
)
def test_a_time_keeps_its_precision(text: str, precision: Precision) -> None:
    found = only(observation(effectiveDateTime=text)).effective
    assert (found.value, found.precision) == (text, precision)


def test_other_kinds_of_effective_time() -> None:
    whole = observation()
    del whole["effectiveDateTime"]
    assert only(whole).effective is None
    assert only({**whole, "effectivePeriod": {"start": "2024"}}).effective == Period(PartialDate("2024"))
    assert (
        only({**whole, "effectiveInstant": "2024-03-05T09:15:00Z"}).effective.precision is Precision.INSTANT
    )
    timing = only({**whole, "effectiveTiming": {"event": ["2024-03-05"]}}).effective
    assert timing == Timing((PartialDate("2024-03-05"),))


@pytest.mark.parametrize(
    ("members", "reason", "path"),
    [
        ({"valueQuantity": {"value": "72"}}, "wrong_type", "valueQuantity.value"),
        ({"valueQuantity": {"value": True}}, "wrong_type", "valueQuantity.value"),
        ({"valueQuantity": {"value": 10**60}}, "number_out_of_range", "valueQuantity.value"),
        ({"valueQuantity": {"value": 1, "comparator": "~"}}, "unknown_code", "valueQuantity.comparator"),
        ({"valueQuantity": []}, "wrong_type", "valueQuantity"),
        ({"valueInteger": 2**31}, "number_out_of_range", "valueInteger"),
        ({"valueBoolean": "yes"}, "wrong_type", "valueBoolean"),
        ({"valueTime": "25:00:00"}, "not_a_time", "valueTime"),
        ({"valueString": "a", "valueInteger": 1}, "more_than_one_value_of_choice", "value"),
        ({"valueAttachment": {}}, "type_not_understood", "value"),
        ({"valueString": "a\x00b"}, "text_not_unicode", "valueString"),
        ({"valueString": "a\ud800b"}, "text_not_unicode", "valueString"),
        ({"code": None}, "missing", "code"),
        ({"code": {"coding": [{"code": 8}]}}, "wrong_type", "code.coding[0].code"),
        ({"code": {"coding": {}}}, "wrong_type", "code.coding"),
        ({"status": "done"}, "unknown_code", "status"),
        ({"status": None}, "missing", "status"),
        ({"effectiveDateTime": "2024-02-30"}, "not_a_date", "effectiveDateTime"),
        ({"effectiveDateTime": "05/03/2024"}, "not_a_date", "effectiveDateTime"),
        ({"effectiveDateTime": 2024}, "wrong_type", "effectiveDateTime"),
        ({"component": [{"code": {}}, {}]}, "missing", "component[1].code"),
        ({"component": [1]}, "wrong_type", "component[0]"),
        (
            {"modifierExtension": [{"url": "http://example.org/not"}]},
            "modifier_not_understood",
            "modifierExtension",
        ),
        (
            {"component": [{"code": {}, "modifierExtension": [{"url": "u"}]}]},
            "modifier_not_understood",
            "component[0].modifierExtension",
        ),
        ({"implicitRules": "http://example.org/rules"}, "modifier_not_understood", "implicitRules"),
    ],
)
def test_what_cannot_be_safely_read_is_skipped_with_its_place(
    members: dict[str, object], reason: str, path: str
) -> None:
    found = outcome_of(observation(**members))
    assert found.result == "skipped"
    assert found.message is not None
    assert (found.message.id, found.path) == (f"exchange.fhir.{reason}", path)


def test_a_time_without_zone_is_kept_and_told() -> None:
    from tests.exchange.bundles import bundle, mapped

    found = mapped(bundle(observation(effectiveDateTime="2024-03-05T09:15:00")))
    assert found.outcomes[1].result == "mapped"
    assert [(p.message.id, p.path) for p in found.problems] == [
        ("exchange.fhir.time_without_zone", "effectiveDateTime")
    ]
