"""A section of the handbook made into a lesson: included in a course, with a first question that rests on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses.queries import studio as queries
from trellis.courses.queries.catalogue import courses_now
from trellis.courses.services import studio as services
from trellis.courses.services import studio_using
from trellis.courses.views.studio_desk import author_of, authors_only, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import current_edition
from trellis.pages.services.drafts import NotAllowedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@authors_only
def use(request: HttpRequest, path: str) -> HttpResponse:
    """Which section goes into which course. Sent, the lesson and a first question are drafts."""
    edition, post, error = current_edition(), request.POST, None
    sections = queries.sections_of(edition, path)
    if not sections:
        raise Http404
    if request.method == "POST":
        try:
            return _made(request, path, sections)
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    begun = queries.begun(edition, author_of(request))
    known = {each.key: each.title for each in courses_now().by_key.values()}
    courses = {(each.key, each.number): each.title for each in begun if each.is_mine}
    courses |= {(key, 0): title for key, title in known.items()}
    values = {
        "path": path, "sections": sections, "error": error, "page_title": sections[0].title,
        "courses": sorted(
            ((f"{key}|{number}" if number else key, title, number) for (key, number), title in courses.items()),
            key=lambda each: each[1].casefold(),
        ),
        "chosen": post.get("anchor", request.GET.get("section", "")), "title": post.get("title", ""),
    }  # fmt: skip
    return render(request, "courses/studio/use.html", values, status=status_of(error))


def _made(request: HttpRequest, path: str, sections: tuple[queries.SectionFound, ...]) -> HttpResponse:
    post, who = request.POST, author_of(request)
    section = next((each for each in sections if each.anchor == post.get("anchor", "")), None)
    key, _sep, number = post.get("course", "").partition("|")
    bench = queries.bench_of(current_edition(), who, key, int(number[:9]) if number.isdecimal() else None)
    if section is None or not key or bench is None or queries.course_page(bench, who) is None:
        raise services.StudioError(_("Choose a section and a course."))
    made = studio_using.use_section(
        bench, by=who, path=path, anchor=section.anchor, title=post.get("title", "") or section.title,
        with_question=post.get("question") == "1", missing=queries.lines_without_outline(bench),
    )  # fmt: skip
    messages.success(request, _("The section is a lesson of the course now, as your draft."))
    suffix = f"?proposal={bench.proposal.number}" if bench.proposal is not None else ""
    if made.question:
        there = reverse("studio:question", args=[key, made.quiz, made.question])
    else:
        there = reverse("studio:lesson", args=[key, made.lesson])
    return HttpResponseRedirect(there + suffix)
