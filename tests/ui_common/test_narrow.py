"""Beside large text in a small window: buttons, figures and sections break into lines, and nothing is cut."""

from collections.abc import Sequence

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.common.button import Button, primary, secondary
from ui.common.card import Metric, MetricStrip, PageHead
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.section_list import SectionGroup, SectionList
from ui.theme import tokens
from ui.theme.theme import theme

FIGURES = [
    Metric("Newest verified", "3 hours ago"),
    Metric("Next", "11/24/2026 12:30 PM"),
    Metric("Rehearsed", "11/2/2026 9:00 AM"),
    Metric("Downtime pack", "Never"),
]
SECTIONS = ("Practice", "Emergency access", "Questions before an act", "Verify the record")


def shown(qtbot: QtBot, content: QWidget, width: int) -> QWidget:
    window = QWidget()
    column = Column(window, space=0)
    column.addWidget(content)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(width, 500)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(30)
    return window


def words_fit(label: Label) -> bool:
    metrics = QFontMetricsF(label.font())
    widest = max(metrics.horizontalAdvance(word) for word in label.text().split())
    return widest <= label.width() + 1 and label.heightForWidth(label.width()) <= label.height()


@pytest.mark.parametrize(("size", "width"), [(100, 520), (130, 440), (150, 420), (150, 330)])
def test_figures_break_into_lines_and_stand_whole(qtbot: QtBot, size: int, width: int) -> None:
    theme().set_text_size(size)
    strip = MetricStrip(FIGURES)
    _window = shown(qtbot, strip, width)
    assert all(words_fit(part) for part in strip.findChildren(Label))
    assert strip.width() <= width


def test_figures_that_have_room_stand_beside_each_other(qtbot: QtBot) -> None:
    strip = MetricStrip(FIGURES)
    _window = shown(qtbot, strip, 900)
    tops = {value.mapTo(strip, value.rect().topLeft()).y() for _label, value in strip._cells}
    assert len(tops) == 1


def head_with(buttons: Sequence[Button]) -> PageHead:
    head = PageHead("Backups", "Encrypted, and read back whole before they count")
    for one in buttons:
        head.add_button(one)
    return head


def acts() -> list[Button]:
    words = ("Read it whole", "Rehearse a restore", "Downtime pack now")
    return [*(secondary(one) for one in words), primary("Back up now", keys="Ctrl+B")]


@pytest.mark.parametrize(("size", "width"), [(100, 520), (150, 850), (150, 500)])
def test_buttons_of_a_head_go_on_below_it(qtbot: QtBot, size: int, width: int) -> None:
    theme().set_text_size(size)
    buttons = acts()
    head = head_with(buttons)
    _window = shown(qtbot, head, width)
    assert head.height() > buttons[0].height()
    for one in buttons:
        assert one.isVisible() and one.width() >= one.sizeHint().width()
        assert head.rect().contains(one.geometry())


def test_buttons_come_back_beside_the_title_once_there_is_room(qtbot: QtBot) -> None:
    buttons = acts()
    head = head_with(buttons)
    window = shown(qtbot, head, 500)
    low = head.height()
    window.resize(1200, 500)
    qtbot.waitUntil(lambda: head.height() < low)
    assert [one.x() for one in buttons] == sorted(one.x() for one in buttons)
    assert len({one.y() for one in buttons}) == 1


@pytest.mark.parametrize(("size", "width"), [(100, 1280), (150, 1280), (150, 1920), (100, 1920)])
def test_each_section_stands_with_all_its_words(qtbot: QtBot, size: int, width: int) -> None:
    theme().set_text_size(size)
    made = SectionList("Parts", [SectionGroup("", [(one, one) for one in SECTIONS])], width=150)
    _window = shown(qtbot, made, width)
    made.set_current("Questions before an act")
    bold = theme().metrics(tokens.BODY, QFont.Weight.DemiBold)
    for one in made.buttons.values():
        assert all(bold.horizontalAdvance(line) <= one.room_width() for line in one.lines())
        assert len(one.lines()) * bold.height() <= one.height()
        assert " ".join(one.lines()) == one.word
    if width >= 1280 and size == 100:
        assert all(len(one.lines()) == 1 for one in made.buttons.values())
