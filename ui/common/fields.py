"""Labelled inputs. The error stands beneath its field in words, saying what to type instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QPlainTextEdit, QSizePolicy, QWidget

from app.core.dates import clinic_age, parse_day, parse_expiry
from app.core.money import Cents, money_text, parse_money
from app.core.quantities import Quantity, convert, number_text, rounded
from ui.common.choices import Choices
from ui.common.layout import Column
from ui.common.line_edit import LineEdit
from ui.common.plain_text import Label
from ui.common.segmented import Segmented
from ui.common.wording import tr
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import restyle, theme


class Field(QWidget):
    """A label, an input, and room for an error. Subclasses give `input`, `value` and `set_value`.

    `edited` is told for what a person changes, never for `set_value`.
    """

    edited = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._input: QWidget = self
        self.setObjectName(name)
        self.label = Label(label, "label", "second")
        self.error = Label("", "label", "danger", wrap=True)
        self.error.hide()
        self._column = Column(self, space=4)
        self._column.addWidget(self.label)
        self._column.addWidget(self.error)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def place(self, widget: QWidget) -> None:
        """Put the input below its label and join them for keyboard and screen reader."""
        self._column.insertWidget(1, widget)
        self.label.setBuddy(widget)
        self.label.setVisible(bool(self.label.text()))
        widget.setAccessibleName(self.label.text() or self.name)
        self._input = widget
        self.setFocusProxy(widget)

    @property
    def input(self) -> QWidget:
        """The widget that takes the focus."""
        return self._input

    def value(self) -> Any:
        """Return what was entered as a typed value; None where nothing (or nothing understandable) was."""
        return None

    def set_value(self, value: Any) -> None:
        """Show a value without telling `edited`."""

    def problem(self) -> str:
        """Return why what was typed cannot be understood and what to type instead, or ""."""
        return ""

    def draft(self) -> Any:
        """Return what stands in the input as JSON can hold it, even when it cannot be understood yet."""
        return self.value()

    def restore_draft(self, draft: Any) -> None:
        """Put back what `draft` gave."""
        self.set_value(draft)

    def text_cursor(self) -> int:
        """Return where the text cursor stands; 0 where there is none."""
        return 0

    def set_text_cursor(self, position: int) -> None:
        """Put the text cursor back."""

    def set_error(self, text: str) -> None:
        """Show an error beneath the input; "" takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self._mark("error" if text else "")
        self.input.setAccessibleDescription(text)

    def set_attention(self, attention: bool) -> None:
        """Colour the input as one to look at (an abnormal vital sign, coverage not verified)."""
        self._mark("attention" if attention else "")

    def _mark(self, state: str) -> None:
        if state != (self.input.property("state") or ""):
            self.input.setProperty("state", state)
            restyle(self.input)


class TextField(Field):
    """One line of text; `suffix` stands inside at the right (a unit, an age, a hint)."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        suffix: str = "",
        placeholder: str = "",
        most: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self.line = LineEdit(suffix)
        self.line.setMaxLength(most)
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(self._on_edit)
        self.place(self.line)

    def _on_edit(self, _text: str) -> None:
        if self.error.isVisibleTo(self):
            self.set_error("")
        self.edited.emit()

    def text(self) -> str:
        return self.line.text()

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))

    def draft(self) -> Any:
        return self.line.text()

    def restore_draft(self, draft: Any) -> None:
        self.line.setText(str(draft))

    def text_cursor(self) -> int:
        return self.line.cursorPosition()

    def set_text_cursor(self, position: int) -> None:
        self.line.setCursorPosition(position)


class DateField(TextField):
    """A day in any usual form ("8 12 1958", "8/12/58", "aug 12 1958", "1958-08-12").

    `today` gives the day of the practice. With `show_age`, the age stands at the right while it is typed.
    """

    def __init__(
        self,
        name: str,
        label: str,
        today: Callable[[], date],
        *,
        show_age: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, most=40, parent=parent)
        self._today, self._show_age = today, show_age
        self.line.textChanged.connect(self._show)
        self.line.editingFinished.connect(self._write_out)

    def value(self) -> date | None:
        return parse_day(self.line.text(), self._today())

    def set_value(self, value: date | None) -> None:
        self.line.setText("" if value is None else day_text(value))

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Not a date. Type month, day and year, such as 8/12/1958.")
        return ""

    def _show(self, _text: str) -> None:
        day = self.value()
        self.line.set_suffix(age_words(day, self._today()) if self._show_age and day is not None else "")

    def _write_out(self) -> None:
        day = self.value()
        if day is not None:
            self.line.setText(day_text(day))
        if self.problem():
            self.set_error(self.problem())


def day_text(day: date) -> str:
    """Return a day as the practice writes it: 8/12/1958."""
    return f"{day.month}/{day.day}/{day.year}"


def age_words(birth: date, on: date) -> str:
    """Return an age as a clinic says it ("67 years", "5 weeks"), or "" for a day yet to come."""
    if birth > on:
        return ""
    age = clinic_age(birth, on)
    texts = {"day": "%n day(s)", "week": "%n week(s)", "month": "%n month(s)", "year": "%n year(s)"}
    return tr("fields", texts[age.unit], age.number)


class ExpiryField(DateField):
    """The last day of a lot or kit, as the package prints it: a month and year mean its last day."""

    def __init__(
        self, name: str, label: str, today: Callable[[], date], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, label, today, parent=parent)
        self.line.setPlaceholderText(self.tr("12/2027"))

    def value(self) -> date | None:
        return parse_expiry(self.line.text(), self._today())

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Not a date. Type it as the package has it, such as 12/2027 or 12/31/2027.")
        return ""


class MoneyField(TextField):
    """An amount in dollars and cents; written out ("$63.20") when the field is left."""

    def __init__(self, name: str, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, label, most=20, parent=parent)
        self.line.editingFinished.connect(self._write_out)

    def value(self) -> Cents | None:
        return parse_money(self.line.text())

    def set_value(self, value: int | None) -> None:
        self.line.setText("" if value is None else money_text(value))

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Not an amount. Type dollars and cents, such as 25 or 63.20.")
        return ""

    def _write_out(self) -> None:
        if (amount := self.value()) is not None:
            self.set_value(amount)
        if self.problem():
            self.set_error(self.problem())


class QuantityField(TextField):
    """A number with its unit always in sight. `units` are pairs of UCUM code and the words shown for it."""

    def __init__(
        self,
        name: str,
        label: str,
        units: Sequence[tuple[str, str]],
        *,
        places: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, suffix=units[0][1], most=20, parent=parent)
        self._units, self._places = tuple(units), places
        self._unit = units[0][0]

    @property
    def unit(self) -> str:
        """The UCUM code of the unit that is being entered."""
        return self._unit

    def use_unit(self, unit: str) -> None:
        """Switch the unit; what was entered is shown converted, rounded to the field's places."""
        entered = self.value()
        self._unit = unit
        self.line.set_suffix(dict(self._units)[unit])
        if entered is not None:
            self.line.setText(number_text(rounded(convert(entered, unit).value, self._places)))

    def set_suffix(self, words: str) -> None:
        """Say more beside the unit ("°F oral")."""
        self.line.set_suffix(words)

    def value(self) -> Quantity | None:
        try:
            number = Decimal(self.line.text().strip().replace(",", "."))
        except InvalidOperation:
            return None
        return Quantity(number, self._unit) if number.is_finite() else None

    def set_value(self, value: Quantity | None) -> None:
        if value is None:
            self.line.clear()
            return
        self.line.setText(number_text(convert(value, self._unit).value))

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return self.tr("Not a number. Type digits, with a point where needed.")
        return ""


class TextArea(Field):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        lines: int = 3,
        placeholder: str = "",
        most: int = 10_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self._lines, self._most = lines, most
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        self.area.setPlaceholderText(placeholder)
        self.area.textChanged.connect(self._on_change)
        self._quiet = False
        self.place(self.area)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        """Keep room for the number of lines at this text size."""
        self.area.setFixedHeight(round(theme().metrics().lineSpacing() * self._lines) + theme().px(18))

    def _on_change(self) -> None:
        if self._quiet:
            return
        if len(self.area.toPlainText()) > self._most:
            self.set_error(self.tr("At most %n character(s) fit here.", "", self._most))
        elif self.error.isVisibleTo(self):
            self.set_error("")
        self.edited.emit()

    def value(self) -> str | None:
        return self.area.toPlainText().strip() or None

    def problem(self) -> str:
        if len(self.area.toPlainText()) > self._most:
            return self.tr("At most %n character(s) fit here.", "", self._most)
        return ""

    def set_value(self, value: Any) -> None:
        self._quiet = True
        self.area.setPlainText("" if value is None else str(value))
        self._quiet = False

    def draft(self) -> str:
        return self.area.toPlainText()

    def text_cursor(self) -> int:
        return self.area.textCursor().position()

    def set_text_cursor(self, position: int) -> None:
        cursor = self.area.textCursor()
        cursor.setPosition(min(position, len(self.area.toPlainText())))
        self.area.setTextCursor(cursor)


class SegmentedField(Field):
    """A choice of a few, all in sight, by arrow or first letter. `choices` are pairs of value and words."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        stretch: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self.control = Segmented(choices, value, stretch=stretch, label=label, letters=True)
        self.control.changed.connect(self._on_change)
        self.place(self.control)

    def _on_change(self, _value: str) -> None:
        self.set_error("")
        self.edited.emit()

    def value(self) -> str | None:
        return self.control.value()

    def set_value(self, value: str | None) -> None:
        self.control.set_value(value)


class ChoiceField(Field):
    """A choice from a list. Typed letters go to the entry; `choices` are pairs of value and words."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        none_words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self.list = Choices()
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(6)
        self._none_words = none_words
        self._wanted: str | None = None
        self.set_choices(choices)
        self.list.activated.connect(self._on_change)
        self.place(self.list)
        self.set_value(value)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these; the value stays where it is still offered, and one that was wanted before it was."""
        value = self._wanted or self.value()
        self.list.clear()
        self.list.addItem(self._none_words, None)
        for each, words in choices:
            self.list.addItem(words, each)
        self.set_value(value)

    def _on_change(self, _index: int) -> None:
        self._wanted = None
        self.set_error("")
        self.edited.emit()

    def value(self) -> str | None:
        data = self.list.currentData()
        return None if data is None else str(data)

    def set_value(self, value: str | None) -> None:
        """Show a value; one that is not offered yet (a draft's) is shown as soon as it is."""
        row = self.list.findData(value)
        self._wanted = value if row < 0 else None
        self.list.setCurrentIndex(max(row, 0))


_CHECK_LEAST = 150  # design pixels: narrower, words stand one below the other


class CheckBox(QAbstractButton):
    """A box to tick with its words beside it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.updateGeometry)

    def _beside(self) -> int:
        """Return how far the words begin from the left."""
        return theme().px(24)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height with the words wrapped to this width."""
        room = QRectF(0, 0, max(width - self._beside(), 40), 10_000)
        wrapped = theme().metrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.accessibleName())
        return max(round(wrapped.height()) + theme().px(4), theme().px(24))

    def sizeHint(self) -> QSize:
        """Return the size in one line."""
        width = theme().metrics().horizontalAdvance(self.accessibleName()) + self._beside() + theme().px(4)
        return QSize(round(width), theme().px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().px(_CHECK_LEAST)), theme().px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, side, line_height = theme().colors, theme().px(16), theme().px(24)
        # The box stands beside the first line of its words, wherever in a taller widget those stand.
        lines = self.heightForWidth(self.width())
        top = max(self.height() - lines, 0) / 2 + (theme().px(2) if lines > line_height else 0)
        box = QRectF(
            1, top + ((theme().metrics().height() if lines > line_height else lines) - side) / 2, side, side
        )
        with QPainter(self) as painter:
            line = colors.accent if self.isChecked() or self.hasFocus() else colors.strong_line
            fill = colors.accent if self.isChecked() else colors.surface
            draw_box(painter, box, theme().px(4), fill, line, 2.0 if self.hasFocus() else 1.0)
            if self.isChecked():
                draw_icon(painter, "check", box.adjusted(2, 2, -2, -2), colors.on_accent)
            painter.setFont(theme().font(tokens.BODY))
            painter.setPen(QColor(colors.ink if self.isEnabled() else colors.third))
            words = QRectF(self.rect()).adjusted(self._beside(), 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(words, flags, self.accessibleName())


class CheckField(Field):
    """Yes or no."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "", parent)
        self.box = CheckBox(words)
        self.box.clicked.connect(self._on_change)
        self.place(self.box)
        self.box.setAccessibleName(words)
        # The field is as high as its wrapped words, which the usual policy would cut to one line.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _on_change(self, _checked: bool) -> None:
        self.set_error("")
        self.edited.emit()

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))
