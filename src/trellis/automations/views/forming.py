"""The form for an automation: all of its cells are sent at once, become a draft, and are shown with what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.automations import forms, rules, wording
from trellis.automations.addresses import form_at
from trellis.automations.controls import Controls
from trellis.automations.definitions.permissions import SEE
from trellis.automations.queries import dry, forming
from trellis.automations.queries.forming import FormPage
from trellis.automations.services import forming as services
from trellis.automations.views.reading import would
from trellis.core.guarding import account_of, permitted
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.slugs import slug
from trellis.pages.queries import editing
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.editing import Desk
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.made import proposed

FOLDER = "automations"
STATUS = {"stale": 409}
FRESH = "fresh"
"""Says in the address that the form was just begun."""


@permitted(SEE.name)
@contributors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What a new automation is called; sent, it becomes a draft in the form."""
    who, title = _writer(request), " ".join(request.POST.get("title", "").split())[: forms.MOST_WORDS]
    error: TrellisError | None = None
    if request.method == "POST":
        try:
            edition = current_edition()
            path = editing.new_path(edition, FOLDER, slug(title)[:80].strip("-"), title, ".yml")
            services.begin(editing.desk(edition, who, path), by=who, title=title)
            return HttpResponseRedirect(f"{form_at(path)}?{FRESH}")
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    context = {"title": title, "error": error}
    return render(request, "automations/new.html", context, status=422 if error else 200)


@permitted(SEE.name)
@contributors_only
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, path: str) -> HttpResponse:
    """The form of an automation; sent, its cells become the draft, or the draft is proposed."""
    _writer(request)
    try:
        desk = _desk(request, path)
        if request.method != "POST":
            return _shown(request, desk)
    except TrellisError as error:
        context = {
            "path": path,
            "error": error,
            "url": reverse("automations:directory"),
            "text": _text_at(path),
        }
        return render(request, "automations/unformed.html", context, status=409)
    try:
        if request.POST.get("act") == "propose":
            return _propose(request, desk)
        return _keep(request, desk)
    except NotAllowedError:
        raise
    except TrellisError as error:
        if request.headers.get("HX-Request"):
            # A field takes only parts of an answer: the form as it is now comes with the reason, as a page.
            messages.error(request, f"{error.message} {error.hint}".strip())
            return HttpResponse(headers={"HX-Redirect": _address(desk)})
        return _shown(request, _desk(request, path), error)


def _keep(request: HttpRequest, desk: Desk) -> HttpResponse:
    seen, sheet = request.POST.get("seen", ""), forms.sheet_of(request.POST.dict())
    services.change(desk, by=account_of(request), seen=seen, sheet=sheet)
    if request.headers.get("HX-Request"):
        return _shown(request, _desk(request, desk.path))
    return HttpResponseRedirect(f"{_address(desk)}{_anchor(request)}")


def _propose(request: HttpRequest, desk: Desk) -> HttpResponse:
    who, post = account_of(request), request.POST
    services.check_seen(desk, post.get("seen", ""))
    return proposed(
        request, by=who, path=desk.path, text=desk.text, started_from=desk.commit, proposal=desk.proposal,
        title=post.get("summary", ""),
    )  # fmt: skip


def _shown(request: HttpRequest, desk: Desk, error: TrellisError | None = None) -> HttpResponse:
    page = forming.form_page(current_edition(), desk, services.plain_text(desk))
    if FRESH in request.GET and request.method != "POST":
        page = replace(page, faults={})  # nobody has filled in anything yet
    is_partial = bool(request.headers.get("HX-Request"))
    context = {
        "page": page,
        "controls": Controls(page.sheet, page.faults),
        "error": error,
        "address": _address(desk),
        "text": _text_at(desk.path, desk),
        "sentence": wording.sentence_of(page.automation) if page.automation is not None else "",
        "suggestion": _suggestion(page),
        "focus": forms.focus_of(request.POST) if is_partial and error is None else "",
        "most_words": forms.MOST_WORDS,
        "most_text": forms.MOST_TEXT,
        **_dry(request, page),
    }
    if is_partial:
        part = "dry" if request.GET.get("dry") and request.method != "POST" else "form"
        return render(request, f"automations/parts/{part}.html", context)
    status = STATUS.get(error.code, 422) if error else 200
    return render(request, "automations/form.html", context, status=status)


def _dry(request: HttpRequest, page: FormPage) -> dict[str, Any]:
    """The dry run, where it was asked for: it may look at thousands of events."""
    made = None
    if request.GET.get("dry") and request.method != "POST":
        made = forming.dry_run_of(page, account_of(request), timezone.now())
    return {
        "dry": made,
        "days": dry.DAYS,
        "moments": would(made.shown) if made is not None else [],
        "is_narrowed": not rules.sees_everything(account_of(request)),
    }


def _suggestion(page: FormPage) -> str:
    """What the proposal could be called."""
    said = _("New automation: %(title)s") if page.is_new else _("Change the automation “%(title)s”")
    return said % {"title": page.sheet.title[:100]}


def _desk(request: HttpRequest, path: str) -> Desk:
    """What somebody goes on with; a file that is no automation, or that nobody has begun, has no form."""
    edition = current_edition()
    number = request.POST.get("proposal") or request.GET.get("proposal") or ""
    proposal = queries.proposal_by_number(int(number)) if number.isdecimal() else None
    if (number and proposal is None) or not forming.is_automation(edition.whole.handbook, path):
        raise Http404
    desk = editing.desk(edition, account_of(request), path, proposal)
    if desk.is_new and desk.draft is None:
        raise Http404
    return desk


def _writer(request: HttpRequest) -> Account:
    who = account_of(request)
    if not rules.can_write(who):
        raise PermissionDenied(
            _("Only contributors can change automations. Ask an administrator for access.")
        )
    return who


def _address(desk: Desk) -> str:
    return form_at(desk.path, desk.proposal.number if desk.proposal is not None else None)


def _text_at(path: str, desk: Desk | None = None) -> str:
    """Where the same is changed as text."""
    if desk is not None and desk.proposal is not None:
        return reverse("pages:proposal-edit", args=[desk.proposal.number, path])
    return reverse("pages:edit", args=[path])


def _anchor(request: HttpRequest) -> str:
    rows = request.POST.get("act", "").split(" ")
    return f"#t-{rows[1]}" if len(rows) > 1 and rows[1] in ("all", "any", "then") else ""
