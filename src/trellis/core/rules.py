"""Who may do what with accounts."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from trellis.core.models import Access, Account, ApiKey
from trellis.handbook.errors import TrellisError

__all__ = [
    "FIRST_ADDRESS",
    "Access",
    "Account",
    "NotAllowedError",
    "Somebody",
    "can_administer",
    "can_approve",
    "can_change_address",
    "can_create_owner",
    "can_create_sign_in_link",
    "can_have_key",
    "can_manage",
    "can_propose",
    "can_provision",
    "can_revoke_key",
    "is_beyond_provisioning",
    "keeps_address",
]


class NotAllowedError(TrellisError):
    """The actor may not do this."""

    code = "not-allowed"


FIRST_ADDRESS = "owner@localhost.localdomain"
"""The address of the owner whom the first start makes, until they say their own."""

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


def can_change_address(who: Somebody) -> bool:
    """The first owner may say their address, once. An address is otherwise for ever: changes are signed with it."""
    return isinstance(who, Account) and who.is_active and who.email == FIRST_ADDRESS


def can_manage(who: Somebody, account: Account) -> bool:
    """Administrators may change, close and help other accounts, but an owner's only owners may; nobody their own."""
    if not isinstance(who, Account) or not can_administer(who) or who.pk == account.pk:
        return False
    return who.is_owner or not account.is_owner


def can_create_owner(by: Account | None, *, owner_exists: bool) -> bool:
    """Owners may; and whoever starts Trellis on its own machine (`by` is None), while there is no owner yet."""
    if by is None:
        return not owner_exists
    return by.is_active and by.is_owner


def can_create_sign_in_link(by: Account, account: Account) -> bool:
    """Owners may, for everybody who is active; others for themselves."""
    return by.is_active and account.is_active and (by.is_owner or by.pk == account.pk)


def can_have_key(who: Somebody) -> bool:
    """Everybody whose account is open may make tokens for programs of theirs: these do no more than they may."""
    return isinstance(who, Account) and who.is_active


def can_revoke_key(who: Somebody, key: ApiKey) -> bool:
    """Whose token it is, and administrators, may revoke it."""
    return isinstance(who, Account) and who.is_active and (key.account_id == who.pk or can_administer(who))


def can_provision(who: Somebody) -> bool:
    """Administrators may let an identity provider speak for them, and say what its groups give."""
    return can_administer(who)


def is_beyond_provisioning(account: Account) -> bool:
    """An identity provider neither closes nor removes an owner, nor gives them another address."""
    return account.is_owner


def keeps_address(account: Account) -> bool:
    """An identity provider gives no other address to owners, and to those whom an administrator made administrators.

    Whoever has the address has the account: a token that creates people must not become an administrator by it.
    """
    return account.is_owner or account.given == Access.ADMINISTRATOR
