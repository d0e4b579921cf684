"""Having automations begin: by events of the sealed log, in its order, and by the clock. Each occurrence counts once.

What happens while an automation is paused, or before it stood in the handbook, is not made up for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.automations import clock, occurrences
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.conditions import judged
from trellis.automations.definitions.notices import TROUBLE
from trellis.automations.events import AutomationPaused, RunEnded
from trellis.automations.models import AutomationRun, Caused, Follower, RunState, Standing
from trellis.automations.occurrences import Occurrence
from trellis.automations.queries import automations as queries
from trellis.core import defined, rounds, sealed
from trellis.core.services import notices
from trellis.core.services.events import publish, publish_all
from trellis.work.phrases import filled

EVENTS = "events"
UNWOUND = "unwound"
"""What stands in the place of the times of a clock before these were first looked at."""
AT_ONCE = 500
DEEPEST = 3
"""So many automations may begin one by the other; the next is stopped."""
MOST_AN_HOUR = 100
"""An automation that begins more often is paused."""
MOST_DAYS_BEHIND = 31
"""Days of records that are made up for where nothing ran for a while."""


def follow(now: datetime) -> int:
    """Begin what has to begin; gives how many runs were written down. In each round, for as long as one may last."""
    known = {name: each for name, each in queries.defined_automations().items() if each.enabled}
    _know(known, now)
    return rounds.by_steps(_strikes(known, now)) + rounds.by_steps(_follow_all(known, now))


def _follow_all(known: Mapping[str, Automation], now: datetime) -> Iterator[int]:
    while (begun := _follow_some(known, now)) is not None:
        yield begun


def _strikes(known: Mapping[str, Automation], now: datetime) -> Iterator[int]:
    """What the clocks begin, whose turn is before a long log's: they are few, and have struck at a time."""
    for standing in Standing.objects.exclude(next_at=None, clock=""):
        automation = known.get(standing.name)
        if automation is None or automation.when.event:
            _unwind(standing)
        elif _is_struck(standing, automation, now):
            yield _strike(automation, now)


def _know(known: Mapping[str, Automation], now: datetime) -> None:
    """Have a row for each automation, so that it acts on what happens from now on. One query where all have one."""
    there = set(Standing.objects.filter(name__in=known).values_list("name", flat=True))
    new = []
    for name, automation in known.items():
        if name not in there:
            has_clock = not automation.when.event
            new.append(Standing(name=name, since=now, clock=UNWOUND if has_clock else ""))
    Standing.objects.bulk_create(new, ignore_conflicts=True)
    clocked = [name for name, automation in known.items() if not automation.when.event and name in there]
    if Standing.objects.filter(name__in=clocked, clock="").exists():
        Standing.objects.filter(name__in=clocked, clock="").update(clock=UNWOUND)


def _unwind(standing: Standing) -> None:
    """What has no clock any more, or is switched off, begins anew should it have one again."""
    Standing.objects.filter(pk=standing.pk).update(clock="", next_at=None, looked_until=None)


def _is_struck(standing: Standing, automation: Automation, now: datetime) -> bool:
    """Whether a clock has struck, or is to be wound: it was not yet, or its times are others now."""
    words = clock.words_of(automation.when, clock.zone_of(automation.when))
    return standing.clock != words or standing.next_at is None or standing.next_at <= now


def _follow_some(known: Mapping[str, Automation], now: datetime) -> int | None:
    """Go on in the log; gives how many runs began, and `None` where there is no more of it.

    Two queries, and no lock, where nothing is new.
    """
    position = Follower.objects.filter(name=EVENTS).values_list("position", flat=True).first()
    if position is None:
        start = Follower(name=EVENTS, position=sealed.next_position())
        Follower.objects.bulk_create([start], ignore_conflicts=True)
        return None
    if position >= sealed.next_position():
        return None
    with transaction.atomic():
        follower = Follower.objects.select_for_update().get(name=EVENTS)
        stretch = sealed.stretch(follower.position, AT_ONCE)
        if not stretch:
            return None
        follower.position = stretch[-1].position + 1
        follower.save(update_fields=["position"])
        by_event: defaultdict[str, list[Automation]] = defaultdict(list)
        for automation in known.values():
            if automation.when.event:
                by_event[automation.when.event].append(automation)
        wanted: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for happening in stretch:
            for automation in by_event.get(happening.name, ()):
                wanted[automation.name].append(occurrences.of_event(happening))
        return sum(_begin(known[name], found, now) for name, found in wanted.items())


def _strike(automation: Automation, now: datetime) -> int:
    """Begin what a clock begins, where it has struck: once, however often it struck meanwhile."""
    zone = clock.zone_of(automation.when)
    words = clock.words_of(automation.when, zone)
    with transaction.atomic():
        standing = Standing.objects.select_for_update().get(name=automation.name)
        is_due = standing.clock == words and standing.next_at is not None and standing.next_at <= now
        found: list[Occurrence] = []
        if is_due and standing.next_at is not None and standing.paused_at is None:
            if automation.when.day:
                today = now.astimezone(zone).date()
                until = standing.looked_until or today - timedelta(days=1)
                first = max(until + timedelta(days=1), today - timedelta(days=MOST_DAYS_BEHIND))
                for ahead in range((today - first).days + 1):
                    found += occurrences.of_days(automation.when, first + timedelta(days=ahead), zone)
                standing.looked_until = today
            else:
                found.append(occurrences.of_stroke(automation.when, standing.next_at.astimezone(UTC)))
        if is_due or standing.clock != words or standing.next_at is None:
            standing.clock, standing.next_at = words, clock.next_after(automation.when, now, zone)
            standing.save(update_fields=["clock", "next_at", "looked_until"])
        return _begin(automation, found, now) if found else 0


def _begin(automation: Automation, found: Sequence[Occurrence], now: datetime) -> int:
    """Write down the runs that begin; those whose conditions are not met have ended at once."""
    standing = Standing.objects.select_for_update().get(name=automation.name)
    if standing.paused_at is not None:
        return 0
    fresh = [each for each in found if each.at >= standing.since or each.event is None]
    rows = _rows(automation, fresh, now)
    room = MOST_AN_HOUR - _lately(automation.name, now)
    to_do = [row for row in rows if row.state != RunState.UNMET]
    if len(to_do) > room:
        allowed = {row.pk for row in to_do[: max(room, 0)]}
        rows = [row for row in rows if row.state == RunState.UNMET or row.pk in allowed]
        _pause_for_haste(automation, standing, now)
    AutomationRun.objects.bulk_create(rows, ignore_conflicts=True)
    _tell_of_stopped(automation, [row for row in rows if row.state == RunState.STOPPED])
    transaction.on_commit(rounds.soon)
    return len(rows)


def _rows(automation: Automation, found: Iterable[Occurrence], now: datetime) -> list[AutomationRun]:
    """The runs of some occurrences. One query, where one of them is an event."""
    keys = [each.event for each in found if each.event is not None]
    causes = _causes_of(keys)
    rows = []
    for each in found:
        is_met, verdicts = judged(automation.if_, each.values)
        cause = causes.get(each.event) if each.event is not None else None
        row = AutomationRun(
            automation=automation.name, occurrence=each.key, trigger=each.trigger, about=each.about,
            object=each.object, by=each.by, at=each.at, values=dict(each.values), cause=cause,
            depth=cause.depth + 1 if cause is not None else 1, next_try_at=now, created_at=now,
            revision=defined.revision()[:200], verdicts=[verdict.holds for verdict in verdicts],
        )  # fmt: skip
        if not is_met:
            row.state, row.ended_at = RunState.UNMET, now
        elif row.depth > DEEPEST:
            row.state, row.ended_at = RunState.STOPPED, now
            said = _("More than %(most)s automations began one by the other: %(chain)s.")
            row.trouble = (said % {"most": DEEPEST, "chain": _chain(row)})[:500]
        rows.append(row)
    return rows


def _causes_of(events: Sequence[UUID]) -> dict[UUID, AutomationRun]:
    if not events:
        return {}
    found = Caused.objects.filter(event__in=events).select_related("run__cause__cause__cause")
    return {each.event: each.run for each in found}


def _chain(row: AutomationRun) -> str:
    names, each = [row.automation], row.cause
    while each is not None and len(names) <= DEEPEST:
        names.insert(0, each.automation)
        each = each.cause
    return " → ".join(names)


def _lately(name: str, now: datetime) -> int:
    found = AutomationRun.objects.filter(automation=name, created_at__gt=now - timedelta(hours=1))
    return found.exclude(state=RunState.UNMET).count()


def _pause_for_haste(automation: Automation, standing: Standing, now: datetime) -> None:
    because = str(_("It began more than %(most)s times within an hour.") % {"most": MOST_AN_HOUR})
    standing.paused_at, standing.paused_because = now, because
    standing.save(update_fields=["paused_at", "paused_because"])
    publish(AutomationPaused(standing.pk, None, automation.name))
    tell_owner(
        automation,
        filled(_("“%(title)s” is paused: it ran too often"), title=automation.title),
        because,
        f"paused {standing.pk} {now.isoformat()}",
    )


def _tell_of_stopped(automation: Automation, rows: Sequence[AutomationRun]) -> None:
    publish_all([RunEnded(row.pk, None, automation.name, row.state) for row in rows])
    if rows:
        said = filled(_("“%(title)s” was stopped"), title=automation.title)
        tell_owner(automation, said, rows[0].trouble, f"stopped {rows[0].pk}")


def tell_owner(automation: Automation, subject: object, text: str, key: str) -> None:
    """Tell the owner of an automation of trouble with it, once for each key."""
    owner = queries.owner_of(automation)
    if owner is not None:
        notices.notify(
            TROUBLE, [owner], subject=subject, text=text, key=f"automation {key}",  # type: ignore[arg-type]
            address=reverse("automations:automation", args=[automation.name]),
        )  # fmt: skip
