"""Fields that only forms about people need: state and ZIP in one, a person in one line, several of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app.codes import languages
from app.people.views import ContactEntry, ContactRole
from ui.common.fields import Field, TextField
from ui.common.search_field import Choice, Deliver, SearchField
from ui.patient.patient_words import language_name, method_words
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme

_ZIP = re.compile(r"\s*(\d[\d -]*)$")
_DIGITS = re.compile(r"\d")


class StateZipField(TextField):
    """State and ZIP as people write them: "OH 45402". `value` is the pair."""

    def value(self) -> tuple[str, str]:
        text = self.line.text().strip().replace(",", " ")
        found = _ZIP.search(text)
        if found is None:
            return text, ""
        return text[: found.start()].strip(), found.group(1).strip()

    def set_value(self, value: Any) -> None:
        state, code = value or ("", "")
        self.line.setText(f"{state} {code}".strip())


class PersonLineField(TextField):
    """Someone around the patient in one line: name, relation, phone. `value` is a ContactEntry or None."""

    def __init__(self, name: str, label: str, role: ContactRole, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent=parent)
        self.role = role
        self.line.setPlaceholderText(self.tr("Name, relation, phone"))

    def value(self) -> ContactEntry | None:
        parts = [part.strip() for part in self.line.text().split(",") if part.strip()]
        if not parts:
            return None
        phone = parts.pop() if len(parts) > 1 and len(_DIGITS.findall(parts[-1])) >= 7 else ""
        return ContactEntry(role=self.role, name=parts[0], relation=", ".join(parts[1:]), phone=phone)

    def set_value(self, value: Any) -> None:
        entry: ContactEntry | None = value
        parts = (entry.name, entry.relation, entry.phone) if entry is not None else ()
        self.line.setText(", ".join(part for part in parts if part))


class VerifiedField(TextField):
    """How a coverage was checked: "portal 48811" is method and reference; empty means not yet."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, placeholder=self.tr("Not yet"), parent=parent)
        self.line.textChanged.connect(self._show)
        self._show("")

    def value(self) -> tuple[str, str] | None:
        word, _, reference = self.line.text().strip().partition(" ")
        asked = word.strip(",:").casefold()
        names = {each: each for each, _shown in method_words()}
        names |= {shown.casefold(): each for each, shown in method_words()}
        return (names[asked], reference.strip(" ,")) if asked in names else None

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Begin with portal, phone, card or file; then the reference number.")
        return ""

    def _show(self, text: str) -> None:
        self.line.set_suffix("" if text.strip() else self.tr("phone, ref. no."))
        if not self.error.text():
            self.set_attention(not text.strip())


class LanguageField(SearchField):
    """A language of ISO 639, found by the beginning of its name. `value` is its code."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, _languages, parent=parent)

    def set_value(self, value: Any) -> None:
        super().set_value(Choice(value, language_name(value)) if value else None)

    def problem(self) -> str:
        if self.value() is None:
            return self.tr("Choose a language from the list.")
        return ""


def _languages(text: str, deliver: Deliver) -> None:
    deliver([Choice(one.code, one.name) for one in languages.search(text)])


def suggestions(texts: Sequence[str]) -> Callable[[str, Deliver], None]:
    """Return a source that offers these texts where a word of them begins as typed."""

    def source(text: str, deliver: Deliver) -> None:
        asked = text.casefold()
        deliver([Choice(each, each) for each in texts if _begins(each, asked) and each.casefold() != asked])

    return source


def _begins(text: str, asked: str) -> bool:
    return text.casefold().startswith(asked) or any(
        word.startswith(asked) for word in text.casefold().split()
    )


class StayingMenu(QMenu):
    """A menu of things to tick that stays open until it is left."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._tick():
            super().keyPressEvent(event)

    def _tick(self) -> bool:
        action: QAction | None = self.activeAction()
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True


class SeveralButton(QAbstractButton):
    """Drawn as the other inputs are: what was ticked, and a sign that there is a list behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(tokens.INPUT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), theme().px(tokens.INPUT_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        with QPainter(self) as painter:
            line = colors.accent if self.hasFocus() else colors.strong_line
            if self.property("state") == "error":
                line = colors.danger
            width = 2.0 if self.hasFocus() else 1.0
            draw_box(painter, QRectF(self.rect()), theme().px(tokens.RADIUS), colors.surface, line, width)
            side, edge = theme().px(16), theme().px(8)
            left = self.width() - side - edge
            draw_icon(
                painter, "chevron-down", QRectF(left, (self.height() - side) / 2, side, side), colors.second
            )
            painter.setFont(theme().font())
            painter.setPen(QColor(colors.ink))
            room = QRectF(theme().px(11), 0, left - theme().px(15), self.height())
            shown = theme().metrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class SeveralField(Field):
    """Any number of a short list. `choices` are pairs of value and words; `alone` ones exclude the others."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        alone: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self._choices, self._alone = tuple(choices), alone
        self._chosen: tuple[str, ...] = ()
        self.button = SeveralButton()
        self.menu = StayingMenu(self)
        self._actions = {value: self._action(value, shown) for value, shown in self._choices}
        self.button.clicked.connect(self._open)
        self.place(self.button)

    def _action(self, value: str, shown: str) -> QAction:
        action = QAction(shown.replace("&", "&&"), self)
        action.setCheckable(True)
        action.triggered.connect(lambda ticked: self._tick(value, ticked))
        self.menu.addAction(action)
        return action

    def _open(self) -> None:
        self.menu.setMinimumWidth(self.button.width())
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))
        self.menu.setActiveAction(self._actions[self._choices[0][0]])

    def _tick(self, value: str, ticked: bool) -> None:
        kept = set(self._chosen) - {value}
        if ticked:
            kept = {value} if value in self._alone else (kept - self._alone) | {value}
        self.set_value(tuple(each for each, _shown in self._choices if each in kept))
        self.set_error("")
        self.edited.emit()

    def value(self) -> tuple[str, ...]:
        return self._chosen

    def set_value(self, value: Any) -> None:
        self._chosen = tuple(value or ())
        known = dict(self._choices)
        for each, action in self._actions.items():
            action.setChecked(each in self._chosen)
        text = ", ".join(known.get(each, each) for each in self._chosen)
        self.button.setText(text)
        self.button.setAccessibleDescription(text)

    def draft(self) -> Any:
        return list(self._chosen)


class KnownDateField(TextField):
    """What is known of a birth date: "1958" or "1958-08"."""

    def __init__(self, name: str, label: str, today: Callable[[], date]) -> None:
        super().__init__(name, label, placeholder="1958", most=10)
        self._today = today
