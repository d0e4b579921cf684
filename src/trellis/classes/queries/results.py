"""What people thought of sessions: averages, from five answers on; observations; updates; who waits for a course."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from trellis.classes import rules, teaching
from trellis.classes.models import Facilitator, Feedback, Observation, Session, Update, UpdateRead
from trellis.core.rules import Account

LEAST = 5
"""Fewer answers than these are not shown."""


@dataclass(frozen=True, slots=True)
class Score:
    """Averages from 1 to 5, of so many answers."""

    answers: int
    content: float
    facilitation: float
    value: float


@dataclass(frozen=True, slots=True)
class Results:
    """What was said of a session; `None` where too few have answered. Words stand in no order that tells whose."""

    answers: int
    score: Score | None
    of_course: Score | None
    of_facilitators: Score | None
    words: tuple[str, ...]


def results(session: Session) -> Results:
    """The score of a session beside the averages of its course and of the sessions of those who run it.

    What is compared with leaves this session out, and is shown where at least five more people answered: else the
    difference of two averages would tell what few of them said. Four queries.
    """
    rows = session.feedback.all()
    score = _score(rows)
    n = score.answers if score is not None else rows.count()
    others = Feedback.objects.exclude(session=session)
    of_course = _score(others.filter(session__course=session.course)) if session.course else None
    runs = [each.person_id for each in session.facilitators.all() if each.state == Facilitator.State.SET]
    theirs = Facilitator.objects.filter(person__in=runs, state=Facilitator.State.SET).values("session")
    of_facilitators = _score(others.filter(session__in=theirs)) if runs else None
    words = tuple(sorted(each.words for each in rows.exclude(sealed_words="")) if score is not None else ())
    return Results(n, score, of_course, of_facilitators, tuple(each for each in words if each))


def _score(rows: QuerySet[Feedback]) -> Score | None:
    found = rows.aggregate(
        n=Count("pk"), content=Avg("content"), facilitation=Avg("facilitation"), value=Avg("value")
    )
    if found["n"] < LEAST:
        return None
    return Score(found["n"], *(round(float(found[name]), 1) for name in ("content", "facilitation", "value")))


def own_feedback(who: Account, session: Session) -> Feedback | None:
    """What somebody said of a session themselves."""
    me = rules.myself(who)
    return session.feedback.filter(person=me).first() if me is not None else None


def observation_for(who: Account, key: UUID) -> Observation | None:
    """An observation, for the two, and who keeps classes and sees the session; `None` for anybody else."""
    rows = Observation.objects.select_related("facilitator__session", "facilitator__person", "observer")
    row = rows.filter(pk=key).first()
    if row is None:
        return None
    me = rules.myself(who)
    is_of_the_two = me is not None and me in (row.facilitator.person_id, row.observer_id)
    keeps = rules.can_keep(who) and rules.can_see(who, row.facilitator.session)
    return row if is_of_the_two or keeps else None


def observations_of(person: UUID | None) -> list[Observation]:
    """What was seen of a facilitator, the newest first."""
    rows = Observation.objects.filter(facilitator__person=person).select_related(
        "facilitator__session", "observer"
    )
    return list(rows.order_by("-written_at")[:50])


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody was seen to run sessions of a course so well that they can do so alone."""

    person: UUID
    observation: UUID
    course: str
    title: str
    on: date
    revision: str


def seen_ready(people: Collection[UUID], courses: Collection[str], day: date) -> Iterator[Seen]:
    """The observations by a day that say of people that they can run sessions alone; of no course is any. One query."""
    rows = Observation.objects.filter(facilitator__person__in=people, is_ready=True)
    rows = rows if not courses else rows.filter(facilitator__session__course__in=courses)
    for each in rows.select_related("facilitator__session").order_by("written_at", "pk"):
        session, on = each.facilitator.session, timezone.localdate(each.written_at)
        if on <= day:
            yield Seen(
                each.facilitator.person_id,
                each.pk,
                session.course,
                session.title_outside,
                on,
                session.revision,
            )


def observed_person(observation: UUID) -> tuple[UUID, str] | None:
    """Who was observed in a session of which course; `None` for what there is no more."""
    row = Observation.objects.select_related("facilitator__session").filter(pk=observation).first()
    return (row.facilitator.person_id, row.facilitator.session.course) if row is not None else None


def facilitator_for(key: UUID) -> Facilitator | None:
    """Somebody who runs a session."""
    return Facilitator.objects.select_related("session", "person").filter(pk=key).first()


@dataclass(frozen=True, slots=True)
class Told:
    """An update, and, for who asks, whether they have to confirm it."""

    update: Update
    readers: int
    have_read: int
    mine: UpdateRead | None


def updates(who: Account) -> list[Told]:
    """The updates that somebody was told, or, for who keeps classes, all. Two queries."""
    me = rules.myself(who)
    rows = Update.objects.select_related("by").annotate(
        n=Count("readers"), done=Count("readers", filter=Q(readers__read_at__isnull=False))
    )
    if not rules.can_keep(who):
        rows = rows.filter(pk__in=UpdateRead.objects.filter(person=me).values("update"))
    own = {each.update_id: each for each in UpdateRead.objects.filter(person=me)} if me else {}
    return [Told(each, each.n, each.done, own.get(each.pk)) for each in rows.order_by("-at", "-pk")[:100]]


def is_waiting(who: Account, course: str) -> bool:
    """Whether somebody waits for a session of a course. One query."""
    return course in waiting_of(who)


def waiting_of(who: Account) -> Sequence[str]:
    """The courses for which somebody waits. One query."""
    me = rules.myself(who)
    return teaching.waiting_of(me) if me is not None else ()
