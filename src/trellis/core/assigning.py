"""Reads of duties: which there are, who has them, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.definitions.rights import Duty
from trellis.core.models import Account, Assignment
from trellis.core.objects import Described

STATES = ("active", "future", "ended")


def duties() -> dict[str, Duty]:
    """The duties that the handbook describes now, by name."""
    return dict(granted.granting().rights.duties)


def title_of(duty: str) -> str:
    """What a duty is called; its name where the handbook does not describe it any more."""
    found = granted.granting().rights.duties.get(duty)
    return found.title if found is not None else duty


def assignments(*, text: str = "", duty: str = "", state: str = "") -> QuerySet[Assignment]:
    """Duties that were given, those that end first at the top, with the people. One query.

    `text` is looked for in names, addresses and reasons; `state` is one of `STATES`. Each has its `state_rank`.
    """
    found = Assignment.objects.select_related("account", "given_by")
    for word in text.split():
        found = found.filter(
            Q(account__name__icontains=word) | Q(account__email__icontains=word) | Q(reason__icontains=word)
        )
    if duty:
        found = found.filter(duty=duty)
    now = timezone.now()
    ended = Q(ends_at__lte=now) | Q(ends_at=F("starts_at"))
    by_state = {
        "active": ~ended & Q(starts_at__lte=now),
        "future": ~ended & Q(starts_at__gt=now),
        "ended": ended,
    }
    if state in by_state:
        found = found.filter(by_state[state])
    rank = Case(
        *(When(by_state[name], then=Value(at)) for at, name in enumerate(STATES)), default=Value(len(STATES))
    )
    return found.annotate(state_rank=rank).order_by("state_rank", "ends_at", "pk")


def counted(*, text: str = "", duty: str = "", state: str = "") -> tuple[Counter[str], Counter[str]]:
    """How many there would be of each duty and in each state; two queries."""
    of_duty = assignments(text=text, state=state).order_by().values_list("duty").annotate(n=Count("pk"))
    ranked: QuerySet[Any] = assignments(text=text, duty=duty)
    in_state = ranked.order_by().values_list("state_rank").annotate(n=Count("pk"))
    return Counter(dict(of_duty)), Counter({STATES[rank]: n for rank, n in in_state})


@dataclass(frozen=True, slots=True)
class Told:
    """A duty that somebody was given, as their page shows it."""

    assignment: Assignment
    title: str
    state: str


def told(account: Account, most: int = 50) -> list[Told]:
    """The duties that somebody was given, those that still count first; one query."""
    now = timezone.now()
    return [
        Told(each, title_of(each.duty), each.state(now))
        for each in assignments().filter(account=account)[:most]
    ]


def assignment_of(identifier: UUID) -> Assignment | None:
    """The assignment with this identifier, with its people."""
    found = Assignment.objects.select_related("account", "given_by", "ended_by")
    return found.filter(pk=identifier).first()


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Assignments for `core.objects`: whoever sees a list that holds them may know what they are."""
    rows = Assignment.objects.filter(pk__in=keys).values_list("pk", "duty", "account__name")
    return {
        key: Described(
            _("%(duty)s: %(name)s") % {"duty": title_of(duty), "name": name},
            reverse("core:assignment", args=[key]),
        )
        for key, duty, name in rows
    }


def ending_between(start: datetime, end: datetime) -> list[Assignment]:
    """The duties by assignment that end from one moment until before another, and were not ended before. One query."""
    found = Assignment.objects.filter(ends_at__gte=start, ends_at__lt=end, ended_at=None)
    return list(found.order_by("ends_at", "pk"))
