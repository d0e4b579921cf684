"""A confidential case, who has to do with it, and who handles it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class Case(Record):
    """A confidential case: its type and stage by the names of cases.yml, at a revision of the handbook.

    The identifier is of chance alone, so that it does not even tell when the case was opened. `version` grows with
    each change. `is_asked` marks what somebody asked in confidence: they read the messages to them, not the case.
    `kept_until` is when its type lets go of it, set by the closing.
    """

    confidential: ClassVar[bool] = True
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    type = models.CharField(max_length=60)
    stage = models.CharField(max_length=60)
    stage_since = models.DateTimeField(default=timezone.now)
    sealed_title = models.TextField()
    entity = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=200, blank=True, default="")
    revision = models.CharField(max_length=200)
    is_asked = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    reply_by = models.DateTimeField()
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed_outcome = models.TextField(blank=True, default="")
    kept_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    title = SealedText("sealed_title")
    outcome = SealedText("sealed_outcome")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-opened_at"], name="case_newest_first"),
            models.Index(
                fields=["kept_until"], condition=Q(kept_until__isnull=False), name="case_by_end_of_keeping"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(sealed_outcome=""), name="case_closed_with_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def code(self) -> str:
        """What handlers call it when they talk: the end of the identifier, which is chance; it begins with the time."""
        return self.pk.hex[-6:].upper()


class Part(models.TextChoices):
    """What somebody is to a case."""

    SUBJECT = "subject", _("whom it is about")
    REPORTER = "reporter", _("who reported it")
    WITNESS = "witness", _("witness")
    MANAGER = "manager", _("manager")


class CaseParty(Record):
    """That somebody has to do with a case, and so never sees it."""

    confidential: ClassVar[bool] = True
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "part"], name="case_party_once"),
        ]

    def __str__(self) -> str:
        return f"party of {self.case_id}"


class CaseHandler(Record):
    """That somebody handles a case, from a moment until another. Whether they see it is asked of `rules` each time."""

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handlers", db_index=False)
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_lead = models.BooleanField(default=False)
    given_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "until"], name="case_handler_of_account")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "account"], condition=Q(until=None), name="case_handler_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="case_handler_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"handler of {self.case_id}"


class CaseMessage(Record):
    """What was said between the handlers and somebody who has to do with the case: all that the latter reads of it."""

    confidential: ClassVar[bool] = True
    party = models.ForeignKey(CaseParty, on_delete=models.CASCADE, related_name="messages", db_index=False)
    sealed_text = models.TextField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    is_theirs = models.BooleanField(default=False)
    """Whether the party said it; else a handler did."""
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "at"], name="case_message_in_order")]

    def __str__(self) -> str:
        return f"message {self.pk}"
