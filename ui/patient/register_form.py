"""The form of a new patient: who, the people around, who pays, what was signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject

from app.people.views import ContactEntry, ContactRole, CoverageEntry, SignatureEntry, SignatureKind
from ui.common.fields import DateField
from ui.patient.coverage_form import CoverageForm
from ui.patient.demographics_form import DemographicsForm
from ui.patient.entry_fields import PersonLineField
from ui.patient.patient_words import role_words, signature_words, words

MOST_COVERAGES = 3
_LISTED = re.compile(r"^(coverages|contacts|signatures)\.(\d+)\.(\w+)$")


class RegisterForm(DemographicsForm):
    """Demographics, one line for each person around, up to three coverages, and signatures on file."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(today, parent)
        self.fields["sex"].set_value(None)
        for role, word in role_words():
            self.add(PersonLineField(f"contact_{role}", word, ContactRole(role)))
        self.coverages = [
            CoverageForm(self, today, prefix=f"coverage{number}_") for number in range(1, MOST_COVERAGES + 1)
        ]
        for kind, word in signature_words():
            self.add(DateField(f"signed_{kind}", word, today))
        self.text("signed_by", words("Signed by, if not the patient"))
        self.mark_clean()

    def contacts(self) -> tuple[ContactEntry, ...]:
        """Return the people around the patient, in the order of the form."""
        return tuple(self.fields[name].value() for name in self._contact_names())

    def _contact_names(self) -> list[str]:
        names = [f"contact_{role}" for role, _word in role_words()]
        return [name for name in names if self.fields[name].value() is not None]

    def covering(self) -> list[CoverageForm]:
        """Return the coverages that hold something, in the order in which they shall pay."""
        return [one for one in self.coverages if one.entry() is not None]

    def coverage_entries(self) -> tuple[CoverageEntry, ...]:
        """Return the coverages as the command takes them."""
        return tuple(entry for one in self.coverages if (entry := one.entry()) is not None)

    def signatures(self) -> tuple[SignatureEntry, ...]:
        """Return what was signed, and when."""
        by = str(self.fields["signed_by"].value() or "")
        return tuple(
            SignatureEntry(
                kind=SignatureKind(kind), signed_on=self.fields[f"signed_{kind}"].value(), signed_by=by
            )
            for kind in self._signed_kinds()
        )

    def _signed_kinds(self) -> list[str]:
        return [str(kind) for kind, _word in signature_words() if self.fields[f"signed_{kind}"].value()]

    def renamed(self, name: str) -> str:
        """Return the field of an entry in a list: "contacts.0.phone" is the line of the first person."""
        found = _LISTED.match(name)
        if found is None:
            return name
        place, rule = int(found.group(2)), found.group(3)
        if found.group(1) == "contacts":
            return self._contact_names()[place]
        if found.group(1) == "signatures":
            return "signed_by" if rule == "signed_by" else f"signed_{self._signed_kinds()[place]}"
        return self.covering()[place].field(rule).name
