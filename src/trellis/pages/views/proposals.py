"""Proposals: the list, what one changes and touches, what is said and decided about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import queries as accounts
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.discussions.queries.places import Place
from trellis.handbook.errors import TrellisError
from trellis.handbook.merging import Conflict
from trellis.pages import rules
from trellis.pages.models import Proposal
from trellis.pages.queries import (
    changing,
    comparing,
    draft_pictures,
    listing,
    proposals_seen,
    standings,
    talk,
)
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.editing import drafts_of
from trellis.pages.services import deciding, ending
from trellis.pages.services import proposals as services
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.made import to_proposal
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.guarding import readers_only
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.web.tabs import Tab


@readers_only
def directory(request: HttpRequest) -> HttpResponse:
    """All proposals, filtered by state and words; the open ones unless something else is asked for."""
    opening = opening_address(request, listing.PLACE)
    if opening:
        return redirect(opening)
    context = {
        **listing.listing(request, listing.wanted_by(request)),
        "drafts": drafts_of(request.user) if isinstance(request.user, Account) else [],
        "may_propose": rules.can_propose(request.user),
    }
    return render(request, "pages/proposals.html", context)


@readers_only
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = listing.proposals_for(request, listing.wanted_by(request))
    rows = ordered(listing.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "proposals", listing.EXPORT_COLUMNS, listing.exported(rows[:MOST_ROWS]))


@readers_only
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """What a proposal is about, what it waits for, and what was said."""
    found, context = _opened(request, number, "talk")
    standing, named = context["standing"], proposals_seen.named(found)
    context |= {
        "place": Place(deciding.PROPOSAL, found.pk, named.label, named.address),
        "reviews": standing.reviews if standing is not None else standings.reviews_of(found),
        "may_review": rules.can_review(request.user, found),
        "may_suggest": rules.can_suggest(request.user, found),
        "may_close": rules.can_close(request.user, found),
        "may_revert": rules.can_revert(request.user, found),
    }
    return render(request, "pages/proposal.html", context)


@readers_only
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """The texts before and after, line by line or as readers will see them."""
    found, context = _opened(request, number, "changes")
    shown = "rendered" if request.GET.get("as") == "rendered" else "source"
    if context["changes"] is not None:
        pictures = draft_pictures.pictures_in(context["changes"], found)
        context["files"] = comparing.compared(
            current_edition(), context["changes"], rendered=shown == "rendered", pictures=pictures
        )
    context |= {
        "shown": shown,
        "may_suggest": rules.can_suggest(request.user, found),
        **_said_place(request, context["changes"]),
    }
    return render(request, "pages/proposal_changes.html", context)


@readers_only
def checks(request: HttpRequest, number: int) -> HttpResponse:
    """What the compiler says that is new, what is mended, and what is touched elsewhere."""
    _proposal, context = _opened(request, number, "checks")
    if context["changes"] is not None:
        context["touched"] = standings.touched(current_edition(), context["changes"])
    return render(request, "pages/proposal_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@contributors_only
def conflicts(request: HttpRequest, number: int) -> HttpResponse:
    """Two versions of the same places, side by side; sent, what was chosen becomes the proposal."""
    found, context = _opened(request, number, "changes")
    if context["changes"] is None or not rules.can_change(request.user, found):
        raise Http404
    now = context["changes"]
    if request.method == "POST":
        try:
            found = services.bring_up_to_date(
                current_edition(), found, by=account_of(request), target=request.POST.get("target", ""),
                resolved=_resolved(request, now),
            )  # fmt: skip
            messages.success(request, _("The proposal is up to date."))
            return to_proposal(found)
        except NotAllowedError:
            raise
        except TrellisError as error:
            context["error"] = error
    context["numbered"] = [_numbered(place, conflict) for place, conflict in enumerate(now.conflicts)]
    return render(
        request, "pages/proposal_conflicts.html", context, status=409 if context.get("error") else 200
    )


@require_POST
@contributors_only
def describe(request: HttpRequest, number: int) -> HttpResponse:
    """Another title and reason."""
    found = _found(number)
    post = request.POST
    return _told(
        request, number, _("Saved."),
        lambda: services.describe(
            found, by=account_of(request), title=post.get("title", ""), reason=post.get("reason", "")
        ),
    )  # fmt: skip


@require_POST
@contributors_only
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Something said about some lines, or a suggestion for them; the rest is said in the discussion."""
    found, post = _found(number), request.POST
    lines = _lines(post.get("line", ""), post.get("last_line", ""))
    suggestion = post.get("suggestion", "") if "suggest" in post and lines else None
    return _told(
        request, number, _("Said."),
        lambda: deciding.comment(
            found, by=account_of(request), text=post.get("text", ""), path=post.get("path", "")[:400] if lines else "",
            lines=lines, suggestion=suggestion,
        ),
    )  # fmt: skip


@require_POST
@contributors_only
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Approve, or ask for changes."""
    found, post = _found(number), request.POST
    said = _("Approved.") if post.get("verdict") == "approve" else _("The author is asked for changes.")
    return _told(
        request, number, said,
        lambda: deciding.review(
            current_edition(), found, by=account_of(request), verdict=post.get("verdict", ""), tip=post.get("tip", ""),
            text=post.get("text", ""),
        ),
    )  # fmt: skip


@require_POST
@contributors_only
def end(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Merge, close, open again, or take back."""
    found, by, edition = _found(number), account_of(request), current_edition()
    if act == "merge":
        tip = request.POST.get("tip", "")
        return _told(
            request,
            number,
            _("Merged. Readers see it now."),
            lambda: ending.merge(edition, found, by=by, tip=tip),
        )
    if act == "close":
        return _told(request, number, _("Closed."), lambda: ending.close(found, by=by))
    if act == "reopen":
        return _told(request, number, _("Open again."), lambda: ending.reopen(found, by=by))
    if act == "revert":
        return _told(
            request, number, _("Proposed to take it back."), lambda: ending.revert(edition, found, by=by)
        )
    raise Http404


@require_POST
@contributors_only
def apply_suggestion(request: HttpRequest, number: int, key: UUID) -> HttpResponse:
    """Put what somebody suggests into the proposal."""
    note = talk.note_of(_found(number), key)
    if note is None:
        raise Http404
    return _told(
        request, number, _("The suggestion is in the proposal."),
        lambda: deciding.apply_suggestion(current_edition(), note, by=account_of(request)),
    )  # fmt: skip


# -- how


def _found(number: int) -> Proposal:
    found = queries.proposal_by_number(number)
    if found is None:
        raise Http404
    return found


def _opened(request: HttpRequest, number: int, tab: str) -> tuple[Proposal, dict[str, Any]]:
    """A proposal, brought up to its branch, with what all its tabs show."""
    found, edition, trouble = _found(number), current_edition(), None
    standing = now = None
    try:
        found = ending.settle(edition, found)
        if found.is_open:
            standing = standings.standing_of(edition, found)
            now = standing.changes
        else:
            now = changing.changes_of(edition, found)
    except TrellisError as error:
        trouble = error
    user = request.user
    titles = accounts.titles_held(user) if isinstance(user, Account) else ()
    return found, {
        "proposal": found,
        "changes": now,
        "standing": standing,
        "trouble": trouble,
        "error": None,
        "tabs": _tabs(found, tab, now, standing),
        "may_change": rules.can_change(user, found),
        "may_merge": rules.can_merge(user, found),
        "waits_for_me": standing is not None
        and rules.can_review(user, found)
        and isinstance(user, Account)
        and standing.waits_for(user, titles),
        "meaning": comparing.meaning_of(edition, now) if now is not None else (),
    }


def _tabs(
    found: Proposal, current: str, now: changing.Changes | None, standing: standings.Standing | None
) -> tuple[Tab, ...]:
    def url(name: str) -> str:
        return reverse(f"pages:{name}", args=[found.number])

    faults = len(standing.difference.new) if standing is not None else None
    return (
        Tab(
            _("Discussion"),
            url("proposal"),
            current == "talk",
            queries.said_of(found) or None,
        ),
        Tab(
            _("Changes"),
            url("proposal-changes"),
            current == "changes",
            len(now.files) if now is not None else None,
        ),
        Tab(_("Checks"), url("proposal-checks"), current == "checks", faults),
    )


def _told(request: HttpRequest, number: int, done: str, act: Any) -> HttpResponse:
    """Do something, say how it went, and go back to the proposal that it is about now."""
    try:
        made = act()
        if done:
            messages.success(request, done)
        if isinstance(made, Proposal) and made.number != number:
            return to_proposal(made)
    except NotAllowedError:
        raise
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    anchor = "#discussion" if isinstance(request.POST.get("text"), str) else ""
    return HttpResponseRedirect(reverse("pages:proposal", args=[number]) + anchor)


def _said_place(request: HttpRequest, now: changing.Changes | None) -> dict[str, Any]:
    """The line that somebody chose to comment on (`?at=path:line`), with its text; nothing for any other place."""
    path, _colon, number = request.GET.get("at", "").rpartition(":")
    change = next((each for each in now.files if each.path == path), None) if now is not None else None
    lines = (change.after or "").splitlines() if change is not None else []
    if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= len(lines):
        return {}
    return {"said_path": path, "said_line": int(number), "said_text": lines[int(number) - 1]}


def _numbered(place: int, conflict: Conflict) -> tuple[int, dict[str, Any]]:
    """A conflict for the form: its places with their numbers; one that is a whole file is one place."""
    both: list[tuple[str | None, str | None]] = [
        (piece.ours, piece.theirs) for piece in conflict.pieces if piece.is_conflict
    ] or [(conflict.ours, conflict.theirs)]
    return place, {
        "path": conflict.path,
        "pieces": [(at, ours, theirs) for at, (ours, theirs) in enumerate(both)],
    }


def _lines(first: str, last: str) -> tuple[int, int] | None:
    if not first.isdecimal() or not 1 <= int(first) < 1_000_000:
        return None
    end = int(last) if last.isdecimal() and int(first) <= int(last) < int(first) + 1_000 else int(first)
    return int(first), end


def _resolved(request: HttpRequest, now: changing.Changes) -> dict[str, list[str] | None]:
    """What was chosen for each conflict: one of the two texts, or one that was written."""
    chosen: dict[str, list[str] | None] = {}
    for place, conflict in enumerate(now.conflicts):
        pieces = [piece for piece in conflict.pieces if piece.is_conflict]
        texts: list[str | None] = []
        for at, (ours, theirs) in enumerate(
            [(piece.ours, piece.theirs) for piece in pieces] or [(conflict.ours, conflict.theirs)]
        ):
            take = request.POST.get(f"take-{place}-{at}", "")
            if take == "ours":
                texts.append(ours)
            elif take == "theirs":
                texts.append(theirs)
            elif take == "own":
                texts.append(request.POST.get(f"text-{place}-{at}", ""))
        if texts and len(texts) == max(1, len(pieces)):
            chosen[conflict.path] = None if texts == [None] else [text or "" for text in texts]
    return chosen
