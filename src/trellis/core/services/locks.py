"""Who tried too often: bounds on tries for each account and each network, what is told of it, and letting in again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import queries, rules
from trellis.core.happened import LockedOut, LockLifted
from trellis.core.models import Account, LockOut
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.core.throttling import Left, Throttle

QUARTER = 15 * 60
PASSWORDS_OF_NETWORK = Throttle("sign-in from", limit=60, seconds=QUARTER)
PASSWORDS_OF_ACCOUNT = Throttle("sign-in as", limit=10, seconds=QUARTER)
CODES_OF_ACCOUNT = Throttle("code", limit=8, seconds=QUARTER)
NOTICE = "locks"
KEPT = timedelta(days=30)
Way = LockOut.Way


def password_tried(*, email: str, network: str) -> Left:
    """Count a try of a password, from a network and as an address; what is left of the tighter bound.

    The first try beyond a bound is written down: for a network, and for an address where somebody has it.
    """
    left = PASSWORDS_OF_NETWORK.take(network)
    if left.tries < 0:
        if left.tries == -1:
            _lock(Way.PASSWORD, left, network=network)
        return left
    return account_tried(email=email)


def account_tried(*, email: str) -> Left:
    """Count a try of a password as an address, from wherever; what is left. The first beyond is written down."""
    left = PASSWORDS_OF_ACCOUNT.take(email.strip().lower())
    if left.tries == -1:
        account = queries.account_by_email(email)
        if account is not None:
            _lock(Way.PASSWORD, left, account=account)
    return left


def code_tried(*, account: Account) -> Left:
    """Count a try of a code of a second factor; what is left of the bound. The first beyond it is written down."""
    left = CODES_OF_ACCOUNT.take(str(account.pk))
    if left.tries == -1:
        _lock(Way.CODE, left, account=account)
    return left


def open_locks() -> QuerySet[LockOut]:
    """Who is locked out now, the newest first."""
    found = LockOut.objects.filter(until__gt=timezone.now(), lifted_at=None)
    return found.select_related("account").order_by("-until", "-pk")


def lift(*, lock: LockOut, by: Account) -> LockOut:
    """Let an account or a network try again at once; twice changes nothing. Raises NotAllowedError.

    Nobody lifts the lock of an account that they may not change, their own included.
    """
    with transaction.atomic():
        row = LockOut.objects.select_for_update(of=("self",)).select_related("account").get(pk=lock.pk)
        may = rules.can_administer(by) if row.account is None else rules.can_manage(by, row.account)
        if not may:
            raise NotAllowedError(_("Only administrators let others try again, and only owners let owners."))
        if row.lifted_at is None:
            _lift(row, by)
    return row


def lift_own(account: Account) -> None:
    """Let somebody try again who has just proved by a link in their mail that they are there."""
    with transaction.atomic():
        _forget(account)
        for row in LockOut.objects.select_for_update().filter(
            account=account, lifted_at=None, until__gt=timezone.now()
        ):
            _lift(row, account)


def _lift(row: LockOut, by: Account) -> None:
    row.lifted_at, row.lifted_by = timezone.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    if row.account is not None:
        _forget(row.account)
        publish(LockLifted(row.account.pk, by.pk))
    else:
        PASSWORDS_OF_NETWORK.forgets(row.network)


def _forget(account: Account) -> None:
    PASSWORDS_OF_ACCOUNT.forgets(account.email.lower())
    CODES_OF_ACCOUNT.forgets(str(account.pk))


def _lock(way: LockOut.Way, left: Left, *, account: Account | None = None, network: str = "") -> None:
    now = timezone.now()
    with transaction.atomic():
        LockOut.objects.filter(until__lt=now - KEPT).delete()
        LockOut.objects.create(
            account=account,
            network=network,
            way=way,
            at=now,
            until=now + timedelta(seconds=max(1, left.seconds)),
        )
        if account is None:
            return
        publish(LockedOut(account.pk, None, str(way)))
        notices.notify(
            NOTICE,
            [account],
            subject=gettext_lazy("Somebody tried too often to sign in as you"),
            text=gettext_lazy(
                "Your account is locked for a quarter of an hour. If it was not you, your password may be known to "
                "somebody: choose another."
            ),
            address=reverse("core:account"),
        )
