"""An upgrade that is cut off leaves the old schema or the new one; a newer file is not touched."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import Unavailable
from app.practice_recovery import recovery_owners
from app.store import slot_text
from app.store.causes import Cause
from app.store.engine import connect
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys, unlock, write_set
from tests.support.older import Older

SHORT_RUN, SEED = 45, 20260302
TRIES = 10
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here, by which a trial is killed")


def _campaign(folder: Path, most: int, repo: Path) -> None:
    """Run the trials in a process of their own: this one has threads, and may not fork."""
    command = [sys.executable, "-m", "tests.faults.migrations_campaign", str(folder), str(SEED), str(most)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=repo, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    print(f"upgrade cut off | {told['tried']} tried | {told['outcomes']} | {len(told['losses'])} lost")
    assert told["losses"] == []
    assert told["points"] > SHORT_RUN and told["tried"] == (most or 3 * told["points"])


@forks
def test_an_upgrade_cut_off_somewhere_leaves_the_old_schema_or_the_new(tmp_path: Path, repo: Path) -> None:
    _campaign(tmp_path, SHORT_RUN, repo)


@forks
@pytest.mark.nightly
def test_an_upgrade_cut_off_anywhere_leaves_the_old_schema_or_the_new(tmp_path: Path, repo: Path) -> None:
    _campaign(tmp_path, 0, repo)


def _newer_keys(older: Older) -> None:
    _write_keys(older, schema=SCHEMA_VERSION + 1)


def _newer_program(older: Older) -> None:
    _write_keys(older, least_program="99.0.0")


def _newer_database(older: Older) -> None:
    """The key files did not follow yet when the later program was cut off."""
    connection = connect(older.file, older.key_hex(), mode="rw")
    connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION + 1}'")
    connection.close()


def _newer_form(older: Older) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slot_text, "FORMAT_VERSION", slot_text.FORMAT_VERSION + 1)
        _write_keys(older)


def _write_keys(older: Older, **changed: object) -> None:
    unlocked = unlock(read_keys(older.paths), older.facts["login"], older.facts["password"])
    with unlocked.store_key as key:
        write_set(older.paths, replace(unlocked.slots, **changed), key)


def _everything(folder: Path) -> dict[str, str]:
    """Return every file of practice and PC with its hash; the lock says who held it last."""
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.suffix != ".lock"]
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.mark.parametrize("make_newer", [_newer_keys, _newer_program, _newer_database, _newer_form])
def test_a_newer_file_is_refused_ten_times_and_no_byte_of_it_changes(
    tmp_path: Path, make_newer: Callable[[Older], None]
) -> None:
    older = Older.copy(tmp_path)
    older.open().close()  # so that the PC has an anchor of it
    make_newer(older)
    before = _everything(tmp_path)
    for number in range(TRIES):
        with pytest.raises(Unavailable) as refused:
            if number % 2:
                recovery_owners(older.file, older.facts["recovery_sheet"], older.setting())
            else:
                older.open()
        assert refused.value.cause == Cause.NEWER
        assert _everything(tmp_path) == before
