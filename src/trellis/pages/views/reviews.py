"""Pages that are due for a look, and saying in one click that one is still right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages.queries import reviews as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.rules import can_propose
from trellis.pages.services import mending
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.health import tabs
from trellis.pages.views.made import to_proposal
from trellis.web.exporting import file_response
from trellis.web.guarding import readers_only
from trellis.web.ordering import sorted_rows
from trellis.web.saving import opening_address


@readers_only
def reviews(request: HttpRequest) -> HttpResponse:
    """The pages that somebody is to look at again, the overdue ones unless something else is asked for."""
    opening = opening_address(request, queries.PLACE)
    if opening:
        return redirect(opening)
    edition = current_edition()
    found = queries.reviews_for(edition, timezone.localdate(), request.GET)
    context = {
        "reviews": found,
        "table": queries.reviews_table(request, found, may_propose=can_propose(request.user)),
        "text": request.GET.get("q", "").strip()[:200],
        "tabs": tabs(edition, "reviews"),
    }
    return render(request, "pages/reviews.html", context)


@readers_only
def reviews_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same list as a file."""
    found = queries.reviews_for(current_edition(), timezone.localdate(), request.GET)
    rows = sorted_rows(queries.columns(), found.rows, request.GET.get("sort", ""))
    return file_response(form, "reviews", queries.EXPORT_COLUMNS, queries.exported(rows))


@require_POST
@contributors_only
def reviewed(request: HttpRequest, path: str) -> HttpResponse:
    """Propose to write down that a page was looked at and is still right."""
    assert isinstance(request.user, Account)  # `contributors_only` has asked
    try:
        made, is_new = mending.propose_reviewed(
            current_edition(), author=request.user, path=path, today=timezone.localdate()
        )
    except NotAllowedError:
        raise
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return HttpResponseRedirect(reverse("pages:reviews"))
    said = (
        _("Proposed. It waits for its readers now.") if is_new else _("This is proposed already. Here it is.")
    )
    messages.success(request, said)
    return to_proposal(made)
