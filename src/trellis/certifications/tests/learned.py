"""What people really do in the rooms below, so that certificates come of it."""

from django.utils import timezone

from trellis.assessments.services import attempts
from trellis.certifications.models import Doubt
from trellis.certifications.services import doubting
from trellis.core.models import Notice
from trellis.core.services import events
from trellis.learning.services import enrolling, progress
from trellis.work.models import WorkItem

QUIZ_AT = "courses/laptops/quiz.md"


def settle():
    """Have the reactions made that are owed."""
    while events.deliver(timezone.now()):
        pass


def learn(who, parts=("what", "group", "desk"), course="laptops"):
    """Somebody takes a course, and does some parts of it."""
    enrollment = enrolling.enroll(who.person, course, by=who)
    for each in parts:
        progress.complete_part(enrollment, each, evidence="read")
    return enrollment


def pass_quiz(who, enrollment, *, right=True, quiz=QUIZ_AT):
    """Somebody takes the quiz of a course."""
    made = attempts.begin(who.person, quiz, subject=f"enrollment:{enrollment.pk}", by=who)
    attempts.save_answer(made.pk, "carried", value=right, by=who)
    return attempts.submit(made.pk, by=who)


def void(office):
    """Whoever grades declares void what somebody's certificate rests on."""
    attempts.void(office.attempt.pk, because="It was another's.", by=office.cast.pia)
    settle()


def doubts(award):
    """What came of each doubt about a certificate, the first first."""
    return list(Doubt.objects.filter(award=award).order_by("began_at", "pk").values_list("state", flat=True))


def waits_on(award):
    """Whom it waits on to decide about a certificate."""
    rows = WorkItem.objects.filter(kind=doubting.WORK, about=award.pk, state=WorkItem.State.OPEN)
    return sorted(rows.values_list("assignee__name", flat=True))


def told(who):
    """What somebody was told, the first first."""
    return list(Notice.objects.filter(account=who).order_by("pk").values_list("subject", flat=True))
