"""What is to be reviewed at a visit, and how people review."""

from datetime import date, datetime, time

import sqlalchemy as sa

from app.chart.review.content import content_of, last_review
from app.chart.review.model import ReviewOutcome, Section, SectionReview
from app.chart.review.rules import why_not
from app.chart.review.views import ReviewHabit, SectionState, ShownEntry
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading


@query(Permission.SEE_CHART, recorded=True)
def sections_to_review(
    reading: Reading, patient_id: Id, visit_id: Id | None = None
) -> tuple[SectionState, ...]:
    """Return every section with what it shows and whether "no change" is open to it."""
    reading.saw(patient_id)
    return tuple(_state(reading, patient_id, visit_id, section) for section in Section)


def _state(reading: Reading, patient_id: Id, visit_id: Id | None, section: Section) -> SectionState:
    content = content_of(reading, patient_id, section)
    last = last_review(reading, patient_id, section)
    return SectionState(
        section,
        tuple(ShownEntry(one.table, Id(one.id), one.version) for one in content.entries),
        last.at if last else content.reviewed_at,
        last.by_name if last else "",
        bool(last and visit_id and last.visit_id == visit_id),
        why_not(content),
    )


@query(Permission.MANAGE_STAFF)
def review_habits(reading: Reading, since: date) -> tuple[ReviewHabit, ...]:
    """Return for each person how often "no change" was signed and how often entry by entry, for the owner."""
    one_key = SectionReview.outcome == ReviewOutcome.NO_CHANGE
    rows = reading.session.execute(
        sa.select(
            SectionReview.by_name,
            sa.func.sum(sa.case((one_key, 1), else_=0)).label("no_change"),
            sa.func.sum(sa.case((one_key, 0), else_=1)).label("reviewed"),
        )
        .where(SectionReview.at >= datetime.combine(since, time(), reading.zone))
        .group_by(SectionReview.by, SectionReview.by_name)
        .order_by(SectionReview.by_name)
    )
    return tuple(ReviewHabit(row.by_name, row.no_change, row.reviewed) for row in rows)
