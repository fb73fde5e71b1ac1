"""Preparing an order: what, on whose word, and, for a test in the room, the specimen in the same act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.acts import Permission
from app.core.ids import Id
from app.orders.actions import PlaceOrder, place_order
from app.orders.views import Authority, Catalog, OrderKind, StandingOrder
from app.practice.queries import providers
from app.practice.views import ProviderView
from ui.common.fields import CheckField, ChoiceField, Field, TextField
from ui.common.search_field import Choice, Deliver, SearchField
from ui.patient.visit.act_panel import ActPanel
from ui.patient.visit.chart_panels import private_field
from ui.patient.visit.criteria_field import CriteriaField
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


class PreparePanel(ActPanel):
    """Prepares an order. A standing order that covers it is proposed, where there is one.

    Every criterion of a standing order is ticked by the person who checked it; none is ticked beforehand.
    """

    def __init__(self, at: VisitAt, catalog: Catalog) -> None:
        super().__init__(at, words("Prepare an order"), words("Place order"), draft="visit.order")
        self.catalog = catalog
        self.item = SearchField(
            "item", words("What"), self._find, placeholder=words("Test, shot, picture"), free_text=True
        )
        choices = _authorities(signs=at.may(Permission.SIGN_ORDER))
        self.authority = ChoiceField("authority", words("On whose word"), choices, choices[0][0])
        self.standing = ChoiceField("standing", words("Standing order"), [])
        self.criteria = CriteriaField("criteria")
        self.clinician = ChoiceField("clinician_id", words("Clinician"), [])
        self.read_back = CheckField("read_back", words("Read back to the clinician"))
        self.collect = CheckField(
            "collected_now", words("Collected now, name and birth date checked with the patient")
        )
        self.put(self.item, self.authority, self.standing, self.criteria, self.clinician, self.read_back)
        self.put(
            self.collect,
            TextField("details", words("Details"), placeholder=words("side, dose, question")),
            TextField("reason", words("Why")),
            CheckField("urgent", words("Urgent")),
            private_field(at),
        )
        self.needed = [self.item, self.criteria, self.clinician, self.read_back]
        self.form.fields["name"] = self.item
        self.form.fields["two_identifiers"] = self.collect
        self.item.chosen.connect(lambda _choice: self._chosen())
        self.authority.edited.connect(self._show_authority)
        self.standing.edited.connect(self._show_criteria)
        at.desk.ask(providers, done=self._show_clinicians, owner=self)
        self._show_authority()

    def _find(self, text: str, deliver: Deliver) -> None:
        parts = text.lower().split()
        found = [
            Choice(key, item.name, item.kind.value)
            for key, item in self.catalog.items.items()
            if all(part in item.name.lower() for part in parts)
        ]
        deliver(found)

    def _show_clinicians(self, found: tuple[ProviderView, ...]) -> None:
        clinicians = [one for one in found if one.account_id and one.kind in ("physician", "np_pa")]
        self.clinician.set_choices([(str(one.account_id), one.short_name) for one in clinicians])

    def _chosen_item(self) -> str:
        value = self.item.choice
        return str(value.id) if value is not None else ""

    def _covering(self) -> tuple[StandingOrder, ...]:
        return self.catalog.standing_for(self._chosen_item())

    def _chosen(self) -> None:
        """Propose on whose word, and put the cursor where the next answer is wanted."""
        if not self.at.may(Permission.SIGN_ORDER):
            self.authority.set_value(Authority.STANDING if self._covering() else Authority.PENDED)
        self._show_authority()
        wanted: tuple[Field, ...] = (self.criteria, self.collect)
        following = next((one for one in wanted if one.isVisibleTo(self)), None)
        if following is not None:
            following.setFocus()

    def restored(self) -> None:
        self._show_authority()

    def _show_authority(self) -> None:
        """Show what the chosen authority asks for."""
        authority = self.authority.value()
        standing = authority == Authority.STANDING
        self.standing.setVisible(standing)
        if standing:
            texts = [
                (one.key, said("{number}: {name}", number=one.number, name=one.name))
                for one in self._covering()
            ]
            self.standing.set_choices(texts)
            if self.standing.value() is None and texts:
                self.standing.set_value(texts[0][0])
        self.clinician.setVisible(authority in (Authority.VERBAL, Authority.PENDED))
        self.needed[2:] = [self.clinician, self.read_back] if authority == Authority.VERBAL else []
        self.read_back.setVisible(authority == Authority.VERBAL)
        item = self.catalog.items.get(self._chosen_item())
        test = item is not None and item.kind is OrderKind.TEST
        may = self.at.may(Permission.COMPLETE_ORDER)
        self.collect.setVisible(test and may and authority != Authority.PENDED)
        self._show_criteria()

    def _show_criteria(self) -> None:
        chosen = next((one for one in self._covering() if one.key == self.standing.value()), None)
        asked = chosen is not None and self.authority.value() == Authority.STANDING
        self.criteria.show_criteria(chosen.criteria if asked and chosen is not None else {})
        for box in self.criteria.tab_stops():
            box.installEventFilter(self)
        self.order_tabs()

    def send(self, values: dict[str, Any]) -> None:
        item = self._chosen_item()
        chosen = self.catalog.items.get(item)
        clinician = values["clinician_id"] if self.clinician.isVisibleTo(self) else None
        collected = values["collected_now"] and self.collect.isVisibleTo(self)
        command = PlaceOrder(
            command_id=self.command_id,
            visit_id=self.at.visit_id,
            item=item,
            kind=chosen.kind if chosen else OrderKind.OTHER,
            name="" if item else self.item.line.text(),
            details=values["details"] or "",
            reason=values["reason"] or "",
            urgent=values["urgent"],
            authority=Authority(values["authority"] or Authority.PENDED),
            standing=values["standing"] or "" if self.standing.isVisibleTo(self) else "",
            criteria=values["criteria"],
            clinician_id=Id(clinician) if clinician else None,
            read_back=values["read_back"],
            private_from_guardian=values["private_from_guardian"],
            collected_now=collected,
            two_identifiers=collected,
        )
        text = "{name} ordered and collected." if collected else "{name} ordered."
        self.do(
            place_order,
            command,
            said(text, name=chosen.name if chosen else command.name),
            with_reason=lambda again, why: replace(again, acknowledged_reason=why),
        )


def _authorities(*, signs: bool) -> list[tuple[str, str]]:
    """Return on whose word this person may prepare an order."""
    own = [(Authority.SIGNED.value, words("I order it"))] if signs else []
    return [
        *own,
        (Authority.STANDING.value, words("Standing order")),
        (Authority.VERBAL.value, words("Verbal")),
        (Authority.PENDED.value, words("Waits for signature")),
    ]
