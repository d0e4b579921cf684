"""Writes of links that let somebody in: to sign in at once, to join, to choose a new password."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules
from trellis.core.models import Account, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import protecting
from trellis.core.services.access_log import Deed, note
from trellis.handbook.errors import TrellisError

Purpose = SignInLink.Purpose
LIFE = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(days=1),
}
RECOVERY_LIFE = timedelta(hours=1)
TOKEN_BYTES = 32


class SignInLinkError(TrellisError):
    """The link lets nobody in. It does not tell why: unknown, used, too old and withdrawn look the same."""

    code = "sign-in-link"

    def __init__(self) -> None:
        super().__init__(
            _("This link does not sign you in."),
            hint=_("A link works once and for a short time. Ask for a new one."),
        )


class IssuedLink(NamedTuple):
    """A new link and its token, which is known only now."""

    link: SignInLink
    token: str


def create_sign_in_link(*, account: Account, by: Account) -> IssuedLink:
    """A link for the account that works once, for a quarter of an hour. Raises NotAllowedError."""
    if not rules.can_create_sign_in_link(by, account):
        raise NotAllowedError(_("Only an owner can make sign-in links for others."))
    with transaction.atomic():
        if by.pk != account.pk:
            what = gettext_lazy("{name} made a link that signs in as you")
            protecting.tell(account, format_lazy(what, name=by.name), by=by)
        return issue(account, Purpose.SIGN_IN, by=by)


def redeem_sign_in_link(*, token: str) -> Account:
    """Use up a link and give the account that it signs in. Raises SignInLinkError for every link that does not work."""
    with transaction.atomic():
        return use(token, Purpose.SIGN_IN)


def create_invitation(*, account: Account, by: Account) -> IssuedLink:
    """A new invitation for somebody who has not come yet; the former one stops working. Raises NotAllowedError."""
    with transaction.atomic():
        _check_manager(by, account)
        if not account.is_waiting:
            raise NotAllowedError(_("%(name)s has joined already.") % {"name": account.name})
        withdraw_all(account, Purpose.INVITATION)
        note(Deed.INVITED_AGAIN, account, by=by)
        return issue(account, Purpose.INVITATION, by=by)


def withdraw_invitation(*, account: Account, by: Account) -> None:
    """Make the invitation stop working; twice changes nothing. Raises NotAllowedError."""
    with transaction.atomic():
        _check_manager(by, account)
        if withdraw_all(account, Purpose.INVITATION):
            note(Deed.WITHDRAWN, account, by=by)


def create_reset_link(*, account: Account, by: Account) -> IssuedLink:
    """A link by which somebody chooses a new password, within a day; the former one stops working.

    Raises NotAllowedError.
    """
    with transaction.atomic():
        _check_manager(by, account)
        if not account.is_active or account.is_waiting:
            raise NotAllowedError(
                _("%(name)s cannot choose a password now.") % {"name": account.name},
                hint=_("Open the account, or make a new invitation."),
            )
        withdraw_all(account, Purpose.RESET)
        note(Deed.LINK, account, by=by)
        what = gettext_lazy("{name} made a link by which a new password is chosen for your account")
        protecting.tell(account, format_lazy(what, name=by.name), by=by)
        return issue(account, Purpose.RESET, by=by)


def recover(*, email: str) -> IssuedLink | None:
    """A link by which somebody who forgot their password chooses a new one, within the hour; `None` for nobody.

    For whoever asks, without proof: the link goes to the address itself and nowhere else. Former links for a new
    password stop working. Nobody gets one who is not here, has not joined yet, or whose account is closed.
    """
    account = queries.account_by_email(email)
    if account is None or not account.is_active or account.is_waiting or account.email == rules.FIRST_ADDRESS:
        return None
    if not rules.signs_in_here(account):
        return None
    with transaction.atomic():
        withdraw_all(account, Purpose.RESET)
        note(Deed.ASKED, account, by=None)
        return issue(account, Purpose.RESET, by=None, life=RECOVERY_LIFE)


def issue(
    account: Account, purpose: Purpose, *, by: Account | None, life: timedelta | None = None
) -> IssuedLink:
    """A link of a kind, for services that have checked who asks; it works as long as its kind does, or for `life`."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    link = SignInLink.objects.create(
        digest=queries.digest_of(token),
        account=account,
        purpose=purpose,
        issued_by=by,
        created_at=now,
        expires_at=now + (life or LIFE[purpose]),
    )
    return IssuedLink(link, token)


def account_of(token: str, purpose: Purpose) -> Account:
    """The account of a link that still works, which is not used up by asking. Raises SignInLinkError."""
    link = queries.working_link(token, at=timezone.now(), purpose=purpose)
    if link is None:
        raise SignInLinkError
    return link.account


def use(token: str, purpose: Purpose) -> Account:
    """Use up a link inside a transaction, and give its account. Raises SignInLinkError.

    The row is locked before it is looked at: of two who use it at once, one gets in.
    """
    now = timezone.now()
    link = queries.working_link(token, at=now, purpose=purpose, locked=True)
    if link is None:
        raise SignInLinkError
    link.used_at = now
    link.save(update_fields=["used_at"])
    return link.account


def withdraw_all(account: Account, *purposes: Purpose) -> int:
    """Make the account's open links stop working, those for some purposes or all; gives how many these were."""
    open_links = SignInLink.objects.filter(account=account, used_at=None, withdrawn_at=None)
    return open_links.filter(purpose__in=purposes or Purpose.values).update(withdrawn_at=timezone.now())


def _check_manager(by: Account, account: Account) -> None:
    if not rules.can_manage(by, account):
        raise NotAllowedError(_("Only administrators make links for others."))
