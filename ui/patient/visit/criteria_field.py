"""The criteria of a standing order: each in sight, all ticked at once by one key, each unticked alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.fields import CheckBox, Field
from ui.common.layout import Column
from ui.patient.visit.visit_words import words


class CriteriaField(Field):
    """None is ticked beforehand. The first box ticks those below it, which stand there to be read.

    `value` is the names of those that are met. Once all are, Tab goes on behind them; the arrow keys still
    reach each of them.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self._holder = QWidget()
        self._list = Column(self._holder, space=4)
        self._pending: frozenset[str] = frozenset()
        self.all_box: CheckBox | None = None
        self.boxes: dict[str, CheckBox] = {}
        self.place(self._holder)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # a proxy that changes would make Tab go round among the boxes
        # As high as its wrapped words, which a field's usual policy would cut.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_criteria(self, criteria: Mapping[str, str]) -> None:
        """Ask these; what a draft had ticked is ticked again."""
        for box in self.tab_stops():
            box.hide()
            box.deleteLater()
        self.all_box, self.boxes = None, {}
        if len(criteria) > 1:
            self.all_box = self._box(words("All of these apply"))
            self.all_box.clicked.connect(self._tick_all)
        for name, text in criteria.items():
            self.boxes[name] = box = self._box(text)
            box.setChecked(name in self._pending)
            box.clicked.connect(self._ticked)
        self.setVisible(bool(criteria))
        self._settle()

    def _box(self, text: str) -> CheckBox:
        box = CheckBox(text)
        box.installEventFilter(self)
        self._list.addWidget(box)
        return box

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus to the first box."""
        for box in self.tab_stops()[:1]:
            box.setFocus(event.reason())

    def tab_stops(self) -> list[QWidget]:
        """Return the boxes in their order."""
        return [*([self.all_box] if self.all_box is not None else []), *self.boxes.values()]

    def _tick_all(self, on: bool) -> None:
        for box in self.boxes.values():
            box.setChecked(on)
        self._ticked()

    def _ticked(self) -> None:
        self.set_error("")
        self._settle()
        self.edited.emit()

    def _settle(self) -> None:
        every = bool(self.boxes) and all(box.isChecked() for box in self.boxes.values())
        if self.all_box is None:
            return
        self.all_box.setChecked(every)
        for box in self.boxes.values():
            box.setFocusPolicy(Qt.FocusPolicy.ClickFocus if every else Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move between the boxes with the arrow keys."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = steps.get(Qt.Key(event.key()))
            stops = self.tab_stops()
            now = next((place for place, box in enumerate(stops) if box is watched), None)
            if step is not None and now is not None:
                stops[min(max(now + step, 0), len(stops) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def value(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        self._pending = frozenset(value or ())
        for name, box in self.boxes.items():
            box.setChecked(name in self._pending)
        self._settle()

    def draft(self) -> list[str]:
        return list(self.value())
