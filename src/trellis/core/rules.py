"""Who may do what with accounts."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from trellis.core.models import Access, Account

__all__ = [
    "Account",
    "Somebody",
    "can_administer",
    "can_approve",
    "can_create_owner",
    "can_create_sign_in_link",
    "can_propose",
]

Somebody = Account | AnonymousUser | None
"""Whoever asks: `None` and the anonymous user have not signed in."""


def can_propose(who: Somebody) -> bool:
    """Contributors and all above may propose changes of the handbook."""
    return isinstance(who, Account) and who.has(Access.CONTRIBUTOR)


def can_approve(who: Somebody) -> bool:
    """Approvers and administrators may decide about what others propose."""
    return isinstance(who, Account) and who.has(Access.APPROVER)


def can_administer(who: Somebody) -> bool:
    """Administrators may invite people and say what they may do."""
    return isinstance(who, Account) and who.has(Access.ADMINISTRATOR)


def can_create_owner(by: Account | None, *, owner_exists: bool) -> bool:
    """Owners may; and whoever starts Trellis on its own machine (`by` is None), while there is no owner yet."""
    if by is None:
        return not owner_exists
    return by.is_active and by.is_owner


def can_create_sign_in_link(by: Account, account: Account) -> bool:
    """Owners may, for everybody who is active; others for themselves."""
    return by.is_active and account.is_active and (by.is_owner or by.pk == account.pk)
