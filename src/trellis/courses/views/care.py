"""Looking after courses: how they stand, what serves which objective, and lessons as learners see them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.courses import lists, rules, wording
from trellis.courses.addresses import lesson_address
from trellis.courses.embedding import allow_youtube
from trellis.courses.queries import care, catalogue, reading
from trellis.courses.views.catalogue import course_for, seeker_in, tabs_of
from trellis.pages.addresses import source_address
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.web.tabs import Tab

FRAMES = ("desktop", "phone")


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The courses that somebody looks after, and where the curriculum has gaps."""
    seeker = seeker_in(request)
    if not care.cares(seeker):
        raise PermissionDenied
    rows = care.cared_for(seeker, current_edition())
    values = {
        "table": lists.table_of_care(request, rows),
        "tabs": tabs_of(seeker, "care"),
        "levels": tuple(wording.LEVELS.values()),
        "curriculum": care.curriculum([each.course for each in rows]),
        "due": sum(bool(each.due) for each in rows),
        "errors": sum(bool(each.errors) for each in rows),
    }
    return render(request, "courses/care.html", values)


@never_cache
@require_safe
def course(request: HttpRequest, key: str) -> HttpResponse:
    """How one course stands: findings, reviews, and its objectives against its parts."""
    seeker = seeker_in(request)
    found = course_for(seeker, key)
    if not rules.can_care(seeker, found):
        raise PermissionDenied
    edition, courses = current_edition(), catalogue.courses_now()
    standing = care.standing(edition, courses, found, today())
    values = {
        "course": found,
        "standing": standing,
        "findings": [(each, source_address(each.path, each.start.line)) for each in standing.diagnostics],
        "reviews": [(each, source_address(each.path)) for each in standing.reviews],
        "rows": care.matrix(edition, courses, found),
        "bloom": wording.BLOOM,
    }
    return render(request, "courses/care_course.html", values)


@never_cache
@require_safe
def lesson(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """A lesson as learners see it, in the frame of a desktop or of a phone, for those who may change it."""
    seeker = seeker_in(request)
    if not rules.can_preview(seeker.who):
        raise PermissionDenied
    found = course_for(seeker, key)
    chosen = found.part(part)
    shown = (
        reading.lesson(current_edition(), chosen.path)
        if chosen is not None and chosen.kind == "lesson"
        else None
    )
    if chosen is None or shown is None:
        raise Http404
    frame = request.GET.get("frame", "")
    frame = frame if frame in FRAMES else FRAMES[0]
    lessons = [each for each in found.parts if each.kind == "lesson"]
    at = lessons.index(chosen)
    here = reverse("courses:lesson", args=[key, part])
    values = {
        "course": found, "part": chosen, "lesson": shown, "frame": frame, "length": wording.length(shown.minutes),
        "tabs": (Tab(_("Desktop"), here, frame == "desktop"), Tab(_("Phone"), f"{here}?frame=phone", frame == "phone")),
        "before": (lessons[at - 1], lesson_address(key, lessons[at - 1].key)) if at else None,
        "after": (lessons[at + 1], lesson_address(key, lessons[at + 1].key)) if at + 1 < len(lessons) else None,
    }  # fmt: skip
    return allow_youtube(render(request, "courses/lesson.html", values), shown)
