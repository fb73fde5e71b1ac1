"""The other shared pieces: screens and their staleness, messages, soft stops, progress, charts, PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QEvent, QIODevice, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.changes import Kind
from app.core.errors import (
    Cancelled,
    NeedsAcknowledgement,
    NotFound,
    NotPermitted,
    RuleViolated,
    Stale,
    Unavailable,
)  # fmt: skip
from app.core.findings import Finding, Message, Severity
from app.core.ids import new_id
from tests.ui_common.conftest import FakePractice
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.banner import BannerView, PatientBanner
from ui.common.button import Button, ButtonKind, key_text, primary, secondary
from ui.common.check_rows import CheckLine, CheckList, CheckRow, CheckState
from ui.common.chip import ChipText, initials_of
from ui.common.desk import Desk, InPlaceDesk
from ui.common.fields import CheckField
from ui.common.flow import FieldGrid
from ui.common.keys import KeyList, keys_within
from ui.common.layout import Column
from ui.common.line_chart import Line, LineChart, Plot, Target, axis_for, day_marks
from ui.common.message_strip import MessageStrip, Said
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label, plain_tip
from ui.common.presenter import Presenter, Shown, presentation_of
from ui.common.printing import Printers, open_pdf, page_image, print_pdf
from ui.common.progress_panel import ProgressPanel
from ui.common.screen import Screen
from ui.common.wording import tr
from ui.common.words import fill, words_for
from ui.theme.tokens import Tone


class Board(Screen):
    """A screen that counts how often it refreshed."""

    watches = frozenset({Kind.VISIT})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Board", "board")
        self.refreshed = 0

    def refresh(self) -> None:
        self.refreshed += 1


def test_a_screen_refreshes_for_what_it_watches_and_ignores_its_own_echo(
    practice: FakePractice, qtbot: QtBot
) -> None:
    desk: Any = InPlaceDesk(practice)
    board = Board(desk)
    qtbot.addWidget(board)
    board.show()
    qtbot.waitUntil(lambda: board.refreshed == 1)
    practice.publish(Kind.PAYMENT)
    assert not board.stale
    child = QWidget(board)
    desk.do(lambda which, _command: which.publish(), None, owner=child)
    assert not board.stale
    practice.publish(Kind.VISIT)
    practice.publish(Kind.VISIT)
    qtbot.waitUntil(lambda: board.refreshed == 2)


def test_a_hidden_screen_goes_stale_until_shown(practice: FakePractice, qtbot: QtBot) -> None:
    board = Board(InPlaceDesk(practice))
    qtbot.addWidget(board)
    practice.publish(Kind.VISIT)
    assert board.stale
    assert board.refreshed == 0
    board.show()
    qtbot.waitUntil(lambda: board.refreshed == 1)
    assert not board.stale


def test_keys_are_bound_shown_and_listed_in_one_place(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = Button("Room this patient", ButtonKind.PRIMARY, parent=window)
    done: list[str] = []
    keys = KeyList(window, "Today")
    window.keys = keys  # type: ignore[attr-defined]
    keys.add("R", "Room this patient", lambda: done.append("roomed"), button=button)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.setFocus()
    qtbot.waitUntil(window.hasFocus)
    qtbot.keyClick(window, Qt.Key.Key_R)
    button.setEnabled(False)
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert done == ["roomed"]
    assert button.keys == "R"
    assert [hint.words for hint in keys_within(window)[0].hints()] == ["Room this patient"]
    assert key_text("Ctrl+Return") == "Ctrl ↵"


def test_the_words_of_a_button_are_shown_as_they_are(qtbot: QtBot) -> None:
    button = primary("Save & print")
    qtbot.addWidget(button)
    assert button.words == "Save & print"
    assert button.accessibleName() == "Save & print"
    assert button.shortcut().isEmpty()
    assert button.minimumSizeHint() == button.sizeHint()


def test_the_strip_offers_undo_for_ten_seconds(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(800, 300)
    page.show()
    strip = MessageStrip(page)
    undone: list[str] = []
    strip.say(Said("Susan Lee is in room 5.", undo=lambda: undone.append("undone")))
    assert strip.isVisible()
    assert strip.undo_button.isVisible()
    assert strip._timer.interval() == 10_000
    assert page.rect().contains(strip.geometry())
    strip.undo()
    strip.undo()
    assert undone == ["undone"]
    assert not strip.isVisible()
    strip.say(Said("The disk is full.", Tone.DANGER, stays=True))
    assert not strip.undo_button.isVisible()
    assert not strip._timer.isActive()


def test_the_strip_covers_no_button_and_goes_wholly(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 500)
    row = QHBoxLayout(page)
    buttons = [secondary(f"Keep, sign later {number}") for number in range(4)]
    for button in buttons:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    page.show()
    qtbot.waitExposed(page)
    strip = MessageStrip(page)
    strip.say(Said("Note kept. It is not signed yet."))
    assert page.rect().contains(strip.geometry())
    assert not any(strip.geometry().intersects(one.geometry()) for one in buttons)
    strip.dismiss()
    assert not strip.isVisible() and not page.rect().intersects(strip.geometry())
    page.resize(800, 400)
    assert not page.rect().intersects(strip.geometry())


@pytest.mark.parametrize(
    ("error", "where"),
    [
        (RuleViolated("dose", Message("core.not_found")), Shown.FIELD),
        (NeedsAcknowledgement([Finding(Message("core.not_found"), Severity.SOFT_STOP)]), Shown.FINDINGS),
        (NotPermitted("frontdesk.check_in"), Shown.STRIP),
        (Stale("visit", new_id(), 1, 2), Shown.STRIP),
        (NotFound("visit", new_id()), Shown.STRIP),
        (Unavailable("disk_full"), Shown.STRIP),
        (Cancelled(), Shown.STRIP),
        (KeyError("Lee"), Shown.CRASH),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_error_has_one_way_to_be_shown(error: Exception, where: Shown) -> None:
    said: list[Said] = []
    crashed: list[BaseException] = []
    assert presentation_of(error).where is where
    Presenter(said.append, crashed.append).show(error)
    assert (len(said), len(crashed)) == ((0, 1) if where is Shown.CRASH else (1, 0))
    assert all("Lee" not in each.text for each in said)


def test_a_soft_stop_goes_on_with_a_reason_only(practice: FakePractice, qtbot: QtBot) -> None:
    desk: Any = InPlaceDesk(practice)
    owner = QWidget()
    qtbot.addWidget(owner)
    shown: list[AcknowledgePanel] = []
    results: list[str] = []
    closed: list[str] = []

    def act(_practice: Any, command: str) -> str:
        if not command:
            raise NeedsAcknowledgement([Finding(Message("core.not_found"), Severity.SOFT_STOP)])
        return f"done: {command}"

    untyped: Any = do_with_reason
    untyped(
        desk, act, "", with_reason=lambda _command, reason: reason, show=shown.append,
        close=lambda: closed.append("closed"), act="Save anyway", owner=owner, done=results.append,
    )  # fmt: skip
    panel = shown[0]
    qtbot.addWidget(panel)
    panel.show()
    panel.go_on.click()
    assert results == []
    assert panel.reason.error.isVisible()
    qtbot.keyClicks(panel.reason.line, "Seen by Dr. Okafor")
    panel.go_on.click()
    assert results == ["done: Seen by Dr. Okafor"]
    assert closed == ["closed"]


def test_progress_shows_late_and_stops(qtbot: QtBot) -> None:
    panel = ProgressPanel("Importing", at_once=True)
    qtbot.addWidget(panel)
    panel.progress.step(3, 10, Message("core.not_found"))
    qtbot.waitUntil(lambda: panel.bar.value() == 3)
    assert panel.bar.maximum() == 10
    assert panel.detail.isVisible()
    with qtbot.waitSignal(panel.cancelled):
        panel.cancel_button.click()
    with pytest.raises(Cancelled):
        panel.progress.check()
    quick = ProgressPanel("Quick")
    qtbot.addWidget(quick)
    quick.finish()
    assert not quick.isVisible()
    assert not any(timer.isActive() for timer in quick._timers)


def test_the_banner_tells_none_from_never_asked(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.resize(1_200, 70)
    facts = ("8/12/1958", "67 years", "F", "MRN 004417")
    banner.show_view(BannerView("SL", "Lee, Susan", facts))
    assert "Allergies not asked yet" in banner.accessibleName()
    banner.show_view(BannerView("SL", "Lee, Susan", facts, no_allergies="No known allergies"))
    assert "No known allergies" in banner.accessibleName()
    view = BannerView("SL", "Lee, Susan", facts, allergies=("Penicillin: hives",), act="Ready for provider")
    banner.show_view(view)
    with qtbot.waitSignal(banner.act_pressed):
        banner.button.click()


def test_the_banner_never_cuts_a_chip(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    flags = tuple(ChipText(f"A rather long flag {number}") for number in range(6))
    banner.show_view(BannerView("SL", "Lee, Susan", ("8/12/1958",), flags=flags, states=flags, act="Go on"))
    for width in (1_300, 700, 500):
        banner.resize(width, banner.heightForWidth(width) if banner.hasHeightForWidth() else 300)
        banner.show()
        banner.resize(width, 400)
        chips = chips_of(banner)
        assert len(chips) == 13
        assert all(chip.width() >= chip.sizeHint().width() for chip in chips), width


def test_the_act_of_the_banner_stays_at_the_right_when_flags_wrap(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.resize(1_280, 400)
    banner.show()
    flags = tuple(ChipText(f"A rather long flag {number}") for number in range(7))
    state = ChipText("With provider 12 min", Tone.VIOLET)
    few = BannerView("SL", "Lee, Susan", ("8/12/1958",), flags=flags[:1], states=(state,), act="Go on")
    for view in (few, replace(few, flags=flags), few):
        banner.show_view(view)
        QApplication.sendPostedEvents()
        shown = [chip for chip in chips_of(banner) if chip.isVisible()]
        places = {chip.accessibleName(): chip.mapTo(banner, chip.rect().center()) for chip in shown}
        button = banner.button.geometry()
        assert places[state.text].x() < button.left()
        assert abs(places[state.text].y() - button.center().y()) < button.height()
        assert (places[flags[0].text].y() > button.bottom()) is (view.flags == flags)
        assert button.right() > banner.width() - 40


def chips_of(banner: PatientBanner) -> list[QWidget]:
    return [chip for chip in banner.findChildren(QWidget) if type(chip).__name__ == "Chip"]


def test_a_checklist_says_how_each_line_stands(qtbot: QtBot) -> None:
    lines = [
        CheckLine("mask", "Mask", CheckState.ATTENTION, active=True),
        CheckLine("id", "Identity", CheckState.DONE),
    ]
    check_list = CheckList(lines)
    qtbot.addWidget(check_list)
    rows = check_list.findChildren(CheckRow)
    assert [row.accessibleName() for row in rows] == ["Mask, needs attention", "Identity, done"]
    with qtbot.waitSignal(check_list.activated) as pressed:
        rows[0].click()
    assert pressed.args == ["mask"]
    check_list.set_lines(lines)
    assert check_list.findChildren(CheckRow) == rows


def test_fields_break_into_fewer_columns(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    grid = FieldGrid(page, columns=4, least=150, space=12)
    labels = [Label(f"Field {number}") for number in range(8)]
    for label in labels:
        grid.add(label)
    assert grid.heightForWidth(700) < grid.heightForWidth(400) < grid.heightForWidth(160)
    page.resize(700, 300)
    page.show()
    assert len({label.x() for label in labels}) == 4


def test_wrapped_text_keeps_all_its_words(qtbot: QtBot) -> None:
    label = Label("word " * 60, wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(100) > label.heightForWidth(400) > label.heightForWidth(4_000)
    assert plain_tip("<b>&") == "<span>&lt;b&gt;&amp;</span>"
    assert (initials_of("Susan", "Lee"), initials_of("", "Lee"), initials_of("", "")) == ("SL", "L", "")


@pytest.mark.parametrize(
    "values", [(132.0, 158.0), (80.0, 80.0), (0.0, 0.0), (-5.0, 5.0), (0.001, 0.0012), (1.0, 1e6)]
)
def test_an_axis_holds_its_values_in_countable_steps(values: tuple[float, float]) -> None:
    axis = axis_for(values, 6)
    marks = axis.marks()
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert 2 <= len(marks) <= 7
    assert marks[-1] == pytest.approx(axis.high)


def test_a_lone_value_stands_amid_its_axis() -> None:
    axis = axis_for([30.9], 7)
    assert axis.low < 30.0 < 31.8 < axis.high


def test_a_chart_draws_and_has_its_table(qtbot: QtBot) -> None:
    chart = LineChart("Weight")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    line = Line("Weight", ((date(2025, 3, 1), 171.0), (date(2026, 3, 1), 158.4)), label="Weight 158.4 lb")
    chart.set_plots([Plot((line,), (Target(160),), "lb"), Plot((Line("None", ()),))])
    assert chart.table_rows() == [
        (date(2026, 3, 1), "Weight", "158.4 lb"),
        (date(2025, 3, 1), "Weight", "171 lb"),
    ]
    assert "158.4" in chart.accessibleDescription()
    with qtbot.waitExposed(chart):
        chart.show()
    first = chart._prepared()
    chart.repaint()
    assert chart._prepared() is first
    chart.resize(500, 200)
    assert chart._prepared() is not first
    assert [words for _day, words in day_marks(date(2025, 3, 4), date(2026, 3, 3), 3)] == [
        "Mar 2025",
        "Sep",
        "Mar 2026",
    ]


def sample_pdf() -> bytes:
    """Return two letter pages with a black square each."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    with QPainter(writer) as painter:
        painter.fillRect(0, 0, 2_000, 2_000, Qt.GlobalColor.black)
        writer.newPage()
        painter.fillRect(0, 0, 2_000, 2_000, Qt.GlobalColor.black)
    return bytes(buffer.data().data())


def test_a_pdf_is_previewed_and_printed_off_the_gui_thread(
    practice: FakePractice, qtbot: QtBot, tmp_path: Path
) -> None:
    pdf = sample_pdf()
    desk: Any = InPlaceDesk(practice)
    preview = PdfPreview(desk, "Summary", printers=lambda: Printers(("Front desk",), "Front desk"))
    qtbot.addWidget(preview)
    preview.show_pdf(pdf)
    assert preview.page_count() == 2
    assert preview.head.detail.text() == "2 pages"
    assert preview.print_button.isEnabled()
    target = tmp_path / "printed.pdf"
    assert print_pdf(pdf, "", job="Daybook", to_file=str(target)) == 2
    document, _buffer = open_pdf(target.read_bytes())
    assert document.pageCount() == 2
    assert page_image(document, 0, 40).pixelColor(60, 60) == QColor(Qt.GlobalColor.black)


def test_without_a_printer_it_says_so(practice: FakePractice, qtbot: QtBot) -> None:
    desk: Any = InPlaceDesk(practice)
    preview = PdfPreview(desk, "Summary", printers=lambda: Printers((), ""))
    qtbot.addWidget(preview)
    preview.show_pdf(sample_pdf())
    assert preview.printer.list.currentText() == "No printer on this PC"
    assert not preview.print_button.isEnabled()


def test_bytes_that_are_no_pdf_are_named() -> None:
    for wrong in (b"", b"%PDF-1.7 cut", io.BytesIO(b"x" * 999).getvalue()):
        with pytest.raises(Unavailable) as refused:
            open_pdf(wrong)
        assert refused.value.cause == "pdf_unreadable"


@pytest.mark.parametrize(("count", "words"), [(0, "0 visits"), (1, "1 visit"), (2, "2 visits")])
def test_plurals_are_english(count: int, words: str) -> None:
    assert tr("test", "%n visit(s)", count) == words


def test_parameters_are_values_not_templates() -> None:
    params: dict[str, Any] = {"name": "{other} <b>", "other": Decimal("1.50"), "day": date(2026, 3, 3)}
    assert fill("{day}: {other}, {name}", params) == "3/3/2026: 1.5, {other} <b>"
    assert words_for(Message("no.such.id")) == "no.such.id"


def test_long_words_of_a_box_wrap_inside_a_narrow_panel(qtbot: QtBot) -> None:
    field = CheckField("asked", "No cough with a runny nose, or a clinician asks for the test in any case")
    holder = QWidget()
    qtbot.addWidget(holder)
    Column(holder).addWidget(field)
    holder.resize(280, 200)
    holder.show()
    qtbot.waitExposed(holder)
    assert holder.width() == 280
    assert field.input.height() >= field.box.heightForWidth(field.box.width()) > 24


def test_keys_are_written_as_they_are_pressed() -> None:
    assert [key_text(keys) for keys in ("Ctrl++", "Ctrl+Return", "F8")] == ["Ctrl +", "Ctrl ↵", "F8"]


def test_a_key_bound_twice_belongs_to_the_innermost_that_can_act(qtbot: QtBot) -> None:
    outer, pressed = QWidget(), []
    qtbot.addWidget(outer)
    inner = QWidget(outer)
    column = Column(inner)
    line, button = QLineEdit(), primary("Print")
    column.addWidget(line)
    column.addWidget(button)
    Column(outer).addWidget(inner)
    outer_keys, inner_keys = KeyList(outer, "outer"), KeyList(inner, "inner")
    outer_keys.add("Esc", "Leave", lambda: pressed.append("outer"))
    inner_keys.add("Esc", "Close", lambda: pressed.append("inner"), button=button)
    outer.show()
    outer.activateWindow()
    qtbot.waitUntil(outer.isActiveWindow)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    button.hide()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert pressed == ["inner", "inner", "outer"]


def test_enter_presses_a_button_once(qtbot: QtBot) -> None:
    button, pressed = primary("Print"), []
    qtbot.addWidget(button)
    button.clicked.connect(lambda: pressed.append(1))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(button, held)
    assert pressed == [1]
