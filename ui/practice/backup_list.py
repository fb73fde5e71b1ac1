"""The backups that lie on the drive, the newest first: when, how large, and how far to trust them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.practice_file import ListedBackup, ListedState
from ui.common.backups import dated_words, size_words
from ui.common.chip import ChipText
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.words import words_for
from ui.practice.words import words
from ui.theme.tokens import Tone

_STATES = {
    ListedState.VERIFIED: ("Verified", Tone.ACCENT, "circle-check"),
    ListedState.COPIED: ("Copied, not yet verified", Tone.WARNING, "triangle-alert"),
    ListedState.DAMAGED: ("Damaged", Tone.DANGER, "triangle-alert"),
}


def state_chip(one: ListedBackup) -> ChipText:
    """Return how far a backup is to be trusted, in a word with its sign."""
    word, tone, icon = _STATES[one.state]
    if one.during_alarm and one.state is ListedState.VERIFIED:
        word, tone, icon = "Verified, made during an alarm", Tone.WARNING, "triangle-alert"
    return ChipText(words(word), tone, icon)


def backup_model(parent: QWidget | None = None) -> RecordTableModel[ListedBackup]:
    """Return the model of the list."""
    columns: list[Column[ListedBackup]] = [
        Column(
            "made",
            words("Holds the practice as of"),
            lambda one: dated_words(one.made_at),
            strong=lambda one: one.state is ListedState.VERIFIED,
            width=190,
            whole=True,
        ),
        Column(
            "state",
            words("State"),
            lambda one: state_chip(one).text,
            chips=lambda one: (state_chip(one),),
            width=200,
            whole=True,
        ),
        Column(
            "size",
            words("Size"),
            lambda one: size_words(one.bytes) if one.bytes else "",
            width=80,
            numeric=True,
            whole=True,
        ),
        Column(
            "reason",
            words("Folder, or what is wrong"),
            lambda one: words_for(one.reason) if one.reason else one.folder.name,
            width=220,
            stretch=1,
        ),
    ]
    return RecordTableModel(columns, key=lambda one: str(one.folder), parent=parent)
