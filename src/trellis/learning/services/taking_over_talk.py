"""Taking over what people wanted to learn and asked each other before, such as in another system: nobody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import search_index
from trellis.discussions.services import taking_over
from trellis.discussions.services.taking_over import Said
from trellis.learning import rules
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import Community, Flag, Goal, GoalState, Membership, Question
from trellis.learning.queries.communities import QUESTION
from trellis.learning.services.communities import Facts

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wished:
    """That somebody wanted to learn something by a day; `ended_on` where it was reached or dropped by then."""

    key: UUID
    person: UUID
    kind: str
    what: str
    """The key of a course, path or competency, or own words."""
    since: datetime
    by_when: date
    state: str = GoalState.OPEN
    ended_on: date | None = None
    is_shared: bool = False
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """That somebody reported an answer, and what a moderator decided."""

    by: Account
    why: str
    at: datetime
    decided_by: Account
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; one that was `reported` is hidden for what was said of it."""

    key: UUID
    by: Account
    text: str
    at: datetime
    is_accepted: bool = False
    reported: Reported | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers."""

    key: UUID
    by: Account
    title: str
    text: str
    at: datetime
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Founded:
    """A community with who belongs to it; the first member founded it and looks after it."""

    key: UUID
    facts: Facts
    at: datetime
    members: tuple[Account, ...]
    asked: tuple[Asked, ...] = ()


def take_over_goals(*, wished: Sequence[Wished], by: Account) -> int:
    """Write down goals; how many. Of what somebody wants already there is no second. Raises NotAllowedError."""
    _require(by)
    rows = [_goal(each) for each in wished]
    with transaction.atomic():
        there = set(Goal.objects.filter(pk__in=[each.pk for each in rows]).values_list("pk", flat=True))
        open_ones = Goal.objects.filter(
            person__in={each.person_id for each in rows}, state=GoalState.OPEN
        ).exclude(key="")
        wanted = set(open_ones.values_list("person", "kind", "key"))
        new = [
            each
            for each in rows
            if each.pk not in there
            and not (each.state == GoalState.OPEN and (each.person_id, each.kind, each.key) in wanted)
        ]
        Goal.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new)


def take_over_community(*, founded: Founded, by: Account) -> Community | None:
    """Write a community down with all that was asked in it; one that is there already is left as it is.

    Nothing where another has its name. Raises NotAllowedError.
    """
    _require(by)
    with transaction.atomic():
        facts = founded.facts
        if Community.objects.filter(title__iexact=facts.title, ended_at=None).exists():
            return Community.objects.filter(pk=founded.key).first()
        made = Community.objects.create(
            pk=founded.key, title=facts.title, about=facts.about, topic=facts.topic, course=facts.course,
            is_open=facts.is_open, founded_by=founded.members[0], founded_at=founded.at,
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(community=made, account=each, is_moderator=at == 0, joined_at=founded.at)
            for at, each in enumerate(founded.members)
        )
        _take_over_questions(made, founded.asked)
    return made


def _take_over_questions(community: Community, asked: Sequence[Asked]) -> None:
    answers = [(each, answer) for each in asked for answer in each.answers]
    taking_over.take_over([_said(each, answer) for each, answer in answers])
    rows = [_question(community, each) for each in asked]
    Question.objects.bulk_create(rows)
    search_index.note_objects("community_question", [each.pk for each in rows])
    Flag.objects.bulk_create(
        Flag(
            question_id=each.key, comment_id=answer.key, by=told.by, why=told.why, at=told.at,
            decided_at=told.decided_at, decided_by=told.decided_by, is_upheld=True,
        )
        for each, answer in answers
        if (told := answer.reported) is not None
    )  # fmt: skip


def _question(community: Community, each: Asked) -> Question:
    accepted = next((answer for answer in each.answers if answer.is_accepted), None)
    return Question(
        pk=each.key, community=community, author=each.by, title=each.title, text=each.text, asked_at=each.at,
        accepted_id=accepted.key if accepted is not None else None,
        accepted_at=accepted.at if accepted is not None else None,
    )  # fmt: skip


def _said(each: Asked, answer: Answered) -> Said:
    told = answer.reported
    return Said(
        answer.key, QUESTION, each.key, answer.by, answer.text, answer.at, told.why if told is not None else "",
        told.decided_by if told is not None else None,
    )  # fmt: skip


def _goal(each: Wished) -> Goal:
    is_own = each.kind == "words"
    return Goal(
        pk=each.key, person_id=each.person, kind=each.kind, key="" if is_own else each.what,
        words=each.what if is_own else "", by_when=each.by_when, is_shared=each.is_shared, state=each.state,
        reached_on=each.ended_on if each.state == GoalState.REACHED else None, by_itself=each.by_itself,
        created_at=each.since, told=2 if each.state != GoalState.OPEN else 0,
    )  # fmt: skip


def _require(by: Account) -> None:
    if not rules.can_keep(by):
        raise NotAllowedError(_("You may not write down what others learned."), permission=KEEP.name)
