"""Which positions people hold today, for rights: see `core.positions`. They follow the date; no job has to run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core.positions import Held
from trellis.people.days import today
from trellis.people.models import Position


class Employed:
    """The positions of those who are employed."""

    def rows(self, accounts: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str, str]]:
        """By account; the note is the person, whose page says more."""
        found = Position.objects.on(today()).filter(person__account__in=accounts).order_by()
        return found.values_list("person__account", "title", Cast("person", CharField()))

    def held(self, account: UUID, title: str, note: str) -> Held:
        """A position that somebody is employed in."""
        return Held(account, title, _("by their position"), reverse("people:person", args=[UUID(note)]))

    def titles_of(self, account: UUID, person: UUID, day: date) -> QuerySet[Any, tuple[str]]:
        """By the person whose account it is."""
        return Position.objects.on(day).filter(person=person).order_by().values_list("title")

    def titles(self) -> QuerySet[Any, tuple[str]]:
        """In any order."""
        return Position.objects.on(today()).order_by().values_list("title").distinct()

    def holders(self, titles: Collection[str]) -> Q:
        """By a query inside the query."""
        return Q(person__in=Position.objects.on(today()).filter(title__in=titles).order_by().values("person"))

    def titled(self, title: str) -> Q:
        """By a query inside the query."""
        return Q(
            person__in=Position.objects.on(today()).filter(title__iexact=title).order_by().values("person")
        )
