"""Questions about prices, charges and what the claim checks say of them."""

from datetime import date

from app.billing.charges.fees import fees, words_of
from app.billing.charges.rules import LETTERS, ChargeFacts, VisitFacts, claim_checks
from app.billing.charges.views import ChargeLine, DiagnosisLine, Fee, VisitCharges
from app.billing.charges.writing import charges_of, diagnoses_of
from app.billing.model import Charge, ChargeSource, ChargeStatus, CodeSystem
from app.codes import hcpcs
from app.core.acts import CLINICIANS, Permission, query
from app.core.findings import Finding
from app.core.ids import Id
from app.practice.model import Provider, ProviderKind
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.SEE_LEDGER)
def fee_schedule(reading: Reading, on: date | None = None) -> tuple[Fee, ...]:
    """Return the fee schedule of a day, by code; `example` marks prices that the practice has not set."""
    return tuple(sorted(fees(reading, on or reading.today).values(), key=lambda fee: fee.code))


@query(Permission.SEE_LEDGER)
def find_fee(reading: Reading, text: str, on: date | None = None, limit: int = 20) -> tuple[Fee, ...]:
    """Return codes for "Add code": a code's beginning, or words of the wording in any order.

    Codes of the schedule come first; then HCPCS level II codes without a price, as $0.00.
    """
    typed = text.strip().casefold().split()
    if not typed:
        return ()
    schedule = fee_schedule(reading, on)
    by_code = [fee for fee in schedule if fee.code.casefold().startswith(typed[0])]
    by_words = [fee for fee in schedule if all(word in fee.wording.casefold() for word in typed)]
    known = {fee.code for fee in schedule}
    others = [
        Fee(CodeSystem.HCPCS, one.code, words_of(one.code), 0)
        for one in hcpcs.search(text, limit)
        if one.code not in known and one.last_day is None
    ]
    return tuple(dict.fromkeys([*by_code, *by_words, *others]))[:limit]


def charge_line(charge: Charge, *, clinician: bool) -> ChargeLine:
    """Return a charge as screens see it."""
    is_level = charge.source is ChargeSource.LEVEL
    return ChargeLine(
        id=charge.id,
        version=charge.version,
        system=charge.system,
        code=charge.code,
        wording=charge.wording,
        modifiers=tuple(charge.modifiers),
        units=charge.units,
        fee_cents=charge.fee_cents,
        pointers=tuple(charge.pointers),
        source=charge.source,
        status=charge.status,
        is_level=is_level,
        may_change=charge.status is ChargeStatus.DRAFT and (clinician or not is_level),
        example_price=charge.example_price,
        posted_day=charge.posted_day,
    )


def is_clinician(reading: Reading) -> bool:
    """Say whether the person who asks may choose the level of a visit."""
    return bool(reading.actor.roles & CLINICIANS)


def level_expected(reading: Reading, visit: Visit) -> bool:
    """Say whether a visit is one with a clinician, who chooses its level."""
    provider = reading.session.get(Provider, visit.provider_id) if visit.provider_id else None
    return provider is not None and provider.kind is not ProviderKind.STAFF


def findings_of(reading: Reading, visit: Visit, charges: list[Charge]) -> list[Finding]:
    """Return what the claim checks say of charges of a visit."""
    codes = tuple(one.code for one in diagnoses_of(reading, visit.id))
    facts = [
        ChargeFacts(
            one.system,
            one.code,
            tuple(one.modifiers),
            one.units,
            tuple(one.pointers),
            one.source is ChargeSource.LEVEL,
            one.example_price,
        )
        for one in charges
    ]
    return claim_checks(facts, VisitFacts(visit.day, codes, level_expected(reading, visit)))


def charges_view(reading: Reading, visit: Visit) -> VisitCharges:
    """Return the charges of a visit, for the rooms of app."""
    charges, clinician = charges_of(reading, visit.id), is_clinician(reading)
    diagnoses = zip(LETTERS, diagnoses_of(reading, visit.id), strict=False)
    return VisitCharges(
        visit_id=visit.id,
        service_day=visit.day,
        charges=tuple(charge_line(one, clinician=clinician) for one in charges),
        diagnoses=tuple(DiagnosisLine(letter, one.code, one.title, one.release) for letter, one in diagnoses),
        findings=tuple(findings_of(reading, visit, charges)),
        total_cents=sum(one.fee_cents for one in charges),
        level_by=next((one.by_name for one in charges if one.source is ChargeSource.LEVEL), ""),
    )


@query(Permission.SEE_LEDGER, recorded=True)
def visit_charges(reading: Reading, visit_id: Id) -> VisitCharges:
    """Return the charges of a visit with their diagnoses and claim checks."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    return charges_view(reading, visit)
