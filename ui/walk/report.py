"""The report of a walk: what the window did, keys against budgets, times, and the state of the books."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ui.walk.walking import Walk
from ui.walk.watch import median_and_95th

BLOCK_BUDGET_MS = 50
_WORST = 12


@dataclass
class Report:
    """Everything that a walk found out. No names and no clinical text: ids, words of steps, numbers."""

    steps: list[dict[str, str]]
    tasks: list[dict[str, Any]]
    counts: dict[str, int]
    key_to_paint_ms: dict[str, float]
    longest_block: dict[str, Any]
    longest_busy: dict[str, Any]
    busy_in: list[dict[str, Any]]
    pictures: list[str]
    complaints: list[str]
    day_locked: bool = False
    ledger: dict[str, Any] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)
    imported: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def not_done(self) -> list[dict[str, str]]:
        return [one for one in self.steps if one["outcome"] not in ("done", "nothing to do")]

    def write(self, folder: Path) -> None:
        """Write report.json and report.md."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        (folder / "report.md").write_text(self.as_text(), encoding="utf-8")

    def as_text(self) -> str:
        """Return the report for a reader."""
        times, block, busy = self.key_to_paint_ms, self.longest_block, self.longest_busy
        done = len(self.steps) - len(self.not_done)
        lines = [
            "# One day, walked through the window",
            "",
            f"{done} of {len(self.steps)} steps were done by the window, in {self.seconds:.0f} s.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name.replace('_', ' ')} | {number} |" for name, number in self.counts.items()),
            f"| day locked | {_yes(self.day_locked)} |",
            f"| ledger balanced | {_yes(self.ledger.get('balanced'))} |",
            f"| audit verified | {_yes(self.audit.get('verified'))}, {self.audit.get('rows', 0)} entries |",
            f"| key to paint, median | {times['median']:.1f} ms, of {times['count']:.0f} keys and clicks |",
            f"| key to paint, 95th | {times['95th']:.1f} ms |",
            f"| longest block of the window | {block['ms']:.0f} ms ({block['step']}) |",
            f"| the same in processor time | {busy['ms']:.0f} ms ({busy['step']}) |",
            f"| wanted at most | {BLOCK_BUDGET_MS} ms |",
            "",
            "## Keys against the budgets",
            "",
            "| task | budget | fewest keys | most | characters of text | within |",
            "|---|---|---|---|---|---|",
            *(self._task_line(one) for one in self.tasks),
            "",
            "## Not done by the window",
            "",
            *([f"- {one['step']}: {one['outcome']}, {one['why']}" for one in self.not_done] or ["Nothing."]),
            "",
            "## Where the window was busy for more than 40 ms",
            "",
            *([f"- {one['ms']} ms, {one['where']}" for one in self.busy_in] or ["Nowhere."]),
            "",
            "## What Qt complained about",
            "",
            *([f"- {one}" for one in self.complaints] or ["Nothing."]),
            "",
            "## Papers",
            "",
            *([f"- {one}" for one in self.papers] or ["None."]),
            "",
        ]
        return "\n".join(lines)

    @staticmethod
    def _task_line(task: dict[str, Any]) -> str:
        keys, text = task["keys"], task["text"]
        return (
            f"| {task['name']} | {task['budget']} | {min(keys)} | {max(keys)} | {max(text)} "
            f"| {_yes(task['within'])} |"
        )


def _yes(value: object) -> str:
    return "yes" if value else "no"


def report_of(walk: Walk) -> Report:
    """Return the report of what was walked; the books are looked at afterwards."""
    median, high = median_and_95th(walk.watch.paints_ms)
    block, busy = walk.watch.longest_block, walk.watch.longest_busy
    worst = sorted(walk.watch.where.items(), key=lambda one: -one[1])
    return Report(
        steps=[asdict(one) for one in walk.done],
        tasks=[{**asdict(one), "within": one.within} for one in walk.tasks.values() if one.keys],
        counts=asdict(walk.counts),
        key_to_paint_ms={"median": median, "95th": high, "count": float(len(walk.watch.paints_ms))},
        longest_block={"ms": block[0], "step": block[1]},
        longest_busy={"ms": busy[0], "step": busy[1]},
        busy_in=[{"where": one, "ms": round(ms)} for one, ms in worst[:_WORST]],
        pictures=walk.camera.taken,
        complaints=walk.complaints,
    )
