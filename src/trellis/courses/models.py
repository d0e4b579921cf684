"""What the studio keeps besides drafts: the texts that acts took the place of, so that they can be undone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from trellis.core.records import Record


class StudioStep(Record):
    """That an act of the studio gave the draft of a page another text; steps of one act have the same `act`.

    `before` is the text that the draft had; where `was_draft` is false there was none, and `before` is what the
    handbook said. `after` is the fingerprint of the text that the act made: a draft with another was written elsewhere
    since. `started_from` is the commit that the draft began with.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    proposal = models.ForeignKey(
        "pages.Proposal", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    path = models.CharField(max_length=400)
    act = models.UUIDField()
    before = models.TextField(blank=True, default="")
    was_draft = models.BooleanField(default=False)
    started_from = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["author", "-at"], name="courses_step_of_author")]

    def __str__(self) -> str:
        return self.path
