"""A note that can no longer change, and the panel in which something is added to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.chart.notes.views import NoteState, NoteView
from app.core.acts import Permission
from app.frontdesk.signing import AddToSigned, add_to_signed
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.chip import Chip, ChipText
from ui.common.fields import ChoiceField, TextArea, TextField
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.section import VisitAt
from ui.patient.visit.sign_panel import Level
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

ADDENDUM_KEY = "Ctrl+Shift+A"
_NONE = "-"


class AddendumPanel(ActPanel):
    """Adds to a signed note; what was signed stays as it is. The signer may choose level and diagnoses again.

    `levels` are empty for everyone else.
    """

    def __init__(
        self, at: VisitAt, note: NoteView, levels: Sequence[Level] = (), offered: Sequence[str] = ()
    ) -> None:
        super().__init__(
            at, words("Addendum"), words("Add to the note"), draft="visit.addendum", subject=str(note.id)
        )
        self.note, self.codes = note, tuple(one.code for one in note.diagnoses)
        self.put(
            TextArea("text", words("What is added"), lines=8), TextField("reason", words("Why (if it helps)"))
        )
        self.level: ChoiceField | None = None
        if levels:
            self._offer_level(levels, offered)

    def _offer_level(self, levels: Sequence[Level], offered: Sequence[str]) -> None:
        choices = [(one.code, f"{one.code}  {one.words}".strip()) for one in levels]
        self.level = ChoiceField(
            "level", words("Level of the visit"), [(_NONE, words("No charge")), *choices]
        )
        self.level.set_value(self.note.level or None)
        self.diagnoses = TextField("diagnoses", words("Diagnoses, ICD-10-CM, the first one first"))
        codes = self.codes or tuple(offered)
        self.diagnoses.set_value(", ".join(codes))
        self.put(self.level, self.diagnoses)
        self.form.mark_clean()

    def send(self, values: dict[str, Any]) -> None:
        told = words("Added to the note.")
        command = AddToSigned(
            command_id=self.command_id,
            note_id=self.note.id,
            version=self.note.version,
            text=values["text"] or "",
            reason=values["reason"] or "",
            **self._chosen(values),
        )
        self.do(add_to_signed, command, words("Level and diagnoses kept.") if command.choose else told)

    def _chosen(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return level and diagnoses where they are others than those signed."""
        if self.level is None or values["level"] is None:
            return {}
        level = "" if values["level"] == _NONE else values["level"]
        codes = tuple(part for part in (values["diagnoses"] or "").replace(",", " ").split() if part)
        if level == self.note.level and codes == self.codes and level:
            return {}
        return {"choose": True, "level": level, "no_charge": not level, "diagnoses": codes}


class SignedCard(Card):
    """A note that can no longer change: its text, who signed it, what was added."""

    def __init__(
        self,
        at: VisitAt,
        note: NoteView,
        cosign: Callable[[NoteView], object],
        open_addendum: Callable[[NoteView], object],
    ) -> None:
        super().__init__(note.title or words("Note"), space=8)
        self.note = note
        waits = note.state is NoteState.TO_COSIGN
        chip = (
            ChipText(words("To co-sign"), Tone.WARNING) if waits else ChipText(words("Signed"), Tone.ACCENT)
        )
        self.head.addWidget(Chip(chip))
        if not note.intact:
            self.head.addWidget(Chip(ChipText(words("Text was altered"), Tone.DANGER, "triangle-alert")))
        self.add(Label(note.text, wrap=True, selectable=True))
        self._signatures(at, note)
        for added in note.addenda:
            head = said("Addendum, {name}, {time}", name=added.name, time=at.time_words(added.at))
            reason = f" ({added.reason})" if added.reason else ""
            self.add(Label(f"{head}{reason}", "section", "second", wrap=True), Label(added.text, wrap=True))
        row = Row()
        row.addStretch(1)
        if waits and at.may(Permission.SIGN_NOTE):
            self.cosign = primary(words("Co-sign"), name="cosign")
            self.cosign.clicked.connect(lambda: cosign(note))
            row.addWidget(self.cosign)
        if at.may(Permission.WRITE_NOTE):
            self.addendum = secondary(words("Addendum"), keys=ADDENDUM_KEY, name="addendum")
            self.addendum.clicked.connect(lambda: open_addendum(note))
            row.addWidget(self.addendum)
        self.add(row)

    def _signatures(self, at: VisitAt, note: NoteView) -> None:
        """Show who signed; a further signature of the author chose level and diagnoses again."""
        signed = False
        for one in note.signatures:
            time = at.time_words(one.at)
            if one.role == "author" and signed:
                level = one.level or words("no charge")
                text = said(
                    "Level {level} and diagnoses chosen by {name}, {time}",
                    level=level,
                    name=one.name,
                    time=time,
                )
            else:
                role = words("Signed by") if one.role == "author" else words("Co-signed by")
                text = f"{role} {one.name}, {time}"
            signed = signed or one.role == "author"
            self.add(Label(text, "label", "second", wrap=True))
        codes = ", ".join(f"{one.display} ({one.code})" for one in note.diagnoses)
        told = " · ".join(part for part in (note.level, codes) if part)
        if told:
            self.add(Label(told, "label", "second", wrap=True))
