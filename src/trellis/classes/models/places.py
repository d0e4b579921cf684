"""Who has a place in a session or waits for one, who was there, and what was sent to their calendars."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.classes.models.sessions import Meeting, Session
from trellis.core.records import Record

SEATED = ("registered", "offered")
OPEN = ("asked", "waiting", *SEATED)


class Registration(Record):
    """That somebody wants to take part, once for each session: what became of it says the state.

    Whoever has a place or is offered one has a number of a seat: that no two have the same is what keeps a session from
    being too full. `queued_at` is when they asked, and their place in the order of those who wait.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("waits for approval")
        REFUSED = "refused", _("not approved")
        WAITING = "waiting", _("on the wait-list")
        OFFERED = "offered", _("place offered")
        REGISTERED = "registered", _("registered")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("offer lapsed")
        CANCELLED = "cancelled", _("cancelled")

    class Outcome(models.TextChoices):
        """Whether they were there."""

        OPEN = "", _("not known yet")
        ATTENDED = "attended", _("attended")
        PARTIAL = "partial", _("attended in part")
        MISSED = "missed", _("missed")
        EXCUSED = "excused", _("excused")

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="registrations", db_index=False
    )
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State)
    seat = models.PositiveIntegerField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    wants_make_up = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    is_credited = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "state", "queued_at"], name="classes_registration_queue"),
            models.Index(fields=["person", "state"], name="classes_registration_person"),
            models.Index(
                fields=["held_until"], condition=Q(state="offered"), name="classes_registration_held"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="classes_registration_once"),
            models.UniqueConstraint(
                fields=["session", "seat"], condition=Q(seat__isnull=False), name="classes_seat_of_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SEATED, seat__isnull=False) | (~Q(state__in=SEATED) & Q(seat=None)),
                name="classes_seat_of_who_has_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(held_until__isnull=False), name="classes_offer_has_an_end"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether they have a place, or may get one."""
        return self.state in OPEN


class Attendance(Record):
    """For how many minutes somebody was at one meeting, and how that is known."""

    class Way(models.TextChoices):
        """How it is known."""

        CODE = "code", _("code on the screen")
        LIST = "list", _("list")
        REPORT = "report", _("report of the meeting")
        PROGRAM = "program", _("a program")

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendance", db_index=False
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()
    way = models.CharField(max_length=7, choices=Way)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "meeting"], name="classes_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class AttendanceChange(Record):
    """That attendance was written otherwise than it stood: what it was before, what after, by whom and why."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="changes")
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField()
    way = models.CharField(max_length=7, choices=Attendance.Way)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"change {self.pk}"


class Joined(Record):
    """That somebody followed the link of a session. It counts for nothing, and helps whoever could not get in."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="joins", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "person"], name="classes_joined_of_session"),
            models.Index(fields=["person"], name="classes_joined_of_person"),
        ]

    def __str__(self) -> str:
        return f"joined {self.pk}"


class Invitation(Record):
    """What the calendar of somebody should say of a meeting, and whether that was sent.

    `told` is a digest of what it says, so that nothing is sent twice; the sequence rises with each change.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=7)
    told = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="classes_invitation_due"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="classes_invitation_once"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Feed(Record):
    """The address by which a calendar program reads somebody's sessions: only a digest of its secret is kept."""

    person = models.OneToOneField("core.Person", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"feed {self.pk}"
