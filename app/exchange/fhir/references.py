"""What a reference names inside its bundle.

The ways that exporters write them: the target's fullUrl (urn:uuid or address), "Type/id", "#id" of
a contained resource, a search such as "Patient?identifier=system|value", or an identifier alone.
Two candidates are no answer: nothing is tied to a record by a guess.
Source: HL7 FHIR R4, 2.36.4 (resolving references in bundles), 3.1.0.11.2 (conditional references).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from app.exchange.fhir.read import JsonObject

_TYPED = re.compile(
    r"(?:(?P<base>https?://.+)/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[^/?#|]+)(?:/_history/[^/?#]+)?"
)
_SEARCH = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<token>[^&]+)")
_URN = "urn:uuid:"


@dataclass(frozen=True)
class Target:
    """A resource that can be referred to: its key in the bundle, type, content and fullUrl."""

    key: str
    type: str
    content: JsonObject
    full_url: str = ""


def type_in(reference: str) -> str:
    """Return the resource type that a reference names, or ""."""
    match = _SEARCH.match(reference) or _TYPED.fullmatch(reference)
    return match["type"] if match else ""


def safe_target(reference: str) -> str:
    """Return what may be shown of a reference in a report: type and id, never an identifier's value."""
    search, typed = _SEARCH.match(reference), _TYPED.fullmatch(reference)
    if search:
        return f"{search['type']}?identifier"
    if typed and re.fullmatch(r"[A-Za-z0-9.\-]{1,64}", typed["id"]):
        return f"{typed['type']}/{typed['id']}"
    if re.fullmatch(r"urn:(uuid|oid):[0-9A-Fa-f.\-]{1,64}", reference):
        return reference
    return typed["type"] if typed else "?"


class References:
    """The targets of one bundle, found by any of the ways above."""

    def __init__(self, targets: list[Target]) -> None:
        self._by_url: dict[str, list[Target]] = defaultdict(list)
        self._by_id: dict[tuple[str, str], list[Target]] = defaultdict(list)
        self._by_identifier: dict[tuple[str, str, str], list[Target]] = defaultdict(list)
        self._contained: dict[tuple[str, str], Target] = {}
        for target in targets:
            self._add(target)

    def _add(self, target: Target) -> None:
        resource_id = target.content.get("id")
        if target.full_url:
            self._by_url[plain_url(target.full_url)].append(target)
        if isinstance(resource_id, str):
            self._by_id[target.type, resource_id].append(target)
            if not target.full_url:
                self._by_url[_URN + resource_id.lower()].append(target)
        for system, value in _identifiers(target.content):
            self._by_identifier[target.type, system, value].append(target)
        for part in _contained(target.content):
            contained = Target(f"{target.key}#{part['id']}", str(part.get("resourceType", "")), part)
            self._contained[target.key, part["id"]] = contained

    def find(self, reference: str, holder: Target) -> Target | None:
        """Return the one target that `reference`, written in `holder`, names; None if none or several."""
        if reference.startswith("#"):
            # "#" alone is the resource that contains this one.
            root = holder.key.partition("#")[0]
            return holder if reference == "#" else self._contained.get((root, reference[1:]))
        by_url = self._by_url.get(plain_url(reference))
        if by_url:
            return _only(by_url)
        search = _SEARCH.fullmatch(reference)
        if search:
            system, bar, value = unquote(search["token"]).rpartition("|")
            return self.find_identified(search["type"], system, value) if bar else None
        return self._find_typed(reference, holder)

    def _find_typed(self, reference: str, holder: Target) -> Target | None:
        match = _TYPED.fullmatch(reference)
        if match is None:
            return None
        base = match["base"] or _base(holder.full_url)
        exact = self._by_url.get(f"{base}/{match['type']}/{match['id']}") if base else None
        if exact:
            return _only(exact)
        candidates = self._by_id.get((match["type"], match["id"]), [])
        if match["base"]:
            # Another server may have another patient of this id: only targets without an address fit.
            candidates = [target for target in candidates if not target.full_url]
        return _only(candidates)

    def find_identified(self, type_: str, system: str, value: str) -> Target | None:
        """Return the one resource of a type with an identifier."""
        return _only(self._by_identifier.get((type_, system, value), []))

    def name_of(self, target: Target, depth: int = 3) -> str:
        """Return the name that a target carries, or ""; a role has the name of who holds it."""
        content = target.content
        if target.type in ("Practitioner", "RelatedPerson", "Patient"):
            return _person_name(content.get("name"))
        for member in ("name", "deviceName"):
            if isinstance(content.get(member), str):
                return str(content[member])
        holder = content.get("practitioner") or content.get("organization")
        if target.type == "PractitionerRole" and depth and isinstance(holder, dict):
            return self._name_behind(holder, target, depth)
        return ""

    def _name_behind(self, reference: JsonObject, holder: Target, depth: int) -> str:
        if isinstance(reference.get("display"), str):
            return str(reference["display"])
        text = reference.get("reference")
        target = self.find(text, holder) if isinstance(text, str) else None
        return self.name_of(target, depth - 1) if target else ""


def plain_url(url: str) -> str:
    """Return an address as it is compared: letters of a UUID are of one case, ids of servers are not."""
    return url.lower() if url[: len(_URN)].lower() == _URN else url


def _base(full_url: str) -> str:
    match = _TYPED.fullmatch(full_url)
    return (match["base"] or "") if match else ""


def _only(targets: list[Target]) -> Target | None:
    return targets[0] if len(targets) == 1 else None


def _objects(value: object) -> Iterator[JsonObject]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _contained(content: JsonObject) -> Iterator[JsonObject]:
    return (part for part in _objects(content.get("contained")) if isinstance(part.get("id"), str))


def _identifiers(content: JsonObject) -> Iterator[tuple[str, str]]:
    for identifier in _objects(content.get("identifier")):
        system, value = identifier.get("system", ""), identifier.get("value")
        if isinstance(system, str) and isinstance(value, str):
            yield system, value


def _words(value: object) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _person_name(names: Any) -> str:
    name = next(_objects(names), {})
    if isinstance(name.get("text"), str):
        return str(name["text"])
    family = [name["family"]] if isinstance(name.get("family"), str) else []
    return " ".join(
        [*_words(name.get("prefix")), *_words(name.get("given")), *family, *_words(name.get("suffix"))]
    )
