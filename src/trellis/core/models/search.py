"""What the search knows of the records of all rooms. All of it is made of these records, and can be made again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class SearchEntry(models.Model):
    """What is found of one object, see `services.search_index`.

    `names` are the words of its name as both databases index them, `terms` all its words, `slips` those by which
    mistyped words are found (`core.terms`); `digest` stands for all of it. The number grows, so that the newest entries
    are had in the order of the index.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    names = models.TextField()
    terms = models.TextField()
    slips = models.TextField(blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class SearchAudience(models.Model):
    """That those who hold a key, such as `access:administrator`, find an entry; `start` is how its title begins."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="audiences")
    audience = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    start = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "audience"], name="search_audience_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["audience", "start"], name="search_audience_by_start"),
            models.Index(fields=["audience", "kind", "start"], name="search_audience_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.audience}: {self.entry_id}"
