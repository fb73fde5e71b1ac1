"""Files of an import are written before the writer is taken: nobody waits for them, and none is left over."""

from __future__ import annotations

import base64
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.chart.documents.model import Document
from app.core.acts import Role
from app.core.errors import NotPermitted, RuleViolated, Unavailable
from app.exchange import actions
from app.exchange.actions import import_bundle
from app.exchange.fhir.storing import Chart
from app.security.policy import RolePolicy
from app.store import attachments, sealed_files
from app.store.attachments import Attachment
from tests.exchange.bundles import Json, bundle, of_type, patient
from tests.exchange.intake import Importing
from tests.support.bare import BarePractice

PAGE = b"%PDF-1.7 made up " + bytes(1000)


def letter(page: bytes = PAGE, **more: Any) -> Json:
    content = {"contentType": "application/pdf", "data": base64.b64encode(page).decode()}
    return of_type(
        "DocumentReference", id="letter", status="current", content=[{"attachment": content}], **more
    )


def files_beside(importing: Importing) -> set[str]:
    return {one.name for one in importing.practice.around.attachments.rglob("*") if one.is_file()}


def named(importing: Importing) -> set[str]:
    return {one.file_name for one in importing.all(Attachment)}


class Watch:
    """Sees whether somebody else could have written while a file was written."""

    def __init__(self, importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
        self.importing, self.free = importing, list[bool]()
        real = sealed_files.atomic_write

        def write(path: Path, content: bytes) -> None:
            asker = threading.Thread(target=self._ask)
            asker.start()
            asker.join()
            real(path, content)

        monkeypatch.setattr(sealed_files, "atomic_write", write)

    def _ask(self) -> None:
        writing = self.importing.practice.around.database.writing
        free = writing.acquire(blocking=False)
        if free:
            writing.release()
        self.free.append(free)


def test_original_and_pages_are_written_while_others_may_write(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(importing, monkeypatch)
    importing.take(bundle(letter()))
    assert watch.free == [True, True]
    assert files_beside(importing) == named(importing)
    (document,) = importing.all(Document)
    kept = next(one for one in importing.all(Attachment) if one.id == document.attachment_id)
    assert attachments.read(importing.practice.around.attachments, kept) == PAGE


def test_a_file_that_came_before_is_not_written_again(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = importing.file(bundle(letter()))
    importing.again(path)
    watch = Watch(importing, monkeypatch)
    assert importing.again(path).known == 1
    assert watch.free == []


def test_pages_of_what_is_known_leave_no_file(importing: Importing) -> None:
    importing.take(bundle(letter()))
    importing.take(bundle(letter(), of_type("Condition", code={"text": "Gout"})))
    assert len(importing.all(Document)) == 1
    assert files_beside(importing) == named(importing)


def held_letter(importing: Importing) -> Any:
    importing.take(bundle())
    other = patient(birthDate="1958-08-21")
    entries = [{"fullUrl": "urn:uuid:p1", "resource": other}]
    entries.append({"resource": letter() | {"subject": {"reference": "urn:uuid:p1"}}})
    importing.take({"resourceType": "Bundle", "type": "collection", "entry": entries})
    (held,) = importing.held()
    return held


def test_what_was_held_is_read_and_written_while_others_may_write(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_letter(importing)
    watch = Watch(importing, monkeypatch)
    importing.decide(held, new_person=True)
    assert watch.free == [True]
    assert len(importing.all(Document)) == 1
    assert files_beside(importing) == named(importing)


def test_what_is_left_out_writes_no_page(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    held = held_letter(importing)
    watch = Watch(importing, monkeypatch)
    importing.decide(held)
    assert watch.free == []


def test_an_act_that_fails_leaves_none_of_the_files_made_ready(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_chart: Chart) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Chart, "load", broken)
    with pytest.raises(ZeroDivisionError):
        importing.take(bundle(letter()))
    assert files_beside(importing) == set()


def test_a_disk_that_takes_only_the_first_file_keeps_none(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = sealed_files.atomic_write, list[Path]()

    def full(path: Path, content: bytes) -> None:
        if written:
            raise Unavailable("disk_full")
        written.append(path)
        real(path, content)

    monkeypatch.setattr(sealed_files, "atomic_write", full)
    with pytest.raises(Unavailable):
        importing.take(bundle(letter()))
    assert len(written) == 1
    assert files_beside(importing) == set()


def test_who_may_not_import_and_what_is_too_much_write_nothing(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(importing, monkeypatch)
    command = importing.command(importing.file(bundle(letter())))
    monkeypatch.setattr(actions, "MOST_RECORDS", 0)
    with pytest.raises(RuleViolated):
        importing.practice.run(import_bundle, command)
    monkeypatch.undo()
    importing.practice.around.policy = RolePolicy()
    with pytest.raises(NotPermitted):
        importing.practice.run(import_bundle, command, actor=BarePractice.person(Role.MEDICAL_ASSISTANT))
    assert watch.free == []
    assert files_beside(importing) == set()


def test_nobody_waits_two_seconds_for_a_very_large_file(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = importing.command(importing.file(bundle(letter(bytes(60_000_000)))))
    database, spent = importing.practice.around.database, list[float]()
    held = database.writing

    class Timed:
        def acquire(self) -> bool:
            taken = held.acquire()
            self.since = time.perf_counter()
            return taken

        def release(self) -> None:
            spent.append(time.perf_counter() - self.since)
            held.release()

    monkeypatch.setattr(database, "writing", Timed())
    start = time.perf_counter()
    importing.practice.run(import_bundle, command)
    print(
        f"\n{len(command.original):,} bytes: {time.perf_counter() - start:.2f} s, of it {spent} s in the act"
    )
    assert len(spent) == 1
    assert spent[0] < 1
