"""Which role of an older revision is which role of a newer one: by address, then by title, then by what it
says.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from trellis.roles.definitions.graph import Role, RoleGraph, RoleId
from trellis.roles.definitions.model import Family, Item
from trellis.roles.definitions.names import spelled

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)

_LEAST_SHARED = 3
_LEAST_SHARE = 0.5
"""Two roles, or two pages, are one with another name if they share this many of their items, and this share
of them.
"""


@dataclass(frozen=True, slots=True)
class Matches:
    """What became of what: older to newer, for roles and for families; what is not in it has no counterpart."""

    roles: dict[RoleId, RoleId]
    families: dict[str, str]


def match_revisions(before: RoleGraph, after: RoleGraph) -> Matches:
    """Match the families and roles of two revisions, each with at most one counterpart."""
    families = _match_families(before, after)
    roles = _match_roles(before, after, families)
    return Matches(roles, families)


def _match_families(before: RoleGraph, after: RoleGraph) -> dict[str, str]:
    matched = {slug: slug for slug in before.families if slug in after.families}
    left = [f for slug, f in before.families.items() if slug not in matched]
    right = [f for slug, f in after.families.items() if slug not in matched]
    for one, other in _by_key(left, right, lambda family: spelled(family.title)):
        matched[one.slug] = other.slug
    left = [family for family in left if family.slug not in matched]
    right = [family for family in right if family.slug not in set(matched.values())]
    for old, new in _by_content(left, right, _words_of_family):
        matched[old.slug] = new.slug
    return matched


def _match_roles(before: RoleGraph, after: RoleGraph, families: dict[str, str]) -> dict[RoleId, RoleId]:
    matched: dict[RoleId, RoleId] = {}
    taken: set[RoleId] = set()

    def settle(pairs: Iterable[tuple[Role, Role]]) -> None:
        for one, other in pairs:
            matched[one.id] = other.id
            taken.add(other.id)

    def left() -> list[Role]:
        return [role for role in before if role.id not in matched]

    def right() -> list[Role]:
        return [role for role in after if role.id not in taken]

    same = [
        (role, RoleId(families[role.id.family], role.id.level))
        for role in before
        if role.id.family in families
    ]
    settle((role, after.roles[there]) for role, there in same if there in after.roles)

    def place(role: Role) -> tuple[str, str]:
        return families.get(role.id.family, ""), spelled(role.title)

    settle(_by_keys(left(), right(), place, lambda role: (role.id.family, spelled(role.title))))
    settle(_by_key(left(), right(), lambda role: spelled(role.full_title)))
    settle(_by_content(left(), right(), _words_of_role))
    settle(_only_ones(left(), right(), families))
    return matched


def _only_ones(left: list[Role], right: list[Role], families: dict[str, str]) -> list[tuple[Role, Role]]:
    """The one role of a page that is left, with the one that is new there, of the same grade: it was given a
    new name.
    """
    pairs = []
    for old in left:
        here = [role for role in left if role.id.family == old.id.family]
        there = [role for role in right if role.id.family == families.get(old.id.family)]
        if len(here) == len(there) == 1 and old.grade is not None and old.grade == there[0].grade:
            pairs.append((old, there[0]))
    return pairs


def _by_key(left: Iterable[T], right: Iterable[T], key: Callable[[T], Hashable]) -> list[tuple[T, T]]:
    return _by_keys(left, right, key, key)


def _by_keys(
    left: Iterable[T],
    right: Iterable[T],
    left_key: Callable[[T], Hashable],
    right_key: Callable[[T], Hashable],
) -> list[tuple[T, T]]:
    """Pairs whose keys are equal, where the key is nobody else's on its side."""
    ours: dict[Hashable, list[T]] = {}
    theirs: dict[Hashable, list[T]] = {}
    for one in left:
        ours.setdefault(left_key(one), []).append(one)
    for other in right:
        theirs.setdefault(right_key(other), []).append(other)
    return [
        (ones[0], theirs[key][0]) for key, ones in ours.items() if len(ones) == len(theirs.get(key, ())) == 1
    ]


def _by_content(left: list[T], right: list[T], words: Callable[[T], frozenset[str]]) -> list[tuple[T, T]]:
    """Pairs that share enough of their items, the most alike first."""
    ours, theirs = [words(one) for one in left], [words(other) for other in right]
    candidates = []
    for at, mine in enumerate(ours):
        for there, other in enumerate(theirs):
            common = len(mine & other)
            if common >= _LEAST_SHARED and common >= _LEAST_SHARE * max(len(mine), len(other)):
                candidates.append((-common / len(mine | other), at, there))
    candidates.sort()
    pairs: list[tuple[T, T]] = []
    used: set[tuple[str, int]] = set()
    for _, at, there in candidates:
        if ("l", at) not in used and ("r", there) not in used:
            used |= {("l", at), ("r", there)}
            pairs.append((left[at], right[there]))
    return pairs


def _words_of_role(role: Role) -> frozenset[str]:
    return _words((*role.level.responsibilities, *role.level.requirements))


def _words_of_family(family: Family) -> frozenset[str]:
    levels = (item for level in family.levels for item in (*level.responsibilities, *level.requirements))
    return _words((*family.responsibilities, *family.requirements, *levels))


def _words(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(spelled(item.text) for item in items)
