"""Reads of accounts and sign-in links."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from trellis.core.models import Access, Account, RoleHolding, SignInLink


def first_owner() -> Account | None:
    """The owner who has been here longest and is still active."""
    return Account.objects.filter(is_owner=True, is_active=True).order_by("created_at", "pk").first()


def account_by_email(email: str) -> Account | None:
    """The account with this address, however it is capitalised."""
    return Account.objects.filter(email__iexact=email.strip()).first()


def holders_of(title: str) -> QuerySet[Account]:
    """The active people who hold a role of the handbook, or whose address this is."""
    words = " ".join(title.split())
    return (
        Account.objects.filter(Q(role_holdings__title__iexact=words) | Q(email__iexact=words), is_active=True)
        .distinct()
        .order_by("name", "pk")
    )


def titles_of(account: Account) -> tuple[str, ...]:
    """The titles of the roles that somebody holds."""
    return tuple(
        RoleHolding.objects.filter(account=account).order_by("title").values_list("title", flat=True)
    )


def approvers() -> QuerySet[Account]:
    """The active people who may decide about what others propose."""
    able = [Access.APPROVER, Access.ADMINISTRATOR]
    return Account.objects.filter(Q(access__in=able) | Q(is_owner=True), is_active=True)


def working_link(token: str, *, at: datetime, locked: bool = False) -> SignInLink | None:
    """The link with this token, with its account, if it still signs somebody in; `locked` inside a transaction."""
    links = SignInLink.objects.select_related("account").filter(digest=digest_of(token))
    if locked:
        links = links.select_for_update()
    link = links.first()
    return link if link is not None and link.works_at(at) and link.account.is_active else None


def digest_of(token: str) -> str:
    """What is kept of a token. It has 256 bits of chance, so that a plain digest cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()
