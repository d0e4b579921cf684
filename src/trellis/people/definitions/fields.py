"""`person-fields.yml`: what else the organisation keeps of a person, and who sees it.

fields:
  shirt-size: {title: Shirt size, type: choice, choices: [S, M, L, XL], visible: people, edited-by-oneself: true}
  work-permit: {title: Work permit ends, type: date, visible: people, retention: end-of-employment}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions import codes

NAME = "person-fields"
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonField(Declared):
    """A field: `visible` to everybody, to the person and their managers, or to the person and People Operations."""

    title: str
    type: Literal["text", "number", "date", "choice", "yes-no"] = "text"
    choices: tuple[str, ...] = ()
    visible: Literal["everybody", "managers", "people"] = "people"
    edited_by_oneself: bool = False
    retention: Literal["employment", "person"] = "person"
    help: str = ""

    def clean(self, text: str) -> str:
        """A value as it is kept: ISO 8601 for dates, plain digits for numbers. Raises ValueError: what it must be."""
        text = " ".join(text.split())
        if not text:
            return ""
        if self.type == "date":
            return iso_day(text)
        if self.type == "number":
            return plain_number(text)
        if self.type == "yes-no" and text not in ("yes", "no"):
            raise ValueError("yes or no")
        if self.type == "choice" and text not in self.choices:
            raise ValueError(", ".join(self.choices))
        if len(text) > LONGEST:
            raise ValueError(f"at most {LONGEST} characters")
        return text


def iso_day(text: str) -> str:
    """A day as it is kept. Raises ValueError with what would be right."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("a day such as 2026-03-31") from None


def plain_number(text: str) -> str:
    """A number as it is kept, without an exponent. Raises ValueError with what would be right."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number such as 12.5") from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise ValueError("a number such as 12.5")
    return format(found, "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFields(Declared):
    """The fields of all files, by name."""

    fields: Mapping[Slug, PersonField] = field(default_factory=dict)


class PersonFieldsKind(DataKind[PersonFields]):
    """The kind `person-fields`. Joined: the `PersonFields` of all files; of two with one name the first counts."""

    name = NAME
    files = ("person-fields.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.FIELDS)

    def read(self, path: str, node: Node, reporter: Reporter) -> PersonFields:
        """What a file says; a choice of nothing is told and left out."""
        made = read(node, PersonFields, reporter, "person-fields.yml") or PersonFields(node=node)
        whole = {}
        for name, each in made.fields.items():
            if each.type == "choice" and not each.choices:
                reporter.report(
                    codes.NO_CHOICES,
                    each.node.span,
                    f"“{each.title}” is a choice of nothing, so it is left out.",
                )
            else:
                whole[name] = each
        return PersonFields(node=made.node, fields=whole)

    def join(
        self, read: Mapping[str, PersonFields], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> PersonFields:
        """All files together."""
        found: dict[str, PersonField] = {}
        for made in read.values():
            for name, each in made.fields.items():
                found.setdefault(name, each)
        return PersonFields(fields=found)
