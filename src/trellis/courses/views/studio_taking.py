"""How a quiz is taken, by form: passing, attempts, time, what is drawn from pools, honesty, who may take it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses import studio_words
from trellis.courses.queries import studio_picks as picks
from trellis.courses.queries import studio_questions as own
from trellis.courses.services import studio as services
from trellis.courses.studio import acts, taking
from trellis.courses.studio.taking import Sheet
from trellis.courses.views.studio_desk import Asked, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError
from trellis.people.rules import can_see_directory


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def quiz_settings(asked: Asked, name: str) -> HttpResponse:
    """The form; sent, only the values that are different are written."""
    page, post = own.quiz_page(asked.desk(name)), asked.request.POST
    desk, known = page.desk, picks.known()
    pools = [each.question.pool for each in page.questions if each.question is not None]
    before = taking.sheet_of(plain(desk.text), desk.path, pools)
    if asked.request.method != "POST":
        return _shown(asked, name, page, before, before, known)
    sent = taking.sent(post, before)
    act = acts.act_of(post.get("act", ""))
    if act is not None:
        audience = acts.begun(acts.applied(act, "audience", sent.audience))
        return _shown(asked, name, page, replace(sent, audience=audience), before, known)
    try:
        is_new = services.change(
            desk,
            by=asked.account,
            seen=post.get("seen", ""),
            reshape=lambda text: taking.written(text, desk.path, sent, known),
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _shown(asked, name, page, sent, before, known, error)
    messages.success(asked.request, _("Kept as your draft.") if is_new else _("Nothing was different."))
    return asked.to("quiz", name)


def _shown(
    asked: Asked,
    name: str,
    page: own.QuizPage,
    sheet: Sheet,
    before: Sheet,
    known: picks.Known,
    error: TrellisError | None = None,
) -> HttpResponse:
    shown = picks.Audiences(known, with_names=can_see_directory(asked.account))
    act = acts.act_of(asked.request.POST.get("act", ""))
    pools = [*(sheet.pools or ()), taking.Pool("")][: taking.MOST_POOLS]
    values = asked.context(
        "quiz", page=page, name=name, sheet=sheet, known=known, error=error, words=sheet.words,
        audience=shown.shown({"audience": (sheet.audience, before.audience)}, act)["audience"],
        owner=picks.pick("owner", sheet.owner, "roles", known, "one"), pools=pools,
        integrity=[(key, words, key in sheet.integrity) for key, words in studio_words.INTEGRITY.items()],
        flags=[(key, words, key in sheet.flags) for key, words in studio_words.FLAGS.items()],
        reviews=studio_words.REVIEWS,
    )  # fmt: skip
    return render(asked.request, "courses/studio/quiz_settings.html", values, status=status_of(error))
