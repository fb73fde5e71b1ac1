"""The mark that keeps an entry from a guardian or a subscriber, offered where the patient has one."""

from __future__ import annotations

from app.people.privacy import private_from
from app.people.views import PrivateFrom
from ui.common.fields import CheckField
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import words


class PrivateField(CheckField):
    """Hidden until it is known from whom; one that is set already is always in sight."""

    def __init__(self, at: VisitAt) -> None:
        super().__init__("private_from_guardian", words("Private from guardian"))
        self.offered: PrivateFrom | None = None
        self._offer()
        at.desk.ask(private_from, at.patient_id, done=self._show, owner=self)

    def _show(self, found: PrivateFrom) -> None:
        self.offered = found
        self.box.setText(_words(found))
        self.box.setAccessibleName(self.box.text())
        self._offer()

    def _offer(self) -> None:
        """Show the box or not; Tab passes by one that is hidden, where a proxy would hold it for good."""
        wanted = self._wanted()
        self.box.setVisible(wanted)
        self.setFocusProxy(self.box if wanted else None)  # type: ignore[arg-type]  # None is taken

    def _wanted(self) -> bool:
        found = self.offered
        return self.value() or (found is not None and (found.guardian or found.subscriber))

    def set_value(self, value: object) -> None:
        super().set_value(value)
        self._offer()


def _words(found: PrivateFrom) -> str:
    if found.guardian and found.subscriber:
        return words("Private from guardian and subscriber")
    return words("Private from subscriber") if found.subscriber else words("Private from guardian")
