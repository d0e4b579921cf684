"""Slides of a lesson, and the guides that belong to them: on the screen and as files."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.courses import wording
from trellis.courses.definitions.courses import Course, Part
from trellis.courses.queries import decks, material
from trellis.courses.queries.material import Form
from trellis.courses.rules import Seeker
from trellis.courses.views.catalogue import course_for, seeker_in
from trellis.pages.queries.current import current_edition
from trellis.web.documents.pdf import DocumentError


@never_cache
@require_safe
def slides(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """The slides, one at a time with the keys; all of them, one below the other, without a script and on paper."""
    course, chosen, _seeker, _form = _asked(request, key, part, Form.SLIDES)
    found = material.deck_for(current_edition(), chosen, Form.SLIDES)
    if found is None:
        raise Http404
    return render(request, "courses/material/slides.html", {"course": course, "part": chosen, "deck": found})


@never_cache
@require_safe
def guide(request: HttpRequest, key: str, part: str, form: str) -> HttpResponse:
    """The guide for whoever facilitates, that for participants, slide by slide, or what is done in the lab."""
    course, chosen, seeker, wanted = _asked(request, key, part, form)
    if wanted == Form.SLIDES:
        raise Http404
    found = material.deck_for(current_edition(), chosen, wanted)
    if found is None:
        raise Http404
    values = {
        "course": course, "part": chosen, "deck": found, "form": form, "title": material.named(wanted),
        "rows": [(each, material.clock(each.starts_after)) for each in found.slides],
        "length": wording.length(found.minutes), "lines": range(material.LINES),
        "may_facilitate": wanted == Form.FACILITATOR or material.may_facilitate(seeker, course),
        "has_lab": decks.has_tasks(current_edition(), chosen),
    }  # fmt: skip
    if wanted == Form.LAB:
        values["stations"] = [
            (each.slide, [(task, material.task_named(task.kind)) for task in each.tasks])
            for each in decks.stations_of(found)
        ]
        return render(request, "courses/material/lab.html", values)
    return render(request, "courses/material/guide.html", values)


@never_cache
@require_safe
def file(request: HttpRequest, key: str, part: str, form: str) -> HttpResponse:
    """The slides or one of the guides as a PDF."""
    course, chosen, _seeker, wanted = _asked(request, key, part, form)
    try:
        made = material.pdf(current_edition(), course, chosen, wanted)
    except DocumentError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
        return redirect("courses:course", course.key)
    if made is None:
        raise Http404
    name = f"{course.key}-{chosen.key}-{form}.pdf"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=False, filename=name) or ""}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _asked(request: HttpRequest, key: str, part: str, said: str) -> tuple[Course, Part, Seeker, Form]:
    """The course, its part and the form. Raises Http404 where there is none with slides, PermissionDenied."""
    seeker = seeker_in(request)
    if said not in list(Form):
        raise Http404
    form = Form(said)
    course = course_for(seeker, key)
    chosen = material.part_for(current_edition(), course, part, form)
    if chosen is None:
        raise Http404
    if not material.may_have(seeker, course, form):
        raise PermissionDenied(_("The facilitator guide is for those who run this course."))
    return course, chosen, seeker, form
