"""Reads of the log of events: the audit, feeds of single objects, and reactions that were given up."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from trellis.core import events, objects
from trellis.core.days import begin_of, end_of
from trellis.core.events import ON_BEHALF_OF
from trellis.core.models import Account, Delivery, Event, Person
from trellis.core.objects import Described
from trellis.core.rules import can_administer

MOST_ACTORS = 500
LENGTH_OF_KEY = 36
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
NEAR = 5000
"""So many events are looked through first, as most of what is looked for is found among them."""
FEW = 10_000
"""So many events are sorted, wherever they stand in the log."""
FAR = 50_000
"""So many events are looked through where more than a few might fit. Whoever wants to know looks further from there."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as a list shows it: who did it (empty: Trellis), what, to which object, and its other values.

    `told` are those of the values that say something, as people read them: accounts by name, moments in their zone.
    `behalf` is whom they acted as, empty where for themselves; `actor` then says both.
    """

    key: UUID
    at: datetime
    name: str
    by: UUID | None
    actor: str
    behalf: str
    says: str
    about: str
    object: UUID
    described: Described | None
    values: tuple[tuple[str, str], ...]
    is_sealed: bool
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event of the sealed log, without its other values."""

    position: int
    name: str
    about: str
    object: UUID
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Events that were looked for. Where not all of the log was looked through: from which place one goes on, and of
    which moment that is; the place is empty where nothing is left.
    """

    rows: list[Event]
    further: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an audit looks for; what is empty does not narrow it. Days are those of the reader's time zone."""

    name: str = ""
    about: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


def newest(wanted: Wanted, most: int, *, place: str = "", back: bool = False) -> list[Event]:
    """The rows of `look`, for whom it is enough to know of what is near."""
    return look(wanted, most, place=place, back=back).rows


def look(wanted: Wanted, most: int, *, place: str = "", back: bool = False) -> Look:
    """At most so many of the events that an auditor looks for, the newest first; text is a part of a name or of an
    address, or a key.

    With a place, those that come right after it; with `back`, those right before it, or without a place the oldest. No
    row is skipped, so that the last of a million costs what the first does; at most seven queries.
    """
    near = _beside(_between(wanted), place, back=back)
    parts = _parts(wanted)
    further: Event | None = None
    rows = _among_the_nearest(near, wanted, parts, most, back=back) if parts else list(near[:most])
    if rows is None and all(each.is_in_order for each in parts):
        rows = _by_index(near.filter(_narrowing(wanted)), parts, most, back=back)
    elif rows is None:
        rows, further = _of_many(near, wanted, parts, most, back=back)
    return Look(
        rows[::-1] if back else rows, place_of(further) if further else "", further.at if further else None
    )


def place_of(event: Event) -> str:
    """Where an event stands in the order of time, for `look`."""
    return f"{(event.at - _EPOCH) // _MICROSECOND}-{event.pk.hex}"


def feed(about: str, key: UUID, most: int = 50, room: str = "") -> list[Entry]:
    """What happened to one object, the newest first; with a room only what that one tells of."""
    found = Event.objects.filter(about=about, object=key)
    if room:
        found = found.filter(name__startswith=f"{room}.")
    named = Account.objects.filter(pk=OuterRef("by")).values("name")
    return entries(found.order_by("-at", "-pk").annotate(by_name=Subquery(named))[:most], describes=False)


def entries(
    rows: Iterable[Event], *, describes: bool = True, most_statements: int | None = None
) -> list[Entry]:
    """Events with the names of people and objects: one query for the people, and what each kind of object needs; where
    that is bounded, objects of the rarest kinds stay without.

    Where rows come with `by_name` and are not to be described, nobody is asked for but those on whose behalf something
    was done.
    """
    rows = list(rows)
    data = {row.pk: json.loads(row.data) for row in rows}
    behalf = {key: UUID(values.pop(ON_BEHALF_OF)) for key, values in data.items() if ON_BEHALF_OF in values}
    named = {row.by: name for row in rows if row.by and (name := getattr(row, "by_name", None))}
    unnamed = ({row.by for row in rows if row.by is not None} | set(behalf.values())) - set(named)
    if describes:
        unnamed |= {key for values in data.values() for key in _keys_in(values)} - set(named)
    names = named | (_names(unnamed) if unnamed else {})
    keys = dict.fromkeys((row.about, row.object) for row in rows) if describes else {}
    described = objects.describe(keys, most_statements)
    return [
        Entry(
            key=row.pk,
            at=row.at,
            name=row.name,
            by=row.by,
            actor=_actor(names, row.by, behalf.get(row.pk)),
            behalf=names.get(behalf[row.pk], "") if row.pk in behalf else "",
            says=_says(row.name),
            about=row.about,
            object=row.object,
            described=described.get((row.about, row.object)),
            values=_values(data[row.pk]),
            is_sealed=row.position is not None,
            told=_told(data[row.pk], names, with_keys=describes),
        )
        for row in rows
    ]


def done_on_behalf(account: UUID, by: UUID, since: datetime, until: datetime, most: int = 200) -> list[Entry]:
    """What somebody did while they acted as an account, the newest first."""
    found = Event.objects.filter(
        by=by, at__gte=since, at__lte=until, data__contains=f'"{ON_BEHALF_OF}":"{account}"'
    )
    return entries(found.order_by("-at", "-pk")[:most])


def names_of_events() -> list[tuple[str, str]]:
    """All kinds of events with what people read of them."""
    return [(kind.name, str(kind.says)) for kind in events.kinds()]


def dead_letters() -> QuerySet[Delivery]:
    """Reactions that were given up, the newest first."""
    return Delivery.objects.filter(dead_at__isnull=False).select_related("event").order_by("-dead_at", "-pk")


def sealed_from(position: int, most: int) -> list[Sealed]:
    """The events of the sealed log from a position on, in order: for whoever follows it by themselves."""
    rows = Event.objects.filter(position__gte=position).order_by("position")
    return [
        Sealed(row.position, row.name, row.about, row.object, row.by, row.at)
        for row in rows.defer("data")[:most]
        if row.position is not None
    ]


def end_of_log() -> int:
    """The position of the next event that will be sealed."""
    last = Event.objects.filter(position__isnull=False).order_by("-position").first()
    return 0 if last is None or last.position is None else last.position + 1


def says(name: str) -> Promise:
    """What people read after the name of whoever did it, in the language of whoever reads it."""
    return cast(Promise, lazy(_says, str)(name))


def account_of(key: UUID | None) -> Account | None:
    """Who did something; nobody for the machine, and for who is gone."""
    return Account.objects.filter(pk=key).first() if key is not None else None


def described_accounts(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Accounts for `core.objects`: whoever sees a list that holds them may know who they are."""
    return {
        key: Described(name, reverse("core:person", args=[key]))
        for key, name in Account.objects.filter(pk__in=keys).values_list("pk", "name")
    }


def accounts_seen(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Accounts as whoever asks may see them: administrators all, nobody else any."""
    return described_accounts(keys) if can_administer(who) else {}


def _names(keys: Collection[UUID]) -> dict[UUID, str]:
    """The names of accounts, and of people who have none. One query."""
    people = Person.objects.filter(pk__in=keys).values_list("pk", "name")
    return dict(Account.objects.filter(pk__in=keys).values_list("pk", "name").union(people))


def _between(wanted: Wanted) -> QuerySet[Event]:
    found = Event.objects.all()
    if wanted.since:
        found = found.filter(at__gte=begin_of(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=end_of(wanted.until))
    return found


class _Part(NamedTuple):
    """What narrows besides days: an event is looked for if one such fits. Each has an index of its own.

    That index has the rows in the order of time, unless they are those of several keys. `seen` is the same asked of
    values that no index knows: for whoever walks along the log and is not to jump from key to key.
    """

    fits: Q
    is_in_order: bool = True
    seen: Q = Q()


def _narrowing(wanted: Wanted) -> Q:
    return Q(**{name: value for name in ("name", "about") if (value := getattr(wanted, name))})


def _parts(wanted: Wanted) -> list[_Part]:
    if wanted.text:
        return _by_text(wanted.text)
    return [_Part(Q())] if _narrowing(wanted) else []


def _by_text(text: str) -> list[_Part]:
    try:
        key = UUID(text)
    except ValueError:
        people = Account.objects.filter(Q(name__icontains=text) | Q(email__icontains=text)).order_by("pk")
        keys = list(people.values_list("pk", flat=True)[:MOST_ACTORS])
        if len(keys) == 1:
            return [_Part(Q(by=keys[0])), _Part(Q(object=keys[0], about="account"))]
        return [
            _Part(Q(by__in=keys), False, Q(seen_by__in=keys)),
            _Part(Q(object__in=keys, about="account"), False, Q(seen_object__in=keys, about="account")),
        ]
    return [_Part(Q(object=key)), _Part(Q(by=key)), _Part(Q(pk=key))]


def _beside(rows: QuerySet[Event], place: str, *, back: bool) -> QuerySet[Event]:
    """Rows in the order of time from a place on; a place that is none begins the list."""
    try:
        microseconds, key = place.split("-")
        at, pk = _EPOCH + int(microseconds) * _MICROSECOND, UUID(key)
    except (ValueError, OverflowError):
        return rows.order_by("at", "pk") if back else rows.order_by("-at", "-pk")
    if back:
        return rows.filter(Q(at__gt=at) | Q(pk__gt=pk), at__gte=at).order_by("at", "pk")
    return rows.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at).order_by("-at", "-pk")


def _among_the_nearest(
    near: QuerySet[Event], wanted: Wanted, parts: list[_Part], most: int, *, back: bool
) -> list[Event] | None:
    """The rows, where there are enough of them among the nearest events, or no others; else None.

    Asked for all at once, a planner that expects rows to be spread evenly walks through a million for the few of last
    year, or sorts all of somebody who does something every minute.
    """
    edge = list(near.values_list("at", flat=True)[NEAR : NEAR + 1])
    if edge:
        near = near.filter(at__lte=edge[0]) if back else near.filter(at__gte=edge[0])
    rows = list(near.filter(reduce(or_, (part.fits for part in parts)), _narrowing(wanted))[:most])
    return rows if len(rows) == most or not edge else None


def _by_index(rows: QuerySet[Event], parts: list[_Part], most: int, *, back: bool) -> list[Event]:
    """The rows of a few parts, each of which has them in order."""
    found = {row.pk: row for part in parts for row in rows.filter(part.fits)[:most]}
    return sorted(found.values(), key=lambda row: (row.at, row.pk), reverse=not back)[:most]


def _of_many(
    beside: QuerySet[Event], wanted: Wanted, parts: list[_Part], most: int, *, back: bool
) -> tuple[list[Event], Event | None]:
    """The rows of many keys: all of them where few are to be sorted, else those of a stretch of the log, with its end
    if there is more behind it.
    """
    narrow, fits = _narrowing(wanted), reduce(or_, (part.fits for part in parts))
    # The order by an expression keeps the planner from walking along the order of time where that is long.
    at = Coalesce("at", "at")
    sorted_ = (at.asc(), "pk") if back else (at.desc(), "-pk")
    if _are_few(beside.filter(fits)):
        return list(beside.filter(fits, narrow).order_by(*sorted_)[:most]), None
    rows = beside.alias(seen_by=Coalesce("by", "by"), seen_object=Coalesce("object", "object"))
    rows = rows.filter(narrow, reduce(or_, (part.seen for part in parts)))
    if narrow and _are_few(beside.filter(narrow)):
        return list(rows.order_by(*sorted_)[:most]), None
    end = next(iter(beside.only("at")[FAR - 1 : FAR]), None)
    if end is None:
        return list(rows[:most]), None
    if back:
        rows = rows.filter(Q(at__lt=end.at) | Q(pk__lte=end.pk), at__lte=end.at)
    else:
        rows = rows.filter(Q(at__gt=end.at) | Q(pk__gte=end.pk), at__gte=end.at)
    found: list[Event] = list(rows[:most])
    return found, end if len(found) < most else None


def _are_few(rows: QuerySet[Event]) -> bool:
    """Whether there are so few that they can be sorted; counts no further. One query."""
    return rows.order_by()[: FEW + 1].count() <= FEW


def _says(name: str) -> str:
    kind = events.kind_named(name)
    return str(kind.says) if kind is not None else _("did something that this version does not know")


def _actor(names: dict[UUID, str], by: UUID | None, behalf: UUID | None) -> str:
    actor = names.get(by, "") if by is not None else ""
    if behalf is None:
        return actor
    return _("%(actor)s for %(person)s") % {"actor": actor, "person": names.get(behalf, "")}


def _values(data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in data.items()
    )


def _keys_in(data: Mapping[str, object]) -> set[UUID]:
    """What may be keys of accounts among the values of an event."""
    return {key for value in data.values() if isinstance(value, str) and (key := _key(value)) is not None}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == LENGTH_OF_KEY else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """The moment that a value is; `None` for words, also such as look like one."""
    try:
        return parse_datetime(text) if MOMENT.match(text) else None
    except ValueError:  # the fortieth of a month
        return None


def _told(
    data: Mapping[str, object], names: Mapping[UUID, str], *, with_keys: bool
) -> tuple[tuple[str, str], ...]:
    """Values as people read them; keys of what has no name here are left out unless somebody may look for them."""
    told = []
    for name, value in _values(data):
        said = data[name]
        if isinstance(said, list) and all(isinstance(each, str) for each in said):
            value = ", ".join(said)
        key, moment = _key(value), _moment(value)
        if key is not None:
            value = names.get(key, value if with_keys else "")
        elif moment is not None and timezone.is_aware(moment):
            value = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
        if value not in ("", "null"):
            told.append((name, value))
    return tuple(told)
