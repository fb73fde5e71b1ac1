"""The window of one patient: the banner over it, the sections at its left; theirs for its whole life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.core.acts import OF_THE_CHART, Permission
from app.core.changes import Change, Kind
from app.core.errors import NotFound, NotPermitted
from app.core.ids import Id
from app.people.queries import patient_banner
from app.people.sensitive import chart_access
from app.people.views import ChartAccess, PatientFlag
from app.people.views import PatientBanner as BannerFacts
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow
from ui.common.banner import Allergies, BannerView, PatientBanner
from ui.common.chip import ChipText, initials_of
from ui.common.desk import Desk
from ui.common.focus import first_focus
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.section_list import SectionGroup, SectionList
from ui.common.words import fill
from ui.patient.chart_section import CHART_GROUP, VISIT_GROUP, BannerParts, BannerSource, ChartSection
from ui.patient.emergency import EmergencyLine, SensitivePage
from ui.patient.patient_desk import PatientDesk
from ui.patient.patient_words import another, banner_facts, flag_chips, language_name, words
from ui.theme.theme import theme
from ui.theme.tokens import Tone

EDGE = 4
LIST_WIDTH = 178  # design pixels
_OWN_KINDS = frozenset({Kind.PATIENT, Kind.COVERAGE})


class HandOffLine(QWidget):
    """What whoever comes next at this visit should know, below the banner; nothing where nothing was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = Label("", wrap=True)
        row = Row(self, space=8, margins=(20, 8, 20, 0))
        row.addWidget(Label(words("Hand-off note"), "label", "second"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.note, 1)
        self.hide()

    def show_row(self, row: VisitRow | None) -> None:
        """Show the note of a visit."""
        told = row.handoff_note if row is not None else ""
        self.note.setText(told)
        self.setVisible(bool(told))


def _not_permitted(error: Exception) -> bool:
    return isinstance(error, NotPermitted)


class ChartFrame(QWidget):
    """One patient's chart. `edge` is its colour among open charts ("accent" or "violet").

    `said` and `go` come from the sections; `named` tells the patient's name once it is known.
    """

    go = Signal(object)
    said = Signal(object)
    named = Signal(str)

    def __init__(
        self,
        desk: Desk,
        patient_id: Id,
        sections: Sequence[ChartSection],
        *,
        visit_id: Id | None = None,
        banner: BannerSource | None = None,
        may: Callable[[Permission], bool] = lambda _permission: True,
        edge: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._patient_id, self.visit_id, self.edge = patient_id, visit_id, edge
        self.desk = PatientDesk(desk, patient_id, self)
        self.facts: BannerFacts | None = None
        self.parts = BannerParts(allergies_are=Allergies.WAITED_FOR)
        self._source = banner
        self._sections = {
            one.id: one
            for one in sections
            if (one.permission is None or may(one.permission))
            and (one.group != VISIT_GROUP or visit_id is not None)
        }
        self.current, self._wanted = "", ""
        self._may = may
        self.access: ChartAccess | None = None
        self.closed_page: SensitivePage | None = None
        self._pages: dict[str, QWidget] = {}
        self._had_keys: dict[str, QWidget] = {}
        self._away = False
        self.keys = KeyList(self, words("Chart"))
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.desk.changed.connect(self._heard)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.refresh()

    @property
    def patient_id(self) -> Id:
        """Whose chart this is; it never becomes another's."""
        return self._patient_id

    @property
    def name(self) -> str:
        """The patient's name, "" until it is known."""
        return self.facts.name if self.facts is not None else ""

    def section_ids(self) -> list[str]:
        """Return the sections in their order, as far as this person may see them."""
        return list(self._sections)

    def _groups(self) -> list[SectionGroup]:
        titles = {VISIT_GROUP: words("This visit"), CHART_GROUP: words("Chart")}
        own = self._sections.values()
        return [
            SectionGroup(title, [(one.id, one.word) for one in own if one.group == group])
            for group, title in titles.items()
        ]

    def _lay_out(self) -> None:
        self.banner = PatientBanner()
        self.banner.act_pressed.connect(self._do_act)
        self.hand_off = HandOffLine()
        self.list = SectionList(words("Sections of the chart"), self._groups(), width=LIST_WIDTH)
        self.list.chosen.connect(self._open_chosen)
        self.pages = QStackedWidget()
        self.emergency = EmergencyLine(self.desk)
        self.emergency.over.connect(self.refresh)
        middle = Row(space=12, margins=(20, 12, 20, 16))
        middle.addWidget(self.list)
        middle.addWidget(self.pages, 1)
        column = Column(self, space=0, margins=(EDGE, 0, 0, 0))
        column.addWidget(self.banner)
        column.addWidget(self.emergency)
        column.addWidget(self.hand_off)
        column.addLayout(middle, 1)
        for number, section in enumerate(list(self._sections.values())[:9], 1):
            self.keys.add(f"Ctrl+{number}", section.word, partial(self.show_section, section.id))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the edge that tells this chart from the other open one."""
        colors = theme().colors
        with QPainter(self) as painter:
            painter.fillRect(0, 0, theme().px(EDGE), self.height(), QColor(getattr(colors, self.edge)))

    # -- sections -------------------------------------------------------------------------------------------

    def show_section(self, which: str = "") -> QWidget | None:
        """Bring a section into sight, made now if it was not open yet; "" is the first one.

        None where there is none, and within a chart that is closed to this person, or not yet known to open.
        """
        which = which if which in self._sections else next(iter(self._sections), "")
        if not which:
            return None
        self.list.set_current(which)
        self.current = which
        self._wanted = "" if self._opens(which) else which
        if self._wanted:
            if self.access is not None:
                self.pages.setCurrentWidget(self._closed())
            return None
        page = self._page(which)
        self.pages.setCurrentWidget(page)
        return page

    # -- a sensitive chart ----------------------------------------------------------------------------------

    def _closed(self) -> SensitivePage:
        """Return the page that stands before a closed chart, made when it is needed."""
        if self.closed_page is None:
            self.closed_page = SensitivePage(self.desk, self._patient_id, self._may)
            self.closed_page.opened.connect(self.refresh)
            self.pages.addWidget(self.closed_page)
        return self.closed_page

    def _of_the_chart(self, which: str) -> bool:
        return self._sections[which].permission in OF_THE_CHART and self._may(Permission.SEE_CHART)

    def _opens(self, which: str) -> bool:
        """Say whether a section may be shown: what is of the person, not of the chart, always is."""
        return not self._of_the_chart(which) or (self.access is not None and self.access.allowed)

    def _know_access(self, access: ChartAccess) -> None:
        """Open the chart, or close it: nothing that was read in it stays in the window."""
        self.access = access
        self.emergency.show_access(access)
        if access.allowed:
            self._ask_counts()
            if self._wanted:
                self.show_section(self._wanted)
                if self.isVisible():
                    self.setFocus()
            return
        self.desk.locking.emit()  # what is not saved yet goes off as a draft
        for which in [one for one in self._pages if self._of_the_chart(one)]:
            page = self._pages.pop(which)
            self._had_keys.pop(which, None)
            self.pages.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.parts = BannerParts(allergies_are=Allergies.NOT_SHOWN)
        self._show_banner()
        if self.current:
            self.show_section(self.current)

    def _access_failed(self, error: Exception) -> bool:
        if not isinstance(error, NotPermitted | NotFound):
            return False
        self._ask_counts()
        return True

    def _open_chosen(self, which: str) -> None:
        """Open what was chosen in the list, and hand it the keys: those of the list are its arrows alone."""
        page = self.show_section(which)
        take_keys = getattr(page, "take_keys", None)
        if callable(take_keys):
            take_keys()

    def _page(self, which: str) -> QWidget:
        if which not in self._pages:
            page = self._sections[which].factory(self.desk, self._patient_id, self.visit_id)
            for name in ("go", "said"):
                theirs = getattr(page, name, None)
                if theirs is not None and hasattr(theirs, "connect"):
                    theirs.connect(getattr(self, name))
            self._pages[which] = page
            self.pages.addWidget(page)
        return self._pages[which]

    # -- the keyboard ---------------------------------------------------------------------------------------

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard back where it was in the section in sight, else where its work begins.

        Never on the act of the banner: the next Enter would send the patient on.
        """
        self._away = False
        if self.closed_page is not None and self.pages.currentWidget() is self.closed_page:
            self.closed_page.take_keys()
            return
        page = self._pages.get(self.current)
        if page is None:
            return
        before = self._had_keys.get(self.current)
        if before is not None and shiboken6.isValid(before) and self._takes_keys(page, before):
            before.setFocus(reason)
            return
        take_keys = getattr(page, "take_keys", None)
        (take_keys if callable(take_keys) else page.setFocus)()
        focused = QApplication.focusWidget()
        if focused is None or focused is page or not page.isAncestorOf(focused):
            (first_focus(page) or self.list.buttons[self.current]).setFocus(reason)

    @staticmethod
    def _takes_keys(page: QWidget, field: QWidget) -> bool:
        return page.isAncestorOf(field) and field.isVisibleTo(page) and field.isEnabled()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember which field of the section in sight has the keyboard."""
        page = self._pages.get(self.current)
        if now is not None and page is not None and not self._away and page.isAncestorOf(now):
            self._had_keys[self.current] = now

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember nothing more: what Qt and the pages do to the focus on the way back is no person's."""
        super().hideEvent(event)
        self._away = self._away or not event.spontaneous()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._arrived)

    def _arrived(self) -> None:
        self._away = self._away and not self.isVisible()

    # -- banner and counts ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the banner and for what the sections count."""
        self.desk.ask(patient_banner, self._patient_id, done=self._show_facts, owner=self)
        if self.visit_id is not None:
            self.desk.ask(
                row_of_visit, self.visit_id, done=self.hand_off.show_row, failed=_not_permitted, owner=self
            )
        if self._may(Permission.SEE_CHART):
            self.desk.ask(
                chart_access,
                self._patient_id,
                done=self._know_access,
                failed=self._access_failed,
                owner=self,
            )
        else:
            self._ask_counts()

    def _ask_counts(self) -> None:
        """Ask for what the sections count and for what the chart adds to the banner."""
        if self._source is not None:
            self._source.ask(self.desk, self._patient_id, self.visit_id, self, self._show_parts)
        for section in self._sections.values():
            if section.count is not None:
                deliver = partial(self.list.set_count, section.id)
                section.count(self.desk, self._patient_id, self.visit_id, self, deliver)

    def _heard(self, changes: frozenset[Change], _origin: QObject | None) -> None:
        if any(self._touches(change) for change in changes):
            self._soon.start()

    def _touches(self, change: Change) -> bool:
        if change.patient_id not in (None, self._patient_id):
            return False
        watched = set(_OWN_KINDS if self.visit_id is None else _OWN_KINDS | {Kind.VISIT})
        for section in self._sections.values():
            watched |= section.watches
        if self._source is not None:
            watched |= self._source.watches
        return change.kind in watched

    def _show_facts(self, facts: BannerFacts) -> None:
        self.facts = facts
        self._show_banner()
        self.named.emit(facts.name)

    def _show_parts(self, parts: BannerParts) -> None:
        if self.access is not None and not self.access.allowed:
            return  # what was asked while the chart was open came after it was closed
        self.parts = parts
        self._show_banner()

    def _show_banner(self) -> None:
        if self.facts is None:
            return
        facts, parts = self.facts, self.parts
        family, _, given = facts.name.partition(",")
        self.banner.show_view(
            BannerView(
                initials=initials_of(given, family),
                name=facts.name,
                facts=banner_facts(facts),
                goes_by=facts.preferred_name,
                allergies=parts.allergies,
                no_allergies=parts.no_allergies,
                allergies_are=parts.allergies_are,
                flags=(*self._own_flags(facts), *parts.flags),
                states=parts.states,
                act=parts.act,
                act_keys=parts.act_keys,
            )
        )

    def _own_flags(self, facts: BannerFacts) -> tuple[ChipText, ...]:
        chips: list[ChipText] = []
        if facts.looks_like:
            chips.append(ChipText(another(facts.looks_like), Tone.WARNING, "triangle-alert"))
        if facts.interpreter_needed:
            said = fill(words("Interpreter: {language}"), {"language": language_name(facts.language)})
            chips.append(ChipText(said, Tone.INFO))
        elif facts.language not in ("", "en"):
            chips.append(ChipText(language_name(facts.language), Tone.INFO))
        if facts.access_needs:
            chips.append(ChipText(facts.access_needs.splitlines()[0], Tone.INFO))
        others = tuple(flag for flag in facts.flags if flag is not PatientFlag.ACCESS_NEEDS)
        return (*chips, *flag_chips(others))

    def _do_act(self) -> None:
        if self.parts.do_act is not None:
            self.parts.do_act()
