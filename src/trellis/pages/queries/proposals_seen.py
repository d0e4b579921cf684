"""Who sees which proposals, for what hangs on them: whoever may see every file that one changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.pages.audience import EVERYBODY, audience_of
from trellis.pages.models import Proposal
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.proposals import paths_of
from trellis.pages.queries.standings import who_may_see
from trellis.pages.rules import reader_for


def proposals_seen(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some proposals that an account may see now, whoever asks."""
    edition = whole_edition()
    found = list(Proposal.objects.filter(pk__in=keys))
    settings = edition.handbook.settings
    audience = audience_of(settings, reader_for(who))
    if found and audience is not EVERYBODY:
        paths = {each.pk: paths_of(edition, each) for each in found}
        found = [each for each in found if _all_seen(audience.sees, paths[each.pk])]
    return {each.pk: named(each) for each in found}


def named(proposal: Proposal) -> Described:
    """What a proposal is called, and where it is."""
    return Described(
        f"#{proposal.number} {proposal.title}", reverse("pages:proposal", args=[proposal.number])
    )


def who_sees_proposal(key: UUID, people: Collection[Account]) -> list[Account]:
    """Those of some people who may see a proposal."""
    found = Proposal.objects.filter(pk=key).first()
    return who_may_see(whole_edition(), found, people) if found is not None else []


def author_of(key: UUID) -> list[Account]:
    """Who wrote a proposal."""
    return [each.author for each in Proposal.objects.filter(pk=key).select_related("author")]


def _all_seen(sees: Callable[[str], bool], paths: tuple[str, ...] | None) -> bool:
    return paths is not None and all(map(sees, paths))
