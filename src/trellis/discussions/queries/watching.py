"""Who watches what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trellis.core import objects
from trellis.core import queries as accounts
from trellis.core.rules import Account
from trellis.discussions.models import Comment, Following

MOST_WATCHED = 1000


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that somebody watches or has muted."""

    kind: str
    key: UUID
    of: str
    label: str
    address: str
    state: str
    since: datetime


def state_of(who: Account, kind: str, key: UUID) -> str:
    """Whether somebody watches an object: `watching`, `muted` or empty."""
    found = (
        Following.objects.filter(account=who, kind=kind, object=key).values_list("state", flat=True).first()
    )
    return found or ""


def watchers_of(kind: str, key: UUID) -> QuerySet[Account]:
    """The active people who watch an object, whether they still may see it or not."""
    watching = Following.objects.filter(kind=kind, object=key, state=Following.State.WATCHING)
    return accounts.active().filter(pk__in=watching.values("account")).order_by("pk")


def watched_among(found: Collection[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Those of some objects, by kind and key, that anybody watches. One query."""
    kinds, keys = {kind for kind, _key in found}, {key for _kind, key in found}
    watching = Following.objects.filter(state=Following.State.WATCHING, kind__in=kinds, object__in=keys)
    return set(watching.order_by().values_list("kind", "object").distinct()) & set(found)


def muted_by(kind: str, key: UUID) -> frozenset[UUID]:
    """Who wants to hear nothing of an object."""
    muted = Following.objects.filter(kind=kind, object=key, state=Following.State.MUTED)
    return frozenset(muted.values_list("account_id", flat=True))


def speakers_of(kind: str, key: UUID) -> QuerySet[Account]:
    """The active people who said something about an object."""
    said = Comment.objects.filter(kind=kind, object=key, deleted_at=None)
    return accounts.active().filter(pk__in=said.values("author")).order_by("name", "pk")


def watched_by(who: Account) -> list[Watched]:
    """What somebody watches or has muted and may still see, the newest first."""
    rows = Following.objects.filter(account=who).exclude(state="").order_by("-since", "-pk")[:MOST_WATCHED]
    found = list(rows)
    seen = objects.seen_by(who, {(each.kind, each.object) for each in found})
    labels = objects.labels()
    return [
        Watched(
            each.kind,
            each.object,
            labels.get(each.kind, each.kind),
            described.label,
            described.address,
            each.state,
            each.since,
        )
        for each in found
        for described in [seen.get((each.kind, each.object))]
        if described is not None
    ]
