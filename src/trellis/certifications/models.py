"""Certificates with what they rest on and what became of them, sign-offs, and who has to hold what."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Wording(Record):
    """The text of a certification as it was when somebody earned it; kept once for all who did.

    `digest` is the SHA-256 of title and text; `commit` the last one that touched the page, empty where nothing is in
    Git.
    """

    path = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    description = models.CharField(max_length=1000, blank=True, default="")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    revision = models.CharField(max_length=200)
    commit = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "digest"], name="certification_wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.digest[:8]}"


class AwardState(models.TextChoices):
    """How it stands with a certificate."""

    VALID = "valid", _("valid")
    GRACE = "grace", _("ended, can still be renewed")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    RENEWED = "renewed", _("renewed by a later one")


class Award(Record):
    """A certificate: that a person has shown what a certification asked for. Never deleted.

    `number` is printed; `token` opens the public page. `valid_until` is its last day, `grace_until` the last one on
    which it can be renewed by the shorter route, `renewable_from` the first. `extended_days` is how long it was
    extended, all times together. Of each person and certification the last one `is_current`. `shown_name` is the name
    that strangers read, where the holder chose another than theirs, and `is_shared` whether they read any. `issuer` and
    `entity` are the company and that of its entities in which the holder worked then. `in_doubt` says that something
    it rests on was taken back, and nobody has decided yet: it counts until somebody does.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="certificates")
    certification = models.CharField(max_length=120)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="awards")
    number = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=AwardState, default=AwardState.VALID)
    awarded_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    grace_until = models.DateField(null=True, blank=True)
    renewable_from = models.DateField(null=True, blank=True)
    extended_days = models.PositiveIntegerField(default=0)
    ladder = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    renews = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    shown_name = models.CharField(max_length=200, blank=True, default="")
    is_shared = models.BooleanField(default=False)
    issuer = models.CharField(max_length=200, blank=True, default="", db_default="")
    entity = models.CharField(max_length=200, blank=True, default="", db_default="")
    in_doubt = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "certification"],
                condition=Q(is_current=True),
                name="certificate_current_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(grace_until__gte=models.F("valid_until")),
                name="certificate_grace_after_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["certification", "is_current", "state"], name="certificate_holders"),
            models.Index(fields=["valid_until"], condition=Q(is_current=True), name="certificate_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"

    @property
    def title(self) -> str:
        """What it certifies, by the text of then."""
        return self.wording.title

    @property
    def counts(self) -> bool:
        """Whether whoever has it holds the certification: it is valid, or ended and can still be renewed."""
        return self.state in (AwardState.VALID, AwardState.GRACE)

    def days_left(self, day: date) -> int | None:
        """Days until it ends, that of its end not counted; `None` for good."""
        return (self.valid_until - day).days if self.valid_until is not None else None


HELD = (AwardState.VALID, AwardState.GRACE)
"""The states in which somebody holds a certification."""


class AwardEvidence(Record):
    """What a certificate rests on: one thing that was shown, with the revision of the text it was shown by. Pinned."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="evidence")
    place = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=300, blank=True, default="")
    title = models.CharField(max_length=300, blank=True, default="")
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=120, blank=True, default="")
    revision = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="certificate_evidence_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} on {self.on}"


class Happening(models.TextChoices):
    """What became of a certificate."""

    AWARDED = "awarded", _("awarded")
    RENEWED = "renewed", _("renewed")
    EXTENDED = "extended", _("extended")
    SUSPENDED = "suspended", _("suspended")
    REINSTATED = "reinstated", _("reinstated")
    REVOKED = "revoked", _("revoked")
    GRACE = "grace", _("ended, can still be renewed")
    EXPIRED = "expired", _("expired")
    DOUBTED = "doubted", _("something it rests on was taken back")
    CONFIRMED = "confirmed", _("stays as it is")
    REGAINED = "regained", _("what was taken back was shown again")


class AwardChange(Record):
    """One line of what became of a certificate: what, when, by whom, why, and until when it counted from then on."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=Happening)
    because = models.CharField(max_length=1000, blank=True, default="")
    valid_until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(what__in=["extended", "suspended", "reinstated", "revoked"]) | ~Q(because=""),
                name="certificate_change_has_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["award", "at"], name="certificate_history")]

    def __str__(self) -> str:
        return f"{self.award_id}: {self.what}"


class DoubtState(models.TextChoices):
    """What came of a doubt."""

    OPEN = "open", _("waits for a decision")
    CONFIRMED = "confirmed", _("the certificate stays as it is")
    SUSPENDED = "suspended", _("the certificate was suspended")
    REVOKED = "revoked", _("the certificate was revoked")
    REGAINED = "regained", _("what was missing was shown again")
    OVER = "over", _("the certificate ended, or another took its place")


DECIDED = (DoubtState.CONFIRMED, DoubtState.SUSPENDED, DoubtState.REVOKED)
"""The states of doubts that a person decided: nobody is asked about the same evidence twice."""


class Doubt(Record):
    """That a certificate rests on something that was taken back: somebody decides what becomes of it.

    `lost` are the identifiers of the evidence that counts no more. Why it was confirmed stands in the history of the
    certificate.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="doubts")
    lost = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=DoubtState, default=DoubtState.OPEN)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award"], condition=Q(state="open"), name="certificate_doubted_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_at__isnull=False), name="certificate_doubt_ended"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(ended_by__isnull=False),
                name="certificate_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id}: {self.state}"


class Deed(models.TextChoices):
    """What somebody asks for that is decided by another."""

    EXTEND = "extend", _("extend")
    REVOKE = "revoke", _("revoke")


class AskState(models.TextChoices):
    """How it stands with what was asked for."""

    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AwardRequest(Record):
    """That somebody asked to have a certificate extended until a day, or revoked, and what came of it.

    `approval` is the request of the approvals engine, where the handbook has a rule for it.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="requests")
    deed = models.CharField(max_length=6, choices=Deed)
    because = models.CharField(max_length=1000)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=AskState, default=AskState.ASKED)
    approval = models.UUIDField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award", "deed"], condition=Q(state="asked"), name="certificate_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(deed="extend") | Q(until__isnull=False), name="certificate_extension_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.award_id}: {self.state}"


class SignOff(Record):
    """That somebody asked to have something signed off that they have done, and what came of it.

    `name` is the key of the requirement, by which other certifications know it too, `words` how it was written then,
    and `signer` who signs: `manager`, or the title of a role.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="sign_offs")
    certification = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    words = models.CharField(max_length=300)
    signer = models.CharField(max_length=200)
    note = models.CharField(max_length=2000, blank=True, default="")
    state = models.CharField(max_length=9, choices=AskState, default=AskState.ASKED)
    answer = models.CharField(max_length=2000, blank=True, default="")
    revision = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "certification", "name"],
                condition=Q(state="asked"),
                name="sign_off_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="sign_off_is_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="sign_off_refused_says_why"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="sign_off_of_person")]

    def __str__(self) -> str:
        return f"{self.words}: {self.state}"


class Must(Record):
    """That somebody has to hold a certification today, whether they do or not: looked at each night and at each change.

    `since` is the day on which it was first asked of them.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="required_certificates")
    certification = models.CharField(max_length=120)
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "certification"], name="certificate_required_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["certification"], name="certificate_required_of")]

    def __str__(self) -> str:
        return f"{self.certification} asked of {self.person_id}"


class Lack(Record):
    """That somebody has to hold a certification and does not; it ends once they do, or need not any more."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="lacked_certificates")
    certification = models.CharField(max_length=120)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    waits = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "certification"], condition=Q(ended_on=None), name="certificate_lack_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["certification", "ended_on"], name="certificate_lack_of")]

    def __str__(self) -> str:
        return f"{self.certification} lacked by {self.person_id}"
