"""Tokens of programs, what their calls were answered, and how often somebody tried."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class ApiKey(Record):
    """What a program proves itself with: somebody's own token, or the secret of a machine client.

    A program may do what its scopes (names of `core.scopes`) and its account allow, both. A client gets short-lived
    access tokens for its secret (RFC 6749, 4.4); a personal token is sent as it is. Only a digest is kept, with the
    first characters, by which its owner knows it again.
    """

    class Kind(models.TextChoices):
        """What the key is: a token that is sent itself, or a client's secret."""

        PERSONAL = "personal", _("personal token")
        CLIENT = "client", _("machine client")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSONAL)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(max_length=20, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-created_at"], name="api_key_newest_first")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_has_a_life"),
        ]

    def __str__(self) -> str:
        return self.name

    def works_at(self, moment: datetime) -> bool:
        """Whether the key still proves anything at this moment."""
        return self.revoked_at is None and moment < self.expires_at

    @property
    def is_client(self) -> bool:
        """Whether it is the secret of a machine client."""
        return self.kind == self.Kind.CLIENT

    @property
    def client_id(self) -> str:
        """The name by which a client asks for access tokens."""
        return str(self.pk)

    @property
    def state(self) -> str:
        """Where it stands now: `active`, `revoked` or `expired`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.works_at(timezone.now()) else "expired"


class AccessToken(Record):
    """A token of a machine client, for an hour at most. It ends with its client."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="access_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"access of {self.key_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class Reply(models.Model):
    """What a call was answered that must not be done twice; see `services.replies`.

    `key` is a digest of the caller and the key that they chose, `fingerprint` one of what they asked for. `status` is
    empty while the call is answered. The answer is sealed: it may hold what is told only once.
    """

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    sealed_body = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.status} until {self.until:%Y-%m-%d %H:%M}"


class Tries(models.Model):
    """How often somebody tried something in one window of time; see `core.throttling`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"
