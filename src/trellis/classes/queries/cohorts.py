"""Cohorts as lists and their pages show them: the plan by weeks, who is how far, which sessions belong to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from trellis.classes import rules, teaching
from trellis.classes.definitions import plans
from trellis.classes.definitions.plans import TICKED, Part, Week
from trellis.classes.models import (
    Cohort,
    CohortNews,
    CohortOutcome,
    CohortSeat,
    CohortTick,
    Registration,
    Session,
)
from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.learning.groups import Group

MEMBER, FACILITATOR = CohortSeat.Part.MEMBER, CohortSeat.Part.FACILITATOR
MOST_NEWS = 20


def found_by(who: Account) -> QuerySet[Cohort]:
    """The cohorts that somebody sees, each with `members` and its facilitators: one query more for any number."""
    runs = CohortSeat.objects.filter(part=FACILITATOR, left_at=None).select_related("person")
    return rules.cohorts_seen(who).annotate(
        members=Count("seats", filter=Q(seats__part=MEMBER, seats__left_at=None))
    ).prefetch_related(Prefetch("seats", queryset=runs.order_by("person__name"), to_attr="runs"))  # fmt: skip


def cohort_for(who: Account, key: UUID) -> Cohort | None:
    """A cohort that knows what they are in it (`rules.part_in`); `None` for one that is not there for them."""
    me = rules.myself(who)
    own = CohortSeat.objects.filter(cohort=OuterRef("pk"), person=me, left_at=None).values("part")[:1]
    found = Cohort.objects.annotate(part_of_reader=Subquery(own)).filter(pk=key).first()
    if found is None:
        return None
    if me is not None:
        found.__dict__["own_part"] = (me, found.part_of_reader or "")
    return found if rules.can_see_cohort(who, found) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a member is: the keys of the parts that are done, of those that are needed."""

    seat: CohortSeat
    done: frozenset[str]
    needed: tuple[str, ...]

    @property
    def n_done(self) -> int:
        """How many of the needed parts are done."""
        return sum(each in self.done for each in self.needed)

    @property
    def share(self) -> int:
        """The percentage of the needed parts that is done."""
        return 100 * self.n_done // len(self.needed) if self.needed else 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the plan as somebody sees it: the sessions of the cohort for it, and how many members have done it."""

    part: Part
    sessions: tuple[Session, ...]
    is_done: bool
    n_done: int

    @property
    def is_ticked(self) -> bool:
        """Whether its members say themselves that it is done."""
        return self.part.kind in TICKED


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week of the plan with its days; `is_now` is the one that today is in."""

    number: int
    title: str
    first: date
    last: date
    parts: tuple[Shown, ...]
    is_now: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A cohort with all that its pages show. `own` is how far whoever reads is, where they are a member."""

    cohort: Cohort
    weeks: tuple[ShownWeek, ...]
    facilitators: tuple[CohortSeat, ...]
    standings: tuple[Standing, ...]
    own: Standing | None
    outcomes: tuple[CohortOutcome, ...]
    news: tuple[CohortNews, ...]

    @property
    def share(self) -> int:
        """The percentage that all members together have done."""
        return sum(each.share for each in self.standings) // len(self.standings) if self.standings else 0

    @property
    def complete(self) -> int:
        """How many members have done all that is needed."""
        return sum(each.n_done == len(each.needed) for each in self.standings)

    @property
    def now(self) -> ShownWeek | None:
        """The week that today is in."""
        return next((each for each in self.weeks if each.is_now), None)


def whole(cohort: Cohort, who: Account, day: date, *, news: bool = True) -> Whole:
    """A cohort with members, progress, sessions, outcomes, and news where asked. Nine queries at most."""
    weeks = plans.planned(cohort.plan)
    seats = list(cohort.seats.filter(left_at=None).select_related("person").order_by("person__name", "pk"))
    members = [each for each in seats if each.part == MEMBER]
    standings = tuple(standings_of(cohort, members))
    me = rules.myself(who)
    own = next((each for each in standings if each.seat.person_id == me), None)
    sessions = _sessions(cohort)
    at = plans.week_on(cohort.starts_on, weeks, day) if cohort.is_open else None
    return Whole(
        cohort, tuple(
            _week(number, week, cohort, sessions, standings, own, is_now=number == at)
            for number, week in enumerate(weeks)
        ),
        tuple(each for each in seats if each.part == FACILITATOR), standings, own,
        tuple(cohort.outcomes.select_related("judged_by").order_by("order", "pk")),
        tuple(cohort.news.select_related("by").order_by("-at", "-pk")[:MOST_NEWS]) if news else (),
    )  # fmt: skip


def standings_of(cohort: Cohort, seats: Sequence[CohortSeat]) -> list[Standing]:
    """How far some members are. Five queries for any number."""
    parts = tuple(plans.parts_of(plans.planned(cohort.plan)))
    done = _done(cohort, parts, seats)
    needed = tuple(each.key for each in parts if not each.is_optional)
    return [Standing(each, frozenset(done[each.person_id]), needed) for each in seats]


def _done(cohort: Cohort, parts: Sequence[Part], seats: Sequence[CohortSeat]) -> dict[UUID, set[str]]:
    people = [each.person_id for each in seats]
    taught = {(each.course, each.part) for each in parts if each.course and each.part}
    known = teaching.learned(
        people, {each.course for each in parts if each.kind == "course"},
        {each.path for each in parts if each.kind == "path"}, taught,
    )  # fmt: skip
    attended = Registration.objects.filter(person__in=people, session__cohort=cohort, is_credited=True)
    ticked = CohortTick.objects.filter(seat__in=[each.pk for each in seats])
    marked = set(
        attended.values_list("person", "session__cohort_part").union(
            ticked.values_list("seat__person", "part")
        )
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for person in people:
        for each in parts:
            is_done = {
                "course": (person, each.course) in known.courses, "path": (person, each.path) in known.paths,
                "lesson": (person, each.course, each.part) in known.parts,
                "class": (person, each.key) in marked or (person, each.course, each.part) in known.parts,
            }.get(each.kind, (person, each.key) in marked)  # fmt: skip
            if is_done:
                found[person].add(each.key)
    return found


def _sessions(cohort: Cohort) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = defaultdict(list)
    for each in cohort.sessions.exclude(state=Session.State.CANCELLED).order_by("starts_at", "pk"):
        found[each.cohort_part].append(each)
    return found


def _week(
    number: int, week: Week, cohort: Cohort, sessions: dict[str, list[Session]], standings: Iterable[Standing],
    own: Standing | None, *, is_now: bool,
) -> ShownWeek:  # fmt: skip
    first, last = plans.days_of(cohort.starts_on, number)
    parts = tuple(
        Shown(
            each, tuple(sessions.get(each.key, ())), own is not None and each.key in own.done,
            sum(each.key in one.done for one in standings),
        )
        for each in week.parts
    )  # fmt: skip
    return ShownWeek(number + 1, week.title, first, last, parts, is_now)


# -- what other rooms show


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Cohorts by their titles, leading to what is said in them."""
    return {each.pk: _described(each) for each in Cohort.objects.filter(pk__in=keys).only("title")}


def seen(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some cohorts that somebody is in: what is said there, and its files, is for nobody else. One query."""
    me = rules.myself(who)
    if me is None:
        return {}
    rows = Cohort.objects.filter(pk__in=rules.cohorts_of(me)).filter(pk__in=keys).only("title")
    return {each.pk: _described(each) for each in rows}


def audience(key: UUID, people: Collection[Account]) -> list[Account]:
    """Those of some people who are in a cohort. One query, and what is asked of each by itself."""
    here = set(CohortSeat.objects.filter(cohort=key, left_at=None).values_list("person", flat=True))
    return [each for each in people if rules.myself(each) in here]


def facilitators(key: UUID) -> list[Account]:
    """Whom a cohort concerns by itself: who facilitates it."""
    rows = CohortSeat.objects.filter(cohort=key, part=FACILITATOR, left_at=None)
    found = [getattr(each.person, "account", None) for each in rows.select_related("person__account")]
    return [each for each in found if each is not None]


def _described(each: Cohort) -> Described:
    return Described(each.title, reverse("classes:cohort-talk", args=[each.pk]))


def groups_that_learn() -> list[Group]:
    """The cohorts that have not been called off, each with its members and the courses of its plan. Two queries."""
    members: dict[UUID, set[UUID]] = defaultdict(set)
    seats = CohortSeat.objects.filter(part=MEMBER, left_at=None).order_by()
    for cohort, person in seats.values_list("cohort", "person"):
        members[cohort].add(person)
    return [
        Group(
            str(each.pk), each.title, reverse("classes:cohort", args=[each.pk]), frozenset(members[each.pk]),
            teaching.courses_of(plans.parts_of(plans.planned(each.plan))), each.starts_on,
        )
        for each in Cohort.objects.filter(pk__in=members)
        .exclude(state=Cohort.State.CANCELLED).order_by("-starts_on", "pk")
    ]  # fmt: skip
