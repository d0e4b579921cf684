"""Pages as they were at a revision, with what they include as it was then: what somebody is taught stays what it was.

Only the pages that are asked for are read from Git, and those that they include; all else is today's: addresses that
links lead to, pictures, videos. Where Git knows nothing of a revision, today's text stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from posixpath import dirname, join, normpath

from trellis.courses.definitions.coursekind import CourseKind, CoursePage, whole
from trellis.courses.definitions.courses import LESSON, Course, Courses, Lesson
from trellis.courses.definitions.lessons import LessonKind
from trellis.courses.terms import counted
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.errors import TrellisError
from trellis.handbook.files import read_page
from trellis.handbook.links import LinkEnvironment
from trellis.handbook.page import Page
from trellis.handbook.pageexports import includes_of
from trellis.handbook.pageindex import exports_of
from trellis.pages.queries.current import Edition
from trellis.pages.queries.revisions import past_of

MOST_PAGES = 60
"""Pages that are read from Git for one page; what a further one includes is today's."""
_COMMIT = re.compile(r"(?:^|[=,])([0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])")


def edition_at(edition: Edition, revision: str, paths: Iterable[str]) -> Edition:
    """The edition with some pages, and what they include, as they were at a revision.

    It is the same edition where they have not changed since, or where nobody knows what they were.
    """
    wanted = tuple(dict.fromkeys(paths))
    if not revision or revision == edition.handbook.revision:
        return edition
    return edition.remember(("courses-then", revision, wanted), lambda: _made(edition, revision, wanted))


def course_at(edition: Edition, revision: str, course: Course) -> Course:
    """A course as its page and its lessons were at a revision; quizzes count as long as today's."""
    then = edition_at(edition, revision, (course.path,))
    page = then.handbook.pages.get(course.path)
    if page is None or then is edition:
        return course
    return edition.remember(
        ("course-then", revision, course.key), lambda: _course(edition, then, revision, course)
    )


def page_at(edition: Edition, revision: str, path: str) -> Page | None:
    """A page as it was at a revision; `None` where nobody knows, or it was not there."""
    try:
        past = past_of(edition, path)
        if past is None:
            return None
        for identifier in _COMMIT.findall(revision):
            commit = past.commit(identifier)
            _name, entry = past.found_at(commit.id) if commit is not None else ("", None)
            if entry is not None:
                return read_page(path, past.archive.contents([entry.id]).get(entry.id, b"")).page
    except TrellisError:
        return None
    return None


def _made(edition: Edition, revision: str, paths: tuple[str, ...]) -> Edition:
    handbook = edition.handbook
    found: dict[str, Page] = {}
    waiting = list(paths)
    asked: set[str] = set()
    while waiting and len(asked) < MOST_PAGES:
        path = waiting.pop()
        if path in asked:
            continue
        asked.add(path)
        page = page_at(edition, revision, path)
        now = handbook.pages.get(path)
        if page is not None and (now is None or page.text != now.text):
            found[path] = page
        read = page or now
        if read is not None and "![[" in read.text:
            for each in includes_of(read):
                there = handbook.environment.resolve_wiki(path, each.target).target
                waiting += [there] if there is not None else _where_written(path, each.target)
    return _with_pages(edition, found, revision) if found else edition


def _where_written(path: str, target: str) -> list[str]:
    """Where a page that has gone or moved since was looked for: beside the page that includes it, and from the root."""
    name = target.partition("#")[0].strip().strip("/").removesuffix(".md")
    return [f"{name}.md", normpath(join(dirname(path), f"{name}.md"))] if name else []


def _with_pages(edition: Edition, pages: dict[str, Page], revision: str) -> Edition:
    """The edition with some pages in other words; what their links lead to is looked up anew."""
    handbook, rule = edition.handbook, edition.handbook.settings.slugs
    before = handbook.environment
    exports = {**before.pages, **{path: exports_of(page, rule) for path, page in pages.items()}}
    environment = LinkEnvironment(exports.values(), (*handbook.assets, *handbook.data), before.settings)
    links = {
        path: tuple(
            environment.resolve(path, link.destination, text=link.text, image=link.image)
            if link.kind != "wiki"
            else environment.resolve_wiki(path, link.destination)
            for link in page.links
        )
        for path, page in pages.items()
    }
    made = replace(
        handbook, pages={**handbook.pages, **pages}, links={**handbook.links, **links}, revision=revision,
        _environment=environment,
    )  # fmt: skip
    return Edition(made, edition, edition.audience, edition.whole)


def _course(edition: Edition, then: Edition, revision: str, course: Course) -> Course:
    settings, page = then.handbook.settings, then.handbook.pages[course.path]
    parsed = CourseKind().parse(page, settings, Reporter(page.path, page.source))
    if not isinstance(parsed, CoursePage):
        return course
    parts = [found.target for found in then.handbook.links.get(page.path, ()) if found.target is not None]
    # What has gone since resolves to nothing today: it is looked for where it was linked.
    written = [each.destination for each in parsed.parts if each.destination.endswith(".md")]
    parts += [normpath(join(dirname(page.path), each)) for each in written if "://" not in each]
    handbook = _made(edition, revision, (page.path, *parts)).handbook
    lessons: dict[str, Lesson] = dict(handbook.definitions.get(LESSON, {}))
    for path in parts:
        there = handbook.pages.get(path)
        if there is not None and LessonKind().recognise(there, settings):
            lessons[path] = LessonKind().parse(there, settings, Reporter(path, there.source))
    made = whole(parsed, lessons, handbook, Reporter(page.path, page.source))
    return counted(made, Courses({made.key: made}, {}, lessons), handbook)
