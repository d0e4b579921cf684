"""Feedback, and mentoring. What people say is sealed: it is read by those whom it is said between."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class FeedbackRequest(Record):
    """That somebody asked another what they think of their work."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("not answered yet")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    confidential: ClassVar[bool] = True
    asker = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed_question = models.TextField(blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    question = SealedText("sealed_question")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asker", "-asked_at"], name="feedbackrequest_of_asker"),
            models.Index(fields=["asked", "state"], name="feedbackrequest_of_asked"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="feedbackrequest_of_another"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Feedback(Record):
    """What somebody said of the work of another, to them; `manager` reads it too, where whoever gave it wanted so."""

    class Tone(models.TextChoices):
        """What it is meant as."""

        PRAISE = "praise", _("praise")
        ADVICE = "advice", _("advice")

    confidential: ClassVar[bool] = True
    giver = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    tone = models.CharField(max_length=6, choices=Tone)
    request = models.OneToOneField(
        FeedbackRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="answer"
    )
    sealed_text = models.TextField(blank=True, default="")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["receiver", "-given_at"], name="feedback_of_receiver"),
            models.Index(fields=["giver", "-given_at"], name="feedback_of_giver"),
            models.Index(fields=["manager", "receiver"], name="feedback_for_manager"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="feedback_to_another"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sealed_text=""), name="feedback_withdrawn_has_no_text"
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class Way(models.TextChoices):
    """How somebody accompanies another."""

    MENTOR = "mentor", _("mentor")
    COACH = "coach", _("coach")


class MentorOffer(Record):
    """That somebody would mentor or coach others, and in what. Everybody of the team reads it."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=6, choices=Way, default=Way.MENTOR)
    topics = models.JSONField(default=list)
    words = models.CharField(max_length=500, blank=True, default="")
    most = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    offered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "way"], name="mentoroffer_once_a_way"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=20), name="mentoroffer_for_a_few"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Pair(Record):
    """A mentor or coach and whom they accompany. That there is one is known to who oversees it, its words are not."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked")
        ACTIVE = "active", _("going on")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")
        ENDED = "ended", _("ended")

    confidential: ClassVar[bool] = True
    mentor = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    mentee = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=6, choices=Way, default=Way.MENTOR)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    sealed_goal = models.TextField(blank=True, default="")
    sealed_answer = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    starts_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    goal = SealedText("sealed_goal")
    answer = SealedText("sealed_answer")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["mentor", "state"], name="pair_of_mentor"),
            models.Index(fields=["mentee", "state"], name="pair_of_mentee"),
            models.Index(fields=["state", "-asked_at"], name="pair_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentor", "mentee", "way"], condition=Q(state__in=("asked", "active")),
                name="pair_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="pair_of_two"),
            models.CheckConstraint(
                condition=~Q(state__in=("active", "ended")) | Q(starts_on__isnull=False), name="pair_begun_on_a_day"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"pair {self.pk}"


class Session(Record):
    """One meeting of a pair: its day is counted, its notes are read by the two."""

    confidential: ClassVar[bool] = True
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    held_on = models.DateField()
    sealed_notes = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    notes = SealedText("sealed_notes")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pair", "-held_on"], name="session_of_pair")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Reflection(Record):
    """What one of a pair writes at its end: read by the two."""

    confidential: ClassVar[bool] = True
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="reflections", db_index=False)
    writer = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    sealed_text = models.TextField()

    text = SealedText("sealed_text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "writer"], name="reflection_of_writer")
        ]

    def __str__(self) -> str:
        return f"reflection {self.pk}"
