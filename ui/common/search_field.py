"""A field that finds while typing: answers come from an asynchronous source, newest question wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from ui.common.fields import TextField
from ui.theme.theme import theme

MOST_SHOWN = 8
REST_MS = 90


@dataclass(frozen=True)
class Choice:
    """One answer: what is kept, what is shown, and grey words after it."""

    id: Any
    text: str
    detail: str = ""


Deliver = Callable[[Sequence[Choice]], None]
Source = Callable[[str, Deliver], object]
"""Called with what was typed and the function that takes the answers, at once or later."""


class ChoiceModel(QAbstractListModel):
    """The answers of one search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self.beginResetModel()
        self.choices = tuple(choices)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.choices)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        choice = self.choices[index.row()]
        return f"{choice.text}   {choice.detail}" if choice.detail else choice.text


class SearchField(TextField):
    """Type, then choose with arrows and Enter. `value` is the id of what was chosen.

    With `free_text`, words that were not chosen from the list are a value too (as text).
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        label: str,
        source: Source,
        *,
        placeholder: str = "",
        free_text: bool = False,
        least: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, placeholder=placeholder, parent=parent)
        self._source, self._free, self._least = source, free_text, least
        self._choice: Choice | None = None
        self._question = 0
        self.model = ChoiceModel(self)
        self.popup: QListView | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._search)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)

    @property
    def choice(self) -> Choice | None:
        """What was chosen from the list."""
        return self._choice

    def value(self) -> Any:
        if self._choice is not None:
            return self._choice.id
        return (self.line.text().strip() or None) if self._free else None

    def set_value(self, value: Any) -> None:
        """Show a Choice (or, with free text, words) as the value; None empties the field."""
        self._choice = value if isinstance(value, Choice) else None
        self.line.setText(value.text if isinstance(value, Choice) else value or "")

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Choose one from the list.")
        return ""

    def draft(self) -> Any:
        chosen = self._choice
        kept = None if chosen is None else {"uuid": isinstance(chosen.id, UUID), "id": str(chosen.id)}
        return {"text": self.line.text(), "choice": kept}

    def restore_draft(self, draft: Any) -> None:
        self.line.setText(str(draft["text"]))
        kept = draft["choice"]
        if kept is None:
            self._choice = None
        else:
            self._choice = Choice(UUID(kept["id"]) if kept["uuid"] else kept["id"], str(draft["text"]))

    def choose(self, choice: Choice) -> None:
        """Take an answer as if a person had pressed it."""
        self.hide_popup()
        self._rest.stop()
        self._question += 1
        self._choice = choice
        self.line.setText(choice.text)
        self.set_error("")
        self.edited.emit()
        self.chosen.emit(choice)

    def hide_popup(self) -> None:
        if self.popup is not None:
            self.popup.hide()

    def _typed(self, _text: str) -> None:
        self._choice = None
        self._rest.start()

    def _search(self) -> None:
        text = self.line.text().strip()
        self._question += 1
        if len(text) < self._least:
            self.hide_popup()
            return
        question = self._question
        self._source(text, lambda choices: self._show(question, choices))

    def _show(self, question: int, choices: Sequence[Choice]) -> None:
        if question != self._question or not self.line.hasFocus():
            return
        self.model.show_choices(choices)
        if not choices:
            self.hide_popup()
            return
        popup = self._popup()
        popup.setCurrentIndex(self.model.index(0, 0))
        row = max(popup.sizeHintForRow(0), theme().px(28))
        height = row * min(len(choices), MOST_SHOWN) + theme().px(12)
        corner = self.line.mapTo(self.window(), QPoint(0, self.line.height() + 2))
        width = max(self.line.width(), theme().px(280))
        left = max(0, min(corner.x(), self.window().width() - width))
        top = corner.y()
        if top + height > self.window().height():
            top = max(0, top - height - self.line.height() - 4)
        popup.setGeometry(left, top, width, height)
        popup.show()
        popup.raise_()

    def _popup(self) -> QListView:
        """Make the list when it is first needed: it lies over the window, not inside the form."""
        if self.popup is None or self.popup.parent() is not self.window():
            before, self.popup = self.popup, QListView(self.window())
            # The list lies over the window and goes a moment after the field; its answers go with it.
            self.model.setParent(self.popup)
            self.destroyed.connect(self.popup.deleteLater)
            if before is not None:
                before.deleteLater()
            self.popup.setProperty("kind", "popup")
            self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.popup.setModel(self.model)
            self.popup.setUniformItemSizes(True)
            self.popup.setAccessibleName(self.label.text())
            self.popup.clicked.connect(lambda index: self.choose(self.model.choices[index.row()]))
        return self.popup

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list with the arrow keys; Enter takes, Escape closes."""
        if event.type() is QEvent.Type.FocusOut:
            self.hide_popup()
        if isinstance(event, QKeyEvent) and self.popup is not None and self.popup.isVisible():
            if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self._key(self.popup, Qt.Key(event.key())):
                return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._early(event):
            return True
        return super().eventFilter(watched, event)

    def _early(self, event: QKeyEvent) -> bool:
        """Take the first answer for an Enter that came before the list, where the answers are at hand."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self._rest.isActive():
            return False
        self._rest.stop()
        self._search()
        if self.popup is None or not self.popup.isVisible():
            return False
        self.choose(self.model.choices[0])
        return True

    def _key(self, popup: QListView, key: Qt.Key) -> bool:
        row = popup.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = (row + (1 if key is Qt.Key.Key_Down else -1)) % len(self.model.choices)
            popup.setCurrentIndex(self.model.index(row, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.model.choices[row])
        elif key is Qt.Key.Key_Escape:
            self.hide_popup()
        else:
            return False
        return True
