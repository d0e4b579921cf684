"""Reads of attempts: mine, those that I may see, one with all that its page shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from trellis.assessments import rules, terms
from trellis.assessments.addresses import appeal_address, attempt_address, grading_address, queue_address
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.models import Answer, Appeal, Attempt, Grading
from trellis.assessments.terms import quiz_key
from trellis.core.objects import Described
from trellis.core.prepared import Prepared
from trellis.core.rules import Account
from trellis.people.days import today
from trellis.people.queries import audiences

HEAVY = ("paper", "rules")


@dataclass(frozen=True, slots=True)
class Offered:
    """A quiz that somebody may take by themselves: how often they have, the best result, what is under way."""

    quiz: Quiz
    taken: int
    best: Attempt | None
    going_on: Attempt | None

    @property
    def left(self) -> int | None:
        """Attempts that are left; `None`: as many as wanted."""
        most = self.quiz.settings.attempts
        return max(most - self.taken, 0) if most is not None else None


def attempt_for(who: Account, key: UUID) -> Attempt | None:
    """An attempt that somebody may see."""
    found = _ATTEMPT.first(key=key)
    return found if found is not None and rules.can_see(who, found) else None


_ATTEMPT = Prepared(lambda key: Attempt.objects.select_related("person").filter(pk=key), key=UUID)


def mine(who: Account) -> QuerySet[Attempt]:
    """The attempts of somebody, the newest first."""
    return Attempt.objects.filter(person=who.person_id).defer(*HEAVY).order_by("-began_at", "-pk")


def visible(who: Account) -> QuerySet[Attempt]:
    """The attempts that somebody may see, with whose they are."""
    return Attempt.objects.filter(rules.visible(who)).select_related("person").defer(*HEAVY)


def offered_to(who: Account) -> list[Offered]:
    """The quizzes that somebody may take by themselves, by title. At most three queries."""
    if who.person_id is None:
        return []
    every = terms.on_their_own()
    facts = audiences.facts_on(today(), [who.person_id]).get(who.person_id)
    meant = [each for each in every.values() if terms.is_for(each, who.person_id, facts)]
    rows = mine(who).filter(quiz__in=[each.path for each in meant], subject__startswith="quiz:")
    return sorted((_offered(each, rows) for each in meant), key=lambda each: each.quiz.title.casefold())


def offered(who: Account, quiz: Quiz) -> Offered:
    """One quiz, as somebody has it before them."""
    return _offered(quiz, mine(who).filter(quiz=quiz.path, subject=f"quiz:{quiz.path}"))


def _offered(quiz: Quiz, rows: Iterable[Attempt]) -> Offered:
    own = [each for each in rows if each.quiz == quiz.path and each.state != Attempt.State.VOID]
    graded = [each for each in own if each.score is not None]
    return Offered(
        quiz, len(own), max(graded, key=lambda each: (each.score, each.pk), default=None),
        next((each for each in own if each.is_open), None),
    )  # fmt: skip


def attempts_left(attempt: Attempt) -> int | None:
    """How many more attempts somebody has after this one; `None`: as many as wanted. One query.

    One that is under way is left: what is right must not be told before it is handed in.
    """
    most = attempt.rule("attempts")
    if most is None:
        return None
    same = Attempt.objects.filter(person=attempt.person_id, quiz=attempt.quiz, subject=attempt.subject)
    over = same.exclude(state__in=[Attempt.State.VOID, Attempt.State.OPEN])
    return max(int(most) - over.count(), 0)


def answers_of(attempt: Attempt) -> list[Answer]:
    """The answers of an attempt, in order, with what graders gave."""
    return list(attempt.answers.order_by("position").prefetch_related("marks__grading"))


def position_of(attempt: UUID, key: str) -> int:
    """Where a question stands in an attempt, from 0; 0 where it has none such. One query."""
    return Answer.objects.filter(attempt=attempt, key=key).values_list("position", flat=True).first() or 0


def seconds_left(attempt: Attempt) -> int | None:
    """Seconds until the time is up, never below 0; `None` without a limit."""
    if attempt.ends_at is None:
        return None
    return max(int((attempt.ends_at - timezone.now()) / timedelta(seconds=1)), 0)


# -- what lists of other rooms show


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Attempts as lists of other rooms show them: by the quiz, never by who took it."""
    rows = Attempt.objects.filter(pk__in=keys).only("title")
    return {each.pk: Described(each.title, attempt_address(each.pk)) for each in rows}


def seen_by(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some attempts that an account may see."""
    rows = Attempt.objects.filter(rules.visible(who), pk__in=keys).only("title")
    return {each.pk: Described(each.title, attempt_address(each.pk)) for each in rows}


def described_quizzes(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Queues of quizzes, which lead to what waits in them."""
    waiting = Attempt.objects.filter(state=Attempt.State.HANDED_IN).order_by()
    titles = dict(waiting.values_list("quiz", "title"))
    titles |= {path: each.title for path, each in terms.quizzes().by_path.items()}
    wanted = set(keys)
    return {
        quiz_key(path): Described(title, queue_address(path))
        for path, title in titles.items()
        if quiz_key(path) in wanted
    }


def described_gradings(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What somebody took to grade."""
    rows = Grading.objects.filter(pk__in=keys).values_list("pk", "attempt__title")
    return {key: Described(title, grading_address(key)) for key, title in rows}


def described_appeals(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Appeals, by the quiz that they are about."""
    rows = Appeal.objects.filter(pk__in=keys).values_list("pk", "attempt__title")
    return {key: Described(title, appeal_address(key)) for key, title in rows}


def takers(quiz: str, subject: str) -> set[UUID]:
    """Who has begun a quiz for something."""
    return set(Attempt.objects.filter(quiz=quiz, subject=subject).values_list("person", flat=True))
