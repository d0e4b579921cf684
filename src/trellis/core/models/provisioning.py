"""What identity providers say: identities, groups, and the calls that they made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from trellis.core.models.accounts import Access, Account
from trellis.core.records import Record


class Identity(Record):
    """What an identity provider says about an account beyond what Trellis uses. It is given back as it was sent.

    `attributes` is a resource of RFC 7643 without what stands in `Account`. Where the provider took `active` away,
    `without_active`: it was taken away, and so is not told until somebody says it again, or closes the account here.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="identity")
    attributes = models.JSONField(default=dict)
    without_active = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"identity of {self.account_id}"


class Group(Record):
    """People whom an identity provider puts together. It gives nothing until an administrator says what.

    `access` is empty where the group lifts nobody. A group that the provider removed gives nothing, and is hidden.
    `name_key` is what its name is looked for by, in any case.
    """

    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255, editable=False)
    external_id = models.CharField(max_length=255, blank=True, default="")
    access = models.CharField(max_length=13, choices=Access, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name_key"], name="group_by_name"),
            models.Index(fields=["external_id"], name="group_by_external_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """That somebody belongs to a group; `display` is what the identity provider calls them there."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    display = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "account"], name="membership_once_in_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.group_id}"


class GroupRole(Record):
    """A role of the handbook that everybody in a group holds, by its title."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("group", Lower("title"), name="group_role_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.title


class ProvisioningCall(Record):
    """Something that an identity provider asked for, and what became of it: each change, and whatever was refused."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="provisioning_newest_first")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"
