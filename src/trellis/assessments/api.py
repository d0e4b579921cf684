"""Quizzes for programs: taking them, looking at attempts, grading. What is right is never told before it may be."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.assessments import papers, reckoning, rules, showing
from trellis.assessments.definitions.questions import Categorize, Choice, Cloze, Hotspot, Matching, Ordering
from trellis.assessments.models import Answer, Attempt, Grading
from trellis.assessments.queries import attempts as queries
from trellis.assessments.queries import grading as grading_queries
from trellis.assessments.services import attempts, grading
from trellis.assessments.services.errors import NoAttemptError
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account

room = Room("Quizzes")
State = Literal["open", "handed-in", "graded", "void"]


class AttemptDetail(Schema):
    """An attempt at a quiz. `score` is in per cent, and none before everything is graded."""

    id: UUID
    person: UUID | None = Field(description="None to graders of a quiz that is graded blind.")
    quiz: str = Field(description="The path of its page.")
    title: str
    revision: str
    subject: str
    number: int
    state: State
    began_at: datetime
    ends_at: datetime | None = Field(
        description="None where there is no limit, and to anybody but whose it is."
    )
    handed_in_at: datetime | None
    score: Decimal | None
    passed: bool | None


class QuestionDetail(Schema):
    """A question as it was asked. `parts` are what an answer is made of: keys with their words, in their order."""

    key: str
    type: str
    text: str = Field(description="Markdown.")
    points: Decimal
    parts: dict[str, str]
    answer: Any
    version: int
    earned: Decimal | None = Field(description="None before the caller may know.")
    explanation: str


class AttemptWithQuestions(AttemptDetail):
    """An attempt with what was asked and answered; in a quiz that does not go back, up to where the caller is."""

    questions: list[QuestionDetail]


class AttemptFilters(Schema):
    """Which attempts are wanted."""

    quiz: str = Field("", max_length=300)
    state: State | None = None
    mine: bool = False


class Beginning(Schema):
    """Which quiz is begun; `honor` confirms that it is done on one's own, where the quiz asks for that."""

    model_config = ConfigDict(extra="forbid")

    quiz: str = Field(max_length=300)
    honor: bool = False


class Answering(Schema):
    """An answer, of the shape that the type of the question has. `tab` and `number` tell repeated calls apart."""

    model_config = ConfigDict(extra="forbid")

    answer: Any = None
    tab: str = Field("", max_length=40)
    number: int = Field(0, ge=0)
    seen: int | None = Field(None, ge=0)
    leave: bool = Field(
        False,
        description="Go on to the next question, in a quiz that does not go back: this one is answered no more.",
    )


class SavedDetail(Schema):
    """What became of it: the version of the answer now, and whether this call made it."""

    version: int
    taken: bool
    elsewhere: bool


class MarkGiven(Schema):
    """What is given for one answer: points, or those of each criterion of the rubric."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=200)
    points: Decimal | None = Field(None, ge=0)
    bands: dict[str, Decimal] = Field(default_factory=dict)
    comment: str = Field("", max_length=8000)


class GradingGiven(Schema):
    """The marks for an attempt; with `finish` they count."""

    model_config = ConfigDict(extra="forbid")

    marks: list[MarkGiven] = Field(max_length=300)
    finish: bool = False


@room.read("/quiz-attempts", AttemptDetail, scope="assessments:read", listed=True)
def list_quiz_attempts(
    request: HttpRequest, filters: Query[AttemptFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """The caller's attempts, and those at quizzes that they grade; the newest first."""
    who = _member(request)
    rows = queries.mine(who).order_by() if filters.mine else queries.visible(who)
    if filters.quiz:
        rows = rows.filter(quiz=filters.quiz)
    if filters.state:
        rows = rows.filter(state=filters.state)
    part = part_of_query(request, paging, rows.only(*_LISTED), "-id")
    return {**part, "items": [_shown(who, each) for each in part["items"]]}


@room.read("/quiz-attempts/{uuid:attempt_id}", AttemptWithQuestions, scope="assessments:read")
def get_quiz_attempt(request: HttpRequest, attempt_id: UUID) -> AttemptWithQuestions:
    """One attempt with its questions: one's own, or one at a quiz that the caller grades."""
    who = _member(request)
    found = queries.attempt_for(who, attempt_id)
    if found is None:
        raise not_found(_("There is no such attempt."))
    return _whole(who, attempts.close_if_late(found))


@room.write("POST", "/quiz-attempts", AttemptWithQuestions, scope="assessments:write")
def begin_quiz_attempt(request: HttpRequest, body: Beginning) -> AttemptWithQuestions:
    """Begin a quiz that stands by itself, or go on with the attempt that is open."""
    who = _member(request)
    try:
        made = attempts.begin_own(body.quiz, by=who, honor=body.honor)
    except NoAttemptError as error:
        raise not_found(error.message) from None
    return _whole(who, made)


@room.write(
    "POST", "/quiz-attempts/{uuid:attempt_id}/answers/{question}", SavedDetail, scope="assessments:write"
)
def answer_quiz_question(
    request: HttpRequest, attempt_id: UUID, question: str, body: Answering
) -> SavedDetail:
    """Answer a question of one's own attempt; a later call takes the place of an earlier one."""
    who = _member(request)
    try:
        saved = attempts.save_answer(
            attempt_id, question, body.answer, by=who, tab=body.tab, number=body.number, seen=body.seen
        )
        if body.leave:
            attempts.leave_behind(attempt_id, queries.position_of(attempt_id, question) + 1, by=who)
    except NoAttemptError as error:
        raise not_found(error.message) from None
    return SavedDetail(version=saved.version, taken=saved.taken, elsewhere=saved.elsewhere)


@room.write(
    "POST", "/quiz-attempts/{uuid:attempt_id}/submit", AttemptWithQuestions, scope="assessments:write"
)
def submit_quiz_attempt(request: HttpRequest, attempt_id: UUID) -> AttemptWithQuestions:
    """Hand one's own attempt in; twice is once."""
    who = _member(request)
    try:
        attempts.submit(attempt_id, by=who)
    except NoAttemptError as error:
        raise not_found(error.message) from None
    found = queries.attempt_for(who, attempt_id)
    assert found is not None  # it is their own
    return _whole(who, found)


@room.write("POST", "/quiz-attempts/{uuid:attempt_id}/grade", AttemptDetail, scope="assessments:write")
def grade_quiz_attempt(request: HttpRequest, attempt_id: UUID, body: GradingGiven) -> AttemptDetail:
    """Give marks for an attempt that waits to be graded: taken from the queue for the caller where nobody has it."""
    who = _member(request)
    row = _grading_of(who, attempt_id)
    marks = {each.question: each.model_dump(exclude={"question"}) for each in body.marks}
    try:
        grading.take(grading=row.pk, by=who)
        grading.mark(grading=row.pk, marks=marks, by=who)
        if body.finish:
            grading.finish(grading=row.pk, by=who)
    except NoAttemptError as error:
        raise not_found(error.message) from None
    found = queries.attempt_for(who, attempt_id)
    assert found is not None  # they grade it
    return AttemptDetail(**_shown(who, found))


_LISTED = (
    "id", "person_id", "quiz", "title", "revision", "subject", "number", "state", "began_at", "ends_at",
    "handed_in_at", "score", "passed", "rules",
)  # fmt: skip


def _grading_of(who: Account, attempt: UUID) -> Grading:
    rows = grading_queries.queue_for(who).filter(attempt=attempt)
    row = next(iter(sorted(rows, key=lambda each: (each.grader_id != who.person_id, each.round))), None)
    if row is None:
        raise not_found(_("There is nothing to grade for you here."))
    return row


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_enter, _("Quizzes are for the team."))


def _shown(who: Account, row: Attempt) -> dict[str, Any]:
    is_taker = row.person_id == who.person_id
    known, is_blind = row.state == Attempt.State.GRADED, rules.is_blind_to(who, row)
    return {
        # What it was taken for leads to an enrollment, and with it to whoever takes it.
        "id": row.pk, "person": None if is_blind else row.person_id, "subject": "" if is_blind else row.subject,
        "quiz": row.quiz, "title": row.title, "revision": row.revision, "number": row.number,
        "state": cast("State", row.state), "began_at": row.began_at,
        # When the time is up tells who has more of it, and that is need-to-know.
        "ends_at": row.ends_at if is_taker else None,
        "handed_in_at": row.handed_in_at, "score": row.score if known else None,
        "passed": row.passed if known else None,
    }  # fmt: skip


def _whole(who: Account, row: Attempt) -> AttemptWithQuestions:
    is_taker = row.person_id == who.person_id
    left = queries.attempts_left(row) if is_taker else None
    asked = papers.asked_in(row.paper)
    questions = [
        _question(row, asked[each.position], each, showing.seeing_of(row, each, is_taker=is_taker, left=left))
        for each in _reached(row, queries.answers_of(row), is_taker=is_taker)
    ]
    return AttemptWithQuestions(**_shown(who, row), questions=questions)


def _reached(row: Attempt, answers: list[Answer], *, is_taker: bool) -> list[Answer]:
    """The questions that somebody sees: in a quiz that does not go back, none before its turn, as on its pages."""
    if not (is_taker and row.is_open and "no-back" in row.rule("integrity", [])):
        return answers
    at = next((n for n, each in enumerate(answers, 1) if each.checked_at is None), len(answers))
    return answers[:at]


def _question(row: Attempt, asked: papers.Asked, answer: Answer, seeing: showing.Seeing) -> QuestionDetail:
    question = asked.question
    everything = seeing >= showing.Seeing.ALL
    return QuestionDetail(
        key=asked.key, type=question.type, text=question.stem, points=question.points, parts=_parts(asked),
        answer=answer.value, version=answer.version,
        earned=reckoning.points_of(answer) if seeing >= showing.Seeing.SCORE and not row.is_open else None,
        explanation=question.explanation if everything else "",
    )  # fmt: skip


def _parts(asked: papers.Asked) -> dict[str, str]:
    question = asked.question
    match question:
        case Choice():
            return {each.key: each.text for each in asked.ordered(question.options)}
        case Ordering():
            return {each.key: each.text for each in asked.ordered(question.items)}
        case Matching():
            pairs = {each.key: each.text for each in question.pairs}
            return pairs | {each.key: each.text for each in asked.ordered(question.choices)}
        case Cloze():
            return {"text": question.text}
        case Categorize():
            items = {each.key: each.text for each in asked.ordered(question.items)}
            return {each.key: each.text for each in question.categories} | items
        case Hotspot():
            return {each.key: each.label for each in question.areas}
        case _:
            return {}
