"""Assigning courses and paths, by rule and by hand; whatever has changed, the same arithmetic decides.

Who belongs to which audience, what they have shown and which row they have decide what is to be done
(`definitions.needs`); done again it is nothing. So a new edition, a new position, a completion, an end and a night all
call this. Everything is read and written for many people at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trellis.core import calendars, defined
from trellis.core.rules import Account, Person
from trellis.core.services.events import publish_all
from trellis.courses.definitions.courses import AssignRule
from trellis.learning import terms
from trellis.learning.definitions import needs
from trellis.learning.definitions.needs import Cover, Row, Rule, State, Target
from trellis.learning.events import Assigned, AssignmentEnded
from trellis.learning.models import Assignment, AssignmentState, Subject
from trellis.learning.queries import holding
from trellis.learning.queries.holding import Held
from trellis.learning.services import telling
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences
from trellis.work import dues
from trellis.work.services import items

WORK = "learning_assignment"
AT_ONCE = 250
"""People whose rows are written in one transaction."""
USUAL_DAYS = 30
"""Within so many days is due what a rule gives no day for."""
Step = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is the same for all people to whom one course or path may be assigned."""

    subject: str
    key: str
    title: str
    rules: tuple[AssignRule, ...]
    now: datetime
    day: date

    @property
    def after_position(self) -> bool:
        """Whether any rule counts from the day on which somebody began in their role."""
        return any(each.due is not None and each.due.after == needs.After.POSITION for each in self.rules)


def assign_all(now: datetime, step: Step = transaction.atomic) -> int:
    """Have everybody assigned what the handbook asks for, and no more; how many rows changed."""
    facts = audiences.facts_on(today())
    asked = _asked(now)
    n = sum(_apply_all(each, facts, None, step) for each in asked)
    known = {(each.subject, each.key) for each in asked}
    rows = Assignment.objects.filter(is_current=True, state=AssignmentState.OPEN).exclude(by_rule="")
    gone = set(rows.order_by().values_list("subject", "key").distinct()) - known
    return n + sum(
        _apply_all(_without_rules(subject, key, now), facts, None, step) for subject, key in sorted(gone)
    )


def assign_person(person: UUID, now: datetime) -> int:
    """Have one person assigned what the handbook asks of them, and no more; how many rows changed."""
    return assign_people([person], now)


def assign_people(people: Collection[UUID], now: datetime) -> int:
    """Have some people assigned what the handbook asks of them, and no more; how many rows changed.

    As many queries for some as for one: a few for each course and path that anybody is asked for.
    """
    facts = audiences.facts_on(today(), people)
    asked = {(each.subject, each.key): each for each in _asked(now)}
    rows = Assignment.objects.filter(person__in=people, is_current=True)
    for subject, key in sorted(set(rows.order_by().values_list("subject", "key"))):
        asked.setdefault((subject, key), _without_rules(subject, key, now))
    return sum(_apply_all(each, facts, people, transaction.atomic) for each in asked.values())


def look_at(person: UUID, course: str, subject: str = Subject.COURSE) -> int:
    """Settle what somebody was assigned, now that they have completed a course or path, or are exempt from it."""
    rows = Assignment.objects.filter(
        person=person, is_current=True, subject=subject, state=AssignmentState.OPEN
    )
    n = 0
    for key in rows.values_list("key", flat=True):
        serves = terms.counting_as(key) if subject == Subject.COURSE else {key}
        if course in serves:
            asking = _asking(subject, key, timezone.now()) or _without_rules(subject, key, timezone.now())
            n += _apply_all(asking, audiences.facts_on(today(), [person]), [person], transaction.atomic)
    return n


def assign_by_hand(
    subject: str, key: str, title: str, people: Sequence[Person], due: date, *, is_required: bool, because: str,
    by: Account, step: Step = transaction.atomic,
) -> int:  # fmt: skip
    """Assign something to people, due on a day; how many rows changed. Whoever may was asked before."""
    now, day = timezone.now(), today()
    asking = Asking(subject, key, title, (), now, day)
    held = holding.held(subject, key, [each.pk for each in people], day)
    n = 0
    for start in range(0, len(people), AT_ONCE):
        some = [each.pk for each in people[start : start + AT_ONCE]]
        accounts = _accounts(some)
        with step():
            rows = _current(asking, some, lock=True)
            targets = {
                pk: needs.assigned(
                    _row(rows.get(pk)), due, _cover(held.get(pk)), day, is_required=is_required
                )
                for pk in some
            }
            changed = {
                pk: each for pk, each in targets.items() if _differs(rows.get(pk), each, accounts.get(pk))
            }
            n += _write(asking, rows, changed, held, accounts, by, because)
    return n


def _asked(now: datetime) -> list[Asking]:
    """What the handbook asks of anybody."""
    found = terms.courses()
    wanted = [(Subject.COURSE, each.key) for each in found.by_key.values() if each.assign]
    wanted += [(Subject.PATH, each.key) for each in found.paths.values() if each.assign]
    return [made for subject, key in wanted if (made := _asking(subject, key, now)) is not None]


def _asking(subject: str, key: str, now: datetime) -> Asking | None:
    found = terms.path(key) if subject == Subject.PATH else terms.course(key)
    if found is None:
        return None
    return Asking(subject, key, found.title, found.assign, now, today())


def _without_rules(subject: str, key: str, now: datetime) -> Asking:
    return Asking(subject, key, terms.title_of(subject, key), (), now, today())


def _apply_all(
    asking: Asking, facts: Mapping[UUID, Facts], people: Collection[UUID] | None, step: Step
) -> int:
    rows = _current(asking, people)
    if not asking.rules and not rows:
        return 0
    held = holding.held(asking.subject, asking.key, people, asking.day)
    began = holding.began_in_role(people, asking.day) if asking.after_position else {}
    keys = {**dict.fromkeys(facts), **dict.fromkeys(rows)} if people is None else dict.fromkeys(people)
    members = {key: rule for key in keys if (rule := _rule_of(asking, facts.get(key))) is not None}
    wanted = sorted(key for key in keys if key in members or key in rows)
    n = 0
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        accounts = _accounts(some)

        def target_of(
            key: UUID, row: Assignment | None, accounts: Mapping[UUID, Account] = accounts
        ) -> Target | None:
            rule = members.get(key)
            one = held.get(key)
            said = _said(asking, rule, facts[key], one, began.get(key), accounts.get(key)) if rule else None
            return needs.target(_row(row), said, _cover(one), asking.day)

        if not any(_differs(rows.get(key), target_of(key, rows.get(key)), accounts.get(key)) for key in some):
            continue
        with step():
            now_rows = _current(asking, some, lock=True)
            targets = {key: target_of(key, now_rows.get(key)) for key in some}
            changed = {
                key: each
                for key, each in targets.items()
                if each is not None and _differs(now_rows.get(key), each, accounts.get(key))
            }
            n += _write(asking, now_rows, changed, held, accounts)
    return n


def _rule_of(asking: Asking, facts: Facts | None) -> AssignRule | None:
    """The first rule that is for somebody; one that requires it before one that does not."""
    if facts is None:
        return None
    fitting = [each for each in asking.rules if fits(each.audience, facts)]
    return min(fitting, key=lambda each: not each.required, default=None)


def rule_name(rule: AssignRule) -> str:
    """By which an assignment says what asked for it."""
    return sha256(repr((rule.audience, rule.required, rule.due)).encode()).hexdigest()[:16]


def _said(
    asking: Asking, rule: AssignRule, facts: Facts, held: Held | None, began: date | None, account: Account | None
) -> Rule:  # fmt: skip
    """What a rule says of one person: its name changes with its words, so that a new due date is heard of."""
    calendar = calendars.calendar_of(account) if account is not None else calendars.default_calendar()

    def working(day: date, n: int) -> date:
        return calendars.add_working_days(day, n, calendar)

    due = rule.due
    days, in_working_days = (due.days, due.in_working_days) if due is not None else (USUAL_DAYS, False)
    after = due.after if due is not None else needs.After.ASSIGNMENT
    last = held.last if held is not None else None
    if last is not None and last.until is not None:
        on = needs.renewal_due(last, days, after, in_working_days, asking.day, working)
    else:
        begins = {needs.After.HIRE: facts.hired_on, needs.After.POSITION: began or facts.hired_on}.get(
            needs.After(after)
        )
        on = needs.due_on(days, in_working_days, begins or asking.day, asking.day, working)
    return Rule(rule_name(rule), on, rule.required)


def _current(
    asking: Asking, people: Collection[UUID] | None, *, lock: bool = False
) -> dict[UUID, Assignment]:
    rows = Assignment.objects.filter(subject=asking.subject, key=asking.key, is_current=True)
    if people is not None:
        rows = rows.filter(person__in=people)
    if lock:
        rows = rows.select_for_update().order_by("pk")
    return {each.person_id: each for each in rows}


def _accounts(people: Collection[UUID]) -> dict[UUID, Account]:
    rows = Account.objects.filter(person__in=people, is_active=True)
    return {each.person_id: each for each in rows if each.person_id is not None}


def _row(row: Assignment | None) -> Row | None:
    if row is None:
        return None
    return Row(State(row.state), row.due_on, row.by_hand, row.by_rule, row.hand_due_on, row.is_required)


def _cover(held: Held | None) -> Cover | None:
    return held.now if held is not None else None


def _differs(row: Assignment | None, wanted: Target | None, account: Account | None) -> bool:
    if wanted is None:
        return False
    must_wait = (
        row is not None and row.state == AssignmentState.OPEN and not row.waits and account is not None
    )
    return wanted.is_new or _row(row) != wanted.row or must_wait


def _write(
    asking: Asking, rows: Mapping[UUID, Assignment], changed: Mapping[UUID, Target], held: Mapping[UUID, Held],
    accounts: Mapping[UUID, Account], by: Account | None = None, because: str = "",
) -> int:  # fmt: skip
    """Write what is to be, for some people: a bounded number of queries for any number of them."""
    new, old, history, happened = list[Assignment](), list[Assignment](), list[UUID](), list[object]()
    for person, wanted in changed.items():
        row = rows.get(person)
        was_open = row is not None and row.state == AssignmentState.OPEN
        if wanted.is_new:
            if row is not None:
                history.append(row.pk)
            row = Assignment(
                person_id=person, subject=asking.subject, key=asking.key, title=asking.title[:300],
                assigned_at=asking.now, revision=defined.revision()[:200],
            )  # fmt: skip
            new.append(row)
        else:
            assert row is not None
            old.append(row)
        _take_over(row, wanted.row, held.get(person), accounts.get(person), asking, by, because)
        happened += _told_of(row, was_open=was_open and not wanted.is_new, is_new=wanted.is_new, by=by)
    _end_history(history)
    Assignment.objects.bulk_create(new, batch_size=500)
    Assignment.objects.bulk_update(
        old,
        ["state", "is_required", "by_rule", "by_hand", "assigned_by", "because", "due_on", "hand_due_on", "due_at",
         "done_on", "ended_at", "enrollment", "waits"],
        batch_size=200,
    )  # fmt: skip
    publish_all(happened)
    _have_wait((*new, *old), accounts)
    opened = [each for each in new if each.state == AssignmentState.OPEN]
    people = [accounts[each.person_id] for each in opened if each.person_id in accounts]
    telling.tell_assigned(opened, people, by, asking.day.isoformat())
    return len(changed)


def _end_history(keys: Sequence[UUID]) -> None:
    Assignment.objects.filter(pk__in=keys).update(is_current=False, waits=False)
    items.settle_each(WORK, keys)


def _take_over(
    row: Assignment, wanted: Row, held: Held | None, account: Account | None, asking: Asking, by: Account | None,
    because: str,
) -> None:  # fmt: skip
    row.state, row.is_required = str(wanted.state), wanted.is_required
    row.by_rule, row.by_hand = wanted.by_rule, wanted.by_hand
    row.due_on, row.hand_due_on = wanted.due, wanted.hand_due
    row.due_at = datetime.combine(row.due_on, dues.LAST_MOMENT, calendars.zone_of(account))
    if by is not None:
        row.assigned_by, row.because = by, " ".join(because.split())[:500]
    if row.state == AssignmentState.OPEN:
        row.done_on = row.ended_at = None
        row.waits = account is not None
        return
    row.waits = False
    row.ended_at = row.ended_at or asking.now
    if held is not None and row.done_on is None and row.state != AssignmentState.WITHDRAWN:
        row.done_on, row.enrollment_id = held.now.since if held.now else asking.day, held.enrollment


def _told_of(row: Assignment, *, was_open: bool, is_new: bool, by: Account | None) -> Iterable[object]:
    if row.state == AssignmentState.OPEN:
        if is_new:
            yield Assigned(row.pk, by.pk if by else None, row.person_id, row.subject, row.key)
    elif was_open:
        yield AssignmentEnded(row.pk, by.pk if by else None, row.person_id, row.subject, row.key, row.state)


def _have_wait(rows: Iterable[Assignment], accounts: Mapping[UUID, Account]) -> None:
    """Have what is open wait in people's work, and what is not no more."""
    by_state: dict[bool, list[Assignment]] = defaultdict(list)
    for row in rows:
        by_state[row.state == AssignmentState.OPEN].append(row)
    items.settle_each(WORK, [each.pk for each in by_state[False]])
    waiting = [
        items.Waiting(row.pk, accounts[row.person_id], row.title, row.due_at)
        for row in by_state[True]
        if row.person_id in accounts
    ]
    items.wait_on_each(WORK, WORK, waiting)
