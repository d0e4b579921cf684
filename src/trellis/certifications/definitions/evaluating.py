"""Holding what somebody has shown against what is asked: which part is met by what, and what is missing.

Plain arithmetic: more evidence never makes unmet what was met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trellis.certifications.definitions import evidence
from trellis.certifications.definitions.evidence import Evidence, Shown
from trellis.certifications.definitions.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Result:
    """How a requirement stands: whether it is met, by which evidence, and how its parts stand.

    `have` and `want` say how far it is: hours of hours, parts of parts, 0 or 1 of 1. `place` is where it stands in the
    tree, such as `0.2`; empty for the whole.
    """

    requirement: Requirement
    is_met: bool
    evidence: tuple[Evidence, ...] = ()
    parts: tuple[Result, ...] = ()
    have: Decimal = Decimal(0)
    want: Decimal = Decimal(1)
    place: str = ""


def evaluate(
    requirement: Requirement,
    shown: Shown,
    day: date,
    *,
    since: date | None = None,
    collected_since: date | None = None,
) -> Result:
    """How a requirement stands on a day. Only what was shown on or after `since` counts; hours, which are collected
    over the whole term, on or after `collected_since`; a certification counts while it is held.

    What could not be read as a whole is not met, whatever was shown.
    """
    return _placed(_evaluate(requirement, shown, day, since, collected_since), "")


def missing(result: Result) -> tuple[Result, ...]:
    """The single things to do next: of alternatives, those that take the fewest. Nothing where it is met."""
    if result.is_met:
        return ()
    if not result.parts:
        return (result,)
    if result.requirement.all:
        return tuple(leaf for each in result.parts for leaf in missing(each))
    left = result.requirement.needed - sum(each.is_met for each in result.parts)
    ways = sorted((missing(each) for each in result.parts if not each.is_met), key=len)
    return tuple(leaf for way in ways[:left] for leaf in way)


def _evaluate(
    requirement: Requirement, shown: Shown, day: date, since: date | None, collected: date | None
) -> Result:
    if not requirement.is_whole:
        return Result(requirement, is_met=False)
    if requirement.parts:
        parts = tuple(_evaluate(each, shown, day, since, collected) for each in requirement.parts)
        met = [each for each in parts if each.is_met]
        needed = requirement.needed
        is_met = len(met) >= needed
        found = tuple(dict.fromkeys(one for each in met[:needed] for one in each.evidence)) if is_met else ()
        return Result(requirement, is_met, found, parts, Decimal(min(len(met), needed)), Decimal(needed))
    return _single(requirement, shown, day, since, collected)


def _single(
    requirement: Requirement, shown: Shown, day: date, since: date | None, collected: date | None
) -> Result:
    kind = requirement.kind
    if kind == evidence.HOURS:
        return _hours(requirement, shown.of(kind, requirement.key, day, collected or since))
    after = None if kind == evidence.CERTIFICATION else since
    found = shown.of(kind, requirement.key, day, after)
    if requirement.score is not None:
        found = tuple(each for each in found if each.amount is not None and each.amount >= requirement.score)
    return Result(requirement, bool(found), found[:1], have=Decimal(bool(found)))


def _hours(requirement: Requirement, found: tuple[Evidence, ...]) -> Result:
    """Hours are added up; so many of the newest are evidence as are needed."""
    wanted = requirement.hours or Decimal(0)
    taken: list[Evidence] = []
    total = Decimal(0)
    for each in found:
        if total < wanted:
            taken.append(each)
        total += max(each.amount or Decimal(0), Decimal(0))
    is_met = total >= wanted
    return Result(requirement, is_met, tuple(taken) if is_met else (), have=min(total, wanted), want=wanted)


def _placed(result: Result, place: str) -> Result:
    parts = tuple(
        _placed(each, f"{place}.{at}" if place else str(at)) for at, each in enumerate(result.parts)
    )
    return replace(result, parts=parts, place=place)
