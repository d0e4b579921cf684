"""The record of a person as its page shows it: employments, what was so when, and everything that was ever said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trellis.people import terms, wording
from trellis.people.models import Employment, Leave, Position, PositionChange
from trellis.people.queries import records
from trellis.people.queries.records import Stay
from trellis.people.rules import Person
from trellis.people.wording import Difference


@dataclass(frozen=True, slots=True)
class Step:
    """A position in the line of positions: what it changed, or, of the first, all that it said. `tense` is one of past,
    now and planned.
    """

    position: Position
    tense: str
    facts: list[tuple[str, str]]
    changed: list[Difference]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said. `fate` is counts, corrected or withdrawn; what it began with cannot be withdrawn."""

    change: PositionChange
    sets: list[tuple[str, str]]
    fate: str
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """One employment, with what follows from its days."""

    employment: Employment
    steps: list[Step]
    said: list[Said]
    is_now: bool
    is_ahead: bool
    probation_days: int | None
    anniversary: tuple[date, int] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave as its page shows it: the kind only to whom it may be shown."""

    leave: Leave
    kind: str
    is_now: bool


def chapters_of(person: Person, day: date) -> list[Chapter]:
    """All employments of somebody, the newest first. Two queries."""
    return [_chapter(each, day) for each in records.stays_of(person)]


def absences_of(person: Person, day: date, *, health: bool) -> list[Absence]:
    """When somebody is, was and will be away, the newest first. Of what is of health others see the days. One query."""
    kinds = terms.words().leave_kinds
    found = []
    for each in records.leaves_of(person):
        kind = kinds.get(each.kind)
        shown = health or (kind is not None and not kind.health)
        is_now = each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)
        found.append(Absence(each, (kind.title if kind else each.kind) if shown else "", is_now))
    return found


def _chapter(stay: Stay, day: date) -> Chapter:
    employment = stay.employment
    is_now = employment.is_active_on(day)
    probation = employment.probation_ends_on
    reason = terms.words().leaving_reasons.get(employment.reason)
    return Chapter(
        employment=employment,
        steps=list(reversed([_step(stay, at, day) for at in range(len(stay.positions))])),
        said=_said(stay, day),
        is_now=is_now,
        is_ahead=employment.starts_on > day,
        probation_days=(probation - day).days
        if is_now and probation is not None and probation >= day
        else None,
        anniversary=_anniversary(employment, day) if is_now else None,
        reason=reason.title if reason is not None else employment.reason,
    )


def _step(stay: Stay, at: int, day: date) -> Step:
    position = stay.positions[at]
    tense = "past"
    if position.starts_on > day:
        tense = "planned"
    elif position.ends_on is None or position.ends_on >= day:
        tense = "now"
    if at == 0:
        return Step(position, tense, wording.facts_of(position), [])
    return Step(position, tense, [], wording.differences(stay.positions[at - 1], position))


def _said(stay: Stay, day: date) -> list[Said]:
    corrected = {each.corrects_id for each in stay.said}
    found = []
    for each in stay.said:
        fate = "counts" if each.withdrawn_at is None else "corrected" if each.pk in corrected else "withdrawn"
        found.append(Said(each, wording.said_of(each), fate, fate == "counts" and each.effective_on > day))
    return found


def _anniversary(employment: Employment, day: date) -> tuple[date, int] | None:
    found = records.next_anniversary(employment.starts_on, day)
    return found if employment.ends_on is None or found[0] <= employment.ends_on else None
