"""The texts that people were asked to read, what was decided about their changes, and who has read which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Followed(models.Model):
    """The one row that says which revision of the handbook was looked at last."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="policies_followed_is_one")]

    def __str__(self) -> str:
        return self.revision


class Meaning(models.TextChoices):
    """Whether a version asks people again: by its first words, by what was decided, or not yet decided."""

    FIRST = "first", _("first version")
    SAME = "same", _("says the same")
    OPEN = "open", _("to be decided")
    CHANGED = "changed", _("changed in meaning")
    UNCHANGED = "unchanged", _("decided: no change of meaning")


class Version(Record):
    """The text of a policy as it was asked to be read: numbered, and kept as it was.

    `text` is the Markdown of the page with everything that it includes; `digest` its SHA-256. `parts` are the sections,
    each with its key, title, those above it and the fingerprint of its words; `changed` the sections that say something
    else than in `before`, each with those above it. While it is to be decided, it asks nobody; nobody having decided by
    `decide_until`, it does.
    """

    path = models.CharField(max_length=300)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    commit = models.CharField(max_length=64, blank=True, default="")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    parts = models.JSONField(default=list)
    changed = models.JSONField(default=dict)
    meaning = models.CharField(max_length=9, choices=Meaning)
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(
        "policies.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="versions"
    )
    decide_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "number"], name="policy_version_numbered"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["decide_until"], condition=Q(meaning="open"), name="policy_version_open"),
            models.Index(fields=["-created_at"], name="policy_version_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.path}, version {self.number}"

    @property
    def asks(self) -> bool:
        """Whether people have to have read this version or a later one."""
        return self.meaning in (Meaning.FIRST, Meaning.CHANGED)


class Decision(Record):
    """That somebody said whether a change of a policy asks people again, and why; before it was merged or after.

    The texts are known by their digests, so that the decision holds for this change and for no other.
    """

    path = models.CharField(max_length=300)
    before_digest = models.CharField(max_length=64)
    after_digest = models.CharField(max_length=64)
    asks = models.BooleanField()
    because = models.CharField(max_length=500, blank=True, default="")
    proposal = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asks=True) | ~Q(because=""), name="policy_no_change_has_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path", "before_digest", "after_digest"], name="policy_decision_of_change"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {'asks' if self.asks else 'asks nobody'}"


class AcknowledgementState(models.TextChoices):
    """How it stands whether somebody has read a policy."""

    ASKED = "asked", _("not yet")
    DONE = "done", _("acknowledged")
    EXEMPT = "exempt", _("exempt")
    WITHDRAWN = "withdrawn", _("no longer asked")


class AskReason(models.TextChoices):
    """Why somebody was asked."""

    NEW = "new", _("the policy is new")
    HIRED = "hired", _("new here")
    JOINED = "joined", _("it concerns them by now")
    CHANGED = "changed", _("it says something else")
    YEARLY = "yearly", _("asked each year")


class Acknowledgement(Record):
    """That somebody was asked to read a policy, and which version they have read.

    Of each person and policy the last one `is_current`; those before it stay as they were. `counts` says whether the
    policy is for them today. `waits` says that it stands in their work.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="acknowledgements")
    path = models.CharField(max_length=300)
    asked = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=7, choices=AskReason)
    state = models.CharField(max_length=9, choices=AcknowledgementState, default=AcknowledgementState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    read = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_from = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Where it was acknowledged, if not here; `acknowledged_by` is then who wrote that down."""
    exempted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exempt_because = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    counts = models.BooleanField(default=True)
    waits = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "path"], condition=Q(is_current=True), name="acknowledgement_current_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(acknowledged_at__isnull=False, read__isnull=False),
                name="acknowledgement_done_has_version",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path", "is_current", "state"], name="acknowledgement_of_policy"),
            models.Index(fields=["person", "is_current"], name="acknowledgement_of_person"),
            models.Index(fields=["due_at"], condition=Q(state="asked"), name="acknowledgement_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.path} by {self.person_id}: {self.state}"
