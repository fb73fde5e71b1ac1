"""The blind count: how many of each piece, the checks, and the terminal's batch total."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.money import money_text
from app.frontdesk.day_close.views import DrawerView
from ui.common.card import PairRow
from ui.common.fields import Field, MoneyField, TextField
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.theme import theme

NO_SUM = "\N{EN DASH}"
Counted = tuple[tuple[tuple[int, int], ...], int, int | None]


class CountFields(QWidget):
    """A number for each face value; the sum is shown, what was expected is not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, space=4)
        self._lines: dict[int, tuple[TextField, Label]] = {}
        self._lines_box: QWidget | None = None
        self._kept: Counted | None = None
        self.total = PairRow(self.tr("Counted"), money_text(0), strong=True)
        self.checks = MoneyField("checks_cents", self.tr("Checks, added up"))
        self.batch = MoneyField("card_batch_cents", self.tr("Terminal batch total"))
        self.form = Form(self)
        for field in (self.checks, self.batch):
            self.form.add(field)
        beside = Row(space=12)
        beside.addWidget(self.checks, 1, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.batch, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.total)
        self._column.addLayout(beside)

    def set_pieces(self, pieces: Sequence[int]) -> None:
        """Ask for these face values (cents), the largest first; asked once."""
        if self._lines:
            return
        self._lines_box = QWidget()
        grid = QGridLayout(self._lines_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(8))
        grid.setVerticalSpacing(theme().px(4))
        half = (len(pieces) + 1) // 2
        for number, value in enumerate(pieces):
            self._add_line(grid, value, number % half, 4 * (number // half))
        grid.setColumnMinimumWidth(3, theme().px(8))
        self._column.insertWidget(0, self._lines_box)

    def _add_line(self, grid: QGridLayout, value: int, row: int, column: int) -> None:
        name = Label(money_text(value).removesuffix(".00"), "body")
        field = TextField(f"piece_{value}", "", most=5)
        field.line.setAccessibleName(self.tr("How many of {value}").replace("{value}", money_text(value)))
        sum_of = Label(money_text(0), "body", "second", tabular=True)
        sum_of.setMinimumWidth(theme().px(62))
        sum_of.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.add(field)
        field.edited.connect(self.add_up)
        field.line.editingFinished.connect(lambda: self._say_problem(field))
        for place, widget in enumerate((name, field, sum_of)):
            grid.addWidget(widget, row, column + place)
        grid.setColumnStretch(column + 1, 1)
        self._lines[value] = (field, sum_of)

    @staticmethod
    def _problem(field: TextField) -> str:
        """Return why what was typed is no number of pieces, or ""."""
        text = field.line.text().strip()
        if not text or text.isdigit():
            return ""
        return QCoreApplication.translate("CountFields", "Type a whole number, 0 or more.")

    def _say_problem(self, field: TextField) -> None:
        field.set_error(self._problem(field))

    def field(self, value: int) -> TextField:
        """Return the field of a face value in cents."""
        return self._lines[value][0]

    @property
    def changed_since_kept(self) -> bool:
        """Say whether the count on screen is another than the one that was kept."""
        return self._kept is not None and self._read() != self._kept

    def mark_kept(self) -> None:
        """Remember the count as kept."""
        self.form.mark_clean()
        self._kept = self._read()

    def show_kept(self, drawer: DrawerView) -> None:
        """Show the count that was kept, also to who checks it, unless another is being typed here."""
        if self.form.dirty or not self._lines:
            return
        known = {
            f"piece_{value}": str(number)
            for value, number in drawer.pieces
            if number and value in self._lines
        }
        self.form.set_values(
            known | {"checks_cents": drawer.checks_cents, "card_batch_cents": drawer.card_batch_cents}
        )
        self.add_up()
        self.mark_kept()

    def counted(self) -> Counted | None:
        """Return pieces, checks and batch; None while a field holds no number, which it says."""
        for field, _ in self._lines.values():
            if problem := self._problem(field):
                field.set_error(problem)
                field.setFocus()
                return None
        for amount in (self.checks, self.batch):
            if amount.problem():
                amount.set_error(amount.problem())
                amount.setFocus()
                return None
        return self._read()

    def _read(self) -> Counted:
        pieces = tuple((value, self._number(field)) for value, (field, _) in self._lines.items())
        batch = self.batch.value()
        return pieces, int(self.checks.value() or 0), None if batch is None else int(batch)

    @staticmethod
    def _number(field: TextField) -> int:
        text = field.line.text().strip()
        return int(text) if text.isdigit() else 0

    def add_up(self) -> None:
        """Show each line's sum and the whole; what is no number is no zero, it has no sum."""
        total, known = 0, True
        for value, (field, sum_of) in self._lines.items():
            wrong = bool(self._problem(field))
            known = known and not wrong
            cents = value * self._number(field)
            total += cents
            sum_of.setText(NO_SUM if wrong else money_text(cents))
        self.total.value.setText(money_text(total) if known else NO_SUM)

    def field_named(self, name: str) -> Field | None:
        """Return the field that a refusal is about; the whole count begins with its first field."""
        if name == "pieces" and self._lines:
            return next(iter(self._lines.values()))[0]
        return self.form.fields.get(name)
