"""Reason and history: why the patient came, allergies, and what was before (DUTIES C1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.chart.allergies.actions import (
    StateNoKnownAllergies,
    WithdrawAllergy,
    state_no_known_allergies,
    withdraw_allergy,
)
from app.chart.allergies.queries import allergies
from app.chart.allergies.views import AllergyKnowledge, AllergyList
from app.chart.history.actions import SaveStory, WithdrawHistory, save_story, withdraw_history
from app.chart.history.queries import histories, visit_story
from app.chart.history.views import Histories, HistoryKind, HistoryLine, StoryView
from app.chart.review.queries import sections_to_review
from app.chart.review.views import Section, SectionState
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id, new_id
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.button import link, primary
from ui.common.card import Card
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextArea
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_panels import AllergyPanel, HistoryPanel, ReproductivePanel, SocialPanel
from ui.patient.visit.chart_words import (
    allergy_detail,
    allergy_words,
    history_detail,
    history_words,
    reproductive_words,
    social_words,
)
from ui.patient.visit.entries import EntryLine
from ui.patient.visit.reason_panel import ReasonPanel
from ui.patient.visit.reviewed_card import ReviewedCard
from ui.patient.visit.section import VisitAt, VisitSection
from ui.patient.visit.visit_words import said, words

_KINDS = {
    Section.PAST: HistoryKind.PAST,
    Section.SURGICAL: HistoryKind.SURGICAL,
    Section.FAMILY: HistoryKind.FAMILY,
}


class ListSection(VisitSection):
    """A section made of reviewed lists; it puts panels beside itself and keeps the lists fresh."""

    def __init__(self, at: VisitAt, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(at, title, name, parent)
        self.cards: dict[Section, ReviewedCard] = {}
        self.may_record = at.may(Permission.RECORD_CHART)
        self._question_place = Column(space=12)

    def card(self, section: Section, empty: str) -> ReviewedCard:
        """Make the list of a section of the chart."""
        card = ReviewedCard(self.at, section, empty)
        card.reviewed.connect(self._after)
        self.cards[section] = card
        return card

    def open_panel(self, panel: ActPanel) -> None:
        """Put a panel beside the section; it goes away when it is finished or left."""
        panel.finished.connect(self._after)
        panel.finished.connect(lambda _said: self.beside.emit(None))
        panel.left.connect(lambda: self.beside.emit(None))
        self.beside.emit(panel)
        panel.bring_back()

    def ask_states(self) -> None:
        self.desk.ask(
            sections_to_review, self.at.patient_id, self.at.visit_id, done=self._show_states, owner=self
        )

    def _show_states(self, states: tuple[SectionState, ...]) -> None:
        for state in states:
            if state.section in self.cards:
                self.cards[state.section].show_state(state)

    def _after(self, text: str) -> None:
        self.say(text)
        self.refresh()

    def ask_why(self, question: str, act: str, then: object) -> None:
        """Ask for the reason of taking something back."""
        panel = ReasonPanel(question, act)

        def go_on(why: str) -> None:
            self.close_panel()
            if callable(then):
                then(why)

        panel.accepted.connect(go_on)
        panel.left.connect(self.close_panel)
        self.show_panel(panel)


class StoryCard(Card):
    """The complaint in the patient's words and how the illness began; Ctrl+Return keeps them."""

    def __init__(self, section: VisitSection) -> None:
        super().__init__(words("Why the patient came"), space=10)
        self._section, self._at = section, section.at
        self.story: StoryView | None = None
        self.form = Form(self)
        self.complaint = self.form.add(
            TextArea("complaint", words("Chief complaint, in the patient's words"), lines=2, most=1000)
        )
        self.illness = self.form.add(
            TextArea(
                "illness",
                words("How it began"),
                lines=4,
                placeholder=words(
                    "Since when, where, how strong, what makes it better or worse, what was tried"
                ),
            )
        )
        self.save_button = primary(words("Save reason"), name="save_story")
        self.about = Label("", "label", "third")
        row = Row()
        row.addWidget(self.about, 1)
        row.addWidget(self.save_button)
        self.add(self.complaint, self.illness, row)
        self.setFocusProxy(self.complaint)
        self.keeper = DraftKeeper(self._at.desk, self.form, "visit.story", str(self._at.visit_id))
        self.save_button.clicked.connect(self.save)
        section.keys.add("Ctrl+Return", words("Save reason"), self.save, button=self.save_button)
        self.save_button.setVisible(self._at.may(Permission.ROOM_PATIENT))
        self._first = True

    def show_story(self, story: StoryView | None) -> None:
        """Show what is kept; what is being typed stays."""
        self.story = story
        if story is not None and not self.form.dirty:
            self.form.set_values({"complaint": story.complaint, "illness": story.illness})
            self.about.setText(story.recorded_by)
        if self._first:
            self._first = False
            self.keeper.bring_back()

    def propose(self, reason: str) -> None:
        """Begin with the reason that was given when the visit was booked."""
        if self.story is None and not self.form.dirty and not self.complaint.value():
            self.form.set_values({"complaint": reason})

    def save(self) -> None:
        """Keep complaint and story; the review of systems stays as it is."""
        values = self.form.collect()
        if values is None:
            return
        command = SaveStory(
            command_id=new_id(),
            visit_id=self._at.visit_id,
            version=self.story.version if self.story else 0,
            complaint=values["complaint"] or "",
            illness=values["illness"] or "",
            review_of_systems=self.story.review_of_systems if self.story else {},
        )
        self._section.do(save_story, command, lambda _saved: self._saved(), self.form)

    def _saved(self) -> None:
        self.keeper.finish()
        self._section.say(words("Reason saved."))
        self._section.refresh()


class HistorySection(ListSection):
    """Why the patient came, allergies, past, surgical, family, habits, periods and pregnancies."""

    watches: ClassVar[frozenset[Kind]] = frozenset({Kind.HISTORY, Kind.ALLERGY, Kind.VISIT})

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(at, words("Reason and history"), "visit_history", parent)
        self.story = StoryCard(self)
        self.column.addWidget(self.story)
        self.column.addLayout(self._question_place)
        self._build_allergies()
        for section, empty in (
            (Section.PAST, words("No illnesses entered.")),
            (Section.SURGICAL, words("No surgeries entered.")),
            (Section.FAMILY, words("No family history entered.")),
            (Section.SOCIAL, words("Not asked yet.")),
            (Section.REPRODUCTIVE, words("Not asked yet.")),
        ):
            card = self.card(section, empty)
            card.add_wanted.connect(lambda which=section: self.edit(which, None))
            card.list.acted.connect(lambda entry, act, which=section: self._acted(which, entry, act))
            self.column.addWidget(card)
        for section in (Section.SOCIAL, Section.REPRODUCTIVE):
            self.cards[section].add_button.setText(words("Change"))
        self.column.addStretch(1)
        self.told: Histories | None = None
        self.allergy_list: AllergyList | None = None
        self.setFocusProxy(self.story)

    def stop_place(self) -> Column:
        return self._question_place

    def _build_allergies(self) -> None:
        card = self.card(Section.ALLERGIES, words("Nobody has asked yet."))
        self.none_known = link(words("No known allergies"), name="no_known_allergies")
        self.none_known.setVisible(False)
        card.head.insertWidget(card.head.count() - 1, self.none_known)
        card.add_wanted.connect(lambda: self.open_panel(AllergyPanel(self.at)))
        card.list.acted.connect(self._allergy_acted)
        self.none_known.clicked.connect(self.state_none_known)
        self.column.addWidget(card)

    # -- showing -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        patient = self.at.patient_id
        self.desk.ask(visit_story, self.at.visit_id, done=self.story.show_story, owner=self)
        self.desk.ask(row_of_visit, self.at.visit_id, done=self._propose, owner=self)
        self.desk.ask(allergies, patient, done=self._show_allergies, owner=self)
        self.desk.ask(histories, patient, done=self._show_histories, owner=self)
        self.ask_states()

    def _propose(self, row: VisitRow | None) -> None:
        if row is not None:
            self.story.propose(row.reason)

    def _show_allergies(self, found: AllergyList) -> None:
        self.allergy_list = found
        acts = (("change", words("Change")), ("withdraw", words("Take back"))) if self.may_record else ()
        lines = [
            EntryLine(one.id, allergy_words(one), allergy_detail(one), acts=acts) for one in found.entries
        ]
        card = self.cards[Section.ALLERGIES]
        if found.knowledge is AllergyKnowledge.NONE_KNOWN:
            asked = self.at.time_words(found.asked_at) if found.asked_at else ""
            text = said("No known allergies: {name}, {time}", name=found.asked_by, time=asked)
            lines.insert(0, EntryLine(self.at.patient_id, text))
        card.list.show_lines(lines)
        self.none_known.setVisible(self.may_record and found.knowledge is AllergyKnowledge.NOT_ASKED)

    def _show_histories(self, told: Histories) -> None:
        self.told = told
        acts = (("change", words("Change")), ("withdraw", words("Take back"))) if self.may_record else ()
        for section, lines in self._lines().items():
            self.cards[section].list.show_lines(
                [EntryLine(one.id, history_words(one), history_detail(one), acts=acts) for one in lines]
            )
        social = [EntryLine(told.social.id, social_words(told.social))] if told.social else []
        self.cards[Section.SOCIAL].list.show_lines(social)
        periods = told.reproductive
        found = [EntryLine(periods.id, reproductive_words(periods))] if periods else []
        self.cards[Section.REPRODUCTIVE].list.show_lines(found)

    def _lines(self) -> Mapping[Section, tuple[HistoryLine, ...]]:
        told = self.told
        if told is None:
            return {}
        return {Section.PAST: told.past, Section.SURGICAL: told.surgical, Section.FAMILY: told.family}

    # -- acts ----------------------------------------------------------------------------------------------

    def edit(self, section: Section, one: HistoryLine | None) -> None:
        """Open the panel of a section, for a new line or for one that is there."""
        if section in _KINDS:
            self.open_panel(HistoryPanel(self.at, _KINDS[section], one))
        elif section is Section.SOCIAL:
            self.open_panel(SocialPanel(self.at, self.told.social if self.told else None))
        else:
            self.open_panel(ReproductivePanel(self.at, self.told.reproductive if self.told else None))

    def _acted(self, section: Section, entry: Id, act: str) -> None:
        one = next((line for line in self._lines().get(section, ()) if line.id == entry), None)
        if one is None:
            return
        if act == "change":
            self.edit(section, one)
            return

        def withdraw(why: str) -> None:
            command = WithdrawHistory(entry_id=one.id, version=one.version, reason=why)
            self.do(withdraw_history, command, lambda _done: self._after(words("Taken back.")))

        self.ask_why(said("Why is “{text}” taken back?", text=one.text), words("Take back"), withdraw)

    def _allergy_acted(self, entry: Id, act: str) -> None:
        found = self.allergy_list.entries if self.allergy_list else ()
        one = next((each for each in found if each.id == entry), None)
        if one is None:
            return
        if act == "change":
            self.open_panel(AllergyPanel(self.at, one))
            return

        def withdraw(why: str) -> None:
            command = WithdrawAllergy(allergy_id=one.id, version=one.version, reason=why)
            self.do(withdraw_allergy, command, lambda _done: self._after(words("Taken back.")))

        self.ask_why(said("Why is “{text}” taken back?", text=one.substance), words("Take back"), withdraw)

    def state_none_known(self) -> None:
        """Keep that the patient was asked and knows of none: never done by F6."""
        command = StateNoKnownAllergies(patient_id=self.at.patient_id, visit_id=self.at.visit_id)
        self.do(
            state_no_known_allergies, command, lambda _done: self._after(words("No known allergies: kept."))
        )
