"""Who a patient is, as a form: the fields in the order of the eye, and the Demographics that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.codes import demographics as listed
from app.core.errors import RuleViolated
from app.core.findings import Finding, Severity
from app.people.views import Demographics, DuplicateQuestion, MessagePreference, Sex
from app.practice.views import ProviderView
from ui.common.fields import ChoiceField, DateField, Field, SegmentedField, TextArea, TextField
from ui.common.flow import FieldGrid
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.search_field import SearchField
from ui.common.words import words_for
from ui.patient.entry_fields import LanguageField, SeveralField, StateZipField, suggestions
from ui.patient.patient_words import message_words, sex_words, words
from ui.patient.versioned_form import VersionedForm

_ALONE = frozenset({"ASKU", "UNK"})
_DIRECT = (
    "last_name", "first_name", "middle_name", "preferred_name", "birth_date", "gender_identity", "pronouns",
    "mobile", "street", "city", "language", "access_needs", "suffix", "birth_date_known", "marital_status",
    "home_phone", "work_phone", "email", "confidential_address", "confidential_phone", "what_matters",
    "pharmacy", "outside_pcp",
)  # fmt: skip


def race_choices() -> tuple[tuple[str, str], ...]:
    """Return the OMB categories of race and ethnicity in one list, as the design asks them in one field."""
    entries = (*listed.races(), *listed.ethnicities(), *listed.unknowns())
    return tuple((one.code, one.name) for one in entries)


def _race_and_ethnicity(codes: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    names = dict(race_choices())
    ethnic = {one.code for one in listed.ethnicities()}
    pairs = [(code, names.get(code, code)) for code in codes]
    return {
        "race": tuple(pair for pair in pairs if pair[0] not in ethnic),
        "ethnicity": tuple(pair for pair in pairs if pair[0] in ethnic),
    }


class DemographicsForm(VersionedForm):
    """The fields of Demographics by their names. `show` and `demographics` are the way in and out."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._kept = Demographics(last_name="", first_name="")
        self._providers: tuple[ProviderView, ...] = ()
        self._who()
        self._contact()
        self._needs()
        self._private()
        self._care()
        self.show(self._kept)

    def text(self, name: str, label: str, **options: Any) -> TextField:
        """Add a field of one line."""
        return self.add(TextField(name, label, **options))

    def _who(self) -> None:
        self.text("last_name", words("Last name"))
        self.text("first_name", words("First name"))
        self.text("middle_name", words("Middle"))
        self.text("preferred_name", words("Goes by"))
        self.add(DateField("birth_date", words("Born"), self._today, show_age=True))
        self.add(SegmentedField("sex", words("Sex at birth"), sex_words()))
        identities = (
            "Woman",
            "Man",
            "Nonbinary",
            "Transgender woman",
            "Transgender man",
            "Prefers not to say",
        )
        said = ("she, her", "he, him", "they, them", "she, they", "he, they")
        free = {"free_text": True}
        self.add(_suggesting("gender_identity", words("Gender identity"), identities, **free))
        self.add(_suggesting("pronouns", words("Pronouns"), said, **free))
        self.text("suffix", words("Suffix"), placeholder="Jr., III")
        self.text("former_names", words("Former names"))
        known = words("If not known to the day")
        self.text("birth_date_known", known, placeholder="1958", most=10)
        states = ("Single", "Married", "Domestic partner", "Divorced", "Separated", "Widowed")
        self.add(_suggesting("marital_status", words("Marital status"), states, **free))

    def _contact(self) -> None:
        self.text("mobile", words("Mobile"))
        self.add(SegmentedField("message_preference", words("May we leave a message?"), message_words()))
        self.text("street", words("Street"))
        self.text("city", words("City"))
        self.add(StateZipField("state", words("State, ZIP")), also=("zip",))
        self.text("home_phone", words("Home phone"))
        self.text("work_phone", words("Work phone"))
        self.text("email", words("E-mail"))

    def _needs(self) -> None:
        self.add(LanguageField("language", words("Language")))
        needed = (("no", words("Not needed")), ("yes", words("Needed")))
        self.add(SegmentedField("interpreter_needed", words("Interpreter"), needed, "no"))
        choices = race_choices()
        self.add(SeveralField("race", words("Race, ethnicity"), choices, alone=_ALONE), also=("ethnicity",))
        self.text("access_needs", words("Comfort and access"), most=500)
        self.add(TextArea("what_matters", words("What matters to the patient"), lines=2, most=1000))

    def _private(self) -> None:
        self.text("confidential_address", words("Confidential address, used on everything printed"))
        self.text("confidential_phone", words("Confidential phone, the only one to call"))

    def _care(self) -> None:
        nobody = words("Nobody here")
        pcp = ChoiceField("pcp_provider_id", words("Primary care provider"), (), none_words=nobody)
        self._pcp_field = self.add(pcp)
        self.text("outside_pcp", words("Provider elsewhere"))
        self.text("pharmacy", words("Pharmacy"))

    def offer_providers(self, providers: tuple[ProviderView, ...]) -> None:
        """Offer the clinicians of the practice as primary care providers."""
        self._providers = tuple(one for one in providers if one.kind != "staff")
        field = self._pcp_field
        field.set_choices([(str(one.id), one.name) for one in self._providers])
        if self._kept.pcp_provider_id is not None and "pcp_provider_id" not in self.dirty_fields():
            field.set_value(str(self._kept.pcp_provider_id))
            self._clean["pcp_provider_id"] = field.draft()

    @property
    def offered(self) -> tuple[ProviderView, ...]:
        """The clinicians that are offered."""
        return self._providers

    # -- in and out -----------------------------------------------------------------------------------------

    def show(self, shown: Demographics) -> None:
        """Show this patient and take it as what is saved."""
        self._kept = shown
        self.set_values(self._values_of(shown))

    def stand_on(self, newer: Demographics) -> None:
        """Take a newer record as the one below the form, what is typed staying as it is."""
        self._kept = newer

    def _values_of(self, shown: Demographics) -> dict[str, Any]:
        pcp = shown.pcp_provider_id
        return {name: getattr(shown, name) for name in _DIRECT} | {
            "sex": shown.sex,
            "message_preference": shown.message_preference,
            "former_names": ", ".join(shown.former_names),
            "state": (shown.state, shown.zip),
            "interpreter_needed": "yes" if shown.interpreter_needed else "no",
            "race": [code for code, _name in (*shown.race, *shown.ethnicity)],
            "pcp_provider_id": str(pcp) if pcp is not None else None,
        }

    def demographics(self) -> Demographics:
        """Return the form as typed; what cannot be understood as a date is left out."""
        values = {name: self.fields[name].value() for name in _DIRECT}
        made: dict[str, Any] = {
            name: value if value is not None or name == "birth_date" else "" for name, value in values.items()
        }
        return Demographics(**made | self._made())

    def _made(self) -> dict[str, Any]:
        state, code = self.fields["state"].value()
        preference = self.fields["message_preference"].value()
        former = str(self.fields["former_names"].value() or "")
        return {
            "sex": Sex(self.fields["sex"].value() or Sex.UNKNOWN),
            "message_preference": MessagePreference(preference) if preference else None,
            "former_names": tuple(part.strip() for part in former.split(",") if part.strip()),
            "state": state,
            "zip": code,
            "interpreter_needed": self.fields["interpreter_needed"].value() == "yes",
            **self._race(),
            "pcp_provider_id": self._pcp(),
        }

    def _race(self) -> dict[str, Any]:
        """Keep what an import brought in finer codes as it is, unless the field was changed."""
        if "race" not in self.dirty_fields():
            return {"race": self._kept.race, "ethnicity": self._kept.ethnicity}
        return _race_and_ethnicity(self.fields["race"].value())

    def _pcp(self) -> Any:
        chosen = self.fields["pcp_provider_id"].value()
        found = next((one.id for one in self._providers if str(one.id) == chosen), None)
        if chosen is None and self._kept.pcp_provider_id is not None and not self._providers:
            return self._kept.pcp_provider_id
        return found

    def question(self) -> DuplicateQuestion:
        """Return what is compared with the patients who are here."""
        shown = self.demographics()
        asked = {one.name for one in fields_of(DuplicateQuestion)} - {"phones"}
        phones = (shown.mobile, shown.home_phone, shown.confidential_phone)
        return DuplicateQuestion(**{name: getattr(shown, name) for name in asked}, phones=phones)

    # -- what is wrong --------------------------------------------------------------------------------------

    def show_findings(self, findings: Sequence[Finding], *, everywhere: bool = False) -> bool:
        """Put hard stops beside their fields; while typing, only where something was typed and left."""
        stops = {one.field: one for one in reversed(findings) if one.severity is Severity.HARD_STOP}
        shown = False
        for field in self.own_fields():
            finding = next((stops[name] for name in self._names_of(field) if name in stops), None)
            text = field.problem() or (words_for(finding.message) if finding is not None else "")
            if not everywhere and (field.input.hasFocus() or not self._typed_in(field)):
                continue
            if text != field.error.text():
                field.set_error(text)
            shown = shown or bool(text)
        return shown

    def _names_of(self, field: Field) -> list[str]:
        return [name for name, one in self.fields.items() if one is field]

    def _typed_in(self, field: Field) -> bool:
        return field.draft() != self._clean[field.name] and bool(field.draft())

    def first_error(self) -> Field | None:
        """Return the first field with an error beside it."""
        return next((field for field in self.own_fields() if field.error.text()), None)

    def show_error(self, error: Exception) -> bool:
        """Put a refusal beside its field, also one that names a record in a list."""
        if isinstance(error, RuleViolated) and error.field not in self.fields:
            name = self.renamed(error.field)
            return super().show_error(RuleViolated(name, error.message))
        return super().show_error(error)

    def renamed(self, name: str) -> str:
        """Return the field for a rule's name such as "coverages.0.member_id"."""
        return name


def _suggesting(name: str, label: str, offered: Sequence[str], **options: Any) -> SearchField:
    return SearchField(name, label, suggestions([words(each) for each in offered]), **options)


class FormSection(QWidget):
    """A heading and its fields in at most four columns. `spans` are the fields that take more than one."""

    def __init__(self, title: str, fields: Sequence[QWidget], spans: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = Column(self, space=12)
        self.title = Label(title, "strong")
        column.addWidget(self.title)
        self.grid = FieldGrid(columns=4, least=152)
        for field in fields:
            self.grid.add(field, (spans or {}).get(field.objectName(), 1))
        column.addLayout(self.grid)
