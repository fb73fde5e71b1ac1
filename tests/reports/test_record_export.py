"""The record in a file: a table without formulas; the chain, which a stranger proves with twenty lines."""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.acts import Role
from app.core.errors import NotPermitted, RuleViolated, Unavailable
from app.core.ids import new_id
from app.reports.record.actions import RecordExport, record_export
from app.reports.record.exporting import ExportFile, Format, head_text, safe
from app.reports.record.queries import MOST_AT_ONCE, find_record, record_head, record_text
from app.reports.record.views import Happening, RecordAsked
from app.security.actions import AddAccount, add_account
from tests.architecture.source import REPO
from tests.reports.record_house import RecordHouse


def chain(house: RecordHouse, piece: int = 7) -> str:
    head = house.practice.answer(record_head)
    text = head_text(Format.CHAIN, head, "Riverside")
    for start in range(1, head.number + 1, piece):
        numbers = range(start, min(start + piece, head.number + 1))
        text += house.practice.answer(record_text, numbers, Format.CHAIN)
    return text


def strangers_script() -> str:
    """The script that the README gives to whoever wants to prove an export."""
    text = (REPO / "README.md").read_text(encoding="utf-8")
    return text.split("```python\n# prove a record\n", 1)[1].split("```", 1)[0]


def prove(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", strangers_script(), str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_stranger_proves_the_chain_with_the_script_of_the_readme(
    house: RecordHouse, tmp_path: Path
) -> None:
    house.allergy(text='penicillin \u2028 \U0001f480 "quoted"')
    path = tmp_path / "record.jsonl"
    path.write_text(chain(house), encoding="utf-8", newline="")
    assert len(strangers_script().strip().splitlines()) <= 20
    done = prove(path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert house.practice.answer(record_head).hash in done.stdout


@pytest.mark.parametrize("kind", ["changed", "left out", "cut", "swapped"])
def test_the_script_finds_what_was_changed(house: RecordHouse, tmp_path: Path, kind: str) -> None:
    house.allergy()
    lines = chain(house).split("\n")[:-1]
    at = len(lines) // 2
    if kind == "changed":
        lines[at] = lines[at].replace("owner", "ownes").replace("actor", "actos").replace("at", "ta", 1)
    elif kind == "left out":
        del lines[at]
    elif kind == "cut":
        del lines[-2:]
    else:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    path = tmp_path / "record.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    assert prove(path).returncode != 0


def test_the_head_line_tells_what_the_rows_must_be(house: RecordHouse) -> None:
    told = json.loads(chain(house).split("\n", 1)[0])
    assert told["format"] == "daybook audit 1"
    assert (told["rows"], told["practice"]) == (house.practice.answer(record_head).number, "Riverside")
    assert len(told["genesis"]) == len(told["head"]) == 64


def rows(house: RecordHouse) -> list[list[str]]:
    found = house.practice.answer(find_record, RecordAsked())
    text = head_text(Format.TABLE, house.practice.answer(record_head), "Riverside")
    text += house.practice.answer(record_text, found.numbers, Format.TABLE)
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_table_has_the_lines_as_they_are_listed(house: RecordHouse) -> None:
    house.allergy()
    head, *told = rows(house)
    assert head[:5] == ["Number", "Time", "Person", "Patient", "MRN"]
    lines = house.lines()
    assert [row[0] for row in told] == [str(line.number) for line in lines]
    first = dict(zip(head, told[0], strict=True))
    assert (first["Person"], first["What"], first["Kind"]) == ("Ada Okafor, MD", "Add an allergy", "Changed")
    assert first["Time"] == "2026-03-02 09:00:00"
    assert "penicillin" not in str(told)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "|cmd", "%0", "\t=1", " =1", "\ufeff=1"])
def test_no_cell_is_a_formula(house: RecordHouse, name: str) -> None:
    assert safe(name).startswith("'") and safe(name)[1:] == name
    assert safe("Ann = Bob") == "Ann = Bob"


def test_a_name_that_is_a_formula_is_made_text(house: RecordHouse) -> None:
    command = AddAccount(
        person_id=new_id(), login="evil", name="=HYPERLINK(1)", short_name="E", roles=(Role.BILLER,)
    )
    house.practice.run(add_account, command)
    house.people["evil"] = house.people["ada"].__class__(
        command.person_id, "E", frozenset(), new_id(), "=cmd|' /C calc'!A0"
    )
    house.event("sign_in", "evil")
    _head, first, *_rest = rows(house)
    assert (first[2], first[-1]) == ("'=HYPERLINK(1)", "'=cmd|' /C calc'!A0")


def test_the_chain_is_for_those_who_may_see_charts(house: RecordHouse) -> None:
    for login in ("ruth", "otto"):
        house.sign_in(login)
        with pytest.raises(NotPermitted):
            house.practice.answer(record_text, [1], Format.CHAIN)
        with pytest.raises(NotPermitted):
            house.practice.run(record_export, RecordExport(form=Format.CHAIN, lines=1))
        assert house.practice.answer(record_text, [1], Format.TABLE)
    house.sign_in("ada")
    with pytest.raises(NotPermitted):
        house.practice.answer(record_text, [1], Format.TABLE)


def test_that_it_went_out_is_recorded_with_whom_it_is_about(house: RecordHouse) -> None:
    lena = house.people["lena"].person_id
    command = RecordExport(form=Format.TABLE, lines=12, patient_id=house.elena, person_id=lena)
    house.practice.run(record_export, command)
    [line] = house.lines(happening=Happening.EXPORTED)
    assert (line.what, line.patient) == ("Export from the record", "Alvarez, Elena")
    [entry] = [one for one in house.entries() if one["sequence"] == line.number]
    assert entry["details"] == {"form": "csv", "lines": 12, "asked_person": str(lena)}


def test_a_piece_has_its_bound(house: RecordHouse) -> None:
    with pytest.raises(RuleViolated):
        house.practice.answer(record_text, range(MOST_AT_ONCE + 1), Format.TABLE)
    assert house.practice.answer(record_text, [], Format.CHAIN) == ""


def test_a_file_gets_its_name_when_it_is_whole_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("old")
    file = ExportFile(path)
    file.write("a" * 70_000)
    file.write("b")
    assert path.read_text() == "old"
    file.finish()
    assert path.read_text() == "a" * 70_000 + "b"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_given_up_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("old")
    file = ExportFile(path)
    file.write("new")
    file.discard()
    file.discard()
    assert [one.name for one in tmp_path.iterdir()] == ["record.csv"] and path.read_text() == "old"


def test_a_place_that_cannot_be_written_is_named_as_trouble(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        ExportFile(tmp_path / "no such folder" / "record.csv").write("x")
    folder = tmp_path / "folder.csv"
    (folder / "inside").mkdir(parents=True)
    file = ExportFile(folder)
    file.write("x")
    with pytest.raises(Unavailable):
        file.finish()
    assert list(tmp_path.iterdir()) == [folder]


def test_times_in_the_table_are_the_practices(house: RecordHouse) -> None:
    house.practice.clock.set(datetime(2026, 7, 1, 3, 30, tzinfo=UTC))
    house.event("lock", "ada")
    assert rows(house)[1][1] == "2026-06-30 23:30:00"
