"""Writes of sessions: where somebody is signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import rules
from trellis.core.models import Account, SignIn
from trellis.core.rules import NotAllowedError
from trellis.core.services import access_log

FORGOTTEN_AT_ONCE = 500
SIGNED_IN_BY = "signed_in_by"
"""In the session: the provider that somebody signed in through."""
KNOWN_AS = "known_as"
"""In the session: by what that provider knows them and the session, see `federation.providers.Told`."""


def note(*, account: Account, session_key: str, device: str, address: str) -> None:
    """Remember a session that has just begun, and forget those of the account that are over."""
    now = timezone.now()
    with transaction.atomic():
        living = Session.objects.filter(expire_date__gt=now).values("session_key")
        SignIn.objects.filter(account=account).exclude(session_key__in=living).delete()
        begun = SignIn(account=account, session_key=session_key, device=device, address=address, seen_at=now)
        again = ["account", "device", "address", "seen_at"]
        SignIn.objects.bulk_create(
            [begun], update_conflicts=True, unique_fields=["session_key"], update_fields=again
        )
        if account.joined_at is None:
            account.joined_at = now
            account.save(update_fields=["joined_at"])


def moved(*, before: str, after: str) -> None:
    """The same session goes on under another key."""
    SignIn.objects.filter(session_key=before).update(session_key=after)


def seen(*, session_key: str, address: str) -> None:
    """The session is in use now, from this address."""
    SignIn.objects.filter(session_key=session_key).update(seen_at=timezone.now(), address=address)


def end(*, account: Account, sign_in: UUID) -> bool:
    """End one of one's own sessions; False where there is none of that name. Twice changes nothing."""
    return _end(SignIn.objects.filter(account=account, pk=sign_in).values_list("session_key", flat=True)) > 0


def end_all(account: Account, *, keep: str | None = None) -> int:
    """End the sessions of an account, all but one key; how many these were."""
    keys = SignIn.objects.filter(account=account).exclude(session_key=keep or "")
    return _end(keys.values_list("session_key", flat=True))


def end_through(*, account: Account, provider: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """End the sessions that an account began through a provider: those that it calls by some names, or all without.

    One of which the provider told no name ends with any. Gives the keys of those that ended.
    """
    known = SignIn.objects.filter(account=account).values("session_key")
    ended = []
    for each in Session.objects.filter(session_key__in=known):
        held = each.get_decoded()
        called = held.get(KNOWN_AS, {}).get("session", "")
        if held.get(SIGNED_IN_BY) == provider and (not names or not called or called in names):
            ended.append(each.session_key)
    _end(ended)
    return tuple(ended)


def end_for(*, account: Account, by: Account) -> None:
    """End all sessions of somebody else. Raises NotAllowedError."""
    if not rules.can_manage(by, account):
        raise NotAllowedError(_("Only administrators end the sessions of others."))
    with transaction.atomic():
        end_all(account)
        access_log.note(access_log.Deed.SIGNED_OUT, account, by=by)


def forget(*, session_key: str) -> None:
    """The session has ended by itself."""
    SignIn.objects.filter(session_key=session_key).delete()


def forget_over(now: datetime) -> int:
    """Forget the sessions that ended by themselves, of people and of guests alike; gives how many.

    Their rows say who was signed in, and whom a provider sent: nobody needs that any more.
    """
    over = Session.objects.filter(expire_date__lt=now)
    gone = 0
    while keys := list(
        over.order_by("expire_date").values_list("session_key", flat=True)[:FORGOTTEN_AT_ONCE]
    ):
        _end(keys)
        gone += len(keys)
    return gone


def _end(keys: Iterable[str]) -> int:
    found = list(keys)
    with transaction.atomic():
        Session.objects.filter(session_key__in=found).delete()
        ended, _counts = SignIn.objects.filter(session_key__in=found).delete()
    return int(ended)
