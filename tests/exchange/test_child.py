"""The child that reads: order, progress, cancel, death, memory, and nothing of a patient in its words."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from app.core.errors import Cancelled
from app.core.findings import Message
from app.core.progress import Progress
from app.exchange.fhir.child import FileResult, read_bundle, read_files
from app.exchange.fhir.read import Limits
from app.exchange.fhir.views import ImportedBundle, RefusedFile
from tests.exchange.bundles import bundle, observation, write


def killed_at_b(path: Path, name: str, limits: Limits) -> FileResult:
    if path.name.startswith("b"):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_bundle(path, name, limits)


def failing_at_b(path: Path, name: str, limits: Limits) -> FileResult:
    if path.name.startswith("b"):
        raise KeyError("Ada Example")
    return read_bundle(path, name, limits)


def never_ending(path: Path, name: str, limits: Limits) -> FileResult:
    while True:
        time.sleep(60)


def greedy(path: Path, name: str, limits: Limits) -> FileResult:
    held = bytearray(limits.memory)
    return RefusedFile(name[: len(held)], read_refused(name))


def read_refused(name: str) -> object:  # pragma: no cover - never reached where memory is bounded
    raise AssertionError(name)


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    return [write(tmp_path, f"{name}.json", bundle(observation())) for name in "abc"]


def reasons(results: list[FileResult]) -> list[str]:
    return [r.problem.message.id if isinstance(r, RefusedFile) else "mapped" for r in results]


def test_results_come_in_order_with_progress(three: list[Path]) -> None:
    three[1].write_bytes(gzip.compress(json.dumps(bundle()).encode()))
    three[2].write_text('{"a": NaN}')
    steps: list[tuple[int, int]] = []

    def report(done: int, total: int, _: Message | None) -> None:
        steps.append((done, total))

    results = list(read_files(three, Progress(report)))
    assert [result.file for result in results] == [str(path) for path in three]
    assert reasons(results) == ["mapped", "mapped", "exchange.fhir.not_a_number"]
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert isinstance(results[0], ImportedBundle)
    assert results[0] == read_bundle(three[0], str(three[0]), Limits())


def test_no_files_need_no_child() -> None:
    assert list(read_files([], Progress())) == []


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_a_killed_child_costs_one_file(three: list[Path]) -> None:
    results = list(read_files(three, Progress(), reader=killed_at_b))
    assert reasons(results) == ["mapped", "exchange.fhir.reader_died", "mapped"]
    assert multiprocessing.active_children() == []


def test_our_own_bug_is_told_without_its_words(three: list[Path], capfd: pytest.CaptureFixture[str]) -> None:
    results = list(read_files(three, Progress(), reader=failing_at_b))
    assert reasons(results) == ["mapped", "exchange.fhir.reader_failed", "mapped"]
    assert isinstance(results[1], RefusedFile)
    assert results[1].problem.message.params["error"] == "KeyError"
    assert "Ada" not in repr(results[1]) + "".join(capfd.readouterr())


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_memory_is_bounded(three: list[Path]) -> None:
    results = list(read_files(three[:1], Progress(), Limits(memory=2**29), reader=greedy))
    assert reasons(results) == ["exchange.fhir.too_much_memory"]


def test_cancel_ends_the_child_at_once(three: list[Path]) -> None:
    progress = Progress(lambda done, total, what: progress.cancel())
    start = time.perf_counter()
    with pytest.raises(Cancelled):
        list(read_files(three, progress, reader=never_ending))
    assert time.perf_counter() - start < 10
    assert multiprocessing.active_children() == []


def test_closing_the_iterator_ends_the_child(three: list[Path]) -> None:
    results = read_files(three, Progress())
    assert next(results).file == str(three[0])
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_file_10000_deep_costs_nothing_but_itself(three: list[Path]) -> None:
    three[1].write_text('{"entry":' + "[" * 10_000)
    assert reasons(list(read_files(three, Progress()))) == ["mapped", "exchange.fhir.too_deep", "mapped"]
