"""The problem list: adding, changing, resolving."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.chart.entering import Saved, codings_of, entered, mark_entered, withdraw
from app.chart.problems.model import Problem, ProblemStatus
from app.core.acts import Command, Permission, action
from app.core.coding import ICD10CM, Code
from app.core.dates import PartialDate
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.practice import fields
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class AddProblem(Command):
    """A problem chosen from ICD-10-CM (then with its code) or in words."""

    patient_id: Id
    visit_id: Id | None = None
    problem: str
    code: Code | None = None
    onset: PartialDate | None = None
    severity: str = ""
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def add_problem(work: Work, command: AddProblem) -> Saved:
    """Add a problem. Raises RuleViolated for one that stands on the list already."""
    words = fields.line("problem", command.problem, most=300, required=True)
    icd10 = command.code.code if command.code and command.code.system == ICD10CM else ""
    _not_listed(work, command.patient_id, words, icd10)
    problem = Problem(
        patient_id=command.patient_id,
        text=words,
        code=command.code,
        codings=codings_of(command.code),
        icd10=icd10,
        status=ProblemStatus.ACTIVE,
        severity=fields.line("severity", command.severity),
        onset=command.onset,
        note=fields.free_text("note", command.note),
        **entered(work, command.patient_id, command.visit_id, private=command.private_from_guardian),
    )
    work.add(problem)
    work.session.flush()
    return Saved(problem.id, problem.version)


def _not_listed(work: Work, patient_id: Id, words: str, icd10: str) -> None:
    listed = work.session.execute(
        sa.select(Problem.text, Problem.icd10).where(
            Problem.patient_id == patient_id,
            Problem.status == ProblemStatus.ACTIVE,
            Problem.entered_in_error.is_(None),
        )
    )
    if any(one.text.casefold() == words.casefold() or (icd10 and one.icd10 == icd10) for one in listed):
        raise RuleViolated("problem", Message("problems.listed"))


@dataclass(frozen=True, kw_only=True)
class ChangeProblem(Command):
    """A problem as it shall be; one that is over carries the day, if it is known."""

    problem_id: Id
    version: int
    problem: str
    status: ProblemStatus = ProblemStatus.ACTIVE
    onset: PartialDate | None = None
    abated: PartialDate | None = None
    severity: str = ""
    note: str = ""
    private_from_guardian: bool = False


@action(Permission.RECORD_CHART)
def change_problem(work: Work, command: ChangeProblem) -> Saved:
    """Change a problem. Raises Stale; an end before the beginning is refused."""
    problem = work.change(Problem, command.problem_id, command.version)
    if command.abated and command.status is ProblemStatus.ACTIVE:
        raise RuleViolated("abated", Message("problems.active_has_no_end"))
    if command.abated and command.onset and command.abated.latest() < command.onset.earliest():
        raise RuleViolated("abated", Message("problems.end_before_beginning"))
    problem.text = fields.line("problem", command.problem, most=300, required=True)
    problem.status, problem.onset, problem.abated = command.status, command.onset, command.abated
    problem.severity = fields.line("severity", command.severity)
    problem.note = fields.free_text("note", command.note)
    problem.private_from_guardian = command.private_from_guardian
    mark_entered(work, problem)
    work.session.flush()
    return Saved(problem.id, problem.version)


@dataclass(frozen=True, kw_only=True)
class WithdrawProblem(Command):
    """Mark a problem "entered in error"."""

    problem_id: Id
    version: int
    reason: str


@action(Permission.RECORD_CHART)
def withdraw_problem(work: Work, command: WithdrawProblem) -> None:
    """Take a problem back with the reason."""
    withdraw(work.change(Problem, command.problem_id, command.version), command.reason)
    work.because(command.reason)
