"""Reading RxNorm's drug names, such as "24 HR metoprolol succinate 50 MG Oral Tablet [Toprol]"."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"^(?:(?:[\d.]+ (?:HR|ML|ACTUAT|MG|UNT|BLISTER|HOUR|DAY|MONTH|WEEK)S?|\d+/\d+ Release|\d-Bead"
    r"|Abuse-Deterrent|Evening dosing|Micronized|Once-Daily|Osmotic|Sensor|Sprinkle) )+",
    re.IGNORECASE,
)
_BIOLOGIC_SUFFIX = re.compile(r"-[a-z]{4}$")  # the four letters that FDA adds to the names of biologics
_STRENGTH = re.compile(r" [<]?[\d.,]+(?:-[\d.]+)? ?(?:%|\[?[A-Z]{1,8}\]?(?:/|\b)|cells|.{0,12}/ML)")
_BRAND = re.compile(r"\[([^\]]+)\]$")
_COMPONENT = re.compile(r"\d+ (?:\([^()]*\) )?\(([^{}]+?)\)(?= /| }|$)")
# Salts and esters written after the name of the moiety; used only where the moiety is not in the list.
_SALTS = frozenset(
    [
        "acetate",
        "aspartate",
        "besylate",
        "bitartrate",
        "bromide",
        "calcium",
        "carbonate",
        "chloride",
        "citrate",
        "diproprionate",
        "disodium",
        "fumarate",
        "hydrobromide",
        "hydrochloride",
        "hydrate",
        "magnesium",
        "malate",
        "maleate",
        "mesylate",
        "monohydrate",
        "nitrate",
        "pamoate",
        "phosphate",
        "potassium",
        "sodium",
        "succinate",
        "sulfate",
        "tartrate",
        "tosylate",
        "trihydrate",
        "valerate",
    ]
)


def brand_of(name: str) -> str:
    """Return the brand in brackets at the end of a name, or ""."""
    found = _BRAND.search(name)
    return found[1] if found else ""


def ingredients_in(name: str) -> tuple[str, ...]:
    """Return the ingredients that a clinical drug's or pack's name spells out, sorted, each once."""
    bare = _BRAND.sub("", name).strip()
    parts = _COMPONENT.findall(bare) if bare.startswith("{") else [bare]
    found = {
        _STRENGTH.split(_BEFORE.sub("", piece.strip()), maxsplit=1)[0].strip()
        for part in parts
        for piece in part.split(" / ")
    }
    return tuple(sorted(piece for piece in found if piece))


def moiety_of(ingredient: str, moieties: frozenset[str]) -> str:
    """Return the ingredient without salt: the longest known moiety that begins it, else its salts cut off."""
    whole = _BIOLOGIC_SUFFIX.sub("", ingredient.lower())
    words = whole.split()
    if whole not in moieties and whole.partition(",")[0] in moieties:
        return whole.partition(",")[0]
    for length in range(len(words), 0, -1):
        if (name := " ".join(words[:length])) in moieties:
            return name
    while len(words) > 1 and words[-1] in _SALTS:
        words.pop()
    return " ".join(words)
