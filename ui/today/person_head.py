"""Who a panel is about: name, birth date and a warning of a look-alike, pinned above what scrolls."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.dates import Age
from app.visits.views import VisitRow
from ui.common.card import SidePanel
from ui.common.chip import ChipRow, ChipText
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.tokens import Tone
from ui.today.words import age_sex, day_words, language_words


class PersonHead(QWidget):
    """The name and what tells this person from another; it stays in sight while the panel scrolls."""

    def __init__(self, panel: SidePanel) -> None:
        super().__init__(panel)
        self.name = Label("", "heading", wrap=True)
        self.mrn = Label("", "body", "third")
        self.about = Label("", "body", "second", wrap=True)
        self.alike = ChipRow()
        first = Row()
        first.addWidget(self.name, 1)
        first.addWidget(self.mrn)
        column = Column(self, space=3, margins=(16, 14, 16, 6))
        column.addLayout(first)
        column.addWidget(self.about)
        column.addWidget(self.alike)
        outer = panel.layout()
        if isinstance(outer, QVBoxLayout):
            outer.insertWidget(0, self)

    def show_person(self, facts: VisitRow, age: Age | None, looks_like: str) -> None:
        """Show who it is; `looks_like` is the name that another chart bears too, "" for none."""
        self.name.setText(f"{facts.preferred_name or facts.first_name} {facts.last_name}")
        self.mrn.setText(self.tr("MRN {mrn}").replace("{mrn}", facts.mrn))
        language = language_words(facts.language)
        parts = (
            self._born(facts.birth_date),
            age_sex(age, facts.sex),
            self.tr("prefers {language}").replace("{language}", language) if language else "",
            self.tr("needs an interpreter") if facts.interpreter_needed else "",
        )
        self.about.setText(" · ".join(part for part in parts if part))
        another = self.tr("another {name}: ask the birth date").replace("{name}", looks_like)
        chip = ChipText(another, Tone.WARNING, "triangle-alert")
        self.alike.set_chips((chip,) if looks_like else ())
        self.alike.setVisible(bool(looks_like))

    def _born(self, born: date | None) -> str:
        if born is None:
            return self.tr("birth date unknown")
        return self.tr("Born {day}").replace("{day}", day_words(born))
