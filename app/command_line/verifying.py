"""`daybook verify`: progress on standard error, the findings in plain words, one a line."""

from typing import Any

from app.command_line.importing import stoppable
from app.command_line.sign_in import TellingSteps
from app.command_line.words import said, say
from app.practice_file import Practice
from app.security.views import Verification


def run_verify(practice: Practice, *, full: bool) -> Verification:
    """Prove the record; stopped by Ctrl+C it records nothing. Raises NotPermitted, Cancelled."""
    with stoppable(TellingSteps()) as progress:
        return practice.verifying.prove(progress, full=full).verification


def verified_as_plain(proved: Verification) -> dict[str, Any]:
    """Return what was proved in its stable JSON shape."""
    return {
        "rows": proved.rows,
        "head": proved.head,
        "verified": proved.verified,
        "full": proved.full,
        "records": proved.records,
        "problems": [said(one.message) for one in proved.findings],
        "findings": [
            {"finding": one.message.id, **{name: _plain(value) for name, value in one.message.params.items()}}
            for one in proved.findings
        ],
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def tell_verified(proved: Verification) -> None:
    """Print the outcome: one line when all is whole, else each finding and what to do."""
    for one in proved.findings:
        print(said(one.message))
    if proved.findings:
        print(say("verify.what_now"))
    elif proved.full:
        print(say("verify.whole_full", rows=proved.rows, records=proved.records, head=proved.head[:12]))
    else:
        print(say("verify.whole", rows=proved.rows, head=proved.head[:12]))
