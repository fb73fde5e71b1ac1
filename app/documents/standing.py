"""Lines that stand on several documents: who reviewed the text, and that private items are on it."""

from __future__ import annotations

from app.documents.sheet import SECONDARY, STRONG, Sheet
from app.documents.views import Review
from app.documents.words import Words


def review_line(sheet: Sheet, words: Words, review: Review) -> None:
    """Say which clinician approved the standing text, or that nobody has yet (DUTIES T6)."""
    sheet.space(12)
    if review.reviewed_by is None:
        sheet.paragraph(words.text("standing.not_reviewed"), SECONDARY)
    elif review.reviewed_on is None:
        sheet.paragraph(words.rich("standing.reviewed_by", name=review.reviewed_by), SECONDARY)
    else:
        text = words.rich("standing.reviewed", name=review.reviewed_by, day=review.reviewed_on)
        sheet.paragraph(text, SECONDARY)


def private_line(sheet: Sheet, words: Words, includes_private: bool) -> None:
    """Warn on paper that holds what is private from guardian or subscriber."""
    if includes_private:
        sheet.space(12)
        with sheet.framed():
            sheet.paragraph(words.text("standing.private"), STRONG)
