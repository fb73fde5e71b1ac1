"""The key of a recovery sheet, typed line by line, each judged by its own checksum as soon as it is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.practice_recovery import LineCheck, check_line, lines_of_whole
from ui.common.fields import TextField
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.icons import draw_icon
from ui.theme.theme import theme

LINES = 4
_MOST = 200  # a whole key with what the sheet prints around it fits into any of the fields
_LINE_LENGTH = 10


class Tick(QWidget):
    """Shows that a line is right; nothing otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_right(self, right: bool) -> None:
        self._shown = right
        self.setAccessibleName(self.tr("This line is right") if right else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(18), theme().px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._shown:
            return
        side = theme().px(18)
        with QPainter(self) as painter:
            place = QRectF(0, (self.height() - side) / 2, side, side)
            draw_icon(painter, "circle-check", place, theme().colors.accent)


class SheetLine(QWidget):
    """One line: its number as on the sheet, the field, a tick. `changed` when its state may be another."""

    changed = Signal()
    whole = Signal(object)
    """The four lines of a key that was pasted or scanned into this field at once."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.state = LineCheck.UNFINISHED
        self.field = TextField(f"line_{number}", "", placeholder="XXXX-XXXX-XX", most=_MOST)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.field.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhPreferUppercase)
        self.field.input.setAccessibleName(self.tr("Line {line}").replace("{line}", str(number)))
        self.tick = Tick()
        count = Label(f"{number}.", "strong", "second")
        count.setMinimumWidth(theme().px(18))
        row = Row(self, space=10)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        self._count = count
        self.rescale()
        theme().changed.connect(self.rescale)
        self.setFocusProxy(self.field)
        self.field.line.textEdited.connect(lambda _text: self.judge())
        self.field.line.editingFinished.connect(self._left)

    def rescale(self) -> None:
        self._count.setFixedHeight(theme().px(32))

    def text(self) -> str:
        return self.field.line.text()

    def put(self, text: str) -> None:
        """Put a line in, and judge it."""
        self.field.line.setText(text)
        self.judge()

    def judge(self) -> None:
        """Say at once whether the line is right, and if not, that it is this one."""
        found = lines_of_whole(self.text())
        if found is not None:
            self.whole.emit(found)
            return
        self.state = check_line(self.number, self.text())
        self.field.set_error(self._words())
        self.tick.show_right(self.state is LineCheck.RIGHT)
        self.changed.emit()

    def say_missing(self) -> None:
        """Say that the line is not all there."""
        if self.state is LineCheck.UNFINISHED:
            self.field.set_error(self.tr("Ten characters: two groups of four, and the two of the check."))

    def _words(self) -> str:
        if self.state is LineCheck.WRONG:
            return self.tr("Line {line} is not as on the sheet. Compare each of its ten characters.").replace(
                "{line}", str(self.number)
            )
        return self.tr("This is another line of the sheet.") if self.state is LineCheck.OTHER_PLACE else ""

    def _left(self) -> None:
        if self.text().strip():
            self.say_missing()


class SheetLines(QWidget):
    """The four lines. `changed` while they are typed, `done` when Enter is pressed in the last."""

    changed = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = [SheetLine(number) for number in range(1, LINES + 1)]
        column = Column(self, space=8)
        for line in self.lines:
            column.addWidget(line)
            line.changed.connect(self.changed)
            line.whole.connect(self._spread)
        for before, after in zip(self.lines, self.lines[1:], strict=False):
            before.field.line.returnPressed.connect(after.setFocus)
        self.lines[-1].field.line.returnPressed.connect(self.done)
        self.setFocusProxy(self.lines[0])

    @property
    def right(self) -> bool:
        """Whether each line holds by its checksum."""
        return all(line.state is LineCheck.RIGHT for line in self.lines)

    def text(self) -> str:
        """Return the key as typed, a line a row."""
        return "\n".join(line.text() for line in self.lines)

    def refuse(self) -> None:
        """Point at the first line that is not right."""
        wrong = next((line for line in self.lines if line.state is not LineCheck.RIGHT), None)
        if wrong is not None:
            wrong.say_missing()
            wrong.setFocus()

    def forget(self) -> None:
        """Empty all lines."""
        for line in self.lines:
            line.put("")

    def _spread(self, rows: tuple[str, ...]) -> None:
        """Put each line of a whole key into its place; what a scanner types after it is Enter."""
        for line, row in zip(self.lines, rows, strict=True):
            line.put(row)
        self.lines[-1].setFocus()
