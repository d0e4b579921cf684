"""The settings of a course by form: values of its front matter, changed where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses.queries import studio as queries
from trellis.courses.queries import studio_picks as picks
from trellis.courses.services import studio as services
from trellis.courses.studio import acts
from trellis.courses.studio import settings as form
from trellis.courses.studio.settings import Rule, Sheet
from trellis.courses.views.studio_desk import Asked, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError
from trellis.people.rules import can_see_directory

AUDIENCE, ASSIGN = "audience", "assign"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def settings(asked: Asked) -> HttpResponse:
    """The form; sent, only the values that are different are written. Rows are added to it before anything is kept."""
    desk, post = asked.desk("course.md"), asked.request.POST
    before, known = form.sheet_of(plain(desk.text), desk.path), picks.known()
    if asked.request.method != "POST":
        return _shown(asked, before, before, known)
    sent = form.sent(post, before)
    act = acts.act_of(post.get("act", ""))
    if act is not None:
        return _shown(asked, _acted(sent, act), before, known)
    try:
        is_new = services.change(
            desk,
            by=asked.account,
            seen=post.get("seen", ""),
            reshape=lambda text: form.written(text, desk.path, form.resolved(sent, before, known)),
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _shown(asked, sent, before, known, error)
    messages.success(asked.request, _("Kept as your draft.") if is_new else _("Nothing was different."))
    return asked.to("settings")


def _acted(sheet: Sheet, act: acts.Act) -> Sheet:
    """What stands in the form after a button that keeps nothing."""
    rules = sheet.rules
    if rules is not None and act.name == ASSIGN:
        if act.what == acts.ADD:
            rules = (*rules, Rule())
        elif act.what == acts.REMOVE:
            rules = (*rules[: act.at], *rules[act.at + 1 :])
    if rules is not None:
        rules = tuple(
            each._replace(audience=acts.begun(acts.applied(act, f"{ASSIGN}-{at}", each.audience)))
            for at, each in enumerate(rules)
        )
    return replace(
        sheet, audience=acts.begun(acts.applied(act, AUDIENCE, sheet.audience)), rules=rules
    )  # fmt: skip


def _shown(
    asked: Asked, sheet: Sheet, before: Sheet, known: picks.Known, error: TrellisError | None = None
) -> HttpResponse:
    rules = sheet.rules or ()
    several = {AUDIENCE: (sheet.audience, before.audience)}
    for at, rule in enumerate(rules):
        old = before.rules[rule.was] if rule.was is not None and before.rules else Rule()
        several[f"{ASSIGN}-{at}"] = (rule.audience, old.audience)
    act = acts.act_of(asked.request.POST.get("act", ""))
    shown = picks.Audiences(known, with_names=can_see_directory(asked.account)).shown(several, act)
    values = asked.context(
        "settings", page=queries.course_page(asked.bench, asked.account), error=error, sheet=sheet, known=known,
        top=_rows(form.TOP, sheet, known), about=_rows(form.ABOUT, sheet, known), who=_rows(form.WHO, sheet, known),
        audience=shown[AUDIENCE], after=form.AFTER, may_add=len(rules) < form.MOST_RULES,
        rules=[(at, rule, shown[f"{ASSIGN}-{at}"]) for at, rule in enumerate(rules)],
    )  # fmt: skip
    return render(asked.request, "courses/studio/settings.html", values, status=status_of(error))


def _rows(fields: tuple[form.Field, ...], sheet: Sheet, known: picks.Known) -> list[tuple[form.Field, Any]]:
    """Each field with its value, or with what is chosen in it."""
    return [
        (
            each,
            picks.pick(each.key, sheet.picked.get(each.key, ()), each.known, known, each.sort)
            if each.sort in form.PICKED
            else sheet.plain.get(each.key, ""),
        )
        for each in fields
    ]
