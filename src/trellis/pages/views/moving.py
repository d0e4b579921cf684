"""Moving and renaming pages, and taking them away: looked at first, then proposed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries import editing, moving
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.services import proposals
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.services.several import propose_files
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.made import to_proposal


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def move(request: HttpRequest, path: str) -> HttpResponse:
    """Where a page shall go; then what that changes; sent, it is proposed."""
    edition = current_edition()
    page = _page(edition, path)
    wanted = request.POST if request.method == "POST" else request.GET
    own_folder, _slash, own_name = path.rpartition("/")
    stands_for = moving.folder_of(page)
    whole = bool(stands_for) and wanted.get("whole") == "yes"
    if whole:
        own_folder, _slash, own_name = stands_for.rpartition("/")
    folder, name = (
        wanted.get("folder", own_folder).strip("/ "),
        " ".join(wanted.get("name", own_name).split()),
    )
    title, reason = " ".join(wanted.get("title", "").split()), wanted.get("reason", "")
    plan, error = None, None
    if "name" in wanted:
        try:
            plan = moving.plan_of_move(edition, path, folder, name, whole=whole)
            place = folder or _("the top")
            title = title or _("Move “%(title)s” to %(place)s") % {"title": page.title, "place": place}
            if request.method == "POST":
                return _proposed(request, edition, plan, title, reason)
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    context = {
        "page": page, "url": page_address(page.url), "plan": plan, "error": error,
        "form": {"folder": folder, "name": name, "whole": whole, "title": title, "reason": reason},
        "stands_for": stands_for, "folders": editing.folders(edition),
    }  # fmt: skip
    return render(request, "pages/move.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def delete(request: HttpRequest, path: str) -> HttpResponse:
    """Propose to take a page away, after a look at what links to it; another page may take its place."""
    edition = current_edition()
    page = edition.handbook.pages.get(path)
    wanted = request.POST if request.method == "POST" else request.GET
    by, plan, error = wanted.get("by", "").strip(), None, None
    desk = None
    try:
        desk = editing.desk(edition, account_of(request), path)
        if desk.is_new:
            raise Http404
        title = wanted.get("title", "") or _("Delete %(path)s") % {"path": path}
        reason = wanted.get("reason", "")
        if by:
            if page is None:
                raise Http404
            plan = moving.plan_of_replacement(edition, path, by)
        if request.method == "POST":
            if plan is not None:
                return _proposed(request, edition, plan, title, reason)
            made = proposals.propose(
                edition, author=account_of(request), path=path, text=None, title=title, reason=reason,
                started_from=request.POST.get("started_from", ""),
            )  # fmt: skip
            messages.success(request, _("Proposed. The page stays until this is merged."))
            return to_proposal(made)
    except NotAllowedError:
        raise
    except TrellisError as trouble:
        if desk is None:
            context = {"path": path, "error": trouble, "url": page_address(page.url) if page else "/"}
            return render(request, "pages/unwritable.html", context, status=409)
        error = trouble
    context = {
        "desk": desk, "is_page": page is not None, "error": error, "by": by, "plan": plan,
        "title": wanted.get("title", "") or _("Delete %(path)s") % {"path": path},
        "reason": wanted.get("reason", ""), "links_here": editing.links_to(edition, path),
        "others": [(each.path, each.title) for each in edition.handbook.pages.values() if each.path != path],
    }  # fmt: skip
    return render(request, "pages/delete.html", context, status=422 if error else 200)


def _proposed(
    request: HttpRequest, edition: Edition, plan: moving.Plan, title: str, reason: str
) -> HttpResponse:
    made, is_new = propose_files(
        edition, author=account_of(request), repository=plan.repository, mount=plan.mount, base=plan.base,
        changes=plan.changes, title=title, reason=reason.strip(), made_for=plan.purpose,
    )  # fmt: skip
    done = _("Proposed. It waits for its readers now.")
    messages.success(request, done if is_new else _("This is proposed already. Here it is."))
    return to_proposal(made)


def _page(edition: Edition, path: str) -> Page:
    page = edition.handbook.pages.get(path)
    if page is None:
        raise Http404
    return page
