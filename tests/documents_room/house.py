"""The clinic with a chart and a till, and its papers read back as a person reads them."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.medications.actions import AddMedication, add_medication
from app.core.ids import Id
from app.documents.actions import print_record, record_print
from app.documents.papers import PrintedSheet, Sheet, draw
from app.documents.queries import after_visit_summary
from app.orders.prescriptions.actions import (
    PreparePrescription,
    SignPrescription,
    prepare_prescription,
    sign_prescription,
)
from app.people.model import Patient
from app.practice.model import Settings
from app.visits.model import Visit
from tests.documents.reading import whole
from tests.frontdesk_money.till import Till


class House(Till):
    """Mrs. Lee's visit waits for checkout; what is written in her chart stands on her papers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.within(lambda work: _has_phone(work.get(Settings, self.settings.id)))
        self.seen = self.visit(reason="Cough since Friday")

    def allergy(self, substance: str = "Penicillin", **more: Any) -> None:
        self.run(add_allergy, AddAllergy(patient_id=self.lee.id, substance=substance, **more))

    def medicine(self, drug: str, sig: str = "1 tablet a day", **more: Any) -> Any:
        return self.run(add_medication, AddMedication(patient_id=self.lee.id, drug=drug, sig=sig, **more))

    def prescribe(self, drug: str, sig: str, **more: Any) -> Any:
        """Prepare and sign a prescription in the visit."""
        command = PreparePrescription(
            visit_id=self.seen.id,
            drug=drug,
            sig=sig,
            quantity=Decimal(30),
            acknowledged_reason="Looked at",
            **more,
        )
        made = self.run(prepare_prescription, command)
        signing = SignPrescription(prescription_id=made.id, version=made.version)
        return self.run(sign_prescription, signing, actor=self.doctor)

    def summary(self, visit_id: Id | None = None, language: str = "en", **more: Any) -> Sheet:
        sheet: Sheet = self.answer(after_visit_summary, visit_id or self.seen.id, language, **more)
        return sheet

    def read(self, sheet: Sheet) -> str:
        """Return the text of all pages."""
        return whole(draw(sheet).pdf)

    def print(self, sheet: Sheet) -> PrintedSheet:
        printed = draw(sheet)
        self.run(record_print, print_record(printed))
        return printed

    def change(self, kind: type[Any], record_id: Id, **values: Any) -> None:
        """Change a record as an act of a room above would."""

        def story(work: Any) -> None:
            record = work.get(kind, record_id)
            for name, value in values.items():
                setattr(record, name, value)
            work.session.flush()

        self.within(story)

    def wait_a_minute(self) -> None:
        self.clock.advance(timedelta(minutes=1))

    def make_visit_private(self) -> None:
        self.change(Visit, self.seen.id, private_from_guardian=True)

    def tell(self, **values: Any) -> None:
        self.change(Patient, self.lee.id, **values)


def _has_phone(settings: Settings) -> None:
    settings.phone = "+19375550142"
    settings.street, settings.city, settings.state, settings.zip = "18 Mill Street", "Dayton", "OH", "45402"
