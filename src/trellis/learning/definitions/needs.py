"""What has to happen so that somebody learns what they should: pure, for one person and one course or path.

What somebody has shown is a list of covers: a completion, one of a course that counts as this one, learning that was
proved otherwise, an exemption. Each holds from a day until another, or for good. What they should learn is said by rule
(the handbook) or by hand (a person), and stands in one row of which the newest is current. Given that row, what the
handbook says today and the best cover, `target` says how the row should be. Asked again it says the same, and in which
order all of it happened makes no difference.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=30)
"""So long before a completion ends, at most, it is to be done again; never more than a third of the time it holds."""
WorkingDays = Callable[[date, int], date]
"""The working day so many working days after a day; with 0 the day itself or the next one on which people work."""


class State(StrEnum):
    """How an assignment stands."""

    OPEN = "open"
    DONE = "done"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """By what somebody has covered a course."""

    COMPLETED = "completed"
    EQUIVALENT = "equivalent"
    PRIOR = "prior"
    EXEMPT = "exempt"


class After(StrEnum):
    """From when a due date is reckoned."""

    HIRE = "hire"
    POSITION = "position"
    ASSIGNMENT = "assignment"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class Cover:
    """That somebody has shown what a course teaches, from a day on until another (with it), or for good."""

    how: How
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def again_from(self) -> date | None:
        """The day from which it is to be done again, so that there is no gap; never for what holds for good."""
        if self.until is None:
            return None
        return self.until - min(AHEAD, (self.until - self.since) / 3)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the handbook says of one person: `name` tells rules of a course apart, and one from its former wording."""

    name: str
    due: date
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The current row of somebody: `by_hand` and `by_rule` say who wants it, with when it is due for each."""

    state: State
    due: date
    by_hand: bool = False
    by_rule: str = ""
    hand_due: date | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """How the row should be. `is_new`: the current one is history and another follows."""

    row: Row
    is_new: bool = False


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last day on which a completion counts, which is the one before that of so many months later."""
    return months_after(completed_on, months) - timedelta(days=1) if months else None


def best(covers: Iterable[Cover], day: date) -> Cover | None:
    """The cover that counts on a day and goes on counting the longest; of those the latest. Order does not matter."""
    holding = [each for each in covers if each.holds_on(day)]
    return max(
        holding,
        key=lambda each: (each.until or date.max, each.since, each.how != How.EXEMPT, each.how),
        default=None,
    )


def due_on(days: int, in_working_days: bool, begins: date, today: date, working: WorkingDays) -> date:
    """The working day by which something is to be done: so many days after `begins`, and never before tomorrow.

    Nobody is late on the day on which they hear of it, however long ago they were hired.
    """
    found = working(begins, days) if in_working_days else working(begins + timedelta(days=days), 0)
    return max(found, working(today, 1))


def renewal_due(
    cover: Cover, days: int, after: str, in_working_days: bool, today: date, working: WorkingDays
) -> date:
    """By when something is to be done again: when it ends, or so long after where the handbook says so."""
    end = cover.until or today
    if after != After.EXPIRY:
        return max(end, working(today, 1))
    return due_on(days, in_working_days, end, today, working)


def target(row: Row | None, rule: Rule | None, cover: Cover | None, today: date) -> Target | None:
    """How the row of somebody should be; `None` where there is nothing to be.

    `cover` is the best one today. The due date of `rule` is what a new row gets; one that stands keeps its own, unless
    the handbook says something else by now.
    """
    if row is None:
        return Target(_fresh(rule, cover, today), is_new=True) if rule is not None else None
    match row.state:
        case State.OPEN:
            return Target(_open(row, rule, cover, today))
        case State.WITHDRAWN:
            return Target(_fresh(rule, cover, today), is_new=True) if rule is not None else Target(row)
    if rule is not None and not _is_covered(cover, today):
        return Target(_fresh(rule, cover, today), is_new=True)
    kept = Row(row.state, row.due, row.by_hand, rule.name if rule else "", row.hand_due, row.is_required)
    return Target(kept)


def assigned(row: Row | None, due: date, cover: Cover | None, today: date, *, is_required: bool) -> Target:
    """How the row should be once somebody has assigned it by hand, due on a day.

    Who has it open already has the earlier day of both.
    """
    if row is None or row.state != State.OPEN:
        fresh = Row(State.OPEN, due, True, row.by_rule if row else "", due, is_required)
        return Target(_covered(fresh, cover, today), is_new=True)
    sooner = min(due, row.hand_due) if row.hand_due is not None else due
    return Target(
        Row(State.OPEN, min(row.due, sooner), True, row.by_rule, sooner, row.is_required or is_required)
    )


def _fresh(rule: Rule | None, cover: Cover | None, today: date) -> Row:
    assert rule is not None
    return _covered(Row(State.OPEN, rule.due, by_rule=rule.name, is_required=rule.is_required), cover, today)


def _open(row: Row, rule: Rule | None, cover: Cover | None, today: date) -> Row:
    if rule is None:
        if not row.by_hand:
            withdrawn = Row(State.WITHDRAWN, row.due, is_required=row.is_required)
            wanted_by_nobody = Row(State.OPEN, row.due, hand_due=row.hand_due, is_required=row.is_required)
            return _covered(wanted_by_nobody, cover, today, else_=withdrawn)
        stays = Row(State.OPEN, row.hand_due or row.due, True, "", row.hand_due, row.is_required)
    elif rule.name == row.by_rule:
        stays = row
    else:
        due = min(rule.due, row.hand_due) if row.hand_due is not None else rule.due
        stays = Row(State.OPEN, due, row.by_hand, rule.name, row.hand_due, rule.is_required or row.by_hand)
    return _covered(stays, cover, today)


def _is_covered(cover: Cover | None, today: date) -> bool:
    return cover is not None and (cover.again_from is None or today < cover.again_from)


def _covered(row: Row, cover: Cover | None, today: date, else_: Row | None = None) -> Row:
    """The row as done, where what it asks for is covered and is not to be done again already."""
    if cover is None or not _is_covered(cover, today):
        return else_ or row
    state = State.EXEMPT if cover.how == How.EXEMPT else State.DONE
    return Row(state, row.due, row.by_hand, row.by_rule, row.hand_due, row.is_required)
