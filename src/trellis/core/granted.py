"""What somebody may do now: what access, positions and duties give together.

    may(who, "pages.approve")          a yes or no
    whom_may("pages.approve")          everybody who may, as a condition of accounts
    rights_of(who)                     all of it

What somebody has is found out once for each account that was loaded, and so once a request: whoever must know how
things stand this very moment loads the account again (services lock it and look again). Nothing is looked up where
the stored access is enough, and nothing where the handbook grants nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from trellis.core import defined, positions
from trellis.core.definitions import permissions
from trellis.core.definitions.granting import ACCESS, DUTY, PERMISSION, WORKSPACE, Granting, Right
from trellis.core.definitions.permissions import LEVELS
from trellis.core.definitions.rights import Rights
from trellis.core.models import Access, Account, Assignment
from trellis.core.prepared import Prepared, together

Somebody = Account | AnonymousUser | None
"""Whoever asks: `None` and the anonymous user have not signed in."""
_KNOWN = "_trellis_rights"
_TITLES = "_trellis_titles"


class Having:
    """All rights that somebody has."""

    def __init__(self, rights: Iterable[Right]) -> None:
        self.rights = frozenset(rights)

    def __contains__(self, right: object) -> bool:
        return right in self.rights

    @cached_property
    def access(self) -> Access:
        """The highest level of access."""
        return Access(max((right.name for right in self.rights if right.kind == ACCESS), key=LEVELS.index))

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of all rights of a kind, in order."""
        return tuple(sorted(right.name for right in self.rights if right.kind == kind))

    @cached_property
    def duties(self) -> frozenset[str]:
        """The names of the duties."""
        return frozenset(self.names(DUTY))


NOTHING = Having([Right(ACCESS, Access.EXTERNAL)])


def granting() -> Granting:
    """The rules of the current handbook; made once for each edition."""
    return defined.derive(_granting)


def may(who: Somebody, permission: str) -> bool:
    """Whether somebody has a permission now. Raises LookupError for one that no room has declared."""
    known = permissions.permission_named(permission)
    if known is None:
        raise LookupError(f"No room declares the permission {permission}: see definitions/permissions.py.")
    if not isinstance(who, Account) or not who.is_active:
        return False
    return _reaches(who, known.level) or Right(PERMISSION, permission) in rights_of(who)


def has_access(who: Somebody, access: Access) -> bool:
    """Whether somebody has at least this much access."""
    if not isinstance(who, Account) or not who.is_active:
        return False
    return _reaches(who, access) or Right(ACCESS, access) in rights_of(who)


def can_enter(who: Somebody, workspace: str) -> bool:
    """Whether somebody has a workspace. Raises LookupError for one that no room has declared."""
    known = permissions.workspace_named(workspace)
    if known is None:
        raise LookupError(f"No room declares the workspace {workspace}: see definitions/permissions.py.")
    if not isinstance(who, Account) or not who.is_active:
        return False
    return _reaches(who, known.level) or Right(WORKSPACE, workspace) in rights_of(who)


def has_duty(who: Somebody, duty: str) -> bool:
    """Whether somebody has a duty now, by a position or by assignment."""
    return isinstance(who, Account) and who.is_active and duty in rights_of(who).duties


def access_of(who: Account) -> Access:
    """The access that somebody has while their account is open, positions included."""
    return who.lifted if _reaches(who, Access.ADMINISTRATOR) else rights_of_all([who])[who.pk].access


def rights_of(who: Account) -> Having:
    """All that somebody has; nothing for a closed account. One query at most, once for each loaded account."""
    rules = granting()
    known: tuple[Granting, Having] | None = getattr(who, _KNOWN, None)
    if known is None or known[0] is not rules:
        known = (rules, _rights_of_one(who) if who.is_active else NOTHING)
        setattr(who, _KNOWN, known)
    return known[1]


def _rights_of_one(who: Account) -> Having:
    rules = granting()
    asks_titles = bool(rules.rights.grants) and not who.is_external
    if asks_titles and rules.rights.duties and getattr(who, _TITLES, None) is None:
        own: tuple[Prepared[tuple[str]], dict[str, Any]] = (_OWN, {"account": who.pk, "now": timezone.now()})
        titles, duties = together([positions.asking_titles(who), own])
        setattr(who, _TITLES, tuple(sorted({title for (title,) in titles})))
        return _rights([who], _held(who), [(who.pk, duty) for (duty,) in duties])[who.pk]
    return _rights([who], _held(who) if asks_titles else [])[who.pk]


def _held(who: Account) -> list[tuple[UUID, str]]:
    return [(who.pk, title) for title in titles_held(who)]


def titles_held(who: Account) -> tuple[str, ...]:
    """The titles of the roles that somebody holds, by employment too; asked once for each loaded account."""
    known: tuple[str, ...] | None = getattr(who, _TITLES, None)
    if known is None:
        known = tuple(sorted(positions.titles_of(who)))
        setattr(who, _TITLES, known)
    return known


def forget(who: Account) -> None:
    """Find out anew, when next asked, what a loaded account may do and holds: after a change of what it has."""
    setattr(who, _KNOWN, None)
    setattr(who, _TITLES, None)


def know(who: Account, *, titles: Iterable[str], duties: Iterable[str]) -> None:
    """Take what was read of a loaded account already: the titles that it holds now, and its active duties."""
    rules = granting()
    held = tuple(sorted(set(titles)))
    setattr(who, _TITLES, held)
    found = set(rules.by_access(who.lifted))
    if who.is_active and not who.is_external:
        found.update(*map(rules.by_title, held))
    found.update(*map(rules.by_duty, duties))
    setattr(who, _KNOWN, (rules, Having(found) if who.is_active else NOTHING))


def rights_of_all(accounts: Iterable[Account]) -> dict[UUID, Having]:
    """All that several people have, whether or not their accounts are open. Two queries for any number.

    Positions give nothing to who is external: they are those of the team.
    """
    people = list(accounts)
    of_the_team = {each.pk for each in people if not each.is_external}
    held = positions.held_by(of_the_team) if granting().rights.grants else []
    return _rights(people, [(each.account, each.title) for each in held])


def _rights(
    people: Sequence[Account],
    held: Iterable[tuple[UUID, str]],
    assigned: Iterable[tuple[UUID, str]] | None = None,
) -> dict[UUID, Having]:
    """What access, the titles that are held (`held`: account and title) and duties give; a query where duties do.

    `assigned` are the duties (account and duty), for whoever has asked for them: then there is none.
    """
    rules = granting()
    found: dict[UUID, set[Right]] = {each.pk: set(rules.by_access(each.lifted)) for each in people}
    for account, title in held:
        found[account].update(rules.by_title(title))
    if rules.rights.duties:
        for key, duty in _assigned(people) if assigned is None else assigned:
            found[key].update(rules.by_duty(duty))
    return {key: Having(rights) for key, rights in found.items()}


def _assigned(people: Sequence[Account]) -> Iterable[tuple[UUID, str]]:
    """Who has which duty now; of one account, as for nearly every page, by a statement that is put together once."""
    now = timezone.now()
    if len(people) == 1:
        return _DUTIES.all(account=people[0].pk, now=now)
    assigned = Assignment.objects.active(now).filter(account__in=[each.pk for each in people])
    return assigned.order_by().values_list("account", "duty")


_OWN: Prepared[tuple[str]] = Prepared(
    lambda account, now: (
        Assignment.objects.active(now).filter(account=account).order_by().values_list("duty")
    ),
    account=UUID,
    now=datetime,
)
_DUTIES = Prepared(
    lambda account, now: (
        Assignment.objects.active(now).filter(account=account).order_by().values_list("account", "duty")
    ),
    account=UUID,
    now=datetime,
)


def whom_may(permission: str) -> Q:
    """The accounts that have a permission now: the same that `may` says yes to."""
    return whom(Right(PERMISSION, permission))


def whom(right: Right) -> Q:
    """The open accounts that have a right now. One query here, where positions give it, and none more later."""
    return Q(is_active=True) & _given(right, _titles_held())


def _titles_held() -> set[str]:
    return positions.titles() if granting().rights.grants else set()


def _given(right: Right, titles: Iterable[str]) -> Q:
    rules, levels = granting(), [level for level in Access if right in granting().by_access(level)]
    found = Q(access__in=levels)
    if Access.ADMINISTRATOR in levels:
        found |= Q(is_owner=True)
    fitting = [title for title in titles if right in rules.by_title(title)]
    if fitting:
        found |= positions.holders(fitting) & ~Q(access=Access.EXTERNAL)
    duties = [duty for duty in rules.rights.duties if right in rules.by_duty(duty)]
    if duties:
        assigned = Assignment.objects.active().filter(duty__in=duties).order_by()
        found |= Q(pk__in=assigned.values("account"))
    return found


def by_access() -> dict[Access, Q]:
    """For each level of access the accounts that have at least that, open or closed: for lists of all of them."""
    titles = _titles_held()
    return {access: _given(Right(ACCESS, access), titles) for access in Access}


def _reaches(who: Account, level: str) -> bool:
    return bool(level) and (who.is_owner or _RANKS[who.access] >= _RANKS[level])


_RANKS = {level: at for at, level in enumerate(LEVELS)}


def _granting(edition: Any) -> Granting:
    rights = edition.handbook.assembled.get("rights") or Rights()
    return Granting(rights, positions.titles_in(edition.handbook) if rights.grants else {})
