"""Reads of people who were made up, and of whether anybody else is here: for the example company."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Employment, Part, Position, Seat
from trellis.people.rules import Account, Person


def real_employments() -> int:
    """How many employments there are of people who were not made up. One query."""
    return Employment.objects.exclude(person__profile__is_example=True).count()


def example_employments() -> int:
    """How many employments there are of people who were made up. One query."""
    return Employment.objects.filter(person__profile__is_example=True).count()


def partner_duty(department: str) -> DepartmentDuty | None:
    """The duty of the present people partner of a department."""
    return DepartmentDuty.objects.filter(
        department=department, part=Part.PEOPLE_PARTNER, ends_on=None
    ).first()


def seat_noted(note: str) -> Seat | None:
    """The planned position with this note."""
    return Seat.objects.filter(note=note).first()


def holder_of(titles: Iterable[str]) -> Person | None:
    """The first made-up person who has held one of some roles longest and does today."""
    held = Position.objects.on(today()).filter(title__in=list(titles), person__profile__is_example=True)
    found = held.select_related("person").order_by("employment__starts_on", "employment__number").first()
    return found.person if found is not None else None


def leader_of_a_team() -> tuple[Person, Person] | None:
    """The made-up manager with the largest team, of people who lead nobody, and the first of that team."""
    now = Position.objects.on(today()).filter(person__profile__is_example=True)
    leaders = now.filter(manager__isnull=False).values("manager")
    plain = now.filter(manager__isnull=False).exclude(person__in=leaders)
    largest = (
        plain.values("manager")
        .annotate(count=Count("pk"))
        .order_by("-count", "manager__employments__number")
        .first()
    )
    if largest is None:
        return None
    manager = Person.objects.get(pk=largest["manager"])
    first = plain.filter(manager=manager).select_related("person").order_by("employment__number").first()
    return (manager, first.person) if first is not None else None


def examples_with_account() -> list[Account]:
    """The made-up people who can sign in, in the order in which their accounts were made."""
    return list(Account.objects.filter(person__profile__is_example=True, is_active=True).order_by("pk"))
