"""The record in the window, by real keys: found, sorted, opened, printed, exported, by owner and auditor."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.acts import Permission
from app.core.ids import Id, new_id
from app.documents.papers import PaperKind
from app.reports.record.asking import asked_from
from app.reports.record.views import RecordFound, SortBy
from app.security.policy import ALLOWED
from app.store.audit import Entry
from tests.reports.record_house import RecordHouse
from tests.ui_practice.place import TODAY
from ui.common.desk import Desk, ThreadDesk
from ui.common.message_strip import Said
from ui.common.paper_wanted import PaperWanted
from ui.common.plain_text import Label
from ui.patient.access_panel import AccessPanel
from ui.practice.practice_screen import PracticeScreen
from ui.practice.record_act import ActPanel
from ui.practice.record_export_panel import ExportPanel
from ui.practice.record_list import RecordList
from ui.practice.record_model import MOST_PAGES, PAGE, RecordModel
from ui.practice.record_section import RecordSection, RecordWays
from ui.theme.theme import theme

ESC, ENTER = Qt.Key.Key_Escape, Qt.Key.Key_Return


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RecordHouse]:
    made = RecordHouse.make(tmp_path)
    made.look("ada", "chart.chart_summary", made.elena)
    made.later(hours=1)
    made.allergy(text="penicillin")
    made.look("lena", "people.patient_form", made.tomas)
    made.print_face_sheet()
    yield made
    made.practice.close()


class Reader:
    """Someone who reads the record at the keyboard."""

    def __init__(self, house: RecordHouse, qtbot: QtBot, login: str, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.papers: list[PaperWanted] = []
        self.looked: list[Id] = []
        self.heard: list[Said] = []
        self.names: list[str] = []
        house.sign_in(login)
        roles = house.practice.actor.roles
        ways = RecordWays(self.papers.append, self.looked.append, self._ask_file, lambda: "Riverside")
        self.screen = PracticeScreen(
            Desk(house.practice),
            lambda: TODAY,
            lambda permission: bool(ALLOWED[permission] & roles),
            record=ways,
        )
        self.screen.said.connect(self.heard.append)
        qtbot.addWidget(self.screen)
        self.screen.resize(1360, 820)
        self.screen.show()
        qtbot.waitExposed(self.screen)
        self.screen.activateWindow()
        qtbot.waitUntil(self.screen.isActiveWindow)
        self.screen.show_section("record")
        self.section: RecordSection = self.screen.sections["record"]
        QTest.qWait(30)
        self.section.focus_list()

    def _ask_file(self, _parent: Any, name: str, _kinds: str) -> str:
        self.names.append(name)
        return str(self.folder / name)

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.screen, key, held)
            QTest.qWait(5)

    def control(self, key: Qt.Key, *, shift: bool = False) -> None:
        more = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.press(key, held=Qt.KeyboardModifier.ControlModifier | more)

    def type_in(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.screen, text)

    def rows(self, column: str = "what") -> list[str]:
        """What the table shows in a column, row by row."""
        model = self.section.model
        at = [one.id for one in model.columns].index(column)
        for row in range(model.rowCount()):
            self.section.table.scrollTo(model.index(row, 0))
        QTest.qWait(20)
        return [str(model.data(model.index(row, at))) for row in range(model.rowCount())]

    def choose(self, field: Any, letters: str) -> None:
        """Choose from a drop-down list by typing."""
        field.setFocus()
        self.type_in(letters)
        QTest.qWait(5)

    def shown(self) -> str:
        """Every word on the panel beside the list."""
        side = self.section.side
        assert side is not None
        return "\n".join(label.text() for label in side.findChildren(Label))


@pytest.fixture
def owner(house: RecordHouse, qtbot: QtBot, tmp_path: Path) -> Reader:
    return Reader(house, qtbot, "ruth", tmp_path)


@pytest.fixture
def auditor(house: RecordHouse, qtbot: QtBot, tmp_path: Path) -> Reader:
    return Reader(house, qtbot, "otto", tmp_path)


def test_the_newest_act_is_on_top_and_selected(owner: Reader) -> None:
    assert owner.rows()[:3] == ["Print a paper", "Personal data", "Add an allergy"]
    selected = owner.section.table.selected_record()
    assert selected is not None and selected.what == "Print a paper"
    assert owner.section.head.detail.text() == f"{owner.section.model.rowCount()} lines"


def test_enter_opens_the_act_arrows_walk_on_and_escape_returns(owner: Reader) -> None:
    owner.press(Qt.Key.Key_Down, Qt.Key.Key_Down, ENTER)
    assert isinstance(owner.section.side, ActPanel)
    assert "Add an allergy" in owner.shown() and "Ada Okafor, MD · Physician" in owner.shown()
    assert owner.section.side.isAncestorOf(QApplication.focusWidget())
    owner.press(ESC)
    assert owner.section.side is None
    assert owner.section.table.hasFocus()
    selected = owner.section.table.selected_record()
    assert selected is not None and selected.what == "Add an allergy"


def test_an_open_act_follows_the_list(owner: Reader) -> None:
    owner.press(ENTER)
    owner.section.table.setFocus()
    owner.press(Qt.Key.Key_Down)
    assert "Personal data" in owner.shown()
    assert owner.section.table.hasFocus()


def test_what_charts_say_is_not_shown_to_an_auditor(auditor: Reader) -> None:
    auditor.press(Qt.Key.Key_Down, Qt.Key.Key_Down, ENTER)
    assert "Add an allergy" in auditor.shown()
    assert "penicillin" not in auditor.shown()
    assert "Not shown" in auditor.shown() and "who may see charts" in auditor.shown()


def test_a_patient_is_searched_by_typing(auditor: Reader, qtbot: QtBot) -> None:
    auditor.section.filter.patient.setFocus()
    auditor.type_in("zem")
    qtbot.waitUntil(lambda: bool(auditor.section.filter.patient.model.choices))
    auditor.press(ENTER)
    assert auditor.rows() == ["Personal data", "Register a patient"]
    assert auditor.section.looked_button.isVisible()
    auditor.section.focus_list()
    auditor.control(Qt.Key.Key_W, shift=True)
    assert auditor.looked == [auditor.house.tomas]


def test_an_emptied_patient_asks_about_everybody(auditor: Reader, qtbot: QtBot) -> None:
    auditor.section.filter.patient.setFocus()
    auditor.type_in("zem")
    qtbot.waitUntil(lambda: bool(auditor.section.filter.patient.model.choices))
    auditor.press(ENTER)
    auditor.section.filter.patient.setFocus()
    auditor.control(Qt.Key.Key_A)
    auditor.press(Qt.Key.Key_Delete)
    assert len(auditor.rows()) > 2


def test_person_kind_and_words_narrow(owner: Reader, qtbot: QtBot) -> None:
    owner.choose(owner.section.filter.person, "lena")
    assert owner.rows()[:2] == ["Print a paper", "Personal data"]
    owner.choose(owner.section.filter.kind, "printed")
    assert owner.rows() == ["Print a paper"]
    owner.section.filter.clear_button.click()
    owner.section.focus_list()
    owner.control(Qt.Key.Key_F)
    owner.type_in("allergy")
    qtbot.waitUntil(lambda: owner.section.model.rowCount() == 1)
    assert owner.rows() == ["Add an allergy"]
    owner.press(ESC)
    assert owner.section.table.hasFocus()


def test_typed_days_narrow_and_a_wrong_order_is_told(owner: Reader) -> None:
    owner.choose(owner.section.filter.span, "dates")
    assert owner.section.filter.since.isVisible()
    owner.section.filter.since.setFocus()
    owner.type_in("3 3 2026")
    owner.press(Qt.Key.Key_Tab)
    owner.type_in("3 1 2026")
    owner.press(Qt.Key.Key_Tab)
    assert owner.section.filter.until.error.isVisible()
    owner.section.filter.until.setFocus()
    owner.control(Qt.Key.Key_A)
    owner.type_in("3 4 2026")
    owner.press(Qt.Key.Key_Tab)
    assert not owner.section.filter.until.error.isVisible()
    assert owner.section.model.rowCount() == 0
    assert owner.section.empty.isVisible()


@pytest.mark.parametrize("column", ["time", "person", "patient", "mrn", "kind", "what", "where"])
def test_a_press_on_a_heading_sorts_and_a_second_one_turns_it(owner: Reader, column: str) -> None:
    header = owner.section.table.horizontalHeader()
    at = [one.id for one in owner.section.model.columns].index(column)
    left = Qt.MouseButton.LeftButton
    for descending in (False, True):
        if column == "time" and not descending:
            owner.section.model.sort(at)  # it was sorted by time downwards from the beginning
        else:
            place = QPoint(header.sectionViewportPosition(at) + 12, header.height() // 2)
            QTest.mouseClick(header.viewport(), left, Qt.KeyboardModifier.NoModifier, place)
        QTest.qWait(20)
        assert owner.section.model.sorted_by == (at, descending)
        told = [text.casefold() for text in owner.rows(column) if text and text != "Somebody unknown"]
        if column == "time":
            numbers = list(owner.section.model.found.numbers)
            assert numbers == sorted(numbers, reverse=descending)
        else:
            assert told == sorted(told, reverse=descending)


def test_a_third_press_brings_the_newest_back_on_top(owner: Reader) -> None:
    owner.section.model.sort(1)
    owner.section.table._sort_by(1)
    owner.section.table._sort_by(1)
    assert owner.section.model.order == (SortBy.TIME, True)


def test_the_selected_line_stays_selected_when_it_is_asked_again(owner: Reader) -> None:
    owner.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    owner.house.event("lock", "ada")
    owner.press(Qt.Key.Key_F5)
    QTest.qWait(20)
    selected = owner.section.table.selected_record()
    assert selected is not None and selected.what == "Add an allergy"
    assert owner.rows()[0] == "Lock"


def test_changes_elsewhere_ask_nothing(owner: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question to the record is recorded; a room made ready elsewhere is no reason for one."""
    asked: list[object] = []
    monkeypatch.setattr(owner.section, "ask", lambda: asked.append(1))
    owner.screen.refresh()
    assert asked == []


def test_the_lines_go_on_paper_as_they_were_asked_for(auditor: Reader) -> None:
    auditor.choose(auditor.section.filter.kind, "looked")
    auditor.section.focus_list()
    auditor.control(Qt.Key.Key_P)
    [paper] = auditor.papers
    assert paper.kind is PaperKind.RECORD_LIST
    asked, by, descending, upto = asked_from(paper.subject)
    assert upto == auditor.section.model.found.head > 0
    assert (str(asked.happening), by, descending) == ("looked", SortBy.TIME, True)
    query, args = paper.question()
    assert auditor.house.practice.answer(query, *args).view.lines


def test_an_auditor_exports_the_table_and_not_the_charts(auditor: Reader) -> None:
    auditor.control(Qt.Key.Key_E, shift=True)
    panel = auditor.section.side
    assert isinstance(panel, ExportPanel)
    panel.form.set_value("jsonl")
    panel.show_form()
    assert not panel.act.isEnabled()
    assert "physician, NP or PA, nurse" in panel.told.text() and "Practice, People" in panel.told.text()
    panel.form.set_value("csv")
    panel.show_form()
    auditor.control(ENTER)
    QTest.qWait(20)
    text = (auditor.folder / "record.csv").read_text(encoding="utf-8-sig")
    assert "Add an allergy" in text and "penicillin" not in text
    assert auditor.section.side is None and auditor.section.table.hasFocus()
    assert "not encrypted" in auditor.heard[-1].text
    assert "reports.record.record_export" in [one["act"] for one in auditor.house.entries() if "act" in one]


def test_who_sees_charts_exports_the_whole_record(house: RecordHouse, qtbot: QtBot, tmp_path: Path) -> None:
    reader = Reader(house, qtbot, "ruth", tmp_path)
    reader.section._may = lambda _permission: True
    house.practice.around.policy = _Everything()
    reader.section.open_export()
    panel = reader.section.side
    assert isinstance(panel, ExportPanel)
    panel.form.set_value("jsonl")
    panel.show_form()
    panel.export()
    lines = (tmp_path / "record.jsonl").read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[0])
    assert len(lines) == head["rows"] + 1
    assert [json.loads(line)["sequence"] for line in lines[1:]] == list(range(1, head["rows"] + 1))


class _Everything:
    def allows(self, _actor: Any, _permission: Permission) -> bool:
        return True


def test_a_stopped_export_leaves_no_file(auditor: Reader) -> None:
    auditor.section.open_export()
    panel = auditor.section.side
    assert isinstance(panel, ExportPanel)
    panel._ask = lambda *_told: str(auditor.folder / "record.csv")

    def stop_at_once(*_told: Any) -> None:
        assert panel._progress is not None
        panel._progress.progress.cancel()

    desk = auditor.section.desk
    work = desk.work_on_pool

    def slow(*args: Any, **more: Any) -> Any:
        stop_at_once()
        return work(*args, **more)

    desk.work_on_pool = slow  # type: ignore[method-assign]
    before = set(auditor.folder.glob("*.csv")) | set(auditor.folder.glob(".*.part"))
    panel.export()
    assert set(auditor.folder.glob("*.csv")) | set(auditor.folder.glob(".*.part")) == before == set()
    assert "stopped" in auditor.heard[-1].text


def test_a_place_that_cannot_be_written_is_told_in_the_panel(auditor: Reader) -> None:
    auditor.section.open_export()
    panel = auditor.section.side
    assert isinstance(panel, ExportPanel)
    panel._ask = lambda *_told: str(auditor.folder / "missing" / "record.csv")
    panel.export()
    assert panel.trouble.isVisible() and "could not be written" in panel.trouble.text()


# -- a million rows ------------------------------------------------------------------------------------------


def many(house: RecordHouse, count: int) -> None:
    at, actor = house.practice.clock.now(), house.people["ada"]
    entries = [
        Entry(
            event="view",
            act="chart.chart_summary",
            act_id=new_id(),
            at=at,
            actor=actor,
            patient_id=house.elena,
        )
        for _ in range(count)
    ]
    house.append(*entries)


def test_only_pages_in_sight_are_read_and_few_are_kept(
    house: RecordHouse, qtbot: QtBot, tmp_path: Path
) -> None:
    many(house, PAGE * (MOST_PAGES + 10))
    reader = Reader(house, qtbot, "otto", tmp_path)
    assert len(reader.section.model._pages) <= 2
    for page in range(MOST_PAGES + 8):
        reader.section.table.scrollTo(reader.section.model.index(page * PAGE + 50, 0))
        QTest.qWait(12)
    assert len(reader.section.model._pages) <= MOST_PAGES
    reader.press(Qt.Key.Key_End)
    QTest.qWait(20)
    last = reader.section.table.selected_record()
    assert last is not None and last.number == min(reader.section.model.found.numbers)


def test_a_million_lines_are_shown_without_being_held(qtbot: QtBot) -> None:
    model = RecordModel()
    asked: list[list[int]] = []
    model.pages_wanted.connect(asked.append)
    table = RecordList(model)
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    begin = perf_counter()
    model.show_found(RecordFound(array("q", range(1_000_000)), 1_000_000), (SortBy.TIME, True))
    table.select_first()
    QTest.qWait(30)
    assert perf_counter() - begin < 1.0
    assert table.verticalScrollBar().maximum() > 10_000
    assert sum(len(pages) for pages in asked) <= 2
    assert model.row_of(999_999) == 999_999 and model.row_of(-5) == -1


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot, house: RecordHouse, tmp_path: Path) -> None:
    reader = Reader(house, qtbot, "otto", tmp_path)
    tester = QAbstractItemModelTester(
        reader.section.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    reader.choose(reader.section.filter.kind, "looked")
    reader.section.model.sort(2)
    QTest.qWait(20)
    assert tester.model() is reader.section.model


def test_a_late_answer_to_an_older_question_is_dropped(
    house: RecordHouse, qtbot: QtBot, tmp_path: Path
) -> None:
    reader = Reader(house, qtbot, "otto", tmp_path)
    desk = ThreadDesk(house.practice)
    reader.section.desk = desk
    try:
        for letters in ("looked", "printed", "changed"):
            reader.section.filter.kind.set_value(letters)
            reader.section.ask()
        qtbot.waitUntil(lambda: str(reader.section.asked.happening) == "changed")
        QTest.qWait(50)
        assert str(reader.section.asked.happening) == "changed"
    finally:
        desk.close()


# -- who looked at a chart ----------------------------------------------------------------------------------


def test_who_looked_is_listed_with_what_was_opened_and_printed(house: RecordHouse, qtbot: QtBot) -> None:
    house.sign_in("ruth")
    panel = AccessPanel(Desk(house.practice), house.elena)
    qtbot.addWidget(panel)
    papers: list[PaperWanted] = []
    panel.paper_wanted.connect(papers.append)
    panel.show()
    panel.activateWindow()
    panel.open()
    QTest.qWait(20)
    assert panel.about.text() == "Alvarez, Elena · MRN 000001 · since 3/2/2026"
    records = panel.table.records
    assert [one.person for one in records.records] == ["Lena Frost", "Ada Okafor, MD"]
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.sections.text() == "Chart summary"
    QTest.keyClick(panel.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert papers == [PaperWanted(PaperKind.ACCESS_REPORT, house.elena)]
    QTest.keyClick(panel.table, ESC)


@pytest.mark.parametrize(("percent", "width"), [(100, 1280), (150, 1280), (100, 900)])
def test_no_time_and_no_number_of_a_patient_is_cut(owner: Reader, percent: int, width: int) -> None:
    theme().set_text_size(percent)
    try:
        owner.screen.resize(width, 720)
        QTest.qWait(50)
        table, model = owner.section.table, owner.section.model
        shown = [at for at in range(len(model.columns)) if not table.isColumnHidden(at)]
        assert shown[0] == 0
        for at in (one for one in shown if model.columns[one].id in ("time", "mrn")):
            assert table.columnWidth(at) >= table._measures(at).least, model.columns[at].id
    finally:
        theme().set_text_size(100)
