import gzip
from pathlib import Path

import pytest

from app.codes.tables import packed, read_facts, read_table, table_text
from app.core.errors import Unavailable

TEXT = table_text(
    {"set": "colors", "release": "2026"}, ("code", "name"), [("r", "red"), ("g", "grün"), ("x", "")]
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "colors.2026.tsv.gz"
    path.write_bytes(packed(TEXT))
    table = read_table(path)
    assert (table.release, table.columns, len(table)) == ("2026", ("code", "name"), 3)
    assert list(table.rows()) == [("r", "red"), ("g", "grün"), ("x", "")]
    assert table.row(1) == ("g", "grün")
    assert read_facts(path) == {"set": "colors", "release": "2026", "rows": "3"}


def test_the_same_text_gives_the_same_bytes_without_time_or_name() -> None:
    data = packed(TEXT)
    assert data == packed(TEXT)
    assert data[3] == 0, "no file name"
    assert data[4:8] == bytes(4), "no time"


def test_a_list_written_by_hand_may_stand_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "colors.2026.tsv"
    path.write_bytes(TEXT.encode())
    assert read_table(path).row(0) == ("r", "red")


@pytest.mark.parametrize("value", ["a\tb", "a\nb", "a\rb"])
def test_a_value_with_a_separator_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="tab or a line break"):
        table_text({}, ("code",), [(value,)])


WHOLE = packed(TEXT)
DAMAGED = {
    "empty": b"",
    "not gzip": b"code,name\n",
    "cut off": WHOLE[: len(WHOLE) // 2],
    "bytes changed": WHOLE[:-6] + bytes([WHOLE[-6] ^ 1]) + WHOLE[-5:],
    "not a table": gzip.compress(b"hello\n\nthere\n"),
    "not utf-8": gzip.compress(TEXT.encode("latin-1")),
    "a row missing": packed(TEXT.replace("r\tred\n", "")),
    "no last line break": packed(TEXT[:-1]),
    "no rows given": packed(TEXT.replace("rows\t3\n", "")),
    "only a head": packed("daybook-table 1\nset\tx"),
    "a newer format": packed(TEXT.replace("daybook-table 1", "daybook-table 2")),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_table_that_is_not_whole_is_known_trouble(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "colors.2026.tsv.gz"
    path.write_bytes(data)
    with pytest.raises(Unavailable) as caught:
        read_table(path)
    assert caught.value.cause == "codes_damaged"
    assert caught.value.message.params == {"file": "colors.2026.tsv.gz"}


def test_a_missing_file_is_known_trouble(tmp_path: Path) -> None:
    for read in (read_table, read_facts):
        with pytest.raises(Unavailable):
            read(tmp_path / "colors.2026.tsv.gz")
