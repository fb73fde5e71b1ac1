"""Which role may do what: deny by default, deny beats allow.

The shipped table follows what the field calls each job's scope: medical assistants prepare and complete
orders, clinicians order and sign; the front desk never opens the clinical chart; the biller sees charges and
the ledger; the auditor reads the record only; the wall board shows the board only.
"""

from collections.abc import Mapping

from app.core.acts import Actor, Permission, Role

P, R = Permission, Role

_EVERYONE = frozenset(Role) - {R.WALL_BOARD}
_CLINICIANS = frozenset({R.PHYSICIAN, R.NP_PA})
_NURSES = frozenset({R.RN, R.LPN})
_CLINICAL = _CLINICIANS | _NURSES | {R.MEDICAL_ASSISTANT}
_DESK = frozenset({R.OWNER, R.FRONT_DESK})
_STAFF = _CLINICAL | _DESK | {R.BILLER}

ALLOWED: Mapping[Permission, frozenset[Role]] = {
    P.SEE_PRACTICE: _EVERYONE | {R.WALL_BOARD},
    P.CHANGE_PRACTICE: frozenset({R.OWNER}),
    P.MANAGE_STAFF: frozenset({R.OWNER}),
    P.SEE_SCHEDULE: _STAFF,
    P.SEE_BOARD: _STAFF | {R.WALL_BOARD},
    P.BOOK: _STAFF - {R.BILLER},
    P.OVERBOOK: _STAFF - {R.BILLER},
    P.SEE_PATIENTS: _STAFF,
    P.REGISTER: _STAFF,
    P.CHECK_IN: _CLINICAL | _DESK,
    P.MOVE_VISIT: _CLINICAL | _DESK,
    P.CHECK_OUT: _CLINICAL | _DESK,
    P.SEE_CHART: _CLINICAL,
    P.ROOM_PATIENT: _CLINICAL,
    P.RECORD_CHART: _CLINICAL,
    P.PREPARE_ORDER: _CLINICAL,
    P.COMPLETE_ORDER: _CLINICAL,
    P.SIGN_ORDER: _CLINICIANS,
    P.WRITE_NOTE: _CLINICIANS,
    P.SIGN_NOTE: _CLINICIANS,
    P.SEE_ALERTS: _CLINICAL,
    P.SEE_LEDGER: _STAFF,
    P.ADD_CHARGE: _STAFF,
    P.TAKE_PAYMENT: _STAFF,
    P.ADJUST: frozenset({R.OWNER, R.BILLER}),
    P.REFUND: frozenset({R.OWNER, R.BILLER}),
    P.COUNT_DRAWER: _STAFF,
    P.CLOSE_DAY: frozenset({R.OWNER, R.BILLER, R.FRONT_DESK, R.MEDICAL_ASSISTANT}),
    P.PRINT: _STAFF,
    P.APPROVE_TEXT: _CLINICIANS,
    P.IMPORT: frozenset({R.OWNER}),
    P.EXPORT: frozenset({R.OWNER}),
    P.SEE_AUDIT: frozenset({R.OWNER, R.AUDITOR}),
    P.VERIFY: frozenset({R.OWNER, R.AUDITOR}),
    P.BACK_UP: _STAFF,
    P.KEEP_DRAFT: _STAFF,
    P.OWN_SIGN_IN: frozenset(Role),
    P.MARK_SENSITIVE: _CLINICIANS | {R.OWNER},
    P.BREAK_GLASS: _CLINICAL,
}


class RolePolicy:
    """The shipped policy: a person may do what any of their roles may; what nobody named is denied."""

    def allows(self, actor: Actor, permission: Permission) -> bool:
        return bool(actor.roles & ALLOWED.get(permission, frozenset()))
