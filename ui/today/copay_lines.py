"""What a visit costs the patient at the desk: its copay, what is owed from before, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.billing.payments.views import AmountDue
from app.core.money import money_text
from ui.common.card import PairRow
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.words import words_for


class CopayLines(QWidget):
    """Two amounts and the reason of the first; nothing for those who may not see money."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.copay = PairRow(self.tr("Copay today"), strong=True)
        self.owed = PairRow(self.tr("Owed from before"))
        self.reason = Label("", "label", "second", wrap=True)
        self.hint = Label(self.tr("$ checks in and takes the payment"), "label", "third", wrap=True)
        column = Column(self, space=4)
        for part in (self.copay, self.reason, self.owed, self.hint):
            column.addWidget(part)
        self.hide()

    def show_nothing(self) -> None:
        """Nothing is known of the money yet."""
        self.hide()

    def show_due(self, due: AmountDue) -> None:
        """Show what is due."""
        self.copay.word.setText(self.tr("Copay today") if due.is_copay else self.tr("Due today"))
        self.copay.value.setText(self._amount(due))
        self.reason.setText(words_for(due.reason))
        self.owed.setVisible(due.previous_cents > 0)
        self.owed.value.setText(money_text(max(due.previous_cents, 0)))
        self.hint.setVisible(due.due_now_cents > 0)
        self.show()

    def _amount(self, due: AmountDue) -> str:
        if due.prohibited:
            return self.tr("none may be taken")
        return self.tr("not known") if due.visit_cents is None else money_text(due.remaining_cents)
