"""Other machines that are told of events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from trellis.core.models.accounts import Account
from trellis.core.models.events import Event
from trellis.core.records import Record


class Webhook(Record):
    """An address of another machine that is told of events, signed with a secret that both know.

    `follows_from` is the place in the sealed log of the next event to be looked at. `events` are names; none means all.
    """

    name = models.CharField(max_length=100)
    address = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    sealed_secret = models.CharField(max_length=255, editable=False)
    follows_from = models.BigIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="webhook_name_once_in_any_case")]

    def __str__(self) -> str:
        return self.name


class Message(Record):
    """An event on its way to a webhook: told once `done_at` is set, given up once `dead_at` is."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at=None, dead_at=None), name="message_to_send"
            ),
            models.Index(fields=["webhook", "-id"], name="message_newest_first"),
            models.Index(fields=["done_at"], name="message_by_end"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="message_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dead_at=None), name="message_done_or_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: {self.event_id}"

    @property
    def state(self) -> str:
        """How it stands: `done`, `dead`, `failing` or `waiting`."""
        if self.done_at is not None:
            return "done"
        if self.dead_at is not None:
            return "dead"
        return "failing" if self.tries else "waiting"
