"""Finding records by the words in them, a few letters each, in any order.

One row a record and the full-text index beside it, kept in step by triggers. On PostgreSQL the same two
functions use a `tsvector`.
"""

import re
import unicodedata

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import Id
from app.store.base import Base
from app.store.engine import allowed_changes
from app.store.work import Reading, Work

_WORD = re.compile(r"\w+")


class SearchEntry(Base):
    """The words of one record. The number is the full-text index's own key and outlives VACUUM."""

    __tablename__ = "search_entry"

    number: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[Id] = mapped_column(unique=True)
    kind: Mapped[str]
    words: Mapped[str]


def folded(text: str) -> str:
    """Return text without accents and case, as it is indexed and asked ("Núñez" → "nunez")."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def index(work: Work, kind: str, record_id: Id, words: str) -> None:
    """Make a record findable by these words, in place of those before."""
    row = {"record_id": record_id, "kind": kind, "words": folded(words)}
    there = sa.select(SearchEntry.number).where(SearchEntry.record_id == record_id)
    number = work.connection.execute(there).scalar_one_or_none()
    with allowed_changes(work.connection):
        if number is None:
            work.connection.execute(sa.insert(SearchEntry), row)
        else:
            work.connection.execute(
                sa.update(SearchEntry).where(SearchEntry.number == number).values(words=row["words"])
            )


def index_many(work: Work, kind: str, rows: list[tuple[Id, str]]) -> None:
    """Make many new records findable at once (a bulk load)."""
    with allowed_changes(work.connection):
        work.connection.execute(
            sa.insert(SearchEntry),
            [{"record_id": one, "kind": kind, "words": folded(words)} for one, words in rows],
        )


_MATCH = sa.text(
    "SELECT e.record_id AS record_id FROM search_index JOIN search_entry e ON e.number = search_index.rowid"
    " WHERE search_index MATCH :terms AND e.kind = :kind LIMIT :most"
).columns(record_id=SearchEntry.__table__.c.record_id.type)


def find(reading: Reading, kind: str, text: str, *, most: int) -> list[Id]:
    """Return ids of records that have a word beginning with each word of `text`; none for no words."""
    terms = " ".join(f'"{word}"*' for word in _WORD.findall(folded(text)))
    if not terms:
        return []
    found = reading.session.execute(_MATCH, {"terms": terms, "kind": kind, "most": most})
    return [row.record_id for row in found]
