"""A practice in a network or synced folder is refused with the reason, and left as it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import Unavailable
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Setting, create_practice, look_at, open_practice, require_free
from app.store import far_folders
from app.store.causes import Cause
from app.store.far_folders import is_synced
from app.store.kdf import FLOOR

PASSWORD = "seven green kayaks"


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(datetime(2026, 3, 2, 13, tzinfo=UTC)), ChangeBus(), "test PC", tmp_path / "state")


def create(file: Path, setting: Setting) -> None:
    owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    create_practice(file, founding, owner, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR).close()


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("/home/ruth/Dropbox/clinic", True),
        ("/Users/ruth/Library/CloudStorage/OneDrive-Riverside", True),
        ("C:/Users/ruth/OneDrive - Riverside Clinic", True),
        ("/home/ruth/Nextcloud", True),
        ("/home/ruth/Documents/Daybook", False),
        ("/home/ruth/dropboxes", False),
    ],
)
def test_synced_folders_are_known_by_their_names(folder: str, synced: bool) -> None:
    assert is_synced(Path(folder)) is synced


def test_a_practice_in_a_synced_folder_is_neither_made_nor_opened(tmp_path: Path, setting: Setting) -> None:
    good, synced = tmp_path / "clinic", tmp_path / "OneDrive - Riverside"
    good.mkdir()
    create(good / "p.daybook", setting)
    synced.mkdir()
    for act in (require_free, lambda file: create(file, setting)):
        with pytest.raises(Unavailable) as refused:
            act(synced / "p.daybook")
        assert refused.value.cause == Cause.FOLDER_SYNCED
    assert not list(synced.iterdir())
    synced.rmdir()
    good.rename(synced)
    before = {one.name: one.read_bytes() for one in synced.iterdir()}
    for file in (synced / "p.daybook",):
        with pytest.raises(Unavailable) as refused:
            open_practice(file, "ruth", PASSWORD, setting)
        assert refused.value.cause == Cause.FOLDER_SYNCED
        assert refused.value.message.params["folder"] == "OneDrive - Riverside"
    assert {one.name: one.read_bytes() for one in synced.iterdir()} == before


def test_a_practice_on_another_machine_is_refused(
    tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "p.daybook", setting)
    monkeypatch.setattr(far_folders, "is_far", lambda folder: True)
    with pytest.raises(Unavailable) as refused:
        look_at(tmp_path / "p.daybook")
    assert refused.value.cause == Cause.FOLDER_FAR
