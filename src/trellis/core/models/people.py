"""People: who somebody is, whether they can sign in or not. An account belongs to a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Person(Record):
    """Somebody whom the organisation knows: of the team or from outside, with an account or without.

    `external_reference` is how another system calls them. Who was merged into somebody else is kept, and
    points at them.
    """

    class Kind(models.TextChoices):
        """How somebody belongs to the organisation; all but the first are external."""

        TEAM = "team-member", _("team member")
        CANDIDATE = "candidate", _("candidate")
        CUSTOMER = "customer", _("customer")
        PARTNER = "partner", _("partner")
        OTHER = "other", _("other external")

    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True, default="")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.TEAM)
    organisation = models.CharField(max_length=200, blank=True, default="")
    external_reference = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When everything that tells who they are was taken away."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="person_not_merged_into_itself"
            ),
            models.UniqueConstraint(
                fields=["kind", "external_reference"],
                condition=~Q(external_reference="") & Q(merged_into=None),
                name="person_reference_once_of_a_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            # Whoever sorts ten thousand rows of a room by name looks up a name for each, and no more of the person.
            models.Index(fields=["id", "name"], name="person_name_by_key"),
            models.Index(fields=["kind", "name"], name="person_by_kind"),
            models.Index(Lower("email"), name="person_by_address"),
            models.Index(fields=["external_reference"], name="person_by_reference"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, and note the moment of a change."""
        if not self._state.adding:
            self.changed_at = timezone.now()
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "changed_at"}
        super().save(*arguments, **options)

    @property
    def is_external(self) -> bool:
        """Whether they see nothing but what is public and what they are given."""
        return self.kind != self.Kind.TEAM
