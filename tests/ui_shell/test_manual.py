"""The manual: under F1, at the sign-in too, searched, saved as PDF, and true to what is there."""

import ast
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Unavailable
from app.documents.manual import compose
from app.documents.manual_text import CHAPTERS, MANUAL, Table, load_chapter, manual, pieces
from app.documents.words import words_for
from app.practice_file import Setting
from ui.shell.first_run import FirstRun
from ui.shell.lock_screen import LockPerson, LockScreen
from ui.shell.manual import ManualOverlay, ManualPanel, _texts
from ui.shell.restoring import Restoring
from ui.shell.start import TroublePage

SAFEGUARDS = [
    (row[0], row[2])
    for section in load_chapter("safeguards").sections
    for part in section.parts
    if isinstance(part, Table)
    for row in part.rows
]

NO_TEST = {"None: the practice's own duty", "None: does not apply", "None: not met yet"}


def opened(qtbot: QtBot, ask: object = None) -> ManualPanel:
    """Return the manual over a window; the window lives as long as the test's QtBot knows it."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1100, 700)
    overlay = ManualOverlay(window, ask)  # type: ignore[arg-type]
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    overlay.open_at()
    overlay.manual_panel.destroyed.connect(lambda _gone, kept=window: kept)  # else it goes with this call
    return overlay.manual_panel


def test_every_chapter_is_shipped_once() -> None:
    assert {file.name for file in MANUAL.glob("*.toml")} == {f"{key}.en.toml" for key in CHAPTERS}


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda one: one[0][:40])
def test_a_test_that_the_manual_names_is_there(safeguard: tuple[str, str], repo: Path) -> None:
    if safeguard[1] in NO_TEST:
        return
    file, _, name = safeguard[1].partition("::")
    tree = ast.parse((repo / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_lists_of_the_law_and_of_the_criteria_are_whole() -> None:
    named = [name for name, _test in SAFEGUARDS]
    for number in range(1, 14):
        assert sum(name.startswith(f"(d)({number}) ") for name in named) == 1, number
    for wanted in ("(a)(1)(ii)(A)", "(a)(7)(ii)(E)", "(b)(1)", "(d)(2)(iv)", "(a)(2)(iv)", "(e)"):
        assert any(name.startswith(wanted) for name in named), wanted


def test_marks_of_emphasis_are_even() -> None:
    assert list(pieces("press **F1**, then **M**")) == [
        ("press ", False), ("F1", True), (", then ", False), ("M", True),
    ]  # fmt: skip
    for chapter in manual():
        for file in (MANUAL / f"{chapter.key}.en.toml",):
            for line in file.read_text(encoding="utf-8").splitlines():
                assert line.count("**") % 2 == 0, line


def test_the_contents_name_the_right_pages(tmp_path: Path) -> None:
    file = tmp_path / "manual.pdf"
    paper = compose(manual(), words_for("en"), "0.1.0")
    assert paper.findings == ()
    file.write_bytes(paper.pdf)
    reader = PdfReader(file)
    contents = reader.pages[0].extract_text() + reader.pages[1].extract_text()
    assert [entry.title for entry in reader.outline] == [one.title for one in manual()]  # type: ignore[union-attr]
    for entry in reader.outline:
        page = reader.get_destination_page_number(entry)  # type: ignore[arg-type]
        assert entry.title in reader.pages[page or 0].extract_text()  # type: ignore[union-attr, operator]
        assert str((page or 0) + 1) in contents


def test_arrow_keys_go_through_the_chapters(qtbot: QtBot) -> None:
    panel = opened(qtbot)
    QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Down)
    assert panel.page.toPlainText().startswith(load_chapter(CHAPTERS[1]).title)


def test_words_are_found_through_all_chapters_and_round(qtbot: QtBot) -> None:
    panel = opened(qtbot)
    panel.find_field.line.setText("downtime pack")
    seen = set()
    for _time in range(6):
        QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
        assert panel.page.textCursor().selectedText().casefold() == "downtime pack"
        seen.add(panel.page.toPlainText()[:20])
    assert len(seen) > 1
    panel.find_field.line.setText("xylophone")
    QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
    assert panel.note.text() == "The manual has nothing about “xylophone”."


@pytest.mark.parametrize("words", ["leave-out-damaged", "downtime pack", "PDF reader", "(d)(13)"])
def test_what_is_found_stands_in_sight_and_not_at_the_lower_edge(qtbot: QtBot, words: str) -> None:
    panel = opened(qtbot)
    panel.find_field.line.setText(words)
    QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
    page = panel.page
    assert page.textCursor().selectedText().casefold() == words.casefold()
    high = page.viewport().height()
    last = page.verticalScrollBar().value() == page.verticalScrollBar().maximum()
    assert 0 <= page.cursorRect().top() < high * (0.97 if last else 0.5)


def test_words_that_stand_apart_are_found_in_one_line(qtbot: QtBot) -> None:
    panel = opened(qtbot)
    panel.find_field.line.setText("reader  telephone pdf")
    QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
    line = panel.page.textCursor().block().text()
    assert all(word in line for word in ("PDF", "reader", "telephone"))
    QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
    assert not panel.note.isVisible()


def test_what_stands_in_two_cells_of_a_table_is_no_place(qtbot: QtBot) -> None:
    """Else the chapter comes, and nothing is selected in it."""
    panel = opened(qtbot)
    panel.find_field.line.setText("or (d)(13) Multi-factor xylophone")
    QTest.keyClick(panel.find_field.line, Qt.Key.Key_Return)
    assert panel.note.isVisible()
    for chapter in manual():
        for text in _texts(chapter):
            assert "\n" not in text and "**" not in text


def test_it_is_saved_as_pdf_where_the_person_says(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "manual.pdf"
    panel = opened(qtbot, lambda _parent, _name: str(file))
    panel.save_button.click()
    qtbot.waitUntil(lambda: "Saved as" in panel.note.text())
    assert file.read_bytes().startswith(b"%PDF")


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    panel = opened(qtbot, lambda _parent, _name: str(tmp_path / "nowhere" / "manual.pdf"))
    panel.save_button.click()
    qtbot.waitUntil(lambda: panel.note.isVisible())
    assert panel.note.text() == "It could not be saved there. Choose another place."


def test_f1_opens_it_at_the_sign_in(qtbot: QtBot) -> None:
    screen = LockScreen("Riverside", "", [LockPerson("ruth", "RD", "Ruth Day", "Owner")])
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    QTest.keyClick(QApplication.focusWidget() or screen, Qt.Key.Key_F1)
    assert screen._manual is not None and screen._manual.isVisible()
    QTest.keyClick(QApplication.focusWidget() or screen, Qt.Key.Key_Escape)
    assert not screen._manual.isVisible()


def before_the_work(kind: str, folder: Path) -> QWidget:
    setting = Setting.here(state_folder=folder)
    if kind == "first page":
        return FirstRun(setting)
    if kind == "restore":
        return Restoring(setting)
    return TroublePage(folder / "riverside.daybook", Unavailable("practice_file_missing"))


@pytest.mark.parametrize("kind", ["first page", "restore", "trouble"])
def test_f1_on_a_bare_pc_opens_it_where_a_restore_is_described(
    qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    page = before_the_work(kind, tmp_path)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F1)
    overlay = page.findChild(ManualOverlay)
    assert overlay is not None and overlay.isVisible()
    shown = overlay.manual_panel.page
    first = shown.cursorForPosition(QPoint(10, 30)).block().text()
    assert first == "The drill: restore on a bare PC"
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F1)
    assert not overlay.isVisible()
    page.findChild(QAbstractButton, "open_manual").click()  # type: ignore[union-attr]
    assert overlay.isVisible()
    if isinstance(page, FirstRun | Restoring):
        page.put_away()
