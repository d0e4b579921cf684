"""A course before it is published, as learners will see it: all of it, one lesson, and through the eyes of others."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.courses import rules, wording
from trellis.courses.definitions.courses import Course
from trellis.courses.embedding import allow_youtube
from trellis.courses.queries import looking_as, reading
from trellis.courses.queries import studio as queries
from trellis.courses.queries.catalogue import seeker_of
from trellis.courses.queries.looking_as import Eyes
from trellis.courses.queries.studio_lessons import relocated_lesson
from trellis.courses.queries.studio_questions import kept_addresses
from trellis.courses.terms import courses_of
from trellis.courses.views.studio_desk import Asked, of_course
from trellis.handbook.errors import TrellisError
from trellis.people.terms import role_titles
from trellis.web.tabs import Tab

FRAMES = ("desktop", "phone")


@never_cache
@require_safe
@of_course
def preview(asked: Asked, name: str) -> HttpResponse:
    """A lesson as learners will see it, in the frame of a desktop or of a phone."""
    course, path = course_of(asked), asked.desk(name).path
    looking = _Looking(asked, course)
    shown = reading.lesson(looking_as.edition_for(asked.bench, looking.eyes), path)
    if shown is None and looking.eyes is None:
        raise Http404
    if shown is not None:
        shown = relocated_lesson(shown, kept_addresses(asked.bench))
    frame = asked.request.GET.get("frame", "")
    frame = frame if frame in FRAMES else FRAMES[0]
    lessons = [each for each in course.parts if each.path.startswith(f"{asked.folder}/")]
    beside = [(each.path.rpartition("/")[2], each.title) for each in lessons if each.kind == "lesson"]
    links = [(looking.address("preview", one), title) for one, title in beside]
    at = next((at for at, (one, _title) in enumerate(beside) if one == name), -1)
    values = asked.context(
        "preview",
        page=course,
        name=name,
        title=asked.bench.handbook.pages[path].title,
        lesson=shown,
        frame=frame,
        length=wording.length(shown.minutes) if shown is not None else "",
        tabs=(
            Tab(_("Desktop"), looking.address("preview", name), frame == "desktop"),
            Tab(_("Phone"), looking.address("preview", name, frame="phone"), frame == "phone"),
        ),
        before=links[at - 1] if at > 0 else None,
        after=links[at + 1] if -1 < at < len(links) - 1 else None,
        **looking.values,
    )
    answer = render(asked.request, "courses/studio/preview.html", values)
    return allow_youtube(answer, shown) if shown is not None else answer


@never_cache
@require_safe
@of_course
def preview_course(asked: Asked) -> HttpResponse:
    """The course as learners will find it, which of some audiences will, and how it is for one person or role."""
    course = course_of(asked)
    looking = _Looking(asked, course)
    handbook = looking_as.edition_for(asked.bench, looking.eyes).handbook
    rows = [
        (
            each,
            looking.address("preview", each.path.rpartition("/")[2])
            if each.kind == "lesson" and each.path.startswith(f"{asked.folder}/")
            else "",
            each.kind == "lesson" and bool(each.path) and each.path not in handbook.pages,
        )
        for each in course.parts
    ]
    values = asked.context(
        "preview",
        page=course,
        course=course,
        rows=rows,
        kinds=wording.KINDS,
        length=wording.length(course.minutes),
        audiences=queries.who_finds(course),
        may_see=rules.can_see(asked.account),
        **looking.values,
    )
    return render(asked.request, "courses/studio/preview_course.html", values)


def course_of(asked: Asked) -> Course:
    """The course as the drafts make it. Raises Http404."""
    found = courses_of(asked.bench.handbook).at(f"{asked.folder}/course.md")
    if found is None:
        raise Http404
    return found


class _Looking:
    """Through whose eyes a preview is looked at, as its address says, and addresses that keep it."""

    def __init__(self, asked: Asked, course: Course) -> None:
        sent, seeker = asked.request.GET, seeker_of(asked.account)
        self._asked, self.eyes = asked, None
        self.kind, self.who = sent.get("as", ""), " ".join(sent.get("who", "").split())[:254]
        self.error: TrellisError | None = None
        try:
            self.eyes = looking_as.eyes_of(asked.bench, seeker, course, self.kind, self.who)
        except TrellisError as error:
            self.error = error
        self._may_person = looking_as.can_look_as_people(seeker, course)
        self._may_take = self.eyes.may_take(course) if self.eyes is not None else False

    def address(self, name: str, *arguments: str, **more: str) -> str:
        """A page of the studio, looked at through the same eyes."""
        said = ({"as": self.kind, "who": self.who} if self.eyes is not None else {}) | more
        there = self._asked.address(name, *arguments)
        return f"{there}{'&' if '?' in there else '?'}{urlencode(said)}" if said else there

    @property
    def values(self) -> dict[str, object]:
        """What the templates say of it."""
        eyes: Eyes | None = self.eyes
        kinds = [
            (looking_as.ROLE, _("Whoever has the role")),
            (looking_as.MANAGER, _("The same, with a team")),
        ]
        kinds += [(looking_as.PERSON, _("One person"))] if self._may_person else []
        return {
            "eyes": eyes, "eyes_kinds": kinds, "eyes_kind": self.kind, "eyes_who": self.who, "error": self.error,
            "may_take": self._may_take, "titles": role_titles(),
        }  # fmt: skip
