"""The entries of a bundle before mapping: what each is, its key, and which are no records at all."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal

from app.core.findings import Message
from app.exchange.fhir.element import Element, Reading, Unfit
from app.exchange.fhir.read import JsonObject, Refused
from app.exchange.fhir.references import Target, plain_url
from app.exchange.fhir.resource_types import ALL

# A transaction, batch or collection brings records; a page of a search and a document do no harm.
# A history brings old versions and deletions, a response or message no records to keep.
ACCEPTED_TYPES = frozenset({"transaction", "batch", "collection", "searchset", "document"})
_BRINGS = frozenset({"PUT", "POST"})
_PASSING_META = ("versionId", "lastUpdated", "source")
_SAFE_ID = re.compile(r"[A-Za-z0-9\-._]{1,128}")
_SAFE_TYPE = re.compile(r"[A-Z][A-Za-z]{0,63}")


@dataclass
class Entry:
    """One entry; `refusal` and `path` say why it brings no record to map."""

    at: int
    target: Target | None = None
    type: str = "?"
    id: str = ""
    full_url: str = ""
    sha256: str = ""
    refusal: Message | None = None
    path: str = ""

    @property
    def key(self) -> str:
        return self.target.key if self.target else f"entry/{self.at}"


def bundle_type(content: JsonObject) -> str:
    """Return the type of an acceptable bundle. Raises Refused."""
    if content.get("resourceType") != "Bundle":
        raise Refused("not_a_bundle", "resourceType")
    if content.get("implicitRules"):
        raise Refused("modifier_not_understood", "implicitRules")
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in ACCEPTED_TYPES:
        raise Refused("bundle_type_not_accepted", "type")
    return kind


def entries_of(content: JsonObject) -> list[Entry]:
    """Return the entries of a bundle, those that repeat another refused. Raises Refused."""
    listed = content.get("entry")
    if listed is None:
        raise Refused("no_entries", "entry")
    if not isinstance(listed, list):
        raise Refused("wrong_type", "entry", wanted="list")
    if not listed:
        raise Refused("no_entries", "entry")
    entries = [_entry(at, item) for at, item in enumerate(listed)]
    _refuse_repeated(entries)
    return entries


def _entry(at: int, item: object) -> Entry:
    entry = Entry(at)
    try:
        _fill(entry, item)
    except Unfit as unfit:
        entry.refusal, entry.path = unfit.message, unfit.path
    return entry


def _fill(entry: Entry, item: object) -> None:
    if not isinstance(item, dict):
        raise Unfit("wrong_type", "", wanted="object")
    outer = Element(item, Reading())
    content = item.get("resource")
    if content is None:
        raise Unfit("no_resource", "resource")
    if not isinstance(content, dict):
        raise Unfit("wrong_type", "resource", wanted="object")
    _identify(entry, outer, content)
    method = outer.one("request", lambda request: request.text("method"))
    if method and method not in _BRINGS:
        raise Unfit("request_brings_no_record", "request.method")


def _identify(entry: Entry, outer: Element, content: JsonObject) -> None:
    kind, resource_id = _member(content, "resourceType"), _member(content, "id")
    if _SAFE_TYPE.fullmatch(kind):
        entry.type = kind
    if _SAFE_ID.fullmatch(resource_id):
        entry.id = resource_id
    if not kind:
        raise Unfit("missing", "resource.resourceType")
    if kind not in ALL:
        raise Unfit("unknown_resource_type", "resource.resourceType")
    if kind == "Bundle":
        raise Unfit("bundle_in_bundle", "resource.resourceType")
    entry.full_url = outer.text("fullUrl")
    key = entry.full_url or (f"{kind}/{resource_id}" if resource_id else f"entry/{entry.at}")
    entry.target = Target(key, kind, content, entry.full_url)
    entry.sha256 = content_hash(content)


def _member(content: JsonObject, name: str) -> str:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        raise Unfit("wrong_type", f"resource.{name}", wanted="string")
    return value or ""


def content_hash(content: JsonObject) -> str:
    """Return the SHA-256 of a resource in a fixed form, without what a server changes at each reading."""
    meta = content.get("meta")
    if isinstance(meta, dict):
        kept = {name: value for name, value in meta.items() if name not in _PASSING_META}
        content = {name: value for name, value in content.items() if name != "meta"}
        content |= {"meta": kept} if kept else {}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_number)
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: Decimal) -> dict[str, str]:
    return {"decimal": str(value)}


def _refuse_repeated(entries: list[Entry]) -> None:
    """Refuse an entry whose key is taken: two contents under one address cannot both be the record."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.target is None:
            continue
        earlier = first.setdefault(plain_url(entry.key), entry)
        if earlier is not entry:
            same = earlier.sha256 == entry.sha256
            reason = "repeats_an_entry" if same else "contradicts_an_entry"
            entry.refusal = Message(f"exchange.fhir.{reason}", {"entry": earlier.at})
            entry.target = None
