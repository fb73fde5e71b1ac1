"""Texts of notes: what may be signed, added to and co-signed."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "notes.anothers": "This note is another person's. Write your own, or add to it once it is signed.",
    "notes.diagnosis_heading": "{code} is a heading and no diagnosis. Choose one of the codes below it.",
    "notes.diagnosis_twice": "A diagnosis is named twice. Take one of them off.",
    "notes.diagnosis_unknown": "{code} is not in the list in force on the day of the visit.",
    "notes.empty": "There is no text yet. Write something first.",
    "notes.level_anothers": "Level and diagnoses are chosen by the person who signed this note.",
    "notes.no_cosignature_asked": "Nobody asked for a second signature under this note.",
    "notes.not_signed": "This note is not signed yet. Change its text instead of adding to it.",
    "notes.not_yours_to_cosign": "Somebody else was asked to sign this note with the author.",
    "notes.signed": "This note is signed. Add an addendum instead.",
    "notes.untouched": "Nobody has written in this note yet. Write what you found before you sign it.",
    "notes.too_many_diagnoses": "A claim holds at most {most} diagnoses. Take some off.",
}
