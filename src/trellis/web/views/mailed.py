"""Views of lists by mail: when one is mailed to whom, what came of it, and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import account_of
from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.web import queries, rules, saving
from trellis.web.mailed_forms import MailForm, initial_of, words_of
from trellis.web.models import MailedView, SavedView
from trellis.web.paging import QueryRows, page_of
from trellis.web.services import mailing as services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_mail(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """When a view is mailed to the reader, and for whose it is: to whom else; with what came of it."""
    who = account_of(request)
    view = queries.view_by_id(view_id)
    if view is None or not saving.is_place(view.place) or not rules.can_mail_view(who, view):
        raise Http404
    every = list(queries.mailed_of(view))
    may_mail_to_others = rules.can_mail_to_others(who, view)
    mine = next((each for each in every if each.account_id == who.pk), None)
    form = MailForm(
        request.POST if request.method == "POST" and "stop" not in request.POST else None,
        may_mail_to_others=may_mail_to_others, initial=initial_of(mine),
    )  # fmt: skip
    if request.method == "POST" and _act(request, view, form, who):
        return redirect("web:view-mail", view.pk)
    shown = [each for each in every if may_mail_to_others or each.account_id == who.pk]
    values = {
        "view": view, "title": saving.title_of(view.place), "url": saving.address_of(view.place, view.query),
        "form": form, "mine": mine, "rows": [(each, words_of(each)) for each in shown],
        "mailings": [(each, *queries.state_of(each)) for each in queries.mailings_of(shown)],
        "is_configured": settings.MAIL_IS_CONFIGURED,
    }  # fmt: skip
    return render(request, "web/view_mailed.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailed(request: HttpRequest) -> HttpResponse:
    """Everything that is mailed to the reader, and what they have mailed to others."""
    who = account_of(request)
    if request.method == "POST":
        _stop(request, who)
        return redirect("web:mailed")
    paged = page_of(QueryRows(queries.mailed_to(who)), request)
    values = {
        "paged": paged, "is_configured": settings.MAIL_IS_CONFIGURED,
        "rows": [
            (each, words_of(each), saving.title_of(each.view.place), rules.can_mail_view(who, each.view))
            for each in paged.rows if saving.is_place(each.view.place)
        ],
    }  # fmt: skip
    return render(request, "web/mailed.html", values)


@csrf_exempt  # a mail program sends it (RFC 8058); the address itself is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one list by the link in a mail: at once when sent, asked for when opened."""
    is_done = request.method == "POST"
    found = services.stop_by_link(token=token) if is_done else services.mailed_by(token)
    values = {"found": found, "done": is_done}
    answer = render(request, "web/mailed_stop.html", values, status=200 if found else 404)
    answer["Referrer-Policy"], answer["Cache-Control"] = "no-referrer", "no-store"
    return answer


def _act(request: HttpRequest, view: SavedView, form: MailForm, who: Account) -> bool:
    """Do what was asked for; whether the page is shown anew by its address."""
    if "stop" in request.POST:
        return _stop(request, who)
    if not form.is_valid():
        return False
    try:
        to = (
            services.reader_named(form.cleaned_data["to"]) if form.cleaned_data.get("to", "").strip() else who
        )
        services.mail_view(view=view, to=to, rhythm=form.rhythm, form=form.cleaned_data["form"], by=who)
    except NotAllowedError as error:
        raise PermissionDenied from error
    except TrellisError as error:
        form.add_error("to" if "to" in form.fields else None, f"{error.message} {error.hint}".strip())
        return False
    if to.pk == who.pk:
        messages.success(request, _("The list is mailed to you from now on."))
    else:
        messages.success(request, _("The list is mailed to %(name)s from now on.") % {"name": to.name})
    return True


def _stop(request: HttpRequest, who: Account) -> bool:
    try:
        found: MailedView | None = queries.mailed_view(UUID(request.POST.get("stop", "")))
    except ValueError:
        found = None
    if found is None or not rules.can_stop_view(who, found):
        raise Http404
    services.stop(mailed=found, by=who)
    messages.success(request, _("The view “%(name)s” is mailed no more.") % {"name": found.view.name})
    return True
