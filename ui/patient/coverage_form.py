"""One coverage as fields: who pays, under which number, for whom, and how it was checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.codes import lists
from app.people.views import CoverageEntry, PayerKind
from ui.common.fields import CheckField, ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.flow import FieldGrid
from ui.common.form import Form
from ui.common.layout import Column
from ui.patient.entry_fields import VerifiedField
from ui.patient.patient_words import payer_words, words

SELF = "self"
_RULES = (
    "payer", "member_id", "subscriber_name", "kind", "plan", "group_number", "relation",
    "subscriber_birth_date", "valid_from", "valid_to", "copay_cents", "claim_number", "injury_date",
    "qualified_medicare_beneficiary",
)  # fmt: skip
_CASES = (PayerKind.WORKERS_COMPENSATION, PayerKind.AUTO)
_TELLING = (
    ("medicare advantage", PayerKind.MEDICARE_ADVANTAGE),
    ("medicare supplement", PayerKind.COMMERCIAL),
    ("medigap", PayerKind.COMMERCIAL),
    ("medicare", PayerKind.MEDICARE),
    ("medicaid", PayerKind.MEDICAID),
    ("tricare", PayerKind.TRICARE),
    ("workers", PayerKind.WORKERS_COMPENSATION),
    ("bwc", PayerKind.WORKERS_COMPENSATION),
    ("auto", PayerKind.AUTO),
    ("self-pay", PayerKind.SELF_PAY),
    ("self pay", PayerKind.SELF_PAY),
)


def kind_of(payer: str) -> PayerKind:
    """Return the kind that a payer's name tells; commercial for any other."""
    asked = payer.casefold()
    return next((kind for word, kind in _TELLING if word in asked), PayerKind.COMMERCIAL)


def relation_choices() -> tuple[tuple[str, str], ...]:
    """Return how a patient is related to the subscriber, as a claim tells it; the patient comes first."""
    others = [one for one in lists.relationships_to_subscriber() if one.code != "18"]
    return (SELF, words("The patient")), *((one.name.lower(), one.name) for one in others)


class CoverageForm(QWidget):
    """The fields of one coverage, added to `form` under `prefix`. `entry()` is None while there is none.

    Four fields are always there; the rest follows once a payer is typed, and only what its kind needs.
    """

    def __init__(
        self,
        form: Form,
        today: Callable[[], date],
        *,
        prefix: str = "",
        verified: bool = True,
        columns: int = 4,
    ) -> None:
        super().__init__()
        self._form, self._prefix, self._today = form, prefix, today
        self._kind_chosen = False
        column = Column(self, space=12)
        self.first = FieldGrid(columns=columns, least=152)
        self.more = FieldGrid(columns=columns, least=152)
        self._rest: list[Field] = []
        column.addLayout(self.first)
        column.addLayout(self.more)
        self._make(verified)
        form.edited.connect(self.fit)
        self.fit()

    def _make(self, verified: bool) -> None:
        self._add(TextField(self._name("payer"), words("Payer")), first=True)
        self._add(TextField(self._name("member_id"), words("Member id"), most=40), first=True)
        subscriber = TextField(self._name("subscriber_name"), words("Subscriber"))
        subscriber.line.setPlaceholderText(words("The patient"))
        self._add(subscriber, first=True)
        if verified:
            self._add(VerifiedField(self._name("verified"), words("Verified")), first=True)
        kind = ChoiceField(self._name("kind"), words("Kind"), payer_words(), PayerKind.COMMERCIAL)
        kind.edited.connect(self._choose_kind)
        self._add(kind)
        self._add(TextField(self._name("plan"), words("Plan")))
        self._add(TextField(self._name("group_number"), words("Group"), most=40))
        self._add(MoneyField(self._name("copay_cents"), words("Copay on the card")))
        self._add(ChoiceField(self._name("relation"), words("The patient is the subscriber's"), _others()))
        self._add(DateField(self._name("subscriber_birth_date"), words("Subscriber born"), self._today))
        self._add(TextField(self._name("claim_number"), words("Claim number"), most=40))
        self._add(DateField(self._name("injury_date"), words("Day of the injury"), self._today))
        self._add(DateField(self._name("valid_from"), words("In force from"), self._today))
        self._add(DateField(self._name("valid_to"), words("Ended on"), self._today))
        qmb = CheckField(
            self._name("qualified_medicare_beneficiary"), words("Qualified Medicare Beneficiary")
        )
        self._add(qmb, span=2)

    def _name(self, name: str) -> str:
        return f"{self._prefix}{name}"

    def _add(self, field: Field, *, first: bool = False, span: int = 1) -> None:
        self._form.add(field)
        (self.first if first else self.more).add(field, span)
        if not first:
            self._rest.append(field)

    def field(self, name: str) -> Field:
        """Return a field by its rule name."""
        return self._form.fields[self._name(name)]

    def has(self, name: str) -> bool:
        return self._name(name) in self._form.fields

    # -- what is asked --------------------------------------------------------------------------------------

    def _choose_kind(self) -> None:
        self._kind_chosen = True

    def fit(self) -> None:
        """Ask only what the kind of payer needs; the kind follows the payer's name until it is chosen."""
        payer = str(self.field("payer").value() or "")
        if not self._kind_chosen and payer:
            self.field("kind").set_value(kind_of(payer))
        kind = self.field("kind").value()
        other = self._other_subscriber()
        case = kind in _CASES
        medicare = kind in (PayerKind.MEDICARE, PayerKind.MEDICARE_ADVANTAGE, PayerKind.MEDICAID)
        needed = {
            "relation": other,
            "subscriber_birth_date": other,
            "claim_number": case,
            "injury_date": case,
            "qualified_medicare_beneficiary": medicare,
        }
        begun = bool(payer) or kind == PayerKind.SELF_PAY
        for field in self._rest:
            asked = begun and needed.get(field.name.removeprefix(self._prefix), True)
            if field.isVisibleTo(self) != asked:
                field.setVisible(asked)

    def _other_subscriber(self) -> bool:
        typed = str(self.field("subscriber_name").value() or "").casefold()
        return bool(typed) and typed not in (SELF, words("The patient").casefold())

    # -- in and out -----------------------------------------------------------------------------------------

    def show_entry(self, entry: CoverageEntry) -> None:
        """Show a coverage as it is kept."""
        self._kind_chosen = True
        for name in _RULES:
            self.field(name).set_value(getattr(entry, name))
        self.field("relation").set_value(None if entry.relation == SELF else entry.relation)
        self.fit()

    def entry(self) -> CoverageEntry | None:
        """Return the coverage as typed, or None where no payer is."""
        kind = PayerKind(self.field("kind").value() or PayerKind.COMMERCIAL)
        payer = str(self.field("payer").value() or "")
        if not payer and kind is not PayerKind.SELF_PAY and not self.field("member_id").value():
            return None
        return CoverageEntry(**self._values() | {"kind": kind, "payer": payer} | self._subscriber())

    def _values(self) -> dict[str, Any]:
        texts = ("member_id", "plan", "group_number", "claim_number")
        typed = ("subscriber_birth_date", "valid_from", "valid_to", "copay_cents", "injury_date")
        said: dict[str, Any] = {name: self.field(name).value() or "" for name in texts}
        said |= {name: self.field(name).value() for name in typed}
        flag = "qualified_medicare_beneficiary"
        return said | {flag: bool(self.field(flag).value())}

    def _subscriber(self) -> dict[str, Any]:
        if not self._other_subscriber():
            return {"relation": SELF, "subscriber_name": ""}
        relation = self.field("relation").value() or words("other relationship")
        return {"relation": relation, "subscriber_name": self.field("subscriber_name").value()}

    def verified(self) -> tuple[str, str] | None:
        """Return method and reference of the check, or None where it was not checked yet."""
        checked: tuple[str, str] | None = self.field("verified").value() if self.has("verified") else None
        return checked


def _others() -> tuple[tuple[str, str], ...]:
    return tuple(choice for choice in relation_choices() if choice[0] != SELF)
