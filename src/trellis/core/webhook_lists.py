"""Reads of webhooks and of what they were told."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from trellis.core.models import Message, Webhook

_STATES = {
    "done": Q(done_at__isnull=False),
    "dead": Q(dead_at__isnull=False),
    "failing": Q(done_at=None, dead_at=None, tries__gt=0),
    "waiting": Q(done_at=None, dead_at=None, tries=0),
}


def webhooks() -> QuerySet[Webhook]:
    """All webhooks by name, with how many messages fail (`failing`) and when one was taken last (`taken_at`)."""
    failing = Count("messages", filter=Q(messages__done_at=None, messages__tries__gt=0))
    return (
        Webhook.objects.select_related("created_by")
        .annotate(failing=failing, taken_at=Max("messages__done_at"))
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
