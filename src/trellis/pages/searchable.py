"""The records of this room that can be searched: proposals, by number, title and reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core.searching import READERS, Asker, FoundRecord, Noted, SearchKind
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals


def noted(found: Sequence[Proposal]) -> Iterable[Noted]:
    """Proposals for whoever may read. Which files they change, and so who may see them, is asked of each hit."""
    for proposal in found:
        yield Noted(
            object=proposal.pk,
            title=proposal.title,
            detail=f"#{proposal.number}",
            text=proposal.reason,
            audiences=(READERS,),
            facets={"state": proposal.state},
            changed_at=proposal.created_at,
        )


def address(asker: Asker, hit: FoundRecord) -> str:
    """The page of a proposal."""
    return reverse("pages:proposal", args=[hit.detail.removeprefix("#")])


PROPOSALS = SearchKind(
    key="proposal", title=_("Proposal"), plural=_("Proposals"), icon="branch", model=Proposal,
    noted=noted, visible=lambda asker, keys: proposals.seen_among(keys), address=address,
    fields=frozenset({"number", "title", "reason", "state"}), scope="proposals:read",
)  # fmt: skip
