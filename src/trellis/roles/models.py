"""What the form for job families remembers: its last steps, so that they can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from trellis.core.records import Record


class FormStep(Record):
    """A change that the form made in a draft: at `start`, `added` took the place of `removed`.

    `after` is the fingerprint of the text that came of it: only the draft with that text can take the step back.
    """

    draft = models.ForeignKey("pages.Draft", on_delete=models.CASCADE, related_name="form_steps")
    what = models.CharField(max_length=200)
    start = models.PositiveIntegerField()
    removed = models.TextField(blank=True)
    added = models.TextField(blank=True)
    after = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["draft", "-created_at"], name="form_step_newest_first")]

    def __str__(self) -> str:
        return self.what
