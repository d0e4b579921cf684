"""Assigning by hand: a manager to the people below them, who keeps learning to anybody or to an audience."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trellis.core import tasks
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import jobs
from trellis.learning import rules, terms
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import Assignment, AssignmentState, Subject
from trellis.learning.queries import holding
from trellis.learning.services import assigning
from trellis.learning.services.errors import LearningError
from trellis.people.days import today
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group
from trellis.people.queries import audiences
from trellis.people.queries.directory import reports_on

HAND_OUT = "learning.hand-out"
"""The name of the job that assigns something to many people."""
AT_ONCE = 300
"""More people than this are assigned by a job."""


@dataclass(frozen=True, slots=True)
class Whom:
    """To whom something is assigned: to some people, to those who report to somebody, to all below, or an audience."""

    people: tuple[str, ...] = ()
    team: str = ""
    everybody: bool = False
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    managers: bool = False

    @property
    def is_audience(self) -> bool:
        """Whether it is an audience, which only those assign to who keep learning."""
        return self.everybody or bool(self.departments or self.roles or self.managers)


@dataclass(frozen=True, slots=True)
class Preview:
    """What assigning would do: of `count` people, `covered` have it already and `open` have it to do."""

    count: int
    covered: int
    open: int

    @property
    def fresh(self) -> int:
        """How many would hear of it for the first time."""
        return self.count - self.covered - self.open


def people_for(whom: Whom, by: Account) -> QuerySet[Person]:
    """The people who are meant, as far as somebody assigns anything to them. Raises NotAllowedError, LearningError."""
    day = today()
    if whom.is_audience:
        if not rules.can_keep(by):
            raise NotAllowedError(
                _("Only Learning and Development assigns to an audience."), permission=KEEP.name
            )
        found = audiences.people_of(_audience(whom), day)
    elif whom.team:
        rows = Person.objects.filter(rules.seen_team(by), merged_into=None, erased_at=None)
        if whom.team == "direct" and by.person is not None:
            rows = rows.filter(pk__in=reports_on(by.person, day).order_by().values("person"))
        found = rows
    else:
        try:
            keys = [UUID(each) for each in whom.people]
        except ValueError:
            raise LearningError(_("Choose people."), field="whom") from None
        found = Person.objects.filter(pk__in=keys, merged_into=None, erased_at=None)
        allowed = found.filter(rules.assigned_by(by))
        if len(keys) != found.count() or allowed.count() != found.count():
            raise NotAllowedError(
                _("You may not assign anything to some of these people."), permission=KEEP.name
            )
    return found.order_by("pk").distinct()


def preview(*, subject: str, key: str, whom: Whom, by: Account) -> Preview:
    """What assigning would do, without doing it. A handful of queries. Raises as `hand_out`."""
    _title(subject, key)
    people = list(people_for(whom, by).values_list("pk", flat=True))
    held = holding.held(subject, key, None, today())
    rows = Assignment.objects.filter(subject=subject, key=key, is_current=True, state=AssignmentState.OPEN)
    has_open = set(rows.values_list("person", flat=True))
    covered = {each for each in people if each in held and held[each].now is not None}
    return Preview(
        len(people), len(covered), sum(each in has_open and each not in covered for each in people)
    )


def hand_out(
    *, subject: str, key: str, whom: Whom, due: date, is_required: bool, because: str = "", by: Account
) -> int:
    """Assign something to people, due on a day; how many it is. Many are done by a job, which this begins.

    Raises NotAllowedError, LearningError for a day that is past or what there is not.
    """
    _title(subject, key)
    if due <= today():
        raise LearningError(_("Choose a day to come."), field="due")
    count = people_for(whom, by).count()
    if not count:
        raise LearningError(_("Nobody is meant by this."), field="whom")
    arguments: dict[str, Any] = {
        "subject": str(subject), "key": key, "whom": asdict(whom), "due": due.isoformat(), "is_required": is_required,
        "because": because,
    }  # fmt: skip
    if count > AT_ONCE:
        job = tasks.task_named(HAND_OUT)
        assert job is not None, "declared when Django starts"
        jobs.start(job, by=by, arguments=arguments)
    else:
        with transaction.atomic():
            carry_out(by=by, **arguments)
    return count


def carry_out(
    *, subject: str, key: str, whom: dict[str, Any], due: str, is_required: bool, because: str, by: Account,
    step: Callable[[], AbstractContextManager[object]] = transaction.atomic,
) -> int:  # fmt: skip
    """Do what `hand_out` says; whether somebody may is asked again. How many rows changed."""
    values: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each for name, each in whom.items()
    }
    made = Whom(**values)
    people: Sequence[Person] = list(people_for(made, by))
    return assigning.assign_by_hand(
        subject, key, _title(subject, key), people, date.fromisoformat(due), is_required=is_required, because=because,
        by=by, step=step,
    )  # fmt: skip


def _audience(whom: Whom) -> Audience:
    if whom.everybody:
        return EVERYBODY
    return Group(departments=whom.departments, roles=whom.roles, managers=True if whom.managers else None)


def _title(subject: str, key: str) -> str:
    found = (
        terms.path(key)
        if subject == Subject.PATH
        else terms.course(key)
        if subject == Subject.COURSE
        else None
    )
    if found is None:
        raise LearningError(_("The handbook has no such course."), field="what")
    return found.title
