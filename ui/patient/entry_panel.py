"""The shape of every form about a patient: the fields in a card at the left, what to look at beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.findings import Finding
from app.people.queries import check_demographics
from app.practice.queries import providers
from ui.common.acknowledge import AcknowledgePanel
from ui.common.button import primary, secondary
from ui.common.card import Card, PageHead
from ui.common.desk import Desk, Ticket
from ui.common.fields import Field
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.plain_text import Label
from ui.common.words import fill, time_words
from ui.patient.demographics_form import DemographicsForm, FormSection
from ui.patient.patient_words import words
from ui.patient.photo_card import PhotoCard
from ui.theme import tokens
from ui.theme.theme import theme

REST_MS = 300
IN_CHART = 240  # design pixels of the side column where the sections of a chart stand beside it too


class SideColumn(QWidget):
    """Cards beside the form, and below them the one next act."""

    def __init__(self, width: int = tokens.PANEL_WIDTH) -> None:
        super().__init__()
        self._width = width
        inside = QWidget()
        self.cards = Column(inside, space=12)
        self.cards.addStretch(1)
        self.hint = Label("", "body", "third", wrap=True)
        self.acts = Column(space=8)
        column = Column(self, space=12)
        column.addWidget(scrolled(inside), 1)
        column.addWidget(self.hint)
        column.addLayout(self.acts)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        """Keep the design's width; where the window is small beside the text, the form gets more of it."""
        window = self.window().width() if self.window() is not self else 0
        tight = 0 < window < theme().px(1000)
        self.setFixedWidth(theme().px(min(self._width, 260) if tight else self._width))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rescale()

    def add_card(self, card: QWidget) -> None:
        """Put a card below those that are there."""
        self.cards.insertWidget(self.cards.count() - 1, card)

    def say(self, text: str) -> None:
        """Say above the act why it waits; "" says nothing."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))


class EntryPanel(QWidget):
    """Head, form, side column. Subclasses put the fields into sections and do the act.

    `left` is told when the person goes away (what was typed stays a draft), `said` what the strip says.
    """

    left = Signal()
    said = Signal(object)

    def __init__(
        self,
        desk: Desk,
        form: DemographicsForm,
        title: str,
        act: str,
        today: Callable[[], date],
        now: Callable[[], datetime],
        *,
        inside_chart: bool = False,
    ) -> None:
        super().__init__()
        self.desk, self.form, self.today, self.now = desk, form, today, now
        form.setParent(self)
        self.setAccessibleName(title)
        self.keys = KeyList(self, title)
        self._checking: Ticket | None = None
        self.head = PageHead(title)
        self.side = SideColumn(IN_CHART if inside_chart else tokens.PANEL_WIDTH)
        self._margins = (0, 0, 0, 0) if inside_chart else (20, 16, 20, 16)
        self.photo = PhotoCard(desk)
        self.act = primary(act, tall=True, name="entry_act")
        self.back = secondary(words("Back"), name="entry_back")
        self._lay_out()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.check)
        self.form.edited.connect(self._rest.start)
        desk.ask(providers, done=form.offer_providers, owner=self)

    def _lay_out(self) -> None:
        self.head.add_button(self.back)
        inside = QWidget()
        self.sections = Column(inside, space=20, margins=(18, 16, 18, 18))
        self.sections.addStretch(1)
        self.area = scrolled(inside)
        card = Card(flush=True)
        card.add(self.area)
        self.side.acts.addWidget(self.act)
        middle = Row(space=12)
        middle.addWidget(card, 1)
        middle.addWidget(self.side)
        column = Column(self, space=12, margins=self._margins)
        column.addWidget(self.head)
        column.addLayout(middle, 1)

    def add_section(self, title: str, names: tuple[str, ...], **spans: int) -> FormSection:
        """Put fields of the form below a heading; `spans` are those that take more than one column."""
        section = FormSection(title, [self.form.fields[name] for name in names], spans)
        self.sections.insertWidget(self.sections.count() - 1, section)
        return section

    def add_block(self, widget: QWidget) -> None:
        """Put something else below the sections that are there."""
        self.sections.insertWidget(self.sections.count() - 1, widget)

    def add_usual_sections(self) -> None:
        """Put the fields that are rarely needed at the end."""
        self.add_section(
            words("Confidential contact"),
            ("confidential_address", "confidential_phone"),
            confidential_address=2,
            confidential_phone=2,
        )
        self.add_section(
            words("Care"),
            ("pcp_provider_id", "outside_pcp", "pharmacy", "what_matters"),
            pharmacy=2,
            what_matters=4,
        )
        more = ("suffix", "former_names", "birth_date_known", "marital_status")
        self.add_section(words("More"), (*more, "home_phone", "work_phone", "email"), email=2)

    # -- while typing ---------------------------------------------------------------------------------------

    def check(self) -> None:
        """Look at what was typed so far: refusals stand beside their fields before anything is sent."""
        if self._checking is not None:
            self._checking.cancel()
        self._checking = self.desk.ask(
            check_demographics, self.form.demographics(), done=self._checked, owner=self
        )

    def _checked(self, findings: tuple[Finding, ...]) -> None:
        self.form.show_findings(findings)

    def show_draft_time(self, at: datetime) -> None:
        """Say beside the title when the draft was saved."""
        time = time_words(at.astimezone(self.now().tzinfo))
        self.head.detail.setText(fill(words("Draft saved {time}"), {"time": time}))

    def focus_field(self, field: Field | None) -> None:
        """Bring a field into sight and give it the keyboard."""
        if field is not None:
            self.area.ensureWidgetVisible(field)
            field.setFocus()

    def show_refusal(self, error: Exception) -> bool:
        """Put a refusal beside its field and bring it into sight."""
        shown = self.form.show_error(error)
        if shown:
            self.focus_field(self.form.first_error())
        return shown

    # -- soft stops -----------------------------------------------------------------------------------------

    def ask_reason(self, findings: tuple[Finding, ...], go_on: Callable[[str], object]) -> None:
        """Show what is doubted in place of the act, and go on with the reason."""
        panel = AcknowledgePanel(findings, self.act.words)

        def close() -> None:
            panel.hide()
            panel.deleteLater()
            self.act.show()

        def accept(reason: str) -> None:
            close()
            go_on(reason)

        panel.accepted.connect(accept)
        panel.left.connect(close)
        self.act.hide()
        self.side.acts.insertWidget(0, panel)
        panel.reason.setFocus()
