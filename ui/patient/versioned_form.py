"""A form over a record that others may change: its draft remembers which version it was begun on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.common.form import Form


class VersionedForm(Form):
    """Fields of one record. `version` is the one that the fields were filled from; 0 for a new record.

    A draft that was begun on an older version comes back with that version, so that saving it meets the
    newer one instead of writing over it.
    """

    version = 0

    def clean_drafts(self) -> dict[str, Any]:
        """Return what was saved, as drafts of the fields by name."""
        return dict(self._clean)

    def take_as_clean(self, saved: Mapping[str, Any]) -> None:
        """Take these drafts as what is saved; the fields stay as they are."""
        self._clean |= dict(saved)

    def draft(self) -> dict[str, Any]:
        return super().draft() | {"version": self.version, "saved": dict(self._clean)}

    def restore(self, draft: Mapping[str, Any]) -> None:
        super().restore(draft)
        if self.version and draft.get("version", self.version) != self.version:
            self.version = int(draft["version"])
            self.take_as_clean({name: value for name, value in draft["saved"].items() if name in self._clean})
