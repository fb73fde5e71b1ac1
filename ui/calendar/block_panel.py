"""Times that are not for booking: adding one, and opening one again."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id, new_id
from app.schedule.actions import AddBlock, RemoveBlock
from app.schedule.views import BlockKind, BlockView
from ui.calendar.lists import Lists
from ui.calendar.side_panel import DayPanel, enter_presses
from ui.calendar.words import (
    block_kinds,
    block_words,
    clock_words,
    minutes_words,
    read_clock,
    short_day,
    wall_text,
    weekday_words,
)
from ui.common.button import primary
from ui.common.fields import ChoiceField, SegmentedField, TextField
from ui.common.form import Form
from ui.common.plain_text import Label

EACH_WEEK = "each_week"


class BlockPanel(DayPanel):
    """Takes a new block. `wanted` gives the command."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Block a time"), "block_time", parent)
        self._day = date.min
        self._command_id: Id = new_id()
        self.form = Form(self)
        add = self.form.add
        self.provider = add(ChoiceField("provider_id", self.tr("Whose time"), []))
        self.kind = add(ChoiceField("kind", self.tr("For"), block_kinds(), "lunch"))
        days = [("day", self.tr("Only this day")), (EACH_WEEK, self.tr("Each week"))]
        self.repeats = add(SegmentedField("day", self.tr("When"), days, "day"), also=("weekday",))
        self.start_at = add(
            TextField("wall_start", self.tr("From"), placeholder=self.tr("12:00 PM"), most=12)
        )
        self.minutes = add(TextField("minutes", self.tr("Length"), suffix=self.tr("min"), most=4))
        self.note = add(TextField("note", self.tr("Note")))
        for field in self.form.own_fields():
            self.add(field)
            self.space(10)
        self.body.addStretch(1)
        self.go = primary(self.tr("Block this time"), tall=True, name="block_now")
        self.go.clicked.connect(self.submit)
        enter_presses(self.go)
        self.footer.addWidget(self.go)
        self.keys.add("Ctrl+Return", self.tr("Block this time"), self.submit)

    def ask(self, lists: Lists, day: date, provider: Id | None, minute: int) -> None:
        """Begin a block where the person stands in the day."""
        self._day, self._command_id = day, new_id()
        self.form.clear_errors()
        self.provider.set_choices(lists.provider_choices())
        self.provider.set_value(str(provider) if provider is not None else None)
        each = self.tr("On {day}, or each {weekday}").replace("{day}", short_day(day))
        self.repeats.label.setText(each.replace("{weekday}", weekday_words(day.weekday())))
        self.repeats.set_value("day")
        self.start_at.set_value(clock_words(minute))
        self.minutes.set_value("60")
        self.note.set_value(None)

    def start(self) -> None:
        field = self.provider if self.provider.value() is None else self.kind
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Send the block; what cannot be read is said beside its field."""
        self.form.clear_errors()
        minute, typed, provider = read_clock(self.start_at.text()), self.minutes.text().strip(), self.provider
        if provider.value() is None:
            provider.set_error(self.tr("Choose one from the list."))
        elif minute is None:
            self.start_at.set_error(self.tr("Not a time of day. Type it as 8:30 AM or 13:15."))
        elif not typed.isascii() or not typed.isdigit():
            self.minutes.set_error(self.tr("Type a number of minutes, such as 30."))
        else:
            self.wanted.emit(self._command(minute, int(typed)))

    def _command(self, minute: int, minutes: int) -> AddBlock:
        weekly = self.repeats.value() == EACH_WEEK
        return AddBlock(
            command_id=self._command_id,
            provider_id=Id(str(self.provider.value())),
            kind=BlockKind(self.kind.value() or "lunch"),
            wall_start=wall_text(minute),
            minutes=minutes,
            day=None if weekly else self._day,
            weekday=self._day.weekday() if weekly else None,
            valid_from=self._day if weekly else None,
            note=self.note.text().strip(),
        )


class BlockDetails(DayPanel):
    """Shows a block that is there; `remove_wanted` gives the command that opens the time again."""

    remove_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "block_details", parent)
        self.block: BlockView | None = None
        self._day = date.min
        self.about = Label("", "body", "second", wrap=True)
        self.add(self.about)
        self.body.addStretch(1)
        self.go = primary(self.tr("Open this time again"), tall=True, name="block_remove")
        self.go.clicked.connect(self.remove)
        enter_presses(self.go)
        self.footer.addWidget(self.go)

    def show_block(self, block: BlockView, day: date, provider: str) -> None:
        """Show a block of a day."""
        self.block, self._day = block, day
        self.heading.setText(block_words(block))
        self.setAccessibleName(self.heading.text())
        repeats = self.tr("Each {weekday}").replace("{weekday}", weekday_words(day.weekday()))
        on = repeats if block.weekly else short_day(day)
        at = f"{on} · {clock_words(block.start_minute)} · {minutes_words(block.minutes)}"
        self.about.setText(f"{at}\n{provider}")
        words = self.tr("Open it from {day} on").replace("{day}", short_day(day))
        self.go.setText(words if block.weekly else self.tr("Open this time again"))

    def start(self) -> None:
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self) -> None:
        """Ask for the time to be opened: a weekly block from this day on, the days before keep theirs."""
        if self.block is None:
            return
        self.remove_wanted.emit(
            RemoveBlock(
                block_id=self.block.block_id,
                version=self.block.version,
                from_day=self._day if self.block.weekly else None,
            )
        )
