"""Changing a page in the browser: the editor, its preview, new pages. What is typed is kept as a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.handbook.slugs import slug
from trellis.pages.addresses import page_address
from trellis.pages.formed import form_of
from trellis.pages.inserting import inserts_for
from trellis.pages.models import Draft, Proposal
from trellis.pages.phrases import phrases
from trellis.pages.queries import draft_pictures, editing
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.rules import can_propose
from trellis.pages.services import drafts
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.services.pictures import largest
from trellis.pages.starting import registered, skeleton
from trellis.pages.views.made import proposed

P = ParamSpec("P")
KEPT = "Trellis-Kept"
"""The header that tells the editor that what it sent is kept."""
LONG = 60_000
"""Characters of a text whose preview comes after the editor, which need not wait for it."""

View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def contributors_only(view: View[P]) -> View[P]:
    """For those who may propose changes. Guests have been sent to sign in before this is asked."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not can_propose(request.user):
            raise PermissionDenied(_("Only contributors can change pages. Ask an administrator for access."))
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as error:
            raise PermissionDenied(error.message) from error

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def edit(request: HttpRequest, path: str, number: int | None = None) -> HttpResponse:
    """The editor of a file; sent, it proposes the change, or changes a proposal further."""
    proposal = _proposal(number)
    if request.method == "POST":
        return _propose(request, path, proposal)
    try:
        desk = editing.desk(current_edition(), account_of(request), path, proposal)
    except TrellisError as error:
        return _refused(request, path, error)
    if desk.is_new and desk.draft is None:
        raise Http404
    return _editor(request, desk)


def _propose(request: HttpRequest, path: str, proposal: Proposal | None) -> HttpResponse:
    account, edition, post = account_of(request), current_edition(), request.POST
    text, started_from = post.get("text", ""), post.get("started_from", "")
    title, reason = post.get("title", ""), post.get("reason", "")
    try:
        drafts.save_draft(author=account, path=path, text=text, started_from=started_from, proposal=proposal)
        return proposed(
            request,
            by=account,
            path=path,
            text=text,
            started_from=started_from,
            proposal=proposal,
            title=title,
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        desk = editing.desk(edition, account, path, proposal)
        return _editor(request, desk._replace(text=text, title=title, reason=reason), error)


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def preview(request: HttpRequest, path: str) -> HttpResponse:
    """Keep the draft; answer with what the page would look like and what the compiler says of it.

    Without a text to keep, of the text that the editor begins with.
    """
    post = request.POST
    number = post.get("proposal", "") or request.GET.get("proposal", "")
    proposal = _proposal(int(number)) if number.isdecimal() else None
    if request.method != "POST":
        return _first_preview(request, path, proposal)
    text = post.get("text", "")
    try:
        draft = drafts.save_draft(
            author=account_of(request),
            path=path,
            text=text,
            started_from=post.get("started_from", ""),
            proposal=proposal,
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        return render(request, "pages/parts/preview.html", {"error": error})
    found = _preview(path, text, draft, proposal)
    answer = render(request, "pages/parts/preview.html", {"path": path, "preview": found, "draft": draft})
    answer.headers[KEPT] = "1"
    return answer


@require_POST
@contributors_only
def mend(request: HttpRequest, path: str) -> HttpResponse:
    """Keep the draft with everything mended that can be mended safely, and go on with it in the editor."""
    post = request.POST
    number = post.get("proposal", "")
    proposal = _proposal(int(number)) if number.isdecimal() else None
    account, started_from = account_of(request), post.get("started_from", "")
    try:
        if "text" in post:
            text = drafts.checked_text(post["text"])
        else:
            desk = editing.desk(current_edition(), account, path, proposal)
            text, started_from = desk.text, desk.commit
        drafts.save_draft(
            author=account,
            path=path,
            text=editing.mended(path, text),
            started_from=started_from,
            proposal=proposal,
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _refused(request, path, error)
    messages.success(request, _("Mended what can be mended safely. Look at it, then propose it."))
    if proposal is not None:
        return HttpResponseRedirect(reverse("pages:proposal-edit", args=[proposal.number, path]))
    return HttpResponseRedirect(reverse("pages:edit", args=[path]))


@require_POST
@contributors_only
def discard(request: HttpRequest, path: str) -> HttpResponse:
    """Throw the draft away."""
    number = request.POST.get("proposal", "")
    proposal = _proposal(int(number)) if number.isdecimal() else None
    drafts.discard_draft(author=account_of(request), path=path, proposal=proposal)
    messages.success(request, _("The draft is gone."))
    if proposal is not None:
        return HttpResponseRedirect(reverse("pages:proposal", args=[proposal.number]))
    return HttpResponseRedirect(_page_url(path))


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def new(request: HttpRequest) -> HttpResponse:
    """A new page: where it lies, what it is called, what it begins with. Sent, it becomes a draft in the editor."""
    edition, account = current_edition(), account_of(request)
    wanted = request.POST if request.method == "POST" else request.GET
    form = {
        "folder": wanted.get("folder", "").strip("/ "),
        "title": " ".join(wanted.get("title", "").split()),
        "name": wanted.get("name", "").strip(),
        "kind": wanted.get("kind", "page"),
    }
    error: TrellisError | None = None
    if request.method == "POST":
        try:
            begun = skeleton(form["kind"])
            folder, name = begun.place(form["folder"], form["name"] or slug(form["title"]))
            path = editing.new_path(edition, folder, name, form["title"], begun.ending)
            desk = editing.desk(edition, account, path)
            if desk.is_new and desk.draft is None:
                text = begun.text_for(form["title"].replace('"', "'"))
                drafts.save_draft(author=account, path=path, text=text, started_from=desk.commit)
            return HttpResponseRedirect(reverse("pages:edit", args=[path]))
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    context = {"form": form, "error": error, "folders": editing.folders(edition), "skeletons": registered()}
    return render(request, "pages/new.html", context, status=422 if error else 200)


def _first_preview(request: HttpRequest, path: str, proposal: Proposal | None) -> HttpResponse:
    try:
        desk = editing.desk(current_edition(), account_of(request), path, proposal)
    except TrellisError as error:
        return render(request, "pages/parts/preview.html", {"error": error})
    found = _preview(desk.path, desk.text, desk.draft, desk.proposal)
    return render(request, "pages/parts/preview.html", {"path": path, "preview": found, "draft": desk.draft})


def _editor(request: HttpRequest, desk: editing.Desk, error: TrellisError | None = None) -> HttpResponse:
    is_long = len(desk.text) > LONG
    found = None if is_long else _preview(desk.path, desk.text, desk.draft, desk.proposal)
    form = form_of(current_edition().handbook, desk.path)
    if form and desk.proposal is not None:
        form = f"{form}?proposal={desk.proposal.number}"
    context = {
        "desk": desk, "preview": found, "draft": desk.draft, "error": error, "form": form,
        "inserts": inserts_for(desk.path), "phrases": phrases(), "largest_picture": largest(),
    }  # fmt: skip
    return render(request, "pages/edit.html", context, status=422 if error else 200)


def _preview(path: str, text: str, draft: Draft | None, proposal: Proposal | None) -> editing.Preview:
    edition = current_edition()
    pictures = draft_pictures.pictures_beside(edition, draft, proposal)
    found = editing.preview(edition, path, text, pictures)
    if found.html is None:
        return found
    html = mark_safe(draft_pictures.relocated(found.html, pictures))  # noqa: S308 - cleaned, addresses escaped
    return replace(found, html=html)


def _refused(request: HttpRequest, path: str, error: TrellisError) -> HttpResponse:
    return render(
        request, "pages/unwritable.html", {"path": path, "error": error, "url": _page_url(path)}, status=409
    )


def _proposal(number: int | None) -> Proposal | None:
    if number is None:
        return None
    found = queries.proposal_by_number(number)
    if found is None:
        raise Http404
    return found


def _page_url(path: str) -> str:
    page = current_edition().handbook.pages.get(path)
    return page_address(page.url) if page is not None else reverse("pages:home")
