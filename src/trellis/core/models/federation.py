"""Signing in through providers: whom they know, and the requests that were sent to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class ProviderLink(Record):
    """That an account is who a provider calls `subject`, for good: neither changes with a name or an address."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="provider_links")
    provider = models.CharField(max_length=40)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_link_of_one_account"),
            models.UniqueConstraint(fields=["account", "issuer"], name="provider_link_once_for_an_account"),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(subject=""), name="provider_link_names_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.provider}"


class SamlRequest(Record):
    """A request that was sent to a provider by way of a browser. It is answered once, and the answer taken once.

    The answer comes from another site, so that no cookie comes with it: `told` is what it said, until the browser that
    began comes back for it.
    """

    name = models.CharField(max_length=64, unique=True)
    provider = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    told = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="saml_request_has_a_life"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(answered_at__isnull=False), name="saml_answer_before_taken"
            ),
        ]

    def __str__(self) -> str:
        return self.name
