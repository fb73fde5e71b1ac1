"""A demo practice in whose text fields hostile texts stand, each between two numbers by which it is found.

Every text went through its act: what the act refuses is not there. The people who came before the practice
had the program are loaded as one, so their texts pass the rules of the register here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

import app.demo.actions as loading
from app.core.acts import Action
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import DaybookError
from app.core.findings import Severity
from app.core.ids import new_id
from app.demo import making
from app.demo.making import DemoPractice, make_demo
from app.demo.patients import DemoPatient, make_patients
from app.demo.stage import WHY, Build, Stage
from app.people.model import ContactRole
from app.people.rules import cleaned_contact, cleaned_coverage, cleaned_demographics
from app.people.views import ContactEntry
from app.practice_file import Practice, Setting, open_practice
from app.store.base import Base
from app.store.work import Work
from tests.hostile.corpus import CORPUS, MIXED, UNSEEN
from tests.hostile.fields import Path as Place
from tests.hostile.fields import field_name, text_paths, with_text

ZONE = ZoneInfo("America/New_York")
TUESDAY = date(2026, 3, 3)
MORNING = datetime(2026, 3, 3, 9, 46, tzinfo=ZONE)
SCALE = 0.22
PAST = 10  # visits of the days before that are played; the others are those of today and of the next days
OWNER = "helen"
_BEGIN, _END = r"(?<![0-9])73([0-9]{4})7(?![0-9])", r"(?<![0-9])85\1[8](?![0-9])"
CORE = re.compile(rf"[=+@-]?{_BEGIN}(?:(?!73[0-9]{{4}}7(?![0-9])).)*?{_END}", re.DOTALL)
BEGUN = re.compile(_BEGIN)

TEXTS = {name: text for name, text in CORPUS.items() if name not in UNSEEN and text.strip()} | {
    "mixed": MIXED
}
# What the program itself reads in a field: another text there is another act, not another text.
_STEERS = frozenset({"template", "colour", "policy", "item", "kind", "method", "unit", "name_es", "vitals"})

_FOLDED = frozenset(
    {"search_entry.words", "patient.name_key", "patient_sound.sound"}
)  # made to be found by, never shown


@dataclass(frozen=True)
class Sown:
    """One text that was sent: into which field of which act, by its name in the corpus."""

    act: str
    field: str
    name: str


def marked(number: int, text: str) -> str:
    """Return the text between its two numbers; a sign that makes a formula stays the first."""
    lead = text[0] if text[:1] in "=+@-" else ""
    body = text.strip() if text.strip() else text
    return f"{lead}73{number:04}7 {body[len(lead) :]} 85{number:04}8"


@dataclass
class Sower:
    """Gives each field of each act its texts in turn, at most `each` of them, and keeps what was sent."""

    each: int
    texts: dict[str, str] = field(default_factory=lambda: dict(TEXTS))
    sown: dict[int, Sown] = field(default_factory=dict)
    undone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = list(self.texts)
        self._next = count(0)
        self._number = count(1)
        self._uses: dict[tuple[str, str], int] = {}

    def sow(self, act: str, command: Any, passes: Callable[[Any], bool]) -> Any:
        """Return the command with a hostile text in each field that takes one."""
        for path in text_paths(command):
            if path and path[-1] not in _STEERS and path[-1] != "acknowledged_reason":
                command = self._one(act, command, path, passes)
        return command

    def wants(self, act: str, command: Any) -> bool:
        """Say whether a field of this command is still to get a text."""
        return any(self._uses.get((act, field_name(path)), 0) < self.each for path in text_paths(command))

    def _one(self, act: str, command: Any, path: Place, passes: Callable[[Any], bool]) -> Any:
        key = (act, field_name(path))
        if self._uses.get(key, 0) >= self.each:
            return command
        self._uses[key] = self._uses.get(key, 0) + 1
        for name in (*self._turn(3), "mixed", "a tag"):
            text = self.texts.get(name, "<b>a</b>&amp;")
            number = next(self._number)
            tried = with_text(command, path, marked(number, text))
            if passes(tried):
                self.sown[number] = Sown(*key, name)
                return tried
        return command

    def _turn(self, most: int) -> list[str]:
        return [self._names[next(self._next) % len(self._names)] for _ in range(most)]

    # -- the people who are loaded --------------------------------------------------------------------------

    def person(self, one: DemoPatient, today: date) -> DemoPatient:
        """Return a person of the demo with hostile texts wherever the register takes them."""
        own = cleaned_demographics(one.who, today)[1]

        def allowed(form: Any) -> bool:
            kept, found = cleaned_demographics(form, today)
            return len(_hard(found)) == len(_hard(own)) and _held(form) == _held(kept)

        who = cleaned_demographics(self.sow("people.loaded", one.who, allowed), today)[0]
        coverages = tuple(
            cleaned_coverage(self.sow("coverage.loaded", entry, _whole(cleaned_coverage, today)), today)[0]
            for entry in one.coverages
        )
        guardian = one.guardian
        if guardian:
            entry = ContactEntry(role=ContactRole.GUARDIAN, name=guardian[0], relation=guardian[1])
            entry = self.sow("contact.loaded", entry, _whole(cleaned_contact, today))
            guardian = (entry.name, entry.relation)
        return replace(one, who=who, coverages=coverages, guardian=guardian)


def _hard(findings: Any) -> list[Any]:
    return [one for one in findings if one.severity is Severity.HARD_STOP]


def _held(form: Any) -> set[str]:
    return set(BEGUN.findall(repr(form)))


def _whole(clean: Any, today: date) -> Callable[[Any], bool]:
    def allowed(form: Any) -> bool:
        try:
            return not _hard(clean(form, today)[1])
        except DaybookError:
            return False

    return allowed


class _Undo(Exception):
    """Ends a trial; its transaction is rolled back."""


def goes(actor: Any, around: Any, what: Action[Any, Any, Any], command: Any) -> bool:
    """Say whether an act would take this command now."""
    try:
        with Work(actor, around) as work:
            what(work, replace(command, command_id=new_id()))
            raise _Undo
    except _Undo:
        return True
    except DaybookError:
        return False


@contextmanager
def sowing(sower: Sower) -> Iterator[None]:
    """Let each act of a demo that is being made carry hostile texts."""
    plain, people, loaded = Stage.act, making.make_patients, loading.make_patients  # type: ignore[attr-defined]
    parts = making.past_parts  # type: ignore[attr-defined]
    drawn: dict[Any, tuple[DemoPatient, ...]] = {}

    def act(self: Stage, login: str, what: Action[Any, Any, Any], build: Build) -> Any:
        with Work(self.actor(login), self.around) as looking:
            first = build(looking)
        actor = self.actor(login)
        if not sower.wants(what.name, first):
            return plain(self, login, what, build)
        if goes(actor, self.around, what, first):
            first = sower.sow(what.name, first, lambda one: goes(actor, self.around, what, one))
        elif hasattr(first, "acknowledged_reason"):
            first = replace(first, acknowledged_reason=WHY)
            first = sower.sow(what.name, first, lambda one: goes(actor, self.around, what, one))
        return plain(self, login, what, lambda _work: replace(first, command_id=new_id()))

    def patients(today: date, number: int, seed: str) -> tuple[DemoPatient, ...]:
        key = (today, number, seed)
        if key not in drawn:
            drawn[key] = tuple(sower.person(one, today) for one in make_patients(*key))
        return drawn[key]

    def past(*args: Any) -> list[Any]:
        return parts(*args)[-PAST:]

    Stage.act = act  # type: ignore[method-assign]
    making.past_parts = past  # type: ignore[attr-defined]
    making.make_patients = loading.make_patients = patients  # type: ignore[attr-defined]
    try:
        yield
    finally:
        Stage.act = plain  # type: ignore[method-assign]
        making.past_parts = parts  # type: ignore[attr-defined]
        making.make_patients, loading.make_patients = people, loaded  # type: ignore[attr-defined]


@dataclass
class HostileDemo:
    """The practice, where it lies, what was sown, and what of it is stored: number to text as kept."""

    folder: Path
    demo: DemoPractice
    clock: SetClock
    sower: Sower
    stored: dict[int, str] = field(default_factory=dict)
    changed: dict[int, set[str]] = field(default_factory=dict)
    """Numbers whose text is kept in more than one form: there must be none."""

    @property
    def short(self) -> bool:
        """Say whether this is the practice of each run: then a part of what there is to see is enough."""
        return self.sower.each < 10

    @property
    def setting(self) -> Setting:
        return Setting(self.clock, ChangeBus(), "test PC", self.folder / "state")

    @contextmanager
    def opened(self, login: str = OWNER) -> Iterator[Practice]:
        """Sign in as one of the staff."""
        person = next(one for one in self.demo.people if one.login == login)
        practice = open_practice(self.demo.file, person.login, person.password, self.setting)
        try:
            yield practice
        finally:
            practice.close()


def make_hostile(
    folder: Path, each: int, more: dict[str, Callable[[Practice, Sower], None]] | None = None
) -> HostileDemo:
    """Make the practice; `more` acts in it, by sign-in. `each`: how many texts each field gets."""
    clock, sower = SetClock(MORNING), Sower(each)
    setting = Setting(clock, ChangeBus(), "test PC", folder / "state")
    with sowing(sower):
        demo = make_demo(folder, TUESDAY, setting, scale=SCALE)
    made = HostileDemo(folder, demo, clock, sower)
    for login, acts in (more or {}).items():
        with made.opened(login) as practice:
            acts(practice, sower)
    with made.opened() as practice:
        _look(practice, made)
    return made


def run_sown(practice: Practice, sower: Sower, what: Action[Any, Any, Any], command: Any) -> Any:
    """Run an act with hostile texts in its fields, as whoever is signed in; soft stops are answered."""
    actor, around = practice.actor, practice.around
    if not goes(actor, around, what, command) and hasattr(command, "acknowledged_reason"):
        command = replace(command, acknowledged_reason=WHY)
    command = sower.sow(what.name, command, lambda one: goes(actor, around, what, one))
    return practice.run(what, replace(command, command_id=new_id()))


def _look(practice: Practice, made: HostileDemo) -> None:
    forms: dict[int, set[str]] = {}
    with Work(practice.actor, practice.around) as work:
        for table in Base.metadata.sorted_tables:
            shown = [one for one in table.columns if f"{table.name}.{one.name}" not in _FOLDED]
            for row in work.session.connection().execute(sa.select(*shown)):
                for text in _texts(tuple(row)):
                    for found in CORE.finditer(text):
                        forms.setdefault(int(found[1]), set()).add(found[0])
    for number, kept in forms.items():
        made.stored[number] = sorted(kept)[0]
        if len(kept) > 1:
            made.changed[number] = kept


def _texts(value: Any) -> Iterator[str]:
    """Yield each text of a value, also those in JSON."""
    if isinstance(value, str):
        if value[:1] in "{[":
            try:
                yield from _texts(json.loads(value))
                return
            except ValueError:
                pass
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("name_key", "sound"):
                yield from _texts(name)
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def faults_of(text: str, stored: dict[int, str]) -> list[str]:
    """Return what is wrong with a text that is shown: each number must stand in its text as stored.

    A text may end early where it is cut, which an ellipsis says.
    """
    faults = []
    rest = text
    for found in CORE.finditer(text):
        number = int(found[1])
        kept = stored.get(number)
        if kept is None:
            faults.append(f"{number}: shown and not stored")
        elif found[0] != kept and found[0].lstrip("=+@-") != kept.lstrip("=+@-"):
            faults.append(f"{number}: {found[0]!r} for {kept!r}")
        rest = rest.replace(found[0], "", 1)
    for begun in BEGUN.finditer(rest):
        kept = stored.get(int(begun[1]), "").lstrip("=+@-")
        shown = rest[begun.start() :].split("…")[0]
        if "…" not in rest[begun.start() :] or not kept.startswith(shown.rstrip()):
            faults.append(f"{begun[1]}: cut without an ellipsis, {shown!r}")
    return faults
