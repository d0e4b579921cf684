"""Reads of accounts and sign-in links."""

from __future__ import annotations

import hashlib
from datetime import datetime

from trellis.core.models import Account, SignInLink


def first_owner() -> Account | None:
    """The owner who has been here longest and is still active."""
    return Account.objects.filter(is_owner=True, is_active=True).order_by("created_at", "pk").first()


def account_by_email(email: str) -> Account | None:
    """The account with this address, however it is capitalised."""
    return Account.objects.filter(email__iexact=email.strip()).first()


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
