"""Asking people to read what they should have read, and asking them no more: whatever has changed, the same arithmetic.

Who belongs where, which versions there are and who has read what decide what is to be done (`definitions.needs`); done
again it is nothing. So a new edition, a new position, an end, a night and a second try all call this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trellis.core import calendars
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish_all
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts
from trellis.people.queries import audiences
from trellis.policies import terms
from trellis.policies.addresses import reading_address
from trellis.policies.definitions import needs
from trellis.policies.definitions.needs import Ask, Move, Reason, Standing, State, Withdraw
from trellis.policies.definitions.notices import ASKED
from trellis.policies.definitions.policies import Acknowledge, Policies, Policy
from trellis.policies.events import AcknowledgementAsked, AcknowledgementEnded
from trellis.policies.models import Acknowledgement, AcknowledgementState, Version
from trellis.work import dues
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "acknowledgement"
AT_ONCE = 50
"""People who are asked in one transaction."""
Step = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is the same for all people who are asked to read one policy."""

    policy: Policy
    every: Policies
    versions: Sequence[Version]
    now: datetime
    day: date

    @property
    def newest(self) -> Version:
        """What people read."""
        return self.versions[-1]

    @property
    def acknowledge(self) -> Acknowledge:
        """What the handbook asks for."""
        assert self.policy.acknowledge is not None
        return self.policy.acknowledge

    def facts_of(self, known: Facts | None) -> needs.Facts:
        """What is asked of one person."""
        is_member = known is not None and self.every.asks(self.policy.path, known)
        concerning = [
            each.number
            for each in self.versions
            if each.asks
            and (not each.changed or (known is not None and self.policy.concerns(known, each.changed)))
        ]
        since = self.versions[0].created_at.date()
        return needs.Facts(
            is_member, concerning, self.newest.number, self.day, since,
            (known.hired_on if known is not None else None) or since, self.acknowledge.again == "yearly",
        )  # fmt: skip


def ask_all(now: datetime, step: Step = transaction.atomic) -> int:
    """Ask everybody whatever they should have read; how many rows changed. `step` is what a part is done in."""
    every, facts = terms.policies(), audiences.facts_on(today())
    n = sum(_ask_of(policy, every, facts, None, now, step) for policy in every.asking())
    return n + _withdraw_gone({each.path for each in every.asking()}, now, step)


def ask_people(people: Collection[UUID], now: datetime) -> int:
    """Ask some people whatever they should have read, or no more; how many rows changed."""
    every, facts = terms.policies(), audiences.facts_on(today(), people)
    return sum(_ask_of(policy, every, facts, people, now, transaction.atomic) for policy in every.asking())


def _ask_of(
    policy: Policy,
    every: Policies,
    facts: Mapping[UUID, Facts],
    people: Collection[UUID] | None,
    now: datetime,
    step: Step,
) -> int:
    versions = list(Version.objects.filter(path=policy.path).defer("text", "parts").order_by("number"))
    if not versions:
        return 0  # the round that keeps versions has not come by yet, and asks when it does
    asking = _Asking(policy, every, versions, now, today())
    rows = {each.person_id: each for each in _current(policy.path, people)}
    # Who has no account has nothing that could wait for them: not a reason to write, each night, for each of them.
    idle = [key for key, row in rows.items() if row.state == State.ASKED and not row.waits]
    able = set(_with_account(idle)) if idle else set()
    keys = [
        key
        for key in {**dict.fromkeys(facts), **dict.fromkeys(rows)}
        if key in able or _differs(asking, rows.get(key), facts.get(key))
    ]
    keys.sort()
    n = 0
    for start in range(0, len(keys), AT_ONCE):
        with step():
            n += _apply(asking, keys[start : start + AT_ONCE], facts)
    return n


def _current(path: str, people: Collection[UUID] | None) -> list[Acknowledgement]:
    rows = Acknowledgement.objects.filter(path=path, is_current=True).select_related("asked", "read")
    rows = rows.defer("asked__text", "asked__parts", "read__text", "read__parts")
    return list(rows if people is None else rows.filter(person__in=people))


def _standing(row: Acknowledgement | None) -> Standing | None:
    if row is None:
        return None
    version = row.read if row.read is not None else row.asked
    read_on = row.acknowledged_at.date() if row.acknowledged_at is not None else None
    return Standing(State(row.state), version.number, read_on)


def _differs(asking: _Asking, row: Acknowledgement | None, known: Facts | None) -> bool:
    facts = asking.facts_of(known)
    if needs.needed(_standing(row), facts) is not None:
        return True
    return row is not None and row.counts != facts.is_member


def _with_account(people: Collection[UUID]) -> Iterable[UUID]:
    """Those of some people who have an account, of whom there may be thousands."""
    with_one = Account.objects.filter(person__isnull=False, is_active=True)
    if len(people) <= AT_ONCE:
        with_one = with_one.filter(person__in=people)
    wanted = set(people)
    return (key for key in with_one.order_by().values_list("person", flat=True) if key in wanted)


def _apply(asking: _Asking, keys: Sequence[UUID], known: Mapping[UUID, Facts]) -> int:
    """Do for some people what has to happen now. Whoever did it meanwhile, it is asked again under the lock."""
    Version.objects.select_for_update().get(pk=asking.newest.pk)
    rows = {each.person_id: each for each in _current(asking.policy.path, keys)}
    with_one = Account.objects.filter(person__in=keys, is_active=True)
    accounts = {each.person_id: each for each in with_one if each.person_id is not None}
    new: list[Acknowledgement] = []
    moved: list[Acknowledgement] = []
    replaced: list[UUID] = []
    happened: list[object] = []
    changed = 0
    for key in keys:
        row, facts = rows.get(key), asking.facts_of(known.get(key))
        need = needs.needed(_standing(row), facts)
        changed += need is not None
        if isinstance(need, Ask):
            if row is not None:
                replaced.append(row.pk)
            new.append(_asked(asking, key, need.reason, accounts.get(key), facts))
            continue
        if isinstance(need, Move) and row is not None:
            row.asked, row.waits = asking.newest, False
            row.save(update_fields=["asked", "waits"])
            moved.append(row)
        elif isinstance(need, Withdraw) and row is not None:
            happened.append(_end(row, AcknowledgementState.WITHDRAWN, asking.now))
        if row is not None:
            _note(asking, row, facts.is_member, accounts.get(key))
    Acknowledgement.objects.filter(pk__in=replaced).update(is_current=False)
    _ask_all(new, accounts)
    publish_all(happened + [_told(asking, each) for each in (*new, *moved)])
    _tell(asking, [accounts[each.person_id] for each in (*new, *moved) if each.person_id in accounts])
    return changed


def _asked(
    asking: _Asking, person: UUID, reason: Reason, account: Account | None, facts: needs.Facts
) -> Acknowledgement:
    """What somebody is asked for anew, unsaved."""
    return Acknowledgement(
        person_id=person, path=asking.policy.path, asked=asking.newest, reason=reason, asked_at=asking.now,
        due_at=due_at(asking.acknowledge, reason, facts.hired_on, account, asking.now),
        counts=facts.is_member, waits=account is not None,
    )  # fmt: skip


def _ask_all(new: Sequence[Acknowledgement], accounts: Mapping[UUID, Account]) -> None:
    """Keep what people are asked for, and have it wait in their work: a few queries for all of them."""
    Acknowledgement.objects.bulk_create(new)
    waiting = [
        items.Waiting(row.pk, accounts[row.person_id], row.asked.title, row.due_at)
        for row in new
        if row.person_id in accounts
    ]
    if waiting:
        items.wait_on_each(WORK, WORK, waiting)


def _told(asking: _Asking, row: Acknowledgement) -> object:
    return AcknowledgementAsked(row.pk, None, row.person_id, row.path, asking.newest.number, str(row.reason))


def _note(asking: _Asking, row: Acknowledgement, is_member: bool, account: Account | None) -> None:
    """Have the row wait in somebody's work, and count where the policy is for them."""
    names = []
    if row.counts != is_member:
        row.counts = is_member
        names.append("counts")
    if row.state == AcknowledgementState.ASKED and not row.waits and account is not None:
        items.wait_on(WORK, WORK, row.pk, [account], title=asking.newest.title, due_at=row.due_at)
        row.waits = True
        names.append("waits")
    if names:
        row.save(update_fields=names)


def _tell(asking: _Asking, accounts: Sequence[Account]) -> None:
    said = _("Please read and acknowledge: %(title)s")
    notices.notify(
        ASKED, accounts, subject=filled(said, title=asking.newest.title), address=reading_address(asking.policy.path),
        key=f"policy {asking.policy.path} {asking.newest.number} {asking.day.isoformat()}",
    )  # fmt: skip


def _end(row: Acknowledgement, state: AcknowledgementState, now: datetime) -> object:
    row.state, row.ended_at, row.counts, row.waits = state, now, False, False
    row.save(update_fields=["state", "ended_at", "counts", "waits"])
    items.settle(WORK, row.pk)
    return AcknowledgementEnded(row.pk, None, row.person_id, row.path, str(state))


def _withdraw_gone(paths: Collection[str], now: datetime, step: Step) -> int:
    """Ask nobody any more about policies that the handbook does not ask for."""
    rows = Acknowledgement.objects.filter(is_current=True, state=AcknowledgementState.ASKED).exclude(
        path__in=paths
    )
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with step():
            some = Acknowledgement.objects.select_for_update().filter(
                pk__in=keys[start : start + AT_ONCE], state=AcknowledgementState.ASKED
            )
            publish_all([_end(row, AcknowledgementState.WITHDRAWN, now) for row in some])
    return len(keys)


def due_at(
    acknowledge: Acknowledge, reason: Reason, hired_on: date, account: Account | None, now: datetime
) -> datetime:
    """By when somebody should have read a policy: the end of a day on which they work, and never before tomorrow."""
    calendar = calendars.calendar_of(account) if account is not None else calendars.default_calendar()
    zone = calendars.zone_of(account)
    begins = now.astimezone(zone).date()
    earliest = calendars.add_working_days(begins, 1, calendar)
    if reason == Reason.HIRED and acknowledge.after_hire:
        begins = hired_on
    if acknowledge.in_working_days:
        day = calendars.add_working_days(begins, acknowledge.days, calendar)
    else:
        day = calendars.add_working_days(begins + timedelta(days=acknowledge.days), 0, calendar)
    return datetime.combine(max(day, earliest), dues.LAST_MOMENT, zone)
