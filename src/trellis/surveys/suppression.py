"""Which groups may be published, so that no five-minus-one people can be computed from them. Pure arithmetic.

Whatever is published of a group is a sum over its people: how many answered, how many chose a value. Whoever has the
published sums can add and subtract them at will, so what they know is every *combination* of the groups: a number for
each person, how often that person is counted in it. A combination that counts somebody, but fewer than five who
answered, would tell what these few said. `publishable` lets none arise.

It does so by a certificate. Beside the groups it grows five sets of people, no person in two of them, so that each set
alone tells all combinations apart: one that counts nobody of the set counts nobody at all. A combination that counts
anybody therefore counts at least one person of each of the five sets, who are five people who answered. A group for
which the five sets cannot grow is left out; that is complementary suppression, of any depth, and across dimensions.
The sets are searched for greedily, so that a group may be left out that could have been shown, never the reverse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

LEAST = 5
"""Fewer people than these are never a group, whatever a handbook says."""
Atom = TypeVar("Atom")


@dataclass(slots=True)
class _Basis:
    """One of the sets of people: for each combination in echelon form, the kind of people whose one member tells it."""

    rows: list[tuple[int, dict[int, Fraction]]] = field(default_factory=list)

    def rest_of(self, row: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """What remains of a combination when all that the set tells of it is taken away."""
        rest = dict(row)
        for pivot, known in self.rows:
            factor = rest.get(pivot)
            if factor:
                for at, value in known.items():
                    left = rest.get(at, Fraction(0)) - factor * value
                    if left:
                        rest[at] = left
                    else:
                        rest.pop(at, None)
        return rest

    def grow(self, pivot: int, rest: Mapping[int, Fraction]) -> None:
        """Take a member of a kind of people into the set."""
        self.rows.append((pivot, {at: value / rest[pivot] for at, value in rest.items()}))


def publishable(
    people: Mapping[frozenset[str], tuple[int, int]],
    candidates: Sequence[str],
    *,
    least: int = LEAST,
    known: Iterable[str] = (),
) -> tuple[str, ...]:
    """The groups of `candidates`, in their order of preference, that can be published together.

    `people` says of each combination of groups how many people are in exactly these groups, and how many of them
    answered: (asked, answered). `known` are groups that were published before; where the sets cannot grow for one of
    them, nothing more is published. A group of which fewer than `least` answered is never published.

    Costs, for g groups and k combinations, some g² · k steps: well under a second for a company of ten thousand.
    """
    least = max(least, LEAST)
    kinds = sorted(people, key=lambda each: (-people[each][1], sorted(each)))
    free = [people[kind][1] for kind in kinds]
    sets = [_Basis() for _ in range(least)]
    if not all(_take(name, kinds, free, sets) for name in known):
        return ()  # what was told before cannot be accounted for, so nothing is added to it
    return tuple(
        name
        for name in dict.fromkeys(candidates)
        if answered(people, name) >= least and _take(name, kinds, free, sets)
    )


def answered(people: Mapping[frozenset[str], tuple[int, int]], name: str) -> int:
    """How many people of a group answered."""
    return sum(count for kind, (_asked, count) in people.items() if name in kind)


def asked(people: Mapping[frozenset[str], tuple[int, int]], name: str) -> int:
    """How many people of a group were asked."""
    return sum(count for kind, (count, _answered) in people.items() if name in kind)


def _take(name: str, kinds: Sequence[Collection[str]], free: list[int], sets: Sequence[_Basis]) -> bool:
    """Add a group to what is known, if every set can grow by one who answered and is in no set yet."""
    row = {at: Fraction(1) for at, kind in enumerate(kinds) if name in kind}
    if not row:
        return False
    rests = [each.rest_of(row) for each in sets]
    if not any(rests):
        return True  # it follows from what is known already: showing it tells nothing new
    left = list(free)
    pivots = []
    for rest in rests:
        pivot = max((at for at in rest if left[at] > 0), key=lambda at: (left[at], -at), default=None)
        if pivot is None:
            return False
        left[pivot] -= 1
        pivots.append(pivot)
    for each, pivot, rest in zip(sets, pivots, rests, strict=True):
        each.grow(pivot, rest)
    free[:] = left
    return True
