"""Courses and paths by name: for the search field and the command palette, only those that somebody finds."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core.rules import Account
from trellis.courses import rules
from trellis.courses.addresses import course_address, path_address
from trellis.courses.definitions.courses import Course, Courses, LearningPath
from trellis.courses.queries import catalogue
from trellis.courses.terms import courses_in
from trellis.pages.queries.current import Edition, current_edition
from trellis.web.finding import Candidate, fold


def candidates(request: HttpRequest) -> Iterable[Candidate]:
    """The courses and paths that whoever asks finds. A few queries where any of them is not for everybody."""
    who = request.user
    if not isinstance(who, Account) or not rules.can_see(who):
        return ()
    known = current_edition().derive(_known)
    if not known:
        return ()
    seeker = catalogue.seeker_of(who)
    return tuple(found for each, found in known if rules.can_find(seeker, each))


def _known(edition: Edition) -> tuple[tuple[Course | LearningPath, Candidate], ...]:
    courses: Courses = courses_in(edition)
    found: list[tuple[Course | LearningPath, Candidate]] = [
        (each, _candidate(each, course_address(each.key), _("Course"))) for each in courses.by_key.values()
    ]
    found += [(each, _candidate(each, path_address(each.key), _("Path"))) for each in courses.paths.values()]
    return tuple(found)


def _candidate(each: Course | LearningPath, url: str, kind: str | Promise) -> Candidate:
    where = ", ".join(each.topics) if isinstance(each, Course) else ""
    return Candidate(
        name=each.title, key=fold(each.title), where=where, url=url, icon="book", kind=kind, group="courses",
        path=each.path,
    )  # fmt: skip
