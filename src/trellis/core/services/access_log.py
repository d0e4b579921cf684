"""Writes of what was done with access: each service notes what it does, in its transaction. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable

from trellis.core.models import AccessChange, Account

Deed = AccessChange.Deed


def note(deed: Deed, account: Account, *, by: Account | None, before: str = "", after: str = "") -> None:
    """Write down that something was done; `before` and `after` say what it was and is, where there is more to say."""
    line(deed, account, by=by, before=before, after=after).save()


def note_all(lines: Iterable[AccessChange]) -> None:
    """Write down many things at once, each made by `line`."""
    AccessChange.objects.bulk_create(lines)


def line(
    deed: Deed, account: Account, *, by: Account | None, before: str = "", after: str = ""
) -> AccessChange:
    """What would be written down, for `note_all`."""
    return AccessChange(
        deed=deed, account=account, email=account.email, by=by, by_email=by.email if by is not None else "",
        before=before[:20_000], after=after[:20_000],
    )  # fmt: skip
