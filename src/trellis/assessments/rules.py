"""Who may do what with quizzes.

Taking: everybody of the team who is known as a person. An attempt: whoever takes it, and those who grade it. Grading,
appeals, results: whom the handbook lets grade, and whoever holds the role that owns the quiz; never their own. More
time: whom the handbook lets give it, never to themselves; whoever has it sees it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from trellis.assessments import terms
from trellis.assessments.definitions.permissions import EXTRA_TIME, GRADE
from trellis.assessments.models import Appeal, Attempt, ExtraTime
from trellis.core import granted, queries
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, Person, can_read

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_decide",
    "can_enter",
    "can_give_time",
    "can_grade",
    "can_grade_all",
    "can_grade_quiz",
    "can_see",
    "can_see_time",
    "can_take",
    "graded_paths",
    "is_blind_to",
    "is_grader",
    "visible",
]


def can_enter(who: Somebody) -> bool:
    """Everybody of the team who is known as a person."""
    return can_read(who) and isinstance(who, Account) and who.person_id is not None


def can_take(who: Somebody, path: str) -> bool:
    """Whom a quiz is for that stands by itself; rooms above begin those of their own."""
    quiz = terms.on_their_own().get(path)
    if quiz is None or not isinstance(who, Account) or who.person_id is None or not can_enter(who):
        return False
    return terms.is_for(quiz, who.person_id)


def can_grade_all(who: Somebody) -> bool:
    """Whom the handbook lets grade."""
    return can_enter(who) and granted.may(who, GRADE.name)


def graded_paths(who: Somebody) -> frozenset[str]:
    """The quizzes whose owner's role somebody holds; looked up once for each loaded account."""
    if not isinstance(who, Account) or not can_enter(who):
        return frozenset()
    owners = terms.owners()
    if not owners:
        return frozenset()
    held = {spelled(each) for each in queries.titles_held(who)}
    return frozenset(path for path, owner in owners.items() if spelled(owner) in held)


def is_grader(who: Somebody) -> bool:
    """Whoever grades any quiz."""
    return can_grade_all(who) or bool(graded_paths(who))


def can_grade_quiz(who: Somebody, path: str) -> bool:
    """Whoever grades all quizzes, or owns this one."""
    return can_grade_all(who) or path in graded_paths(who)


def can_grade(who: Somebody, attempt: Attempt) -> bool:
    """Whoever grades the quiz; nobody their own attempt."""
    return (
        isinstance(who, Account) and who.person_id != attempt.person_id and can_grade_quiz(who, attempt.quiz)
    )


def can_see(who: Somebody, attempt: Attempt) -> bool:
    """Whoever takes it, and those who grade it."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    return who.person_id == attempt.person_id or can_grade_quiz(who, attempt.quiz)


def is_blind_to(who: Somebody, attempt: Attempt) -> bool:
    """Whoever has not taken it themselves, while it is graded blind: they are told nothing of whose it is."""
    is_taker = isinstance(who, Account) and who.person_id is not None and who.person_id == attempt.person_id
    return bool(attempt.rule("blind")) and not is_taker and attempt.state != Attempt.State.GRADED


def can_decide(who: Somebody, appeal: Appeal) -> bool:
    """Whoever grades the quiz; never about their own attempt."""
    return can_grade(who, appeal.attempt)


def visible(who: Somebody) -> Q:
    """The attempts that somebody may see, as a condition."""
    if not isinstance(who, Account) or not can_enter(who):
        return Q(pk__in=())
    return Q(person=who.person_id) | of_graded(who)


def of_graded(who: Somebody) -> Q:
    """The attempts at quizzes that somebody grades, as a condition; their own among them."""
    if can_grade_all(who):
        return ~Q(pk__in=())
    paths: Iterable[str] = graded_paths(who)
    return Q(quiz__in=list(paths)) if paths else Q(pk__in=())


def can_give_time(who: Somebody) -> bool:
    """Whom the handbook lets give more time."""
    return can_enter(who) and granted.may(who, EXTRA_TIME.name)


def can_see_time(who: Somebody, row: ExtraTime) -> bool:
    """Whoever has it, and those who give it."""
    return can_give_time(who) or (
        isinstance(who, Account) and can_enter(who) and row.person_id == who.person_id
    )
