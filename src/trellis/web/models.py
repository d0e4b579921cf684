"""Views of lists that people saved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from trellis.core.records import Record

LONGEST_NAME = 60
LONGEST_QUERY = 2000


class SavedView(Record):
    """What somebody chose of a list, under a name: filters, order and columns, as the address says them."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "account", "place", Lower("name"), name="saved_view_name_once_in_any_case"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "shared"], name="saved_view_by_place")]

    def __str__(self) -> str:
        return self.name


class FirstView(Record):
    """The view that a list opens with for somebody: one of their own, or one that is shared."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="first_views")
    place = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="first_for")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "place"], name="first_view_once_for_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.view_id}"
