"""Writing down what happened, and having what is owed to it done."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import events, rounds, rules
from trellis.core.acting import acting_now
from trellis.core.models import Account, Delivery, Event
from trellis.core.prepared import Written
from trellis.core.rules import NotAllowedError
from trellis.core.witnessing import witness

MOST_TRIES = 12
"""After the last, which comes three days after the first, somebody has to look at it."""
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=12)
MOST_AT_ONCE = 500
TOGETHER = 50
"""So many events a reaction is given at once that takes many: few enough that their transaction is short."""

log = logging.getLogger(__name__)


_together: ContextVar[list[tuple[object, Event]] | None] = ContextVar("events_together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write down at the end, in order and in a few queries, all events that are published within this block.

    What reacts in the same transaction does so at once, as ever. Inside the transaction of all of them.
    """
    if _together.get() is not None:
        yield
        return
    kept: list[tuple[object, Event]] = []
    token = _together.set(kept)
    try:
        yield
    finally:
        _together.reset(token)
    _EVENT.add([row for _event, row in kept])
    _owe(kept)


def publish(event: object) -> None:
    """Write an event down and have done what reacts to it. Inside the transaction of what it tells of.

    While somebody acts as somebody else, it says who did it, and on whose behalf.
    Raises TypeError for what is not declared as an event, and RuntimeError outside of a transaction.
    """
    publish_all([event])


def publish_all(happened: Sequence[object]) -> None:
    """Write several events down, in a few queries however many they are. Raises as `publish`."""
    rows = [_row(event) for event in happened]
    if not rows:
        return
    if not connection.in_atomic_block:
        raise RuntimeError(f"{rows[0].name} was published outside of the transaction that made it so.")
    kept, told = _together.get(), list(zip(happened, rows, strict=True))
    if kept is not None:
        kept += told
    else:
        _EVENT.add(rows)
    witness([row.pk for row in rows])
    for event in happened:
        for reaction in events.reactions_to(event):
            reaction(event)
    if kept is None:
        _owe(told)


def _owe(told: Sequence[tuple[object, Event]]) -> None:
    """Note what is to react to events later, and have it begin with the commit."""
    owed = [
        Delivery(event=row, reaction=later.name)
        for event, row in told
        for later in events.later_reactions_to(event)
    ]
    _OWED.add(owed)
    transaction.on_commit(rounds.soon)


_EVENT, _OWED = Written(Event), Written(Delivery)
"""What nearly every service writes: one event, and at most one thing that is owed for it."""


def _row(event: object) -> Event:
    kind = events.kind_of(event)
    subject: UUID = getattr(event, kind.about)
    by: UUID | None = getattr(event, "by")  # noqa: B009 - `recorded` has seen to it
    who = acting_now()
    if who is not None and by == who.account:
        data = events.data_of(event, on_behalf_of=by)
        return Event(name=kind.name, about=kind.about, object=subject, by=who.by, data=data)
    return Event(name=kind.name, about=kind.about, object=subject, by=by, data=events.data_of(event))


def deliver(now: datetime) -> int:
    """Have the reactions done that are owed; gives how many were tried. Several processes may do it at once.

    What a reaction writes is there if and only if the delivery is marked as done. One that fails is tried again after
    a pause that doubles, and after the last try waits for `replay`. Where more is owed than one round does, the next
    begins at once.
    """
    owed = Delivery.objects.filter(done_at=None, dead_at=None, next_try_at__lte=now)
    due = list(owed.order_by("next_try_at", "pk").values_list("pk", "reaction")[:MOST_AT_ONCE])
    tried = rounds.by_steps(_deliver(keys, now) for keys in _parts(due))
    if tried == MOST_AT_ONCE:
        rounds.soon()
    return tried


def replay(*, delivery: Delivery, by: Account) -> Delivery:
    """Have a reaction that was given up tried again, now; another stays as it is. Raises NotAllowedError."""
    if not rules.can_administer(by):
        raise NotAllowedError(_("Only administrators see to what went wrong with events."))
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if delivery.dead_at is not None:
            delivery.dead_at, delivery.tries, delivery.next_try_at = None, 0, timezone.now()
            delivery.save(update_fields=["dead_at", "tries", "next_try_at"])
            transaction.on_commit(rounds.soon)
    return delivery


def _parts(due: Iterable[tuple[UUID, str]]) -> Iterator[list[UUID]]:
    """What is delivered in one transaction each: several where the reaction takes many, else one."""
    by_reaction: defaultdict[str, list[UUID]] = defaultdict(list)
    for key, reaction in due:
        by_reaction[reaction].append(key)
    for reaction, keys in by_reaction.items():
        later = events.later_named(reaction)
        size = TOGETHER if later is not None and later.takes_many else 1
        for start in range(0, len(keys), size):
            yield keys[start : start + size]


def _deliver(keys: Sequence[UUID], now: datetime) -> int:
    """Try deliveries of one reaction; gives how many: without those that another process has, or has had.

    Where several fail together, each is tried by itself, so that only the one that fails waits.
    """
    try:
        with transaction.atomic():
            found = _claimed(keys, now)
            if found:
                _react(found)
                done = Delivery.objects.filter(pk__in=[each.pk for each in found])
                done.update(done_at=timezone.now(), trouble="")
        return len(found)
    except DatabaseError as error:
        if not connection.is_usable():
            raise
        failure: Exception = error
    except Exception as error:  # whatever a reaction raises must not keep the others from being done
        if len(keys) == 1:
            log.exception("A reaction to an event failed; it is tried again.")
        failure = error
    if len(keys) > 1:
        return sum(_deliver([key], now) for key in keys)
    _note_failure(keys[0], failure)
    return 1


def _claimed(keys: Sequence[UUID], now: datetime) -> list[Delivery]:
    waiting = Delivery.objects.filter(
        Q(pk__in=keys), done_at=None, dead_at=None, next_try_at__lte=now
    ).order_by("pk")
    skips = connection.features.has_select_for_update_skip_locked
    return list(waiting.select_for_update(skip_locked=skips))


def _react(deliveries: Sequence[Delivery]) -> None:
    """Have the one reaction done to which these are owed."""
    rows = Event.objects.in_bulk([each.event_id for each in deliveries])
    name = deliveries[0].reaction
    later, happened = events.later_named(name), []
    for each in deliveries:
        row = rows[each.event_id]
        event = events.event_from(row.name, row.object, row.by, row.data)
        if later is None or event is None:
            raise LookupError(f"This version of Trellis has no {name} for {row.name}.")
        happened.append(event)
    if later is not None:
        later.react(happened)


def _note_failure(key: UUID, error: Exception) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=key)
        delivery.tries += 1
        delivery.trouble = f"{type(error).__name__}: {error}"[:500]
        now = timezone.now()
        if delivery.tries >= MOST_TRIES:
            delivery.dead_at = now
        else:
            delivery.next_try_at = now + min(FIRST_PAUSE * 2 ** (delivery.tries - 1), LONGEST_PAUSE)
        delivery.save(update_fields=["tries", "trouble", "dead_at", "next_try_at"])
