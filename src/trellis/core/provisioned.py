"""Accounts and groups that an identity provider looks after, and what it called for."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import IContains

from trellis.core.models import (
    Account,
    ApiKey,
    Group,
    Membership,
    ProvisioningCall,
    RoleHolding,
)
from trellis.core.queries import all_keys


def provisioned_people() -> QuerySet[Account]:
    """Everybody whom an identity provider sees, with what it is told of them: three queries for any number.

    Whoever it removed is hidden.
    """
    groups = (
        Membership.objects.filter(group__removed_at=None)
        .select_related("group")
        .order_by("group__name", "pk")
    )
    return (
        Account.objects.filter(removed_at=None)
        .select_related("identity")
        .prefetch_related(
            Prefetch("role_holdings", RoleHolding.objects.order_by("title")), Prefetch("memberships", groups)
        )
    )


def groups() -> QuerySet[Group]:
    """The groups that an identity provider keeps here."""
    return Group.objects.filter(removed_at=None)


def groups_by_name(*, text: str = "") -> QuerySet[Group]:
    """The groups with the number of their open members as `size`, and their roles: two queries for any number."""
    found = groups()
    for word in text.split():
        found = found.filter(name__icontains=word)
    open_members = Count("memberships", filter=Q(memberships__account__is_active=True))
    return found.annotate(size=open_members).prefetch_related("roles").order_by("name", "pk")


def group_of(identifier: UUID) -> Group | None:
    """The group with this identifier, unless it was removed."""
    return groups().filter(pk=identifier).first()


def members_of(group: Group) -> QuerySet[Account]:
    """The people in a group, by name."""
    return Account.objects.filter(memberships__group=group).order_by("name", "pk")


def groups_of(account: Account) -> QuerySet[Group]:
    """The groups that somebody is in, by name."""
    return groups().filter(memberships__account=account).order_by("name", "pk")


def provisioning_calls(*, outcome: str = "") -> QuerySet[ProvisioningCall]:
    """What identity providers asked for, the newest first: all, what was `done`, or what was `refused`."""
    found = ProvisioningCall.objects.select_related("by").order_by("-at", "-pk")
    if outcome == "done":
        return found.filter(status__lt=400)
    return found.filter(status__gte=400) if outcome == "refused" else found


class Provisioning(NamedTuple):
    """Whether an identity provider can call, by which tokens, and when one was last heard of."""

    keys: tuple[ApiKey, ...]
    heard_at: datetime | None


def provisioning() -> Provisioning:
    """How it stands with identity providers; two queries."""
    can_provision = IContains(Cast(F("scopes"), TextField()), Value('"scim"'))
    keys = tuple(all_keys(state="active").filter(can_provision))
    last = ProvisioningCall.objects.aggregate(last=Max("at"))["last"]
    heard = [moment for moment in (last, *(key.used_at for key in keys)) if moment is not None]
    return Provisioning(keys, max(heard, default=None))
