"""F1: every key of the screen in sight and of the window, and from there the manual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui.common.button import key_text, secondary
from ui.common.card import Card, SectionTitle
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.theme.paint import draw_key_cap, key_cap_width
from ui.theme.theme import theme

if TYPE_CHECKING:
    from ui.shell.manual import ManualOverlay


class KeyCap(QWidget):
    """A drawn key."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = key_text(keys)
        self.setAccessibleName(self._keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(max(round(key_cap_width(self._keys)) + 1, theme().px(64)), theme().px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(0, 0, key_cap_width(self._keys), self.height())
            draw_key_cap(painter, rect, self._keys, theme().colors.second, theme().colors.strong_line)


class KeysPanel(Card):
    """The keys of each list under its title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(space=12, parent=parent)
        self.manual_button = secondary(self.tr("Manual"), icon="book-open-text", keys="M", name="open_manual")
        head = Row(space=10)
        head.addWidget(Label(self.tr("Keys"), "heading"), 1)
        head.addWidget(self.manual_button)
        self.add(head)
        self._area: QScrollArea | None = None
        self._content: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rows: list[tuple[str, str]] = []

    def show_lists(self, lists: Sequence[KeyList]) -> None:
        """Show these keys; one that occurs twice is shown where it stands first."""
        self.rows = []
        content = QWidget()
        column = Column(content, space=4)
        for each in lists:
            column.addWidget(SectionTitle(each.title))
            for hint in each.hints():
                if (hint.keys, hint.words) in self.rows:
                    continue
                self.rows.append((hint.keys, hint.words))
                row = Row(space=12)
                row.addWidget(KeyCap(hint.keys))
                row.addWidget(Label(hint.words, wrap=True), 1)
                column.addLayout(row)
            column.addSpacing(theme().px(8))
        column.addStretch(1)
        area = scrolled(content)
        if self._area is not None:
            self._area.hide()
            self._area.deleteLater()
        self._area, self._content = area, content
        self.add(area)

    def wanted_height(self) -> int:
        """Return the height of all keys at the width there is."""
        layout = self._content.layout() if self._content is not None else None
        inside = layout.heightForWidth(self.width() - theme().px(40)) if layout is not None else 0
        return inside + theme().px(90)


class KeysHelp(Overlay):
    """The panel over the window; F1 or Escape closes it, M opens the manual in its place."""

    def __init__(self, parent: QWidget) -> None:
        self.keys_panel = KeysPanel()
        super().__init__(parent, self.keys_panel, width=460)
        self.manual: ManualOverlay | None = None
        self.keys_panel.manual_button.clicked.connect(lambda: self.open_manual())

    def show_keys(self, lists: Sequence[KeyList]) -> None:
        self.keys_panel.show_lists(lists)
        self.open()

    def wanted_height(self) -> int:
        self.keys_panel.resize(theme().px(self._width), self.keys_panel.height())
        return self.keys_panel.wanted_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.close_panel()
        elif event.key() == Qt.Key.Key_M:
            self.open_manual()
        else:
            super().keyPressEvent(event)

    def open_manual(self, chapter: str = "") -> None:
        """Show the manual, at a chapter if one is named; it is made when somebody first wants it."""
        self.close_panel()
        parent = self.parentWidget()
        if self.manual is None and parent is not None:
            from ui.shell.manual import ManualOverlay

            self.manual = ManualOverlay(parent)
        if self.manual is not None:
            self.manual.open_at(chapter)
