"""Whom something is for: a small language that policies, courses, surveys and benefits share.

audience: everybody
audience: {departments: [engineering], countries: [Germany]}
audience:
  any:
    - {managers: true}
    - {families: [People Operations], from-grade: 7}
    - {hired-from: 2026-01-01}
  not: {contract-types: [intern]}

Of one mapping all that it says must hold; of a list one value is enough. A department is meant with all below it. Only
who is employed on the day belongs to an audience, `everybody` included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Final, Literal, NamedTuple, TypeAlias

from trellis.core.definitions.rights import spelled
from trellis.handbook.declared import Between, Declared, Slug
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.text import SourceText
from trellis.people.definitions import codes
from trellis.people.definitions.departments import DepartmentsKind

EVERYBODY: Final = "everybody"
_FOLDER = "job-families/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Declared):
    """People by their positions. `roles` and `families` are titles, grades those of levels.

    Those hired from a day on, until a day: whose employment began on it, or after it, or before it.
    """

    departments: tuple[Slug, ...] = ()
    entities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    from_grade: Annotated[int, Between(1, 99)] | None = None
    to_grade: Annotated[int, Between(1, 99)] | None = None
    contract_types: tuple[Slug, ...] = ()
    hired_from: date | None = None
    hired_until: date | None = None
    managers: bool | None = None
    any: tuple[Group, ...] = ()
    all: tuple[Group, ...] = ()
    not_: Group | None = None

    @property
    def is_whole(self) -> bool:
        """Whether something is said, and all that was written could be read: half a condition lets in too many."""
        names = {each.name.removesuffix("_") for each in fields(self)} - {"node"}
        written = [key.replace("-", "_") for key, _value in self.node.items()] or _said(self)
        parts = (*self.any, *self.all, *((self.not_,) if self.not_ is not None else ()))
        said = bool(written) and all(name in names and _has(self, name) for name in written)
        return said and all(each.is_whole for each in parts)


Audience: TypeAlias = Literal["everybody"] | Group
"""What a field of a declared class says that is an audience."""


class Facts(NamedTuple):
    """What an audience asks of somebody on a day. `departments` are their own and all above it.

    `hired_on` is the first day of their employment.
    """

    departments: frozenset[str] = frozenset()
    entity: str = ""
    country: str = ""
    role: str = ""
    family: str = ""
    grade: float | None = None
    contract_type: str = ""
    is_manager: bool = False
    hired_on: date | None = None


def fits(audience: Audience, facts: Facts) -> bool:
    """Whether somebody who is employed belongs to an audience."""
    if not isinstance(audience, Group):
        return audience == EVERYBODY
    if not audience.is_whole:
        return False
    return (
        _one_of(audience.departments, facts.departments)
        and _one_of(audience.entities, {facts.entity})
        and _one_of(audience.countries, {facts.country})
        and _one_of(tuple(map(spelled, audience.roles)), {spelled(facts.role)})
        and _one_of(tuple(map(spelled, audience.families)), {spelled(facts.family)})
        and _is_of_grade(audience, facts.grade)
        and _one_of(audience.contract_types, {facts.contract_type})
        and _was_hired(audience, facts.hired_on)
        and audience.managers in (None, facts.is_manager)
        and (not audience.any or any(fits(each, facts) for each in audience.any))
        and all(fits(each, facts) for each in audience.all)
        and (audience.not_ is None or not fits(audience.not_, facts))
    )


def groups_of(audience: Audience) -> Iterator[Group]:
    """An audience and everything that it is put together of."""
    if isinstance(audience, Group):
        yield audience
        for each in (*audience.any, *audience.all, *((audience.not_,) if audience.not_ is not None else ())):
            yield from groups_of(each)


# -- checks


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a handbook has for what audiences speak of; of `departments` none, where nobody can say."""

    departments: Collection[str] = ()
    entities: Collection[str] = ()
    countries: Collection[str] = ()


def known_in(handbook: Handbook) -> Known:
    """The names that can stand in audiences of a handbook, of its data files, settings and paths alone."""
    kind, found = DepartmentsKind(), set[str]()
    for path, file in handbook.data.items():
        if file.node is not None and file.node.value is not None and kind.is_of(path, handbook.mounts):
            found |= set(kind.read(path, file.node, Reporter(path, SourceText(""))).departments)
    entities = handbook.settings.entities
    return Known(
        found or {_folder_of(path) for path in handbook.pages} - {""},
        {each.name for each in entities},
        {each.country for each in entities if each.country},
    )


def check(audience: Audience, known: Known, reporter: Reporter) -> None:
    """Report what an audience names that there is not, and where nobody can belong to it."""
    for group in groups_of(audience):
        if not group.is_whole:
            reporter.report(
                codes.NOBODY, group.node.span, "This audience says nothing that can be read: nobody belongs to it."
            )  # fmt: skip
        for name, there in (
            ("departments", known.departments), ("entities", known.entities), ("countries", known.countries),
        ):  # fmt: skip
            for at, value in enumerate(getattr(group, name)):
                if value not in there:
                    near = get_close_matches(value, there, n=1)
                    reporter.report(
                        codes.UNKNOWN_IN_AUDIENCE, group.span_of(name, at),
                        f"The handbook has no {_ONE[name]} “{value}”.", hint=f"Is “{near[0]}” meant?" if near else "",
                    )  # fmt: skip
        if group.from_grade is not None and group.to_grade is not None and group.from_grade > group.to_grade:
            reporter.report(
                codes.NOBODY, group.span_of("to_grade"),
                f"No grade lies between {group.from_grade} and {group.to_grade}: nobody belongs to this audience.",
            )  # fmt: skip
        if group.hired_from and group.hired_until and group.hired_from > group.hired_until:
            reporter.report(
                codes.NOBODY, group.span_of("hired_until"),
                f"No day lies between {group.hired_from} and {group.hired_until}: nobody belongs to this audience.",
            )  # fmt: skip


_ONE = {"departments": "department", "entities": "entity", "countries": "entity in the country"}


def _folder_of(path: str) -> str:
    _before, found, inner = f"/{path}".partition(f"/{_FOLDER}")
    return inner.partition("/")[0] if found and "/" in inner else ""


def _one_of(wanted: Collection[str], there: Collection[str]) -> bool:
    return not wanted or any(each in there for each in wanted)


def _is_of_grade(group: Group, grade: float | None) -> bool:
    if group.from_grade is None and group.to_grade is None:
        return True
    return grade is not None and (group.from_grade or 0) <= grade <= (group.to_grade or 99)


def _was_hired(group: Group, day: date | None) -> bool:
    if group.hired_from is None and group.hired_until is None:
        return True
    return day is not None and (group.hired_from or date.min) <= day <= (group.hired_until or date.max)


def _has(group: Group, name: str) -> bool:
    value = getattr(group, f"{name}_" if name == "not" else name)
    return value not in (None, ())


def _said(group: Group) -> list[str]:
    """The names of what a group says that was made by a program and not read."""
    names = [each.name.removesuffix("_") for each in fields(group) if each.name != "node"]
    return [name for name in names if _has(group, name)]
