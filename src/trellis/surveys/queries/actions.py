"""Actions of teams, and the retention risks that somebody sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.surveys import rules
from trellis.surveys.models import Action, RetentionRisk


def seen(who: Account, *, department: str = "", state: str = "", text: str = "") -> QuerySet[Action]:
    """The actions that somebody sees, narrowed."""
    rows = Action.objects.filter(rules.seen_actions(who)).select_related("owner", "round")
    if department:
        rows = rows.filter(department=department)
    if state:
        rows = rows.filter(state=state)
    return rows.filter(title__icontains=text) if text else rows


def counted(who: Account) -> dict[str, dict[str, int]]:
    """How many actions somebody sees by `department` and by `state`. One query."""
    departments, states = Counter[str](), Counter[str]()
    for department, state, n in seen(who).order_by().values_list("department", "state").annotate(Count("pk")):
        departments[department] += n
        states[state] += n
    return {"department": dict(departments), "state": dict(states)}


def action_for(who: Account, key: UUID) -> Action | None:
    """An action that somebody sees."""
    return seen(who).filter(pk=key).first()


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Actions as work that waits."""
    return {
        each.pk: Described(each.title, reverse("surveys:action", args=[each.pk]))
        for each in Action.objects.filter(pk__in=keys)
    }


def risks(who: Account) -> list[RetentionRisk]:
    """The retention risks that somebody sees, the high ones first. The page notes that they look."""
    people = Person.objects.filter(rules.seen_risks(who)).values("pk")
    rows = RetentionRisk.objects.filter(person__in=people).select_related("person", "written_by")
    order = {"high": 0, "medium": 1, "low": 2}
    return sorted(rows, key=lambda each: (order[each.level], each.person.name.casefold()))


def team_of(who: Account) -> QuerySet[Person]:
    """The people about whom somebody may write a risk: who work here now."""
    working = directory.found(Wanted(day=today())).order_by().values("person")
    return Person.objects.filter(rules.seen_risks(who), pk__in=working).order_by("name", "pk")


def person_of_team(who: Account, key: UUID) -> Person | None:
    """One of them."""
    return team_of(who).filter(pk=key).first()


def owners() -> QuerySet[Account]:
    """Who can see to an action: the open accounts of the team."""
    return Account.objects.filter(is_active=True, person__kind="team").order_by("name", "pk")
