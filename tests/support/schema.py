"""The schema that the models say; `python -m tests.support.schema` writes the newest step's additions.

A released step never changes. What the models have more than the released steps make is the newest step: new
tables, columns, indexes and triggers are written into its `.sql` by this tool, anew each time. What cannot be
added so is refused: it is written by hand into `..._by_hand.sql` beside it, which runs after the additions.
"""

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.schema import CreateIndex, CreateTable

from app.store.base import Base, all_tables
from app.store.triggers import statements
from tests.support.schema_difference import ByHand, bridge, differences, joined, look, made_by, text_of

REPO = Path(__file__).resolve().parents[2]
STEPS = REPO / "app/store/migrations/versions"
RELEASED = (STEPS / "0001_one_clinic_day.sql",)
NEWEST = STEPS / "0002_kept_safe.sql"
BY_HAND = NEWEST.with_name(f"{NEWEST.stem}_by_hand.sql")


def import_all_models() -> None:
    """Import every model of the program, so that every table is known."""
    for model in sorted(REPO.glob("app/**/model.py")):
        importlib.import_module(".".join(model.relative_to(REPO).with_suffix("").parts))
    importlib.import_module("app.store.tables")


def schema() -> list[str]:
    """Return the statements that make an empty file, in an order that references allow."""
    import_all_models()
    made = []
    for table in all_tables():
        made.append(text_of(CreateTable(table)))
        made += sorted(text_of(CreateIndex(index)) for index in table.indexes)
    return [*made, *statements(set(Base.metadata.tables))]


def read_statements(files: Iterable[Path]) -> list[str]:
    """Return the statements of steps' files, in order; a file that is not there has none."""
    texts = [file.read_text("utf-8") for file in files if file.exists()]
    return [one for text in texts for one in text.split("\n\n") if one.strip()]


def additions() -> list[str]:
    """Return what the newest step adds to the released schema. Raises ByHand, naming what it cannot add."""
    wanted = look(made_by(schema()))
    released = read_statements(RELEASED)
    added = bridge(look(made_by(released)), wanted)
    whole = look(made_by([*released, *added, *read_statements([BY_HAND])]))
    left = differences(whole, wanted)
    if left:
        raise ByHand("\n".join(left))
    return added


if __name__ == "__main__":
    try:
        NEWEST.write_text(joined(additions()), encoding="utf-8")
    except ByHand as refused:
        sys.exit(f"{refused}\nThis is written by hand: put the statements into {BY_HAND.relative_to(REPO)}.")
