"""The board of a day as a table: one line a visit, grouped by where it stands."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.core.findings import Message
from app.frontdesk.views import BoardRow, DayBoard, Group
from app.frontdesk.views import Tone as ChipTone
from ui.common.chip import ChipText
from ui.common.keys import KeyList
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.vital_words import flag_chip
from ui.common.words import words_for
from ui.theme.tokens import Tone
from ui.today.words import (
    age_sex,
    group_words,
    language_words,
    room_number,
    stage_in_short,
    stage_words,
)

_TONES = {
    ChipTone.GOOD: Tone.ACCENT,
    ChipTone.NEUTRAL: Tone.NEUTRAL,
    ChipTone.INFO: Tone.INFO,
    ChipTone.WARNING: Tone.WARNING,
    ChipTone.DANGER: Tone.DANGER,
}
_STAGES = {
    "arrived": Tone.INFO,
    "ready_for_room": Tone.INFO,
    "ready_for_provider": Tone.ACCENT,
    "with_provider": Tone.VIOLET,
    "staff_work": Tone.VIOLET,
    "ready_for_checkout": Tone.VIOLET,
    "no_show": Tone.WARNING,
    "left_without_being_seen": Tone.WARNING,
}
NOTHING = "–"
_LATE = "frontdesk.chip.late"  # said beside the time that people wait
ORDER = (Group.WAITING, Group.IN_ROOMS, Group.CHECKOUT, Group.EXPECTED, Group.DONE, Group.NOT_SEEN)


def _tr(text: str) -> str:
    return QCoreApplication.translate("BoardTable", text)


def time_text(row: BoardRow) -> str:
    """Return the agreed time as "9:15": the day has one such time, so morning and afternoon are plain."""
    hour, minute = row.facts.wall_start.split(":")
    return f"{int(hour) % 12 or 12}:{minute}"


def name_text(row: BoardRow) -> str:
    """Return the name as the board says it: last, first, and the one they go by."""
    facts = row.facts
    preferred = f" “{facts.preferred_name}”" if facts.preferred_name else ""
    return f"{facts.last_name}, {facts.first_name}{preferred}"


def about_text(row: BoardRow) -> str:
    """Return age and sex, and the language where it is not English."""
    parts = [age_sex(row.age, row.facts.sex), language_words(row.facts.language)]
    if row.looks_like:
        parts.append(_tr("same name"))
    return " · ".join(part for part in parts if part)


def wait_text(row: BoardRow) -> str:
    """Return the minutes that count in this row's stage; of somebody expected, how late they are."""
    if row.late_minutes is not None:
        return _tr("{minutes} late").replace("{minutes}", str(row.late_minutes))
    if row.wait_minutes is None:
        return NOTHING
    return _tr("{minutes} min").replace("{minutes}", str(row.wait_minutes))


def stage_chip(row: BoardRow) -> ChipText:
    """Return where the visit stands, in words."""
    return ChipText(stage_words(row.stage), _STAGES.get(row.stage, Tone.NEUTRAL))


def ready_chips(row: BoardRow) -> tuple[ChipText, ...]:
    """Return what the row says about its readiness."""
    said = tuple(
        flag_chip(chip.message, short=True) or ChipText(words_for(chip.message), _TONES[chip.tone])
        for chip in row.chips
        if chip.message.id != _LATE
    )
    return (*said, ChipText(_tr("Sensitive"), Tone.WARNING, "lock")) if row.sensitive else said


def room_text(row: BoardRow) -> str:
    """Return the room's number, the one offered while there is none yet ("3?"), or a dash."""
    if row.facts.room:
        return room_number(row.facts.room)
    return f"{room_number(row.room_offered)}?" if row.room_offered else NOTHING


def columns() -> list[Column[BoardRow]]:
    """Return the columns of the board, as in the design."""

    def quiet(text: str) -> str:
        return "third" if text == NOTHING else "ink"

    return [
        Column("time", _tr("Time"), time_text, width=62, whole=True),
        Column(
            "patient",
            _tr("Patient"),
            name_text,
            about_text,
            strong=lambda row: row.group not in (Group.EXPECTED, Group.DONE, Group.NOT_SEEN),
            width=216,
            stretch=2,
        ),
        Column("reason", _tr("Reason"), reason_text, width=140, stretch=1, optional=True),
        Column("with", _tr("With"), lambda row: row.facts.provider_short, width=88, optional=True),
        Column("room", _tr("Room"), room_text, width=52, tone=_room_tone, whole=True),
        Column(
            "stage",
            _tr("Stage"),
            lambda row: stage_words(row.stage),
            chips=_stage,
            short=_stage_in_short,
            width=146,
            whole=True,
        ),
        Column(
            "wait",
            _tr("Wait"),
            wait_text,
            chips=_late,
            tone=lambda row: quiet(wait_text(row)),
            width=76,
            whole=True,
        ),
        Column(
            "ready",
            _tr("Ready"),
            _ready_words,
            chips=ready_chips,
            short=_ready_in_short,
            width=140,
            whole=True,
        ),
    ]


def _room_tone(row: BoardRow) -> str:
    """A room that is only offered, or agreed for later, is not yet the patient's."""
    return "ink" if row.facts.room and row.group is Group.IN_ROOMS else "third"


def reason_text(row: BoardRow) -> str:
    """Return why they come: the reason, else the kind of visit."""
    return row.facts.reason or row.facts.visit_type


def _stage(row: BoardRow) -> tuple[ChipText, ...]:
    return (stage_chip(row),)


def _stage_in_short(row: BoardRow) -> tuple[ChipText, ...]:
    return (replace(stage_chip(row), text=stage_in_short(row.stage)),)


def _ready_in_short(row: BoardRow) -> tuple[ChipText, ...]:
    """Return what a row says of its readiness where there is little room: no icons, the mask in two words."""
    mask = words_for(Message("frontdesk.chip.mask"))
    return tuple(
        replace(chip, text=_tr("Mask now") if chip.text == mask else chip.text, icon="")
        for chip in ready_chips(row)
    )


def _late(row: BoardRow) -> tuple[ChipText, ...]:
    if row.late_minutes is not None:
        return (ChipText(wait_text(row), Tone.WARNING),)
    return (ChipText(wait_text(row), Tone.DANGER),) if row.over else ()


def _ready_words(row: BoardRow) -> str:
    return ", ".join(chip.text for chip in ready_chips(row))


def board_model(parent: QWidget | None = None) -> RecordTableModel[BoardRow]:
    """Return the model of the board."""
    return RecordTableModel(
        columns(),
        key=lambda row: row.facts.appointment_id,  # stays the same when the visit begins
        band=lambda row: group_words(row.group),
        band_order=[group_words(group) for group in ORDER],
        parent=parent,
    )


class BoardTable(RecordTable[BoardRow]):
    """The list of the board. Its `keys` act on the selected row, only while the list has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(board_model(parent), name="board", label=_tr("Visits of today"))
        self.keys = KeyList(self, _tr("The selected row of the board"))


def shown_rows(board: DayBoard) -> list[BoardRow]:
    """Return every row of the board in the order of its groups."""
    return list(board.rows)
