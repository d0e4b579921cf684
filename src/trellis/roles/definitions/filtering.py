"""Which roles fit: by grade, department, family, words, requirement, or whom they stand below."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from trellis.handbook.errors import TrellisError
from trellis.roles.definitions.finding import find_department, find_family, mentions_all
from trellis.roles.definitions.graph import Role, RoleGraph, RoleId
from trellis.roles.definitions.names import words
from trellis.roles.definitions.phrases import quoted
from trellis.roles.definitions.reporting import reporting_tree
from trellis.roles.definitions.sharing import asked_of

SORTS = ("handbook", "title", "grade", "department")
"""Orders of roles; `handbook` is that of the pages."""

_GRADE = re.compile(
    r"^(?P<sign>>=|<=|>|<|=)?\s*(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|–|\.\.|to)\s*(?P<high>\d+(?:\.\d+)?))?$"
)

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader filters by; `None` is no wish. `grade` is written as `grade_test` reads it."""

    grade: str | None = None
    department: str | None = None
    family: str | None = None
    text: str | None = None
    requirement: str | None = None
    above: RoleId | None = None


def filtered(graph: RoleGraph, wanted: Wanted) -> tuple[Role, ...]:
    """The roles that fit all wishes, in the order of the handbook.

    Raises TrellisError for a grade that makes no sense, or a family or department that is not there.
    """
    tests = list(_tests(graph, wanted))
    return tuple(role for role in graph if all(test(role) for test in tests))


def sorted_roles(roles: Iterable[Role], order: str) -> tuple[Role, ...]:
    """Roles in one of `SORTS`; those without a grade or department come last."""
    keys: dict[str, Callable[[Role], tuple[object, ...]]] = {
        "title": lambda role: words(role.full_title),
        "grade": lambda role: (role.grade is None, role.grade or 0.0, words(role.full_title)),
        "department": lambda role: (not role.family.department, role.family.department),
    }
    return tuple(sorted(roles, key=keys[order])) if order in keys else tuple(roles)


def grade_test(text: str) -> Callable[[float | None], bool]:
    """A test of grades: `7`, `7-9`, `>=8`, `<10`, or `none` for roles without one. Raises TrellisError."""
    if text.strip().lower() in ("none", "-", "–"):
        return lambda grade: grade is None
    found = _GRADE.match(text.strip())
    if found is None or (found["sign"] and found["high"]):
        raise TrellisError(
            f"{quoted(text)} is no grade.", hint="Write 7, 9.5, 7-9, >=8 or none.", code="roles.grade"
        )
    low = float(found["low"])
    high = float(found["high"] or low)
    if found["sign"]:
        compares = _SIGNS[found["sign"]]
        return lambda grade: grade is not None and bool(compares(grade, low))
    return lambda grade: grade is not None and low <= grade <= high


def says(role: Role) -> str:
    """Everything that is said of a role on its page, as one text."""
    level, family = role.level, role.family
    items = chain(
        level.responsibilities,
        level.requirements,
        level.nice_to_have,
        family.responsibilities,
        family.requirements,
        family.nice_to_have,
    )
    parts = [
        role.full_title,
        family.title,
        family.department,
        family.description or "",
        family.intro,
        level.intro,
    ]
    return "\n".join([*parts, *(item.text for item in items)])


def _tests(graph: RoleGraph, wanted: Wanted) -> Iterator[Callable[[Role], bool]]:
    if wanted.grade:
        test = grade_test(wanted.grade)
        yield lambda role: test(role.grade)
    if wanted.department:
        department = find_department(graph, wanted.department)
        yield lambda role: role.family.department == department
    if wanted.family:
        family = find_family(graph, wanted.family).slug
        yield lambda role: role.id.family == family
    if wanted.text:
        parts = words(wanted.text)
        yield lambda role: mentions_all(says(role), parts)
    if wanted.requirement:
        asked = {role.id for role in asked_of(graph, wanted.requirement)}
        yield lambda role: role.id in asked
    if wanted.above is not None:
        (top,) = reporting_tree(graph, wanted.above)
        below = {branch.role.id for branch, depth in top.walk() if depth and branch.role is not None}
        yield lambda role: role.id in below
