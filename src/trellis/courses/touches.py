"""What pages and proposals show of courses: which teach a page, which a change touches, and whom that concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.assessments.definitions.quizzes import Quiz
from trellis.courses import companions, terms
from trellis.courses.addresses import course_address
from trellis.courses.definitions.courses import QUIZ, Course, Courses
from trellis.courses.definitions.releases import concerned_by
from trellis.handbook.handbook import Handbook
from trellis.handbook.transclude import expand
from trellis.pages.companions import Companion
from trellis.pages.queries.current import Edition
from trellis.pages.touching import Touched


def companion_of(edition: Edition, path: str) -> Companion | None:
    """The course of a page that is one, or that is a part of one; nothing for any other page."""
    courses = terms.courses_in(edition)
    found = courses.at(path) or next((course for course, _part in courses.with_lesson(path)), None)
    return (
        Companion(gettext_lazy("The course"), "book", course_address(found.key))
        if found is not None
        else None
    )


def touched(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Touched]:
    """The courses that a change of files touches: their own pages, what lessons include, what questions rely on.

    Only what says something else counts: a lesson that includes one section is not touched by a change of another.
    Rooms above say how many learners, certificates and sessions they have.
    """
    changed = set(paths)
    courses = _joined(terms.courses_of(before), terms.courses_of(after))
    rows = []
    for course in courses.values():
        how = list(_how(course, changed, before, after))
        if how:
            rows.append((course, how))
    words = companions.touched([course.key for course, _how_ in rows]) if rows else {}
    for course, how in rows:
        yield Touched(course.title, course_address(course.key), "; ".join((*how, *words.get(course.key, ()))))


def _joined(before: Courses, after: Courses) -> dict[str, Course]:
    """The courses of both; one that a change deletes as it was."""
    return {**before.by_key, **after.by_key}


def _how(course: Course, changed: set[str], before: Handbook, after: Handbook) -> Iterator[str]:
    if course.path in changed:
        yield _("its page changes")
    n = sum(each.path in changed for each in course.parts)
    if n:
        yield ngettext("%(n)d part changes", "%(n)d parts change", n) % {"n": n}
    others = [each.path for each in course.parts if each.path and each.path not in changed]
    n = sum(_reads_otherwise(path, before, after) for path in others)
    if n:
        yield ngettext("%(n)d lesson includes its text", "%(n)d lessons include its text", n) % {"n": n}
    n = sum(_relying(each.path, changed, before, after) for each in course.parts if each.kind == "quiz")
    if n:
        yield ngettext("%(n)d question relies on it", "%(n)d questions rely on it", n) % {"n": n}


def _reads_otherwise(path: str, before: Handbook, after: Handbook) -> bool:
    """Whether a page that includes others says something else, though it has not changed itself."""
    page, then = after.pages.get(path), before.pages.get(path)
    if page is None or then is None or "![[" not in page.text:
        return False
    old, new = expand(then, before.pages, before.environment), expand(page, after.pages, after.environment)
    return old.text != new.text


def _relying(path: str, changed: set[str], before: Handbook, after: Handbook) -> int:
    """How many questions of a quiz rely on a passage that says something else."""
    quiz: Quiz | None = after.definitions.get(QUIZ, {}).get(path) or before.definitions.get(QUIZ, {}).get(
        path
    )
    return sum(
        any(_passage_differs(path, each, changed, before, after) for each in question.relies_on)
        for question in (quiz.questions if quiz is not None else ())
    )


def _passage_differs(quiz: str, passage: str, changed: set[str], before: Handbook, after: Handbook) -> bool:
    then, now = passage_of(quiz, passage, before), passage_of(quiz, passage, after)
    return (then[0] in changed or now[0] in changed) and then[1] != now[1]


def passage_of(quiz: str, passage: str, handbook: Handbook) -> tuple[str, str]:
    """The page of a passage that a question of a quiz names as `path#anchor`, and its text; empty where none is."""
    environment = handbook.environment
    found = environment.resolve(quiz, passage if passage.startswith(("/", ".")) else f"/{passage}")
    page = handbook.pages.get(found.target or "")
    if page is None:
        return "", ""
    span = environment.pages[page.path].section(found.heading)
    return page.path, page.text[span.start : span.end]


def concerned(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Touched]:
    """The courses that release notes concern which a change brings: their owners will be asked to look at them."""
    known, courses = terms.releases_in(before), terms.courses_of(after)
    for path, release in terms.releases_in(after).items():
        then = known.get(path)
        if path not in paths or (then is not None and then.topics == release.topics):
            continue
        for each in concerned_by(release, courses):
            yield Touched(each.course.title, course_address(each.course.key), ", ".join(each.topics))
