"""The form for a job family: each action changes the draft, and the page shows what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.pages.addresses import page_address
from trellis.pages.queries import editing
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition, try_out
from trellis.pages.queries.editing import Desk
from trellis.pages.services.drafts import NotAllowedError, check_seen
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.made import proposed
from trellis.roles import forms
from trellis.roles.definitions.editing.wordings import Target
from trellis.roles.queries.forming import as_read, form_page, is_family, target_of
from trellis.roles.services import forming

TYPED = (
    "words",
    "title",
    "grade",
    "manager",
    "role",
    "extends",
    "responsibilities",
    "requirements",
    "reason",
)
"""Fields whose words are shown again where an action was refused."""


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def form(request: HttpRequest, path: str) -> HttpResponse:
    """The form of a job family; sent, one action on it."""
    try:
        desk = _desk(request, path)
    except TrellisError as error:
        page = current_edition().handbook.pages.get(path)
        context = {
            "path": path,
            "error": error,
            "url": page_address(page.url) if page else reverse("pages:home"),
        }
        return render(request, "pages/unwritable.html", context, status=409)
    if request.method != "POST":
        if request.GET.get("as") == "readers":
            return HttpResponse(as_read(current_edition(), desk))
        return _shown(request, desk)
    try:
        if request.POST.get("act") == "propose":
            return _propose(request, desk)
        return _act(request, desk)
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _shown(request, _desk(request, path), error)


def _act(request: HttpRequest, desk: Desk) -> HttpResponse:
    account, post, seen = account_of(request), request.POST, request.POST.get("seen", "")
    if post.get("act") == "undo":
        done = _("Taken back: %(what)s") % {"what": forming.undo(desk, by=account, seen=seen)}
    else:
        tried = try_out({desk.path: desk.text.encode("utf-8", "surrogatepass")})

        def target(title: str) -> Target:
            return target_of(tried, desk.path, title)

        wish = forms.wish_of(post.dict(), target)
        changed = forming.change(desk, by=account, seen=seen, operations=wish.operations, what=wish.what)
        done = wish.what if changed else _("Nothing has changed.")
    if request.headers.get("HX-Request"):
        return _shown(request, _desk(request, desk.path), done=done)
    messages.success(request, done)
    return HttpResponseRedirect(f"{_address(desk)}{_anchor(request)}")


def _propose(request: HttpRequest, desk: Desk) -> HttpResponse:
    account, post = account_of(request), request.POST
    check_seen(desk.text, post.get("seen", ""), _("Look at what has changed, then propose it."))
    return proposed(
        request, by=account, path=desk.path, text=desk.text, started_from=desk.commit, proposal=desk.proposal,
        title=post.get("title", ""),
    )  # fmt: skip


def _shown(
    request: HttpRequest, desk: Desk, error: TrellisError | None = None, done: str = ""
) -> HttpResponse:
    page = form_page(current_edition(), desk)
    opened = request.POST.get("holder") or request.GET.get("level", "")
    if request.POST.get("act") == "add-level" and error is None:
        opened = str(int(request.POST.get("after", "0")) + 1)
    sent = [words for key in TYPED if (words := request.POST.get(key, "").strip())] if error else []
    context = {
        "page": page,
        "error": error,
        "done": done,
        "sent": sent,
        "opened": opened,
        "address": _address(desk),
    }
    # Every field is a form of its own, and all of them send this.
    context["hidden"] = render_to_string("roles/parts/form_hidden.html", context, request)
    if request.headers.get("HX-Request"):
        return render(request, "roles/parts/form.html", context)
    return render(request, "roles/form.html", context, status=_STATUS.get(error.code, 422) if error else 200)


_STATUS = {"stale": 409}


def _desk(request: HttpRequest, path: str) -> Desk:
    """What somebody goes on with; a page of another kind has no form."""
    edition = current_edition()
    number = request.POST.get("proposal") or request.GET.get("proposal") or ""
    proposal = queries.proposal_by_number(int(number)) if number.isdecimal() else None
    if number and proposal is None:
        raise Http404
    desk = editing.desk(edition, account_of(request), path, proposal)
    if desk.is_new and desk.draft is None:
        raise Http404
    if not is_family(edition.handbook, path):
        tried = try_out({path: desk.text.encode("utf-8", "surrogatepass")})
        if not is_family(tried, path):
            raise Http404
    return desk


def _address(desk: Desk) -> str:
    address = reverse("roles:form", args=[desk.path])
    return f"{address}?proposal={desk.proposal.number}" if desk.proposal is not None else address


def _anchor(request: HttpRequest) -> str:
    holder = request.POST.get("holder", "")
    return f"#level-{holder}" if holder.isdecimal() and holder != "0" else ""
