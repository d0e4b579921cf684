"""What an automation would have done lately: its conditions over what happened, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trellis.automations import clock, occurrences, rules
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.conditions import judged
from trellis.automations.occurrences import Occurrence
from trellis.automations.queries import automations as queries
from trellis.core import objects, sealed
from trellis.core.rules import Account

DAYS = 30
MOST_EXAMINED = 5000
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DryRun:
    """What came of it: how many occurrences there were, how often it would have run, and the newest of these.

    `refused` are those of the runs that the rights of the owner would have refused; `is_part` says that there were
    more occurrences than were looked at.
    """

    examined: int
    runs: int
    refused: int
    shown: tuple[Occurrence, ...]
    is_part: bool


def dry_run(automation: Automation, now: datetime, reader: Account | None = None) -> DryRun:
    """The last 30 days, seen through an automation as the handbook has it now. Nothing is written.

    With a `reader`, only what happened to objects that they may see is looked at, unless they may read the audit: what
    somebody only writes down in a form must not tell them more. A day of records is asked as the records are now. Few
    queries; two for each day that is counted from one of records.
    """
    found = list(_occurrences(automation, now))
    is_part = len(found) >= MOST_EXAMINED
    if reader is not None and not rules.sees_everything(reader):
        found = _seen_by(reader, found)
    met = [each for each in found if judged(automation.if_, each.values)[0]]
    return DryRun(len(found), len(met), _refused(automation, met), tuple(met[:MOST_SHOWN]), is_part)


def _seen_by(reader: Account, found: list[Occurrence]) -> list[Occurrence]:
    """What happened to objects that somebody may see, and the strokes of clocks, which are about nothing."""
    seen = objects.seen_by(reader, {(each.about, each.object) for each in found if each.object is not None})
    return [
        each
        for each in found
        if (each.event is None if each.object is None else (each.about, each.object) in seen)
    ]


def _occurrences(automation: Automation, now: datetime) -> Iterable[Occurrence]:
    """What the automation would have begun with, the newest first."""
    when, start = automation.when, now - timedelta(days=DAYS)
    if when.event:
        yield from map(occurrences.of_event, sealed.of_name(when.event, start, MOST_EXAMINED))
        return
    zone = clock.zone_of(when)
    strokes = reversed(list(clock.strokes(when, start, now, zone)))
    for moment in strokes:
        if when.every:
            yield occurrences.of_stroke(when, moment)
        else:
            yield from occurrences.of_days(when, moment.astimezone(zone).date(), zone)


def _refused(automation: Automation, met: list[Occurrence]) -> int:
    owner = queries.owner_of(automation)
    if owner is None or not rules.can_own(owner):
        return len(met)
    if rules.sees_everything(owner):
        return 0
    keys = [(each.about, each.object) for each in met if each.object is not None]
    seen = objects.seen_by(owner, set(keys))
    return sum(key not in seen for key in keys)
