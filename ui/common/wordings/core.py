"""Texts of the messages that every room may raise."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "core.needs_acknowledgement": "Some things need a look first. Read them, then say why you go on.",
    "core.not_permitted": "Your role does not allow this. Ask the owner of the practice if it should.",
    "core.sensitive_chart": (
        "This chart is sensitive. Its care team opens it; anybody else in an emergency, with a reason."
    ),
    "core.stale": "Someone saved a newer version while you were editing. Nothing was overwritten.",
    "core.not_found": "This record is not there, or you may not see it.",
    "core.cancelled": "Stopped. Nothing half done was kept.",
    "quantity.unit_of_another_kind": "This value cannot be shown in {unit}.",
}
