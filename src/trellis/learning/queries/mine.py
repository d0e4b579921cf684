"""What somebody has to learn, learns, has learned, and what else would be worth it and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.core.rules import Account
from trellis.courses.definitions.courses import Course
from trellis.courses.rules import suits
from trellis.learning import rules, terms
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Enrollment,
    EnrollmentState,
    PathEnrollment,
    PathState,
    Subject,
)
from trellis.learning.queries import paths
from trellis.learning.queries.describing import start_address
from trellis.learning.queries.paths import PathProgress
from trellis.pages.queries.current import current_edition
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts
from trellis.people.queries import audiences
from trellis.roles.definitions.paths import steps_from

MOST_SHOWN = 6
SOON = timedelta(days=60)
LEAST_COLLEAGUES = 3


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something assigned, with the enrollment where it is a course that has begun, or how far a path has come."""

    row: Assignment
    enrollment: Enrollment | None
    address: str
    on_path: OnPath | None = None

    @property
    def has_begun(self) -> bool:
        """Whether there is something to go on with."""
        return self.enrollment is not None or self.on_path is not None


@dataclass(frozen=True, slots=True)
class OnPath:
    """A path that somebody takes, with how far they are."""

    row: PathEnrollment
    progress: PathProgress


@dataclass(frozen=True, slots=True)
class Recommended:
    """A course that is worth it, and why."""

    course: Course
    because: str


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on the home page. `next` is what to do first: what is due the soonest, else what was read last."""

    todo: Sequence[ToDo]
    active: Sequence[Enrollment]
    paths: Sequence[OnPath]
    recommended: Sequence[Recommended]
    completed: Sequence[Enrollment]

    @property
    def next(self) -> ToDo | Enrollment | None:
        """What to do first."""
        if self.todo:
            return self.todo[0]
        return self.active[0] if self.active else None


def mine(who: Account) -> Mine:
    """What somebody has before them. Ten queries, however much it is."""
    person = who.person_id
    if person is None:
        return Mine((), (), (), (), ())
    rows = Enrollment.objects.filter(person=person, state__in=(*OPEN, EnrollmentState.COMPLETED))
    own = list(rows.select_related("version").defer("version__texts", "version__outline"))
    active = [each for each in own if each.is_open]
    active.sort(key=lambda each: each.last_at or each.enrolled_at, reverse=True)
    completed = [each for each in own if each.state == EnrollmentState.COMPLETED]
    completed.sort(key=lambda each: each.completed_at or each.enrolled_at, reverse=True)
    todo = _todo(person, active)
    assigned = {each.row.key for each in todo if each.row.subject == Subject.COURSE}
    known = assigned | {each.course for each in active}
    facts = audiences.facts_on(today(), [person]).get(person)
    on_paths = _on_paths(person, active)
    begun = {each.row.path: each for each in on_paths}
    todo = [
        replace(each, on_path=begun.get(each.row.key) if each.row.subject == Subject.PATH else None)
        for each in todo
    ]
    return Mine(todo, active, on_paths, recommended(person, facts, known, completed), completed)


def recommended(
    person: UUID, facts: Facts | None, known: set[str], completed: Sequence[Enrollment]
) -> list[Recommended]:
    """Courses that are worth it, each with why, best first: what ends soon, then the role, the next one, the team.

    `facts` are what audiences ask of them today, `None` for who is not employed.
    """
    day = today()
    edition = current_edition()
    has = {each.course for each in completed if each.valid_until is None or each.valid_until > day + SOON}
    open_to = [
        each
        for each in terms.courses().by_key.values()
        if each.key not in known and not has & terms.counting_as(each.key) and each.enrollment != "assigned"
        and edition.sees(each.path) and suits(each.audience, facts)
    ]  # fmt: skip
    reasons = (
        _ending(completed, day), for_role(facts, open_to) if facts else {},
        for_next_level(facts, open_to) if facts else {},
        _following(completed), _of_team(person, open_to, day) if facts else {},
    )  # fmt: skip
    found = []
    for course in open_to:
        rank, because = next(
            ((at, each[course.key]) for at, each in enumerate(reasons) if course.key in each), (9, "")
        )
        if because:
            found.append((rank, course.title.casefold(), Recommended(course, because)))
    return [each for _rank, _title, each in sorted(found, key=lambda it: it[:2])][:MOST_SHOWN]


def _todo(person: UUID, active: Sequence[Enrollment]) -> list[ToDo]:
    rows = Assignment.objects.filter(person=person, is_current=True, state=AssignmentState.OPEN)
    taken = {each.course: each for each in active}
    return [
        ToDo(
            row,
            taken.get(row.key) if row.subject == Subject.COURSE else None,
            start_address(row.subject, row.key),
        )
        for row in rows.order_by("due_at", "-is_required", "pk")
    ]


def _on_paths(person: UUID, active: Sequence[Enrollment]) -> list[OnPath]:
    rows = list(PathEnrollment.objects.filter(person=person, state=PathState.ACTIVE).order_by("enrolled_at"))
    several = [(row, path) for row in rows if (path := terms.path(row.path)) is not None]
    progress = paths.progress_of_several(several, person, active) if several else {}
    return [OnPath(row, progress[row.pk]) for row, _path in several]


def _ending(completed: Sequence[Enrollment], day: date) -> dict[str, str]:
    return {
        each.course: (
            _("yours ends on %(day)s") if each.valid_until >= day else _("yours ended on %(day)s")
        ) % {"day": date_format(each.valid_until)}
        for each in reversed(completed)
        if each.valid_until is not None and each.valid_until <= day + SOON
    }  # fmt: skip


def for_role(facts: Facts, courses: Sequence[Course]) -> dict[str, str]:
    """Why some of these courses are for the role that somebody has, by key."""
    return {
        each.key: _("for your role, %(title)s") % {"title": facts.role}
        for each in courses
        if facts.role and any(title.casefold() == facts.role.casefold() for title in each.levels)
    }


def for_next_level(facts: Facts, courses: Sequence[Course]) -> dict[str, str]:
    """Why some of these courses are for the level that somebody could go on to, by key."""
    role = of_people.role_titled(facts.role) if facts.role else None
    if role is None:
        return {}
    graph = of_people.graph()
    titles = {
        title.casefold(): graph.roles[edge.target].title
        for edge in steps_from(graph, role.id)
        if edge.target is not None
        for title in (graph.roles[edge.target].title, graph.roles[edge.target].full_title)
    }
    return {
        each.key: _("for the next level, %(title)s") % {"title": titles[title.casefold()]}
        for each in courses
        for title in each.levels
        if title.casefold() in titles
    }


def _following(completed: Sequence[Enrollment]) -> dict[str, str]:
    found = terms.courses()
    return {
        after.key: _("goes on from %(title)s") % {"title": each.version.title}
        for each in completed[:10]
        for after in found.following(each.course)
    }


def _of_team(person: UUID, courses: Sequence[Course], day: date) -> dict[str, str]:
    rows = Enrollment.objects.filter(
        course__in=[each.key for each in courses], state=EnrollmentState.COMPLETED,
        person__in=rules.colleagues(person, day),
    )  # fmt: skip
    counts = rows.order_by().values_list("course").annotate(n=Count("person", distinct=True))
    return {
        course: ngettext("%(n)d of your team has it", "%(n)d of your team have it", n) % {"n": n}
        for course, n in counts
        if n >= LEAST_COLLEAGUES
    }
