"""The shipped handouts: texts written for this project, by topic and language, with grade and sources.

One TOML file for each topic and language in resources/handouts (`flu.en.toml`). A key names the topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.documents.resources import HANDOUTS, read_toml

HANDOUT_KEYS = (
    "flu",
    "cough_and_cold",
    "strep_throat",
    "high_blood_pressure",
    "type_2_diabetes",
    "asthma_action",
    "fever_in_children",
    "low_back_pain",
    "wound_care",
    "vaccines_today",
    "diarrhea_and_vomiting",
    "medicines_safely",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, then points."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandoutText:
    """One handout in one language: what it says, its reading grade (school years) and its sources."""

    key: str
    language: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    call_911: tuple[str, ...]
    call_us: tuple[str, ...]
    grade: float
    sources: tuple[str, ...]

    @property
    def grade_text(self) -> str:
        """Return the grade with one decimal."""
        return f"{self.grade:.1f}"

    def sentences(self) -> str:
        """Return what the patient reads, one point or paragraph to a line, for the reading grade.

        Headings are left out: counted as sentences of two words they would make the grade look lower.
        """
        parts = [self.summary]
        for section in self.sections:
            parts += [*section.paragraphs, *section.points]
        return "\n".join([*parts, *self.call_911, *self.call_us])


@cache
def load_handout(key: str, language: str) -> HandoutText:
    """Return a shipped handout. Raises KeyError for a key that is not shipped."""
    if key not in HANDOUT_KEYS:
        raise KeyError(key)
    file = read_toml(HANDOUTS / f"{key}.{language}.toml")
    sections = tuple(
        Section(part["heading"], tuple(part.get("paragraphs", ())), tuple(part.get("points", ())))
        for part in file["section"]
    )
    return HandoutText(
        key,
        language,
        file["title"],
        file["summary"],
        sections,
        tuple(file["call_911"]),
        tuple(file["call_us"]),
        float(file["grade"]),
        tuple(file["sources"]),
    )
