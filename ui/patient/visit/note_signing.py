"""From the text to the next patient: the panel of level and diagnoses, the signature, what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.chart.notes.views import SignedNote
from app.core.acts import Permission
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.frontdesk.signing import SignAndHandOver, sign_and_hand_over
from app.visits.queries import rows_of_day
from app.visits.views import VisitRow, VisitState
from ui.common.acknowledge import do_with_reason
from ui.common.navigation import Go
from ui.common.words import words_for
from ui.patient.visit.key_rest import KeyRest
from ui.patient.visit.sign_panel import Begun, Choice, Level, SignPanel, with_keys
from ui.patient.visit.visit_words import said, words

if TYPE_CHECKING:
    from ui.patient.visit.note_section import NoteSection

# Which codes of the fee schedule are offered first for a template; the rest is one key away.
_FIRST_DIGITS = {"new_patient": "9920", "physical": "9939", "well_child": "9939"}
_BEFORE = frozenset(
    {VisitState.ARRIVED, VisitState.READY_FOR_ROOM, VisitState.ROOMING, VisitState.READY_FOR_PROVIDER}
)


class NoteSigning(QObject):
    """Signs the note of one section and goes on to the next patient who waits."""

    def __init__(self, section: NoteSection) -> None:
        super().__init__(section)
        self.section = section
        self.panel: SignPanel | None = None
        self.begun = Begun()

    def open(self) -> None:
        """Open the panel that takes level and diagnoses."""
        section = self.section
        if not section.at.may(Permission.SIGN_NOTE) or not section.card.isVisibleTo(section):
            return
        near, others = self._levels()
        self.panel = SignPanel(
            with_keys(near),
            section.candidates(),
            [one.code for one in section.diagnoses],
            section.cosigners,
            [Level(code, text) for code, text in others],
            self.begun,
            section.who,
        )
        if section.row is not None and section.row.state in _BEFORE:
            self.panel.say_problem(words("This visit has not begun yet: signing begins it."))
        self.panel.signed.connect(self._sign)
        self.panel.left.connect(lambda: section.beside.emit(None))
        section.beside.emit(self.panel)

    def _levels(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the levels of this kind of visit, and all others."""
        start = self.section.start
        first = _FIRST_DIGITS.get(start.template if start is not None else "", "9921")
        levels = [(fee.code, fee.wording) for fee in self.section.fees if fee.level]
        near = [one for one in levels if one[0].startswith(first)]
        return near, [one for one in levels if one not in near]

    def all_levels(self) -> tuple[Level, ...]:
        """Return every level, those of this kind of visit first."""
        near, others = self._levels()
        return tuple(Level(code, text) for code, text in (*near, *others))

    def _sign(self, choice: Choice) -> None:
        """Keep the text, then sign it; one in which nobody has written is not even kept."""
        if not self.section.written() and self.panel is not None:
            self.panel.say_problem(words_for(Message("notes.untouched")))
            return
        self.section.save(lambda: self._sign_saved(choice))

    def _sign_saved(self, choice: Choice) -> None:
        section, panel = self.section, self.panel
        if section.note_id is None or panel is None:
            return
        command = SignAndHandOver(
            command_id=new_id(),
            note_id=section.note_id,
            version=section.version,
            level=choice.level,
            no_charge=choice.no_charge,
            diagnoses=choice.diagnoses,
            hand_to_checkout=choice.hand_over,
            cosigner_id=Id(choice.cosigner) if choice.cosigner else None,
        )
        do_with_reason(
            section.desk,
            sign_and_hand_over,
            command,
            with_reason=lambda asked, reason: replace(asked, acknowledged_reason=reason),
            show=panel.show_stop,
            close=panel.close_stop,
            act=words("Sign"),
            owner=section,
            done=self._signed,
            failed=self._refused,
        )

    def _refused(self, error: Exception) -> bool:
        """Say in the panel why it could not be signed; the text was kept."""
        if not isinstance(error, RuleViolated) or self.panel is None:
            return False
        self.panel.say_problem(words_for(error.message))
        return True

    def _signed(self, signed: SignedNote) -> None:
        section = self.section
        section.note_id, section.version = None, 0
        section.beside.emit(None)
        self.panel, self.begun = None, Begun()
        section.diagnoses = []
        section.refresh()
        if not signed.hand_to_checkout:
            section.say(words("Note signed."))
            return
        section.desk.ask(rows_of_day, section.at.today(), done=self._go_on, owner=section)

    def _go_on(self, rows: tuple[VisitRow, ...]) -> None:
        """Go to the next patient who waits for this clinician, the longest waiting first, else to Today."""
        at, provider = self.section.at, self.section.provider
        waiting = [
            one
            for one in rows
            if one.state == VisitState.READY_FOR_PROVIDER
            and one.visit_id not in (None, at.visit_id)
            and (provider is None or one.provider_id == provider.id)
        ]
        found = min(waiting, key=lambda one: one.state_since or one.starts_at, default=None)
        self._tell(found)
        KeyRest(self.section.window())
        if found is None:
            self.section.go.emit(Go("today"))
        else:
            self.section.go.emit(Go("patients", found.patient_id, f"note@{found.visit_id}"))

    def _tell(self, found: VisitRow | None) -> None:
        """Say whose note was signed, and who is next: the place changes under the hands."""
        name = self.section.patient_name or words("this patient")
        if found is None:
            self.section.say(said("Note signed: {name}. Nobody else waits for you.", name=name))
        else:
            following = f"{found.first_name} {found.last_name}"
            self.section.say(said("Note signed: {name}. Next: {following}", name=name, following=following))
