"""What accounts prove themselves with, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class SignInLink(Record):
    """A link that lets its account in, once and soon. Only a digest of its token is kept."""

    class Purpose(models.TextChoices):
        """What the link is for: sign in at once, come for the first time, or choose a new password."""

        SIGN_IN = "sign-in", _("sign in")
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("new password")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_links")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.SIGN_IN)
    issued_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sign_in_link_has_a_life"
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def works_at(self, moment: datetime) -> bool:
        """Whether the link still lets somebody in at this moment."""
        return self.used_at is None and self.withdrawn_at is None and moment < self.expires_at


class SignIn(Record):
    """A session of an account: on which device, from where, since when. It lives as long as its session."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    device = models.CharField(max_length=100)
    address = models.CharField(max_length=45)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.device}, {self.address}"


class CodeApp(Record):
    """An app that shows one-time codes (TOTP, RFC 6238). The secret is sealed, see `core.sealing`.

    `last_step` is the time step of the newest code that was accepted: that one and older ones are refused.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="code_app")
    sealed_secret = models.CharField(max_length=255, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"code app of {self.account_id}"


class RecoveryCode(Record):
    """A code on paper that stands in for a second factor, once. Only a digest of it is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once_for_an_account"),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class Passkey(Record):
    """A key pair on somebody's device (WebAuthn). Bytes are kept as base64url text, as browsers send them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True, editable=False)
    public_key = models.TextField(editable=False)
    sign_count = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
