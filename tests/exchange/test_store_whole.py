"""An import is whole: every entry counted once, all of a bundle or nothing, the original as it was."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.chart.observations.model import Observation
from app.core.acts import Role
from app.core.errors import Cancelled, NotPermitted, RuleViolated, Unavailable
from app.core.ids import new_id
from app.core.progress import Progress
from app.exchange import actions, intake
from app.exchange import importing as importing_room
from app.exchange.actions import MOST_RECORDS, DecideHeld, decide_held, import_bundle
from app.exchange.fhir.child import read_bundle
from app.exchange.fhir.map import map_bundle
from app.exchange.fhir.read import FileRead, Limits
from app.exchange.fhir.storing import Chart
from app.exchange.fhir.views import ImportedBundle
from app.exchange.importing import import_files
from app.exchange.model import HeldPatient, ImportedResource
from app.exchange.queries import held_patients
from app.exchange.views import ImportReport
from app.people.model import Patient
from app.security.policy import RolePolicy
from app.store import attachments
from app.store.attachments import Attachment
from app.store.audit import AuditRow
from tests.exchange.bundles import bundle, observation, of_type, patient, write
from tests.exchange.intake import Importing, reasons, tally
from tests.exchange.test_fuzz import ODD, PLACES, SOUND, changed
from tests.support.bare import BarePractice


def entries_of(content: dict[str, Any]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for outcome in map_bundle(FileRead("", 0, content), "f").outcomes:
        counted[outcome.type or "?"] = counted.get(outcome.type or "?", 0) + 1
    return counted


def counts(report: ImportReport) -> dict[str, int]:
    return {kind: sum(vars(one).values()) for kind, one in report.resources.items()}


def each_entry_counted_once(folder: Path, content: dict[str, Any]) -> None:
    """Import a bundle twice, then beside somebody who looks the same: the sums are those of its entries."""
    folder.mkdir(exist_ok=True)
    path = folder / "odd.json"
    path.write_text(json.dumps(content, default=str), encoding="utf-8", errors="surrogatepass")
    read = read_bundle(path, str(path), Limits())
    if not isinstance(read, ImportedBundle):
        return
    made = Importing(folder / str(new_id()))
    try:
        first, again = made.again(path), made.again(path)
        expected = {kind: number for kind, number in counts(first).items() if number}
        assert sum(expected.values()) == len(content["entry"])
        assert counts(again) == counts(first)
        assert all(one.stored == 0 for one in again.resources.values())
        assert again.new == 0
        assert {one.new + one.known + one.held for one in (first, again)} == {len(read.patients)}
    finally:
        made.practice.close()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(PLACES), ODD, st.sampled_from(["replace", "wrap", "drop"]))
def test_whatever_is_done_to_a_bundle_each_entry_is_counted_once(
    tmp_path: Path, place: tuple[Any, ...], odd: Any, how: str
) -> None:
    each_entry_counted_once(tmp_path, changed(place, odd, how))


def test_the_sums_are_those_of_the_entries_by_type(importing: Importing) -> None:
    importing.take(bundle())
    report = importing.take(SOUND)
    assert counts(report) == entries_of(SOUND)


def test_the_original_reads_back_as_it_was(importing: Importing) -> None:
    path = importing.folder / "packed.json.gz"
    path.write_bytes(gzip.compress(json.dumps(bundle(observation())).encode(), mtime=0))
    importing.again(path)
    kept = importing.one(Attachment)
    assert (kept.purpose, kept.media_type) == ("fhir", "application/gzip")
    assert attachments.read(importing.practice.around.attachments, kept) == path.read_bytes()
    assert {one.attachment_id for one in importing.all(ImportedResource)} == {kept.id}
    on_disk = [one.read_bytes() for one in importing.practice.around.attachments.rglob("*") if one.is_file()]
    assert all(path.read_bytes() not in one for one in on_disk)


def files_beside(importing: Importing) -> list[Path]:
    return [one for one in importing.practice.around.attachments.rglob("*") if one.is_file()]


def test_an_error_in_the_middle_leaves_nothing(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_chart: Chart) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Chart, "load", broken)
    with pytest.raises(ZeroDivisionError):
        importing.take(bundle(observation()))
    assert importing.all(Patient) == importing.all(ImportedResource) == importing.all(Attachment) == []
    assert files_beside(importing) == []
    monkeypatch.undo()
    report = importing.take(bundle(observation()))
    assert report.new == 1
    assert importing.one(Patient).mrn == "000001"


def test_an_error_while_deciding_leaves_it_open(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.take(bundle())
    importing.take(
        bundle(observation(), with_patient=False) | {"entry": [{"resource": patient(birthDate="1960-01-01")}]}
    )
    (held,) = importing.held()

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "add_patient", broken)
    with pytest.raises(ZeroDivisionError):
        importing.decide(held, new_person=True)
    assert importing.held() == (held,)


def audit_rows(importing: Importing) -> list[Any]:
    with Session(importing.practice.around.database.reader) as session:
        return list(session.scalars(sa.select(AuditRow).order_by(AuditRow.sequence)))


def test_the_record_names_act_patient_and_what_was_loaded(importing: Importing) -> None:
    importing.take(bundle(observation()))
    rows = audit_rows(importing)
    act = next(one for one in rows if one.event == "act")
    assert act.act == "exchange.import_bundle"
    assert act.patient_id == importing.one(Patient).id
    loads = [one for one in rows if one.event == "load"]
    assert len(loads) == 2  # observation, imported_resource


def test_only_those_who_may_import(importing: Importing) -> None:
    importing.practice.around.policy = RolePolicy()
    assistant = BarePractice.person(Role.MEDICAL_ASSISTANT)
    path = importing.file(bundle())
    with pytest.raises(NotPermitted):
        importing.practice.run(import_bundle, importing.command(path), actor=assistant)
    with pytest.raises(NotPermitted):
        decide = DecideHeld(command_id=new_id(), held_id=new_id(), version=1)
        importing.practice.run(decide_held, decide, actor=assistant)
    importing.practice.actor = assistant
    with pytest.raises(NotPermitted):
        importing.practice.answer(held_patients)


def test_more_records_than_one_act_may_hold_are_refused_whole(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_RECORDS", 2)
    with pytest.raises(RuleViolated, match="too_many_records"):
        importing.take(bundle(observation(id="a"), observation(id="b")))
    assert importing.all(Patient) == importing.all(Attachment) == []


def test_the_largest_bundle_is_written_within_two_seconds(importing: Importing) -> None:
    many = [
        observation(id=f"o{n}", valueQuantity={"value": n, "unit": "kg"}) for n in range(MOST_RECORDS - 1)
    ]
    command = importing.command(importing.file(bundle(*many)))
    start = time.process_time()
    with importing_room._without_collector():
        report = importing.practice.run(import_bundle, command)
    spent = time.process_time() - start
    assert tally(report, "Observation") == (MOST_RECORDS - 1, 0, 0, 0)
    print(f"\n{MOST_RECORDS} records in {spent:.2f} s")
    assert spent < 4  # on a machine that others share; 2 s on one's own


# -- from beginning to end, with the child process --------------------------------------------------


def folder_of(importing: Importing, *names: str) -> Path:
    for number, name in enumerate(names):
        told = patient(
            id=f"p{number}",
            identifier=[{"system": "urn:x", "value": str(number)}],
            name=[{"family": f"Family{chr(97 + number)}", "given": ["Given" + chr(110 + number)]}],
            birthDate=f"19{50 + number}-0{number + 1}-11",
        )
        content = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": told}]}
        write(importing.folder, name, content)
    return importing.folder


def test_a_folder_is_imported_and_refused_files_are_named(importing: Importing) -> None:
    folder = folder_of(importing, "a.json", "b.json")
    (folder / "broken.json").write_text('{"resourceType": "Bundle", ')
    (folder / "nan.json").write_text('{"resourceType": "Bundle", "total": NaN}')
    (folder / "twice.json").write_text('{"resourceType": "Bundle", "type": "a", "type": "b"}')
    (folder / "deep.json").write_text("[" * 10_000 + "]" * 10_000)
    (folder / "notes.txt").write_text("nothing")
    report = import_files([folder], importing.practice.run, Progress())
    assert (report.new, report.stopped) == (2, False)
    told = {Path(one.file).name: one.reason.id.rpartition(".")[2] for one in report.problems}
    assert told == {
        "broken.json": "truncated",
        "nan.json": "not_a_number",
        "twice.json": "duplicated_key",
        "deep.json": "too_deep",
        "notes.txt": "passed_over",
    }


def test_cancel_while_reading_keeps_nothing(importing: Importing) -> None:
    folder = folder_of(importing, "a.json", "b.json")
    progress = Progress(lambda done, total, what: progress.cancel() if done == 1 else None)
    with pytest.raises(Cancelled):
        import_files([folder], importing.practice.run, progress)
    assert importing.all(Patient) == importing.all(Attachment) == []


def test_cancel_while_writing_ends_after_the_bundle_in_hand(importing: Importing) -> None:
    folder = folder_of(importing, "a.json", "b.json", "c.json")
    progress = Progress()

    def run(act: Any, command: Any) -> Any:
        progress.cancel()
        return importing.practice.run(act, command)

    report = import_files([folder], run, progress)
    assert (report.new, report.stopped) == (1, True)
    left = [Path(one.file).name for one in report.problems if one.reason.id == "exchange.not_begun"]
    assert left == ["b.json", "c.json"]
    assert len(importing.all(Patient)) == 1


def test_what_does_not_fit_in_memory_is_read_a_second_time(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_room, "MOST_IN_MEMORY", 1)
    folder = folder_of(importing, "a.json", "b.json", "c.json")
    steps: list[tuple[int, int]] = []
    report = import_files([folder], importing.practice.run, Progress(lambda d, t, _: steps.append((d, t))))
    assert (report.new, report.problems) == (3, [])
    assert steps[-3:] == [(1, 3), (2, 3), (3, 3)]


def test_a_file_that_changed_between_the_readings_is_left_out(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_room, "MOST_IN_MEMORY", 1)
    folder = folder_of(importing, "a.json", "b.json")

    def run(act: Any, command: Any) -> Any:
        write(folder, "b.json", bundle())
        return importing.practice.run(act, command)

    report = import_files([folder], run, Progress())
    assert (report.new, reasons(report)) == (1, ["file_gone"])


def test_a_file_that_is_gone_before_it_is_stored_is_named(importing: Importing) -> None:
    folder = folder_of(importing, "a.json", "b.json")

    def run(act: Any, command: Any) -> Any:
        (folder / "b.json").unlink(missing_ok=True)
        return importing.practice.run(act, command)

    report = import_files([folder], run, Progress())
    assert (report.new, reasons(report)) == (1, ["file_gone"])


def test_a_bug_in_one_bundle_does_not_hide_what_is_in(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(importing, "a.json", "b.json", "c.json")
    real = intake.add_patient

    def now_and_then(work: Any, told: Any, original: Any) -> Any:
        if told.source.file.endswith("b.json"):
            raise KeyError("made-up name")
        return real(work, told, original)

    monkeypatch.setattr(intake, "add_patient", now_and_then)
    report = import_files([folder], importing.practice.run, Progress())
    assert (report.new, reasons(report)) == (2, ["storing_failed"])
    assert "made-up" not in repr(report.problems)


def test_a_full_disk_stops_the_import_and_names_the_rest(importing: Importing) -> None:
    folder = folder_of(importing, "a.json", "b.json", "c.json")
    done: list[Any] = []

    def run(act: Any, command: Any) -> Any:
        if done:
            raise Unavailable("disk_full")
        done.append(importing.practice.run(act, command))
        return done[0]

    report = import_files([folder], run, Progress())
    assert (report.new, report.stopped) == (1, False)
    assert [one.reason.id for one in report.problems] == ["unavailable.disk_full", "exchange.not_begun"]


def test_nobody_imports_without_permission(importing: Importing) -> None:
    folder = folder_of(importing, "a.json")

    def run(_act: Any, _command: Any) -> Any:
        raise NotPermitted("exchange.import_bundle")

    with pytest.raises(NotPermitted):
        import_files([folder], run, Progress())


def test_what_is_held_stands_encrypted_and_not_in_the_row(importing: Importing) -> None:
    importing.take(bundle())
    held = patient(id="p9", identifier=[{"system": "urn:y", "value": "8"}])
    content = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": "urn:p9", "resource": held}],
    }
    text = {"code": {"text": "zebra"}, "subject": {"reference": "urn:p9"}}
    content["entry"].append({"resource": of_type("Condition") | text})
    importing.take(content)
    row = importing.one(HeldPatient)
    assert "zebra" not in repr(vars(row))
    assert all(b"zebra" not in one.read_bytes() for one in files_beside(importing))
    assert importing.all(Observation) == []
