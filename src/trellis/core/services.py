"""Writes of accounts and sign-in links."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.core import queries, rules
from trellis.core.models import Account, SignInLink
from trellis.handbook.errors import TrellisError

LINK_LIFE = timedelta(minutes=15)
TOKEN_BYTES = 32


class NotAllowedError(TrellisError):
    """The actor may not do this."""

    code = "not-allowed"


class AccountError(TrellisError):
    """The facts given for an account are not usable."""

    code = "account"


class SignInLinkError(TrellisError):
    """The link signs nobody in. It does not tell why: unknown, used, too old and withdrawn look the same."""

    code = "sign-in-link"

    def __init__(self) -> None:
        super().__init__(
            "This link does not sign you in.",
            hint="A link works once and for a short time. Ask for a new one.",
        )


class IssuedLink(NamedTuple):
    """A new link and its token, which is known only now."""

    link: SignInLink
    token: str


def create_owner(*, email: str, name: str, by: Account | None) -> Account:
    """Make somebody an owner, with a new account or the one with this address; again changes nothing.

    `by` is None on the machine's own command line. Raises NotAllowedError, and AccountError for a wrong address.
    """
    with transaction.atomic():
        owner_exists = queries.first_owner() is not None
        existing = queries.account_by_email(email)
        if not rules.can_create_owner(by, owner_exists=owner_exists):
            raise NotAllowedError("Only an owner can make somebody an owner.")
        account = existing or Account(email=email.strip().lower(), name=name.strip() or email)
        account.is_owner = True
        _save_checked(account)
    return account


def create_sign_in_link(*, account: Account, by: Account) -> IssuedLink:
    """A link for the account that works once, within `LINK_LIFE`. Raises NotAllowedError."""
    if not rules.can_create_sign_in_link(by, account):
        raise NotAllowedError("Only an owner can make sign-in links for others.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    link = SignInLink.objects.create(
        digest=queries.digest_of(token), account=account, created_at=now, expires_at=now + LINK_LIFE
    )
    return IssuedLink(link, token)


def redeem_sign_in_link(*, token: str) -> Account:
    """Use up a link and give the account that it signs in. Raises SignInLinkError for every link that does not work.

    The row is locked before it is looked at: of two who redeem at once, one gets in.
    """
    with transaction.atomic():
        now = timezone.now()
        link = queries.working_link(token, at=now, locked=True)
        if link is None:
            raise SignInLinkError
        link.used_at = now
        link.save(update_fields=["used_at"])
    return link.account


def _save_checked(account: Account) -> None:
    if account._state.adding:
        account.set_unusable_password()
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise AccountError(f"This account cannot be made: {' '.join(error.messages)}") from None
    account.save()
