"""What people hold of one course or path: what counts today, and what counted last. For many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trellis.learning.definitions.needs import Cover, How
from trellis.learning.models import PathEnrollment, PathState, Subject
from trellis.learning.queries import standing
from trellis.people.queries import roles_held


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds: `now` counts today, `last` ended the latest, `enrollment` is by what `now` was shown."""

    now: Cover | None
    last: Cover | None
    enrollment: UUID | None


def held(subject: str, key: str, people: Collection[UUID] | None, day: date) -> dict[UUID, Held]:
    """What people hold of a course or path on a day: of some of them, or of everybody. Two queries."""
    if subject == Subject.PATH:
        return _of_path(key, people)
    found = {}
    for (person, _course), each in standing.completions([key], people).items():
        one = standing.counting(each, day)
        covers = [it.cover for it in each if it.on <= day]
        last = max(covers, key=lambda it: (it.until or date.max, it.since), default=None)
        found[person] = Held(one.cover if one else None, last, one.enrollment if one else None)
    return found


def began_in_role(people: Collection[UUID] | None, day: date) -> dict[UUID, date]:
    """The day on which people began in the role that they have on a day, without a break. One query."""
    return roles_held.began(people, day)


def _of_path(key: str, people: Collection[UUID] | None) -> dict[UUID, Held]:
    rows = PathEnrollment.objects.filter(path=key, state=PathState.COMPLETED, completed_on__isnull=False)
    if people is not None:
        rows = rows.filter(person__in=people)
    since: dict[UUID, date] = defaultdict(lambda: date.max)
    for person, on in rows.values_list("person", "completed_on"):
        assert on is not None
        since[person] = min(since[person], on)
    covers = {person: Cover(How.COMPLETED, on) for person, on in since.items()}
    return {person: Held(each, each, None) for person, each in covers.items()}
