"""The manual says what the program says: each name of a button, place or state stands in the program."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.manual import compose
from app.documents.manual_text import Chapter, Passage, Points, Table, manual, pieces
from app.documents.words import words_for
from app.store.upgrading import FOLDER

KEYS = re.compile(r"(Ctrl\+.+|F\d+|Enter|Escape)")
COMMANDS = ("daybook ", "daybook-", "python3 run.py", "--")
NAMES = {FOLDER, ".attachments", "R", "A"}
"""What is set apart without being a word of the window: a folder, the marks of the safeguards."""


def texts_of(chapter: Chapter) -> Iterator[str]:
    yield chapter.summary
    for section in chapter.sections:
        for part in section.parts:
            match part:
                case Passage(text):
                    yield text
                case Points(items):
                    yield from items
                case Table():
                    yield from part.head
                    for row in part.rows:
                        yield from row


def strong(chapter: Chapter) -> set[str]:
    """Return what is set apart, but for what leads in ("**A PC that is watched.**") and names nothing."""
    found = {text for said in texts_of(chapter) for text, apart in pieces(said) if apart}
    return {text for text in found if not text.endswith((".", ":", ","))}


@cache
def words_of_the_window(repo: Path) -> frozenset[str]:
    found: set[str] = set()
    for file in (repo / "ui").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # docstrings
        constants = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in told)
        found.update(one.value for one in constants if isinstance(one.value, str))
    return frozenset(found)


def is_said(name: str, repo: Path) -> bool:
    """Tell whether the window has these words, or goes on after them ("Lock after idle minutes, 1 to 15")."""
    known = words_of_the_window(repo)
    return name in known or any(one.startswith(name) and one[len(name)] in ", (" for one in known)


@pytest.mark.parametrize("chapter", manual(), ids=lambda one: one.key)
def test_what_the_manual_names_is_there_under_that_name(chapter: Chapter, repo: Path) -> None:
    titles = {one.title for one in manual()}
    unknown = {
        name
        for name in strong(chapter) - NAMES - titles
        if not KEYS.fullmatch(name) and not name.startswith(COMMANDS) and not is_said(name, repo)
    }
    assert unknown == set()


def test_a_button_that_is_called_otherwise_is_found(repo: Path) -> None:
    assert is_said("End this access", repo) and not is_said("Let go", repo)


WORTHLESS = re.compile(r"opens nothing|shred|worthless|destroy|no abre nada|no vale|tritúre", re.IGNORECASE)
OLD_KEY = re.compile(
    r"\b(sheet|old one|earlier one|(earlier|old) password|hoja ya|contraseña anterior)\b", re.IGNORECASE
)


def sentences_of_catalogs(repo: Path) -> Iterator[str]:
    files = [*(repo / "resources").rglob("*.toml"), repo / "README.md"]
    for text in (one.read_text(encoding="utf-8") for one in files):
        yield from re.split(r"(?<=\.) |(?<=\.\*\*) |\n", text)


def test_no_paper_and_no_page_calls_an_earlier_sheet_or_password_worthless(repo: Path) -> None:
    """Each backup opens with what was in force when it was made: who shreds that sheet may lose them all."""
    said = {*words_of_the_window(repo), *sentences_of_catalogs(repo)}
    wrong = {
        one for one in said if WORTHLESS.search(one) and OLD_KEY.search(one) and "backup" not in one.lower()
    }
    assert wrong == set()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    file = tmp_path_factory.mktemp("manual") / "manual.pdf"
    file.write_bytes(compose(manual(), words_for("en"), "0.1.0").pdf)
    return [page.extract_text() for page in PdfReader(file).pages]


def test_the_contents_are_one_page_and_name_every_section(pages: list[str]) -> None:
    said = " ".join(pages[0].split())
    for chapter in manual():
        for section in chapter.sections:
            assert section.heading in said


def test_no_heading_stands_alone_at_the_end_of_a_page(pages: list[str]) -> None:
    headings = {one.heading for chapter in manual() for one in chapter.sections}
    for page in pages[1:]:
        body = [line for line in page.splitlines() if not line.startswith(("Daybook manual", "Page "))]
        assert body[-1] not in headings
