"""Campaigns as they are shown to their audience, what they would do, and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.core.zones import organisation_zone
from trellis.learning import rules, terms
from trellis.learning.addresses import campaign_address
from trellis.learning.definitions.campaigns import Campaign as Said
from trellis.learning.models import (
    OPEN,
    Campaign,
    Demand,
    Enrollment,
    EnrollmentState,
    PathEnrollment,
    PathState,
    Reach,
)
from trellis.people.days import today
from trellis.people.queries import audiences

Thing = tuple[str, str]
"""A course or a path: which of both, and its key."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign that runs for somebody: with its banner, unless they want to see that no more."""

    said: Said
    reach: Reach

    @property
    def has_banner(self) -> bool:
        """Whether its banner is shown."""
        return bool(self.said.banner) and self.reach.dismissed_at is None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a mail of today would do: of `audience` people, so many would be written to, and why others not."""

    audience: int
    told: int
    past: int
    without_account: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a campaign, in people. `enrolled` and `completed` within its days, the others in as many before."""

    audience: int
    told: int
    opened: int
    clicked: int
    dismissed: int
    enrolled: int
    enrolled_after: int
    completed: int
    enrolled_before: int
    completed_before: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A course, or a part of it, that people wait for to be held."""

    course: str
    title: str
    part: str
    waiting: int
    since: datetime


def shown_to(who: Account) -> list[Shown]:
    """The campaigns that run for somebody, what began last first. One query; none where no campaign runs."""
    running = terms.campaigns().running(today())
    if not running or who.person_id is None:
        return []
    rows = _live(Reach.objects.filter(person=who.person_id, campaign__key__in=[each.key for each in running]))
    by_run = {(each.campaign.key, each.campaign.begins_on): each for each in rows.select_related("campaign")}
    return [Shown(each, by_run[each.key, each.from_]) for each in running if (each.key, each.from_) in by_run]


def reach_of(who: Account, key: str) -> Reach | None:
    """What of the last campaign with a key reached somebody; `None` where it was not for them, or was stopped."""
    rows = _live(Reach.objects.filter(person=who.person_id, campaign__key=key))
    return rows.select_related("campaign").order_by("-campaign__begins_on").first()


def run_of(key: str, begins_on: date | None = None) -> Campaign | None:
    """The run of a campaign that began on a day, else its last."""
    rows = runs_of(key)
    return (rows.filter(begins_on=begins_on) if begins_on is not None else rows).first()


def runs_of(key: str) -> QuerySet[Campaign]:
    """When a campaign ran, the last first."""
    return Campaign.objects.filter(key=key).select_related("stopped_by").order_by("-begins_on")


def state_of(row: Campaign) -> str:
    """How a campaign that began stands: `running`, `over` or `stopped`."""
    if row.stopped_at is not None:
        return "stopped"
    return "running" if today() <= row.ends_on else "over"


def followed_by(who: Account) -> QuerySet[Campaign]:
    """The campaigns that have run, as far as somebody sees what came of them."""
    rows = Campaign.objects.order_by("-begins_on", "key")
    if rules.can_see_all(who):
        return rows
    own = [each.key for each in terms.campaigns().by_key.values() if rules.can_follow(who, each.owner)]
    return rows.filter(key__in=own)


def told_and_in(keys: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many people campaigns are for, and how many were written to. One query."""
    rows = Reach.objects.filter(campaign__in=keys).order_by().values_list("campaign")
    counted = rows.annotate(n=Count("pk"), told=Count("told_at"))
    return {key: (n, told) for key, n, told in counted}


def need_no_word(said: Said, people: Any) -> set[UUID]:
    """Those of some people to whom a mail would say nothing new. `people` are keys, or a query of them. Two queries.

    They take or have all of it, or have enrolled in any of it since the campaign began.
    """
    start = _midnight(said.from_)
    has: defaultdict[UUID, set[Thing]] = defaultdict(set)
    past: set[UUID] = set()
    taken = Enrollment.objects.filter(person__in=people, course__in=said.courses).filter(
        Q(state__in=OPEN) | Q(state=EnrollmentState.COMPLETED, expired_on=None)
    )
    on_path = PathEnrollment.objects.filter(
        person__in=people, path__in=said.paths, state__in=(PathState.ACTIVE, PathState.COMPLETED)
    )
    for what, rows in (
        ("course", taken.values_list("person", "course", "enrolled_at")),
        ("path", on_path.values_list("person", "path", "enrolled_at")),
    ):
        for person, key, at in rows:
            has[person].add((what, key))
            if at >= start:
                past.add(person)
    everything = {*(("course", key) for key in said.courses), *(("path", key) for key in said.paths)}
    return past | {person for person, things in has.items() if things >= everything}


def preview(said: Said) -> Preview:
    """What a campaign would do if it wrote today, without doing it. About five queries for any number of people."""
    assert said.audience is not None, "no campaign is kept without one"
    people = set(audiences.people_of(said.audience, today()).order_by().values_list("pk", flat=True))
    accounts = Account.objects.filter(person__isnull=False, is_active=True).order_by()
    reachable = set(accounts.values_list("person", flat=True)) & people
    past = need_no_word(said, audiences.people_of(said.audience, today()).order_by().values("pk")) & reachable
    return Preview(len(people), len(reachable - past), len(past), len(people - reachable))


def figures(row: Campaign) -> Figures:
    """What came of a campaign. One query."""
    first, length = _midnight(row.begins_on), timedelta(days=row.days)
    rows = Reach.objects.filter(campaign=row).annotate(
        now=_enrolled(row, first, first + length), after=_completed(row, first, first + length),
        before=_enrolled(row, first - length, first), ended_before=_completed(row, first - length, first),
    )  # fmt: skip
    found: dict[str, Any] = rows.aggregate(
        audience=Count("pk"), told=Count("told_at"), opened=Count("opened_at"), clicked=Count("clicked_at"),
        dismissed=Count("dismissed_at"), enrolled=Count("pk", filter=Q(now=True)),
        enrolled_after=Count("pk", filter=Q(now=True, opened_at__isnull=False)),
        completed=Count("pk", filter=Q(after=True)), enrolled_before=Count("pk", filter=Q(before=True)),
        completed_before=Count("pk", filter=Q(ended_before=True)),
    )  # fmt: skip
    return Figures(**found)


def wanted() -> list[Wanted]:
    """The courses and parts that people wait for to be held, what most wait for first. One query."""
    rows = Demand.objects.filter(ended_at=None).order_by().values_list("course", "part")
    found = []
    for course, part, n, since in rows.annotate(n=Count("pk"), since=Min("since")):
        known = terms.course(course)
        title = known.part(part) if known is not None and part else None
        found.append(
            Wanted(
                course, terms.title_of("course", course), title.title if title is not None else part, n, since
            )
        )
    return sorted(found, key=lambda each: (-each.waiting, each.since, each.title))


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Campaigns by their titles."""
    rows = Campaign.objects.filter(pk__in=keys).values_list("pk", "title", "key")
    return {pk: Described(title, campaign_address(key)) for pk, title, key in rows}


def described_to(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some campaigns that are for an account and were not stopped, or that they follow."""
    if not rules.can_see(who):
        return {}
    own = _live(Reach.objects.filter(person=who.person_id, campaign__in=keys)).values_list(
        "campaign", flat=True
    )
    followed: Sequence[UUID] = list(followed_by(who).filter(pk__in=keys).values_list("pk", flat=True))
    return described({*own, *followed})


def _live(rows: QuerySet[Reach]) -> QuerySet[Reach]:
    """Those who are in the audience of a campaign that nobody stopped."""
    return rows.filter(is_in=True, campaign__stopped_at=None, person__isnull=False)


def _enrolled(row: Campaign, since: datetime, until: datetime) -> Any:
    return _happened(row, Q(enrolled_at__gte=since, enrolled_at__lt=until))


def _completed(row: Campaign, since: datetime, until: datetime) -> Any:
    """Enrolled and completed between two moments."""
    return _happened(row, Q(enrolled_at__gte=since, completed_at__gte=F("enrolled_at"), completed_at__lt=until,
                            enrolled_at__lt=until))  # fmt: skip


def _happened(row: Campaign, when: Q) -> Any:
    person = OuterRef("person")
    taken = Enrollment.objects.filter(when, person=person, course__in=row.courses)
    on_path = PathEnrollment.objects.filter(when, person=person, path__in=row.paths)
    return Exists(taken.order_by()) | Exists(on_path.order_by())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=organisation_zone() or UTC)
