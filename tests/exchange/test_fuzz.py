"""Whatever is done to a sound bundle, reading ends in typed outcomes and never in an error of ours."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.fhir.map import map_bundle
from app.exchange.fhir.read import FileRead, Refused, parse
from app.exchange.fhir.structure import deeper_than, find_fault
from tests.exchange.bundles import (
    US_CORE,
    bundle,
    concept,
    immunization,
    observation,
    of_type,
    patient,
    request,
)

SOUND = bundle(
    observation(valueQuantity={"value": 1, "unit": "mg"}, performer=[{"reference": "Practitioner/x"}]),
    observation(id="o2", component=[{"code": concept("1"), "valueString": "a"}]),
    immunization(performer=[{"actor": {"reference": "#x"}}]),
    request(dosageInstruction=[{"timing": {"repeat": {"frequency": 1}}, "doseAndRate": [{}]}]),
    of_type("Condition", onsetAge={"value": 5}, code=concept("2")),
    of_type("Encounter", status="finished", period={"start": "2020"}, **{"class": {"code": "AMB"}}),
    of_type("DocumentReference", status="current", content=[{"attachment": {"data": "aGk="}}]),
    of_type("Coverage", subject="beneficiary", status="active", payor=[{"display": "x"}]),
    patient(
        id="p2",
        extension=[{"url": US_CORE + "us-core-race", "extension": [{"url": "text", "valueString": "x"}]}],
    ),
    {"resourceType": "Practitioner", "id": "x", "name": [{"family": "Made"}]},
    {"resourceType": "PractitionerRole", "id": "r", "practitioner": {"reference": "PractitionerRole/r"}},
    {"resourceType": "Medication", "id": "m", "code": concept("3")},
)
TEXT = json.dumps(SOUND).encode()
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["urn:uuid:0-o1", "Patient/p1", "#", "#x", "2024-01-01", "0000", "9999-12-31", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        found += places(child, (*path, name))
    return found


PLACES = places(SOUND)


def changed(place: tuple[Any, ...], odd: Any, how: str) -> dict[str, Any]:
    whole = copy.deepcopy(SOUND)
    node: Any = whole
    for step in place[:-1]:
        node = node[step]
    if how == "replace":
        node[place[-1]] = odd
    elif how == "wrap":
        node[place[-1]] = [node[place[-1]]]
    elif isinstance(node, dict):
        del node[place[-1]]
    return whole


def each_entry_once(content: dict[str, Any]) -> None:
    try:
        found = map_bundle(FileRead("", 0, content), "f")
    except Refused as refused:
        assert refused.message.id.startswith("exchange.fhir.")
        return
    assert [outcome.entry for outcome in found.outcomes] == list(range(len(content["entry"])))
    mapped = {outcome.entry for outcome in found.outcomes if outcome.result == "mapped"}
    assert mapped == {record.source.entry for record in found.records}
    patients = {record.source.key for record in found.patients}
    assert all(
        getattr(record, "patient", None) is None or record.patient.key in patients for record in found.records
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), ODD, st.sampled_from(["replace", "wrap", "drop"]))
def test_a_changed_bundle_comes_to_outcomes(place: tuple[Any, ...], odd: Any, how: str) -> None:
    each_entry_once(changed(place, odd, how))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_changed_bytes_are_parsed_or_refused(data: st.DataObject) -> None:
    text = bytearray(TEXT)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    try:
        content = parse(bytes(text))
    except Refused as refused:
        assert refused.message.id.startswith("exchange.fhir.")
    else:
        each_entry_once(content)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='{}[]":,\\ab1e.-+tn ', max_size=40))
def test_the_slow_reader_finds_a_fault_where_json_does(text: str) -> None:
    def repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=repeated)
        sound = True
    except ValueError:
        sound = False
    assert (find_fault(text, 64) is None) is sound


@given(ODD, st.integers(0, 6))
def test_depth_is_measured_as_json_nests(content: Any, limit: int) -> None:
    def depth(node: Any) -> int:
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else None
        return 0 if children is None else 1 + max(map(depth, children), default=0)

    assert deeper_than(json.dumps(content, default=str).encode(), limit) is (depth(content) > limit)


def test_every_member_may_be_of_any_wrong_type(tmp_path: Path) -> None:
    for place in PLACES:
        for odd in (None, 0, -1, True, "", "x", [], {}, [[]], [{}], [None], {"x": []}):
            each_entry_once(changed(place, odd, "replace"))
