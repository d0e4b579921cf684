"""What the studio says to the rooms below when Django starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.assessments.definitions.kinds import KINDS
from trellis.core import kinds
from trellis.courses import companions as of_courses
from trellis.courses import rules, studio_words
from trellis.courses.companions import Action, Added, Place
from trellis.courses.definitions.courses import Course
from trellis.courses.studio.inserting import SNIPPETS
from trellis.handbook.handbook import Handbook
from trellis.pages import companions, formed, inserting
from trellis.pages.companions import Companion
from trellis.pages.inserting import Insert
from trellis.pages.queries.current import Edition


def ready() -> None:
    """Offer sections of pages to courses, and the studio beside the editor of pages of courses."""
    known = {each.name for each in kinds.registered()}
    for kind in KINDS:
        if kind.name not in known:
            kinds.register(kind)
    companions.register("studio", _companion)
    formed.register("studio", _form)
    inserting.register("studio", _inserts)
    of_courses.register("studio", _added)


def _companion(edition: Edition, path: str) -> Companion | None:
    """The way from a page of the handbook into a course; a page of a course has its own way."""
    if _place(path) is not None or path not in edition.handbook.pages:
        return None
    return Companion(_("Use in a course"), "book", reverse("studio:use", args=[path]), is_for_authors=True)


def _added(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added:
    """The way from the page of a course into the studio, for authors."""
    if place is not Place.COURSE or not courses or not rules.can_preview(getattr(request, "user", None)):
        return Added()
    return Added(actions=(Action(_("Studio"), reverse("studio:course", args=[courses[0].key]), "pencil"),))


def _form(handbook: Handbook, path: str) -> str | None:
    """Where a page of a course is changed in the studio."""
    place = _place(path)
    if place is None:
        return None
    key, name = place
    if name == "course.md":
        return reverse("studio:course", args=[key])
    page = handbook.pages.get(path)
    is_quiz = (
        name == "quiz.md"
        or name.endswith(".quiz.md")
        or (page is not None and bool(page.front_value("quiz")))
    )
    return reverse("studio:quiz" if is_quiz else "studio:lesson", args=[key, name])


def _inserts(path: str) -> Iterator[Insert]:
    """The blocks that a lesson may hold besides those of every page."""
    place = _place(path)
    if place is not None and place[1] != "course.md" and not place[1].endswith("quiz.md"):
        for name, text in SNIPPETS.items():
            yield Insert(studio_words.SNIPPETS[name], text)


def _place(path: str) -> tuple[str, str] | None:
    """The key of the course and the name of the page, of a page that lies in a course's folder."""
    parts = path.split("/")
    if len(parts) < 3 or parts[-3] != "courses" or not path.endswith(".md"):
        return None
    return parts[-2], parts[-1]
