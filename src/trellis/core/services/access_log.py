"""Writes of what was done with access: each service notes what it does, in its transaction. Nothing is changed."""

from __future__ import annotations

from django.db import transaction

from trellis.core.events import AccessChanged
from trellis.core.models import AccessChange, Account
from trellis.core.services.events import publish

Deed = AccessChange.Deed


def note(deed: Deed, account: Account, *, by: Account | None, before: str = "", after: str = "") -> None:
    """Write down that something was done; `before` and `after` say what it was and is, where there is more to say."""
    with transaction.atomic():
        AccessChange.objects.create(
            deed=deed, account=account, email=account.email, by=by, by_email=by.email if by is not None else "",
            before=before[:20_000], after=after[:20_000],
        )  # fmt: skip
        publish(AccessChanged(account.pk, by.pk if by is not None else None, str(deed)))
