"""The tokens, the sheet made of them, and the rule that nobody else names a colour or a bare label."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontInfo, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import tokens
from ui.theme.fonts import RESOURCES, load_fonts
from ui.theme.icons import draw_icon, icon_pixmap
from ui.theme.style_sheet import style_sheet
from ui.theme.theme import Appearance, theme

UI = Path(__file__).parents[2] / "ui"
WIDGET_FILES = [path for path in UI.rglob("*.py") if "theme" not in path.relative_to(UI).parts]
COLOR = re.compile(
    r"""["'#]#?[0-9a-fA-F]{6}\b["']|["']#[0-9a-fA-F]{3,8}["']|\brgba?\(|GlobalColor\.(?!transparent)|QColor\(\s*["'\d]"""
)


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(colors: tokens.Colors) -> None:
    pairs = [(ink, colors.surface) for ink in (colors.ink, colors.second, colors.third)]
    pairs += [
        (colors.ink, colors.background),
        (colors.second, colors.background),
        (colors.second, colors.accent_soft),
    ]
    pairs += [
        (colors.on_accent, colors.accent),
        (colors.on_danger, colors.danger),
        (colors.second, colors.sunken),
    ]
    pairs += [colors.tone(tone) for tone in tokens.Tone]
    low = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5}
    assert low == {}


@pytest.mark.parametrize("path", WIDGET_FILES, ids=lambda path: path.relative_to(UI).as_posix())
def test_no_widget_names_a_color(path: Path) -> None:
    found = [line for line in path.read_text(encoding="utf-8").splitlines() if COLOR.search(line)]
    assert found == []


@pytest.mark.parametrize("path", WIDGET_FILES, ids=lambda path: path.relative_to(UI).as_posix())
def test_text_is_shown_by_the_plain_label_only(path: Path) -> None:
    if path.name == "plain_text.py":
        return
    text = path.read_text(encoding="utf-8")
    assert "QLabel(" not in text
    assert "processEvents" not in text or "walk" in path.parts  # the walk stands outside, as a person does


def test_the_color_rule_finds_what_it_is_for() -> None:
    for line in ('x = "#0F6B5C"', "color: rgb(1, 2, 3)", "QColor(255, 0, 0)", "Qt.GlobalColor.red", '"#abc"'):
        assert COLOR.search(line), line
    assert not COLOR.search("QColor(theme().colors.ink)")


def test_every_length_follows_the_text_size() -> None:
    small = style_sheet(tokens.LIGHT, lambda n: round(n), lambda n: n)
    large = style_sheet(tokens.LIGHT, lambda n: round(n * 1.5), lambda n: n * 1.5)
    assert "font-size: 20.000pt" in small
    assert "font-size: 30.000pt" in large
    assert "$" not in small


def test_both_appearances_have_every_token() -> None:
    assert asdict(tokens.LIGHT).keys() == asdict(tokens.DARK).keys()
    assert all(
        re.fullmatch("#[0-9A-F]{6}", color)
        for color in (*asdict(tokens.LIGHT).values(), *asdict(tokens.DARK).values())
    )


def test_switching_is_live(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme().changed):
        theme().set_appearance(Appearance.DARK)
    assert theme().dark
    assert tokens.DARK.surface in qapp.styleSheet()
    with qtbot.waitSignal(theme().changed):
        theme().set_text_size(150)
    assert theme().px(34) == 51
    with qtbot.assertNotEmitted(theme().changed):
        theme().set_text_size(400)
    assert theme().text_size == 150


def test_the_shipped_fonts_are_used(qapp: QApplication) -> None:
    assert load_fonts()[0] == "Inter"
    assert "Noto Sans Arabic" in load_fonts()
    assert QFontInfo(theme().font()).family() == "Inter"
    assert QFontInfo(qapp.font()).family() == "Inter"


def test_icons_take_the_color_of_a_token() -> None:
    image = icon_pixmap("check", tokens.LIGHT.danger, 32).toImage()
    colors = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colors == {tokens.LIGHT.danger.lower()}


NAMED_ICON = re.compile(r"""(?:icon=|icon_name = |draw_icon\(painter, )"([a-z-]+)\"""")


def test_every_shipped_icon_draws_and_every_named_icon_is_shipped() -> None:
    shipped = {path.stem for path in (RESOURCES / "icons").glob("*.svg")}
    for name in sorted(shipped):
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(0)
        with QPainter(image) as painter:
            draw_icon(painter, name, QRectF(0, 0, 24, 24), tokens.LIGHT.ink)
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name
    named = {name for path in WIDGET_FILES for name in NAMED_ICON.findall(path.read_text(encoding="utf-8"))}
    assert named
    assert named <= shipped
    assert (RESOURCES / "icons" / "LICENSE-lucide.txt").is_file()
