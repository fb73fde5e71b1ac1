"""Import in the window: choose, watch, read the report, decide, each by keyboard too."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.chart.observations.model import Observation
from app.core.errors import Stale
from app.people.model import Patient
from tests.support.bare import BarePractice
from tests.ui_patient.importing_people import first_folder, second_folder
from tests.ui_patient.people import Window
from ui.common.desk import Desk, ThreadDesk
from ui.common.message_strip import Said
from ui.patient.importing import DECIDE, ImportScreen
from ui.patient.importing_decision import Answer
from ui.patient.importing_words import born_words, kind_words
from ui.theme.tokens import Tone


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, practice: BarePractice) -> ImportScreen:
    made = ImportScreen(desk, practice.run)
    Window(qtbot, made)
    return made


def words_on(table: Any) -> list[list[str]]:
    model = table.records
    return [model.words(model.record(row)) for row in range(model.rowCount())]


@pytest.fixture
def imported(screen: ImportScreen, tmp_path: Path) -> ImportScreen:
    """Susan and Omar are here; somebody like Susan, and another weight of hers, wait."""
    screen.begin([first_folder(tmp_path / "first")])
    screen.begin([second_folder(tmp_path / "second")])
    return screen


def test_at_first_it_says_what_will_be_here_and_offers_the_first_act(
    screen: ImportScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert screen.pages.currentWidget() is screen.empty
    assert screen.choose.isVisible()
    assert not screen.files.isVisible()
    path = next(iter(first_folder(tmp_path / "in").iterdir()))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    screen.choose.click()
    assert screen.report.report.new == 1


def test_choosing_nothing_changes_nothing(screen: ImportScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    screen.folder.click()
    assert screen.pages.currentWidget() is screen.empty


def test_a_folder_is_imported_by_key(
    qtbot: QtBot, screen: ImportScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[Said] = []
    screen.said.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(first_folder(tmp_path / "in")))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(screen.choose, Qt.Key.Key_O, both)
    assert screen.pages.currentWidget() is screen.report
    assert said[-1].text == "16 records stored."
    shown = {row[0]: row[1:] for row in words_on(screen.report.types)}
    assert shown["Vitals and results"] == ["13", "–", "–", "–"]
    assert shown["Claim"] == ["–", "–", "1", "–"]


def test_the_report_tells_what_needs_a_look_and_keeps_the_rest_behind(imported: ImportScreen) -> None:
    report = imported.report
    lines = {(row[1], row[2]) for row in words_on(report.problems)}
    assert ("The whole file", "broken.json") in lines
    assert ("Observation/fresh", "lee-susan-2026.json") in lines
    assert ("Patient/sue", "riverside-export.json") in lines
    assert ("Observation/n0", "riverside-export.json") not in lines
    report.which.changed.emit("original")
    report.which.set_value("original")
    report._fill()
    assert ("Observation/n0", "riverside-export.json") in {(r[1], r[2]) for r in words_on(report.problems)}


def test_the_list_is_filtered_by_typing_and_copied(qtbot: QtBot, imported: ImportScreen) -> None:
    report = imported.report
    qtbot.keyClicks(report.problems, "broken")
    assert [row[2] for row in words_on(report.problems)] == ["broken.json"]
    report.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == [
        "What became of it\tResource\tFile",
        "It ends in the middle.\tThe whole file\tbroken.json",
    ]


def test_the_same_again_says_that_nothing_is_new(screen: ImportScreen, tmp_path: Path) -> None:
    said: list[Said] = []
    screen.said.connect(said.append)
    for _ in range(2):
        screen.begin([first_folder(tmp_path / "in")])
    assert said[-1].text == "Nothing new; 16 records were known already."


def test_a_broken_file_alone_does_not_look_like_success(screen: ImportScreen, tmp_path: Path) -> None:
    said: list[Said] = []
    screen.said.connect(said.append)
    (tmp_path / "broken.json").write_text('{"resourceType": "Bundle", "entry": [', encoding="utf-8")
    screen.begin([tmp_path / "broken.json"])
    assert (said[-1].text, said[-1].tone) == ("Nothing was stored. The list says why.", Tone.WARNING)


def test_nothing_to_look_at_says_so(screen: ImportScreen, tmp_path: Path) -> None:
    screen.begin([first_folder(tmp_path / "in")])
    assert screen.report.calm.isVisible()
    assert not screen.report.problems.isVisible()
    assert not screen.report.copy_button.isEnabled()


def test_nobody_waits_says_so(screen: ImportScreen) -> None:
    screen.show_part(DECIDE)
    assert screen.decisions.empty.isVisible()
    assert not screen.decisions.panel.isVisible()


def choose(imported: ImportScreen, *, changed: bool) -> None:
    imported.show_part(DECIDE)
    held = next(one for one in imported.held if one.changed_records is changed)
    imported.decisions.table.select_key(held.id)
    imported.decisions.table.setFocus()


def test_the_two_are_side_by_side_and_what_differs_says_so(imported: ImportScreen) -> None:
    choose(imported, changed=False)
    panel = imported.decisions.panel
    rows = {word.text(): (a.text(), b.text(), chip.isVisible()) for word, a, b, chip in panel.people.rows}
    assert rows["Born"] == ("8/12/1958", "8/12/1958", False)
    assert rows["Phone"] == ("(937) 555-0188", "(937) 555-0119", True)
    assert panel.people.right.text().startswith("Here, MRN 00000")


def test_the_same_person_is_asked_once_with_the_names(
    qtbot: QtBot, imported: ImportScreen, practice: BarePractice
) -> None:
    choose(imported, changed=False)
    panel = imported.decisions.panel
    before = len(practice.all(Observation))
    qtbot.keyClick(imported.decisions.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Lee, Susan M." in panel.asked.text()
    assert "32 vitals and results" in panel.asked.text()
    assert len(practice.all(Observation)) == before
    qtbot.keyClick(panel.yes, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(practice.all(Observation)) == before + 31
    assert len(practice.all(Patient)) == 2
    # The weight under a number that is known here differs: a question of its own.
    assert {one.changed_records for one in imported.held} == {True}


def test_escape_goes_back_and_nothing_is_decided(qtbot: QtBot, imported: ImportScreen) -> None:
    choose(imported, changed=False)
    panel = imported.decisions.panel
    panel.other.click()
    assert "Make a new chart for Lee, Susan M." in panel.asked.text()
    qtbot.keyClick(panel.yes, Qt.Key.Key_Escape)
    assert panel.question is None
    assert len(imported.held) == 2


def test_another_person_gets_a_chart(imported: ImportScreen, practice: BarePractice) -> None:
    choose(imported, changed=False)
    panel = imported.decisions.panel
    panel.other.click()
    panel.yes.click()
    assert len(practice.all(Patient)) == 3
    assert len(imported.held) == 1


def test_leaving_out_ends_the_waiting(imported: ImportScreen, practice: BarePractice) -> None:
    choose(imported, changed=False)
    panel = imported.decisions.panel
    panel.leave.click()
    assert panel.asked.text().startswith("Leave 32 vitals and results of Lee, Susan M. out")
    panel.yes.click()
    assert len(practice.all(Patient)) == 2
    assert len(imported.held) == 1


def test_changed_records_show_both_contents_before_anybody_decides(
    imported: ImportScreen, practice: BarePractice
) -> None:
    choose(imported, changed=True)
    panel = imported.decisions.panel
    assert panel.title.text() == "Which content counts?"
    assert words_on(panel.differing) == [["Weight", "Value", "70", "75"]]
    assert not panel.people.isVisible()
    assert not panel.other.isVisible()
    panel.same.click()
    panel.yes.click()
    weights = [one.entered_value for one in practice.all(Observation) if one.loinc == "29463-7"]
    assert weights == ["75"]


def test_a_decision_somebody_made_meanwhile_is_shown_and_not_made_again(
    imported: ImportScreen, practice: BarePractice, desk: Desk
) -> None:
    shown: list[Exception] = []
    desk.set_presenter(lambda error, _owner: shown.append(error))
    choose(imported, changed=False)
    panel = imported.decisions.panel
    panel.other.click()
    assert panel.question is not None
    answer = panel.question.answer
    imported.decide(Answer(answer.held))
    imported.decide(answer)
    assert [type(one) for one in shown] == [Stale]
    assert len(practice.all(Patient)) == 2


def test_cancel_while_reading_says_that_nothing_was_kept(
    screen: ImportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, practice: BarePractice
) -> None:
    said: list[Said] = []
    screen.said.connect(said.append)

    def stopped(_paths: Any, _run: Any, progress: Any) -> None:
        progress.cancel()
        progress.check()

    monkeypatch.setattr("ui.patient.importing.import_files", stopped)
    screen.begin([tmp_path])
    assert said[-1].text == "Stopped while reading. Nothing was stored."
    assert screen.pages.currentWidget() is screen.empty
    assert screen.progress is None


def test_other_trouble_goes_to_the_presenter(
    screen: ImportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    shown: list[Exception] = []
    desk.set_presenter(lambda error, _owner: shown.append(error))

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ui.patient.importing.import_files", broken)
    screen.begin([tmp_path])
    assert [type(one) for one in shown] == [ZeroDivisionError]
    assert screen.choose.isEnabled()


def test_the_window_lives_while_an_import_runs_and_can_stop_it(
    qtbot: QtBot, practice: BarePractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On threads, as in the program: the bar is in sight, a second import does not begin, Cancel stops."""
    desk = ThreadDesk(practice)
    screen = ImportScreen(desk, practice.run)
    qtbot.addWidget(screen)
    with qtbot.waitExposed(screen):
        screen.show()
    begun: list[Any] = []

    def slow(paths: Any, _run: Any, progress: Any) -> None:
        begun.append(paths)
        while True:
            progress.step(1, 50)
            time.sleep(0.01)

    monkeypatch.setattr("ui.patient.importing.import_files", slow)
    said: list[Said] = []
    screen.said.connect(said.append)
    try:
        screen.begin([tmp_path])
        panel = screen.progress
        assert panel is not None
        qtbot.waitUntil(lambda: panel.bar.maximum() == 50)
        assert screen.pages.currentWidget() is screen.working
        assert not screen.files.isEnabled()
        screen.begin([tmp_path])
        panel.cancel_button.click()
        qtbot.waitUntil(lambda: bool(said))
        assert said[-1].text.startswith("Stopped while reading")
        assert len(begun) == 1
    finally:
        desk.close()


def test_models_keep_qts_contract(imported: ImportScreen) -> None:
    imported.show_part(DECIDE)
    for table in (
        imported.report.types,
        imported.report.problems,
        imported.decisions.table,
        imported.decisions.panel.differing,
    ):
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        tester = QAbstractItemModelTester(table.records, mode)
        table.records.sort(0)
        assert tester.model() is table.records


@pytest.mark.parametrize(
    ("born", "expected"),
    [("1958-08-12", "8/12/1958"), ("1958-08", "8/1958"), ("1958", "1958"), ("", "Not known")],
)
def test_a_birth_date_is_shown_as_precise_as_it_is(born: str, expected: str) -> None:
    assert born_words(born) == expected


def test_kinds_without_a_word_of_ours_keep_their_name() -> None:
    assert (kind_words("Observation"), kind_words("CarePlan")) == ("Vitals and results", "CarePlan")


def test_leaving_is_asked_of_whoever_opened_it(qtbot: QtBot, screen: ImportScreen) -> None:
    with qtbot.waitSignal(screen.left):
        screen.back.click()
