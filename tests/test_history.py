"""The history of a practice file: judged against its anchors once, counted one way, accepted by a reason."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import RuleViolated
from app.core.progress import Progress
from app.open_practice.history import Where
from app.practice_file import Practice, Setting, create_practice, open_practice
from app.store.audit import AuditRow
from app.store.kdf import FLOOR
from tests.test_practice_file import FOUNDING, NOW, OWNER, PASSWORD, Sheets


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(NOW), ChangeBus(), "test PC", tmp_path / "state")


@pytest.fixture
def file(tmp_path: Path, setting: Setting) -> Path:
    made = tmp_path / "practice" / "riverside.daybook"
    made.parent.mkdir()
    create_practice(made, FOUNDING, OWNER, PASSWORD, Sheets(), setting=setting, cost=FLOOR).close()
    return made


def _set_back(file: Path, setting: Setting) -> None:
    """Work goes on for two sessions, then an older copy lies in the place of the file."""
    shutil.copy(file, file.with_name("kept"))
    for _ in range(2):
        open_practice(file, "ruth", PASSWORD, setting).close()
    shutil.copy(file.with_name("kept"), file)


def test_bar_list_and_overlay_count_the_same_rows(file: Path, setting: Setting) -> None:
    _set_back(file, setting)
    opened = open_practice(file, "ruth", PASSWORD, setting)
    (alarm,) = opened.history.alarms[:1]
    for full in (False, True):
        told = opened.verifying.prove(Progress(), full=full).verification.findings
        assert told[: len(opened.history.alarms)] == opened.history.alarms
    own, *anchored = opened.history.heads()
    assert {one.where for one in anchored} == {Where.BESIDE, Where.PC}
    assert (alarm.message.params["head"], alarm.message.params["sequence"]) == (
        own.sequence,
        anchored[0].sequence,
    )
    assert opened.history.missing == anchored[0].sequence - own.sequence == alarm.message.params["missing"]
    assert own.at == NOW and all(one.at is not None for one in anchored)
    opened.close()


def test_accepting_takes_a_reason_in_words_and_keeps_it_with_both_heads(file: Path, setting: Setting) -> None:
    _set_back(file, setting)
    opened = open_practice(file, "ruth", PASSWORD, setting)
    own, beside, *_ = opened.history.heads()
    for nothing in ("", "  ", "-- 12"):
        with pytest.raises(RuleViolated):
            opened.history.accept(nothing)
    assert opened.history.alarms
    opened.history.accept(" The disk was put back ")
    assert opened.history.alarms == ()
    (row,) = _rows(opened, "history_accepted")
    assert row["reason"] == "The disk was put back"
    assert row["details"]["sequence"] == own.sequence
    assert row["details"]["anchored"][0]["sequence"] == beside.sequence
    opened.close()


def _rows(opened: Practice, event: str) -> list[Any]:
    with Session(opened.around.database.reader) as session:
        found = session.scalars(sa.select(AuditRow.entry).where(AuditRow.event == event))
        return [json.loads(one) for one in found]


def test_an_anchor_that_is_gone_is_recorded_and_told_to_the_owner_once(file: Path, setting: Setting) -> None:
    first = open_practice(file, "ruth", PASSWORD, setting)
    assert first.history.notices == ()
    anchor = first.paths.anchor
    first.close()
    anchor.unlink()
    opened = open_practice(file, "ruth", PASSWORD, setting)
    assert opened.history.alarms == ()
    (notice,) = opened.history.notices
    assert (notice.message.id, notice.message.params["file"]) == ("audit.anchor_missing", anchor.name)
    assert [one["details"] for one in _rows(opened, "anchor_missing")] == [{"file": anchor.name}]
    opened.close()
    assert anchor.exists()
    again = open_practice(file, "ruth", PASSWORD, setting)
    assert again.history.notices == ()
    assert len(_rows(again, "anchor_missing")) == 1
    again.close()
