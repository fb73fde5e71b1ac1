"""Which backups stay: the newest of each of the last days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Finding, Message
from app.core.progress import Progress
from app.store.backup_attachments import let_go
from app.store.backup_listing import ListedState, seen
from app.store.backup_manifest import read_manifest
from app.store.backup_place import BackupPlace, Dated
from app.store.keys import StoreKey


@dataclass(frozen=True)
class Keep:
    """How many stay: the latest ones, and the newest of so many days, weeks and months that have one."""

    latest: int
    daily: int
    weekly: int
    monthly: int


@dataclass(frozen=True)
class Rotation:
    """Which backups stay, by the calendar of `zone`. `broken` are folders known to be damaged.

    With `frozen` none goes: while it is open whether the practice's own file is the right one, and whole, the
    backups of before may be all that is left.
    """

    keep: Keep
    zone: tzinfo
    broken: frozenset[str] = frozenset()
    frozen: bool = False


def to_keep(backups: Iterable[Dated], keep: Keep, zone: tzinfo) -> set[Dated]:
    """Return the backups that stay, by the calendar of the practice; the very newest stays anyhow."""
    newest_first = sorted(backups, reverse=True)
    kept = set(newest_first[: max(keep.latest, 1)])
    spans: tuple[tuple[int, Callable[[date], object]], ...] = (
        (keep.daily, lambda day: day),
        (keep.weekly, lambda day: day.isocalendar()[:2]),
        (keep.monthly, lambda day: (day.year, day.month)),
    )
    for most, span in spans:
        newest_of: dict[object, Dated] = {}
        for one in newest_first:
            newest_of.setdefault(span(one.made_at.astimezone(zone).date()), one)
        kept |= set(list(newest_of.values())[:most])
    return kept


@dataclass(frozen=True)
class Removed:
    """The names of the backups that went, and what could not be cleared away."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def remove_old(
    place: BackupPlace, made: Path, rotation: Rotation, store_key: StoreKey, progress: Progress
) -> Removed:
    """Remove what need not be kept once the backup `made` was verified.

    That one stays, even if the clock was set back since another was made. Only backups that are whole, as far
    as is known, are counted; one that is broken takes no place of another and is left for a person to remove.

    Attachments go when no backup that stays names them; as long as one of the manifests cannot be read, none
    goes. Trouble with the drive is a finding: the new backup stands.
    """
    if rotation.frozen:
        return Removed(())
    backups = place.backups()
    whole = [one for one in backups if one.folder == made or _is_whole(one, rotation, store_key)]
    copies = [one for one in place.copies() if any(one.made_at <= each.made_at for each in whole)]
    goes = set(whole) - to_keep(whole, rotation.keep, rotation.zone)
    stay = {one for one in backups if one not in goes or one.folder == made}
    removed: list[str] = []
    try:
        for one in backups:
            if one not in stay:
                place.take_away(one)
                removed.append(one.folder.name)
        for one in copies:  # nobody verified them, and a verified one came after
            place.take_away(one)
        if removed or copies:
            named = {name for one in stay for name in read_manifest(one.folder).manifest.attachments}
            let_go(place.attachments, named, progress)
    except (OSError, Unavailable):
        trouble = Finding(Message("backup.old_not_removed", {"folder": place.folder.name}))
        return Removed(tuple(removed), (trouble,))
    return Removed(tuple(removed))


def _is_whole(one: Dated, rotation: Rotation, store_key: StoreKey) -> bool:
    """Say whether nothing speaks against a backup: neither the record nor a look at its files."""
    return one.folder.name not in rotation.broken and seen(one, store_key).state is ListedState.VERIFIED
