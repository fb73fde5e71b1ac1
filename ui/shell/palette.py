"""Ctrl+K: one field that finds patients, visits, screens and acts while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.common.button import key_text
from ui.common.card import Card
from ui.common.chip import ChipText
from ui.common.line_edit import LineEdit
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.theme.theme import theme

REST_MS = 40
RECORD_MS = 2_000
MOST_ROWS = 12


@dataclass(frozen=True)
class PaletteItem:
    """One thing found. `id` is unique within its source; `act` is done when it is chosen."""

    id: str
    text: str
    detail: str
    act: Callable[[], object]
    keys: str = ""
    chips: tuple[ChipText, ...] = ()


Deliver = Callable[[Sequence[PaletteItem]], None]


class PaletteSource(Protocol):
    """Something to search in. `find` calls `deliver` at once or later, on the GUI thread, once."""

    @property
    def title(self) -> str: ...

    def find(self, text: str, deliver: Deliver) -> None: ...


class ListSource:
    """A fixed list (screens, acts): found when each word typed begins a word of the text or detail."""

    def __init__(self, title: str, items: Callable[[], Sequence[PaletteItem]]) -> None:
        self.title = title
        self._items = items

    def find(self, text: str, deliver: Deliver) -> None:
        wanted = text.casefold().split()

        def fits(item: PaletteItem) -> bool:
            words = f"{item.text} {item.detail}".casefold().split()
            return all(any(word.startswith(part) for word in words) for part in wanted)

        deliver([item for item in self._items() if fits(item)])


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    source: str
    item: PaletteItem


class PalettePanel(Card):
    """The field and what was found. `chosen` tells the item; `rested` the text when typing rests for 2 s."""

    chosen = Signal(object)
    rested = Signal(str)
    resized = Signal()

    def __init__(self, sources: Sequence[PaletteSource], parent: QWidget | None = None) -> None:
        super().__init__(flush=True, space=0, parent=parent)
        self._sources = list(sources)
        self._question = 0
        self._found: dict[str, tuple[PaletteItem, ...]] = {}
        self.line = LineEdit(icon="search")
        self.line.setProperty("kind", "large")
        self.line.setPlaceholderText(self.tr("Name, birth date, phone, MRN, or what you want to do"))
        self.line.setAccessibleName(self.tr("Find a patient, visit, or action"))
        self.model: RecordTableModel[Row] = RecordTableModel(
            [
                Column(
                    "text", "", lambda row: row.item.text, lambda row: row.item.detail, strong=_yes, stretch=1
                ),
                Column(
                    "chips", "", lambda row: "", chips=lambda row: row.item.chips, width=150, optional=True
                ),
                Column("keys", "", lambda row: key_text(row.item.keys), width=90, numeric=True, tone=_grey),
            ],
            key=lambda row: (row.source, row.item.id),
            band=lambda row: row.source,
            band_order=[source.title for source in self._sources],
            parent=self,
        )
        self.table: RecordTable[Row] = RecordTable(self.model, name="palette", label=self.tr("Found"))
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = Label("", "body", "third")
        self.hint.setContentsMargins(14, 10, 14, 12)
        self.add(self.line, self.table, self.hint)
        self.setFocusProxy(self.line)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._record = QTimer(self, singleShot=True, interval=RECORD_MS)
        self._rest.timeout.connect(self.search)
        self._record.timeout.connect(lambda: self.rested.emit(self.line.text().strip()))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.table.clicked.connect(lambda _index: self.take())
        self.search()

    def start(self, text: str = "") -> None:
        """Begin anew."""
        self.line.setText(text)
        self.line.selectAll()
        self.search()

    def search(self) -> None:
        """Ask every source; the answers to older questions are dropped."""
        self._question += 1
        self._found = {}
        question, text = self._question, self.line.text().strip()
        for source in self._sources:
            source.find(text, self._taker(question, source.title))
        self._show()

    def take(self) -> None:
        """Choose the marked line."""
        row = self.table.selected_record()
        if row is not None:
            self._record.stop()
            self.chosen.emit(row.item)

    def wanted_height(self) -> int:
        """Return the height of the field and of what was found, up to a dozen rows."""
        rows = min(self.model.rowCount(), MOST_ROWS)
        listed = sum(self.table.rowHeight(row) for row in range(rows))
        below = listed if rows else self.hint.sizeHint().height()
        return self.line.sizeHint().height() + below + theme().px(4)

    def _taker(self, question: int, title: str) -> Deliver:
        def take(items: Sequence[PaletteItem]) -> None:
            if question == self._question:
                self._found[title] = tuple(items)
                self._show()

        return take

    def _show(self) -> None:
        rows = [Row(title, item) for title, items in self._found.items() for item in items]
        self.model.set_records(rows)
        self.table.setVisible(bool(rows))
        waiting = len(self._found) < len(self._sources)
        text = self.line.text().strip()
        if waiting:
            self.hint.setText(self.tr("Looking"))
        elif text:
            self.hint.setText(self.tr("Nothing found for “{text}”").replace("{text}", text))
        else:
            self.hint.setText(self.tr("Type at least one letter"))
        self.hint.setVisible(not rows)
        self.table.select_first()
        self.resized.emit()

    def _typed(self, _text: str) -> None:
        self._rest.start()
        self._record.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark, Enter chooses; everything else is typing."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.table.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._rest.isActive():
                    self._rest.stop()
                    self.search()
                self.take()
                return True
        return super().eventFilter(watched, event)


def _yes(_row: Row) -> bool:
    return True


def _grey(_row: Row) -> str:
    return "third"


class Palette(Overlay):
    """The panel over the window, below the search box."""

    rested = Signal(str)

    def __init__(self, parent: QWidget, sources: Sequence[PaletteSource]) -> None:
        self.panel_inside = PalettePanel(sources)
        super().__init__(parent, self.panel_inside, width=640, top=56)
        self.panel_inside.chosen.connect(self._take)
        self.panel_inside.rested.connect(self.rested)
        self.panel_inside.resized.connect(self.place)

    def ask(self, text: str = "") -> None:
        """Open with this text in the field."""
        self.panel_inside.start(text)
        self.open()

    def wanted_height(self) -> int:
        return self.panel_inside.wanted_height()

    def _take(self, item: PaletteItem) -> None:
        self.close_panel()
        item.act()
