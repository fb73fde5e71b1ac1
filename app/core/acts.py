"""The one way to change (`@action`) and the one way to ask (`@query`), and who may do which.

An action or query is found by everyone under its name, "<room>.<function>"; `ACTIONS` and `QUERIES` list
all that have been imported, so that one test can try each of them as each role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from app.core.ids import Id, new_id


class Role(StrEnum):
    """What a person is in the practice. A medical assistant is never called a nurse."""

    OWNER = "owner"
    PHYSICIAN = "physician"
    NP_PA = "np_pa"
    RN = "rn"
    LPN = "lpn"
    MEDICAL_ASSISTANT = "medical_assistant"
    FRONT_DESK = "front_desk"
    BILLER = "biller"
    AUDITOR = "auditor"
    WALL_BOARD = "wall_board"


CLINICIANS = frozenset({Role.PHYSICIAN, Role.NP_PA})


class Permission(StrEnum):
    """What a role may be allowed to do; `app/security/policy.py` says which role may do which."""

    SEE_PRACTICE = "see_practice"
    CHANGE_PRACTICE = "change_practice"
    MANAGE_STAFF = "manage_staff"
    SEE_SCHEDULE = "see_schedule"
    SEE_BOARD = "see_board"
    BOOK = "book"
    OVERBOOK = "overbook"
    SEE_PATIENTS = "see_patients"
    REGISTER = "register"
    CHECK_IN = "check_in"
    MOVE_VISIT = "move_visit"
    CHECK_OUT = "check_out"
    SEE_CHART = "see_chart"
    ROOM_PATIENT = "room_patient"
    RECORD_CHART = "record_chart"
    PREPARE_ORDER = "prepare_order"
    COMPLETE_ORDER = "complete_order"
    SIGN_ORDER = "sign_order"
    WRITE_NOTE = "write_note"
    SIGN_NOTE = "sign_note"
    SEE_ALERTS = "see_alerts"
    SEE_LEDGER = "see_ledger"
    ADD_CHARGE = "add_charge"
    TAKE_PAYMENT = "take_payment"
    ADJUST = "adjust"
    REFUND = "refund"
    COUNT_DRAWER = "count_drawer"
    CLOSE_DAY = "close_day"
    PRINT = "print"
    APPROVE_TEXT = "approve_text"
    IMPORT = "import"
    EXPORT = "export"
    SEE_AUDIT = "see_audit"
    VERIFY = "verify"
    BACK_UP = "back_up"
    KEEP_DRAFT = "keep_draft"
    OWN_SIGN_IN = "own_sign_in"
    MARK_SENSITIVE = "mark_sensitive"
    BREAK_GLASS = "break_glass"


OF_THE_CHART = frozenset(
    {
        Permission.SEE_CHART,
        Permission.ROOM_PATIENT,
        Permission.RECORD_CHART,
        Permission.PREPARE_ORDER,
        Permission.COMPLETE_ORDER,
        Permission.SIGN_ORDER,
        Permission.WRITE_NOTE,
        Permission.SIGN_NOTE,
        Permission.SEE_ALERTS,
    }
)
"""What is done within a chart: refused for a sensitive one to whoever may not open it. Booking, the way
through the house and money are not."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the person of this sign-in, with the roles held, and the PC they sit at."""

    person_id: Id
    name: str
    roles: frozenset[Role]
    session_id: Id
    workstation: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """The base of all commands. The id is made when the form opens: sent twice, it acts once."""

    command_id: Id = field(default_factory=new_id)


class Performs(Protocol):
    """What an action needs of the unit of work that it is called with."""

    def perform(self, act: Action[Any, Any, Any], command: Any) -> Any: ...


class Answers(Protocol):
    """What a query needs of the reading that it is called with."""

    def answer(self, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any: ...


W = TypeVar("W", bound=Performs)
C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Answers)
R = TypeVar("R")
P = ParamSpec("P")


def _act_name(function: Callable[..., Any]) -> str:
    """Return "frontdesk.check_in" for check_in of app/frontdesk/actions.py."""
    rooms = function.__module__.split(".")[1:-1]
    return ".".join([*rooms, function.__name__])


class Action(Generic[W, C, R]):
    """One act of the staff: a function, its permission, and the name under which the audit knows it."""

    def __init__(
        self, function: Callable[[W, C], R], permission: Permission, recorded: bool, chart: bool | None = None
    ) -> None:
        self.function, self.permission, self.recorded = function, permission, recorded
        self.chart = permission in OF_THE_CHART if chart is None else chart
        self.name = _act_name(function)
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, work: W, command: C) -> R:
        """Run the act in this unit of work. Raises NotPermitted, or what the act raises."""
        result: R = work.perform(self, command)
        return result


class Query(Generic[Q, P, R]):
    """One question; `recorded` ones tell the reading which patient was seen, and that enters the audit."""

    def __init__(
        self,
        function: Callable[Concatenate[Q, P], R],
        permission: Permission,
        recorded: bool,
        chart: bool | None = None,
    ) -> None:
        self.function, self.permission, self.recorded = function, permission, recorded
        self.chart = permission in OF_THE_CHART if chart is None else chart
        self.name = _act_name(function)
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, reading: Q, *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask. Raises NotPermitted, NotFound, or what the query raises."""
        result: R = reading.answer(self, *args, **kwargs)
        return result


ACTIONS: dict[str, Action[Any, Any, Any]] = {}
QUERIES: dict[str, Query[Any, Any, Any]] = {}


def action(
    permission: Permission, *, recorded: bool = True, chart: bool | None = None
) -> Callable[[Callable[[W, C], R]], Action[W, C, R]]:
    """Make a function of (work, command) an act of the staff that needs `permission`.

    Only what is no part of the record (keeping a draft) is not `recorded`: it leaves no row in the audit.
    `chart` says whether it works within a chart, where its permission (`OF_THE_CHART`) tells it wrongly.
    """

    def wrap(function: Callable[[W, C], R]) -> Action[W, C, R]:
        made = Action(function, permission, recorded, chart)
        ACTIONS[made.name] = made
        return made

    return wrap


def query(
    permission: Permission, *, recorded: bool = False, chart: bool | None = None
) -> Callable[[Callable[Concatenate[Q, P], R]], Query[Q, P, R]]:
    """Make a function of (reading, ...) a question that needs `permission`.

    A `recorded` one must call `reading.saw(patient_id)`; its answer is given once the view is in the audit.
    `chart` says whether it shows the inside of a chart, where its permission tells it wrongly.
    """

    def wrap(function: Callable[Concatenate[Q, P], R]) -> Query[Q, P, R]:
        made = Query(function, permission, recorded, chart)
        QUERIES[made.name] = made
        return made

    return wrap
