"""Accounts, and the links by which people sign in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Access(models.TextChoices):
    """What an account may do; each includes those before it."""

    READER = "reader", _("reader")
    CONTRIBUTOR = "contributor", _("contributor")
    APPROVER = "approver", _("approver")
    ADMINISTRATOR = "administrator", _("administrator")


class Account(Record, AbstractBaseUser):
    """Somebody who can sign in, with what they may do. Which roles of the handbook they hold is in `RoleHolding`.

    An owner looks after this Trellis: is an administrator whatever `access` says, and the first to sign in.
    """

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    access = models.CharField(max_length=13, choices=Access, default=Access.READER)
    is_owner = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="account_email_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(email=""), name="account_has_email"),
        ]

    def __str__(self) -> str:
        return self.name

    def has(self, access: Access) -> bool:
        """Whether the account is active and may do at least this much."""
        order = list(Access)
        own = Access.ADMINISTRATOR if self.is_owner else Access(self.access)
        return self.is_active and order.index(own) >= order.index(access)


class RoleHolding(Record):
    """That somebody holds a role of the handbook, by its title as the job families write it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_holdings")
    title = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("account", Lower("title"), name="role_holding_once_in_any_case"),
        ]
        indexes: ClassVar = [models.Index(Lower("title"), name="role_holding_by_title")]

    def __str__(self) -> str:
        return self.title


class SignInLink(Record):
    """A link that signs its account in, once and soon. Only a digest of its token is kept."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_links")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sign_in_link_has_a_life"
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def works_at(self, moment: datetime) -> bool:
        """Whether the link still signs somebody in at this moment."""
        return self.used_at is None and moment < self.expires_at
