"""Lessons in the studio: their settings, what can be put into them, and how learners will see them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses import studio_words, wording
from trellis.courses.queries import reading
from trellis.courses.queries import studio as queries
from trellis.courses.queries.studio_lessons import lesson_page, relocated_lesson
from trellis.courses.queries.studio_questions import kept_addresses
from trellis.courses.services import studio as services
from trellis.courses.studio import fronts, inserting
from trellis.courses.studio.outlines import aims_of
from trellis.courses.views.studio_desk import Asked, number_in, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError

BLOCKS = {name: words for name, words in studio_words.SNIPPETS.items() if name != "video"}
"""What is put in by a button; for a video it has to be said which."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def lesson(asked: Asked, name: str) -> HttpResponse:
    """A lesson: what it serves, how long it takes, and what can be put into it. The words are written in the editor."""
    desk, error, post = asked.desk(name), None, asked.request.POST
    if asked.request.method == "POST" and post.get("act") != "search":
        try:
            services.change(
                desk,
                by=asked.account,
                seen=post.get("seen", ""),
                reshape=lambda text: _reshaped(text, desk.path, post),
            )
        except (NotAllowedError, Http404):
            raise
        except TrellisError as trouble:
            error = trouble
        else:
            messages.success(asked.request, _("Kept as your draft."))
            return asked.to("lesson", name)
    search = post.get("search", "")[:200]
    values = asked.context(
        "lesson", page=lesson_page(asked.bench, desk), name=name, error=error, snippets=BLOCKS,
        sent={each: post.get(each, "") if error else "" for each in ("address", "words", "transcript")},
        aims=_aims(asked), search=search, sections=queries.sections_matching(current_edition(), search, asked.folder),
        findings=[each for each in asked.bench.own if each.path == desk.path], desk=desk,
        lesson=_seen(asked, desk.path), length=wording.length,
    )  # fmt: skip
    return render(asked.request, "courses/studio/lesson.html", values, status=status_of(error))


def _aims(asked: Asked) -> list[tuple[str, str]]:
    try:
        desk = asked.desk("course.md")
    except Http404:
        return []
    return [(each.key, each.text) for each in aims_of(plain(desk.text), desk.path)]


def _reshaped(text: str, path: str, post: QueryDict) -> str:
    act = post.get("act", "")
    if act == "settings":
        minutes = number_in(post.get("minutes", ""), 600)
        known = [each.strip() for each in post.getlist("objectives") if each.strip()][:50]
        title = " ".join(post.get("title", "").split())[:200]
        values = {"objectives": known or None, "minutes": minutes or None}
        return fronts.with_values(text, ({"title": title} if title else {}) | values)
    place = post.get("after", "")
    after = int(place) if place.lstrip("-").isdecimal() and len(place) < 6 else None
    if act == "include":
        there = post.get("section", "")[:400]
        if not there:
            raise inserting.InsertError(
                _("Choose a section first."), hint=_("Find it by the title of its page.")
            )
        page, _sep, anchor = there.partition("#")
        return inserting.inserted(text, path, inserting.include(page, anchor), after)
    if act == "video":
        sent = (post.get(name, "")[:500] for name in ("address", "words", "transcript"))
        return inserting.inserted(text, path, inserting.watched(*sent), after)
    kind = act.removeprefix("insert-")
    if kind not in BLOCKS:
        raise Http404
    return inserting.inserted(text, path, inserting.SNIPPETS[kind], after)


def _seen(asked: Asked, path: str) -> reading.LessonView | None:
    shown = reading.lesson(Edition(asked.bench.handbook), path)
    return relocated_lesson(shown, kept_addresses(asked.bench)) if shown is not None else None
