"""Safe mends in one click: of one finding, of a page, of what is selected, of a whole filtered list."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages.queries import health
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.services import mending
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.health import wanted_by

MOST_KEYS = 1_000


@require_POST
@contributors_only
def mend(request: HttpRequest) -> HttpResponse:
    """Propose to mend what was asked for, and go to the proposal; where nothing can be mended, say so in the list."""
    edition = current_edition()
    assert isinstance(request.user, Account)  # `contributors_only` has asked
    try:
        done = mending.propose_mends(edition, author=request.user, keys=_keys(request, edition))
    except NotAllowedError:
        raise
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return HttpResponseRedirect(f"{reverse('pages:health')}?{request.GET.urlencode()}")
    if not done.new:
        messages.success(request, _("This is proposed already. Here it is."))
    elif done.left:
        left = ngettext("%(n)d finding is left as it is.", "%(n)d findings are left as they are.", done.left)
        messages.success(request, " ".join((_("Proposed."), left % {"n": done.left})))
    else:
        messages.success(request, _("Proposed. It waits for its readers now."))
    if len(done.proposals) > 1:
        return HttpResponseRedirect(reverse("pages:proposals"))
    return HttpResponseRedirect(reverse("pages:proposal", args=[done.proposals[0].number]))


def _keys(request: HttpRequest, edition: Edition) -> Collection[str]:
    """What is to be mended: one finding, all that the address asks for, or those with a tick."""
    post = request.POST
    if "only" in post:
        return [post["only"]]
    if post.get("action") == "all":
        return [entry.key for entry in health.entries_for(edition, wanted_by(request)) if entry.fix]
    return post.getlist("row")[:MOST_KEYS]
