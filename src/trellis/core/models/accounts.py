"""Accounts: who can sign in, and which roles of the handbook they hold."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.prepared import Prepared
from trellis.core.records import Record

NOWHERE = "no-address.invalid"
"""The domain of accounts that have no address of their own (RFC 2606: mail to it goes nowhere)."""


class Access(models.TextChoices):
    """What an account may do; each includes those before it.

    An external account is that of somebody who is not of the team: it reads what is public and what it is given.
    """

    EXTERNAL = "external", _("external")
    READER = "reader", _("reader")
    CONTRIBUTOR = "contributor", _("contributor")
    APPROVER = "approver", _("approver")
    ADMINISTRATOR = "administrator", _("administrator")


class Accounts(BaseUserManager["Account"]):
    """Accounts; nearly every request loads the one of whoever makes it, by its key alone."""

    def get(self, *conditions: Any, **values: Any) -> Account:
        """As of any manager."""
        if conditions or values.keys() != {"pk"} or not isinstance(values["pk"], UUID):
            return super().get(*conditions, **values)
        found = _BY_KEY.first(pk=values["pk"])
        if found is None:
            raise Account.DoesNotExist
        return found


_BY_KEY = Prepared(lambda pk: Account._default_manager.filter(pk=pk), pk=UUID)


class Account(Record, AbstractBaseUser):
    """Somebody who can sign in, with what they may do. Which roles of the handbook they hold is in `RoleHolding`.

    An owner looks after this Trellis: is an administrator whatever `access` says, and the first to sign in.

    `own_access` is what an administrator gave, while a group lifts `access` above it. `user_name` and `external_id`
    are how an identity provider knows them; `user_name` is empty for somebody whom none has told of. Who is removed by
    an identity provider is closed, and hidden from it.
    """

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    access = models.CharField(max_length=13, choices=Access, default=Access.READER)
    own_access = models.CharField(max_length=13, choices=Access, null=True, blank=True)  # noqa: DJ001 - no level is empty
    person = models.OneToOneField(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    language = models.CharField(max_length=20, blank=True, default="")
    """The language of the interface that they used last, for mails and notices."""
    time_zone = models.CharField(max_length=64, blank=True, default="")
    """In which they read times; empty: that of their calendar."""
    calendar = models.CharField(max_length=100, blank=True, default="")
    """The name of the working calendar that what they owe is due by; empty: the handbook's first."""
    is_owner = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    user_name = models.CharField(max_length=254, blank=True, default="", editable=False)
    user_name_key = models.CharField(max_length=254, unique=True, null=True, editable=False)  # noqa: DJ001 - as unique
    external_id = models.CharField(max_length=255, blank=True, default="", editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = Accounts()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="account_email_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(email=""), name="account_has_email"),
            models.CheckConstraint(
                condition=~Q(access="external") | Q(is_owner=False, own_access=None),
                name="account_external_has_no_access",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(is_active=False), name="account_removed_is_closed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["external_id"], name="account_by_external_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, and note the moment if something changed that others see."""
        fields = options.get("update_fields")
        if fields is None:
            self.changed_at = self.created_at if self._state.adding else timezone.now()
        elif not {"email", "name", "access", "is_active", "user_name", "external_id"}.isdisjoint(fields):
            self.changed_at = timezone.now()
            options["update_fields"] = {*fields, "changed_at"}
        super().save(*arguments, **options)

    @property
    def lifted(self) -> Access:
        """The access that administrators and groups give. Positions may give more: see `core.granted`."""
        return Access.ADMINISTRATOR if self.is_owner else Access(self.access)

    @property
    def given(self) -> Access:
        """What an administrator gave them, whatever their groups give."""
        return Access(self.own_access or self.access)

    @property
    def is_external(self) -> bool:
        """Whether it is the account of somebody who is not of the team."""
        return self.lifted == Access.EXTERNAL

    @property
    def has_password(self) -> bool:
        """Whether a password signs in; else only a link or a passkey does."""
        return bool(self.password) and self.has_usable_password()

    @property
    def has_address(self) -> bool:
        """Whether mail reaches them; an identity provider may have sent no address."""
        return not self.email.endswith(f"@{NOWHERE}")

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is invited who has not come yet."""
        return self.is_active and self.joined_at is None


class RoleHolding(Record):
    """That somebody holds a role of the handbook, by its title as the job families write it.

    One that only a group gives (`by_group`) ends with the group.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_holdings")
    title = models.CharField(max_length=200)
    by_group = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("account", Lower("title"), name="role_holding_once_in_any_case"),
        ]
        indexes: ClassVar = [models.Index(Lower("title"), name="role_holding_by_title")]

    def __str__(self) -> str:
        return self.title
