"""How far cycles are: counted by state and department, who is late, one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.reviews import rules
from trellis.reviews.addresses import board_address, home_address, review_address, writing_address
from trellis.reviews.models import CalibrationBoard, Review, ReviewCycle, Writing

LATE = "late"
FILE = ("person", "title", "department", "manager", "state", "self_review", "shared_on", "signed_on")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reviews are, all or those of a department."""

    key: str
    title: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All but those that were closed."""
        return sum(n for state, n in self.counts.items() if state != "closed")

    @property
    def signed(self) -> int:
        """How many are signed off."""
        return self.counts.get("signed", 0)

    @property
    def share(self) -> int:
        """The percentage that is signed off."""
        return 100 * self.signed // self.total if self.total else 0

    @property
    def handed_in(self) -> int:
        """How many the managers have handed in."""
        return self.total - self.counts.get("writing", 0)

    @property
    def share_handed_in(self) -> int:
        """The percentage that the managers have handed in."""
        return 100 * self.handed_in // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    state: str = ""
    department: str = ""
    text: str = ""


def cycles_for(who: Account) -> list[tuple[ReviewCycle, Progress]]:
    """The cycles in which somebody sees how far anybody is, the newest first. Two queries."""
    counted: dict[UUID, dict[str, int]] = {}
    rows = _seen(who).order_by().values_list("cycle", "state").annotate(Count("pk"))
    for cycle, state, n in rows:
        counted.setdefault(cycle, {})[state] = n
    found = ReviewCycle.objects.order_by("-opens_on", "-pk")
    if not rules.can_run(who):
        found = found.filter(pk__in=counted)
    return [(each, Progress(str(each.pk), each.title, counted.get(each.pk, {}))) for each in found]


def cycle_for(who: Account, key: UUID) -> ReviewCycle | None:
    """A cycle, for whoever sees how far it is."""
    found = ReviewCycle.objects.filter(pk=key).first()
    if found is None or rules.can_run(who):
        return found if found is not None and rules.can_see_progress(who) else None
    return found if rows_of(who, found).exists() else None


def rows_of(who: Account, cycle: ReviewCycle, wanted: Wanted | None = None) -> QuerySet[Review]:
    """The reviews of a cycle whose progress somebody sees; without what anybody wrote, and what the forms ask."""
    found = _seen(who).filter(cycle=cycle)
    if wanted is not None:
        found = _narrowed(found, cycle, wanted)
    rows = found.select_related("person", "manager", "role_form")
    return rows.defer("sealed_fewer", "sealed_answer", "role_form__items")


def counted(cycle: ReviewCycle, parts: Collection[Progress]) -> dict[str, dict[str, int]]:
    """How many there are with each state and in each department, of all parts of a cycle. No query."""
    states: dict[str, int] = dict(together(parts, "").counts)
    states[LATE] = sum(states.get(each, 0) for each in _late_states(cycle, today()))
    return {"state": states, "department": {each.key: sum(each.counts.values()) for each in parts}}


def by_department(who: Account, cycle: ReviewCycle) -> list[Progress]:
    """How far each department is, those furthest behind first; those whose reviews are all closed too. One query."""
    titles = people_terms.all_departments()
    found: dict[str, dict[str, int]] = {}
    rows = _seen(who).filter(cycle=cycle).order_by().values_list("department", "state")
    for department, state, n in rows.annotate(Count("pk")):
        found.setdefault(department, {})[state] = n
    made = [Progress(name, titles.title_of(name), counts) for name, counts in found.items()]
    return sorted(made, key=lambda each: (each.share, each.title.casefold()))


def together(found: Collection[Progress], title: str) -> Progress:
    """Several as one."""
    counts: dict[str, int] = {}
    for each in found:
        for state, n in each.counts.items():
            counts[state] = counts.get(state, 0) + n
    return Progress("", title, counts)


def self_reviews(rows: Collection[Review]) -> dict[UUID, str]:
    """How far the self-reviews of some reviews are, by review."""
    found = Writing.objects.filter(review__in=[each.pk for each in rows], kind=Writing.Kind.SELF)
    return dict(found.values_list("review", "state"))


def exported(rows: QuerySet[Review]) -> Any:
    """Progress as plain values: who, how far; nothing that anybody wrote and no rating."""
    known = list(rows)
    own = self_reviews(known)
    for row in known:
        yield {
            "person": row.person.name, "title": row.role_form.title, "department": row.department,
            "manager": row.manager.name if row.manager else "", "state": row.state,
            "self_review": own.get(row.pk, ""), "shared_on": row.shared_at.date() if row.shared_at else None,
            "signed_on": row.signed_at.date() if row.signed_at else None,
        }  # fmt: skip


def signed_in_time(cycle: ReviewCycle) -> tuple[int, int]:
    """How many reviews of a cycle were signed off by its last day, and how many there are."""
    rows = cycle.reviews.exclude(state=Review.State.CLOSED)
    signed = rows.filter(state=Review.State.SIGNED, signed_at__date__lte=cycle.acknowledge_by)
    return signed.count(), rows.count()


# -- what lists of other rooms show


def described_cycles(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Cycles by their titles; they lead to what waits on the reader."""
    found = ReviewCycle.objects.filter(pk__in=keys)
    return {each.pk: Described(each.title, home_address()) for each in found}


def described_reviews(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Reviews by the title of their cycle: a label names nobody."""
    found = Review.objects.filter(pk__in=keys).select_related("cycle")
    return {each.pk: Described(each.cycle.title, review_address(each.pk)) for each in found}


def described_writings(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Pieces to write by the title of their cycle."""
    found = Writing.objects.filter(pk__in=keys).select_related("review__cycle")
    return {each.pk: Described(each.review.cycle.title, writing_address(each.pk)) for each in found}


def described_boards(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Boards by their titles."""
    found = CalibrationBoard.objects.filter(pk__in=keys)
    return {each.pk: Described(each.title, board_address(each.pk)) for each in found}


def _seen(who: Account) -> QuerySet[Review]:
    """All of whom somebody sees it, never their own: that is on their own page."""
    if not rules.can_see_progress(who):
        return Review.objects.none()
    if rules.can_run(who):
        return Review.objects.all()
    return Review.objects.filter(person__in=Person.objects.filter(rules.seen_people(who)).values("pk"))


def _narrowed(found: QuerySet[Review], cycle: ReviewCycle, wanted: Wanted) -> QuerySet[Review]:
    if wanted.state == LATE:
        found = found.filter(state__in=_late_states(cycle, today()))
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.department:
        found = found.filter(department__in=people_terms.all_departments().below(wanted.department))
    if wanted.text:
        found = found.filter(person__name__icontains=wanted.text)
    return found


def _late_states(cycle: ReviewCycle, day: date) -> list[str]:
    states = []
    if cycle.manager_due < day:
        states.append("writing")
    if cycle.acknowledge_by < day:
        states += ["submitted", "shared"]
    return states
