"""The time that was taken in a booking, as a field without a look of its own: it goes into the draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from ui.calendar.openings import Slot
from ui.common.fields import Field


class SlotField(Field):
    """Holds the slot that a booking is for; the openings show it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("slot", "", parent)
        self.slot: Slot | None = None
        self.hide()

    def value(self) -> Slot | None:
        return self.slot

    def set_value(self, value: Slot | None) -> None:
        self.slot = value

    def draft(self) -> Any:
        slot = self.slot
        if slot is None:
            return None
        ids = {name: _text(getattr(slot, name)) for name in ("provider_id", "room_id")}
        plain = {name: getattr(slot, name) for name in ("wall_start", "minutes", "fold", "provider")}
        return {"day": slot.day.isoformat(), **plain, **ids}

    def restore_draft(self, draft: Any) -> None:
        if draft is None:
            self.slot = None
            return
        self.slot = Slot(
            day=date.fromisoformat(draft["day"]),
            wall_start=draft["wall_start"],
            minutes=draft["minutes"],
            fold=draft["fold"],
            provider_id=_id(draft["provider_id"]),
            provider=draft["provider"],
            room_id=_id(draft["room_id"]),
        )


def _id(text: str) -> Id | None:
    return Id(text) if text else None


def _text(record_id: Id | None) -> str:
    return "" if record_id is None else str(record_id)
