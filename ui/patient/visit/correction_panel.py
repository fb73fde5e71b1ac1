"""The question before a recorded vital sign is replaced: why it was wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.common.button import Button, link
from ui.common.flow import Flow
from ui.patient.visit.reason_panel import ReasonPanel
from ui.patient.visit.visit_words import said, words


class CorrectionPanel(ReasonPanel):
    """Names what is replaced and asks why; the usual reasons are a key away, none is chosen beforehand."""

    def __init__(self, replaced: str, parent: QWidget | None = None) -> None:
        super().__init__(
            said("Corrects {values}. Why?", values=replaced), words("Correct"), "", parent=parent
        )
        choices = Flow(space=16)
        for number, why in enumerate((words("typed wrong"), words("wrong field"), words("device error")), 1):
            choices.addWidget(self._choice(number, why))
        self.body.insertLayout(1, choices)

    def _choice(self, number: int, why: str) -> Button:
        button = link(why, name=f"reason_{number}")
        choose = self._chooser(why)
        self.keys.add(f"Alt+{number}", why, choose, button=button)
        button.clicked.connect(choose)
        return button

    def _chooser(self, why: str) -> Callable[[], None]:
        def choose() -> None:
            self.reason.set_value(why)
            self.reason.set_error("")
            self.reason.setFocus()

        return choose
