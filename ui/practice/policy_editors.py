"""The editors of one value of a table of policy, and of putting a whole table back as it shipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.core.errors import RuleViolated
from app.core.findings import Param
from app.practice.actions import SavePolicy, save_policy
from app.practice.queries import policy_version, policy_versions
from app.practice.views import PolicySaved, PolicyVersion
from ui.common.button import secondary
from ui.common.desk import Desk
from ui.common.fields import DateField, Field, MoneyField, SegmentedField, TextArea, TextField, day_text
from ui.common.plain_text import Label
from ui.common.words import fill, words_for
from ui.practice.editor import Editor, Sent
from ui.practice.entry_fields import LinesField, WholeField
from ui.practice.place_editors import TakeBack
from ui.practice.policy_paths import (
    Path,
    PolicyValue,
    Shape,
    name_text,
    own_on,
    read_number,
    read_wholes,
    shape_of,
    value_text,
    with_value,
    without,
)
from ui.practice.words import words

VALUE = "value"
Change = Callable[[Mapping[str, Any]], dict[str, Any]]
"""What is done to the practice's own values of a table: those before, and those to save."""


class NumberField(TextField):
    """A number, with a point where needed."""

    def value(self) -> int | float | None:
        return read_number(self.line.text())

    def problem(self) -> str:
        return (
            "" if self.value() is not None else words("Not a number. Type digits, with a point where needed.")
        )


class WholesField(LinesField):
    """Whole numbers, one a line."""

    def value(self) -> Any:
        return read_wholes(super().value())

    def problem(self) -> str:
        return "" if self.value() is not None else words("Type one whole number a line.")


class YesNoField(SegmentedField):
    """Yes or no. `value` is a truth value."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label, [("yes", words("Yes")), ("no", words("No"))])

    def value(self) -> Any:
        return {"yes": True, "no": False}.get(self.control.value() or "")

    def set_value(self, value: Any) -> None:
        self.control.set_value("yes" if value else "no")


def value_field(shape: Shape, label: str) -> Field:
    """Return the field in which a value of this shape is entered."""
    makers: dict[Shape, Callable[[], Field]] = {
        Shape.YES_NO: lambda: YesNoField(VALUE, label),
        Shape.WHOLE: lambda: WholeField(VALUE, label, most=9),
        Shape.NUMBER: lambda: NumberField(VALUE, label, most=12),
        Shape.MONEY: lambda: MoneyField(VALUE, label),
        Shape.TEXT: lambda: TextArea(VALUE, label, lines=10),
        Shape.LIST: lambda: LinesField(VALUE, label, lines=8),
        Shape.NUMBERS: lambda: WholesField(VALUE, label, lines=8),
    }
    return makers.get(shape, lambda: TextField(VALUE, label, most=200))()


def path_label(path: Path) -> str:
    """Return a path as a person reads it: "Arrived, of warn after minutes"."""
    return " › ".join(name_text(part) for part in path)


class PolicyEditor(Editor):
    """Saves the practice's own values from a day on; what was in force on earlier days stays."""

    def __init__(
        self,
        desk: Desk,
        table: str,
        title: str,
        act: str,
        versions: Sequence[PolicyVersion],
        today: date,
        take_back: TakeBack,
    ) -> None:
        super().__init__(desk, title, act)
        self.table, self.versions, self.today, self._take_back = table, tuple(versions), today, take_back
        self.start = DateField("valid_from", words("Valid from"), lambda: today)
        self.later = Label("", "label", "warning", wrap=True)
        self.later.hide()

    def add_start(self) -> None:
        """Put the day below what stands there."""
        self.field(self.start)
        self.start.set_value(self.today)
        self.start.line.textChanged.connect(lambda _text: self._tell_later())
        self.add(self.later)
        self._tell_later()

    def day(self) -> date:
        return self.start.value() or self.today

    def _tell_later(self) -> None:
        """Say that a version which is planned already does not contain this."""
        later = next((one.valid_from for one in self.versions if one.valid_from > self.day()), None)
        self.later.setVisible(later is not None)
        if later is not None:
            told = words("Other values hold from {day} on already. They do not contain this change.")
            self.later.setText(fill(told, {"day": later}))

    def saving(self, change: Change, said: str) -> Sent:
        """Return what saves the practice's own values with a change, and what puts back those before."""
        self._change, self._said_of = change, said
        day, before = self.day(), dict(own_on(self.versions, self.day()))
        own = change(before)
        version = policy_version(self.versions)
        command = SavePolicy(name=self.table, version=version, valid_from=day, content=own)

        def undo(made: PolicySaved) -> None:
            again = SavePolicy(name=self.table, version=made.version, valid_from=day, content=before)
            self._take_back(save_policy, again, words("The table is as it was before."))

        return Sent(save_policy, command, said, undo)

    def _save_mine(self) -> None:
        """Make the same change to what somebody else saved: their other values of the table stay."""
        self.desk.ask(policy_versions, self.table, done=self._save_over, owner=self)

    def _save_over(self, versions: tuple[PolicyVersion, ...]) -> None:
        self.versions = versions
        self.newer.hide()
        self.send(self.saving(self._change, self._said_of))


class ValueEditor(PolicyEditor):
    """One value of a table."""

    def __init__(
        self,
        desk: Desk,
        table: str,
        one: PolicyValue,
        versions: Sequence[PolicyVersion],
        today: date,
        take_back: TakeBack,
    ) -> None:
        super().__init__(
            desk, table, path_label(one.path), words("Save this value"), versions, today, take_back
        )
        self.one = one
        self.input = self.field(value_field(shape_of(table, one), words("Value")))
        self.input.set_value(one.value)
        shipped = words("Not shipped: the practice added it.")
        if one.shipped is not None:
            shipped = fill(
                words("As shipped: {value}"), {"value": value_text(one, one.shipped) or words("none")}
            )
        self.add(Label(shipped, "label", "second", wrap=True))
        self.add_start()
        if one.source:
            self.add(
                Label(fill(words("Source: {source}"), {"source": one.source}), "label", "second", wrap=True)
            )
        if one.own:
            button = secondary(
                words("Put back as shipped") if one.shipped is not None else words("Take it out")
            )
            button.clicked.connect(self.put_back)
            self.add(button)
            self.back_button = button
        self.ready()

    def sent(self, values: dict[str, Any]) -> Sent | None:
        value = values[VALUE]
        if value is None and shape_of(self.table, self.one) in (Shape.LINE, Shape.TEXT):
            value = ""
        if value is None:
            self.input.set_error(words("Type a value."))
            self.input.setFocus()
            return None
        return self.saving(lambda own: with_value(own, self.one.path, value), self._said(value))

    def _said(self, value: Any) -> str:
        params: dict[str, Param] = {
            "name": path_label(self.one.path),
            "value": value_text(self.one, value)[:60],
            "day": self.day(),
        }
        return fill(words("{name} is {value} from {day} on."), params)

    def put_back(self) -> None:
        """Leave the value to the shipped table again."""
        if self.busy or self.form.fields["valid_from"].problem():
            return
        said = self._said(self.one.shipped if self.one.shipped is not None else "")
        self.send(self.saving(lambda own: without(own, self.one.path), said))

    def refuse(self, error: Exception) -> bool:
        """A refusal names a place in the table: here it is the value's."""
        if isinstance(error, RuleViolated) and error.field != "valid_from":
            self.input.set_error(words_for(error.message))
            self.input.setFocus()
            return True
        return super().refuse(error)


class ResetEditor(PolicyEditor):
    """Puts a whole table back as it shipped; it asks once, naming the values."""

    def __init__(
        self,
        desk: Desk,
        table: str,
        own: Sequence[PolicyValue],
        versions: Sequence[PolicyVersion],
        today: date,
        take_back: TakeBack,
    ) -> None:
        act = words("Put %n value(s) back", len(own))
        super().__init__(desk, table, words("As shipped"), act, versions, today, take_back)
        for one in own[:12]:
            told = fill(
                words("{name}: {value}"),
                {"name": path_label(one.path), "value": value_text(one, one.shipped)},
            )
            self.add(Label(told, "body", wrap=True))
        if len(own) > 12:
            self.add(Label(words("and %n more", len(own) - 12), "body", "second"))
        self.add_start()
        self.ready()

    def sent(self, values: dict[str, Any]) -> Sent:
        return self.saving(
            lambda _own: {}, fill(words("The table is as shipped from {day} on."), {"day": self.day()})
        )


def version_words(versions: Sequence[PolicyVersion], today: date) -> str:
    """Return since when a table has values of the practice, and what is planned."""
    now = [one for one in versions if one.valid_from <= today]
    planned = [one for one in versions if one.valid_from > today]
    parts = []
    if now and now[-1].content:
        parts.append(fill(words("own values since {day}"), {"day": day_text(now[-1].valid_from)}))
    else:
        parts.append(words("as shipped"))
    if planned:
        parts.append(fill(words("other values planned for {day}"), {"day": day_text(planned[0].valid_from)}))
    return ", ".join(parts)
