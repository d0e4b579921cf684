"""Reads of courses that are to be looked at, narrowed to those that somebody looks after."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from trellis.core import queries as accounts
from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.courses.queries.catalogue import courses_now
from trellis.intake import rules
from trellis.intake.addresses import update_address
from trellis.intake.models import ContentUpdate, UpdateState


def seen_by(who: Account) -> QuerySet[ContentUpdate]:
    """Those that somebody sees: of the courses that they own or look after, as far as they see these courses."""
    if not rules.can_enter(who):
        return ContentUpdate.objects.none()
    keys = [each.key for each in courses_now().by_key.values() if rules.can_update(who, each.owner)]
    return ContentUpdate.objects.filter(course__in=keys).select_related("done_by")


def update_for(who: Account, key: UUID) -> ContentUpdate | None:
    """One of them; `None` for one that there is not, or not for them."""
    return seen_by(who).filter(pk=key).first()


def has_any(who: Account) -> bool:
    """Whether somebody looks after any course that they see. No query."""
    return rules.can_enter(who) and any(
        rules.can_update(who, each.owner) for each in courses_now().by_key.values()
    )


def about(source: str) -> int:
    """How many courses are still to be looked at because of a page. One query."""
    return ContentUpdate.objects.filter(source=source, state=UpdateState.OPEN).count()


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Courses that are to be looked at, by what they are called in lists of other rooms."""
    rows = ContentUpdate.objects.filter(pk__in=keys)
    return {each.pk: Described(str(each)[:300], update_address(each.pk)) for each in rows}


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those that somebody sees."""
    return described(list(seen_by(who).filter(pk__in=keys).values_list("pk", flat=True)))


def participants(key: UUID) -> list[Account]:
    """Whom it concerns by itself: those who own the course."""
    row = ContentUpdate.objects.filter(pk=key).first()
    course = courses_now().by_key.get(row.course) if row is not None else None
    return list(accounts.holders_of(course.owner)) if course is not None and course.owner else []
