"""Prescriptions: prepared with soft stops, signed by a clinician, sent in one of three ways (DUTIES C13)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.findings import Finding, Severity
from app.orders.prescriptions.actions import (
    CancelPrescription,
    PreparePrescription,
    SendPrescription,
    cancel_prescription,
    prepare_prescription,
    send_prescription,
)
from app.orders.prescriptions.queries import check_drug
from app.orders.prescriptions.views import PrescriptionView, SentHow
from app.orders.views import DrugCheck
from ui.common.fields import CheckField, SegmentedField, TextField
from ui.common.plain_text import Label
from ui.common.words import words_for_all
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import NumberField, drug_code, drug_search
from ui.patient.visit.chart_panels import private_field
from ui.patient.visit.order_words import prescription_words
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


class PrescriptionPanel(ActPanel):
    """Prepares a prescription; what stands against the drug is said as soon as it is chosen."""

    def __init__(self, at: VisitAt) -> None:
        super().__init__(at, words("Prescription"), words("Prepare prescription"), draft="visit.prescription")
        self.drug = drug_search("drug", words("Drug and strength"), at.desk)
        self.warning = Label("", "body", "danger", wrap=True)
        self.warning.hide()
        self.put(self.drug)
        self.place.addWidget(self.warning)
        refills = NumberField("refills", words("Refills"), whole=True)
        self.put(
            TextField(
                "sig", words("How to take it"), placeholder=words("1 tablet by mouth twice a day"), most=400
            ),
            NumberField("quantity", words("Quantity")),
            TextField("quantity_unit", words("Of what"), placeholder=words("tablets")),
            refills,
            NumberField("days_supply", words("For how many days"), suffix=words("days"), whole=True),
            TextField("reason", words("What for")),
            TextField("pharmacy", words("Pharmacy (the patient's if empty)")),
            private_field(at),
        )
        refills.set_value("0")
        self.form.mark_clean()  # a draft comes back only into a form that nobody changed
        self.drug.chosen.connect(lambda _choice: self._check())

    def restored(self) -> None:
        """A draft that comes back is warned about as when it was typed."""
        if self.drug.typed():
            self._check()

    def _check(self) -> None:
        self.at.desk.ask(
            check_drug,
            self.at.patient_id,
            self.drug.typed(),
            drug_code(self.drug.chosen_id()),
            done=self._show_check,
            owner=self,
        )

    def _show_check(self, check: DrugCheck) -> None:
        findings = tuple(Finding(message, Severity.SOFT_STOP) for message in check.findings)
        self.warning.setText(words_for_all(findings))
        self.warning.setVisible(bool(findings))

    def send(self, values: dict[str, Any]) -> None:
        if values["quantity"] is None:
            self.form.field("quantity").set_error(words("Type how much."))
            self.form.field("quantity").setFocus()
            return
        command = PreparePrescription(
            command_id=self.command_id,
            visit_id=self.at.visit_id,
            drug=self.drug.typed(),
            code=drug_code(self.drug.chosen_id()),
            sig=values["sig"] or "",
            quantity=values["quantity"],
            quantity_unit=values["quantity_unit"] or "",
            refills=values["refills"] or 0,
            days_supply=values["days_supply"],
            reason=values["reason"] or "",
            pharmacy=values["pharmacy"] or "",
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(
            prepare_prescription,
            command,
            words("Prepared. It waits for a clinician's signature."),
            with_reason=lambda again, why: replace(again, acknowledged_reason=why),
        )


class SendPanel(ActPanel):
    """How a signed prescription left, with its proof."""

    def __init__(self, at: VisitAt, one: PrescriptionView) -> None:
        super().__init__(at, words("Send the prescription"), words("It was sent"))
        self.one = one
        self.place.addWidget(Label(prescription_words(one), wrap=True))
        how = SegmentedField(
            "how",
            words("How"),
            [
                (SentHow.OTHER_SYSTEM, words("E-prescribed")),
                (SentHow.PHONED, words("Phoned")),
                (SentHow.PRINTED, words("Printed")),
            ],
            SentHow.OTHER_SYSTEM,
        )
        to = TextField("to", words("To whom"))
        to.set_value(one.pharmacy)
        self.put(
            how, to, TextField("reference", words("Reference")), CheckField("read_back", words("Read back"))
        )

    def send(self, values: dict[str, Any]) -> None:
        command = SendPrescription(
            command_id=self.command_id,
            prescription_id=self.one.id,
            version=self.one.version,
            how=SentHow(values["how"] or SentHow.OTHER_SYSTEM),
            to=values["to"] or "",
            reference=values["reference"] or "",
            read_back=values["read_back"],
        )
        self.do(send_prescription, command, said("{drug}: sent.", drug=self.one.drug))


class CancelPrescriptionPanel(ActPanel):
    """Takes a prescription back before it was sent."""

    def __init__(self, at: VisitAt, one: PrescriptionView) -> None:
        super().__init__(at, said("Cancel: {drug}", drug=one.drug), words("Cancel this prescription"))
        self.one = one
        self.put(TextField("reason", words("Why")))

    def send(self, values: dict[str, Any]) -> None:
        command = CancelPrescription(
            command_id=self.command_id,
            prescription_id=self.one.id,
            version=self.one.version,
            reason=values["reason"] or "",
        )
        self.do(cancel_prescription, command, said("{drug}: cancelled.", drug=self.one.drug))
