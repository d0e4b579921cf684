"""Reads of succession: key roles with how many people could take them on, and one of them with those people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.predicates import in_manager_chain
from trellis.core.rules import Account, Person
from trellis.growth import rules, terms
from trellis.growth.models import DevelopmentPlan, KeyRole, PlanState, Readiness, Successor
from trellis.growth.queries.standing import know_around
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.reviews.queries.results import Result, latest_of
from trellis.roles.definitions.graph import Role


@dataclass(frozen=True, slots=True)
class Figures:
    """How a leader's key roles are provided for: how many, with somebody ready now, and with nobody within a year."""

    roles: int
    ready: int
    nobody: int
    high: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody named for a key role, as one reader sees them: what is of others' business only is left out.

    `gap` is how many things the role asks for beyond their own, `plan` their open development plan to it.
    """

    row: Successor
    title: str
    gap: int | None
    in_line: bool
    plan: UUID | None
    result: Result | None

    @property
    def is_here(self) -> bool:
        """Whether they work here today."""
        return bool(self.title)


def key_roles_seen(who: Account) -> QuerySet[Any]:
    """The open key roles that somebody sees, with how many of those who work here are ready `now`, within a `year`,
    and `later`, and whether they are `held`.
    """
    here = directory.found(Wanted(today())).values("person")
    found = KeyRole.objects.filter(rules.seen_key_roles(who), closed_at=None).select_related("person")
    return found.annotate(
        held=rules.holds(),
        **{
            f"ready_{each}": Count(
                "successors", filter=Q(successors__readiness=each, successors__person__in=here)
            )
            for each in Readiness.values
        },
    )


def figures_of(roles: QuerySet[Any]) -> Figures:
    """The figures of some key roles. One query."""
    rows = list(roles.order_by().values_list("risk", "ready_now", "ready_year"))
    return Figures(
        len(rows), sum(bool(now) for _risk, now, _year in rows),
        sum(not now and not year for _risk, now, year in rows), sum(risk == "high" for risk, _now, _year in rows),
    )  # fmt: skip


def key_role_seen(who: Account, key: UUID) -> KeyRole | None:
    """One that somebody may see, closed or not."""
    found = KeyRole.objects.filter(rules.seen_key_roles(who), pk=key).annotate(held=rules.holds())
    role = found.select_related("person", "manager", "marked_by").first()
    if role is not None:
        know_around(role.person)
    return role


def open_one_of(who: Account, person: Person) -> KeyRole | None:
    """The open key role that a person holds, for somebody who sees it."""
    return KeyRole.objects.filter(rules.seen_key_roles(who), person=person, closed_at=None).first()


def candidates_of(who: Account, role: KeyRole) -> list[Candidate]:
    """Those who are named for a key role, who is ready soonest first. Four queries.

    The box of their last review and a development plan are shown to those above them only, as everywhere.
    """
    order = {name: at for at, name in enumerate(Readiness.values)}
    rows = sorted(
        role.successors.select_related("person", "named_by"),
        key=lambda each: (order[each.readiness], each.person.name.casefold()),
    )
    people = [each.person_id for each in rows]
    line = Person.objects.filter(in_manager_chain.of(who, Person), pk=OuterRef("person"))
    here = directory.found(Wanted(today())).filter(person__in=people).annotate(in_line=Exists(line))
    positions = {each.person_id: each for each in here}
    below = {key for key, each in positions.items() if each.in_line}
    target = terms.titled(role.title)
    plans = _plans(who, people, target)
    results = latest_of(below) if below else {}
    return [_candidate(each, positions.get(each.person_id), target, below, plans, results) for each in rows]


def _plans(who: Account, people: Collection[UUID], target: Role | None) -> dict[UUID, UUID]:
    if target is None or not people:
        return {}
    found = DevelopmentPlan.objects.filter(
        rules.seen_plans(who), person__in=people, state=PlanState.OPEN, target=str(target.id)
    )
    return dict(found.values_list("person", "pk"))


def _candidate(
    row: Successor,
    position: Any | None,
    target: Role | None,
    below: Collection[UUID],
    plans: dict[UUID, UUID],
    results: dict[UUID, Result],
) -> Candidate:
    title = position.title if position is not None else ""
    gap = len(terms.gap(terms.titled(title), target)) if title and target is not None else None
    person = row.person_id
    return Candidate(row, title, gap, person in below, plans.get(person), results.get(person))


def exported(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Key roles as plain values for a file: no words of what somebody thinks of others."""
    for row in rows:
        yield {
            "id": str(row.pk), "title": row.title, "department": row.department, "person": row.person.name,
            "held": row.held, "risk": row.risk, "ready_now": row.ready_now, "within_a_year": row.ready_year,
            "later": row.ready_later, "marked_at": row.marked_at,
        }  # fmt: skip


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """What key roles are called elsewhere: by what they are, never by whom they are about."""
    return {key: Described(_("Key role"), reverse("growth:key-role", args=[key])) for key in keys}


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """The same for those that somebody sees."""
    found = KeyRole.objects.filter(rules.seen_key_roles(who), pk__in=keys)
    return described(list(found.values_list("pk", flat=True)))
