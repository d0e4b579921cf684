"""Reads of what waits on people."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import objects
from trellis.core.objects import Described
from trellis.core.prepared import Prepared
from trellis.core.rules import Account
from trellis.work import dues, kinds
from trellis.work.models import TASK, Absence, Undo, WorkItem

UNDO_FOR = timedelta(minutes=15)
MOST_NAMES = 20


class Tab(StrEnum):
    """The lists of somebody's work."""

    OPEN = "open"
    SNOOZED = "snoozed"
    ASKED = "asked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as its reader sees it: what it is called, where it leads, on whom it waits (empty: on the reader)."""

    item: WorkItem
    kind: kinds.WorkKind
    label: str
    address: str
    instead_of: str
    when: str
    day: date | None
    days_late: int

    @property
    def key(self) -> UUID:
        """What it is chosen by."""
        return self.item.pk


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are due at about the same time."""

    key: str
    title: str | Promise
    items: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits on somebody now, in all and `by_kind`."""

    open: int
    late: int
    this_week: int
    snoozed: int
    by_kind: Mapping[str, int]


GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("late", _("Late")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("next", _("Next week")),
    ("later", _("Later")),
    ("never", _("Whenever you like")),
)


def away_for(who: Account, now: datetime | None = None) -> frozenset[UUID]:
    """Those for whom somebody stands in now."""
    return frozenset(_absences(now).filter(stand_in=who).values_list("account_id", flat=True))


def stand_ins_of(people: Iterable[UUID], now: datetime | None = None) -> dict[UUID, Account]:
    """Who stands in now for those of some people who are away."""
    found = (
        _absences(now).filter(account__in=set(people), stand_in__is_active=True).select_related("stand_in")
    )
    return {each.account_id: each.stand_in for each in found.order_by("-starts_at")}


def waiting_on(who: Account, now: datetime | None = None) -> QuerySet[WorkItem]:
    """What waits on somebody now, and in place of those who are away; without what is put off.

    One query at once, for the kinds of which anything does.
    """
    moment = now or timezone.now()
    return _open_for(who, moment).filter(_awake(moment))


def waiting_of_kind(who: Account, key: str, now: datetime | None = None) -> QuerySet[WorkItem]:
    """What waits on somebody of one kind, as `waiting_on` says it; nothing is asked yet."""
    moment = now or timezone.now()
    mine = _assigned_to(who.pk, moment).filter(_awake(moment), kind=key)
    return _without_closed(mine, who, [key])


def counted(who: Account, moment: datetime, found: Iterable[tuple[str, int]]) -> int:
    """How much waits on somebody, by what `COUNTS` found.

    A query only where something waits of a kind that can be closed to them.
    """
    counts = dict(found)
    guarded = [kind.key for kind in _guarded() if kind.key in counts]
    rest = sum(counts.values()) - sum(counts[key] for key in guarded)
    if not guarded:
        return rest
    mine = _assigned_to(who.pk, moment).filter(_awake(moment), kind__in=guarded)
    return rest + _without_closed(mine, who, guarded).count()


COUNTS = Prepared(
    lambda who, now: (
        _assigned_to(who, now).filter(_awake(now)).order_by().values_list("kind").annotate(n=Count("pk"))
    ),
    who=UUID,
    now=datetime,
)
"""What waits on somebody, by kind."""
_KINDS = Prepared(
    lambda who, now: _assigned_to(who, now).order_by().values_list("kind").distinct(), who=UUID, now=datetime
)


def listed(
    who: Account, tab: Tab, *, kind: str = "", text: str = "", now: datetime | None = None
) -> QuerySet[WorkItem]:
    """The items of one of somebody's lists, narrowed, in its order, with the people they name."""
    moment = now or timezone.now()
    found = _of_tab(who, tab, moment)
    if kind:
        found = found.filter(kind=kind)
    for word in text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    order = ("-ended_at", "pk") if tab is Tab.DONE else ("due_at", "created_at", "pk")
    return found.select_related("assignee", "asked_by", "delegated_by").order_by(*_nulls_last(order))


def counts(who: Account, now: datetime) -> Counts:
    """How much waits on somebody. Two queries."""
    today = dues.today(who, now)
    end = dues.due_by(today + timedelta(days=6 - today.weekday()), who)
    awake = _awake(now)
    by_kind = _open_for(who, now).order_by().values_list("kind").annotate(
        open=Count("pk", filter=awake),
        late=Count("pk", filter=awake & Q(due_at__lt=now)),
        this_week=Count("pk", filter=awake & Q(due_at__gte=now, due_at__lte=end)),
        snoozed=Count("pk", filter=~awake & Q(assignee=who)),
    )  # fmt: skip
    rows = list(by_kind)
    n, late, this_week, snoozed = (sum(row[at] for row in rows) for at in range(1, 5))
    return Counts(n, late, this_week, snoozed, {row[0]: row[1] for row in rows if row[1]})


def counts_by_kind(who: Account, tab: Tab, now: datetime) -> dict[str, int]:
    """How many items of each kind one of somebody's lists holds; of what waits, `counts` says it."""
    counted = _of_tab(who, tab, now).order_by().values_list("kind").annotate(n=Count("pk"))
    return {kind: n for kind, n in counted}  # noqa: C416 - a queryset is no mapping


def shown(who: Account, items: Sequence[WorkItem], now: datetime) -> list[Shown]:
    """Items as their reader sees them, without those whose object they may not see; a query or two for each kind."""
    described: dict[str, dict[UUID, Described]] = {}
    for kind in {item.kind for item in items}:
        known = kinds.kind_named(kind)
        if known is not None and known.describe is not None:
            keys = {item.about for item in items if item.kind == kind and item.about is not None}
            described[kind] = dict(known.describe(keys))
    made = []
    for item in items:
        known = kinds.kind_named(item.kind)
        if known is None:
            continue
        label, address = item.title, item.address
        if item.kind in described and item.about is not None:
            found = described[item.kind].get(item.about)
            if found is None:
                continue
            label, address = found.label, found.address
        instead = item.assignee.name if item.assignee_id != who.pk else ""
        day = item.due_at.astimezone(dues.zone_of(who)).date() if item.due_at is not None else None
        late = max(1, (dues.today(who, now) - day).days) if day is not None else 0
        made.append(Shown(item, known, label, address, instead, when_of(item, who, now), day, late))
    return made


def grouped(items: Iterable[Shown]) -> tuple[Group, ...]:
    """Items by when they are due, in the order in which they are; groups that hold nothing are left out."""
    found: dict[str, list[Shown]] = {key: [] for key, _title in GROUPS}
    for each in items:
        found[each.when].append(each)
    return tuple(Group(key, title, tuple(found[key])) for key, title in GROUPS if found[key])


def when_of(item: WorkItem, who: Account, now: datetime) -> str:
    """The key of the group that an item belongs to, by the day of its reader."""
    if item.due_at is None:
        return "never"
    if item.due_at < now:
        return "late"
    today, day = dues.today(who, now), item.due_at.astimezone(dues.zone_of(who)).date()
    if day <= today:
        return "today"
    sunday = today + timedelta(days=6 - today.weekday())
    if day <= sunday:
        return "week"
    return "next" if day <= sunday + timedelta(days=7) else "later"


def task_of(key: UUID) -> WorkItem | None:
    """A task with the people it names."""
    return (
        WorkItem.objects.filter(kind=TASK, pk=key)
        .select_related("assignee", "asked_by", "delegated_by", "ended_by")
        .first()
    )


def tasks_due_between(start: datetime, end: datetime) -> list[WorkItem]:
    """The open tasks of everybody that are due from one moment until before another: for the machine. One query."""
    found = WorkItem.objects.filter(kind=TASK, state=WorkItem.State.OPEN, due_at__gte=start, due_at__lt=end)
    return list(found.order_by("due_at", "pk"))


def item_of(key: UUID) -> WorkItem | None:
    """An item with the people it names."""
    return WorkItem.objects.filter(pk=key).select_related("assignee", "asked_by", "delegated_by").first()


def reachable(who: Account, keys: Iterable[UUID], now: datetime | None = None) -> list[WorkItem]:
    """Those of some items that wait on somebody, or on one whom they stand in for, in the order given."""
    wanted = list(dict.fromkeys(keys))
    found = _open_for(who, now or timezone.now()).filter(pk__in=wanted).select_related("assignee", "asked_by")
    by_key = {item.pk: item for item in found}
    return [by_key[key] for key in wanted if key in by_key]


def about_of(item: WorkItem) -> Described | None:
    """The object that a task is about, if whoever asks may see it."""
    if item.about is None:
        return None
    return objects.describe({(item.about_kind, item.about)}).get((item.about_kind, item.about))


def described(keys: Iterable[UUID]) -> dict[UUID, Described]:
    """Items for `core.objects`: only their kind, since the log does not say who may read the words."""
    found = WorkItem.objects.filter(pk__in=list(keys)).values_list("pk", "kind")
    return {
        key: Described(str(kind.title), "")
        for key, name in found
        if (kind := kinds.kind_named(name)) is not None
    }


def undo_of(who: Account, key: UUID, now: datetime) -> Undo | None:
    """Something that somebody did a short time ago and can take back."""
    return Undo.objects.filter(account=who, pk=key, undone_at=None, created_at__gte=now - UNDO_FOR).first()


def absences_of(who: Account, now: datetime) -> QuerySet[Absence]:
    """When somebody is or will be away."""
    return (
        Absence.objects.filter(account=who, ends_at__gt=now).select_related("stand_in").order_by("starts_at")
    )


def stood_in_by(who: Account, now: datetime) -> QuerySet[Absence]:
    """For whom somebody stands in, now or later."""
    return (
        Absence.objects.filter(stand_in=who, ends_at__gt=now).select_related("account").order_by("starts_at")
    )


def partners_of(who: Account) -> list[str]:
    """The addresses of people to whom somebody has given tasks lately, to offer them again."""
    given = WorkItem.objects.filter(asked_by=who, kind=TASK).exclude(assignee=who).order_by("-pk")
    lately = given.values_list("assignee__email", flat=True)[: 3 * MOST_NAMES]
    return list(dict.fromkeys(lately))[:MOST_NAMES]


def _absences(now: datetime | None = None) -> QuerySet[Absence]:
    moment = now or timezone.now()
    return Absence.objects.filter(starts_at__lte=moment, ends_at__gt=moment)


def _open_for(who: Account, now: datetime) -> QuerySet[WorkItem]:
    """All that is open for somebody, put off or not. One query at once.

    Which kinds there are is asked first: the conditions of all that can be closed to somebody take longer to write than
    the database takes to answer. What comes to be of another kind meanwhile is not among them.
    """
    present = [key for (key,) in _KINDS.all(who=who.pk, now=now)]
    return _without_closed(_assigned_to(who.pk, now).filter(kind__in=present), who, present)


def _assigned_to(who: UUID, now: datetime) -> QuerySet[WorkItem]:
    # In one list of accounts: asked for “mine or theirs”, PostgreSQL looks through the open items of everybody.
    away = _absences(now).filter(stand_in=who).values("account")
    accounts = Account.objects.filter(pk=who).values("pk").union(away, all=True)
    return WorkItem.objects.filter(assignee__in=accounts, state=WorkItem.State.OPEN)


def _awake(now: datetime) -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now)


def _guarded() -> list[kinds.WorkKind]:
    return [kind for kind in kinds.kinds() if kind.closed_to is not kinds.nothing]


def _without_closed(found: QuerySet[WorkItem], who: Account, present: Container[str]) -> QuerySet[WorkItem]:
    """Items of the kinds that are present, without those that are closed to somebody."""
    for kind in _guarded():
        if kind.key in present:
            found = found.exclude(Q(kind=kind.key) & kind.closed_to(who))
    return found


def _of_tab(who: Account, tab: Tab, now: datetime) -> QuerySet[WorkItem]:
    if tab is Tab.DONE:
        return WorkItem.objects.filter(assignee=who, state=WorkItem.State.DONE)
    if tab is Tab.SNOOZED:
        return WorkItem.objects.filter(assignee=who, state=WorkItem.State.OPEN, snoozed_until__gt=now)
    if tab is Tab.ASKED:
        # One after the other, by an index each: asked for “either”, SQLite looks through the open items of everybody.
        still_open = WorkItem.objects.filter(state=WorkItem.State.OPEN).values("pk")
        asked = still_open.filter(asked_by=who, kind=TASK)
        mine = asked.union(still_open.filter(delegated_by=who), all=True)
        return WorkItem.objects.filter(pk__in=mine, state=WorkItem.State.OPEN).exclude(assignee=who)
    return waiting_on(who, now)


def _nulls_last(order: Iterable[str]) -> list[OrderBy]:
    return [
        F(name[1:]).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
        for name in order
    ]
