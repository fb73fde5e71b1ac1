"""The made-up people who are new: registered by the front desk, as anyone who calls for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.demo.patients import DemoPatient
from app.demo.stage import Stage
from app.people.actions import RegisterPatient, register_patient
from app.people.views import ContactEntry, ContactRole, Registered


def register_new(stage: Stage, patients: Sequence[DemoPatient], first: datetime) -> None:
    """Register the new ones one after the other; their records are known by the numbers they get."""
    for number, patient in enumerate(one for one in patients if one.new):
        stage.at(first + timedelta(minutes=number), lambda one=patient: _register(stage, one))  # type: ignore[misc]


def _register(stage: Stage, patient: DemoPatient) -> None:
    contacts: tuple[ContactEntry, ...] = ()
    if patient.guardian:
        name, relation = patient.guardian
        roles = (ContactRole.GUARDIAN, ContactRole.GUARANTOR)
        contacts = tuple(
            ContactEntry(role=role, name=name, relation=relation, phone=patient.who.mobile) for role in roles
        )
    made: Registered = stage.act(
        stage.team.desk,
        register_patient,
        lambda work: RegisterPatient(
            demographics=replace(patient.who), contacts=contacts, coverages=patient.coverages
        ),
    )
    stage.mrn_of[patient.number] = made.mrn
