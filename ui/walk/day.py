"""The one day of the walk, in its order: story 1 of the duties, told by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.frontdesk.views import BoardRow, Group
from ui.walk import desk_steps, end_steps, room_steps, visit_steps
from ui.walk.desk_steps import NEW_PATIENT
from ui.walk.hands import Nothing, Stuck
from ui.walk.walking import Walk

DESK, ASSISTANT, CLINICIAN, BILLER = "james", "maria", "okafor", "priya"
_PAYMENTS = (("Card terminal", "T48291"), ("Cash", ""), ("Check", "1042"))
_TEST = "strep"
_VACCINE = ("influenza v", "(01)00349281424508(17)261231(10)UT8842AA", "Made-up Biologics")


@dataclass(frozen=True)
class Plan:
    """How much of the day is walked. `strangers` are names to take as walk-ins (imported patients)."""

    patients: int = 12
    rounds: int = 4
    at_once: int = 6
    strangers: tuple[str, ...] = ()


class Day:
    """Walks the day; every step is by the window, and what a step could not do is told in the report."""

    def __init__(self, walk: Walk, plan: Plan) -> None:
        self.walk, self.plan = walk, plan
        self.followed: set[object] = set()
        self.shot_given = False
        self._payments = 0
        self._pictured: set[str] = set()

    def go(self) -> None:
        """Walk from the sign-in to the locked day."""
        walk = self.walk
        walk.step("sign in by password", self._first_sign_in)
        walk.step("the morning", self._morning)
        for number in range(self.plan.rounds):
            walk.step(f"round {number + 1}", partial(self._round, number))
        walk.step("the evening", self._evening)

    def _once(self, name: str) -> str:
        """Return the name of a picture the first time it is asked for, else ""."""
        if name in self._pictured:
            return ""
        self._pictured.add(name)
        return name

    # -- the morning ----------------------------------------------------------------------------------------

    def _first_sign_in(self) -> None:
        walk = self.walk
        walk.hands.rest(0.2)
        walk.picture("01 sign in")
        walk.sign_in(DESK)
        walk.hands.wait(lambda: walk.today.board is not None, "the board")
        walk.picture("02 today")

    def _morning(self) -> None:
        walk = self.walk
        step = walk.step
        if not self.plan.strangers:
            step("book in the calendar", self._book_first)
        step("register a patient", partial(desk_steps.register, walk, NEW_PATIENT))
        step("find a patient by Ctrl+K", partial(desk_steps.find_by_palette, walk, "delac"))
        for number, name in enumerate((NEW_PATIENT["last_name"], *self.plan.strangers)):
            picture = "09 walk-in" if not number else ""
            act = partial(desk_steps.walk_in, walk, name, "Sore throat", cough=not number, picture=picture)
            step(f"walk-in {number + 1}", act)
        for number in range(2):
            step(f"check in at the desk {number + 1}", partial(self._check_in_next, number))
        step("check in with a cough", self._check_in_cough)
        for number in range(2, max(self.plan.patients - 4 - len(self.plan.strangers), 2)):
            walk.later(2)
            if not step(f"check in at the desk {number + 1}", partial(self._check_in_next, number)):
                break
        step("copay at check-in, by $", self._copay)

    def _book_first(self) -> None:
        names = [row.facts.last_name for row in self.walk.rows(Group.DONE)]
        desk_steps.book(self.walk, names[0], "3 months, blood pressure", "Blood pressure", picture=True)
        desk_steps.book(self.walk, names[1], "today", "")

    def _next_expected(self) -> BoardRow:
        rows = self.walk.rows(Group.EXPECTED)
        if not rows:
            raise Stuck("nobody is expected")
        return rows[0]

    def _check_in_next(self, number: int) -> None:
        row = self._next_expected()
        self.followed.add(row.facts.patient_id)
        desk_steps.check_in(self.walk, row, picture=self._once("10 check in"))
        if not number:
            self.walk.picture("11 checked in")

    def _check_in_cough(self) -> None:
        row = self._next_expected()
        desk_steps.check_in(self.walk, row, signs=("cough",), picture=self._once("12 check in with a cough"))
        self.walk.picture("13 mask, room now")

    def _copay(self) -> None:
        walk = self.walk
        for row in walk.rows(Group.WAITING)[:6]:
            try:
                desk_steps.take_payment(walk, row, "K", "T51204", picture="14 copay")
                return
            except Nothing:
                continue
        raise Nothing("nobody who waits owes a copay")

    # -- rounds ---------------------------------------------------------------------------------------------

    def _round(self, number: int) -> None:
        """Room who waits, see who is in a room, check out who is done; False when nobody is left."""
        walk, step = self.walk, self.walk.step
        if not walk.rows(Group.WAITING, Group.IN_ROOMS, Group.CHECKOUT):
            return
        step(f"lock and unlock {number + 1}", self._lock_and_switch)
        self._rooming(number)
        step(f"switch to the clinician {number + 1}", partial(walk.switch, CLINICIAN))
        self._seeing(number)
        step(f"switch to the desk {number + 1}", partial(walk.switch, DESK))
        self._leaving(number)

    def _lock_and_switch(self) -> None:
        walk = self.walk
        walk.lock()
        if name := self._once("15 locked"):
            walk.picture(name)
            walk.sign_in(DESK)
        walk.switch(ASSISTANT)
        walk.hands.wait(lambda: walk.today.board is not None, "the board")

    def _rooming(self, number: int) -> None:
        walk = self.walk
        rooms = room_steps.free_rooms(walk)
        for place, row in enumerate(room_steps.waiting(walk)[: min(len(rooms), self.plan.at_once)]):
            masked = row.facts.mask_needed
            values = room_steps.FEVER if masked else (room_steps.HIGH, room_steps.WELL)[place % 2]
            picture = self._once("16 fever" if masked else "17 well")
            walk.later(3)
            name = f"room and vitals {number + 1}.{place + 1}"
            act = partial(room_steps.room_with_vitals, walk, row, rooms[place], values, picture=picture)
            if walk.step(name, act):
                self._after_vitals(f"{number + 1}.{place + 1}", masked)

    def _after_vitals(self, which: str, masked: bool) -> None:
        walk = self.walk
        walk.step(
            f"reviewed, no change {which}",
            partial(room_steps.review_all, walk, picture=self._once("18 reviewed")),
        )
        if masked:
            test = partial(room_steps.rapid_test, walk, _TEST, "positive", picture=self._once("19 test"))
            walk.step(f"rapid test, order to result {which}", test)
        elif not self.shot_given:
            self.shot_given = True
            shot = partial(room_steps.give_vaccine, walk, *_VACCINE, picture=self._once("19 shot"))
            walk.step(f"give a vaccine {which}", shot)
        walk.step(f"ready for the clinician {which}", partial(room_steps.hand_over, walk))

    def _seeing(self, number: int) -> None:
        walk = self.walk
        walk.step(f"the clinician's board {number + 1}", self._clinicians_board)
        for place in range(8):
            rows = [row for row in visit_steps.to_see(walk) if row.id not in self.followed]
            if not rows:
                return
            row = rows[0]
            self.followed.add(row.id)
            walk.later(5)
            walk.step(f"see and sign {number + 1}.{place + 1}", partial(self._see, row))

    def _clinicians_board(self) -> None:
        self.walk.hands.wait(lambda: self.walk.today.board is not None, "the board")
        if name := self._once("20 board of the clinician"):
            self.walk.picture(name)

    def _see(self, row: BoardRow) -> None:
        walk = self.walk
        visit_steps.open_visit(walk, row)
        if name := self._once("21 visit"):
            walk.picture(name)
        visit_steps.sign_orders(walk, picture=self._once("22 orders of the clinician"))
        visit_steps.sign_note(walk, "sore throat", picture=self._once("23"))

    def _leaving(self, number: int) -> None:
        walk = self.walk
        for place, row in enumerate(walk.rows(Group.CHECKOUT)):
            method, reference = _PAYMENTS[self._payments % len(_PAYMENTS)]
            self._payments += 1
            walk.later(2)
            act: Callable[[], object] = partial(
                desk_steps.check_out, walk, row, method, reference, picture=self._once("30 checkout")
            )
            walk.step(f"check out {number + 1}.{place + 1}", act)
        if self._once("34 print again"):
            walk.step("reprint in two keys", self._reprint)
        walk.step(
            f"rooms cleaned {number + 1}",
            partial(desk_steps.clean_rooms, walk, picture=self._once("31 rooms")),
        )

    def _reprint(self) -> None:
        desk_steps.reprint(self.walk, self.walk.rows(Group.DONE)[-1])

    # -- the evening ----------------------------------------------------------------------------------------

    def _evening(self) -> None:
        walk, step = self.walk, self.walk.step
        walk.clinic.at(17, 40)
        step("no-show", self._no_shows)
        step("count the drawer blind", partial(end_steps.count_blind, walk))
        step("switch to who checks", partial(walk.switch, BILLER))
        step("the day locked", partial(end_steps.lock_the_day, walk))
        step("Today at the end", self._last_board)

    def _no_shows(self) -> None:
        walk = self.walk
        for row in walk.rows(Group.EXPECTED):
            desk_steps.no_show(walk, row)

    def _last_board(self) -> None:
        walk = self.walk
        walk.hands.wait(lambda: walk.today.board is not None, "the board")
        walk.picture("46 today at the end")
