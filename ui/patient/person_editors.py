"""The editors of a person's cards: a coverage, its check, someone around, a signature, an entry in error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from app.core.acts import Action
from app.core.ids import Id
from app.people.actions import KeepSignature, SaveContact, keep_signature, save_contact
from app.people.insurance import (
    AddCoverage,
    ChangeCoverage,
    RecordEligibility,
    add_coverage,
    change_coverage,
    coverages_of,
    record_eligibility,
)
from app.people.queries import patient_form
from app.people.views import (
    ContactEntry,
    ContactRole,
    ContactView,
    CoverageView,
    PatientForm,
    SignatureEntry,
    SignatureKind,
)
from ui.common.desk import Desk
from ui.common.fields import ChoiceField, DateField, MoneyField, SegmentedField, TextArea, TextField
from ui.common.plain_text import Label
from ui.common.words import fill
from ui.patient.coverage_form import CoverageForm
from ui.patient.editor import Editor, Sent
from ui.patient.patient_words import method_words, role_words, signature_words, words
from ui.patient.versioned_form import VersionedForm

Today = Callable[[], date]


class CoverageEditor(Editor):
    """A coverage, new or as it is kept."""

    def __init__(self, desk: Desk, patient_id: Id, today: Today, view: CoverageView | None = None) -> None:
        title = words("Coverage") if view is not None else words("Add a coverage")
        act = words("Save coverage") if view is not None else words("Add coverage")
        which = str(view.id) if view is not None else f"{patient_id}:new"
        super().__init__(desk, title, act, draft="people.coverage", subject=which)
        self.patient_id, self.today, self.view = patient_id, today, view
        self.fields = CoverageForm(self.form, today, verified=False, columns=1)
        self.add(self.fields)
        if view is not None:
            self.fields.show_entry(view.entry)
            self.form.version = view.version
        self.ready()
        self.fields.field("payer").setFocus()

    def fit(self) -> None:
        self.fields.fit()

    def sent(self) -> Sent | None:
        entry = self.fields.entry()
        if entry is None:
            self.fields.field("payer").set_error(words("Type who pays."))
            return None
        if self.view is None:
            command: Any = AddCoverage(patient_id=self.patient_id, entry=entry)
            return Sent(add_coverage, command, words("The coverage is added, the last to pay."))
        command = ChangeCoverage(coverage_id=self.view.id, version=self.form.version, entry=entry)
        return Sent(change_coverage, command, words("The coverage is saved."))

    def ask_newer(self, done: Callable[[VersionedForm], None]) -> bool:
        if self.view is None:
            return False
        self.desk.ask(coverages_of, self.patient_id, done=partial(self._newer, done), owner=self)
        return True

    def _newer(self, done: Callable[[VersionedForm], None], kept: tuple[CoverageView, ...]) -> None:
        found = next((one for one in kept if self.view is not None and one.id == self.view.id), None)
        if found is not None:
            theirs = VersionedForm(self.form)
            shown = CoverageForm(theirs, self.today, verified=False, columns=1)
            shown.show_entry(found.entry)
            theirs.version = found.version
            done(theirs)
            shown.deleteLater()


class CheckEditor(Editor):
    """What a check of a coverage said: when it was made is kept by the record itself."""

    def __init__(self, desk: Desk, view: CoverageView) -> None:
        super().__init__(
            desk,
            words("Is it in force?"),
            words("Keep this check"),
            draft="people.check",
            subject=str(view.id),
        )
        self.view = view
        self.add(Label(view.entry.payer, "body", "second", wrap=True))
        answer = (("yes", words("In force")), ("no", words("Not in force")))
        self.add(self.form.add(SegmentedField("method", words("Checked by"), method_words(), "portal")))
        self.add(self.form.add(SegmentedField("active", words("Answer"), answer)))
        self.add(self.form.add(TextField("reference", words("Reference number"), most=60)))
        self.add(self.form.add(TextField("representative", words("Spoke with"), most=80)))
        self.add(self.form.add(MoneyField("copay_cents", words("Copay for an office visit"))))
        self.add(self.form.add(MoneyField("deductible_left_cents", words("Deductible left"))))
        self.add(self.form.add(TextField("coinsurance_percent", words("Coinsurance"), suffix="%", most=3)))
        self.add(self.form.add(TextArea("note", words("What else was said"), lines=2, most=500)))
        self.ready()
        self.form.fields["method"].setFocus()

    def sent(self) -> Sent | None:
        values = self.form.values()
        percent = str(values["coinsurance_percent"] or "")
        if values["active"] is None:
            self.form.fields["active"].set_error(words("Choose what the answer was."))
            return None
        if percent and not (percent.isascii() and percent.isdigit()):
            self.form.fields["coinsurance_percent"].set_error(words("Type a whole number, such as 20."))
            return None
        texts: dict[str, Any] = {name: values[name] or "" for name in ("reference", "representative", "note")}
        command = RecordEligibility(
            coverage_id=self.view.id,
            method=values["method"] or "portal",
            active=values["active"] == "yes",
            copay_cents=values["copay_cents"],
            deductible_left_cents=values["deductible_left_cents"],
            coinsurance_percent=int(percent) if percent else None,
            **texts,
        )
        return Sent(record_eligibility, command, words("The check is kept."))


class ContactEditor(Editor):
    """Someone around the patient: why we know them, how to reach them, what they may be told."""

    def __init__(self, desk: Desk, patient_id: Id, today: Today, view: ContactView | None = None) -> None:
        title = words("Someone around the patient")
        which = str(view.id) if view is not None else f"{patient_id}:new"
        super().__init__(desk, title, words("Save this person"), draft="people.contact", subject=which)
        self.patient_id, self.today, self.view = patient_id, today, view
        for field in contact_fields(self.form, today):
            self.add(field)
        if view is not None:
            show_contact(self.form, view)
        self.ready()
        self.form.fields["role" if view is None else "name"].setFocus()

    def sent(self) -> Sent | None:
        values: dict[str, Any] = {
            name: value or "" for name, value in self.form.values().items() if name != "birth_date"
        }
        values["role"] = ContactRole(values["role"] or ContactRole.EMERGENCY)
        entry = ContactEntry(**values, birth_date=self.form.fields["birth_date"].value())
        command = SaveContact(
            patient_id=self.patient_id,
            contact_id=self.view.id if self.view is not None else None,
            version=self.form.version,
            entry=entry,
        )
        return Sent(save_contact, command, fill(words("{name} is saved."), {"name": entry.name}))

    def ask_newer(self, done: Callable[[VersionedForm], None]) -> bool:
        if self.view is None:
            return False
        self.desk.ask(patient_form, self.patient_id, done=partial(self._newer, done), owner=self)
        return True

    def _newer(self, done: Callable[[VersionedForm], None], kept: PatientForm) -> None:
        found = next((one for one in kept.contacts if self.view and one.id == self.view.id), None)
        if found is not None:
            theirs = VersionedForm(self.form)
            contact_fields(theirs, self.today)
            show_contact(theirs, found)
            done(theirs)


def contact_fields(form: VersionedForm, today: Today) -> list[Any]:
    """Add the fields of someone around the patient to a form."""
    return [
        form.add(ChoiceField("role", words("Why we know them"), role_words(), ContactRole.EMERGENCY)),
        form.add(TextField("name", words("Name"))),
        form.add(TextField("relation", words("Relation"), most=40)),
        form.add(TextField("phone", words("Phone"))),
        form.add(TextField("address", words("Address"), most=250)),
        form.add(DateField("birth_date", words("Born"), today)),
        form.add(TextArea("limits", words("What may be told, custody"), lines=2, most=500)),
    ]


def show_contact(form: VersionedForm, view: ContactView) -> None:
    """Show someone as kept, and take it as what is saved."""
    names = ("role", "name", "relation", "phone", "address", "birth_date", "limits")
    form.set_values({name: getattr(view.entry, name) for name in names})
    form.version = view.version


class SignatureEditor(Editor):
    """What was signed, when, and by whom."""

    def __init__(self, desk: Desk, patient_id: Id, today: Today) -> None:
        super().__init__(desk, words("Signed and on file"), words("Keep signature"))
        self.patient_id = patient_id
        self.add(self.form.add(ChoiceField("kind", words("What was signed"), signature_words())))
        self.add(self.form.add(DateField("signed_on", words("Signed on"), today)))
        self.add(self.form.add(TextField("signed_by", words("Signed by, if not the patient"))))
        self.form.set_values({"signed_on": today()})
        self.ready()
        self.form.fields["kind"].setFocus()

    def sent(self) -> Sent | None:
        values = self.form.values()
        for name, said in (("kind", words("Choose what was signed.")), ("signed_on", words("Type the day."))):
            if values[name] is None:
                self.form.fields[name].set_error(said)
                return None
        entry = SignatureEntry(
            kind=SignatureKind(values["kind"]),
            signed_on=values["signed_on"],
            signed_by=values["signed_by"] or "",
        )
        command = KeepSignature(patient_id=self.patient_id, entry=entry)
        return Sent(keep_signature, command, words("The signature is kept."))


class ErrorEditor(Editor):
    """Takes an entry off the lists as entered in error; it stays in the record with the reason."""

    def __init__(self, desk: Desk, name: str, act: Action[Any, Any, Any], make: Callable[[str], Any]) -> None:
        super().__init__(desk, words("Entered in error"), words("Take it off"))
        self._act, self._make, self._name = act, make, name
        said = fill(words("{name} stays in the record, marked, with your reason."), {"name": name})
        self.add(Label(said, "body", "second", wrap=True))
        self.add(self.form.add(TextField("reason", words("Why"), most=300)))
        self.ready()
        self.form.fields["reason"].setFocus()

    def sent(self) -> Sent | None:
        reason = self.form.fields["reason"].value()
        if not reason:
            self.form.fields["reason"].set_error(words("Type a reason. It is kept with the record."))
            return None
        said = fill(words("{name} is marked as entered in error."), {"name": self._name})
        return Sent(self._act, self._make(reason), said)
