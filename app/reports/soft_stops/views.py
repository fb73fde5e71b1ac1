"""What screens receive about soft stops."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SoftStopRule:
    """One rule that asks before an act: how often it asked, how often a reason passed over it.

    `rule` is the id of its message. `too_many` says that staff pass over it nearly always, by the practice's
    own measure, so that it stops nobody and hides those that matter.
    """

    rule: str
    shown: int
    passed_over: int
    too_many: bool

    @property
    def percent(self) -> int:
        """The share that was passed over, in whole percent, rounded down."""
        return 100 * self.passed_over // self.shown if self.shown else 0


@dataclass(frozen=True)
class SoftStopReport:
    """The rules that asked in the last `days`, those that were passed over most first."""

    days: int
    percent: int
    least: int
    rules: tuple[SoftStopRule, ...]
