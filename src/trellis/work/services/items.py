"""Writes of what waits on people: rooms say on whom a thing waits, people finish, put off, hand on, and take back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish_all
from trellis.handbook.errors import TrellisError
from trellis.work import kinds, rules
from trellis.work.definitions.notices import HANDED
from trellis.work.events import ItemDelegated, ItemDone, ItemRestored, ItemSnoozed
from trellis.work.models import Undo, WorkItem
from trellis.work.phrases import filled
from trellis.work.queries import items

LONGEST_SNOOZE = timedelta(days=366)
MOST_AT_ONCE = 200
_KEPT = (
    "state",
    "snoozed_until",
    "assignee_id",
    "delegated_by_id",
    "delegated_because",
    "ended_at",
    "ended_by_id",
)


class WorkError(TrellisError):
    """What somebody wants to do cannot be done with the work."""

    code = "work"


# -- rooms say what waits


def wait_on(
    kind: str,
    about_kind: str,
    about: UUID,
    people: Iterable[Account],
    *,
    title: str,
    due_at: datetime | Callable[[Account], datetime] | None = None,
    asked_by: Account | None = None,
) -> list[Account]:
    """Have a thing wait on exactly these people, and gives those on whom it did not wait before.

    For rooms, in the transaction that makes it so; again with the same people it changes nothing. What somebody handed
    on stays where it is. On whom it waits no more has it no longer in their list. Three queries and two writes.
    """
    wanted = {each.pk: each for each in people if each.is_active}
    with transaction.atomic():
        before = list(
            WorkItem.objects.select_for_update().filter(kind=kind, about=about, state=WorkItem.State.OPEN)
        )
        has = {item.assignee_id for item in before} | {
            item.delegated_by_id for item in before if item.delegated_by_id is not None
        }
        over = [
            item.pk
            for item in before
            if item.assignee_id not in wanted
            and (item.delegated_by_id is None or item.delegated_by_id not in wanted)
        ]
        _end(over, None)
        new = [account for pk, account in wanted.items() if pk not in has]
        WorkItem.objects.bulk_create(
            [
                WorkItem(
                    kind=kind, about_kind=about_kind, about=about, assignee=each, title=title[:300] or kind,
                    asked_by=asked_by, due_at=due_at(each) if callable(due_at) else due_at,
                )
                for each in new
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        stale = [item.pk for item in before if item.title != title[:300] and item.pk not in over]
        if stale:
            WorkItem.objects.filter(pk__in=stale).update(title=title[:300])
    return new


@dataclass(frozen=True, slots=True)
class Waiting:
    """That an object waits on one person: for `wait_on_each`."""

    about: UUID
    account: Account
    title: str
    due_at: datetime | None = None


def wait_on_each(kind: str, about_kind: str, waiting: Sequence[Waiting]) -> int:
    """Have many objects wait, each on one person and on whom else it waits already; how many did not wait before.

    For rooms, as `wait_on`: for audiences of thousands, in two queries for as many as are given at once.
    """
    with transaction.atomic():
        open_ = WorkItem.objects.filter(
            kind=kind, about__in=[each.about for each in waiting], state=WorkItem.State.OPEN
        )
        known = set(open_.values_list("about", "assignee")) | set(open_.values_list("about", "delegated_by"))
        made = [
            WorkItem(
                kind=kind, about_kind=about_kind, about=each.about, assignee=each.account,
                title=each.title[:300] or kind, due_at=each.due_at,
            )
            for each in waiting
            if each.account.is_active and (each.about, each.account.pk) not in known
        ]  # fmt: skip
        WorkItem.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)


def settle_each(kind: str, about: Collection[UUID]) -> int:
    """Have some things wait on nobody any more. One query."""
    waiting = WorkItem.objects.filter(kind=kind, about__in=about, state=WorkItem.State.OPEN)
    return waiting.update(state=WorkItem.State.GONE, ended_at=timezone.now(), ended_by=None)


def settle(kind: str, about: UUID, *, done_by: Account | None = None) -> int:
    """Have a thing wait on nobody any more; for whoever did it, it counts as done. For rooms, as `wait_on`."""
    waiting = WorkItem.objects.filter(kind=kind, about=about, state=WorkItem.State.OPEN)
    n = 0
    if done_by is not None:
        n = waiting.filter(assignee=done_by).update(
            state=WorkItem.State.DONE, ended_at=timezone.now(), ended_by=done_by
        )
    return n + _end(list(waiting.values_list("pk", flat=True)), None)


def finish_for(kind: str, about: UUID, who: Account) -> int:
    """Have a thing count as done for one of those on whom it waits, and still wait on the others."""
    waiting = WorkItem.objects.filter(kind=kind, about=about, state=WorkItem.State.OPEN, assignee=who)
    return waiting.update(state=WorkItem.State.DONE, ended_at=timezone.now(), ended_by=who)


def _end(keys: Sequence[UUID], by: Account | None) -> int:
    if not keys:
        return 0
    return WorkItem.objects.filter(pk__in=keys, state=WorkItem.State.OPEN).update(
        state=WorkItem.State.GONE, ended_at=timezone.now(), ended_by=by
    )


# -- people do it


def finish(keys: Sequence[UUID], *, by: Account) -> Undo:
    """Tick items off. Raises NotAllowedError where one cannot be, WorkError where none is chosen or is still open."""

    def change(item: WorkItem) -> object:
        item.state, item.ended_at, item.ended_by_id = WorkItem.State.DONE, timezone.now(), by.pk
        return ItemDone(item.pk, by.pk, item.assignee_id)

    told = _("“%(title)s” is done where it leads to, not here.")
    return _deed("done", keys, by, rules.can_finish, told, change)


def snooze(keys: Sequence[UUID], *, until: datetime, by: Account) -> Undo:
    """Put items out of sight until a moment. Raises as `finish`, and WorkError for a moment that is past or too far."""
    now = timezone.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise WorkError(_("Choose a day to come, within a year."))

    def change(item: WorkItem) -> object:
        item.snoozed_until = until
        return ItemSnoozed(item.pk, by.pk, until.isoformat())

    return _deed("snoozed", keys, by, rules.can_snooze, _("“%(title)s” cannot be put off by you."), change)


def delegate(keys: Sequence[UUID], *, to: Account, because: str, by: Account) -> Undo:
    """Hand items on to somebody, who is told and why. Raises as `finish`, and WorkError for who cannot have them."""
    if not to.is_active:
        raise WorkError(_("%(name)s has no account that is open.") % {"name": to.name})
    if to.pk == by.pk:
        raise WorkError(_("Choose somebody else."))
    if not because.strip():
        raise WorkError(
            _("Say why, so that they know what is asked of them."), hint=_("A few words are enough.")
        )
    handed: list[WorkItem] = []

    def change(item: WorkItem) -> object:
        before = item.assignee_id
        if before == to.pk:
            raise WorkError(_("“%(title)s” is theirs already.") % {"title": item.title})
        item.assignee_id, item.delegated_by_id, item.delegated_because = to.pk, by.pk, because.strip()[:500]
        item.snoozed_until = None
        handed.append(item)
        return ItemDelegated(item.pk, by.pk, before, to.pk)

    with transaction.atomic():
        undo = _deed("delegated", keys, by, rules.can_delegate, _("“%(title)s” cannot be handed on."), change)
        said = gettext_lazy("%(name)s hands something on to you: %(title)s")
        for item in handed:
            notices.notify(
                HANDED, [to], actor=by, text=f"{item.title}\n{item.delegated_because}", address="/my-work/",
                subject=filled(said, name=by.name, title=item.title),
            )  # fmt: skip
    return undo


def _deed(
    deed: str,
    keys: Sequence[UUID],
    by: Account,
    allowed: Callable[..., bool],
    refusal: str,
    change: Callable[[WorkItem], object],
) -> Undo:
    """Do the same with some items, all or none, and note how they were."""
    if not keys:
        raise WorkError(_("Choose at least one thing."))
    if len(keys) > MOST_AT_ONCE:
        raise WorkError(_("At most %(n)d at once.") % {"n": MOST_AT_ONCE})
    with transaction.atomic():
        away = items.away_for(by)
        known = {item.pk for item in items.reachable(by, keys)}
        found = list(WorkItem.objects.select_for_update().filter(pk__in=known).order_by("pk"))
        if not found or len(known) < len(set(keys)):
            raise WorkError(
                _("Some of this waits on you no longer."), hint=_("Somebody else may have done it meanwhile.")
            )
        before, happened = [], []
        for item in found:
            if not allowed(by, item, away):
                raise NotAllowedError(refusal % {"title": item.title})
            before.append(_state_of(item))
            happened.append(change(item))
            item.turn += 1
        WorkItem.objects.bulk_update(found, [*(name.removesuffix("_id") for name in _KEPT), "turn"])
        publish_all(happened)
        return Undo.objects.create(account=by, deed=deed, before=before)


def undo(key: UUID, *, by: Account) -> int:
    """Take back what somebody did a short time ago; gives how many items are as they were.

    What has changed since stays as it is. Raises WorkError where there is nothing to take back any more.
    """
    now = timezone.now()
    with transaction.atomic():
        found = Undo.objects.select_for_update().filter(account=by, pk=key).first()
        if found is None or found.undone_at is not None or found.created_at < now - items.UNDO_FOR:
            raise WorkError(_("This cannot be taken back any more."))
        before = {UUID(each["id"]): each for each in found.before}
        rows = list(WorkItem.objects.select_for_update().filter(pk__in=before).order_by("pk"))
        same = [item for item in rows if item.turn == before[item.pk]["turn"] + 1]
        free = [item for item in same if not _is_taken(item, before[item.pk])]
        for item in free:
            _restore(item, before[item.pk])
            item.turn += 1
        WorkItem.objects.bulk_update(free, [*(name.removesuffix("_id") for name in _KEPT), "turn"])
        publish_all([ItemRestored(item.pk, by.pk) for item in free])
        found.undone_at = now
        found.save(update_fields=["undone_at"])
    if not free:
        raise WorkError(_("It has changed since, so it stays as it is."))
    return len(free)


def forget_undos(now: datetime) -> int:
    """Forget what can be taken back no more: a job."""
    return Undo.objects.filter(created_at__lt=now - 2 * items.UNDO_FOR).delete()[0]


def _is_taken(item: WorkItem, before: dict[str, Any]) -> bool:
    """Whether the same waits on the former assignee again meanwhile."""
    if item.about is None or not kinds.kind_named(item.kind) or before["state"] != WorkItem.State.OPEN:
        return False
    others = WorkItem.objects.filter(
        kind=item.kind, about=item.about, assignee=before["assignee_id"], state=WorkItem.State.OPEN
    )
    return item.kind != "task" and others.exclude(pk=item.pk).exists()


def _state_of(item: WorkItem) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return (
            value.isoformat()
            if isinstance(value, datetime)
            else str(value)
            if isinstance(value, UUID)
            else value
        )

    return {"id": str(item.pk), "turn": item.turn, **{name: plain(getattr(item, name)) for name in _KEPT}}


def _restore(item: WorkItem, before: dict[str, Any]) -> None:
    for name in _KEPT:
        value = before[name]
        if name.endswith("_at") or name.endswith("_until"):
            value = parse_datetime(value) if value else None
        elif name.endswith("_id"):
            value = UUID(value) if value else None
        setattr(item, name, value)
