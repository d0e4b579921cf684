"""Writes of groups: who is in them, as an identity provider says, and what they give, as administrators say."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import provisioned, rules
from trellis.core.models import Access, Account, Group, GroupRole, Membership
from trellis.core.rules import NotAllowedError
from trellis.core.services import rights
from trellis.core.services.access_log import Deed, line, note_all
from trellis.handbook.errors import TrellisError

MOST_TITLES = 50
LONGEST_TITLE = 200
LONGEST_NAME = 255
AT_ONCE = 500
MOST_NAMED = 200
"""Groups that a provider may name at a sign-in; what it names beyond is left out."""


class GroupError(TrellisError):
    """The facts given for a group are not usable."""

    code = "group"


class GroupGoneError(TrellisError):
    """There is no such group any more."""

    code = "group-gone"

    def __init__(self) -> None:
        super().__init__(_("This group is no longer here."))


def key_of(name: str) -> str:
    """What a name is looked for by: the same for all ways to capitalise and compose it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def add(*, name: str, external_id: str, members: Mapping[UUID, str], by: Account) -> Group:
    """Keep a new group, which gives nothing yet. `members` holds what each account is called there.

    Raises NotAllowedError, and GroupError for a name that cannot be and for people who are not here.
    """
    _check(by)
    with transaction.atomic():
        named, now = _named(name), timezone.now()
        group = Group.objects.create(
            name=named, name_key=key_of(named), external_id=external_id, created_at=now, changed_at=now
        )
        _put_members(group, members, by)
    return group


def change(*, group: Group, name: str, external_id: str, members: Mapping[UUID, str], by: Account) -> Group:
    """Say anew what a group is called and who is in it, all of it; members lose and win what it gives.

    Raises NotAllowedError, GroupGoneError, and GroupError as `add`.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(group)
        locked.name, locked.external_id = _named(name), external_id
        locked.name_key, locked.changed_at = key_of(locked.name), timezone.now()
        locked.version += 1
        locked.save()
        _put_members(locked, members, by)
    return locked


def move(*, group: Group, joined: Mapping[UUID, str], left: Collection[UUID], by: Account) -> Group:
    """Put some into a group and take some out, whatever the others are; whoever is where they should be stays.

    What it costs depends on how many these are, and not on the size of the group. Raises as `change`.
    """
    _check(by)
    with transaction.atomic():
        locked = _locked(group)
        named = Membership.objects.filter(group=locked, account__in=[*joined, *left])
        here = set(named.values_list("account", flat=True))
        new = {key: display for key, display in joined.items() if key not in here}
        gone = [key for key in left if key in here and key not in joined]
        if new or gone:
            _move(locked, joined=new, left=gone, by=by)
            bump([locked.pk])
            locked.refresh_from_db(fields=["version", "changed_at"])
    return locked


def remove(*, group: Group, by: Account) -> None:
    """Hide a group that the identity provider removed; it gives nothing any more. Raises as `change`."""
    _check(by)
    with transaction.atomic():
        locked = _locked(group)
        locked.removed_at = timezone.now()
        locked.save(update_fields=["removed_at"])
        members = list(Membership.objects.filter(group=locked).values_list("account", flat=True))
        _note_moves(locked, joined=(), left=members, by=by)
        rights.settle(members, by=by)


def give(*, group: Group, access: Access | None, titles: Iterable[str], by: Account) -> Group:
    """Say what everybody in a group may do and which roles they hold; `None` and no titles give nothing.

    Raises NotAllowedError, GroupGoneError, and GroupError for titles that cannot be.
    """
    if not rules.can_provision(by):
        raise NotAllowedError(_("Only administrators say what a group gives."))
    wanted = {clean.casefold(): clean for title in titles if (clean := " ".join(title.split()))}
    if len(wanted) > MOST_TITLES or any(len(title) > LONGEST_TITLE for title in wanted.values()):
        raise GroupError(
            _("These are not titles of roles."),
            hint=_("Write one title on each line, as the job family has it."),
        )
    with transaction.atomic():
        locked = _locked(group)
        with rights.nothing_for(by):
            locked.access = access or ""
            locked.save(update_fields=["access"])
            GroupRole.objects.filter(group=locked).delete()
            GroupRole.objects.bulk_create(GroupRole(group=locked, title=title) for title in wanted.values())
            rights.settle(Membership.objects.filter(group=locked).values_list("account", flat=True), by=by)
    return locked


def _check(by: Account) -> None:
    if not rules.can_provision(by):
        raise NotAllowedError(_("Only administrators let an identity provider change groups."))


def _locked(group: Group) -> Group:
    locked = provisioned.groups().select_for_update().filter(pk=group.pk).first()
    if locked is None:
        raise GroupGoneError
    return locked


def _named(name: str) -> str:
    clean = name.strip()
    if not clean or len(clean) > LONGEST_NAME:
        raise GroupError(_("A group needs a name of at most %(most)d characters.") % {"most": LONGEST_NAME})
    return clean


def _put_members(group: Group, members: Mapping[UUID, str], by: Account) -> None:
    rows = Membership.objects.filter(group=group).values_list("account", "display", "account__name")
    before = {key: display or name for key, display, name in rows}  # as it is told
    for key in members.keys() & before.keys():
        if members[key] and members[key][:255] != before[key]:
            Membership.objects.filter(group=group, account=key).update(display=members[key][:255])
    joined = {key: display for key, display in members.items() if key not in before}
    _move(group, joined=joined, left=before.keys() - members.keys(), by=by)


def _move(group: Group, *, joined: Mapping[UUID, str], left: Collection[UUID], by: Account | None) -> None:
    """Put some into a group who are not in it, and take some out who are."""
    _check_here(joined)
    Membership.objects.filter(group=group, account__in=left).delete()
    Membership.objects.bulk_create(
        Membership(group=group, account_id=key, display=joined[key][:255]) for key in sorted(joined)
    )
    _note_moves(group, joined=joined, left=left, by=by)
    rights.settle([*joined, *left], by=by)


def _check_here(keys: Iterable[UUID]) -> None:
    wanted = sorted(keys)
    here: set[UUID] = set()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        here.update(Account.objects.filter(pk__in=some, removed_at=None).values_list("pk", flat=True))
    unknown = [key for key in wanted if key not in here]
    if unknown:
        raise GroupError(
            _("There is nobody with the id %(id)s.") % {"id": unknown[0]},
            hint=_("Create the user first, then add it to the group."),
        )


def _note_moves(group: Group, *, joined: Iterable[UUID], left: Iterable[UUID], by: Account | None) -> None:
    moves = {**dict.fromkeys(joined, ("", group.name)), **dict.fromkeys(left, (group.name, ""))}
    keys = sorted(moves)
    for start in range(0, len(keys), AT_ONCE):
        rows = Account.objects.filter(pk__in=keys[start : start + AT_ONCE])
        note_all(
            line(Deed.GROUPS, row, by=by, before=moves[row.pk][0], after=moves[row.pk][1]) for row in rows
        )


def bump(groups: Iterable[UUID]) -> None:
    """Note that groups read otherwise than before, as when somebody in them was removed."""
    Group.objects.filter(pk__in=list(groups)).update(version=F("version") + 1, changed_at=timezone.now())


def follow(*, account: Account, provider: str, names: Iterable[str]) -> None:
    """Put somebody into the groups that a provider named when they signed in, and out of those that it no longer does.

    A group that is new is kept, and gives nothing until an administrator says what. Groups that come by SCIM, or from
    another provider, are left alone.
    """
    mark = f"sign-in:{provider}:"
    wanted = {f"{mark}{key_of(name)}"[:255]: name.strip() for name in names if name.strip()}
    wanted = dict(list(wanted.items())[:MOST_NAMED])
    with transaction.atomic():
        here = {each.external_id: each for each in provisioned.groups().filter(external_id__in=wanted)}
        for external_id in sorted(wanted.keys() - here.keys()):
            name = _named(wanted[external_id])
            here[external_id] = Group.objects.create(
                name=name, name_key=key_of(name), external_id=external_id
            )
        held = Membership.objects.filter(account=account, group__external_id__startswith=mark)
        before = {each.group_id: each.group for each in held.select_related("group")}
        now = {group.pk: group for group in here.values()}
        for key in sorted(now.keys() - before.keys()):
            _move(now[key], joined={account.pk: ""}, left=(), by=None)
        for key in sorted(before.keys() - now.keys()):
            _move(before[key], joined={}, left=(account.pk,), by=None)
        if before.keys() != now.keys():
            bump(before.keys() ^ now.keys())
            account.refresh_from_db(fields=["access", "own_access"])
