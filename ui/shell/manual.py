"""The manual over the window: chapters at the left, the text at the right, found by words, saved as PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFileDialog, QTextEdit, QWidget

from app.core.errors import DaybookError
from app.documents.manual import render
from app.documents.manual_text import Chapter, Part, Passage, Points, Table, manual, pieces, plain
from app.documents.words import words_for
from app.practice_file import PROGRAM_VERSION
from ui.common.button import secondary
from ui.common.card import Card
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.overlay import Overlay
from ui.common.paper_output import save_bytes
from ui.common.plain_text import Label
from ui.common.section_list import SectionGroup, SectionList
from ui.common.wording import tr
from ui.common.words import words_for as said
from ui.shell.background import Background
from ui.theme import tokens
from ui.theme.theme import theme

_LIST_WIDTH = 262


class ManualPage(QTextEdit):
    """One chapter, to read, select and copy. It never reads its text as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._chapter: Chapter | None = None
        self._sections: dict[str, QTextCursor] = {}
        theme().changed.connect(self._again)

    def show_chapter(self, chapter: Chapter) -> None:
        """Show a chapter from its beginning."""
        self._chapter = chapter
        self.setAccessibleName(chapter.title)
        self._write(chapter)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_section(self, key: str) -> None:
        """Bring the heading of a section to the top of the page; nothing happens for an unknown one."""
        found = self._sections.get(key)
        if found is not None:
            self.setTextCursor(found)
            self._scroll_to(found, 0.02)

    def find_words(self, words: str, *, loose: bool = False) -> bool:
        """Select the next place of these words after the selection and bring it into sight; say whether there
        is one. With `loose`, a line that has all of them in any order is such a place.
        """
        block, after = self.textCursor().block(), self.textCursor().selectionEnd()
        while block.isValid():
            begin = max(0, after - block.position())
            found = place_of(words, block.text(), begin, loose=loose)
            if found is not None:
                self._select(block.position() + found[0], found[1])
                return True
            block = block.next()
        return False

    def _select(self, begin: int, length: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(begin + length, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._scroll_to(cursor, 0.3)

    def _scroll_to(self, cursor: QTextCursor, part: float) -> None:
        """Scroll so that the place stands this part of the height below the upper edge."""
        bar = self.verticalScrollBar()
        top = self.cursorRect(cursor).top() + bar.value()
        bar.setValue(round(top - part * self.viewport().height()))

    def _again(self) -> None:
        if self._chapter is not None:
            self._write(self._chapter)

    def _write(self, chapter: Chapter) -> None:
        self.clear()
        self.document().setDocumentMargin(theme().px(18))
        cursor = self.textCursor()
        self._block(cursor, [(chapter.title, True)], size=tokens.TITLE, first=True)
        self._block(cursor, pieces(chapter.summary), tone=theme().colors.second, below=6)
        self._sections = {}
        for section in chapter.sections:
            self._block(cursor, [(section.heading, True)], size=tokens.HEADING, above=14, below=4)
            if section.key:
                self._sections[section.key] = QTextCursor(cursor.block())
            for part in section.parts:
                self._part(cursor, part)

    def _part(self, cursor: QTextCursor, part: Part) -> None:
        match part:
            case Passage(text, warning):
                self._block(cursor, pieces(text), tone=theme().colors.warning if warning else "", below=8)
            case Points(items, numbered):
                for number, item in enumerate(items, 1):
                    sign = f"{number}." if numbered else "\u2022"
                    self._block(cursor, [(f"{sign}\t", False), *pieces(item)], hang=26, below=4)
            case Table():
                self._table(cursor, part)

    def _block(
        self,
        cursor: QTextCursor,
        text: Iterable[tuple[str, bool]],
        *,
        size: float = tokens.BODY,
        tone: str = "",
        above: int = 0,
        below: int = 2,
        hang: int = 0,
        first: bool = False,
    ) -> None:
        shape = QTextBlockFormat()
        shape.setTopMargin(theme().px(above))
        shape.setBottomMargin(theme().px(below))
        shape.setLineHeight(128, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if hang:
            shape.setLeftMargin(theme().px(hang))
            shape.setTextIndent(-theme().px(hang - 4))
            shape.setTabPositions([QTextOption.Tab(theme().px(hang - 4), QTextOption.TabType.LeftTab)])
        if first:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)
        _insert(cursor, text, size, tone)

    def _table(self, cursor: QTextCursor, table: Table) -> None:
        shape = QTextTableFormat()
        shape.setCellPadding(theme().px(6))
        shape.setCellSpacing(0)
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(QColor(theme().colors.line))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setBottomMargin(theme().px(10))
        whole = sum(table.widths)
        share = QTextLength.Type.PercentageLength
        shape.setColumnWidthConstraints([QTextLength(share, 100 * one / whole) for one in table.widths])
        shape.setHeaderRowCount(1)
        made = cursor.insertTable(len(table.rows) + 1, len(table.head), shape)
        for number, row in enumerate([table.head, *table.rows]):
            for column, text in enumerate(row):
                inside = made.cellAt(number, column).firstCursorPosition()
                said_here = [(text, True)] if number == 0 else pieces(text)
                _insert(inside, said_here, tokens.LABEL, theme().colors.second if number == 0 else "")
        cursor.movePosition(QTextCursor.MoveOperation.End)


def _insert(cursor: QTextCursor, text: Iterable[tuple[str, bool]], size: float, tone: str) -> None:
    for words, strong in text:
        look = QTextCharFormat()
        look.setFont(theme().font(size, QFont.Weight.DemiBold if strong else QFont.Weight.Normal))
        look.setForeground(QColor(tone or theme().colors.ink))
        cursor.insertText(words, look)


class ManualPanel(Card):
    """Chapters, the page, and the words to find. `left` tells that somebody is done reading."""

    def __init__(self, ask_file: Callable[[QWidget, str], str] | None = None) -> None:
        super().__init__(space=12)
        self._ask_file = ask_file or _ask_file
        self._chapters = {chapter.key: chapter for chapter in manual()}
        self._current = next(iter(self._chapters))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.find_field = TextField("find", "", placeholder=self.tr("Find in the manual"))
        self.find_field.line.setAccessibleName(self.tr("Find in the manual"))
        self.save_button = secondary(self.tr("Save as PDF"), icon="file-text", name="save_manual")
        self.close_button = secondary(self.tr("Close"), name="close_manual")
        self.note = Label("", "label", "second", wrap=True)
        self.note.hide()
        sections = [(one.key, one.title) for one in self._chapters.values()]
        self.chapters = SectionList(self.tr("Chapters"), [SectionGroup("", sections)], width=_LIST_WIDTH)
        self.page = ManualPage()
        self._lay_out()
        self.keys = KeyList(self, self.tr("Manual"))
        self.keys.add("Ctrl+F", self.tr("Find in the manual"), self.find_field.line.setFocus)
        self.chapters.chosen.connect(self.show_chapter)
        self.find_field.line.returnPressed.connect(self.find_next)
        self.save_button.clicked.connect(self.save)
        self.show_chapter(self._current)

    def _lay_out(self) -> None:
        head = Row(space=10)
        head.addWidget(Label(self.tr("Manual"), "heading"))
        head.addWidget(self.find_field, 1)
        head.addWidget(self.save_button)
        head.addWidget(self.close_button)
        middle = Row(space=12)
        middle.addWidget(self.chapters)
        middle.addWidget(self.page, 1)
        column = Column(space=10)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addLayout(middle, 1)
        self.add(column)

    def show_chapter(self, key: str, section: str = "") -> None:
        """Show a chapter from its beginning, or from one of its sections that has a key."""
        self._current = key
        self.chapters.set_current(key)
        self.page.show_chapter(self._chapters[key])
        if section:
            self.page.show_section(section)

    def find_next(self) -> None:
        """Go to the next place of the typed words, on in the chapters that follow, and round to the first."""
        words = " ".join(self.find_field.line.text().split())
        self.note.hide()
        if words and not self._find(words, loose=not self._stands(words)):
            self._say(self.tr("The manual has nothing about “{words}”.").replace("{words}", words))

    def _find(self, words: str, *, loose: bool) -> bool:
        if self.page.find_words(words, loose=loose):
            return True
        keys = list(self._chapters)
        at = keys.index(self._current)
        for key in [*keys[at + 1 :], *keys[: at + 1]]:
            if any(place_of(words, text, loose=loose) for text in _texts(self._chapters[key])):
                self.show_chapter(key)
                return self.page.find_words(words, loose=loose)
        return False

    def _stands(self, words: str) -> bool:
        """Tell whether these words stand anywhere one after the other."""
        return any(place_of(words, text) for one in self._chapters.values() for text in _texts(one))

    def save(self) -> None:
        """Write the whole manual as a PDF where the person says."""
        chosen = self._ask_file(self, "daybook-manual.pdf")
        if not chosen:
            return
        file = Path(chosen)

        def write() -> None:
            save_bytes(render(manual(), words_for("en"), PROGRAM_VERSION), file)

        Background(write, lambda _none: self._say(self._saved(file)), self._not_saved, self)

    def _saved(self, file: Path) -> str:
        return self.tr("Saved as {file}.").replace("{file}", file.name)

    def _not_saved(self, error: Exception) -> None:
        known = isinstance(error, DaybookError)
        trouble = self.tr("It could not be saved there. Choose another place.")
        self._say(said(error.message) if known and isinstance(error, DaybookError) else trouble)

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.show()


def place_of(words: str, text: str, begin: int = 0, *, loose: bool = False) -> tuple[int, int] | None:
    """Return where words stand in a line of text from `begin` on, and how long the place is; None if nowhere.

    With `loose` the line must have all of them in any order; the place is then its first one of them.
    """
    low = text.lower()
    wanted = words.lower().split() if loose else [words.lower()]
    if not wanted or not all(one in low for one in wanted) or (loose and begin > 0):
        return None
    places = [(found, len(one)) for one in wanted if (found := low.find(one, begin)) >= 0]
    return min(places, default=None)


def _texts(chapter: Chapter) -> list[str]:
    said = [line for section in chapter.sections for line in section.lines()]
    return [chapter.title, plain(chapter.summary), *said]


def _ask_file(parent: QWidget, name: str) -> str:
    title = tr("manual", "Save the manual")
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), "PDF (*.pdf)")
    return chosen


class ManualOverlay(Overlay):
    """The manual over a window or over the sign-in: it can be read when nobody can sign in."""

    def __init__(self, parent: QWidget, ask_file: Callable[[QWidget, str], str] | None = None) -> None:
        self.manual_panel = ManualPanel(ask_file)
        super().__init__(parent, self.manual_panel, width=1040)
        self.manual_panel.close_button.clicked.connect(self.close_panel)

    def open_at(self, chapter: str = "", section: str = "") -> None:
        """Show the manual, at a chapter and a section of it if they are named."""
        self.open()
        if chapter:
            self.manual_panel.show_chapter(chapter, section)
        self.manual_panel.chapters.setFocus()

    def wanted_height(self) -> int:
        return theme().px(4000)  # as tall as the window has room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.close_panel()
        else:
            super().keyPressEvent(event)
