"""Writes of passwords, and the question whether one is right."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules
from trellis.core.models import Account, SignInLink
from trellis.core.services import links, locks, protecting, sessions
from trellis.core.services.access_log import Deed, note
from trellis.handbook.errors import TrellisError

_CHOSEN = gettext_lazy("A password was chosen for your account")
_CHANGED = gettext_lazy("The password of your account was changed")
UNUSABLE = "!"
"""No password at all, in the way that Django writes it."""


class PasswordError(TrellisError):
    """The new password is too weak; the message holds every reason."""

    code = "password"


class ProvidersOnlyError(TrellisError):
    """The password is right, and only a provider signs this account in."""

    code = "providers-only"

    def __init__(self) -> None:
        super().__init__(
            _("You do not sign in with a password here."), hint=_("Use the button of your provider above.")
        )


class SignInError(TrellisError):
    """Address and password do not belong together. Whether the address is known is not told."""

    code = "sign-in"

    def __init__(self) -> None:
        super().__init__(
            _("This address and password do not fit together."),
            hint=_("Check both, or ask an administrator for a link to choose a new password."),
        )


def account_with(*, email: str, password: str) -> Account:
    """The account that this password opens. Raises SignInError, and ProvidersOnlyError where it is right in vain.

    It takes as long for an unknown address, a closed account, and one without a password: Django's `check_password`
    hashes in any case.
    """
    account = queries.account_by_email(email)
    known = account.check_password(password) if account is not None else check_password(password, UNUSABLE)
    if account is None or not known or not account.is_active:
        raise SignInError
    if not rules.signs_in_here(account):
        raise ProvidersOnlyError
    return account


def change_password(*, account: Account, new: str, keep_session: str | None) -> None:
    """Choose another password; every session but the one that is kept ends. Raises PasswordError."""
    password = hash_of(new, account)
    with transaction.atomic():
        first = not account.has_password
        account.password = password
        account.save(update_fields=["password"])
        links.withdraw_all(account)
        sessions.end_all(account, keep=keep_session)
        protecting.tell(account, _CHOSEN if first else _CHANGED)


def reset_password(*, token: str, new: str) -> Account:
    """Choose a password by a link; all sessions end. Raises SignInLinkError, and PasswordError and
    ProvidersOnlyError, which use nothing up.

    It takes no second factor away: whoever has one still needs it to sign in.
    """
    known = links.account_of(token, SignInLink.Purpose.RESET)
    if not rules.signs_in_here(known):
        raise ProvidersOnlyError
    password = hash_of(new, known)
    with transaction.atomic():
        account = links.use(token, SignInLink.Purpose.RESET)
        account.password = password
        account.save(update_fields=["password"])
        links.withdraw_all(account)
        sessions.end_all(account)
        locks.lift_own(account)
        note(Deed.RECOVERED, account, by=None)
        protecting.tell(account, gettext_lazy("A new password was chosen for your account by a link"))
    return account


def hash_of(password: str, account: Account) -> str:
    """What is kept of a new password of an account. Raises PasswordError.

    Hashing takes tens of milliseconds: before the transaction that keeps it, since nobody else writes during that on
    SQLite.
    """
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise PasswordError(" ".join(error.messages)) from None
    return make_password(password)
