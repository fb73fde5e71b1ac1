"""Texts of the demo practice."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "demo.only_for_training": "Made-up history is loaded into a training practice only.",
    "demo.has_patients": "Made-up history is loaded into an empty practice. This one has patients.",
}
