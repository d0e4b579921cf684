"""What somebody need not take: exemptions and earlier learning, with evidence and a second pair of eyes."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.keepable import keepable
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.learning import rules, terms
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.events import ExemptionMoved
from trellis.learning.models import Exemption, ExemptionKind, ExemptionState
from trellis.learning.services import assigning, pathing, taking_back, telling
from trellis.learning.services.errors import LearningError
from trellis.people.days import today
from trellis.work.services import items

WORK = "learning_exemption"


def ask(*, person: Person, course: str, kind: str, because: str, link: str = "", by: Account) -> Exemption:
    """Ask that somebody need not take a course: oneself, or those above. The manager, or who keeps learning, decides.

    Asked again while it waits, the words are the new ones. Raises NotAllowedError, LearningError.
    """
    if by.person_id != person.pk and not rules.can_assign(by, person):
        raise NotAllowedError(_("Only the person and those above them ask for this."))
    found = terms.course(course)
    if found is None:
        raise LearningError(_("The handbook has no such course."))
    words = " ".join(keepable(because).split())[:500]
    if not words:
        raise LearningError(_("Say what you have learned, and where."), field="because")
    if kind not in ExemptionKind.values:
        raise LearningError(_("Choose what is asked for."), field="kind")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        row, is_new = Exemption.objects.get_or_create(
            person=person, course=course, state=ExemptionState.ASKED,
            defaults={
                "kind": kind, "because": words, "link": link, "asked_by": by, "revision": defined.revision()[:200],
            },
        )  # fmt: skip
        if not is_new:
            row.kind, row.because, row.link = kind, words, link
            row.save(update_fields=["kind", "because", "link"])
        account = Account.objects.filter(person=person).first()
        people = telling.deciders_for(account) if account is not None else telling.deciders_for(by)
        items.wait_on(WORK, WORK, row.pk, people, title=found.title, asked_by=by)
        if is_new:
            publish(ExemptionMoved(row.pk, by.pk, person.pk, course))
    return row


def decide(
    *, exemption: Exemption, grants: bool, answer: str = "", until: date | None = None, by: Account
) -> Exemption:
    """Say whether it counts; not about oneself. A refusal needs a reason.

    Raises NotAllowedError, LearningError for what was decided already, or an end that is past.
    """
    words = " ".join(keepable(answer).split())[:500]
    with transaction.atomic():
        row = Exemption.objects.select_for_update(of=("self",)).select_related("person").get(pk=exemption.pk)
        if not rules.can_decide(by, row.person):
            raise NotAllowedError(_("The managers above somebody decide this."), permission=KEEP.name)
        if row.state != ExemptionState.ASKED:
            raise LearningError(_("This was decided already."))
        if not grants and not words:
            raise LearningError(_("Say why it does not count."), field="answer")
        if grants and until is not None and until < today():
            raise LearningError(_("It ends in the past."), field="until")
        row.state = ExemptionState.GRANTED if grants else ExemptionState.REFUSED
        row.decided_by, row.decided_at, row.answer = by, timezone.now(), words
        row.counts_from, row.valid_until = (today(), until) if grants else (None, None)
        row.save(update_fields=["state", "decided_by", "decided_at", "answer", "counts_from", "valid_until"])
        items.settle(WORK, row.pk, done_by=by)
        publish(ExemptionMoved(row.pk, by.pk, row.person_id, row.course))
        telling.tell_about_exemption(row, terms.title_of("course", row.course), by)
        if grants:
            assigning.look_at(row.person_id, row.course)
            pathing.look_at(row.person_id, row.course)
    return row


def take_back(*, exemption: Exemption, because: str, by: Account) -> Exemption:
    """Have what was granted count no more, as when its evidence was another's; not of oneself. Twice is once.

    What it had settled is asked again. Raises NotAllowedError, LearningError without a reason, and for what was never
    granted.
    """
    words = " ".join(keepable(because).split())[:500]
    with transaction.atomic():
        row = Exemption.objects.select_for_update(of=("self",)).select_related("person").get(pk=exemption.pk)
        if not rules.can_decide(by, row.person):
            raise NotAllowedError(_("The managers above somebody decide this."), permission=KEEP.name)
        if row.state == ExemptionState.WITHDRAWN:
            return row
        if row.state != ExemptionState.GRANTED:
            raise LearningError(_("Only what was granted is taken back."))
        if not words:
            raise LearningError(_("Say why it counts no more."), field="because")
        row.state, row.ended_by, row.ended_at, row.ended_because = (
            ExemptionState.WITHDRAWN, by, timezone.now(), words,
        )  # fmt: skip
        row.save(update_fields=["state", "ended_by", "ended_at", "ended_because"])
        publish(ExemptionMoved(row.pk, by.pk, row.person_id, row.course))
        telling.tell_about_exemption(row, terms.title_of("course", row.course), by)
        taking_back.exemption_ended(row)
    return row
