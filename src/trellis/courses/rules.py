"""Who may do what with courses.

Everybody of the team finds the courses that are for them. What is for everybody is also for members without a position,
such as whoever sets up a new site, or somebody before their first day; what is assigned by rule goes to who is
employed. Whoever owns a course by their role, and those who look after courses, find it whomever it is for, and see how
it stands. Whoever may propose changes of pages looks at lessons as learners see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from trellis.core import granted
from trellis.core import queries as accounts
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, can_read
from trellis.courses.definitions.courses import Course, LearningPath
from trellis.courses.definitions.permissions import KEEP
from trellis.pages.rules import can_propose
from trellis.people.definitions.audiences import EVERYBODY, Audience, Facts, fits

__all__ = [
    "Account", "NotAllowedError", "Seeker", "can_care", "can_find", "can_keep", "can_preview", "can_see", "is_owner",
    "may_take", "suits",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seeker:
    """Whoever looks for courses: `facts` are what audiences ask of them, `None` for who is not employed today."""

    who: Account
    facts: Facts | None
    titles: frozenset[str]
    keeps: bool


def seeker(who: Account, facts: Mapping[UUID, Facts]) -> Seeker:
    """Somebody who looks for courses, by the facts of those who are employed."""
    titles = frozenset(spelled(each) for each in accounts.titles_held(who))
    own = facts.get(who.person_id) if who.person_id is not None else None
    return Seeker(who, own, titles, can_keep(who))


def can_see(who: Somebody) -> bool:
    """Everybody of the team."""
    return can_read(who)


def can_keep(who: Somebody) -> bool:
    """Whether somebody looks after all courses."""
    return can_read(who) and granted.may(who, KEEP.name)


def suits(audience: Audience, facts: Facts | None) -> bool:
    """Whether a member belongs to an audience, by what is known of them today.

    `None` stands for who holds no position: they belong to `everybody` and to nothing narrower. This is for reading and
    for enrolling by oneself; what is assigned by rule goes by `people.definitions.audiences`, to who is employed.
    """
    return audience == EVERYBODY if facts is None else fits(audience, facts)


def may_take(each: Seeker, course: Course | LearningPath) -> bool:
    """Whether a course or a path is for somebody of the team: they belong to its audience today."""
    return can_see(each.who) and suits(course.audience, each.facts)


def is_owner(each: Seeker, course: Course | LearningPath) -> bool:
    """Whether somebody holds the role that owns a course."""
    return bool(course.owner) and spelled(course.owner) in each.titles


def can_find(each: Seeker, course: Course | LearningPath) -> bool:
    """Whether somebody finds a course: who may take it, owns it, or looks after courses."""
    return can_see(each.who) and (may_take(each, course) or can_care(each, course))


def can_care(each: Seeker, course: Course | LearningPath) -> bool:
    """Whether somebody sees how a course stands: its owner, and those who look after all."""
    return can_see(each.who) and (each.keeps or is_owner(each, course))


def can_preview(who: Somebody) -> bool:
    """Whether somebody looks at lessons as learners see them: who may propose to change pages."""
    return can_read(who) and can_propose(who)
