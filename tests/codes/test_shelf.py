from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from app.codes.shelf import Shelf
from app.codes.tables import packed, table_text
from app.core.errors import Unavailable


def put(folder: Path, release: str, valid: tuple[str, str] = ("", "")) -> Path:
    facts = {"set": "colors", "release": release, "valid_from": valid[0], "valid_to": valid[1]}
    path = folder / f"colors.{release}.tsv.gz"
    path.write_bytes(packed(table_text(facts, ("code",), [(release,)])))
    return path


def test_the_newest_release_is_used(tmp_path: Path) -> None:
    put(tmp_path, "2025-10-01")
    put(tmp_path, "2026-10-01")
    put(tmp_path, "2026-04-01")
    assert [one.release for one in Shelf([tmp_path]).editions("colors")] == [
        "2026-10-01",
        "2026-04-01",
        "2025-10-01",
    ]
    assert Shelf([tmp_path]).table("colors").row(0) == ("2026-10-01",)


def test_the_release_in_force_on_a_day_is_used_else_the_newest(tmp_path: Path) -> None:
    put(tmp_path, "2025-10-01", ("2025-10-01", "2026-03-31"))
    put(tmp_path, "2026-04-01", ("2026-04-01", "2026-09-30"))
    shelf = Shelf([tmp_path])
    assert shelf.table("colors", date(2026, 3, 31)).release == "2025-10-01"
    assert shelf.table("colors", date(2026, 4, 1)).release == "2026-04-01"
    late = shelf.edition("colors", date(2027, 1, 1))
    assert late.release == "2026-04-01"
    assert not late.covers(date(2027, 1, 1))


def test_the_practice_comes_before_the_shipped_list_of_the_same_release(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for folder in (own, shipped):
        folder.mkdir()
        put(folder, "2026")
    assert Shelf([own, shipped]).edition("colors").path.parent == own


def test_a_set_whose_name_only_begins_the_same_is_another_set(tmp_path: Path) -> None:
    put(tmp_path, "2026").rename(tmp_path / "colors_dark.2026.tsv.gz")
    with pytest.raises(Unavailable) as caught:
        Shelf([tmp_path]).table("colors")
    assert caught.value.cause == "codes_missing"


def test_what_is_made_is_made_once_by_many_threads() -> None:
    shelf, made = Shelf([]), []

    def make() -> list[int]:
        made.append(1)
        return made

    with ThreadPoolExecutor(8) as pool:
        assert len({id(one) for one in pool.map(lambda _: shelf.made("key", make), range(64))}) == 1
    assert made == [1]


def test_a_long_making_does_not_hold_up_another() -> None:
    shelf, started, go_on = Shelf([]), Event(), Event()

    def slow() -> str:
        started.set()
        assert go_on.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(shelf.made, "slow", slow)
        assert started.wait(10)
        assert shelf.made("quick", lambda: "quick") == "quick"
        go_on.set()
        assert waiting.result(10) == "slow"


def test_what_could_not_be_made_is_tried_again() -> None:
    shelf = Shelf([])
    with pytest.raises(ZeroDivisionError):
        shelf.made("key", lambda: 1 // 0)
    assert shelf.made("key", lambda: 5) == 5
