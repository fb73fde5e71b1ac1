"""Writing charges and diagnoses of a visit; the steps that several acts share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from app.billing.charges import rules
from app.billing.charges.fees import fees
from app.billing.charges.views import Fee
from app.billing.model import Charge, ChargeSource, ChargeStatus, VisitDiagnosis
from app.core.ids import Id
from app.store.work import Reading, Work
from app.visits.model import Visit

ORDER_UNDONE = "order_undone"  # why a draft was removed: its order turned out not to be done
LIVE = (ChargeStatus.DRAFT, ChargeStatus.POSTED)


@dataclass(frozen=True)
class ProposedCharge:
    """A fact that makes a charge: a completed order by its `item`, or a code. `code` goes before `item`.

    A fact is known by `source_id`: the same one proposes nothing a second time, even after somebody removed
    its charge.
    """

    source: ChargeSource
    source_id: Id | None
    code: str = ""
    item: str = ""
    units: int = 1
    modifiers: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    by: tuple[Id, str] | None = None  # who chose it, if not the person at the desk


def charges_of(reading: Reading, visit_id: Id, *statuses: ChargeStatus) -> list[Charge]:
    """Return the charges of a visit, the level first, then as they came."""
    asked = sa.select(Charge).where(Charge.visit_id == visit_id, Charge.status.in_(statuses or LIVE))
    found = reading.session.scalars(asked.order_by(Charge.id)).all()
    return sorted(found, key=lambda one: one.source is not ChargeSource.LEVEL)


def diagnoses_of(reading: Reading, visit_id: Id) -> list[VisitDiagnosis]:
    """Return the diagnoses of a visit in their order."""
    asked = sa.select(VisitDiagnosis).where(VisitDiagnosis.visit_id == visit_id, VisitDiagnosis.active)
    return list(reading.session.scalars(asked.order_by(VisitDiagnosis.position)))


def write_charge(
    work: Work,
    visit: Visit,
    fee: Fee,
    *,
    units: int,
    source: ChargeSource,
    source_id: Id | None = None,
    by: tuple[Id, str] | None = None,
) -> Charge:
    """Write a draft charge of a visit at the price of its day of service."""
    by_id, by_name = by or (work.actor.person_id, work.actor.name)
    return work.add(
        Charge(
            patient_id=visit.patient_id,
            visit_id=visit.id,
            provider_id=visit.provider_id,
            service_day=visit.day,
            system=fee.system,
            code=fee.code,
            wording=fee.wording,
            modifiers=rules.checked_modifiers(fee.modifiers),
            units=rules.checked_units(units),
            unit_cents=rules.checked_price(fee.unit_cents),
            example_price=fee.example,
            pointers=rules.checked_pointers(fee.pointers),
            source=source,
            source_id=source_id,
            status=ChargeStatus.DRAFT,
            by=by_id,
            by_name=by_name,
        )
    )


def take_diagnoses(work: Work, visit: Visit, chosen: Sequence[tuple[str, str, str]]) -> None:
    """Let the visit's diagnoses be those chosen: code, title and release, up to twelve, in their order."""
    now = [(one.code, one.title, one.release) for one in diagnoses_of(work, visit.id)]
    kept = list(dict.fromkeys(chosen))[: len(rules.LETTERS)]
    if now == kept:
        return
    for old in diagnoses_of(work, visit.id):
        old.active = False
    for position, (code, title, release) in enumerate(kept, 1):
        work.add(
            VisitDiagnosis(
                patient_id=visit.patient_id,
                visit_id=visit.id,
                position=position,
                code=code,
                title=title,
                release=release,
            )
        )
    work.session.flush()


def propose(work: Work, visit: Visit, facts: Sequence[ProposedCharge]) -> int:
    """Write draft charges for facts that have none yet; return how many.

    A level that was chosen again replaces the draft of the one before. An order whose item nobody priced
    proposes nothing: its visit shows it as a completed order without a charge.
    """
    priced = fees(work, visit.day)
    items = {item: fee for fee in priced.values() for item in fee.order_items}
    every = charges_of(work, visit.id, *ChargeStatus)
    made = 0
    for fact in facts:
        fee = priced.get(fact.code) or items.get(fact.item)
        if fee is None or not _is_new(every, fact, fee):
            continue
        letters = fact.pointers or fee.pointers or _first_letter(work, visit.id)
        fee = replace(fee, modifiers=(*fee.modifiers, *fact.modifiers), pointers=letters)
        write_charge(
            work, visit, fee, units=fact.units, source=fact.source, source_id=fact.source_id, by=fact.by
        )
        made += 1
    work.session.flush()
    _point_at_first(work, visit)
    return made


def take_back(work: Work, visit: Visit, facts: Sequence[ProposedCharge]) -> None:
    """Take drafts off the bill whose order is not done any more.

    A posted charge stays: reversing it is an act of its own, which the checkout asks for.
    """
    done = {one.source_id for one in facts}
    for draft in charges_of(work, visit.id, ChargeStatus.DRAFT):
        if draft.source is ChargeSource.ORDER and draft.source_id not in done:
            draft.status, draft.ended_reason = ChargeStatus.REMOVED, ORDER_UNDONE
    work.session.flush()


def _point_at_first(work: Work, visit: Visit) -> None:
    """Let drafts of orders that came before there was a diagnosis point at the first one."""
    letter = list(_first_letter(work, visit.id))
    for draft in charges_of(work, visit.id, ChargeStatus.DRAFT):
        if draft.source is ChargeSource.ORDER and not draft.pointers and letter:
            draft.pointers = letter
    work.session.flush()


def _is_new(charges: Sequence[Charge], fact: ProposedCharge, fee: Fee) -> bool:
    if fact.source is not ChargeSource.LEVEL:
        known = [one for one in charges if one.ended_reason != ORDER_UNDONE]
        return (fact.source_id, fee.code) not in {(one.source_id, one.code) for one in known}
    levels = [one for one in charges if one.source is ChargeSource.LEVEL and one.status in LIVE]
    if any(one.status is ChargeStatus.POSTED or one.code == fee.code for one in levels):
        return False
    for one in levels:
        one.status, one.ended_reason = ChargeStatus.REMOVED, "level_chosen_again"
    return True


def _first_letter(reading: Reading, visit_id: Id) -> tuple[str, ...]:
    return ("A",) if diagnoses_of(reading, visit_id) else ()


def within_global_period(reading: Reading, patient_id: Id, day: date) -> bool | None:
    """Say whether a day lies in the global period of a procedure that this practice has charged.

    None: no such procedure is in the ledger (it was done elsewhere), so nobody can say.
    """
    days = {code: fee.global_days for code, fee in fees(reading, day).items() if fee.global_days}
    asked = sa.select(Charge.code, Charge.service_day).where(
        Charge.patient_id == patient_id,
        Charge.code.in_(days),
        Charge.status.in_(LIVE),
        Charge.service_day < day,
    )
    done = reading.session.execute(asked).all()
    return None if not done else any((day - row.service_day).days <= days[row.code] for row in done)
