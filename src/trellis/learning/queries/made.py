"""Paths that were made for somebody, and how far they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.learning import rules, terms
from trellis.learning.models import OPEN, Enrollment, ItemKind, MadeItem, MadePath, MadeState, Subject
from trellis.learning.queries import standing
from trellis.learning.queries.describing import start_address
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_edition
from trellis.people.days import today


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as whose path it is sees it: where it leads, whether it is done, how far they are with its course."""

    item: MadeItem
    url: str
    is_done: bool
    enrollment: Enrollment | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class MadeView:
    """Such a path with how far it is."""

    path: MadePath
    items: tuple[ItemView, ...]

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(each.is_done for each in self.items)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.items)

    @property
    def next(self) -> ItemView | None:
        """The first that is not done."""
        return next((each for each in self.items if not each.is_done and not each.is_gone), None)


def made_for(key: UUID) -> MadePath | None:
    """A path with whose it is and who made it."""
    return MadePath.objects.select_related("person__account", "made_by").filter(pk=key).first()


def of_person(person: UUID) -> QuerySet[MadePath]:
    """The paths that were made for somebody and go on, those that are due first."""
    return MadePath.objects.filter(person=person, state=MadeState.ACTIVE).order_by("due_on", "made_at")


def people_for(who: Account) -> QuerySet[Person]:
    """The people for whom somebody makes paths: oneself, those below, and for who keeps learning everybody."""
    rows = Person.objects.filter(rules.assigned_by(who), merged_into=None, erased_at=None)
    return (rows | Person.objects.filter(account=who)).distinct()


def made_by(who: Account) -> QuerySet[MadePath]:
    """The paths that somebody made for people whom they still look after, or for themselves; the newest first."""
    people = Person.objects.filter(rules.seen_people(who))
    rows = MadePath.objects.filter(made_by=who, person__in=people).select_related("person")
    return rows.order_by("-made_at", "person__name", "pk")


def views(person: UUID, rows: Sequence[MadePath]) -> list[MadeView]:
    """Paths of one person with how far they are. Four queries for any number."""
    items = Prefetch("items", MadeItem.objects.order_by("place", "pk"))
    paths = list(MadePath.objects.filter(pk__in=[each.pk for each in rows]).prefetch_related(items))
    by_key = {each.pk: list(each.items.all()) for each in paths}
    keys = {each.key for several in by_key.values() for each in several if each.kind == ItemKind.COURSE}
    has = {key for _person, key in standing.covers(keys, [person], today())} if keys else set()
    taken = {
        each.course: each
        for each in Enrollment.objects.filter(person=person, course__in=keys, state__in=OPEN)
    }
    return [MadeView(row, tuple(_view(each, has, taken) for each in by_key.get(row.pk, ()))) for row in rows]


def is_complete(view: MadeView) -> bool:
    """Whether all items that there still are are done, of which there is one at least."""
    there = [each for each in view.items if not each.is_gone]
    return bool(there) and all(each.is_done for each in there)


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Such paths by their titles. Names nobody."""
    rows = MadePath.objects.filter(pk__in=keys).values_list("pk", "title")
    return {pk: Described(title, reverse("learning:made", args=[pk])) for pk, title in rows}


def _view(item: MadeItem, has: Collection[str], taken: dict[str, Enrollment]) -> ItemView:
    if item.kind == ItemKind.COURSE:
        is_gone = terms.course(item.key) is None and item.key not in has
        url = "" if is_gone else start_address(Subject.COURSE, item.key)
        return ItemView(item, url, item.key in has, taken.get(item.key), is_gone)
    url = item.url
    if item.kind == ItemKind.READING:
        page = current_edition().handbook.pages.get(item.key)
        url = page_address(page.url) if page is not None and current_edition().sees(item.key) else ""
    return ItemView(item, url, item.done_at is not None, None, item.kind == ItemKind.READING and not url)
