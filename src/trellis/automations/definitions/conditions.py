"""Conditions on the fields of what happened, and whether they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from trellis.automations.definitions.catalogue import Sort
from trellis.handbook.declared import Declared

CHANGED_FIELDS = "fields"
"""An event with a list of this name says which fields changed."""
BEFORE, AFTER = "before", "after"
"""An event with these two fields says what something was and is."""
FITTING: Mapping[Sort, tuple[str, ...]] = {
    "number": ("is", "is-not", "one-of", "more-than", "less-than"),
    "text": ("is", "is-not", "one-of", "contains"),
    "id": ("is", "is-not", "one-of"),
    "yes-no": ("is", "is-not"),
    "list": ("contains",),
}
"""The ways in which a field of each sort can be compared."""
Values = Mapping[str, Any]
"""What is known of a happening: its fields as JSON holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Declared):
    """What must be so of a field; it compares in one way.

    `changed` asks whether the event names the field among those that changed, or, for `after`, whether it is not what
    it was `before`.
    """

    field: str
    is_: bool | str | None = None
    is_not: bool | str | None = None
    one_of: tuple[str, ...] = ()
    contains: str = ""
    more_than: Decimal | None = None
    less_than: Decimal | None = None
    changed: bool | None = None

    @property
    def key(self) -> str:
        """The field as events name it."""
        return self.field.replace("-", "_")

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which it compares: one, in a condition that is clear."""
        said = {
            "is": self.is_ is not None,
            "is-not": self.is_not is not None,
            "one-of": bool(self.one_of),
            "contains": bool(self.contains),
            "more-than": self.more_than is not None,
            "less-than": self.less_than is not None,
            "changed": self.changed is not None,
        }
        return tuple(way for way, is_said in said.items() if is_said)

    def holds(self, values: Values) -> bool:
        """Whether it is so. Of a field that holds nothing, only “is not” is."""
        if self.changed is not None:
            return _changed(self.key, values) is self.changed
        value = values.get(self.key)
        if self.is_not is not None:
            return not _same(value, self.is_not)
        if value is None:
            return False
        if self.is_ is not None:
            return _same(value, self.is_)
        if self.one_of:
            return any(_same(value, each) for each in self.one_of)
        if self.contains:
            return _contains(value, self.contains)
        number = _number(value)
        if number is None:
            return False
        return (self.more_than is None or number > self.more_than) and (
            self.less_than is None or number < self.less_than
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions(Declared):
    """Every one of `all` must hold, and at least one of `any`, where there are such."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @property
    def every(self) -> tuple[Condition, ...]:
        """All conditions, in the order in which they are told."""
        return (*self.all, *self.any)


class Verdict(NamedTuple):
    """Whether a condition held."""

    condition: Condition
    holds: bool


def judged(conditions: Conditions, values: Values) -> tuple[bool, Sequence[Verdict]]:
    """Whether the conditions hold together, and each by itself."""
    found = [Verdict(each, each.holds(values)) for each in conditions.every]
    must, may = found[: len(conditions.all)], found[len(conditions.all) :]
    return all(each.holds for each in must) and (not may or any(each.holds for each in may)), found


def fault_of(condition: Condition, fields: Mapping[str, Sort]) -> str | None:
    """What keeps a condition from being decided of a happening with these fields, as a sentence; `None`: nothing."""
    ways = condition.ways
    if len(ways) != 1:
        return f"The condition on “{condition.field}” must compare in one way."
    if ways == ("changed",):
        return _fault_of_change(condition, fields)
    sort = fields[condition.key]
    if ways[0] not in FITTING[sort]:
        return f"“{condition.field}” is {_WORDS[sort]}: compare it by {' or '.join(FITTING[sort])}."
    said = [each for each in (condition.is_, condition.is_not, *condition.one_of) if each is not None]
    if sort == "yes-no" and not all(isinstance(each, bool) for each in said):
        return f"“{condition.field}” is a yes or no: write true or false."
    if sort == "number" and any(_number(each) is None for each in said):
        return f"“{condition.field}” is a number, so it is never “{said[0]}”."
    return None


def tells_changes(key: str, fields: Mapping[str, Sort]) -> bool:
    """Whether a happening with these fields says of one of them that it changed."""
    return fields.get(CHANGED_FIELDS) == "list" or (key == AFTER and BEFORE in fields)


def _fault_of_change(condition: Condition, fields: Mapping[str, Sort]) -> str | None:
    if tells_changes(condition.key, fields):
        return None
    return f"The event does not say whether “{condition.field}” changed."


_WORDS: Mapping[Sort, str] = {
    "number": "a number",
    "text": "a text",
    "id": "an identifier",
    "yes-no": "a yes or no",
    "list": "a list",
}


def _changed(key: str, values: Values) -> bool:
    named = values.get(CHANGED_FIELDS)
    if isinstance(named, list):
        return key in named
    return values.get(BEFORE) != values.get(AFTER)


def _same(value: Any, wanted: bool | str) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, int | float):
        return _number(value) == _number(wanted)
    return value is not None and str(value) == wanted


def _contains(value: Any, wanted: str) -> bool:
    if isinstance(value, list):
        return wanted in map(str, value)
    return wanted.casefold() in str(value).casefold()


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
