"""What no file of the project may hold, each with its reason."""

import re

import pytest

from tests.architecture.source import python_files, short, tree

PROGRAM = ("app", "ui", "packaging", "run.py")


def holding(pattern: str, *folders: str) -> list[str]:
    """Where the pattern stands, as `file:line`."""
    return [
        f"{short(path)}:{number}"
        for path in python_files(*folders)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert holding(rf"\b{word}\b", *PROGRAM, "tests") == []


def test_nobody_spins_the_event_loop_by_hand() -> None:
    """It lets a second act start in the middle of the first. The walk may: it stands outside, as a person."""
    found = holding(r"\bprocessEvents\s*\(", "ui", "app")
    assert [place for place in found if not place.startswith("ui/walk/")] == []


def test_text_becomes_a_paragraph_in_one_place_of_documents() -> None:
    """ReportLab reads markup in a paragraph, which opens files: one place escapes what it is given."""
    files = {place.split(":")[0] for place in holding(r"\b(Paragraph|XPreformatted)\(", "app", "ui")}
    assert len(files) <= 1 and all(name.startswith("app/documents/") for name in files), files


def test_nothing_is_unpickled() -> None:
    """A pickle runs code of whoever wrote it."""
    assert holding(r"^\s*(import|from) (pickle|shelve|marshal)\b", "app", "ui") == []


def test_init_files_are_empty() -> None:
    full = [
        short(path)
        for path in python_files("app", "ui")
        if path.name == "__init__.py" and path.stat().st_size
    ]
    assert full == []


def test_names_say_what_is_inside() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?|misc)$")
    names = [
        short(path)
        for path in python_files(*PROGRAM)
        if any(vague.search(part) for part in path.with_suffix("").parts)
    ]
    assert names == []


def test_every_file_parses() -> None:
    assert all(tree(path).body is not None for path in python_files(*PROGRAM, "tests"))
