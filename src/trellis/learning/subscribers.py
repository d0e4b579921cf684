"""What happens elsewhere and means something for learning. After the transaction as often as need be."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from trellis.core import events
from trellis.core.happened import PersonLinked
from trellis.discussions.events import CommentDeleted, CommentHidden, CommentMade, ThreadSettled
from trellis.learning import attempts
from trellis.learning.events import (
    CompletionTakenBack,
    CompletionTakenOver,
    CourseCompleted,
    PathCompleted,
    PathTakenBack,
)
from trellis.learning.models import Cause
from trellis.learning.queries.communities import QUESTION
from trellis.learning.queries.describing import LESSON
from trellis.learning.services import (
    asking,
    assigning,
    beginning,
    ending,
    enrolling,
    goals,
    hearing,
    making,
    progress,
    taking_back,
)
from trellis.people.events import PersonLeft, PositionBegan


def positions_began(happened: Sequence[PositionBegan]) -> None:
    """People are new, or somewhere else: other courses are for them, and what begins at once does."""
    people = {each.person for each in happened}
    assigning.assign_people(people, timezone.now())
    beginning.begin_assigned(people)


def person_left(event: PersonLeft) -> None:
    """Somebody is here no more: nothing is asked of them."""
    ending.person_left(event.person)


def people_linked(happened: Sequence[PersonLinked]) -> None:
    """People have an account by now: what was assigned to them waits in their work."""
    people = {each.person for each in happened if each.linked}
    if people:
        assigning.assign_people(people, timezone.now())


def attempt_graded(event: attempts.AttemptGraded) -> None:
    """A quiz was passed, which completes the part of the course that it is; or it is not passed after all."""
    key = attempts.enrollment_of(event.subject)
    if key is None:
        return
    if attempts.is_passed(event.attempt):
        progress.quiz_passed(key, event.quiz, event.attempt)
    else:
        _counts_not(key, event, Cause.REGRADED)


def attempt_voided(event: attempts.AttemptVoided) -> None:
    """An attempt counts for nothing any more, and neither does what it had completed."""
    key = attempts.enrollment_of(event.subject)
    if key is not None:
        _counts_not(key, event, Cause.VOID)


def _counts_not(key: UUID, event: attempts.AttemptGraded | attempts.AttemptVoided, cause: Cause) -> None:
    taking_back.attempt_counts_not(
        key, event.attempt, instead=attempts.passed_within(key, event.quiz), cause=cause
    )


def comment_made(event: CommentMade) -> None:
    """Something was said of a lesson."""
    if event.kind == LESSON:
        hearing.said_of_lesson(event.object, event.by, is_answer=event.reply_to is not None)


def answer_gone(event: CommentDeleted | CommentHidden) -> None:
    """An answer was taken back or hidden: a question that it answered is open again."""
    if event.kind == QUESTION:
        asking.answer_gone(event.comment)


def thread_ended(event: ThreadSettled | CommentDeleted) -> None:
    """Something that was said of a lesson is settled, or taken back."""
    if event.kind == LESSON:
        hearing.settled(event.object)


def course_completed(event: CourseCompleted | CompletionTakenOver) -> None:
    """A course was completed, here or elsewhere: goals are reached, and paths made for somebody may be."""
    goals.completed(event.person, "course", event.course)
    making.look_at(event.person, event.course)


def course_taken_back(event: CompletionTakenBack) -> None:
    """A course is not completed after all."""
    goals.taken_back(event.person, "course", event.course)
    making.open_again(event.person, event.course)


def path_completed(event: PathCompleted) -> None:
    """A path was completed."""
    goals.completed(event.person, "path", event.path)


def path_taken_back(event: PathTakenBack) -> None:
    """A path is not completed after all."""
    goals.taken_back(event.person, "path", event.path)


def register() -> None:
    """Called when Django starts."""
    events.subscribe(CourseCompleted, course_completed)
    events.subscribe(CompletionTakenOver, course_completed)
    events.subscribe(CompletionTakenBack, course_taken_back)
    events.subscribe(PathCompleted, path_completed)
    events.subscribe(PathTakenBack, path_taken_back)
    events.subscribe_together(PositionBegan, "courses of a position", positions_began)
    events.subscribe_later(PersonLeft, "courses of who left", person_left)
    events.subscribe_together(PersonLinked, "courses of an account", people_linked)
    enrolling.REQUESTED.follow()
    events.subscribe(attempts.AttemptGraded, attempt_graded)
    events.subscribe(attempts.AttemptVoided, attempt_voided)
    events.subscribe(CommentMade, comment_made)
    events.subscribe(ThreadSettled, thread_ended)
    events.subscribe(CommentDeleted, thread_ended)
    events.subscribe(CommentDeleted, answer_gone)
    events.subscribe(CommentHidden, answer_gone)
