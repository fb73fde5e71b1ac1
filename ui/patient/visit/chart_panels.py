"""The panels in which allergies, medicines, problems and histories are entered and changed."""

from __future__ import annotations

from typing import Any

from app.chart.allergies.actions import AddAllergy, ChangeAllergy, add_allergy, change_allergy
from app.chart.allergies.views import AllergyKind, AllergyStatus, AllergyView, Certainty, Severity
from app.chart.history.actions import (
    SaveHistory,
    SaveReproductive,
    SaveSocial,
    save_history,
    save_reproductive,
    save_social,
)
from app.chart.history.views import (
    HistoryKind,
    HistoryLine,
    Pregnancy,
    ReproductiveView,
    SocialView,
    TobaccoUse,
)
from app.chart.medications.actions import (
    AddMedication,
    ChangeMedication,
    StopMedication,
    add_medication,
    change_medication,
    stop_medication,
)
from app.chart.medications.views import MedicationView, Taking
from app.chart.problems.actions import AddProblem, ChangeProblem, add_problem, change_problem
from app.chart.problems.views import ProblemStatus, ProblemView
from ui.common.fields import CheckField, ChoiceField, DateField, SegmentedField, TextField
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_fields import (
    NumberField,
    WhenField,
    allergen_of,
    allergen_search,
    diagnosis_code,
    diagnosis_search,
    drug_code,
    drug_search,
)
from ui.patient.visit.private_field import PrivateField
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


def private_field(at: VisitAt) -> CheckField:
    """Return the mark that keeps an entry off papers which a guardian or subscriber sees."""
    return PrivateField(at)


def severity_choices() -> list[tuple[str, str]]:
    return [
        (Severity.MILD, words("Mild")),
        (Severity.MODERATE, words("Moderate")),
        (Severity.SEVERE, words("Severe")),
        (Severity.UNKNOWN, words("Not known")),
    ]


def certainty_choices() -> list[tuple[str, str]]:
    return [
        (Certainty.CONFIRMED, words("Confirmed")),
        (Certainty.SUSPECTED, words("Suspected")),
        (Certainty.REFUTED, words("Refuted")),
    ]


class AllergyPanel(ActPanel):
    """Adds an allergy, or changes what is known of one."""

    def __init__(self, at: VisitAt, one: AllergyView | None = None) -> None:
        title = one.substance if one is not None else words("Allergy")
        super().__init__(at, title, words("Save allergy"), draft="" if one else "visit.allergy")
        self.one = one
        self.substance = allergen_search("substance", words("Substance"), at.desk)
        self.reaction = TextField("reaction", words("Reaction"), placeholder=words("hives, swelling, nausea"))
        self.severity = ChoiceField("severity", words("Severity"), severity_choices(), Severity.UNKNOWN)
        self.certainty = ChoiceField("certainty", words("How sure"), certainty_choices(), Certainty.CONFIRMED)
        self.intolerance = CheckField("intolerance", words("Intolerance, not an allergy"))
        if one is None:
            self.put(self.substance)
        self.put(self.reaction, self.severity, self.certainty, self.intolerance, private_field(at))
        if one is not None:
            self.form.set_values(
                {
                    "reaction": one.reaction,
                    "severity": one.severity,
                    "certainty": one.certainty,
                    "intolerance": one.intolerance,
                    "private_from_guardian": one.private_from_guardian,
                }
            )

    def send(self, values: dict[str, Any]) -> None:
        if self.one is not None:
            changed = ChangeAllergy(
                command_id=self.command_id,
                allergy_id=self.one.id,
                version=self.one.version,
                reaction=values["reaction"] or "",
                severity=Severity(values["severity"] or "unknown"),
                certainty=Certainty(values["certainty"] or "confirmed"),
                status=AllergyStatus(self.one.status),
                intolerance=values["intolerance"],
                note=self.one.note,
                private_from_guardian=values["private_from_guardian"],
            )
            self.do(change_allergy, changed, words("Allergy changed."))
            return
        found = allergen_of(self.substance.chosen_id())
        added = AddAllergy(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            substance=self.substance.typed(),
            code=found.coding() if found else None,
            kind=AllergyKind(found.kind) if found and found.kind in tuple(AllergyKind) else AllergyKind.OTHER,
            is_class=bool(found and found.is_class),
            intolerance=values["intolerance"],
            reaction=values["reaction"] or "",
            severity=Severity(values["severity"] or "unknown"),
            certainty=Certainty(values["certainty"] or "confirmed"),
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(add_allergy, added, words("Allergy added."))


def taking_choices() -> list[tuple[str, str]]:
    return [
        (Taking.TAKING, words("Taking")),
        (Taking.NOT_TAKING, words("Not taking")),
        (Taking.DIFFERENTLY, words("Differently")),
    ]


class MedicationPanel(ActPanel):
    """Adds a medicine found by name, or changes how one is taken."""

    def __init__(self, at: VisitAt, one: MedicationView | None = None) -> None:
        title = one.drug if one is not None else words("Medicine")
        super().__init__(at, title, words("Save medicine"), draft="" if one else "visit.medicine")
        self.one = one
        self.drug = drug_search("drug", words("Medicine"), at.desk)
        self.taking = SegmentedField("taking", words("The patient is"), taking_choices(), Taking.TAKING)
        self.last = WhenField("last_taken", words("Last taken"), at.today)
        if one is None:
            self.put(self.drug)
        self.put(
            TextField("sig", words("How it is taken"), placeholder=words("1 tablet twice a day")),
            self.taking,
            TextField("taking_note", words("How differently")),
            self.last,
            TextField("reason", words("What for")),
            CheckField("as_needed", words("As needed")),
            private_field(at),
        )
        if one is not None:
            self.form.set_values(
                {
                    "sig": one.sig,
                    "taking": one.taking or Taking.TAKING,
                    "taking_note": one.taking_note,
                    "last_taken": one.last_taken or one.last_taken_text,
                    "reason": one.reason,
                    "as_needed": one.as_needed,
                    "private_from_guardian": one.private_from_guardian,
                }
            )

    def send(self, values: dict[str, Any]) -> None:
        sig, reason = values["sig"] or "", values["reason"] or ""
        if self.one is not None:
            changed = ChangeMedication(
                command_id=self.command_id,
                medication_id=self.one.id,
                version=self.one.version,
                strength=self.one.strength,
                as_needed=values["as_needed"],
                taking=Taking(values["taking"]) if values["taking"] else None,
                taking_note=values["taking_note"] or "",
                last_taken=values["last_taken"],
                private_from_guardian=values["private_from_guardian"],
                sig=sig,
                reason=reason,
            )
            self.do(change_medication, changed, words("Medicine changed."))
            return
        added = AddMedication(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            drug=self.drug.typed(),
            code=drug_code(self.drug.chosen_id()),
            as_needed=values["as_needed"],
            taking=Taking(values["taking"]) if values["taking"] else None,
            last_taken=values["last_taken"],
            private_from_guardian=values["private_from_guardian"],
            sig=sig,
            reason=reason,
        )
        self.do(add_medication, added, words("Medicine added."))


class StopPanel(ActPanel):
    """Stops a medicine, with the reason."""

    def __init__(self, at: VisitAt, one: MedicationView) -> None:
        super().__init__(at, said("Stop {drug}", drug=one.drug), words("Stop this medicine"))
        self.one = one
        self.put(
            TextField("reason", words("Why")), WhenField("ended", words("Since (today if empty)"), at.today)
        )

    def send(self, values: dict[str, Any]) -> None:
        command = StopMedication(
            command_id=self.command_id,
            medication_id=self.one.id,
            version=self.one.version,
            reason=values["reason"] or "",
            ended=values["ended"],
        )
        self.do(stop_medication, command, said("{drug} stopped.", drug=self.one.drug))


class ProblemPanel(ActPanel):
    """Adds a problem found in ICD-10-CM or in words, or changes one."""

    def __init__(self, at: VisitAt, one: ProblemView | None = None) -> None:
        title = one.problem if one is not None else words("Problem")
        super().__init__(at, title, words("Save problem"), draft="" if one else "visit.problem")
        self.one = one
        self.problem = diagnosis_search("problem", words("Problem"), at.desk, free=True)
        self.status = SegmentedField(
            "status",
            words("It is"),
            [
                (ProblemStatus.ACTIVE, words("Active")),
                (ProblemStatus.INACTIVE, words("Inactive")),
                (ProblemStatus.RESOLVED, words("Resolved")),
            ],
            ProblemStatus.ACTIVE,
        )
        if one is None:
            self.put(self.problem)
        else:
            self.put(self.status, WhenField("abated", words("Over since"), at.today))
        self.put(
            WhenField("onset", words("Since"), at.today), TextField("note", words("Note")), private_field(at)
        )
        if one is not None:
            self.form.set_values(
                {
                    "status": one.status,
                    "abated": one.abated,
                    "onset": one.onset,
                    "note": one.note,
                    "private_from_guardian": one.private_from_guardian,
                }
            )

    def send(self, values: dict[str, Any]) -> None:
        if self.one is not None:
            changed = ChangeProblem(
                command_id=self.command_id,
                problem_id=self.one.id,
                version=self.one.version,
                problem=self.one.problem,
                status=ProblemStatus(values["status"] or "active"),
                onset=values["onset"],
                abated=values["abated"],
                severity=self.one.severity,
                note=values["note"] or "",
                private_from_guardian=values["private_from_guardian"],
            )
            self.do(change_problem, changed, words("Problem changed."))
            return
        added = AddProblem(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            problem=self.problem.typed(),
            code=diagnosis_code(self.problem.chosen_id()),
            onset=values["onset"],
            note=values["note"] or "",
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(add_problem, added, words("Problem added."))


class HistoryPanel(ActPanel):
    """Adds or changes a line of the past, surgical or family history."""

    def __init__(self, at: VisitAt, kind: HistoryKind, one: HistoryLine | None = None) -> None:
        titles = {
            HistoryKind.PAST: words("Past history"),
            HistoryKind.SURGICAL: words("Surgery"),
            HistoryKind.FAMILY: words("Family history"),
        }
        super().__init__(at, titles[kind], words("Save"), draft="" if one else f"visit.history.{kind.value}")
        self.kind, self.one = kind, one
        if kind is HistoryKind.FAMILY:
            self.put(TextField("relative", words("Relative"), placeholder=words("mother, brother")))
        self.put(TextField("text", words("What")))
        if kind is HistoryKind.FAMILY:
            self.put(NumberField("age_at_onset", words("At what age"), suffix=words("years"), whole=True))
        self.put(
            WhenField("happened", words("When"), at.today),
            TextField("note", words("Note")),
            private_field(at),
        )
        if one is not None:
            self.form.set_values(
                {
                    "relative": one.relative,
                    "text": one.text,
                    "age_at_onset": one.age_at_onset,
                    "happened": one.happened,
                    "note": one.note,
                    "private_from_guardian": one.private_from_guardian,
                }
            )

    def send(self, values: dict[str, Any]) -> None:
        command = SaveHistory(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            entry_id=self.one.id if self.one else None,
            version=self.one.version if self.one else 0,
            kind=self.kind,
            text=values["text"] or "",
            code=self.one.code if self.one else None,
            happened=values["happened"],
            relative=values.get("relative") or "",
            age_at_onset=values.get("age_at_onset"),
            note=values["note"] or "",
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(save_history, command, words("History saved."))


class SocialPanel(ActPanel):
    """Habits and work."""

    def __init__(self, at: VisitAt, one: SocialView | None) -> None:
        super().__init__(at, words("Habits and work"), words("Save"))
        self.one = one
        choices = [
            (TobaccoUse.NEVER, words("Never smoked")),
            (TobaccoUse.FORMER, words("Former smoker")),
            (TobaccoUse.SOME_DAYS, words("Some days")),
            (TobaccoUse.EVERY_DAY, words("Every day")),
            (TobaccoUse.UNKNOWN, words("Not known")),
        ]
        self.put(
            ChoiceField("tobacco", words("Tobacco"), choices, TobaccoUse.UNKNOWN),
            NumberField("packs_per_day", words("Packs a day")),
            NumberField("years_smoked", words("Years")),
            WhenField("quit", words("Quit"), at.today),
            TextField("alcohol", words("Alcohol")),
            TextField("drugs", words("Drugs")),
            TextField("occupation", words("Work")),
            TextField("note", words("Note")),
            private_field(at),
        )
        if one is not None:
            names = (
                "tobacco",
                "packs_per_day",
                "years_smoked",
                "quit",
                "alcohol",
                "drugs",
                "occupation",
                "note",
            )
            self.form.set_values({name: getattr(one, name) for name in (*names, "private_from_guardian")})

    def send(self, values: dict[str, Any]) -> None:
        told = {name: values[name] or "" for name in ("alcohol", "drugs", "occupation", "note")}
        command = SaveSocial(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            version=self.one.version if self.one else 0,
            tobacco=TobaccoUse(values["tobacco"] or "unknown"),
            packs_per_day=values["packs_per_day"],
            years_smoked=values["years_smoked"],
            quit=values["quit"],
            other_tobacco=self.one.other_tobacco if self.one else "",
            drinks_per_week=self.one.drinks_per_week if self.one else None,
            private_from_guardian=values["private_from_guardian"],
            **told,
        )
        self.do(save_social, command, words("Habits and work saved."))


class ReproductivePanel(ActPanel):
    """Last period and pregnancies; they change the limits of vital signs."""

    def __init__(self, at: VisitAt, one: ReproductiveView | None) -> None:
        super().__init__(at, words("Periods and pregnancies"), words("Save"))
        self.one = one
        choices = [
            (Pregnancy.NOT_PREGNANT, words("Not pregnant")),
            (Pregnancy.PREGNANT, words("Pregnant")),
            (Pregnancy.UNKNOWN, words("Not known")),
        ]
        self.put(
            WhenField("last_period", words("Last period"), at.today),
            TextField("last_period_note", words("About it"), placeholder=words("menopause, irregular")),
            ChoiceField("pregnancy", words("Pregnant?"), choices),
            DateField("due_on", words("Due on"), at.today),
            DateField("delivered_on", words("Gave birth on"), at.today),
            NumberField("pregnancies", words("Pregnancies"), whole=True),
            NumberField("births", words("Births"), whole=True),
            CheckField("breastfeeding", words("Breastfeeding")),
            private_field(at),
        )
        if one is not None:
            names = tuple(field.name for field in self.form.own_fields())
            self.form.set_values({name: getattr(one, name) for name in names})

    def send(self, values: dict[str, Any]) -> None:
        command = SaveReproductive(
            command_id=self.command_id,
            patient_id=self.at.patient_id,
            visit_id=self.at.visit_id,
            version=self.one.version if self.one else 0,
            last_period=values["last_period"],
            last_period_note=values["last_period_note"] or "",
            pregnancy=Pregnancy(values["pregnancy"]) if values["pregnancy"] else None,
            due_on=values["due_on"],
            delivered_on=values["delivered_on"],
            pregnancies=values["pregnancies"],
            births=values["births"],
            breastfeeding=values["breastfeeding"],
            private_from_guardian=values["private_from_guardian"],
        )
        self.do(save_reproductive, command, words("Saved."))
