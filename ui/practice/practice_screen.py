"""The Practice place: who and where the practice is, its people, calendar, prices, rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id
from ui.common.backups import BackupWays
from ui.common.desk import Desk
from ui.common.keys import keys_within
from ui.common.layout import Column, Row
from ui.common.navigation import Go
from ui.common.proofs import ProofWays
from ui.common.screen import Screen
from ui.common.section_list import SectionGroup, SectionList
from ui.practice.alerts_section import AlertsSection
from ui.practice.backups_section import BackupsSection
from ui.practice.break_glass_section import BreakGlassSection
from ui.practice.facts_section import FactsSection
from ui.practice.fees_section import FeesSection
from ui.practice.keys_section import KeyLeads, KeysSection
from ui.practice.list_section import ADD_KEYS, EDIT_KEYS
from ui.practice.people_section import NewSheet, PeopleSection
from ui.practice.person_acts import Staffing
from ui.practice.person_editor import AddStaff
from ui.practice.place_sections import ProvidersSection, RoomsSection, VisitTypesSection
from ui.practice.policy_section import PolicySection
from ui.practice.record_section import RecordSection, RecordWays
from ui.practice.verify_section import VerifySection
from ui.practice.words import words


@dataclass(frozen=True)
class SectionEntry:
    """A section: its id, word and maker, and who may see it."""

    id: str
    word: str
    make: Callable[[], Any]
    permission: Permission = Permission.SEE_PRACTICE


LIST_WIDTH = 150  # design pixels
_OF_THE_RECORD = frozenset({Permission.SEE_AUDIT, Permission.VERIFY})


class PracticeScreen(Screen):
    """Sections at the left, the one in sight beside them.

    `may` says what the person's role allows: without CHANGE_PRACTICE everything can only be read. `add_staff`
    makes the key and the account of a new person (slow; it is called on the pool); without it, or without
    MANAGE_STAFF, nobody is added. `staff` is what an owner changes people with, `own` the account of who
    looks. `new_sheet` leads an owner to a new recovery sheet; `record` are the ways
    out of the record, `keys` what leads an owner to what is done with the keys. Others come here by
    `Go("practice", act="fees")`, the id of a section. An auditor, who works with the record alone, finds here
    what reads the record and nothing else.
    """

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.PRACTICE, Kind.ROOM, Kind.ACCOUNT, Kind.CHARGE})

    def __init__(
        self,
        desk: Desk,
        today: Callable[[], date],
        may: Callable[[Permission], bool],
        add_staff: AddStaff | None = None,
        new_sheet: NewSheet | None = None,
        record: RecordWays | None = None,
        keys: KeyLeads | None = None,
        staff: Staffing | None = None,
        own: Id | None = None,
        backups: BackupWays | None = None,
        proofs: ProofWays | None = None,
    ) -> None:
        super().__init__(desk, words("Practice"), "practice")
        self._staff, self._own = staff, own
        self._backups, self._proofs = backups, proofs
        self._record, self._key_leads = record, keys
        self.today, self._may, self._add_staff, self._new_sheet = today, may, add_staff, new_sheet
        self.entries = {one.id: one for one in self._entries() if self._offers(one)}
        self.pages = QStackedWidget()
        self.sections: dict[str, Any] = {}
        sections = [(one.id, one.word) for one in self.entries.values()]
        self.list = SectionList(
            words("Parts of the practice"), [SectionGroup("", sections)], width=LIST_WIDTH
        )
        row = Row(space=12)
        row.addWidget(self.list)
        row.addWidget(self.pages, 1)
        column = Column(self, space=12, margins=(20, 16, 20, 16))
        column.addLayout(row, 1)
        self.list.chosen.connect(self._chosen)
        self.keys.add("Ctrl+PgDown", words("Next part"), lambda: self._step(1))
        self.keys.add("Ctrl+PgUp", words("Part before"), lambda: self._step(-1))
        self.keys.add(ADD_KEYS, words("Add to the list"), lambda: self._press(ADD_KEYS))
        self.keys.add(EDIT_KEYS, words("Edit the selected line"), lambda: self._press(EDIT_KEYS))
        self.current = ""
        self.show_section(next(iter(self.entries)))

    def _entries(self) -> list[SectionEntry]:
        desk, changes, keys = self.desk, self._may(Permission.CHANGE_PRACTICE), self._key_leads
        return [
            SectionEntry("facts", words("Practice"), lambda: FactsSection(desk, may_change=changes)),
            SectionEntry("people", words("People"), self._people),
            SectionEntry("providers", words("Providers"), lambda: ProvidersSection(desk, changes=changes)),
            SectionEntry("rooms", words("Rooms"), lambda: RoomsSection(desk, changes=changes)),
            SectionEntry(
                "visit_types", words("Visit types"), lambda: VisitTypesSection(desk, changes=changes)
            ),
            SectionEntry(
                "fees",
                words("Fees"),
                lambda: FeesSection(desk, self.today, changes=changes),
                Permission.SEE_LEDGER,
            ),
            SectionEntry(
                "policy", words("Rules and limits"), lambda: PolicySection(desk, self.today, changes=changes)
            ),
            *self._backup_entries(changes),
            SectionEntry(
                "record",
                words("Record"),
                lambda: RecordSection(desk, self.today, self._may, self._record),
                Permission.SEE_AUDIT,
            ),
            SectionEntry(
                "break_glass",
                words("Emergency access"),
                lambda: BreakGlassSection(desk),
                Permission.SEE_AUDIT,
            ),
            *self._verify_entries(),
            SectionEntry(
                "alerts",
                words("Questions before an act"),
                lambda: AlertsSection(desk),
                Permission.SEE_AUDIT,
            ),
            *([] if keys is None else [SectionEntry("keys", words("Keys"), lambda: KeysSection(keys))]),
        ]

    def _verify_entries(self) -> list[SectionEntry]:
        ways = self._proofs
        if ways is None:
            return []
        word = words("Verify the record")
        return [SectionEntry("verify", word, lambda: VerifySection(ways), Permission.VERIFY)]

    def _backup_entries(self, changes: bool) -> list[SectionEntry]:
        ways = self._backups
        if ways is None:
            return []

        def make() -> BackupsSection:
            return BackupsSection(self.desk, ways, may_change=changes)

        return [SectionEntry("backups", words("Backups"), make, Permission.BACK_UP)]

    def _offers(self, one: SectionEntry) -> bool:
        """Say whether a section is for this person; who only audits needs no prices and no rooms."""
        only_audits = self._may(Permission.SEE_AUDIT) and not self._may(Permission.SEE_SCHEDULE)
        return self._may(one.permission) and not (only_audits and one.permission not in _OF_THE_RECORD)

    def _people(self) -> QWidget:
        return PeopleSection(
            self.desk,
            self._add_staff,
            self._practice_name,
            manages=self._may(Permission.MANAGE_STAFF),
            books=self._may(Permission.CHANGE_PRACTICE),
            new_sheet=self._new_sheet,
            staff=self._staff,
            own=self._own,
        )

    def _practice_name(self) -> str:
        facts = self.sections["facts"]
        return str(facts.settings.name) if facts.settings is not None else ""

    # -- what is in sight -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew for the section in sight; the others do when they are opened."""
        self.sections[self.current].refresh()

    def show_section(self, which: str) -> None:
        """Bring a section into sight; it asks anew for what it shows."""
        if which not in self.entries:
            return
        self.current = which
        if which not in self.sections:
            section = self.entries[which].make()
            section.said.connect(self.said)
            self.sections[which] = section
            self.pages.addWidget(section)
        self.pages.setCurrentWidget(self.sections[which])
        self.list.set_current(which)
        if self.isVisible():  # else it asks when it is shown
            self.refresh()

    def _press(self, keys: str) -> None:
        """Press the button that has these keys in the list in sight."""
        shown = self.sections[self.current].list_in_sight()
        button = shown.acts[keys] if shown is not None else None
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()

    def _chosen(self, which: str) -> None:
        """Open a section; with Enter or a press on the one in sight, the keyboard goes into it."""
        if which == self.current and which in self.sections:
            self.sections[which].focus_list()
        else:
            self.show_section(which)

    def _step(self, step: int) -> None:
        names = list(self.entries)
        self.show_section(names[(names.index(self.current) + step) % len(names)])
        self.list.buttons[self.current].setFocus()

    def open_place(self, place: Go) -> None:
        """Open the section that someone asked for."""
        if place.act:
            self.show_section(place.act)
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys of the section in sight work while the list of sections has the keyboard."""
        if not (self.list.isAncestorOf(QApplication.focusWidget() or self) and self._press_beside(event)):
            super().keyPressEvent(event)

    def _press_beside(self, event: QKeyEvent) -> bool:
        """Do what a key does in the section in sight; keys of the list itself, and letters, stay with it."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not held and not Qt.Key.Key_F1 < event.key() <= Qt.Key.Key_F12:
            return False
        pressed = QKeySequence(event.keyCombination())
        lists = keys_within(self.sections[self.current])
        acts = [act for one in lists for keys, _words, act in one.acts() if QKeySequence(keys) == pressed]
        if acts and not event.isAutoRepeat():
            acts[0]()
        return bool(acts)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard on the list of sections."""
        self.list.buttons[self.current].setFocus(reason)
