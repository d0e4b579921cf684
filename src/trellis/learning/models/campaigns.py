"""Campaigns as they ran: whom they were for, who was told, who looked, who wants to see the banner no more."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trellis.core.records import Record


class Campaign(Record):
    """A campaign of the handbook that has begun; begun again on another day it is another one.

    `courses` and `paths` are keys, as they were when it was last looked at; `days` is how many days from the first
    count as its effect.
    """

    key = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveIntegerField()
    courses = models.JSONField(default=list)
    paths = models.JSONField(default=list)
    began_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "begins_on"], name="learning_campaign_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="learning_campaign_days"),
        ]

    def __str__(self) -> str:
        return self.title


class Reach(Record):
    """That a campaign is for somebody, and what of it reached them.

    `is_in` is false for who left its audience. `step` is the last mail that was sent, by its day; all days are those on
    which something happened for the first time, but `dismissed_at`, after which the banner is shown no more.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reached")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    is_in = models.BooleanField(default=True)
    step = models.PositiveIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    clicked_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person"], name="learning_reached_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "is_in"], name="learning_reached_of_person")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"
