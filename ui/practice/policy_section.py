"""The tables of policy: the list of them, and within one its values with what shipped and the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.practice.queries import policy_table, policy_tables, policy_versions
from app.practice.views import PolicyVersion, PolicyView
from ui.common.button import secondary
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.fields import day_text
from ui.common.layout import Column as Stack
from ui.common.message_strip import Said
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import fill
from ui.practice.list_section import ListSection, ListTexts
from ui.practice.policy_editors import ResetEditor, ValueEditor, version_words
from ui.practice.policy_paths import PolicyValue, Shape, name_text, shape_of, value_text, values_of
from ui.practice.policy_words import ELSEWHERE, table_about, table_title
from ui.practice.words import words
from ui.theme.tokens import Tone


@dataclass(frozen=True)
class TableLine:
    """One table in the list of them."""

    name: str
    title: str
    about: str
    source: str
    since: date | None
    own: int


def line_of(view: PolicyView) -> TableLine:
    """Return a table as the list shows it."""
    own = sum(one.own for one in values_of(view.content, view.shipped))
    source = str(view.shipped.get("source", ""))
    return TableLine(view.name, table_title(view.name), table_about(view.name), source, view.valid_from, own)


def state_chips(one: TableLine) -> tuple[ChipText, ...]:
    """Return whether a table is as shipped, or since when it holds values of the practice."""
    if not one.own or one.since is None:
        return (ChipText(words("As shipped")),)
    text = fill(words("%n of your own since {day}"), {"day": day_text(one.since)})
    return (ChipText(text.replace("%n", str(one.own)), Tone.ACCENT),)


class TablesSection(ListSection[TableLine]):
    """The tables; `opened` tells the name of the one to look into."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        texts = ListTexts(
            "policies",
            words("Rules and limits"),
            words("Each ships with its source; a practice sets its own values"),
            "",
            words("The tables of this practice's rules will stand here."),
        )
        self._lines: dict[str, TableLine] = {}
        super().__init__(
            desk, texts, RecordTableModel(self._columns(), lambda one: one.name), adds=False, edits=False
        )
        self.open_button = secondary(words("Look into it"), name="open_policy")
        self.head.add_button(self.open_button)
        self.open_button.clicked.connect(self._open_selected)
        self.show_keys(self.open_button)
        self.table.opened.connect(lambda one: self.opened.emit(one.name))

    def _columns(self) -> list[Column[TableLine]]:
        return [
            Column(
                "title",
                words("Table"),
                lambda one: one.title,
                secondary=lambda one: one.about,
                strong=lambda _one: True,
                width=340,
                stretch=3,
            ),
            Column("source", words("Source"), lambda one: one.source, width=220, stretch=2, optional=True),
            Column(
                "state",
                words("Values"),
                lambda one: state_chips(one)[0].text,
                chips=state_chips,
                width=190,
            ),
        ]

    def _open_selected(self) -> None:
        record = self.table.selected_record()
        if record is not None:
            self.opened.emit(record.name)

    def refresh(self) -> None:
        self.desk.ask(policy_tables, done=self._ask_each, owner=self)

    def _ask_each(self, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in ELSEWHERE:
                self.desk.ask(policy_table, name, done=self._took, owner=self)

    def _took(self, view: PolicyView) -> None:
        self._lines[view.name] = line_of(view)
        self.show_records(sorted(self._lines.values(), key=lambda one: one.title))


class ValuesSection(ListSection[PolicyValue]):
    """The values of one table. `left` is told when the person goes back to the list of tables."""

    left_table = Signal()

    def __init__(self, desk: Desk, name: str, today: Callable[[], date], *, changes: bool) -> None:
        self.name, self.today = name, today
        self.versions: tuple[PolicyVersion, ...] = ()
        texts = ListTexts("policy_values", table_title(name), "", "", words("This table has no values."))
        super().__init__(desk, texts, self._model(), adds=False, edits=changes)
        self.back_button = secondary(words("All tables"), icon="chevron-left", name="all_policies")
        self.reset_button = secondary(words("All as shipped"), name="reset_policy")
        self.head.row.insertWidget(0, self.back_button)
        self.head.add_button(self.reset_button)
        self.reset_button.hide()
        self.back_button.clicked.connect(self.left_table)
        self.reset_button.clicked.connect(self.open_reset)
        self.keys.add("Alt+Left", words("All tables"), self.left_table.emit, button=self.back_button)

    def _model(self) -> RecordTableModel[PolicyValue]:
        columns = [
            Column[PolicyValue](
                "name",
                words("Name"),
                _name_of,
                width=230,
                stretch=2,
            ),
            Column[PolicyValue](
                "value",
                words("Value"),
                lambda one: value_text(one, one.value),
                strong=lambda one: one.own,
                width=180,
                stretch=2,
            ),
            Column[PolicyValue](
                "shipped", words("As shipped"), _shipped_text, tone=_second, width=120, stretch=1
            ),
            Column[PolicyValue](
                "source",
                words("Source"),
                lambda one: one.source,
                tone=_second,
                width=200,
                stretch=2,
                optional=True,
            ),
        ]
        return RecordTableModel(columns, lambda one: one.path, band=_band_of)

    def refresh(self) -> None:
        self.desk.ask(policy_versions, self.name, done=self._took_versions, owner=self)
        self.desk.ask(policy_table, self.name, done=self._took_table, owner=self)

    def _took_versions(self, versions: tuple[PolicyVersion, ...]) -> None:
        self.versions = versions
        self.head.detail.setText(version_words(versions, self.today()))

    def _took_table(self, view: PolicyView) -> None:
        self.show_records(list(values_of(view.content, view.shipped)))

    def show_records(self, records: Sequence[PolicyValue]) -> None:
        super().show_records(records)
        self.reset_button.setVisible(self.edits and any(one.own for one in records))

    def make_editor(self, record: PolicyValue | None) -> ValueEditor | None:
        if record is None:
            return None
        if shape_of(self.name, record) is Shape.FIXED:
            told = words("{name} has parts of its own and can only be read here.")
            self.said.emit(Said(fill(told, {"name": name_text(record.path[-1])})))
            return None
        return ValueEditor(self.desk, self.name, record, self.versions, self.today(), self.take_back)

    def open_reset(self) -> None:
        """Ask once before everything goes back to what shipped."""
        own = [one for one in self.table.records.records if one.own]
        if own and self.may_leave_editor():
            self.open_editor(
                ResetEditor(self.desk, self.name, own, self.versions, self.today(), self.take_back)
            )


def _name_of(one: PolicyValue) -> str:
    """Return the path below the band; a short word of notes as it is typed, with its point."""
    if one.path[0] == "macros" and len(one.path) == 2:
        return f".{one.path[1]}"
    return " › ".join(name_text(part) for part in one.path[1:] or one.path)


def _band_of(one: PolicyValue) -> str:
    return name_text(one.path[0]) if len(one.path) > 1 else words("General")


def _shipped_text(one: PolicyValue) -> str:
    return value_text(one, one.shipped) if one.own and one.shipped is not None else ""


def _second(_one: PolicyValue) -> str:
    return "second"


class PolicySection(QWidget):
    """The list of tables, or the one that was opened."""

    said = Signal(object)

    def __init__(self, desk: Desk, today: Callable[[], date], *, changes: bool) -> None:
        super().__init__()
        self.desk, self.today, self._changes = desk, today, changes
        self.setAccessibleName(words("Rules and limits"))
        self.tables = TablesSection(desk)
        self.values: ValuesSection | None = None
        self.pages = QStackedWidget()
        self.pages.addWidget(self.tables)
        Stack(self, space=0).addWidget(self.pages)
        self.tables.opened.connect(self.open_table)
        self.tables.said.connect(self.said)

    def refresh(self) -> None:
        """Ask anew for what is in sight."""
        (self.values or self.tables).refresh()

    def open_table(self, name: str) -> None:
        """Show the values of a table."""
        self._drop_values()
        self.values = ValuesSection(self.desk, name, self.today, changes=self._changes)
        self.values.said.connect(self.said)
        self.values.left_table.connect(self.show_tables)
        self.pages.addWidget(self.values)
        self.pages.setCurrentWidget(self.values)
        self.values.refresh()
        self.values.focus_list()

    def show_tables(self) -> None:
        """Go back to the list of tables."""
        if self.values is not None and not self.values.may_leave_editor():
            return
        self._drop_values()
        self.pages.setCurrentWidget(self.tables)
        self.tables.refresh()
        self.tables.focus_list()

    def _drop_values(self) -> None:
        values, self.values = self.values, None
        if values is not None:
            self.pages.removeWidget(values)
            values.hide()
            values.deleteLater()

    def list_in_sight(self) -> ListSection[Any]:
        """Return the list that keys of the screen are meant for."""
        return self.values or self.tables

    def focus_list(self) -> None:
        """Put the keyboard into the list in sight."""
        (self.values or self.tables).focus_list()
