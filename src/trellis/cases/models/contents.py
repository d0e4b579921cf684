"""What is written into a case: notes, decisions, deadlines, documents, and how it moved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.cases.models.cases import Case
from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class CaseNote(Record):
    """What a handler wrote down."""

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes", db_index=False)
    sealed_text = models.TextField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="case_note_in_order")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class CaseDecision(Record):
    """Who decided what, why, and from when it counts."""

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    sealed_text = models.TextField()
    sealed_why = models.TextField()
    sealed_decided_by = models.TextField(blank=True, default="")
    effective_on = models.DateField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")
    why = SealedText("sealed_why")
    decided_by = SealedText("sealed_decided_by")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="case_decision_in_order")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class CaseDeadline(Record):
    """What is due on a day: by a rule of the type (`rule` is its place there), or as a handler said."""

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    rule = models.CharField(max_length=20, blank=True, default="")
    sealed_title = models.TextField()
    sealed_source = models.TextField(blank=True, default="")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    title = SealedText("sealed_title")
    source = SealedText("sealed_source")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "due_on"], name="case_deadline_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "rule"], condition=~Q(rule=""), name="case_deadline_of_a_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"deadline {self.pk}"


class CaseDocument(Record):
    """A file of a case. The file itself is kept sealed and under a name that says nothing; its name is here, sealed."""

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents", db_index=False)
    file = models.UUIDField()
    sealed_name = models.TextField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    name = SealedText("sealed_name")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="case_document_in_order")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="case_document_once")]

    def __str__(self) -> str:
        return f"document {self.pk}"


class CaseMove(Record):
    """That a case was opened, went to another stage, was closed or opened again."""

    class Deed(models.TextChoices):
        """What happened."""

        OPENED = "opened", _("opened")
        MOVED = "moved", _("moved on")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    confidential: ClassVar[bool] = True
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves", db_index=False)
    deed = models.CharField(max_length=10, choices=Deed)
    stage = models.CharField(max_length=60)
    sealed_outcome = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    outcome = SealedText("sealed_outcome")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="case_move_in_order")]

    def __str__(self) -> str:
        return f"{self.deed} {self.case_id}"
