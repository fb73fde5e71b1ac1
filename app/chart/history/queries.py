"""A patient's histories, and the story of a visit."""

from typing import Any

import sqlalchemy as sa

from app.chart.history.model import HistoryEntry, HistoryKind, ReproductiveHistory, SocialHistory, VisitStory
from app.chart.history.rules import pack_years
from app.chart.history.views import Histories, HistoryLine, ReproductiveView, SocialView, StoryView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.SEE_CHART, recorded=True)
def histories(reading: Reading, patient_id: Id) -> Histories:
    """Return past, surgical, family, social and reproductive history."""
    reading.saw(patient_id)
    rows = reading.session.scalars(
        sa.select(HistoryEntry)
        .where(HistoryEntry.patient_id == patient_id, HistoryEntry.entered_in_error.is_(None))
        .order_by(HistoryEntry.id)
    )
    lines: dict[HistoryKind, list[HistoryLine]] = {kind: [] for kind in HistoryKind}
    for row in rows:
        lines[row.kind].append(_line(row))
    social, reproductive = (
        _one(reading, SocialHistory, patient_id),
        _one(reading, ReproductiveHistory, patient_id),
    )
    return Histories(
        tuple(lines[HistoryKind.PAST]),
        tuple(lines[HistoryKind.SURGICAL]),
        tuple(lines[HistoryKind.FAMILY]),
        _social(social) if social else None,
        _reproductive(reproductive) if reproductive else None,
    )


def _one(reading: Reading, kind: Any, patient_id: Id) -> Any:
    return reading.session.scalars(sa.select(kind).where(kind.patient_id == patient_id)).one_or_none()


@query(Permission.SEE_CHART, recorded=True)
def visit_story(reading: Reading, visit_id: Id) -> StoryView | None:
    """Return why the patient came, None before anybody asked."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    row = _story(reading, visit_id)
    if row is None:
        return None
    systems = {system: (answer, text) for system, (answer, text) in row.review_of_systems.items()}
    return StoryView(row.id, row.version, row.complaint, row.illness, systems, row.recorded_by_name)


def _story(reading: Reading, visit_id: Id) -> VisitStory | None:
    asked = sa.select(VisitStory).where(VisitStory.visit_id == visit_id)
    return reading.session.scalars(asked).one_or_none()


def _line(row: HistoryEntry) -> HistoryLine:
    return HistoryLine(
        id=row.id,
        version=row.version,
        kind=row.kind.value,
        text=row.text,
        code=row.code,
        happened=row.happened,
        relative=row.relative,
        age_at_onset=row.age_at_onset,
        note=row.note,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )


def _social(row: SocialHistory) -> SocialView:
    return SocialView(
        id=row.id,
        version=row.version,
        tobacco=row.tobacco.value,
        packs_per_day=row.packs_per_day,
        years_smoked=row.years_smoked,
        pack_years=pack_years(row.packs_per_day, row.years_smoked),
        quit=row.quit,
        other_tobacco=row.other_tobacco,
        alcohol=row.alcohol,
        drinks_per_week=row.drinks_per_week,
        drugs=row.drugs,
        occupation=row.occupation,
        note=row.note,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )


def _reproductive(row: ReproductiveHistory) -> ReproductiveView:
    return ReproductiveView(
        id=row.id,
        version=row.version,
        last_period=row.last_period,
        last_period_note=row.last_period_note,
        pregnancy=row.pregnancy.value if row.pregnancy else "",
        due_on=row.due_on,
        delivered_on=row.delivered_on,
        pregnancies=row.pregnancies,
        births=row.births,
        breastfeeding=row.breastfeeding,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        private_from_guardian=row.private_from_guardian,
    )
