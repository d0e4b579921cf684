"""What is planned beyond the last day of the history: so that the days ahead have something to show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trellis.config.demo.company import PERMANENT, Company, Member
from trellis.config.demo.shape import UNIQUE_FROM
from trellis.config.demo.steps import PROMOTED, Changed, Left, Planned
from trellis.people.definitions.spans import end_of_month

ONE_IN = 60
"""Of so many people one has something planned of each sort."""


def plan_ahead(company: Company, until: date) -> None:
    """Plan promotions, other hours, hires, departures and seats for the months after the last day."""
    some = max(1, len(company.here) // ONE_IN)
    soon, quarter = _first_after(until, 1), _quarter_after(until)
    plain = [each for each in company.here.values() if _is_plain(each, company)]
    chosen = company.chance.sample(plain, min(len(plain), 3 * some))
    ready = sorted(
        (each for each in plain if each.role.next and each not in chosen), key=lambda each: each.ready_on
    )
    for member in ready[:some]:
        facts = {"title": member.role.next}
        company.tell(Changed(quarter, member.person, facts, PROMOTED))
    for at, member in enumerate(chosen[: 2 * some]):
        if at % 2:
            company.tell(Changed(soon, member.person, {"fte": Decimal("0.8")}, "Other hours."))
        else:
            day = end_of_month(soon)
            company.tell(Left(day, member.person, "growth" if at % 4 else "relocation", until))
    _seats(company, until, some, soon, quarter)


def _seats(company: Company, until: date, some: int, soon: date, quarter: date) -> None:
    """Seats that are open, planned, closed, and filled by those who come."""
    plain = [each for each in company.here.values() if each.role.is_own_work and each.manager is not None]
    if not plain:
        return
    states = ["open"] * (2 * some) + ["planned"] * some + ["closed"] * max(1, some // 3) + ["filled"] * some
    for seat, state in enumerate(states, start=1):
        like = company.chance.choice(plain)
        day = soon if state in ("open", "filled") else quarter
        if state == "filled":
            company.hire_ahead(like, seat, day)
        company.tell(
            Planned(
                day, seat, like.role.title, like.role.department, like.place.entity, like.place.city, like.manager,
                state,
            ),
            until,
        )  # fmt: skip


def _is_plain(member: Member, company: Company) -> bool:
    return (
        not member.stays and member.ends_on is None and member.contract == PERMANENT and member.role.grade < UNIQUE_FROM
        and member.role.is_own_work and not company.reports.get(member.person) and member.fte == 1
    )  # fmt: skip


def _first_after(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _quarter_after(day: date) -> date:
    return _first_after(day, 3 - (day.month - 1) % 3)
