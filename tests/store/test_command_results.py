"""The answer to a command that is sent again is the first one, to the type of each value."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

from app.core.findings import Finding, Message
from app.store.commands import from_plain, to_plain


def test_what_a_message_says_comes_back_as_it_was() -> None:
    params = {
        "day": date(2026, 3, 2),
        "at": datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
        "wall": time(9, 30),
        "limit": Decimal("38.5"),
        "name": "2026-03-02",
        "count": 3,
    }
    finding = Finding(Message("codes.release_lapsed", params))
    again = from_plain(json.loads(json.dumps(to_plain(finding))), Finding)
    assert again == finding
    assert {name: type(one) for name, one in again.message.params.items()} == {
        name: type(one) for name, one in params.items()
    }
