"""Writes of what was done with access: each service notes what it does, in its transaction. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from trellis.core.events import AccessChanged
from trellis.core.models import AccessChange, Account
from trellis.core.services.events import publish_all

Deed = AccessChange.Deed


def note(deed: Deed, account: Account, *, by: Account | None, before: str = "", after: str = "") -> None:
    """Write down that something was done; `before` and `after` say what it was and is, where there is more to say."""
    note_all([line(deed, account, by=by, before=before, after=after)])


def note_all(written: Iterable[AccessChange]) -> None:
    """Write down many things at once, each made by `line`, and tell of each."""
    lines = list(written)
    with transaction.atomic():
        AccessChange.objects.bulk_create(lines)
        publish_all([AccessChanged(each.account_id, each.by_id, str(each.deed)) for each in lines])


def line(
    deed: Deed, account: Account, *, by: Account | None, before: str = "", after: str = ""
) -> AccessChange:
    """What would be written down, for `note_all`."""
    return AccessChange(
        deed=deed, account=account, email=account.email, by=by, by_email=by.email if by is not None else "",
        before=before[:20_000], after=after[:20_000],
    )  # fmt: skip
