"""Reads of people: who is known, with an account or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from trellis.core.models import Account, Person
from trellis.core.objects import Described

HAVING = ("account", "none")
MOST_ALIKE = 10


class Known(NamedTuple):
    """The people who fit a search, and how many there would be with each value of a filter."""

    people: QuerySet[Person]
    by_kind: Counter[str]
    by_having: Counter[str]


def known(*, text: str = "", kind: str = "", having: str = "") -> Known:
    """People by name, without those who were merged into others. Three queries count.

    `text` is looked for in names, addresses, organisations and references; `kind` is one of `Person.Kind`, `having`
    one of `HAVING`; anything else leaves all. Each comes with their account, if they have one.
    """
    found = Person.objects.filter(merged_into=None)
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(organisation__icontains=word)
            | Q(external_reference__icontains=word)
        )
    having_it, of_kind = _having(found, having), _of_kind(found, kind)
    by_kind = Counter(dict(having_it.order_by().values_list("kind").annotate(count=Count("pk"))))
    having_one = _having(of_kind, "account").count()
    by_having = Counter({"account": having_one, "none": of_kind.count() - having_one})
    shown = _having(of_kind, having).select_related("account").order_by("name", "pk")
    return Known(shown, by_kind, by_having)


def person_of(key: UUID) -> Person | None:
    """The person of this identifier, with their account; who was merged into somebody else is found too."""
    return Person.objects.select_related("account", "merged_into").filter(pk=key).first()


def account_of(person: Person) -> Account | None:
    """Somebody's account; costs no query where they were read with it."""
    return getattr(person, "account", None)


def alike(person: Person) -> list[Person]:
    """Who may be the same person: with the same address or name. One query."""
    same = Q(name__iexact=person.name)
    if person.email:
        same |= Q(email__iexact=person.email)
    found = Person.objects.filter(same, merged_into=None).exclude(pk=person.pk).select_related("account")
    return list(found.order_by("name", "pk")[:MOST_ALIKE])


def named(words: str) -> Person | None:
    """The person whom somebody means by an identifier, by the address of their page, or by that of their account."""
    text = words.strip().rstrip("/").rpartition("/")[2]
    try:
        return Person.objects.filter(pk=UUID(text), merged_into=None).first()
    except ValueError:
        return Person.objects.filter(account__email__iexact=words.strip(), merged_into=None).first()


def described_people(keys: Collection[UUID]) -> dict[UUID, Described]:
    """People for `core.objects`: administrators alone see lists that hold them."""
    return {
        key: Described(name, reverse("core:known-person", args=[key]))
        for key, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")
    }


def _of_kind(people: QuerySet[Person], kind: str) -> QuerySet[Person]:
    if kind == "external":
        return people.exclude(kind=Person.Kind.TEAM)
    return people.filter(kind=kind) if kind in Person.Kind.values else people


def _having(people: QuerySet[Person], having: str) -> QuerySet[Person]:
    return people.filter(account__isnull=having == "none") if having in HAVING else people
