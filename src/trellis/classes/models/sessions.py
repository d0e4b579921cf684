"""Sessions of classes with their meetings, who runs them, and the rooms that they take."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.classes.models.cohorts import Cohort
from trellis.core.records import Record


def new_secret() -> str:
    """What codes of a session are made of."""
    return secrets.token_hex(16)


class Room(Record):
    """A place where people meet. One that is closed is kept for the sessions that took place in it."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True, default="")
    zone = models.CharField(max_length=64)
    capacity = models.PositiveIntegerField()
    equipment = models.CharField(max_length=500, blank=True, default="")
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="classes_room_named_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="classes_room_holds_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Session(Record):
    """One scheduled delivery of a class of a course, or of something with a title of its own.

    `course` and `part` are keys of the handbook (empty: a title of its own), `revision` the commit that the class is
    taught from, fixed when it is scheduled. `starts_at` and `ends_at` are the first and last moment of its meetings.
    `audience` is empty for everybody, else what `people.definitions.audiences` reads. `share` is how much of the
    minutes counts as attended, in per cent; `hold_hours` for how long a place is held for whoever moves up.
    `travel_days` are those beside the days of its meetings. One of a cohort is for its members alone; `cohort_part` is
    the key of the part of their plan that it is.
    """

    class Kind(models.TextChoices):
        """What it is."""

        CLASS = "class", _("class")
        WORKSHOP = "workshop", _("workshop")
        WEBINAR = "webinar", _("webinar")
        CONVERSATION = "conversation", _("group conversation")
        AMA = "ama", _("ask me anything")
        COACHING = "coaching", _("coaching")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        RUNNING = "running", _("running")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class Modality(models.TextChoices):
        """Where people are."""

        ON_SITE = "on-site", _("on site")
        VIRTUAL = "virtual", _("virtual")
        HYBRID = "hybrid", _("on site and virtual")

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CLASS)
    course = models.CharField(max_length=200, blank=True, default="")
    part = models.CharField(max_length=200, blank=True, default="")
    revision = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    modality = models.CharField(max_length=7, choices=Modality, default=Modality.ON_SITE)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    address = models.CharField(max_length=300, blank=True, default="")
    link = models.URLField(max_length=1000, blank=True, default="")
    travel = models.CharField(max_length=500, blank=True, default="")
    travel_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.PositiveIntegerField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True, default="")
    audience = models.JSONField(default=dict, blank=True)
    needs_approval = models.BooleanField(default=False)
    hold_hours = models.PositiveSmallIntegerField(default=24)
    share = models.PositiveSmallIntegerField(default=80)
    agenda_link = models.URLField(max_length=1000, blank=True, default="")
    recording_link = models.URLField(max_length=1000, blank=True, default="")
    materials = models.TextField(blank=True, default="")
    check_secret = models.CharField(max_length=64, default=new_secret, editable=False)
    scheduled_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField(default=timezone.now, editable=False)
    began_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", db_index=False
    )
    cohort_part = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "starts_at"], name="classes_session_by_start"),
            models.Index(fields=["course", "starts_at"], name="classes_session_of_course"),
            models.Index(
                fields=["cohort"], condition=Q(cohort__isnull=False), name="classes_session_of_cohort"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="classes_session_has_length"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="classes_session_has_places"
            ),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="classes_session_share"),
            models.CheckConstraint(condition=Q(part="") | ~Q(course=""), name="classes_session_part_of_one"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_ahead(self) -> bool:
        """Whether it is scheduled, or goes on."""
        return self.state in (self.State.OPEN, self.State.RUNNING)

    @property
    def title_outside(self) -> str:
        """What those read who have nothing to do with it: of coaching that it is one, and not what it is about."""
        return gettext("Coaching") if self.kind == self.Kind.COACHING else self.title


class Meeting(Record):
    """One stretch of hours of a session. One that was taken away stays, for calendars that still show it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "starts_at"], name="classes_meeting_of_session"),
            models.Index(fields=["starts_at"], name="classes_meeting_by_start"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="classes_meeting_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """How long it is planned to be."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class RoomSlot(Record):
    """Five minutes of a room that a meeting takes: no two meetings have the same, whatever happens at once."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "number"], name="classes_room_booked_once"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Facilitator(Record):
    """Who runs a session. Whoever was chosen in spite of a conflict is asked first, and says yes or no."""

    class State(models.TextChoices):
        """Whether they do."""

        SET = "set", _("runs it")
        ASKED = "asked", _("asked")
        DECLINED = "declined", _("said no")

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="facilitators", db_index=False
    )
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_lead = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State, default=State.SET)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="classes_facilitator_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="classes_facilitator_once"),
        ]

    def __str__(self) -> str:
        return f"facilitator {self.pk}"
