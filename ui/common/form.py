"""A form: it holds fields, knows what was changed, keeps drafts, and puts refusals beside their field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.core.errors import RuleViolated
from ui.common.fields import Field
from ui.common.words import words_for

F = TypeVar("F", bound=Field)


class Form(QObject):
    """Fields by name. The names are those of the command's fields, so that refusals find their place."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._clean: dict[str, Any] = {}

    def add(self, field: F, *, also: tuple[str, ...] = ()) -> F:
        """Take a field in and return it; `also` are further rule names whose refusals belong to it."""
        self.fields[field.name] = field
        for name in also:
            self.fields[name] = field
        self._clean[field.name] = field.draft()
        field.edited.connect(self.edited)
        return field

    def field(self, name: str) -> Field:
        return self.fields[name]

    def own_fields(self) -> list[Field]:
        """Return each field once, in the order in which they came."""
        return list(dict.fromkeys(self.fields.values()))

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values (those of unknown names are left out) and take them as unchanged."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].set_value(value)
        self.mark_clean()

    def mark_clean(self) -> None:
        """Take what stands there as saved."""
        self._clean = {field.name: field.draft() for field in self.own_fields()}

    @property
    def dirty(self) -> bool:
        return any(field.draft() != self._clean[field.name] for field in self.own_fields())

    def dirty_fields(self) -> list[str]:
        """Return the names of the fields that were changed."""
        return [field.name for field in self.own_fields() if field.draft() != self._clean[field.name]]

    def values(self) -> dict[str, Any]:
        """Return the typed value of each field by name."""
        return {field.name: field.value() for field in self.own_fields()}

    def collect(self) -> dict[str, Any] | None:
        """Return the values, or None after showing beside each field why it cannot be understood."""
        self.clear_errors()
        wrong = [(field, text) for field in self.own_fields() if (text := field.problem())]
        for field, text in wrong:
            field.set_error(text)
        if wrong:
            wrong[0][0].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return self.values()

    def clear_errors(self) -> None:
        for field in self.own_fields():
            if field.error.text():
                field.set_error("")

    def show_error(self, error: Exception) -> bool:
        """Put a refusal beside its field and focus it; False when it belongs to no field here."""
        if not isinstance(error, RuleViolated) or error.field not in self.fields:
            return False
        field = self.fields[error.field]
        field.set_error(words_for(error.message))
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def draft(self) -> dict[str, Any]:
        """Return everything typed, and where the cursor stands, as JSON can hold it."""
        focused = next((field for field in self.own_fields() if field.input.hasFocus()), None)
        return {
            "values": {field.name: field.draft() for field in self.own_fields()},
            "focus": focused.name if focused else "",
            "cursor": focused.text_cursor() if focused else 0,
        }

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put a draft back, cursor included; what was saved before stays the measure of `dirty`."""
        for name, value in draft.get("values", {}).items():
            if name in self.fields:
                self.fields[name].restore_draft(value)
        focused = self.fields.get(draft.get("focus", ""))
        if focused is not None:
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
            focused.set_text_cursor(int(draft.get("cursor", 0)))
