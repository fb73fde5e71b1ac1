"""The table of faults adds up what its campaigns told, and says what was lost and what was skipped."""

from typing import Any

from tests.faults import table


def told(fault: str, tried: int, lost: list[str], **more: Any) -> dict[str, Any]:
    figures = {"fault": fault, "tried": tried, "survived": tried - len(lost), "lost": lost}
    return {**figures, "seconds": 30.0, "skipped": "", "at_night": 100, **more}


def test_parts_of_a_fault_are_one_line() -> None:
    rows = table.merged(
        [told("kill", 10, []), told("flip", 5, []), told("kill", 20, ["3: 3 an act is gone"])]
    )
    assert [(one["fault"], one["tried"], one["survived"]) for one in rows] == [
        ("kill", 30, 29),
        ("flip", 5, 5),
    ]
    head, kill, flip, lost, night = table.lines(rows)
    assert head.split() == ["fault", "tried", "survived", "lost", "minutes"]
    assert kill.split() == ["kill", "30", "29", "1", "1.0"]
    assert flip.split() == ["flip", "5", "5", "0", "0.5"]
    assert lost == "lost: kill: 3: 3 an act is gone"
    assert "about 13 minutes" in night  # 100 kills at 2 s, 100 flips at 6 s


def test_what_could_not_be_tried_is_named_with_the_reason() -> None:
    rows = table.merged([told("full disk", 0, [], skipped="needs root", seconds=0.0)])
    assert table.lines(rows)[1] == "full disk  skipped: needs root"
