"""What happened, sealed, and what is owed to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trellis.core.records import Record


class Event(Record):
    """Something that happened, as `core.events` declares it. Only added to; see `core.services.events.publish`.

    `position` is its place in the sealed log, given once by the sealer: events that are committed later may have been
    made earlier. `data` is JSON in one form only, because its hash is sealed.
    """

    name = models.CharField(max_length=80)
    about = models.CharField(max_length=40)
    object = models.UUIDField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    data = models.TextField()
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["object", "-at"], name="event_of_its_object"),
            models.Index(fields=["about", "-at"], name="event_of_kind"),
            models.Index(fields=["-at", "-id"], name="event_newest_first"),
            models.Index(fields=["name", "-at"], name="event_of_name"),
            models.Index(fields=["by", "-at"], name="event_of_actor"),
            models.Index(fields=["id"], condition=Q(position=None), name="event_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.object}"


class TreeHead(Record):
    """The log of events up to a size, sealed: the root of its tree of hashes, signed, with the head before it."""

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    peaks = models.TextField()
    previous = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="tree_head_has_entries")
        ]

    def __str__(self) -> str:
        return f"{self.size}: {self.root[:12]}"


class Delivery(Record):
    """That a reaction after the transaction is owed to an event, and how far it is.

    It is done once `done_at` is set, and given up once `dead_at` is; else `next_try_at` says when it is tried.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=80)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    trouble = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at=None, dead_at=None), name="delivery_to_make"
            ),
            models.Index(fields=["-dead_at"], condition=Q(dead_at__isnull=False), name="delivery_dead"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "reaction"], name="delivery_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dead_at=None), name="delivery_done_or_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} of {self.event_id}"
