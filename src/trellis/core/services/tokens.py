"""Writes of tokens: making and revoking them, giving access for a client's secret, and knowing who sent one.

A token says what it is by how it begins, and ends with a checksum of the rest: whoever looks for secrets in public
places finds ours and knows without asking whether it is one.
"""

from __future__ import annotations

import secrets
import string
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules, scopes
from trellis.core.models import AccessToken, Account, ApiKey
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices, search_index
from trellis.core.services.access_log import Deed, note
from trellis.handbook.errors import TrellisError

Kind = ApiKey.Kind
PERSONAL, SECRET, ACCESS = "trellis_pat_", "trellis_sec_", "trellis_at_"
NOTICE = "tokens"
LIVES_IN_DAYS = (7, 30, 90, 365)
ACCESS_LIFE = timedelta(hours=1)
MOST_KEYS = 50
"""Working tokens and clients of one account."""
LONGEST_NAME = 60
USED_EVERY = timedelta(minutes=5)
"""How exactly it is known when a token was used last: a write for each request would be one too many."""

_DIGITS = string.digits + string.ascii_letters
_CHANCE, _CHECK = 40, 6  # characters: 238 bits of chance, 32 of a checksum
_SHOWN = 4


class TokenError(TrellisError):
    """The token proves nothing. It does not tell why: unknown, revoked and too old look the same."""

    code = "token"

    def __init__(self) -> None:
        super().__init__(
            _("This token does not work."),
            hint=_("It may have expired or been revoked. Make a new one under “My account”, “Tokens”."),
        )


class TokenFactsError(TrellisError):
    """The facts given for a new token are not usable."""

    code = "token-facts"


class ScopeError(NotAllowedError):
    """The token was not given this scope."""

    code = "scope"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(
            _("This token may not do that: it lacks the scope “%(scope)s”.") % {"scope": scope},
            hint=_("Make a token with this scope under “My account”, “Tokens”."),
        )


class Caller(NamedTuple):
    """A program that calls: for whom, and how far it may go. `key` is empty where a person's browser calls."""

    account: Account
    scopes: frozenset[str]
    key: ApiKey | None = None

    def require(self, scope: str) -> None:
        """Raises ScopeError where the scope was not given."""
        if scope not in self.scopes:
            raise ScopeError(scope)

    @property
    def name(self) -> str:
        """What calls are counted by: a token or client, or a person."""
        return f"key {self.key.pk}" if self.key is not None else f"account {self.account.pk}"


class IssuedKey(NamedTuple):
    """A new token or client and its secret, which is known only now."""

    key: ApiKey
    secret: str


class GrantedAccess(NamedTuple):
    """An access token for a client, known only now, and for how many seconds it works."""

    token: str
    seconds: int
    scopes: tuple[str, ...]


def issue(
    *, account: Account, name: str, scopes: Iterable[str], days: int, kind: Kind = Kind.PERSONAL
) -> IssuedKey:
    """Make a token or a machine client for oneself; it does what its account may, within its scopes.

    `days` is one of `LIVES_IN_DAYS`. The account is told. Raises NotAllowedError and TokenFactsError.
    """
    named, wanted = " ".join(name.split()), _known(scopes)
    if not named or len(named) > LONGEST_NAME:
        raise TokenFactsError(
            _("A token needs a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
        )
    if days not in LIVES_IN_DAYS:
        raise TokenFactsError(_("Choose one of the lives that are offered."))
    with transaction.atomic():
        now = timezone.now()
        owner = Account.objects.select_for_update().filter(pk=account.pk).first()
        if owner is None or not rules.can_have_key(owner):
            raise NotAllowedError(_("Only somebody whose account is open makes tokens."))
        if ApiKey.objects.filter(account=owner, revoked_at=None, expires_at__gt=now).count() >= MOST_KEYS:
            raise TokenFactsError(
                _("You have %(most)s tokens that work; that is the most.") % {"most": MOST_KEYS},
                hint=_("Revoke one that is no longer needed."),
            )
        secret = _made(SECRET if kind == Kind.CLIENT else PERSONAL)
        key = ApiKey.objects.create(
            account=owner, kind=kind, name=named, digest=queries.digest_of(secret), start=_start(secret),
            scopes=wanted, created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        note(Deed.KEY, owner, by=owner, after=f"{named}: {' '.join(wanted)}")
        notices.notify(
            NOTICE, [owner], subject=format_lazy(gettext_lazy("A token was made for your account: {name}"), name=named),
            text=gettext_lazy("If it was not you, revoke it and change your password."),
            address=reverse("core:tokens"),
        )  # fmt: skip
    return IssuedKey(key, secret)


def revoke(*, key: ApiKey, by: Account) -> bool:
    """Make a token or client stop working, with all access it has; False where it was revoked before.

    Its owner is told where somebody else does it. Raises NotAllowedError.
    """
    if not rules.can_revoke_key(by, key):
        raise NotAllowedError(_("Only administrators revoke the tokens of others."))
    with transaction.atomic():
        now = timezone.now()
        if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            return False
        key.revoked_at = now
        search_index.forget("token", key.pk)
        AccessToken.objects.filter(key=key).delete()
        note(Deed.KEY_REVOKED, key.account, by=by, before=key.name)
        notices.notify(
            NOTICE, [key.account], actor=by,
            subject=format_lazy(gettext_lazy("A token of yours was revoked: {name}"), name=key.name),
            address=reverse("core:tokens"),
        )  # fmt: skip
    return True


def revoke_all(account: Account) -> None:
    """Make all tokens and clients of an account stop working: inside the transaction that closes it."""
    AccessToken.objects.filter(key__account=account).delete()
    working = ApiKey.objects.filter(account=account, revoked_at=None)
    search_index.forget_all("token", list(working.values_list("pk", flat=True)))
    working.update(revoked_at=timezone.now())


def grant(*, client_id: str, secret: str, scopes: Iterable[str] | None = None) -> GrantedAccess:
    """An access token for a machine client; `scopes` are some of its own, or None for all.

    Raises TokenError where client and secret do not fit together, and ScopeError for a scope that it was not given.
    """
    key = _key_of(secret, Kind.CLIENT) if _is_whole(secret, SECRET) else None
    if key is None or key.client_id != client_id:
        raise TokenError
    wanted = sorted(key.scopes if scopes is None else set(scopes))
    for scope in wanted:
        if scope not in key.scopes:
            raise ScopeError(scope)
    now, token = timezone.now(), _made(ACCESS)
    ends = min(now + ACCESS_LIFE, key.expires_at)
    with transaction.atomic():
        AccessToken.objects.filter(expires_at__lte=now).delete()
        AccessToken.objects.create(
            key=key, digest=queries.digest_of(token), scopes=wanted, created_at=now, expires_at=ends
        )
        _note_use(key, now)
    return GrantedAccess(token, int((ends - now).total_seconds()), tuple(wanted))


def authenticate(raw: str) -> Caller:
    """Who sent this personal token or access token, and how far it reaches. Raises TokenError.

    One query; and now and then a write, of when it was used.
    """
    now = timezone.now()
    if _is_whole(raw, ACCESS):
        found = (
            AccessToken.objects.select_related("key__account")
            .filter(digest=queries.digest_of(raw), expires_at__gt=now)
            .first()
        )
        key, allowed = (found.key, found.scopes) if found is not None else (None, [])
    else:
        key = _key_of(raw, Kind.PERSONAL) if _is_whole(raw, PERSONAL) else None
        allowed = key.scopes if key is not None else []
    if key is None or not key.works_at(now) or not key.account.is_active:
        raise TokenError
    _note_use(key, now)
    return Caller(key.account, frozenset(allowed) & frozenset(key.scopes), key)


def calling_as(account: Account) -> Caller:
    """A person who calls with their own browser: with all scopes."""
    return Caller(account, scopes.names())


def _key_of(secret: str, kind: Kind) -> ApiKey | None:
    key = ApiKey.objects.select_related("account").filter(digest=queries.digest_of(secret), kind=kind).first()
    fine = key is not None and key.works_at(timezone.now()) and key.account.is_active
    return key if fine else None


def _note_use(key: ApiKey, now: datetime) -> None:
    before = now - USED_EVERY
    if key.used_at is None or key.used_at < before:
        unseen = Q(used_at=None) | Q(used_at__lt=before)
        ApiKey.objects.filter(unseen, pk=key.pk).update(used_at=now)


def _known(wanted: Iterable[str]) -> list[str]:
    names = sorted(set(wanted))
    unknown = [name for name in names if name not in scopes.names()]
    if unknown:
        raise TokenFactsError(_("There is no scope “%(scope)s”.") % {"scope": unknown[0]})
    if not names:
        raise TokenFactsError(_("Choose at least one thing that the token may do."))
    return names


def _made(start: str) -> str:
    body = start + "".join(secrets.choice(_DIGITS) for _each in range(_CHANCE))
    return body + _check_of(body)


def _is_whole(raw: str, start: str) -> bool:
    """Whether a text has the form of a token, so that the database need not be asked about anything else."""
    fine = raw.startswith(start) and len(raw) == len(start) + _CHANCE + _CHECK and raw.isascii()
    return fine and secrets.compare_digest(raw[-_CHECK:], _check_of(raw[:-_CHECK]))


def _check_of(body: str) -> str:
    rest, out = zlib.crc32(body.encode()), ""
    for _each in range(_CHECK):
        rest, digit = divmod(rest, len(_DIGITS))
        out = _DIGITS[digit] + out
    return out


def _start(secret: str) -> str:
    return secret[: secret.rindex("_") + 1 + _SHOWN]
