"""Documents of people, each with the exact PDF that it is, and who signed it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Document(Record):
    """A document of somebody, made of a template at a revision of the handbook. What it says never changes.

    Whoever changes it makes another that `supersedes` it: all of one `series`, numbered from 1. `values` are what its
    fields say, sealed with the secret key; `file` is the PDF, sealed in the store, `digest` the SHA-256 of its bytes,
    and `evidence` the record of who signed. `breaches` are what of it the law of the country does not allow.
    """

    confidential: ClassVar[bool] = True

    class Kind(models.TextChoices):
        """What it is."""

        CONTRACT = "contract", _("contract")
        AMENDMENT = "amendment", _("amendment")
        LETTER = "letter", _("letter")
        CERTIFICATE = "certificate", _("certificate")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        ASKED = "asked", _("waits for approval")
        APPROVED = "approved", _("approved")
        SENT = "sent", _("waits for signatures")
        SIGNED = "signed", _("signed")
        ISSUED = "issued", _("issued")
        DECLINED = "declined", _("declined")
        VOID = "void", _("void")

    person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    employment = models.ForeignKey(
        "people.Employment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entity = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    series = models.UUIDField()
    number = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="superseded_by"
    )
    values = models.TextField()
    breaches = models.JSONField(default=list)
    needs_approval = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(
        "core.Attachment", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    evidence = models.ForeignKey(
        "core.Attachment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    reason = models.CharField(max_length=500, blank=True, default="")
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    kept_from = models.DateTimeField(null=True, blank=True)
    """From when the time counts for which it is kept: of a contract the end of the employment."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="document_version_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=("draft", "asked", "approved", "sent")),
                name="document_of_series_open_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(made_by=None) | ~Q(approved_by=F("made_by")),
                name="document_approved_by_another",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["person", "-made_at"], name="document_of_person"),
            models.Index(fields=["state", "-made_at"], name="document_by_state"),
            models.Index(fields=["-made_at"], name="document_newest"),
            models.Index(fields=["digest"], name="document_by_digest"),
            models.Index(fields=["employment"], name="document_of_employment"),
            models.Index(
                fields=["kept_from"], condition=Q(kept_from__isnull=False), name="document_kept_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}, version {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in OPEN


OPEN = (Document.State.DRAFT, Document.State.ASKED, Document.State.APPROVED, Document.State.SENT)
"""The states in which something is still to be done."""


class Signature(Record):
    """That somebody is to sign a document, or has: with everything that shows later that it was they.

    `of` is `employee`, `role:…` or `duty:…` as the template says; who it is is known when the document is sent.
    `digest` is that of the very bytes that were signed, `seal` that of all of this row; the log of events holds both,
    and nobody changes the log unseen.

    Who has no account is sent a link to `link_to`: only the SHA-256 of its secret is kept (`link_digest`, empty once it
    is withdrawn), until when it works, when it was mailed (never, where it was handed over in another way), and when
    and from where it was first opened.
    """

    confidential: ClassVar[bool] = True

    class State(models.TextChoices):
        """Whether they have."""

        WAITING = "waiting", _("not yet asked")
        ASKED = "asked", _("asked")
        SIGNED = "signed", _("signed")
        DECLINED = "declined", _("declined")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="signatures", db_index=False
    )
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=200)
    of = models.CharField(max_length=220)
    account = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=60, blank=True, default="")
    device = models.CharField(max_length=100, blank=True, default="")
    method = models.CharField(max_length=60, blank=True, default="")
    second_factor = models.BooleanField(default=False)
    proved_at = models.DateTimeField(null=True, blank=True)
    consent = models.CharField(max_length=1000, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    seal = models.CharField(max_length=64, blank=True, default="")
    link_to = models.EmailField(max_length=254, blank=True, default="")
    link_digest = models.CharField(max_length=64, blank=True, default="")
    link_until = models.DateTimeField(null=True, blank=True)
    link_mailed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_from = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "order"], name="signature_in_order"),
            models.UniqueConstraint(
                fields=["link_digest"], condition=~Q(link_digest=""), name="signature_link_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(account__isnull=False) | ~Q(link_to=""),
                name="signature_asked_of_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (Q(done_at__isnull=False) & ~Q(digest="") & ~Q(seal="")),
                name="signature_has_its_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.order} of {self.document_id}"
