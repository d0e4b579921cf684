"""Making a proposal of what somebody has written, or putting it into one, and the way to its page."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages.models import Proposal
from trellis.pages.queries import comparing
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.standings import standing_of
from trellis.pages.services import proposals


def proposed(
    request: HttpRequest,
    *,
    by: Account,
    path: str,
    text: str,
    started_from: str,
    proposal: Proposal | None,
    title: str,
) -> HttpResponse:
    """Propose a text that began at a commit, with the reason that was sent along, or put it into a proposal.

    Answers with the way to its page, as htmx wants it where that asks. Raises what the services raise.
    """
    if proposal is None:
        made = proposals.propose(
            current_edition(), author=by, path=path, text=text, started_from=started_from, title=title,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
        messages.success(request, _("Proposed. It waits for its readers now."))
    else:
        made = proposals.change(
            current_edition(), proposal, by=by, path=path, text=text, started_from=started_from, message=title
        )
        messages.success(request, _("The proposal has your change."))
    there = to_proposal(made)
    return HttpResponse(headers={"HX-Redirect": there.url}) if request.headers.get("HX-Request") else there


def to_proposal(proposal: Proposal) -> HttpResponseRedirect:
    """To its page. What the page shows is compiled now, as part of the act, so that it opens at once."""
    if proposal.is_open:
        with suppress(TrellisError):  # The page says what is wrong.
            edition = current_edition()
            comparing.meaning_of(edition, standing_of(edition, proposal).changes)
    return HttpResponseRedirect(reverse("pages:proposal", args=[proposal.number]))
