"""Reads of webhooks and of what they were told."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trellis.core.models import Message, Webhook

_STATES = {
    "done": Q(done_at__isnull=False),
    "dead": Q(dead_at__isnull=False),
    "failing": Q(done_at=None, dead_at=None, tries__gt=0),
    "waiting": Q(done_at=None, dead_at=None, tries=0),
}


def webhooks() -> QuerySet[Webhook]:
    """All webhooks by name, with how many messages fail (`failing`) and when one was taken last (`taken_at`)."""
    own = Message.objects.filter(webhook=OuterRef("pk")).order_by()
    failing = own.filter(done_at=None, tries__gt=0).values("webhook").annotate(n=Count("pk")).values("n")
    taken = own.filter(done_at__isnull=False).order_by("-done_at").values("done_at")[:1]
    # Each by its index: joined, all messages that were ever sent are gone through for one line of a list.
    return (
        Webhook.objects.select_related("created_by")
        .annotate(failing=Coalesce(Subquery(failing), 0), taken_at=Subquery(taken))
        .order_by("name")
    )


def messages(webhook: Webhook, state: str = "") -> QuerySet[Message]:
    """What a webhook was told and is to be told, the newest first; narrowed to `done`, `dead`, `failing`, `waiting`."""
    found = Message.objects.filter(webhook=webhook).select_related("event").order_by("-pk")
    return found.filter(_STATES[state]) if state in _STATES else found


def counts(webhook: Webhook) -> dict[str, int]:
    """How many messages stand in each state."""
    wanted = {state: Count("pk", filter=condition) for state, condition in _STATES.items()}
    return Message.objects.filter(webhook=webhook).aggregate(**wanted)
