"""What somebody wants to learn, how far they are by what they do, and what would be worth wanting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trellis.core.rules import Account, Person
from trellis.learning import suggesting, terms
from trellis.learning.addresses import course_address
from trellis.learning.models import (
    OPEN,
    Enrollment,
    Goal,
    GoalKind,
    GoalState,
    PathEnrollment,
    PathState,
    Subject,
)
from trellis.learning.queries import mine, paths, standing
from trellis.learning.queries.describing import start_address
from trellis.learning.suggesting import Suggestion
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.queries import audiences
from trellis.roles.queries.competencies import competencies_of, competency_address

MOST_SUGGESTED = 8
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal as a page shows it. `share` is the percentage of what it takes that is done, none where nothing measures
    it; `is_gone` that the handbook has no such course, or that the reader may not see what it is about.
    """

    goal: Goal
    title: str
    url: str
    share: int | None
    is_gone: bool

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return self.goal.state == GoalState.OPEN and self.goal.by_when < today()


def goal_for(key: UUID) -> Goal | None:
    """A goal with whose it is."""
    return Goal.objects.select_related("person").filter(pk=key).first()


def open_of(who: Account) -> list[Goal]:
    """The open goals of somebody, those that are due first. One query."""
    return list(goals_of(who.person_id).filter(state=GoalState.OPEN)) if who.person_id is not None else []


def goals_of(person: UUID) -> QuerySet[Goal]:
    """The goals of somebody, those that are due first."""
    return Goal.objects.filter(person=person).select_related("person").order_by("by_when", "pk")


def shared_of(person: Person) -> QuerySet[Goal]:
    """The goals that somebody shows to those above them."""
    return goals_of(person.pk).filter(is_shared=True).exclude(state=GoalState.DROPPED)


def shown(who: Account, rows: Sequence[Goal]) -> list[GoalView]:
    """Goals of one person as somebody sees them. A bounded number of queries."""
    if not rows:
        return []
    person = rows[0].person_id
    shares = _shares(person, [each for each in rows if each.state == GoalState.OPEN])
    about = {(each.source, each.object) for each in rows if each.object is not None}
    known = suggesting.described(who, [(source, key) for source, key in about if key is not None])
    return [_view(each, shares.get(each.pk), known) for each in rows]


def suggested(who: Account, wanted: Collection[Goal]) -> list[Suggestion]:
    """What would be worth wanting: what the next level asks for, then what other rooms say.

    What is `wanted` already, the open goals of whoever asks, is left out.
    """
    if who.person_id is None:
        return []
    day = today()
    facts = audiences.facts_on(day, [who.person_id]).get(who.person_id)
    edition = current_edition()
    courses = [each for each in terms.courses().by_key.values() if edition.sees(each.path)]
    reasons = mine.for_next_level(facts, courses) if facts is not None else {}
    has = standing.covers(list(reasons), [who.person_id], day)
    found = [
        Suggestion("course", each.title, reasons[each.key], key=each.key, url=course_address(each.key))
        for each in courses
        if each.key in reasons and (who.person_id, each.key) not in has
    ]
    found += _competencies(reasons)
    found += suggesting.suggested_by_rooms(who)
    known = {(str(each.kind), each.key or str(each.object)) for each in wanted}
    return [each for each in found if (each.kind, each.key or str(each.object)) not in known][:MOST_SUGGESTED]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a goal can be about: courses, paths and competencies that the reader sees."""
    edition, found = current_edition(), terms.courses()
    several = (
        (_("Courses"), GoalKind.COURSE, found.by_key), (_("Paths"), GoalKind.PATH, found.paths),
        (_("Competencies"), GoalKind.COMPETENCY, competencies_of(edition).by_key),
    )  # fmt: skip
    return [
        (title, [(f"{kind}:{each.key}", each.title) for each in by_key.values() if edition.sees(each.path)])
        for title, kind, by_key in several
    ]


def title_of(goal: Goal) -> str:
    """What a goal is called where nobody in particular reads it; nothing of what is about another room."""
    if goal.kind in (GoalKind.COURSE, GoalKind.PATH):
        return terms.title_of(goal.kind, goal.key)
    if goal.kind == GoalKind.COMPETENCY:
        found = competencies_of(current_edition()).by_key.get(goal.key)
        return found.title if found is not None else goal.key
    return goal.words or _("A goal of yours")


def _view(goal: Goal, share: int | None, known: dict[tuple[str, UUID], tuple[str, str]]) -> GoalView:
    if goal.state == GoalState.REACHED:
        share = 100
    if goal.object is not None:
        title, url = known.get((goal.source, goal.object), ("", ""))
        return GoalView(goal, title or _("Something that you may no longer see"), url, share, not title)
    title, url, is_gone = title_of(goal), "", False
    if goal.kind == GoalKind.COURSE:
        is_gone = terms.course(goal.key) is None
        url = "" if is_gone else start_address(Subject.COURSE, goal.key)
    elif goal.kind == GoalKind.PATH:
        is_gone = terms.path(goal.key) is None
        url = "" if is_gone else start_address(Subject.PATH, goal.key)
    elif goal.kind == GoalKind.COMPETENCY:
        is_gone = goal.key not in competencies_of(current_edition()).by_key
        url = "" if is_gone else competency_address(goal.key)
    return GoalView(goal, title, url, share, is_gone)


def _shares(person: UUID, rows: Collection[Goal]) -> dict[UUID, int]:
    """How far somebody is with each of their open goals, by what they do; nothing for what nothing measures."""
    wanted = {
        each.pk: _courses_of(each) for each in rows if each.kind in (GoalKind.COURSE, GoalKind.COMPETENCY)
    }
    keys = {key for several in wanted.values() for key in several}
    has = {key for _person, key in standing.covers(keys, [person], today())} if keys else set()
    taken = {
        each.course: each.share
        for each in Enrollment.objects.filter(person=person, course__in=keys, state__in=OPEN)
    }
    found = {
        pk: sum(100 if key in has else taken.get(key, 0) for key in several) // len(several)
        for pk, several in wanted.items()
        if several
    }
    on_paths = {each.key: each.pk for each in rows if each.kind == GoalKind.PATH}
    if on_paths:
        found |= _shares_of_paths(person, on_paths)
    return found


def _shares_of_paths(person: UUID, on_paths: dict[str, UUID]) -> dict[UUID, int]:
    rows = PathEnrollment.objects.filter(person=person, path__in=on_paths, state=PathState.ACTIVE)
    several = [(row, path) for row in rows if (path := terms.path(row.path)) is not None]
    progress = paths.progress_of_several(several, person) if several else {}
    return dict.fromkeys(on_paths.values(), 0) | {
        on_paths[row.path]: progress[row.pk].share for row, _path in several
    }


def _courses_of(goal: Goal) -> list[str]:
    """The courses that a goal takes: one, or those that teach a competency."""
    if goal.kind == GoalKind.COURSE:
        return [goal.key]
    return [each.key for each in terms.courses().by_key.values() if goal.key in each.competencies]


def _competencies(reasons: dict[str, str]) -> list[Suggestion]:
    """The competencies that courses for the next level teach."""
    edition = current_edition()
    known = competencies_of(edition).by_key
    found: dict[str, Suggestion] = {}
    for course in terms.courses().by_key.values():
        for key in course.competencies if course.key in reasons else ():
            there = known.get(key)
            if there is not None and edition.sees(there.path):
                found.setdefault(
                    key,
                    Suggestion(
                        "competency", there.title, reasons[course.key], key=key, url=competency_address(key)
                    ),
                )
    return list(found.values())


def due(day: date) -> QuerySet[Goal]:
    """The open goals of which somebody is to be reminded by a day: once before it, once after it."""
    rows = Goal.objects.filter(state=GoalState.OPEN).select_related("person__account")
    return rows.filter(told=0, by_when__lte=day + SOON) | rows.filter(told=1, by_when__lt=day)
