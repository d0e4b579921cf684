"""What this room does when something happens: whoever has shown all that is asked for is certified.

What is taken back has certificates looked at again, and so has what is shown afterwards. Events may come twice, late
and in another order than they happened in: what is asked is how the records stand now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from trellis.assessments.events import AttemptGraded, AttemptVoided
from trellis.assessments.queries import results
from trellis.certifications import terms
from trellis.certifications.definitions.evidence import (
    CERTIFICATION,
    CLASS,
    COURSE,
    HOURS,
    OBSERVED,
    PATH,
    PRACTICAL,
    QUIZ,
    SIGN_OFF,
)
from trellis.certifications.definitions.requirements import ANY
from trellis.certifications.events import (
    CertificateAwarded,
    CertificateMoved,
    CertificateTakenOver,
    SignOffDecided,
)
from trellis.certifications.models import AskState, Happening, SignOff
from trellis.certifications.services import awarding, clock, doubting, keeping
from trellis.classes.events import Observed
from trellis.classes.queries import results as of_classes
from trellis.core import events
from trellis.core.happened import PersonLinked
from trellis.learning.events import (
    CompletionTakenBack,
    CompletionTakenOver,
    CourseCompleted,
    ExemptionMoved,
    PartCompleted,
    PartTakenBack,
    PathCompleted,
    PathTakenBack,
)
from trellis.people.days import today
from trellis.people.events import PersonLeft, PositionBegan


def register() -> None:
    """Called when Django starts."""
    events.subscribe_later(CourseCompleted, "certificates by courses", learned)
    events.subscribe_later(CompletionTakenOver, "certificates by courses taken over", taken_over)
    events.subscribe_later(PartCompleted, "certificates by classes and practicals", done)
    events.subscribe_later(Observed, "certificates by sessions that were observed", observed)
    events.subscribe_later(PathCompleted, "certificates by paths", completed)
    events.subscribe_later(ExemptionMoved, "certificates by earlier learning", credited)
    events.subscribe_later(AttemptGraded, "certificates by quizzes", graded)
    events.subscribe_later(PartTakenBack, "certificates by parts taken back", part_taken_back)
    events.subscribe_later(CompletionTakenBack, "certificates by courses taken back", course_taken_back)
    events.subscribe_later(PathTakenBack, "certificates by paths taken back", path_taken_back)
    events.subscribe_later(AttemptVoided, "certificates by attempts declared void", voided)
    events.subscribe(CertificateMoved, doubting.when_moved)
    events.subscribe(CertificateAwarded, doubting.when_awarded)
    keeping.REQUESTED.follow()
    events.subscribe_later(SignOffDecided, "certificates by sign-offs", signed)
    events.subscribe_later(CertificateAwarded, "what a certificate brings", awarded)
    events.subscribe_later(CertificateTakenOver, "what a certificate from elsewhere brings", held_elsewhere)
    events.subscribe_later(CertificateMoved, "what a change of a certificate brings", moved)
    events.subscribe_together(PositionBegan, "certificates of a position", began)
    events.subscribe_together(PersonLeft, "certificates of who left", left)
    events.subscribe_together(PersonLinked, "certificates of an account", linked)


def learned(event: CourseCompleted) -> None:
    """A course was completed, which may count as another, and whose hours count."""
    _shown(event.person, [(COURSE, "*"), (HOURS, "*")])


def taken_over(event: CompletionTakenOver) -> None:
    """A course was completed elsewhere, and with it its classes and practicals."""
    _shown(event.person, [(COURSE, "*"), (HOURS, "*"), (CLASS, "*"), (PRACTICAL, "*")])


def done(event: PartCompleted) -> None:
    """A part of a course is done: a class was attended, a practical confirmed."""
    key = f"{event.course}/{event.part}"
    _shown(event.person, [(CLASS, key), (PRACTICAL, key)])


def observed(event: Observed) -> None:
    """Somebody was seen running a session, perhaps well enough to do so alone."""
    found = of_classes.observed_person(event.observation)
    if found is not None:
        _shown(found[0], [(OBSERVED, found[1]), (OBSERVED, ANY)])


def completed(event: PathCompleted) -> None:
    """A path was completed."""
    _shown(event.person, [(PATH, event.path)])


def credited(event: ExemptionMoved) -> None:
    """Earlier learning may count from now on, or no more."""
    _shown(event.person, [(COURSE, "*")])


def graded(event: AttemptGraded) -> None:
    """The result of a quiz is known, or has become another."""
    if results.is_passed(event.attempt):
        awarding.evaluate(event.person, [(QUIZ, event.quiz)])
    doubting.look_again(event.person)


def part_taken_back(event: PartTakenBack) -> None:
    """Somebody did not attend after all, or did not do it."""
    doubting.look_again(event.person)


def course_taken_back(event: CompletionTakenBack) -> None:
    """A course is not completed after all."""
    doubting.look_again(event.person)


def path_taken_back(event: PathTakenBack) -> None:
    """A path is not completed after all."""
    doubting.look_again(event.person)


def voided(event: AttemptVoided) -> None:
    """An attempt counts for nothing any more."""
    doubting.look_again(event.person)


def signed(event: SignOffDecided) -> None:
    """Something was signed off: whatever it was the last part of is awarded."""
    rows = SignOff.objects.filter(pk=event.sign_off, state=AskState.GRANTED).values_list("name", flat=True)
    names = [(SIGN_OFF, each) for each in rows]
    if names:
        _shown(event.person, names)


def awarded(event: CertificateAwarded) -> None:
    """Somebody holds what they did not: nobody asks them for it, and what asks for it may be met."""
    if event.renews is not None:
        clock.settle_renewals([event.renews])
    _shown(event.person, [(CERTIFICATION, event.certification)])
    clock.look_for_lacks(today(), people=[event.person])


def held_elsewhere(event: CertificateTakenOver) -> None:
    """Somebody holds from elsewhere what they did not: nobody asks them for it, and what asks for it may be met."""
    _shown(event.person, [(CERTIFICATION, event.certification)])
    clock.look_for_lacks(today(), people=[event.person])


def moved(event: CertificateMoved) -> None:
    """Somebody may hold no more what they have to, or what another certificate of theirs rests on; or hold it again."""
    if event.what in (Happening.SUSPENDED, Happening.REINSTATED, Happening.REVOKED):
        doubting.look_again(event.person)
    clock.look_for_lacks(today(), people=[event.person])


def began(happened: Sequence[PositionBegan]) -> None:
    """People are new, or somewhere else: other certifications are for them, or asked of them."""
    people = {each.person for each in happened}
    awarding.evaluate_some(people)
    clock.look_for_lacks(today(), people=people)


def left(happened: Sequence[PersonLeft]) -> None:
    """People are here no more: nothing is asked of them. What they have earned stays theirs."""
    clock.look_for_lacks(today(), people={each.person for each in happened})


def linked(happened: Sequence[PersonLinked]) -> None:
    """People have an account by now: what they have to hold waits in their work."""
    people = {each.person for each in happened if each.linked}
    if people:
        clock.look_for_lacks(today(), people=people)


def _shown(person: UUID, asked: Collection[terms.Asked]) -> None:
    """Award what is shown by now; what was taken back may be shown again by it."""
    awarding.evaluate(person, asked)
    doubting.look_again(person)
