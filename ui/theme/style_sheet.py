"""The style sheet of the program, made from the tokens. Widgets that paint themselves are not in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from string import Template

from ui.theme import tokens

_TEMPLATE = Template("""
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget#page { background: $background; }
QToolTip { background: $surface; color: $ink; border: 1px solid $strong_line; padding: ${p4}px ${p8}px; }

QLabel[role="label"] { font-size: ${label}pt; }
QLabel[role="section"] { font-size: ${label}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 700; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="figure"] { font-size: ${title}pt; font-weight: 600; }
QLabel[tone="second"] { color: $second; }
QLabel[tone="third"] { color: $third; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="on_soft"] { color: $on_soft; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="danger"] { color: $danger; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[kind="card"][attention="true"] { border: 1px solid $warning; }
QFrame[kind="rule"] { background: $line; border: none; }
QFrame[kind="bar"] { background: $surface; border: none; }
QFrame[kind="strip"] { background: $ink; border: none; border-radius: ${radius}px; }
QFrame[kind="strip"] QLabel { color: $surface; }
QFrame[kind="drop"] { background: transparent; border: 1px dashed $strong_line; border-radius: ${radius}px; }

QAbstractScrollArea { background: transparent; border: none; }
QLineEdit, QPlainTextEdit, QComboBox {
    background: $surface; color: $ink; border: 1px solid $strong_line; border-radius: ${radius}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox { padding: 0 ${p9}px; min-height: ${input_inner}px; max-height: ${input_inner}px; }
QPlainTextEdit { padding: ${p4}px ${p6}px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 0 ${p8}px;
    min-height: ${input_focus}px; max-height: ${input_focus}px; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: ${p3}px ${p5}px; }
QLineEdit[state="attention"], QComboBox[state="attention"] {
    background: $warning_soft; border-color: $warning; }
QLineEdit[state="error"], QComboBox[state="error"], QPlainTextEdit[state="error"] {
    background: $surface; border-color: $danger; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $background; color: $third;
    border-color: $line; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: $background; border-color: $line; }
QLineEdit[kind="large"] { min-height: ${large_inner}px; max-height: ${large_inner}px; }
QLineEdit[kind="large"]:focus { min-height: ${large_focus}px; max-height: ${large_focus}px; }
QLineEdit[kind="bare"] { border: none; background: transparent; padding: 0; }
QComboBox { padding-left: ${p11}px; }
QComboBox:focus, QComboBox:on { padding-left: ${p10}px; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView, QListView[kind="popup"] {
    background: $surface; border: 1px solid $strong_line; outline: none; padding: ${p4}px;
    selection-background-color: $accent_soft; selection-color: $on_soft;
}
QComboBox QAbstractItemView::item, QListView[kind="popup"]::item { min-height: ${p28}px; padding: 0 ${p8}px; }

QTableView, QTreeView, QListView { background: transparent; border: none; outline: none; color: $ink;
    selection-background-color: $accent_soft; selection-color: $ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[kind="scrolled"] { background: transparent; }

QScrollBar:vertical { background: transparent; width: ${p10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $strong_line; border-radius: ${p3}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${p24}px; }
QScrollBar::handle:horizontal { min-width: ${p24}px; }
QScrollBar::handle:hover { background: $third; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $strong_line; border-radius: ${radius}px; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $accent_soft; color: $on_soft; }
QMenu::item:disabled { color: $third; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px 0; }

QProgressBar { background: $sunken; border: none; border-radius: ${p3}px;
    max-height: ${p6}px; min-height: ${p6}px; }
QProgressBar::chunk { background: $accent; border-radius: ${p3}px; }
QCheckBox { spacing: ${p8}px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p16}px; height: ${p16}px; }
QSplitter::handle { background: transparent; }
QPdfView { background: $sunken; }
""")


def style_sheet(colors: tokens.Colors, px: Callable[[float], int], pt: Callable[[float], float]) -> str:
    """Return the style sheet for these colours; `px` gives scaled pixels, `pt` scaled points."""
    values: dict[str, str] = dict(asdict(colors))
    values |= {f"p{size}": str(px(size)) for size in (3, 4, 5, 6, 8, 9, 10, 11, 12, 16, 24, 28)}
    values |= {
        "label": f"{pt(tokens.LABEL):.3f}",
        "heading": f"{pt(tokens.HEADING):.3f}",
        "title": f"{pt(tokens.TITLE):.3f}",
        "radius": str(px(tokens.RADIUS)),
        "card_radius": str(px(tokens.CARD_RADIUS)),
        "input_inner": str(px(tokens.INPUT_HEIGHT) - 2),
        "input_focus": str(px(tokens.INPUT_HEIGHT) - 4),
        "large_inner": str(px(40) - 2),
        "large_focus": str(px(40) - 4),
    }
    return _TEMPLATE.substitute(values)
