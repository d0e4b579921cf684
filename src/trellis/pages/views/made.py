"""The way to the page of a proposal that somebody has just made or changed."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpResponseRedirect
from django.urls import reverse

from trellis.handbook.errors import TrellisError
from trellis.pages.models import Proposal
from trellis.pages.queries import comparing
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.proposals import standing_of


def to_proposal(proposal: Proposal) -> HttpResponseRedirect:
    """To its page. What the page shows is compiled now, as part of the act, so that it opens at once."""
    if proposal.is_open:
        with suppress(TrellisError):  # The page says what is wrong.
            edition = current_edition()
            comparing.meaning_of(edition, standing_of(edition, proposal).changes)
    return HttpResponseRedirect(reverse("pages:proposal", args=[proposal.number]))
