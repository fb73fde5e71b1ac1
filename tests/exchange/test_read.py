"""Files that are too large, too deep, broken or not what they say are refused with place and reason."""

from __future__ import annotations

import gzip
import json
import os
import time
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchange.fhir.read import Limits, Refused, find_files, parse, read_file
from app.exchange.fhir.structure import deeper_than, find_fault
from tests.exchange.bundles import bundle, write


def refusal(data: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(data, limits)
    return caught.value


@pytest.mark.parametrize(
    ("data", "reason", "path", "line", "column"),
    [
        (b'{"entry": [{"a": 1', "truncated", "entry[0].a", 1, 19),
        (b'{"a": "not clos', "truncated", "a", 1, 7),
        (b'{"a": [1, 2,\n {"b": NaN}]}', "not_a_number", "a[2].b", 2, 8),
        (b'{"a": -Infinity}', "not_a_number", "a", 1, 7),
        (b'{"a": {"b": [0,\n{"c": 1,\n "c": 2}]}}', "duplicated_key", "a.b[1].c", 3, 2),
        (b'{"a": 1, "\\u0061": 2}', "duplicated_key", "a", 1, 10),
        (b'{"a": 1e9999999999999999999}', "number_too_long", "a", 1, 7),
        (b'{"a": ' + b"1" * 5000 + b"}", "number_too_long", "a", 1, 7),
        (b'{"a": 01}', "not_json", "a", 1, 7),
        (b'{"a": 1,}', "not_json", "a", 1, 9),
        (b'{"a" 1}', "not_json", "a", 1, 6),
        (b'{"a": "\x01"}', "not_json", "a", 1, 7),
        (b'{"a": [}', "not_json", "a[0]", 1, 8),
        (b'{"a": 1}\n{"a": 2}', "more_than_one_value", "", 2, 1),
        (b'{"a": "x\xff"}', "not_utf8", "", 1, 9),
        ('{"a": "x"}'.encode("utf-16"), "not_utf8", "", 1, 1),
        (b"[1]", "not_an_object", "", 0, 0),
        (b"null", "not_an_object", "", 0, 0),
        (b" \n", "empty", "", 0, 0),
    ],
)
def test_broken_text_is_refused_with_its_place(
    data: bytes, reason: str, path: str, line: int, column: int
) -> None:
    refused = refusal(data)
    assert refused.message.id == f"exchange.fhir.{reason}"
    assert (refused.path, refused.line, refused.column) == (path, line, column)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_ten_thousand_levels_are_refused_before_parsing(opening: bytes) -> None:
    refused = refusal(b'{"entry":' + opening * 10_000)
    assert refused.message.id == "exchange.fhir.too_deep"
    assert refused.path.startswith("entry")


def test_the_limit_of_depth_is_exact() -> None:
    deep = b'{"a":' + b"[" * 63 + b"]" * 63 + b"}"
    assert "a" in parse(deep)
    assert refusal(b'{"a":' + b"[" * 64 + b"]" * 64 + b"}").message.id == "exchange.fhir.too_deep"


def test_brackets_and_escapes_in_strings_are_no_depth() -> None:
    tricky = json.dumps({"a": "[" * 500 + '\\" {{{ \\\\', "b": ["\\", '"', "\\\\\\"]}).encode()
    assert parse(tricky)["b"] == ["\\", '"', "\\\\\\"]
    # The same across the border of the pieces in which bytes are scanned.
    for shift in range(4):
        text = b'{"a":"' + b"x" * ((1 << 20) - 8 + shift) + b'\\\\\\"[[[","b":[[1]]}'
        assert not deeper_than(text, 3)
        assert deeper_than(text, 2)


def test_numbers_stay_exact_and_a_mark_before_utf8_is_passed_over() -> None:
    content = parse(b'\xef\xbb\xbf{"a": 0.10, "b": 3, "c": 1.0E-2}')
    assert str(content["a"]) == "0.10"
    assert content["b"] == 3
    assert content["c"] == Decimal("0.010")


def test_a_name_that_could_be_anything_is_not_told() -> None:
    assert refusal(b'{"Ada Example": {"x": NaN}}').path == "?.x"


def test_a_sound_text_has_no_fault() -> None:
    assert find_fault(json.dumps(bundle(), indent=1), 64) is None


def test_a_bomb_is_refused_at_the_limit(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.json.gz"
    bomb.write_bytes(gzip.compress(b" " * 300_000_000, 1))
    start = time.perf_counter()
    with pytest.raises(Refused) as caught:
        read_file(bomb)
    assert caught.value.message.id == "exchange.fhir.too_large"
    assert time.perf_counter() - start < 2


def test_a_plain_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", bundle())
    with pytest.raises(Refused) as caught:
        read_file(path, Limits(size=100))
    assert caught.value.message.id == "exchange.fhir.too_large"


@pytest.mark.parametrize(
    ("cut", "reason"), [(slice(0, -12), "gzip_truncated"), (slice(0, 40), "gzip_truncated")]
)
def test_a_cut_gzip_is_refused(tmp_path: Path, cut: slice, reason: str) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(json.dumps(bundle()).encode())[cut])
    with pytest.raises(Refused) as caught:
        read_file(path)
    assert caught.value.message.id == f"exchange.fhir.{reason}"


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(json.dumps(bundle()).encode()))
    packed[-6] ^= 255
    path = tmp_path / "a.gz"
    path.write_bytes(bytes(packed))
    with pytest.raises(Refused) as caught:
        read_file(path)
    assert caught.value.message.id == "exchange.fhir.gzip_damaged"


def test_gzip_is_told_by_its_content_and_parts_are_joined(tmp_path: Path) -> None:
    text = json.dumps(bundle()).encode()
    path = tmp_path / "named-plain.json"
    path.write_bytes(gzip.compress(text[:50]) + gzip.compress(text[50:]))
    assert read_file(path).content == parse(text)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    for path, reason in [(tmp_path, "not_a_file"), (tmp_path / "none.json", "cannot_read")]:
        with pytest.raises(Refused) as caught:
            read_file(path)
        assert caught.value.message.id == f"exchange.fhir.{reason}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(Refused) as caught:
        read_file(tmp_path / "pipe.json")
    assert caught.value.message.id == "exchange.fhir.not_a_file"


def test_files_of_folders_come_in_a_stable_order_and_others_are_named(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    names = ["b.json", "a.JSON.gz", "notes.txt", ".hidden.json", "inner/c.json"]
    for name in names:
        (tmp_path / name).write_text("{}")
    single = tmp_path / "notes.txt"
    found = find_files([tmp_path, tmp_path / "b.json"])
    assert [path.name for path in found.files] == ["a.JSON.gz", "b.json", "c.json"]
    assert {path.name for path in found.passed_over} == {"notes.txt", ".hidden.json"}
    assert find_files([single]).files == (single,)
