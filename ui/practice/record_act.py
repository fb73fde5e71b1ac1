"""One act of the record in full, beside the list: who, when, where, why, and each field before and after."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.reports.record.views import ActInFull, FieldChange, RecordChange
from ui.common.button import secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.chip import Chip
from ui.common.keys import KeyList
from ui.common.layout import Column, Grid, Row, rule
from ui.common.plain_text import Label
from ui.practice.editor import QWIDGETSIZE_MAX, is_tight
from ui.practice.record_model import chips
from ui.practice.record_words import moment_words, words
from ui.theme.theme import theme

WIDTH = 460  # design pixels


class ActPanel(SidePanel):
    """Shows an act; `left` tells that the person wants back. Arrows and page keys scroll it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self.setObjectName("record_act")
        self.setAccessibleName(words("One act in full"))
        self.keys = KeyList(self, words("One act in full"))
        self.keys.add("Esc", words("Back to the list"), self.left.emit)
        self.back = secondary(words("Back"), name="leave_act")
        self.back.clicked.connect(self.left)
        self.back.show_keys("Esc")
        self.footer.addWidget(self.back)
        self._inside = QWidget()
        self.body.addWidget(self._inside)
        self.body.addStretch(1)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(words("One act in full"))
        self.setFocusProxy(self.area)

    def rescale(self) -> None:
        """Keep the design's width beside the list; where there is no room for both, take all of it."""
        if is_tight(self):
            self.setMinimumWidth(0)
            self.setMaximumWidth(QWIDGETSIZE_MAX)
        else:
            self.setFixedWidth(theme().px(WIDTH))

    def show_act(self, act: ActInFull) -> None:
        """Show an act from its beginning on."""
        before, self._inside = self._inside, QWidget()
        column = Column(self._inside, space=12)
        for widget in self._parts(act):
            column.addWidget(widget)
        self.body.replaceWidget(before, self._inside)
        before.hide()
        before.deleteLater()
        self.area.verticalScrollBar().setValue(0)

    def _parts(self, act: ActInFull) -> Iterable[QWidget]:
        yield self._head(act)
        yield _pairs(_facts(act))
        if act.hidden:
            yield Label(
                words("What the chart says is shown to those only who may see charts."),
                "label",
                "second",
                wrap=True,
            )
        for change in act.changes:
            yield rule()
            yield _change(change)
        if act.left_out:
            yield Label(words("%n more record(s) are not shown here.", act.left_out), "body", "second")
        yield rule()
        yield Label(_proof(act), "label", "third", wrap=True, selectable=True)

    def _head(self, act: ActInFull) -> QWidget:
        head = QWidget()
        column = Column(head, space=6)
        column.addWidget(Label(act.line.what, "heading", wrap=True))
        row = Row(space=6)
        for chip in chips(act.line):
            row.addWidget(Chip(chip))
        row.addStretch(1)
        column.addLayout(row)
        return head


def _facts(act: ActInFull) -> list[tuple[str, str]]:
    """Return who, when, where and why, as far as the act has them."""
    line = act.line
    who = f"{line.person} · {', '.join(act.roles)}" if act.roles else line.person
    patient = f"{line.patient} · MRN {line.mrn}" if line.patient else ""
    told = [
        (words("Who"), who),
        (words("When"), moment_words(line.at)),
        (words("Where"), line.where),
        (words("Patient"), patient),
        (words("Why"), line.reason),
        (words("More"), line.more),
        *act.details,
    ]
    return [(word, value) for word, value in told if value]


def _pairs(pairs: Iterable[tuple[str, str]]) -> QWidget:
    widget = QWidget()
    grid = Grid(widget, space=6)
    grid.setColumnStretch(1, 1)
    for row, (word, value) in enumerate(pairs):
        grid.addWidget(_cell(word, "second"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(value, "body", wrap=True), row, 1)
    grid.setColumnMinimumWidth(0, theme().px(96))
    return widget


def _cell(word: str, tone: str) -> Label:
    label = Label(word, "body", tone, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setFixedWidth(theme().px(126))
    return label


def _change(change: RecordChange) -> QWidget:
    """Return a record that was made (its fields) or changed (its fields before and after)."""
    widget = QWidget()
    column = Column(widget, space=6)
    how = words("{kind} · new") if change.made else words("{kind} · changed")
    title = how.replace("{kind}", change.kind)
    column.addWidget(SectionTitle(f"{title} · {change.patient}" if change.patient else title))
    column.addWidget(_pairs((one.field, _said(change, one)) for one in change.fields if not one.hidden))
    hidden = ", ".join(one.field for one in change.fields if one.hidden)
    if hidden:
        told = words("Not shown: {fields}").replace("{fields}", hidden)
        column.addWidget(Label(told, "body", "second", wrap=True))
    return widget


def _said(change: RecordChange, one: FieldChange) -> str:
    if change.made:
        return one.after
    nothing = words("nothing")
    return f"{one.before or nothing}  →  {one.after or nothing}"


def _proof(act: ActInFull) -> str:
    told = words("Row {number} of the record, hash {hash}")
    grouped = " ".join(act.hash[at : at + 16] for at in range(0, len(act.hash), 16))
    return told.replace("{number}", f"{act.line.number:,}").replace("{hash}", grouped)
