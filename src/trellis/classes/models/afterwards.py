"""What is said of a session afterwards, how facilitators are observed, and what all facilitators must know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trellis.classes.models.sessions import Facilitator, Session
from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class Feedback(Record):
    """What somebody thinks of a session, from 1 to 5. It is shown together with that of others, from five on."""

    confidential: ClassVar[bool] = True
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="feedback", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    content = models.PositiveSmallIntegerField()
    facilitation = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField()
    sealed_words = models.TextField(blank=True, default="")
    given_at = models.DateTimeField(default=timezone.now)

    words = SealedText("sealed_words")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="classes_feedback_once"),
            models.CheckConstraint(
                condition=Q(
                    content__gte=1, content__lte=5, facilitation__gte=1, facilitation__lte=5, value__gte=1,
                    value__lte=5,
                ),
                name="classes_feedback_one_to_five",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class Observation(Record):
    """What somebody saw who sat in on a facilitator: a grade from 1 to 4 for each criterion, and words for the two."""

    confidential: ClassVar[bool] = True
    facilitator = models.ForeignKey(
        Facilitator, on_delete=models.CASCADE, related_name="observations", db_index=False
    )
    observer = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    grades = models.JSONField(default=dict)
    sealed_words = models.TextField(blank=True, default="")
    is_ready = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    words = SealedText("sealed_words")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["facilitator", "observer"], name="classes_observation_once"),
        ]

    def __str__(self) -> str:
        return f"observation {self.pk}"


class Update(Record):
    """Something that all who run sessions must know, of one course or of all of them."""

    course = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="classes_update_newest")]

    def __str__(self) -> str:
        return self.title


class UpdateRead(Record):
    """That somebody was told of an update, and when they confirmed that they have read it."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="readers", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["update", "person"], name="classes_update_read_once"),
        ]

    def __str__(self) -> str:
        return f"update read {self.pk}"
