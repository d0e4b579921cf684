"""After a session: what those who were there think of it, what an observer saw, what all facilitators must know."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules, terms
from trellis.classes.definitions.notices import RUNNING
from trellis.classes.events import Observed, UpdateTold
from trellis.classes.models import Facilitator, Feedback, Observation, Session, Update, UpdateRead
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.classes.services.waits import TITLE, UPDATE
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.work.services import items

BEST_GRADE = 4


def rate(*, session: UUID, content: int, facilitation: int, value: int, words: str, by: Account) -> Feedback:
    """Say what one thinks of a session that one was in, or say it anew. Raises NotThereError, ClassError."""
    me = rules.myself(by)
    if any(not 1 <= each <= 5 for each in (content, facilitation, value)):
        raise ClassError(_("Choose from 1 to 5."))
    if len(words) > 5000:
        raise ClassError(_("That is too long."), field="words")
    with transaction.atomic():
        found = Session.objects.filter(pk=session).first()
        row = found.registrations.filter(person=me, state="registered").first() if found and me else None
        if found is None or row is None or me is None:
            raise NotThereError
        if found.state not in (Session.State.RUNNING, Session.State.HELD) or row.outcome in (
            "missed",
            "excused",
        ):
            raise ClassError(_("Only who was there can say how it was."))
        made = Feedback.objects.filter(session=found, person=me).first() or Feedback(
            session=found, person_id=me
        )
        made.content, made.facilitation, made.value = content, facilitation, value
        made.words, made.given_at = words.strip(), timezone.now()
        made.save()
    return made


def observe(
    *, facilitator: UUID, grades: Mapping[str, int], words: str, is_ready: bool, by: Account
) -> Observation:
    """Write down what one saw who sat in on a facilitator, or write it anew; they are told and read it.

    `is_ready` says that they can run such sessions alone. Raises NotAllowedError, NotThereError, ClassError.
    """
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here takes part."))
    criteria = terms.classes().observation
    if set(grades) != {str(at) for at in range(len(criteria))} or any(
        not 1 <= each <= BEST_GRADE for each in grades.values()
    ):
        raise ClassError(_("Give each of the criteria a grade from 1 to 4."))
    with transaction.atomic():
        row = Facilitator.objects.select_related("session", "person__account").filter(pk=facilitator).first()
        if row is None or row.session.state not in (Session.State.RUNNING, Session.State.HELD):
            raise NotThereError
        if row.person_id == me:
            raise ClassError(_("Nobody observes themselves."))
        if not rules.can_observe(by, row):
            raise NotAllowedError(_("Who keeps classes observes facilitators, and who leads the session."))
        made = Observation.objects.filter(facilitator=row, observer=me).first() or Observation(
            facilitator=row, observer_id=me
        )
        made.grades = {criteria[int(at)]: grade for at, grade in grades.items()}
        made.words, made.is_ready = words.strip()[:10_000], is_ready
        made.written_at, made.read_at = timezone.now(), None
        made.save()
        publish(Observed(made.pk, by.pk, row.pk))
        account = getattr(row.person, "account", None)
        if account is not None:
            notices.notify(
                RUNNING, [account], actor=by, about=("class_session", row.session_id),
                subject=gettext_lazy("What was seen of a session of yours"),
                address=reverse("classes:observation", args=[made.pk]),
            )  # fmt: skip
    return made


def read_observation(*, observation: UUID, by: Account) -> Observation:
    """Confirm that one has read what was seen of oneself. Again changes nothing. Raises NotThereError."""
    with transaction.atomic():
        row = Observation.objects.select_related("facilitator").filter(pk=observation).first()
        if row is None or row.facilitator.person_id != rules.myself(by):
            raise NotThereError
        if row.read_at is None:
            row.read_at = timezone.now()
            row.save(update_fields=["read_at"])
    return row


def tell(*, key: UUID, title: str, text: str, course: str = "", by: Account) -> Update:
    """Tell all facilitators something, or those of one course; it waits on them until they confirm it.

    The same key again is the same. Raises NotAllowedError, ClassError.
    """
    me = rules.myself(by)
    if me is None or not rules.can_keep(by):
        raise NotAllowedError(_("Only who keeps classes tells all facilitators something."))
    if not title.strip() or not text.strip():
        raise ClassError(_("Write something first."), field="text")
    if len(text) > 20_000:
        raise ClassError(_("That is too long."), field="text")
    with transaction.atomic():
        before = Update.objects.filter(pk=key).first()
        if before is not None:
            return before
        made = Update.objects.create(
            pk=key, title=title.strip()[:200], text=text.strip(), course=course, by_id=me
        )
        rows = Facilitator.objects.filter(state=Facilitator.State.SET).exclude(person=me)
        rows = rows.filter(session__course=course) if course else rows
        people = list(rows.order_by().values_list("person", flat=True).distinct())
        UpdateRead.objects.bulk_create(UpdateRead(update=made, person_id=each) for each in people)
        accounts = [
            each.person.account
            for each in made.readers.select_related("person__account")
            if getattr(each.person, "account", None) is not None
        ]
        items.wait_on(UPDATE, "class_update", made.pk, accounts, title=TITLE, asked_by=by)
        publish(UpdateTold(made.pk, by.pk))
    return made


def read_update(*, update: UUID, by: Account) -> UpdateRead:
    """Confirm that one has read it. Again changes nothing. Raises NotThereError."""
    with transaction.atomic():
        row = UpdateRead.objects.filter(update=update, person=rules.myself(by)).first()
        if row is None:
            raise NotThereError
        if row.read_at is None:
            row.read_at = timezone.now()
            row.save(update_fields=["read_at"])
            items.finish_for(UPDATE, update, by)
    return row
