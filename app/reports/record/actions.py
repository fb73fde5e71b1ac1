"""The act that keeps in the record what went out of it."""

from dataclasses import dataclass

from app.core.acts import Command, Permission, action
from app.core.ids import Id
from app.reports.record.exporting import Format
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class RecordExport(Command):
    """Lines of the record are going into a file: how, how many, for whom they were asked."""

    form: Format
    lines: int
    patient_id: Id | None = None
    person_id: Id | None = None


@action(Permission.SEE_AUDIT)
def record_export(work: Work, command: RecordExport) -> None:
    """Keep that the record is exported; done before the file gets its name. Raises NotPermitted.

    The chain holds what charts say: see `queries.record_text`.
    """
    if command.form is Format.CHAIN:
        work.require(Permission.SEE_CHART, "reports.record.record_export")
    if command.patient_id is not None:
        work.about(command.patient_id)
    asked = {"asked_person": command.person_id} if command.person_id is not None else {}
    work.detail(form=str(command.form), lines=command.lines, **asked)
