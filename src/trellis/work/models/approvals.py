"""Requests for approval, their steps, and what was decided about them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class ApprovalRequest(Record):
    """Something that must be approved, by the rule `rule` of the handbook as it was at `revision`.

    What is approved is the content with `digest`: of another digest nothing is approved. `round` grows when the content
    changes. `subject` is whom it is about; neither they nor whoever asks may decide. Where those have no account it is
    `about_person`, and `subject` whoever asks. `facts` are what steps depend on.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        OPEN = "open", _("waits")
        GRANTED = "granted", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    rule = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, max_length=20_000)
    about_kind = models.CharField(max_length=40)
    about = models.UUIDField()
    digest = models.CharField(max_length=128)
    facts = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_asked"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_about"
    )
    about_person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="approvals_about", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    round = models.PositiveIntegerField(default=1)
    revision = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-updated_at"], name="approval_by_state"),
            models.Index(fields=["requested_by", "-updated_at"], name="approval_by_asker"),
            models.Index(fields=["about", "rule"], name="approval_by_object"),
            models.Index(fields=["looked_at"], condition=Q(state="open"), name="approval_open_by_look"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "about"], condition=Q(state="open"), name="approval_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="approval_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether somebody must still decide."""
        return self.state == self.State.OPEN

    @property
    def about_name(self) -> str:
        """Whom it is about, where that is not whoever asks."""
        if self.about_person is not None:
            return self.about_person.name
        return self.subject.name if self.subject_id != self.requested_by_id else ""


class ApprovalStep(Record):
    """A step of a round, as the rule said when the round began. `by` are the approvers of the rule as plain values.

    `why` says why others than the rule names were asked. `escalated` is set once the time was over.
    """

    class State(models.TextChoices):
        """Where a step stands."""

        WAITING = "waiting", _("comes later")
        CURRENT = "current", _("waits now")
        GRANTED = "granted", _("approved")
        SKIPPED = "skipped", _("not needed")

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    by = models.JSONField(default=list)
    need = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    then = models.CharField(max_length=20, default="remind")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="current", escalated_at=None, due_at__isnull=False),
                name="step_by_due",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "round", "position"], name="step_in_order"),
            models.UniqueConstraint(
                fields=["request", "round"], condition=Q(state="current"), name="step_current_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ApprovalDecision(Record):
    """An entry of the trace of a request: what was done, by whom, in place of whom, at which content and rule.

    `slots` are the entries of the step that an approval satisfies. An approval counts only in its own round.
    """

    class Deed(models.TextChoices):
        """What was done."""

        ASKED = "asked", _("asked for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        COMMENTED = "commented", _("said something")
        CHANGED = "changed", _("changed it; what was approved before counts no more")
        WITHDRAWN = "withdrawn", _("withdrew it")
        SKIPPED = "skipped", _("step not needed")
        PASSED = "passed", _("asked others")
        ESCALATED = "escalated", _("time was over")
        GRANTED = "granted", _("everything is approved")

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="trace")
    step = models.ForeignKey(
        ApprovalStep, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions"
    )
    round = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, max_length=20_000)
    slots = models.JSONField(default=list)
    digest = models.CharField(max_length=128)
    revision = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["request", "at"], name="decision_in_order"),
            models.Index(fields=["by", "-at"], name="decision_by_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step", "by"], condition=Q(deed="approved"), name="decision_once_by_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(deed="approved")
                | (Q(by__isnull=False) & ~Q(by=F("asker")) & ~Q(by=F("subject"))),
                name="decision_never_of_ones_own",
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=["approved", "rejected"]) | Q(step__isnull=False),
                name="decision_has_a_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.request_id}"
