"""The schema that the models say, as statements; `python -m tests.support.schema` writes the newest step.

A released step never changes: only the step of a release that is not out yet is written anew.
"""

import importlib
import re
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.store.base import Base, all_tables
from app.store.triggers import statements

REPO = Path(__file__).resolve().parents[2]
NEWEST = REPO / "app/store/migrations/versions/0001_one_clinic_day.sql"


def import_all_models() -> None:
    """Import every model of the program, so that every table is known."""
    for model in sorted(REPO.glob("app/**/model.py")):
        importlib.import_module(".".join(model.relative_to(REPO).with_suffix("").parts))
    importlib.import_module("app.store.tables")


def _text(clause: CreateTable | CreateIndex) -> str:
    lines = str(clause.compile(dialect=sqlite.dialect())).strip().splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def schema() -> list[str]:
    """Return the statements that make an empty file, in an order that references allow."""
    import_all_models()
    made = []
    for table in all_tables():
        made.append(_text(CreateTable(table)))
        made += sorted(_text(CreateIndex(index)) for index in table.indexes)
    return [*made, *statements(set(Base.metadata.tables))]


def normal(sql: str) -> str:
    """Return a statement without differences of white space and quotes."""
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


if __name__ == "__main__":
    NEWEST.write_text("\n\n".join(schema()) + "\n", encoding="utf-8")
