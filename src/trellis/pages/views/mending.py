"""Safe mends in one click: of one finding, of a page, of what is selected, of a whole filtered list."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.core.rules import Account
from trellis.core.services import jobs
from trellis.handbook.errors import TrellisError
from trellis.pages import regular
from trellis.pages.queries import health
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.services import mending
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.health import wanted_by
from trellis.pages.views.made import to_proposal

MOST_KEYS = 1_000
MOST_AT_ONCE = 20
"""Findings that are mended while one waits; more are a job, since all that links to their pages is compiled again."""


@require_POST
@contributors_only
def mend(request: HttpRequest) -> HttpResponse:
    """Propose to mend what was asked for, and go to the proposal; where nothing can be mended, say so in the list."""
    edition = current_edition()
    assert isinstance(request.user, Account)  # `contributors_only` has asked
    keys = _keys(request, edition)
    try:
        if len(keys) > MOST_AT_ONCE:
            return _as_job(request.user, keys)
        done = mending.propose_mends(edition, author=request.user, keys=keys)
    except NotAllowedError:
        raise
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return HttpResponseRedirect(f"{reverse('pages:health')}?{request.GET.urlencode()}")
    messages.success(request, regular.said(done))
    if len(done.proposals) > 1:
        return HttpResponseRedirect(reverse("pages:proposals"))
    return to_proposal(done.proposals[0])


def _as_job(author: Account, keys: Collection[str]) -> HttpResponse:
    """Have it done beside the answers; asked for the same twice, it is done once."""
    digest = hashlib.sha256("\n".join(sorted(keys)).encode("utf-8", "surrogatepass")).hexdigest()
    what = ngettext("%(n)d finding", "%(n)d findings", len(keys)) % {"n": len(keys)}
    begun = jobs.start(
        regular.mend, by=author, arguments={"keys": sorted(keys)}, what=what, key=f"mend {author.pk} {digest}"
    )
    return HttpResponseRedirect(reverse("web:job", args=[begun.pk]))


def _keys(request: HttpRequest, edition: Edition) -> Collection[str]:
    """What is to be mended: one finding, all that the address asks for, or those with a tick."""
    post = request.POST
    if "only" in post:
        return [post["only"]]
    if post.get("action") == "all":
        return [entry.key for entry in health.entries_for(edition, wanted_by(request)) if entry.fix]
    return post.getlist("row")[:MOST_KEYS]
