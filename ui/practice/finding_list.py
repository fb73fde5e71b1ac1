"""What a proof found: what it means and what to do in plain words, what the file says of itself below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.findings import Finding
from ui.common.layout import Column, Scrolled, rule
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.practice.words import words

_MOST_DETAILS = 20
Group = tuple[str, tuple[str, ...]]


def grouped(findings: Sequence[Finding]) -> list[Group]:
    """Return findings that read the same as one, with the technical words of each; in the order found."""
    groups: dict[str, list[str]] = {}
    for one in findings:
        detail = str(one.message.params.get("detail", ""))
        groups.setdefault(words_for(one.message), []).extend([detail] if detail else [])
    return [(text, tuple(details)) for text, details in groups.items()]


class FindingList(Scrolled):
    """Findings below each other, nothing of them cut; arrows and page keys scroll."""

    def __init__(self) -> None:
        self._inside, place = QWidget(), QWidget()
        self._column = Column(place, space=0)
        self._column.addWidget(self._inside)
        super().__init__(place, 0)
        self.setObjectName("findings")
        self.setAccessibleName(words("What was found"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.groups: list[Group] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; the same ones again leave the list as it is scrolled."""
        groups = grouped(findings)
        if groups == self.groups:
            return
        self.groups = groups
        before, self._inside = self._inside, QWidget()
        column = Column(self._inside, space=10, margins=(16, 12, 16, 12))
        for number, group in enumerate(groups):
            if number:
                column.addWidget(rule())
            for label in _labels(*group):
                column.addWidget(label)
        column.addStretch(1)
        self._column.replaceWidget(before, self._inside)
        before.hide()
        before.deleteLater()


def _labels(text: str, details: Sequence[str]) -> list[Label]:
    made = [Label(text, "body", wrap=True, selectable=True)]
    if details:
        told = words("For whoever looks after this PC: {details}")
        shown = "; ".join(details[:_MOST_DETAILS])
        more = len(details) - _MOST_DETAILS
        if more > 0:
            shown += " " + words("and %n more", more)
        made.append(Label(told.replace("{details}", shown), "label", "second", wrap=True, selectable=True))
    return made
