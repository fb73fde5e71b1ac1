"""The files of a practice: written whole, and owned by one process at a time."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.errors import Unavailable
from app.store.causes import Cause, write_trouble
from app.store.files import PracticeLock, PracticePaths, atomic_write, read_bounded, refuse_existing


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    return PracticePaths(tmp_path / "riverside.daybook")


def test_all_files_lie_beside_the_database_and_carry_its_name(paths: PracticePaths) -> None:
    names = [
        path.name
        for path in (paths.keys, paths.keys2, paths.anchor, paths.attempts, paths.lock, paths.attachments)
    ]
    assert names == [
        "riverside.daybook.keys",
        "riverside.daybook.keys.2",
        "riverside.daybook.anchor",
        "riverside.daybook.attempts",
        "riverside.daybook.lock",
        "riverside.daybook.attachments",
    ]
    assert paths.keys.parent == paths.file.parent


def test_a_symbolic_link_leads_to_the_same_paths(paths: PracticePaths) -> None:
    paths.file.touch()
    link = paths.file.with_name("link.daybook")
    link.symlink_to(paths.file)
    assert PracticePaths.of(link) == PracticePaths.of(paths.file)


def test_a_write_replaces_the_whole_file_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    target.write_bytes(b"a much longer old content")
    atomic_write(target, b"new")
    assert target.read_bytes() == b"new"
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, Cause.DISK_FULL),
        (errno.EACCES, Cause.NOT_WRITABLE),
        (errno.EROFS, Cause.NOT_WRITABLE),
        (errno.EIO, Cause.WRITE_FAILED),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, cause: Cause
) -> None:
    target = tmp_path / "keys"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, "made up")

    monkeypatch.setattr(os if call == "fsync" else Path, call, fail)
    with pytest.raises(Unavailable) as refused:
        atomic_write(target, b"new")
    assert refused.value.cause == cause
    assert refused.value.message.params == {"file": "keys"}
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_write_syncs_the_file_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_fsync(handle)

    def replace(self: Path, target: Path) -> Path:
        seen.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    atomic_write(tmp_path / "keys", b"new")
    assert seen == (["file", "rename", "folder"] if os.name == "posix" else ["file", "rename"])


def test_a_missing_folder_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        atomic_write(tmp_path / "gone" / "keys", b"new")
    assert refused.value.cause == Cause.FOLDER_MISSING


def test_an_error_of_no_known_kind_is_a_failed_write() -> None:
    assert write_trouble(OSError("no number"), "keys").cause == Cause.WRITE_FAILED


def test_reading_is_bounded(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    assert read_bounded(target, 10) is None
    target.write_bytes(b"0123456789")
    assert read_bounded(target, 10) == b"0123456789"
    with pytest.raises(ValueError, match="too large"):
        read_bounded(target, 9)


@pytest.mark.parametrize("name", ["file", "log", "keys", "keys2", "anchor", "attempts", "attachments"])
def test_creating_is_refused_where_any_file_of_a_practice_lies(paths: PracticePaths, name: str) -> None:
    refuse_existing(paths)
    left: Path = getattr(paths, name)
    left.touch()
    with pytest.raises(Unavailable) as refused:
        refuse_existing(paths)
    assert refused.value.cause == Cause.FILE_EXISTS
    assert refused.value.message.params == {"file": left.name}


def test_the_second_lock_in_the_same_process_is_refused_and_names_the_holder(paths: PracticePaths) -> None:
    with PracticeLock(paths) as lock:
        assert lock.held
        with pytest.raises(Unavailable) as refused:
            PracticeLock(paths)
        assert refused.value.cause == Cause.IN_USE
        assert refused.value.message.params["pid"] == os.getpid()
        assert refused.value.message.params["host"]
    assert not lock.held
    PracticeLock(paths).close()


def test_closing_twice_does_nothing_and_the_database_was_never_touched(paths: PracticePaths) -> None:
    lock = PracticeLock(paths)
    lock.close()
    lock.close()
    assert not paths.file.exists()
    assert paths.lock.read_bytes() == b""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files under /proc")
def test_a_refused_lock_leaves_no_file_open(paths: PracticePaths) -> None:
    with PracticeLock(paths):
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(3):
            with pytest.raises(Unavailable):
                PracticeLock(paths)
        assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe not json", b"[1]", b'{"pid": [1], "host": {}}', b"[" * 600]
)
def test_an_unreadable_holder_still_refuses(paths: PracticePaths, content: bytes) -> None:
    with PracticeLock(paths):
        paths.lock.write_bytes(content)
        with pytest.raises(Unavailable) as refused:
            PracticeLock(paths)
        assert refused.value.message.params["pid"] == 0


_HOLDER = """
import sys, time
from pathlib import Path
from app.store.files import PracticeLock, PracticePaths
lock = PracticeLock(PracticePaths(Path(sys.argv[1])))
print("held", flush=True)
time.sleep(60)
"""


def test_another_process_holds_the_practice_until_it_is_killed(paths: PracticePaths) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(paths.file)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "held\n"
            with pytest.raises(Unavailable) as refused:
                PracticeLock(paths)
            assert refused.value.message.params["pid"] == child.pid
        finally:
            child.kill()
            child.wait()
    assert json.loads(paths.lock.read_text())["pid"] == child.pid  # left behind, and no obstacle
    deadline = time.monotonic() + 5
    while True:
        try:
            PracticeLock(paths).close()
            break
        except Unavailable:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_lock_that_cannot_be_written_is_not_called_in_use(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        PracticeLock(PracticePaths(tmp_path / "gone" / "practice"))
    assert refused.value.cause == Cause.FOLDER_MISSING


@pytest.mark.skipif(os.name != "posix", reason="flock is of POSIX")
def test_a_disk_without_locks_is_not_called_in_use_either(
    paths: PracticePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def fail(*_: object) -> None:
        raise OSError(errno.ENOLCK, "made up")

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(Unavailable) as refused:
        PracticeLock(paths)
    assert refused.value.cause == Cause.WRITE_FAILED
