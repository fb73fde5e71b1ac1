"""The words of the record, from their catalog: what happened, in what kind of record, in which field.

A name that the catalog does not know (an act of a newer program, a table of an older one) is shown as it is,
and marked: an auditor must see that something happened, also when nobody found a word for it.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.core.resources import resource
from app.reports.record.views import Happening

ACT_EVENTS = frozenset({"act", "refused", "record", "asked", "override"})
"""Events whose act is one that changes something; the act of a "view" is a question."""


@cache
def catalog() -> Mapping[str, Mapping[str, str]]:
    """Return the catalog: group, then name, then words."""
    return tomllib.loads(resource("words", "record.en.toml").read_text("utf-8"))


def say(name: str, /, **values: object) -> str:
    """Return a word of the group "say" with its values put in."""
    text = catalog()["say"][name]
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def _word(group: str, name: str) -> str:
    return catalog()[group].get(name) or say("unnamed", name=name)


def happening_word(happening: Happening) -> str:
    """Return the word for a sort of line ("Printed")."""
    return catalog()["happening"][happening]


def what(event: str, act: str) -> str:
    """Return what was done or looked at: "Check a patient in", "Chart summary", "Sign in"."""
    if not act:
        return _word("event", event)
    if event in ACT_EVENTS:
        known = catalog()["act"].get(act) or catalog()["look"].get(act)
    else:
        known = catalog()["look"].get(act) or catalog()["act"].get(act)
    return known or say("unnamed", name=act)


def table_word(table: str) -> str:
    """Return what a record of a table is called ("Appointment")."""
    return _word("table", table)


def field_word(field: str) -> str:
    """Return what a field is called: its word in the catalog, else its own name written out."""
    return catalog()["field"].get(field) or written_out(_bare(field))


def detail_word(name: str) -> str:
    """Return what a detail of an act is called."""
    return catalog()["detail"].get(name) or field_word(name)


def _bare(field: str) -> str:
    for ending in ("_cents", "_id", "_at"):
        if field.endswith(ending):
            return field.removesuffix(ending)
    return field.removesuffix("_name") if field.endswith("_by_name") else field


def written_out(name: str) -> str:
    """Return a name of the program as words: "no_known_allergies" is "No known allergies"."""
    text = name.replace(".", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def finding_words(found: Any) -> str:
    """Return a finding as the record keeps it in words: its id alone, or the id with its places beside it."""
    if not isinstance(found, Mapping):
        return written_out(str(found).rpartition(".")[2])
    places = {name: value for name, value in found.items() if name != "finding"}
    told = ", ".join(f"{detail_word(name).lower()} {value}" for name, value in places.items() if value != "")
    return finding_words(found.get("finding", "")) + (f" ({told})" if told else "")
