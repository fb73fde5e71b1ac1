"""The check-in panel: everything that is asked at the desk, answered by Enter when nothing changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.frontdesk.actions import CheckIn
from app.frontdesk.views import Answers, Asked, CheckInView, Identifier, Point, PointState, Sign
from ui.common.button import primary, secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import Chip, ChipText
from ui.common.fields import CheckField, ChoiceField, SegmentedField, TextField
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.theme.tokens import Tone
from ui.today.copay_lines import CopayLines
from ui.today.person_head import PersonHead

SELF_PAY = "self_pay"
_STATES = {
    PointState.DONE: CheckState.DONE,
    PointState.OPEN: CheckState.TO_DO,
    PointState.PROBLEM: CheckState.ATTENTION,
}


class CheckInPanel(SidePanel):
    """Asks for two identifiers, the payer, the respiratory screen. `wanted` gives the command; Esc leaves."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("check_in")
        self.setAccessibleName(self.tr("Check in"))
        self.view: CheckInView | None = None
        self._command_id: Id | None = None
        self._sent = False
        self.then_money = False
        self.keys = KeyList(self, self.tr("Check in"))
        self._build_head()
        self._build_answers()
        self.go = primary(self.tr("Check in"), tall=True, name="check_in_now")
        self.back = secondary(self.tr("Not now"), name="check_in_later")
        self.go.clicked.connect(self.submit)
        self.back.clicked.connect(self.left)
        self.footer.addWidget(self.go)
        self.footer.addWidget(self.back)
        self.keys.add("Return", self.tr("Check in as confirmed"), self.submit, button=self.go)
        self.keys.add("$", self.tr("Check in, then take the payment"), self.take_money)
        self.keys.add("Esc", self.tr("Leave the check-in"), self.left.emit)

    def _build_head(self) -> None:
        self.person = PersonHead(self)
        chips = Row()
        self.mask_chip = Chip(ChipText(self.tr("Mask, room now"), Tone.DANGER, "triangle-alert"))
        chips.addWidget(self.mask_chip)
        chips.addStretch(1)
        self.money = CopayLines()
        self.confirm = Label("", wrap=True)
        self.add(chips, self.money)
        self.space(8)
        self.add(SectionTitle(self.tr("Confirm with the patient")))
        self.space(6)
        self.add(self.confirm)
        self.space(10)

    def _build_answers(self) -> None:
        self.identity = SegmentedField(
            "identified_by",
            self.tr("Identity by name and"),
            [
                ("birth_date", self.tr("birth date")),
                ("photo", self.tr("photo")),
                ("phone", self.tr("phone")),
            ],
            "birth_date",
        )
        self.same = SegmentedField(
            "demographics",
            self.tr("Address and phone"),
            [
                ("confirmed", self.tr("Same")),
                ("changed", self.tr("Changed")),
                ("not_asked", self.tr("Not asked")),
            ],
            "confirmed",
        )
        self.same.edited.connect(self._name_act)
        self.payer = ChoiceField("payer", self.tr("Who pays for this visit"), [])
        self.card = CheckField("coverage_confirmed", self.tr("Card seen, still right"))
        self.fever = CheckField("fever", self.tr("Fever"))
        self.cough = CheckField("cough", self.tr("Cough"))
        self.rash = CheckField("rash", self.tr("Rash"))
        self.note = TextField("note", self.tr("Hand-off note"))
        signs = Row(space=12)
        for sign in (self.fever, self.cough, self.rash):
            signs.addWidget(sign)
        signs.addStretch(1)
        self.add(self.identity)
        self.space(8)
        self.add(self.same)
        self.space(8)
        self.add(self.payer)
        self.add(self.card)
        self.space(8)
        self.add(SectionTitle(self.tr("Any of these today?")), signs)
        self.space(8)
        self.add(self.note)
        self.space(10)
        self.points = CheckList()
        self.add(self.points)
        self.body.addStretch(1)

    def show_view(self, view: CheckInView, command_id: Id) -> None:
        """Show one appointment; the command gets the id that was made when the panel opened."""
        self.view, self._command_id = view, command_id
        facts, told = view.facts, view.to_confirm
        self._sent = self.then_money = False
        self.person.show_person(facts, view.age, view.looks_like)
        self.money.show_nothing()
        self.mask_chip.setVisible(view.mask_first)
        self.confirm.setText("\n".join(line for line in (*told.address, told.phone, told.email) if line))
        self._show_payers(view)
        for sign in (self.fever, self.cough, self.rash):
            sign.set_value(False)
        self.identity.set_value("birth_date")
        self.same.set_value("confirmed")
        self.card.set_value(False)
        self.card.setVisible(bool(view.coverages))
        self.note.set_value(facts.handoff_note)
        open_points = [point for point in view.points if self._is_shown(point)]
        self.points.set_lines([_line(point) for point in open_points])
        self._name_act()

    def _name_act(self) -> None:
        """Name what Enter says about the patient."""
        words = self.tr("Check in")
        if self.view is not None and self.view.mask_first:
            words = self.tr("Check in, mask first")
        elif self.same.value() == "confirmed":
            words = self.tr("Nothing changed, check in")
        self.go.setText(words)

    def _is_shown(self, point: Point) -> bool:
        return point.id in ("coverage", "forms")

    def _show_payers(self, view: CheckInView) -> None:
        choices = [(str(one.id), f"{one.entry.payer} {one.entry.plan}".strip()) for one in view.coverages]
        self.payer.set_choices([*choices, (SELF_PAY, self.tr("Pays in person"))])
        self.payer.set_value(str(view.payer_offered) if view.payer_offered else SELF_PAY)

    def start(self) -> None:
        """Begin at the top, the focus on the primary act, so that Enter alone checks in."""
        self.area.verticalScrollBar().setValue(0)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def answers(self) -> Answers:
        """Return what was answered."""
        payer = self.payer.value()
        named = (
            next((one.id for one in self.view.coverages if str(one.id) == payer), None) if self.view else None
        )
        signs = [sign for sign, field in self._signs() if field.value()]
        return Answers(
            identified_by=(Identifier.NAME, Identifier(self.identity.value() or "birth_date")),
            demographics=Asked(self.same.value() or "not_asked"),
            coverage_confirmed=named is not None and self.card.value(),
            payer_coverage_id=named,
            self_pay=payer == SELF_PAY,
            screened=True,
            signs=tuple(signs),
            note=self.note.value() or "",
        )

    def _signs(self) -> tuple[tuple[Sign, CheckField], ...]:
        return ((Sign.FEVER, self.fever), (Sign.COUGH, self.cough), (Sign.RASH, self.rash))

    def refused(self) -> None:
        """The check-in was not made: it can be sent again."""
        self._sent = False

    def take_money(self) -> None:
        """Check in, and take the payment then."""
        self.then_money = True
        self.submit()

    def submit(self) -> None:
        """Send what was answered, once."""
        if self.view is None or self._command_id is None or self._sent:
            return
        self._sent = True
        self.wanted.emit(
            CheckIn(
                command_id=self._command_id,
                appointment_id=self.view.appointment_id,
                version=self.view.appointment_version,
                answers=self.answers(),
            )
        )


def _line(point: Point) -> CheckLine:
    return CheckLine(point.id, words_for(point.message), _STATES[point.state])
