"""What is done for people's privacy: copies of their data, erasure, holds, and who looked at the confidential."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.models.people import Person
from trellis.core.records import Record


class LegalHold(Record):
    """That nothing of somebody may be taken away until the hold ends, by retention or erasure. One at a time."""

    confidential = True
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="hold_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="hold_ended_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.person_id}"


class PersonExport(Record):
    """A copy of what is kept of somebody, as a file that is attached to this record until `expires_at`.

    `reason` is empty where the person asked for it.
    """

    confidential = True
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-asked_at"], name="export_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="export_has_a_life")
        ]

    def __str__(self) -> str:
        return f"export of {self.person_id}"

    def can_be_had_at(self, moment: datetime) -> bool:
        """Whether its file is made, and not over."""
        return self.made_at is not None and moment < self.expires_at


class Erasure(Record):
    """That somebody is to be erased: asked for with a reason, agreed to by a second administrator, then done.

    `counts` says of how many rows of each model what became.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("waits for a second administrator")
        AGREED = "agreed", _("is being done")
        REFUSED = "refused", _("refused")
        DONE = "done", _("done")

    confidential = True
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures"
    )
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-asked_at"], name="erasure_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("asked", "agreed")), name="erasure_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_has_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=("agreed", "done"))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="erasure_agreed_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.person_id}: {self.state}"


class AccessNote(Record):
    """That somebody looked at something confidential. Only added to."""

    confidential = True
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40)
    object = models.UUIDField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="access_note_newest_first"),
            models.Index(fields=["about", "object", "-at"], name="access_note_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} looked at {self.about} {self.object}"
