"""Why somebody may do a thing or may not, and who may: the same arithmetic as `granted`, with its chains told.

A chain begins with what somebody has (access that was given, a group, a position, a duty), goes through the line of
`rights.yml` that says so, and ends at the right in question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import defined, granted, positions
from trellis.core.definitions import permissions
from trellis.core.definitions.granting import (
    ACCESS,
    DUTY,
    LINE,
    PERMISSION,
    WORKSPACE,
    Bundle,
    Chain,
    Granting,
    Right,
    Step,
)
from trellis.core.definitions.permissions import LEVELS
from trellis.core.definitions.rights import Grant, Holders, Place
from trellis.core.models import Access, Account, Assignment, Group, Membership
from trellis.core.positions import Held

MOST_NAMED = 3
_NIL = UUID(int=0)


class Link(NamedTuple):
    """One step of a chain: what it says, and where more of it stands."""

    text: str
    address: str = ""


Reason = tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody has a right: each reason for a yes, each way to one for a no."""

    account: Account
    right: Right
    is_so: bool
    reasons: tuple[Reason, ...]
    ways: tuple[Reason, ...]


class Has(NamedTuple):
    """A right that somebody has: in words, and why."""

    right: Right
    words: str
    reasons: tuple[Reason, ...]


class _Had(NamedTuple):
    """Something that somebody has, and all that follows from it."""

    link: Link
    gives: Bundle


def why(account: Account, right: Right) -> Verdict:
    """Whether somebody has a right now, and why or why not. Five queries at most."""
    reasons = reasons_for([account], right)[account.pk]
    is_so = account.is_active and bool(reasons)
    ways = () if is_so else tuple(_ways(account, right, has_it_but_closed=bool(reasons)))
    return Verdict(account, right, is_so, reasons if is_so else (), ways)


def reasons_for(accounts: Sequence[Account], right: Right) -> dict[UUID, tuple[Reason, ...]]:
    """For each of several people why they have a right, empty for those who have not. Three queries for any number.

    Whether their accounts are open is not asked.
    """
    rules, end = granted.granting(), Link(words_of(right))
    return {
        key: tuple(
            reason
            for had in several
            for reason in _told(rules, had, right, end)
        )
        for key, several in _had_by(accounts).items()
    }  # fmt: skip


def everything(
    account: Account,
    *,
    groups: Iterable[Group] | None = None,
    assigned: Iterable[Assignment] | None = None,
    held: Iterable[Held] | None = None,
) -> list[Has]:
    """All that somebody has, each with its reasons; levels of access below the highest are left out.

    Three queries; one less for each of groups, active duties and positions that are handed over.
    """
    rules, had = granted.granting(), _had_by([account], groups, assigned, held)[account.pk]
    all_of_it = {right for each in had for right in each.gives}
    levels = [right.name for right in all_of_it if right.kind == ACCESS]
    highest = max(levels, key=LEVELS.index)
    shown = [right for right in all_of_it if right.kind != ACCESS or right.name == highest]
    order = (ACCESS, WORKSPACE, DUTY, PERMISSION)
    return [
        Has(
            right,
            words_of(right),
            tuple(reason for each in had for reason in _told(rules, each, right, None)),
        )
        for right in sorted(shown, key=lambda right: (order.index(right.kind), right.name))
    ]


def access_in(has: Iterable[Has]) -> Access:
    """The access among all that somebody has."""
    return next(Access(each.right.name) for each in has if each.right.kind == ACCESS)


def offered() -> list[tuple[str, list[tuple[Right, str]]]]:
    """All rights that there are, in groups, as a reader chooses one."""
    rules = granted.granting()
    groups = (
        (_("Permissions"), [Right(PERMISSION, each.name) for each in rules.permissions]),
        (_("Workspaces"), [Right(WORKSPACE, each.name) for each in rules.workspaces]),
        (_("Access"), [Right(ACCESS, level) for level in LEVELS]),
        (_("Duties"), [Right(DUTY, name) for name in sorted(rules.rights.duties)]),
    )
    return [(title, [(right, words_of(right)) for right in rights]) for title, rights in groups if rights]


def right_named(text: str) -> Right | None:
    """The right that an address names as `permission:pages.approve`; `None` where there is none such."""
    kind, _colon, name = text.partition(":")
    right = Right(kind, name)
    return right if granted.granting().knows(right) else None


def words_of(right: Right) -> str:
    """A right as people read it."""
    if right.kind == PERMISSION:
        return may_words(right.name)
    if right.kind == WORKSPACE:
        space = permissions.workspace_named(right.name)
        return _("Workspace “%(name)s”") % {"name": translation.gettext(space.title) if space else right.name}
    if right.kind == ACCESS:
        return _("Access “%(name)s”") % {"name": Access(right.name).label}
    duty = granted.granting().rights.duties.get(right.name)
    return _("Duty “%(name)s”") % {"name": duty.title if duty else right.name}


def may_words(permission: str) -> str:
    """What a permission lets people do, in words."""
    known = permissions.permission_named(permission)
    return translation.gettext(known.means) if known is not None else permission


def who_gives() -> tuple[tuple[str, ...], int]:
    """The names of some who can give rights to others, and how many more there are. Two or three queries."""
    able = Account.objects.filter(granted.whom_may(permissions.ADMINISTER.name), joined_at__isnull=False)
    names = tuple(able.order_by("-is_owner", "name", "pk").values_list("name", flat=True)[:MOST_NAMED])
    return names, max(0, able.count() - len(names))


def _had_by(
    accounts: Sequence[Account],
    groups: Iterable[Group] | None = None,
    assigned: Iterable[Assignment] | None = None,
    held: Iterable[Held] | None = None,
) -> dict[UUID, list[_Had]]:
    """What people have from which rights may follow, in the order in which it is told.

    Whoever has loaded the groups, the active duties and the positions of one person already hands them over.
    """
    rules = granted.granting()
    found: dict[UUID, list[_Had]] = {each.pk: [] for each in accounts}
    for each in accounts:
        person = _page("core:person", each.pk)
        if each.is_owner:
            found[each.pk].append(_Had(Link(_("Owner"), person), rules.by_access(Access.ADMINISTRATOR)))
        text = _("Access given: %(access)s") % {"access": each.given.label}
        found[each.pk].append(_Had(Link(text, person), rules.by_access(each.given)))
    lifting = (
        _lifting_groups(found)
        if groups is None
        else ((key, each.pk, each.name, each.access) for key in found for each in groups if each.access)
    )
    for key, group, name, access in lifting:
        link = Link(_("Group: %(name)s") % {"name": name}, _page("core:group", group))
        found[key].append(_Had(link, rules.by_access(access)))
    if rules.rights.grants:
        team = {each.pk for each in accounts if not each.is_external}
        _add_positions(
            found,
            rules,
            [each for each in held if each.account in team] if held is not None else positions.held_by(team),
        )
    if rules.rights.duties:
        _add_duties(found, rules, assigned)
    return found


def _lifting_groups(keys: Iterable[UUID]) -> Iterable[tuple[UUID, UUID, str, str]]:
    lifting = Membership.objects.filter(account__in=list(keys), group__removed_at=None)
    rows = lifting.exclude(group__access="").order_by("group__name", "pk")
    return rows.values_list("account", "group", "group__name", "group__access")


def _add_positions(found: dict[UUID, list[_Had]], rules: Granting, every: Iterable[Held]) -> None:
    for held in every:
        text = _("Position: %(title)s") % {"title": held.title}
        if held.source:
            text = f"{text} ({held.source})"
        address = held.address or _page("core:person", held.account)
        found[held.account].append(_Had(Link(text, address), rules.by_title(held.title)))


def _add_duties(
    found: dict[UUID, list[_Had]], rules: Granting, assigned: Iterable[Assignment] | None
) -> None:
    if assigned is None:
        assigned = Assignment.objects.active().filter(account__in=found).order_by("ends_at", "pk")
    for each in assigned:
        text = _("Duty until %(day)s: %(duty)s") % {
            "day": date_format(each.last_day, "DATE_FORMAT"),
            "duty": duty_title(rules, each.duty),
        }
        link = Link(text, _page("core:assignment", each.pk))
        found[each.account_id].append(_Had(link, rules.by_duty(each.duty)))


def _page(name: str, key: UUID) -> str:
    """The page of something; `reverse` takes twenty times as long, and a file has ten thousand of them."""
    return _pattern(name).replace(str(_NIL), str(key))


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[_NIL])


def _told(rules: Granting, had: _Had, right: Right, end: Link | None) -> Iterator[Reason]:
    """The shortest chain for each line of `rights.yml` by which something that somebody has gives a right."""
    told = set()
    for chain in had.gives.get(right, ()):
        line = next((step.place for step in chain if step.kind == LINE), None)
        if line not in told:
            told.add(line)
            steps = _steps(rules, chain)
            # A duty that was given says in its own step already what its first step would.
            yield (had.link, *steps, end) if end is not None else (had.link, *steps)


def _steps(rules: Granting, chain: Chain) -> Iterator[Link]:
    for at, step in enumerate(chain):
        if step.kind == LINE:
            yield _line(step.place)
        elif at or step.kind == WORKSPACE:
            yield _step(rules, step)


def _step(rules: Granting, step: Step) -> Link:
    place = rules.rights.duty_places.get(step.name, Place()) if step.kind == DUTY else Place()
    address = defined.address_of(*place) if place.path else ""
    return Link(words_of(Right(step.kind, step.name)), address)


def _line(place: Place) -> Link:
    text = _("%(file)s, line %(line)s (%(revision)s)") % {
        "file": place.path, "line": place.line, "revision": defined.revision()[:9]
    }  # fmt: skip
    return Link(text, defined.address_of(*place))


def _ways(account: Account, right: Right, *, has_it_but_closed: bool) -> Iterator[Reason]:
    """What would give somebody a right."""
    rules, person = granted.granting(), reverse("core:person", args=[account.pk])
    if not account.is_active:
        yield (Link(_("Open the account again"), person),)
        if has_it_but_closed:
            return
    level = next((level for level in Access if right in rules.by_access(level)), None)
    if level is not None:
        yield (Link(_("Give them the access “%(access)s”") % {"access": level.label}, person),)
    yield from _by_duties(account, right, rules)
    for grant, place in zip(rules.rights.grants, rules.rights.grant_places, strict=True):
        if right in rules.by_grant(grant):
            text = _("Hold a position that fits: %(whom)s") % {"whom": whom_words(grant)}
            yield (Link(text, person), _line(place))
    unknown = [
        held.title
        for held in positions.held_by([account.pk])
        if rules.titles and not rules.is_role(held.title)
    ]
    for title in unknown:
        text = _("Write “%(title)s” as a job family has it: the handbook has no such title")
        yield (Link(text % {"title": title}, person),)


def _by_duties(account: Account, right: Right, rules: Granting) -> Iterator[Reason]:
    fitting = [name for name in sorted(rules.rights.duties) if right in rules.by_duty(name)]
    had = defaultdict(list)
    for each in Assignment.objects.filter(account=account, duty__in=fitting).order_by("-ends_at", "pk")[:50]:
        had[each.duty].append(each)
    now = timezone.now()
    for name in fitting:
        give = reverse("core:give-duty", args=[account.pk]) + f"?duty={name}"
        text = _("Give them the duty “%(duty)s”") % {"duty": duty_title(rules, name)}
        last = next(iter(had[name]), None)
        if last is None:
            yield (Link(text, give),)
            continue
        if last.state(now) == "ended":
            said, day = _("they had it until %(day)s"), last.last_day
        else:
            said, day = _("they have it from %(day)s"), timezone.localtime(last.starts_at).date()
        known = Link(
            said % {"day": date_format(day, "DATE_FORMAT")},
            reverse("core:assignment", args=[last.pk]),
        )
        yield (Link(text, give), known)


def duty_title(rules: Granting, name: str) -> str:
    """What a duty is called; its name where the handbook does not describe it any more."""
    duty = rules.rights.duties.get(name)
    return duty.title if duty is not None else name


def whom_words(grant: Grant) -> str:
    """Whom a grant is for, in words."""
    if not isinstance(grant.to, Holders):
        return _("any position")
    parts = [", ".join(f"“{title}”" for title in grant.to.roles)] if grant.to.roles else []
    if grant.to.family:
        parts.append(_("job family %(family)s") % {"family": grant.to.family})
    if grant.to.from_grade:
        parts.append(_("from grade %(grade)s") % {"grade": grant.to.from_grade})
    if grant.to.to_grade:
        parts.append(_("to grade %(grade)s") % {"grade": grant.to.to_grade})
    return "; ".join(parts)


def sentences(reasons: Iterable[Reason]) -> str:
    """Reasons on one line each, for a file."""
    return "\n".join(" → ".join(link.text for link in reason) for reason in reasons)
