"""Who works here, for the search: by name, role, department and place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core import searching
from trellis.core.rules import Person
from trellis.core.searching import MEMBERS, Asker, FoundRecord, Noted, SearchKind
from trellis.handbook.errors import TrellisError
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.departments import Departments
from trellis.people.models import Position, Profile

KIND = "team-member"
SCOPE = "team:read"


def register() -> None:
    """Called when Django starts."""
    searching.register(
        SearchKind(
            key=KIND, title=_("Team member"), plural=_("Team members"), icon="person", model=Person, noted=_noted,
            visible=_visible, address=_address, fields=frozenset({"name", "merged_into", "erased_at"}), scope=SCOPE,
        )
    )  # fmt: skip


def _noted(people: Sequence[Person]) -> Iterable[Noted]:
    positions = {each.person_id: each for each in Position.objects.on(today()).filter(person__in=people)}
    said = dict(Profile.objects.filter(person__in=people).values_list("person", "pronunciation"))
    departments = _departments()
    for person in people:
        position = positions.get(person.pk)
        if position is None or person.merged_into_id is not None or person.erased_at is not None:
            continue
        department = departments.title_of(position.department)
        yield Noted(
            person.pk, person.name, (MEMBERS,), detail=position.title,
            text=" ".join(filter(None, (department, position.location, said.get(person.pk, "")))),
            facets={"department": position.department},
        )  # fmt: skip


def _departments() -> Departments:
    """The departments of the handbook; none where no handbook can be read now, as while a backup is put back."""
    try:
        return terms.all_departments()
    except (RuntimeError, TrellisError):
        return Departments()


def _visible(asker: Asker, keys: Collection[UUID]) -> QuerySet[Person]:
    if not rules.can_see_directory(asker.who):
        return Person.objects.none()
    return Person.objects.filter(pk__in=keys, positions__in=Position.objects.on(today())).distinct()


def _address(_asker: Asker, hit: FoundRecord) -> str:
    return reverse("people:person", args=[hit.object])
