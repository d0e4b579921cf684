"""How many have read what they should have: by policy, by department, and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils import timezone

from trellis.core.rules import Account, Person
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.policies import rules, terms
from trellis.policies.models import Acknowledgement, AcknowledgementState

OVERDUE = "overdue"
"""A state that rows are narrowed to: they wait, and the time is over."""
_OPEN = Q(state=AcknowledgementState.ASKED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a policy, or a department with it, is: all whom it is for, those who are done, those who are late."""

    key: str
    title: str
    owner: str
    total: int
    done: int
    overdue: int
    exempt: int

    @property
    def share(self) -> float:
        """The percentage that has acknowledged, of those who are not exempt; a hundred where there is nobody."""
        asked = self.total - self.exempt
        return 100 * self.done / asked if asked else 100.0

    @property
    def waiting(self) -> int:
        """How many have not acknowledged yet."""
        return self.total - self.done - self.exempt


def by_policy(who: Account) -> list[Progress]:
    """The progress of each policy among the people whom somebody sees. A few queries, however many policies."""
    counted = {row["path"]: row for row in _rows_of(who).order_by().values("path").annotate(**_counts())}
    found = [
        _progress(each.path, each.title, each.owner, counted.get(each.path, {}))
        for each in terms.policies().asking()
    ]
    return sorted(found, key=lambda each: (each.share, each.title.casefold()))


def by_department(who: Account, path: str) -> list[Progress]:
    """The progress of one policy in each department, those furthest behind first."""
    titles = people_terms.all_departments()
    rows = _in_position(_rows_of(who).filter(path=path)).order_by()
    counted = rows.values("department").annotate(**_counts())
    found = [
        _progress(name, titles.title_of(name), "", row) for row in counted if (name := row["department"])
    ]
    return sorted(found, key=lambda each: (each.share, each.title.casefold()))


def together(found: list[Progress], path: str) -> Progress:
    """The progress of all departments as one."""
    policy = terms.policy_at(path)
    row = {
        name: sum(getattr(each, name) for each in found) for name in ("total", "done", "overdue", "exempt")
    }
    return _progress(path, policy.title if policy is not None else path, "", row)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted: by policy, state, why they were asked, department, words of a name."""

    path: str = ""
    state: str = ""
    reason: str = ""
    department: str = ""
    text: str = ""


def rows_of(who: Account, wanted: Wanted, but: str = "") -> QuerySet[Acknowledgement]:
    """The rows that somebody sees, narrowed; `but` is what they are not narrowed by."""
    rows = _in_position(_rows_of(who))
    if wanted.path and but != "path":
        rows = rows.filter(path=wanted.path)
    if wanted.state and but != "state":
        rows = rows.filter(_late(timezone.now()) if wanted.state == OVERDUE else Q(state=wanted.state))
    if wanted.reason and but != "reason":
        rows = rows.filter(reason=wanted.reason)
    if wanted.department and but != "department":
        below = people_terms.all_departments().below(wanted.department)
        rows = rows.filter(department__in=below)
    for word in wanted.text.split():
        rows = rows.filter(person__name__icontains=word)
    rows = rows.select_related("person", "asked", "read", "exempted_by")
    return rows.defer(
        "asked__text", "asked__parts", "asked__changed", "read__text", "read__parts", "read__changed"
    )


def counted(who: Account, wanted: Wanted, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many rows there would be with each value of all that they can be narrowed by. Two queries.

    `names` are fields; `state` is always among what is counted, with those that are overdue.
    """
    late = _late(timezone.now())
    states = {str(state): Count("pk", filter=Q(state=state)) for state in AcknowledgementState.values}
    of_states = (
        rows_of(who, wanted, but="state").order_by().aggregate(**states, overdue=Count("pk", filter=late))
    )
    found: dict[str, dict[str, int]] = {"state": {state: n for state, n in of_states.items() if n}}
    parts = [
        rows_of(who, wanted, but=name)
        .order_by()
        .annotate(of=Value(name), value=F(name))
        .values_list("of", "value")
        .annotate(n=Count("pk"))
        for name in names
        if name != "state"
    ]
    for name, value, n in parts[0].union(*parts[1:], all=True):
        if value:
            found.setdefault(name, {})[value] = n
    return found


def sees_progress(who: Account) -> bool:
    """Whether there is anybody whose progress somebody sees."""
    if rules.can_see_all(who):
        return True
    others = Person.objects.filter(rules.seen_people(who)).exclude(account=who)
    return rules.can_see(who) and others.exists()


def evidence(rows: QuerySet[Acknowledgement]) -> Any:
    """Rows as plain values for a file: who has acknowledged which text when, so that others can check it."""
    for row in rows:
        yield {
            "id": str(row.pk), "person": row.person.name, "person_id": str(row.person_id), "policy": row.path,
            "title": row.asked.title, "state": row.state, "reason": row.reason, "asked_at": row.asked_at,
            "due_at": row.due_at, "acknowledged_at": row.acknowledged_at,
            "taken_from": row.taken_from,
            "version": row.read.number if row.read is not None else None,
            "revision": row.read.revision if row.read is not None else "",
            "commit": row.read.commit if row.read is not None else "",
            "sha256": row.read.digest if row.read is not None else "",
            "exempt_because": row.exempt_because,
            "exempted_by": row.exempted_by.name if row.exempted_by is not None else "",
        }  # fmt: skip


FILE = (
    "id", "person", "person_id", "policy", "title", "state", "reason", "asked_at", "due_at", "acknowledged_at",
    "taken_from", "version", "revision", "commit", "sha256", "exempt_because", "exempted_by",
)  # fmt: skip


def keys_seen(who: Account, keys: list[UUID]) -> list[UUID]:
    """Those of some rows that somebody sees."""
    return list(_rows_of(who).filter(pk__in=keys).values_list("pk", flat=True))


def waiting(who: Account, keys: list[UUID]) -> QuerySet[Acknowledgement]:
    """Those of some rows that somebody sees and that still wait, by name and policy. One query."""
    rows = _rows_of(who).filter(_OPEN, pk__in=keys).select_related("person", "asked")
    return rows.defer("asked__text", "asked__parts", "asked__changed").order_by("person__name", "path")


def _rows_of(who: Account) -> QuerySet[Acknowledgement]:
    rows = Acknowledgement.objects.filter(is_current=True, counts=True)
    if rules.can_see_all(who):
        return rows
    return rows.filter(person__in=Person.objects.filter(rules.seen_people(who)).values("pk"))


def _in_position(rows: QuerySet[Acknowledgement]) -> QuerySet[Any]:
    """Rows with the `department` of the position that their person has today: one each."""
    day = today()
    held = rows.filter(
        Q(person__positions__ends_on=None) | Q(person__positions__ends_on__gte=day),
        person__positions__starts_on__lte=day,
    )
    return held.annotate(department=F("person__positions__department"))


def _late(now: datetime) -> Q:
    return _OPEN & Q(due_at__lt=now)


def _counts() -> dict[str, Count]:
    return {
        "total": Count("pk"),
        "done": Count("pk", filter=Q(state=AcknowledgementState.DONE)),
        "overdue": Count("pk", filter=_late(timezone.now())),
        "exempt": Count("pk", filter=Q(state=AcknowledgementState.EXEMPT)),
    }


def _progress(key: str, title: str, owner: str, row: Any) -> Progress:
    return Progress(
        key, title, owner, *(row.get(name) or 0 for name in ("total", "done", "overdue", "exempt"))
    )
