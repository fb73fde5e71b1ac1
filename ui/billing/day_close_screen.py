"""Close the day: what is open, the day sheet, the blind count, and the lock of the day's money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.changes import Kind
from app.core.errors import RuleViolated
from app.core.ids import new_id
from app.core.money import money_text
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.frontdesk.day_close.queries import day_sheet
from app.frontdesk.day_close.views import DaySheet, DrawerView, LockedDay, MethodRow, SlateItem, StillHere
from app.practice.queries import policy_table
from app.practice.views import PolicyView
from ui.billing.count_fields import CountFields
from ui.billing.side_stack import SideStack
from ui.billing.words import method_words
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.button import primary, secondary
from ui.common.card import Card, PageHead, PairRow, SectionTitle, SidePanel
from ui.common.chip import Chip, ChipText
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextField
from ui.common.flow import FieldGrid
from ui.common.layout import Column, Row, rule, scrolled
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.screen import Screen
from ui.common.words import words_for
from ui.theme.tokens import Tone

NOTHING = "–"


def _tr(text: str) -> str:
    return QCoreApplication.translate("DayCloseScreen", text)


def slate_words(key: str) -> str:
    """Return what a tile of the clear slate counts; an id without words is shown as it is."""
    words = {
        "visits_open": _tr("Visits not finished"),
        "copays_open": _tr("Copays to settle"),
        "notes_to_sign": _tr("Notes to sign"),
        "visits_without_charges": _tr("Visits without charges"),
        "charges_to_post": _tr("Charges to post"),
        "orders_open": _tr("Orders open"),
        "orders_to_sign": _tr("Orders to sign"),
        "results_to_review": _tr("Results to review"),
        "rooms_to_clean": _tr("Rooms to clean"),
        "insurance_next_day": _tr("Insurance, next day"),
        "vaccine_records": _tr("Vaccine records"),
    }
    return words.get(key, key.replace("_", " "))


def methods_model(parent: QWidget | None = None) -> RecordTableModel[MethodRow]:
    """Return the model of the payments by method."""

    columns: list[TableColumn[MethodRow]] = [
        TableColumn("method", _tr("Method"), lambda one: method_words(one.method), width=200, stretch=1),
        TableColumn("payments", _tr("Payments"), lambda one: _count(one.payments), width=110, numeric=True),
        TableColumn("expected", _tr("Expected"), _expected, width=130, numeric=True),
        TableColumn(
            "counted", _tr("Counted"), lambda one: _money(one.counted_cents), width=130, numeric=True
        ),
        TableColumn(
            "difference",
            _tr("Over or short"),
            lambda one: NOTHING if not one.difference_cents else money_text(one.difference_cents),
            tone=lambda one: "warning" if one.difference_cents else "third",
            width=130,
            numeric=True,
        ),
    ]
    return RecordTableModel(columns, key=lambda one: one.method, parent=parent)


def difference_words(rows: Sequence[MethodRow]) -> list[str]:
    """Return in words how the count of each method differs from the books ("Cash short $20.00")."""
    found = []
    for one in rows:
        cents = one.difference_cents
        if cents:
            words = _tr("{method} short {amount}") if cents < 0 else _tr("{method} over {amount}")
            words = words.replace("{method}", method_words(one.method))
            found.append(words.replace("{amount}", money_text(abs(cents))))
    return found


def _expected(row: MethodRow) -> str:
    return _money(row.expected_cents)


def _money(cents: int | None) -> str:
    return NOTHING if cents is None else money_text(cents)


def _count(number: int | None) -> str:
    return NOTHING if number is None else str(number)


class DayCloseScreen(Screen):
    """The end of a day. `day_sheet_wanted` gives the day whose sheet is to be printed."""

    watches: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.PAYMENT, Kind.CHARGE, Kind.VISIT, Kind.NOTE, Kind.ORDER, Kind.ROOM, Kind.DAY_CLOSE}
    )
    day_sheet_wanted = Signal(object)

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Close the day"), "day_close", parent)
        self._today = today
        self.sheet: DaySheet | None = None
        self.keeper: DraftKeeper | None = None
        """Keeps a half-typed count; there once the face values are known."""
        self._build()
        self._lock_key = self.keys.add(
            "Ctrl+Return", self.tr("Keep the count, then lock the day's money"), self.go_on, button=self.act
        )
        self.keys.add("Ctrl+P", self.tr("Day sheet"), lambda: self.day_sheet_wanted.emit(self._today()))

    # -- what is seen ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        self.head = PageHead(self.tr("Close the day"), "")
        self.print_button = secondary(self.tr("Day sheet"), icon="printer", name="day_sheet")
        self.print_button.clicked.connect(lambda: self.day_sheet_wanted.emit(self._today()))
        self.head.add_button(self.print_button)
        column.addWidget(self.head)
        middle = Row(space=12)
        inside = QWidget()
        left = Column(inside, space=12)
        self._tiles_box = QWidget()
        self._tiles_column = Column(self._tiles_box, space=0)
        self._tiles: QWidget | None = None
        self._shown_slate: tuple[SlateItem, ...] | None = None
        left.addWidget(self._tiles_box)
        left.addWidget(self._books())
        left.addStretch(1)
        middle.addWidget(scrolled(inside), 1)
        middle.addWidget(self._drawer())
        column.addLayout(middle, 1)

    def _books(self) -> Card:
        card = Card(self.tr("Day sheet"))
        self.receivables = Label("", "body", "second")
        self.balances = Chip(ChipText(self.tr("Books balance"), Tone.ACCENT, "circle-check"))
        self.drawer_chip = Chip(ChipText("", Tone.WARNING))
        card.head.addWidget(self.receivables)
        card.head.addWidget(self.balances)
        card.head.addWidget(self.drawer_chip)
        self.methods = RecordTable(methods_model(self), name="methods", label=self.tr("Payments by method"))
        self.methods.setMinimumHeight(150)
        self.copays = Label("", wrap=True)
        card.add(self.methods, SectionTitle(self.tr("Copays")), self.copays)
        return card

    def _drawer(self) -> SideStack:
        self.panel = SidePanel(width=400)
        self.count = CountFields()
        self.expected = PairRow(self.tr("Expected, float included"), "")
        self.deposit = PairRow(self.tr("Deposit: cash and checks"), "")
        self.difference = TextField("difference_reason", "", most=300)
        self.same_person = TextField(
            "same_person_reason", self.tr("The same person counted and checks, because"), most=300
        )
        self.note = Label("", "body", "third", wrap=True)
        self.act = primary("", tall=True, name="close_day")
        self.act.clicked.connect(self.go_on)
        self.panel.add(SectionTitle(self.tr("Count the drawer")))
        self.panel.space(6)
        self.told = Label("", "body", "second", wrap=True)
        for widget in (self.told, self.count, rule(), self.expected, self.deposit):
            self.panel.add(widget)
        self.panel.body.addStretch(1)
        for item in (self.difference, self.same_person, self.note, self.act):
            self.panel.footer.addWidget(item)  # in sight at every height of the window
        self.same_person.hide()
        self.side = SideStack(self.panel)
        return self.side

    def resizeEvent(self, event: object) -> None:
        self.side.rescale()

    def refresh(self) -> None:
        self.desk.ask(policy_table, "billing", done=self._show_pieces, owner=self)
        self.desk.ask(day_sheet, done=self._show, owner=self)

    def _show_pieces(self, table: PolicyView) -> None:
        self.count.set_pieces(table.content["pieces"])
        if self.keeper is None:
            self.keeper = DraftKeeper(self.desk, self.count.form, "billing.count", self._today().isoformat())
            self.keeper.brought_back.connect(lambda _at: self.count.add_up())
            self.keeper.bring_back()

    def _show(self, sheet: DaySheet) -> None:
        self.sheet = sheet
        day = f"{sheet.day.month}/{sheet.day.day}/{sheet.day.year}"
        visits = self.tr("%n visit(s)", "", sheet.visits)
        no_shows = self.tr("%n no-show(s)", "", sheet.no_shows)
        self.head.detail.setText(" · ".join((day, visits, no_shows)))
        self._show_slate(sheet.slate)
        self._show_books(sheet)
        self._show_drawer(sheet)

    def _show_slate(self, slate: Sequence[SlateItem]) -> None:
        if tuple(slate) == self._shown_slate:
            return
        self._shown_slate = tuple(slate)
        box = QWidget()
        grid = FieldGrid(space=12, line_space=12)
        Column(box, space=0).addLayout(grid)
        for item in slate:
            grid.add(self._tile(item))
        before, self._tiles = self._tiles, box
        self._tiles_column.addWidget(box)
        if before is not None:
            before.hide()
            before.deleteLater()

    def _tile(self, item: SlateItem) -> Card:
        card = Card(space=4)
        card.setAccessibleName(f"{slate_words(item.key)}: {item.open}")
        done = self.tr("{count} done").replace("{count}", str(item.done))
        card.add(
            Label(slate_words(item.key), "body", "second"),
            Label(str(item.open), "title", "warning" if item.open else "accent"),
            Label(done, "body", "third"),
        )
        return card

    def _show_books(self, sheet: DaySheet) -> None:
        closing = (
            self.tr("known after the count")
            if sheet.closing_cents is None
            else money_text(sheet.closing_cents)
        )
        told = self.tr("Receivables {opening} → {closing}").replace(
            "{opening}", money_text(sheet.opening_cents)
        )
        self.receivables.setText(told.replace("{closing}", closing))
        self.balances.setVisible(sheet.balances is not None)
        if sheet.balances is False:
            self.balances.set_content(
                ChipText(self.tr("Books out of balance"), Tone.DANGER, "triangle-alert")
            )
        elif sheet.balances:
            self.balances.set_content(ChipText(self.tr("Books balance"), Tone.ACCENT, "circle-check"))
        self._show_drawer_chip(sheet.methods)
        self.methods.records.set_records(sheet.methods)
        counts = sheet.copays
        lines = (
            (self.tr("Collected"), counts.collected),
            (self.tr("None due"), counts.none_due),
            (self.tr("Waived, with reason"), counts.waived),
            (self.tr("To bill, with reason"), counts.to_bill),
            (self.tr("Open"), counts.open),
        )
        self.copays.setText("  ·  ".join(f"{words} {number}" for words, number in lines))

    def _show_drawer_chip(self, methods: Sequence[MethodRow]) -> None:
        """Say what the count found, apart from the books, which balance with an empty drawer too."""
        known = [one for one in methods if one.difference_cents is not None]
        apart = difference_words(known)
        told = ", ".join(apart) or self.tr("Count agrees")
        tone, icon = (Tone.WARNING, "triangle-alert") if apart else (Tone.ACCENT, "circle-check")
        self.drawer_chip.set_content(ChipText(told, tone, icon))
        self.drawer_chip.setVisible(bool(known))

    def _show_drawer(self, sheet: DaySheet) -> None:
        drawer = sheet.drawers[0] if sheet.drawers else None
        counted = drawer is not None and drawer.counted_cents is not None and not drawer.stale
        for widget in (self.expected, self.deposit):
            widget.setVisible(counted)
        self.difference.setVisible(False)
        if drawer is not None and (counted or sheet.locked is not None):
            self.count.show_kept(drawer)
        if sheet.locked is not None:
            self._show_locked(sheet.locked)
            return
        self.count.setEnabled(True)
        told = self.tr("Count before the expected amount is shown. Float {float}.")
        if counted and drawer is not None:
            told = self.tr("Counted by {name}. Float {float}.").replace("{name}", drawer.counted_by_name)
            told = told.replace("..", ".")
        if drawer is not None and drawer.stale:
            told = self.tr("Money moved after the count: count again. Float {float}.")
        self.told.setText(told.replace("{float}", money_text(drawer.float_cents) if drawer else NOTHING))
        day = f"{sheet.day.month}/{sheet.day.day}"
        words = self.tr("Lock the money of {day}").replace("{day}", day)
        self.act.setText(words if counted else self.tr("Keep this count"))
        open_things = sheet.open_things
        waiting = self.tr(
            "Still open: %n thing(s). They stay on the list; they do not block.", "", open_things
        )
        self.note.setText(waiting if open_things else "")
        if counted and drawer is not None:
            self._show_counted(drawer, sheet)

    def _show_counted(self, drawer: DrawerView, sheet: DaySheet) -> None:
        self.expected.value.setText(money_text(drawer.expected_cents or 0))
        self.deposit.value.setText(money_text(drawer.deposit_cents or 0))
        apart = difference_words(sheet.methods)
        self.difference.setVisible(bool(apart))
        words = self.tr("{what}, because").replace("{what}", apart[0] if len(apart) == 1 else "")
        if len(apart) > 1:
            words = self.tr("The count differs, because")  # by what, the table and the chip say
        self.difference.label.setText(words)
        self.difference.label.setVisible(True)

    def _show_locked(self, locked: LockedDay) -> None:
        self.count.setEnabled(False)
        told = self.tr("Locked. Counted by {counter}, checked by {checker}. Record {head}.")
        told = told.replace("{counter}", locked.counted_by_name)
        told = told.replace("{checker}", locked.checked_by_name.rstrip("."))
        told = told.replace("{head}", locked.audit_head)
        because = (
            (self.tr("The count differs: {reason}."), locked.difference_reason),
            (self.tr("The same person counted and checked: {reason}."), locked.same_person_reason),
        )
        lines = [text.replace("{reason}", reason.rstrip(".")) for text, reason in because if reason]
        later = self.tr("The lock stays. Money that comes now stands on the books of the next day.")
        self.told.setText("\n".join((told, *lines, later)))
        self.same_person.hide()
        self.note.setText("")
        self.act.setEnabled(False)
        self.act.setText(self.tr("The money of this day is locked"))

    # -- acts -----------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Keep the count; once it is kept, lock the day's money."""
        if self.sheet is None or self.sheet.locked is not None:
            return
        drawer = self.sheet.drawers[0] if self.sheet.drawers else None
        changed = self.count.changed_since_kept
        if drawer is None or drawer.counted_cents is None or drawer.stale or changed:
            self._keep_count()
        else:
            command = CloseDay(
                difference_reason=self.difference.line.text().strip(),
                same_person_reason=self.same_person.line.text().strip(),
            )
            do_with_reason(
                self.desk,
                close_day,
                command,
                with_reason=_with_reason,
                show=self._show_stop,
                close=self._close_stop,
                act=self.tr("Lock all the same"),
                owner=self,
                done=self._locked,
                failed=self._refused,
            )

    def _show_stop(self, stop: AcknowledgePanel) -> None:
        """Ask before the day is locked while somebody may still pay, naming who it is."""
        self._lock_key.setEnabled(False)  # the panel has the same key
        here = self.sheet.here if self.sheet is not None else ()
        stop.body.insertWidget(2, Label("\n".join(_here_words(one) for one in here), "body", "second"))
        late = self.tr("What they pay after the lock stands on the books of the next day.")
        stop.body.insertWidget(3, Label(late, "body", "third", wrap=True))
        self.side.show_guest(stop)
        stop.reason.setFocus()

    def _close_stop(self) -> None:
        self._lock_key.setEnabled(True)
        self.side.send_away()

    def _keep_count(self) -> None:
        counted = self.count.counted()
        if counted is None:
            if (field := self.focusWidget()) is not None:
                self.panel.area.ensureWidgetVisible(field)
            return
        pieces, checks, batch = counted
        command = CountDrawer(pieces=pieces, checks_cents=checks, card_batch_cents=batch)
        self.desk.do(count_drawer, command, done=self._counted, failed=self._refused, owner=self)

    def _counted(self, _drawer: DrawerView) -> None:
        self.count.mark_kept()
        if self.keeper is not None:
            self.keeper.finish()
        self.refresh()

    def _locked(self, _locked: LockedDay) -> None:
        self.said.emit(Said(self.tr("The money of this day is locked. Print the day sheet.")))
        self.refresh()

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, RuleViolated):
            return False
        fields = {one.name: one for one in (self.difference, self.same_person)}
        field = fields.get(error.field) or self.count.field_named(error.field)
        if field is None:
            self.said.emit(Said(words_for(error.message), Tone.WARNING))
            return True
        field.show()
        field.set_error(words_for(error.message))
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.panel.area.ensureWidgetVisible(field)
        return True


def _here_words(one: StillHere) -> str:
    words = {
        "waiting": _tr("waiting"),
        "in_rooms": _tr("in a room"),
        "checkout": _tr("at checkout"),
        "expected": _tr("expected"),
    }
    return f"{one.patient}, MRN {one.mrn}, {words.get(one.group, one.group)}"


def _with_reason(command: CloseDay, reason: str) -> CloseDay:
    return replace(command, command_id=new_id(), acknowledged_reason=reason)
