"""What a summary says of its visit: whom the patient saw, why, the tests, words for home, what comes next."""

import sqlalchemy as sa

from app.chart.history.model import VisitStory
from app.core.ids import Id
from app.documents import views
from app.documents.assembling import wall
from app.documents.model import HomeInstructions
from app.documents.texts_views import InstructionsView
from app.documents.words import words_for
from app.orders.model import OrderKind, OrderState
from app.orders.queries import orders_of_visit
from app.orders.views import OrderView, ResultLine
from app.practice.model import Provider
from app.schedule.queries import upcoming_appointments
from app.schedule.views import AppointmentView
from app.store.work import Reading
from app.visits.model import Visit

_TESTS = (OrderKind.TEST, OrderKind.IMAGING)
_NOT_TOLD = (OrderState.PENDED, OrderState.REFUSED, OrderState.NOT_DONE, OrderState.CANCELLED)


def seen_by(reading: Reading, visit: Visit) -> str:
    """Return whom the patient saw; for an imported visit whom the source named, "" where it named nobody."""
    if visit.provider_id is not None:
        return reading.get(Provider, visit.provider_id).name
    people = [one.get("who", {}) for one in visit.imported.get("participants", ())]
    named = [one["name"] for one in people if one.get("name") and one.get("type", "Practitioner") in _STAFF]
    return ", ".join(dict.fromkeys(named))


_STAFF = ("", "Practitioner", "PractitionerRole")


def reason_of(reading: Reading, visit: Visit, *, private: bool) -> str:
    """Return why the patient came, in the patient's words where somebody asked; "" if that is private."""
    asked = sa.select(VisitStory).where(VisitStory.visit_id == visit.id)
    story = reading.session.scalars(asked).one_or_none()
    if story is not None and story.private_from_guardian and not private:
        return ""
    return _sentence((story.complaint if story else "") or visit.reason)


def _sentence(text: str) -> str:
    said = text.strip()
    return said if not said or said[-1] in ".!?" else f"{said}."


def instructions(reading: Reading, visit_id: Id) -> InstructionsView:
    """Return the words for home of a visit; version 0 before anybody wrote them."""
    asked = sa.select(HomeInstructions).where(HomeInstructions.visit_id == visit_id)
    found = reading.session.scalars(asked).one_or_none()
    if found is None:
        return InstructionsView()
    return InstructionsView(
        found.version,
        tuple(found.found),
        tuple(found.to_do),
        tuple(found.call_911),
        tuple(found.call_us),
        found.written_by_name,
    )


def tests(reading: Reading, visit_id: Id, language: str, *, private: bool) -> tuple[views.TestOrdered, ...]:
    """Return the tests of a visit with what was found so far; what nobody signed yet is left off."""
    orders = [one for one in orders_of_visit(reading, visit_id) if one.kind in _TESTS]
    shown = [one for one in orders if private or not one.private_from_guardian]
    return tuple(_test(one, language) for one in shown if one.state not in _NOT_TOLD)


def _test(order: OrderView, language: str) -> views.TestOrdered:
    last = order.results[-1].values if order.results else ()
    result = ", ".join(_result(one, language, several=len(last) > 1) for one in last)
    return views.TestOrdered(order.name, f"{result}." if result else "")


def _result(line: ResultLine, language: str, *, several: bool) -> str:
    words = words_for(language)
    known = f"result.{line.value}" in words.texts
    value = words.text(f"result.{line.value}") if known else f"{line.value} {line.unit}".strip()
    return f"{line.name}: {value}" if several else value


def next_steps(
    reading: Reading, patient_id: Id, language: str, *, reasons: bool
) -> tuple[views.NextStep, ...]:
    """Return the appointments to come, with what each is for unless `reasons` are kept off."""
    return tuple(
        views.NextStep(_step(one, language, reasons=reasons), at=wall(reading, one.starts_at))
        for one in upcoming_appointments(reading, patient_id)
        if one.starts_at > reading.now
    )


def _step(one: AppointmentView, language: str, *, reasons: bool) -> str:
    words, visit_type = words_for(language), visit_type_in(one, language)
    if reasons and one.reason:
        return words.text(
            "next_step.visit_for", visit_type=visit_type, provider=one.provider, reason=one.reason
        )
    return words.text("next_step.visit", visit_type=visit_type, provider=one.provider)


def visit_type_in(one: AppointmentView, language: str) -> str:
    """Return the kind of visit in the patient's language, if the practice has worded it there."""
    return one.visit_type_es if language == "es" and one.visit_type_es else one.visit_type
