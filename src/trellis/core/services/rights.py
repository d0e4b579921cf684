"""What groups give: the access and the roles of their members, settled whenever a group or a member changes.

And that nobody gives rights to themselves, by whichever way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.models import Access, AccessChange, Account, GroupRole, Membership, RoleHolding
from trellis.core.rules import NotAllowedError
from trellis.core.services import search_index
from trellis.core.services.access_log import Deed, line, note_all

AT_ONCE = 500
"""Accounts that are settled with one set of queries."""


class _Given(NamedTuple):
    """What the groups of some accounts give: access by account, and titles by account."""

    access: dict[UUID, Access]
    titles: dict[UUID, dict[str, str]]


def settle(accounts: Iterable[UUID], *, by: Account | None) -> None:
    """Bring access and roles of these accounts in line with their groups. In the transaction that changed them.

    What an administrator gave stays: a group only adds to it, and takes no more away than it gave. A bounded number
    of queries for every `AT_ONCE` accounts.
    """
    keys = sorted(set(accounts))
    with transaction.atomic():
        for start in range(0, len(keys), AT_ONCE):
            _settle(keys[start : start + AT_ONCE], by)


@contextmanager
def nothing_for(by: Account) -> Iterator[None]:
    """What happens within must give whoever does it no right that they lack. Inside a transaction, which it undoes.

    Raises NotAllowedError. Administrators too lack what is confidential until another gives it to them.
    """
    before = granted.rights_of_all([by])[by.pk]
    yield
    now = Account.objects.get(pk=by.pk)
    won = granted.rights_of_all([now])[by.pk].rights - before.rights
    if won:
        raise NotAllowedError(
            _("This would give you yourself more than you may: %(what)s.")
            % {"what": ", ".join(sorted(right.name for right in won))},
            hint=_("Ask another administrator."),
        )
    granted.forget(by)


def titles_given(account: Account) -> dict[str, str]:
    """The titles of the roles that somebody's groups give, by what they are compared with."""
    return dict(_given_to([account.pk]).titles[account.pk])


def _settle(keys: Sequence[UUID], by: Account | None) -> None:
    rows = list(Account.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    given = _given_to(keys)
    changes = [
        *_settle_access(rows, given.access, by),
        *_settle_titles(rows, given.titles, by),
    ]
    note_all(changes)


def _given_to(keys: Sequence[UUID]) -> _Given:
    order = list(Access)
    access: dict[UUID, Access] = {}
    living = Membership.objects.filter(account__in=keys, group__removed_at=None)
    for key, level in living.exclude(group__access="").values_list("account", "group__access"):
        access[key] = max(access.get(key, Access.READER), Access(level), key=order.index)
    titles: dict[UUID, dict[str, str]] = defaultdict(dict)
    named = GroupRole.objects.filter(group__memberships__account__in=keys, group__removed_at=None)
    for key, title in named.values_list("group__memberships__account", "title").order_by("title", "pk"):
        titles[key].setdefault(title.casefold(), title)
    return _Given(access, titles)


def _settle_access(
    rows: Sequence[Account], given: dict[UUID, Access], by: Account | None
) -> list[AccessChange]:
    order, changes = list(Access), []
    wanted: dict[tuple[Access, Access | None], list[UUID]] = defaultdict(list)
    for account in rows:
        own, before = account.given, Access(account.access)
        lifted = max(own, given.get(account.pk, own), key=order.index)
        if own == Access.EXTERNAL:  # no group makes somebody from outside one of the team
            lifted = own
        kept = own if lifted != own else None
        if (lifted, kept) != (before, account.own_access):
            wanted[lifted, kept].append(account.pk)
        if lifted != before:
            changes.append(
                line(Deed.ACCESS, account, by=by, before=str(before.label), after=str(lifted.label))
            )
    now = timezone.now()
    for (
        lifted,
        kept,
    ), keys in wanted.items():  # a statement for each pair: few, whatever the number of people
        Account.objects.filter(pk__in=keys).update(access=lifted, own_access=kept, changed_at=now)
    return changes


def _settle_titles(
    rows: Sequence[Account], given: dict[UUID, dict[str, str]], by: Account | None
) -> list[AccessChange]:
    held: dict[UUID, dict[str, RoleHolding]] = defaultdict(dict)
    for holding in RoleHolding.objects.filter(account__in=rows):
        held[holding.account_id][holding.title.casefold()] = holding
    gone, new, changes = [], [], []
    for account in rows:
        has, wanted = held[account.pk], given.get(account.pk, {})
        lost = {key: one for key, one in has.items() if one.by_group and wanted.get(key) != one.title}
        kept = {key: one.title for key, one in has.items() if key not in lost}
        won = {key: title for key, title in wanted.items() if key not in kept}
        gone += [one.pk for one in lost.values()]
        new += [RoleHolding(account=account, title=title, by_group=True) for title in won.values()]
        before, after = _lines(one.title for one in has.values()), _lines([*kept.values(), *won.values()])
        if before != after:
            changes.append(line(Deed.ROLES, account, by=by, before=before, after=after))
    RoleHolding.objects.filter(pk__in=gone).delete()
    RoleHolding.objects.bulk_create(new)
    search_index.note_objects("account", [change.account_id for change in changes])
    return changes


def _lines(titles: Iterable[str]) -> str:
    return "\n".join(sorted(titles))
