"""Giving feedback, asking for it, answering, taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conversations import rules, terms
from trellis.conversations.definitions.notices import FEEDBACK
from trellis.conversations.events import FeedbackMoved, RequestMoved
from trellis.conversations.models import Feedback, FeedbackRequest
from trellis.conversations.services.errors import ConversationError, NotThereError
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.work.dues import due_after_working_days
from trellis.work.services import items

ASKED = "feedback-asked"
TITLE = "Feedback was asked for"
LONGEST = 5000
State = FeedbackRequest.State


def give(
    *, key: UUID, receiver: Person, tone: str, text: str, for_manager: bool, by: Account,
    request: UUID | None = None,
) -> Feedback:  # fmt: skip
    """Give somebody feedback; the same key again is the same feedback. With a `request` it answers that one.

    `for_manager` lets the manager of today read it too. Raises NotAllowedError, ConversationError, NotThereError.
    """
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here gives feedback."))
    if me == receiver.pk:
        raise ConversationError(_("That is you."), field="receiver")
    words = _words(text, "text")
    with transaction.atomic():
        before = Feedback.objects.filter(pk=key, giver=me).first()
        if before is not None:
            return before
        asked = _open_request(request, receiver, by) if request is not None else None
        position = position_on(receiver, today())
        if position is None:
            raise ConversationError(_("They do not work here."), field="receiver")
        manager = position.manager_id if for_manager and position.manager_id != me else None
        made = Feedback(
            pk=key,
            giver_id=me,
            receiver=receiver,
            manager_id=manager,
            tone=Feedback.Tone(tone),
            request=asked,
        )
        made.text = words
        made.save(force_insert=True)
        publish(FeedbackMoved(made.pk, by.pk, "given"))
        if asked is not None:
            _close(asked, State.ANSWERED, by)
        _tell(made, by)
    return made


def withdraw(*, feedback: UUID, by: Account) -> Feedback:
    """Take feedback back that was given just now: its words are deleted. Again changes nothing.

    Raises NotThereError, ConversationError once its time is over.
    """
    with transaction.atomic():
        found = rules.feedback_read_by(by).select_for_update(of=("self",)).filter(pk=feedback).first()
        if found is None or found.giver_id != by.person_id:
            raise NotThereError
        if found.withdrawn_at is not None:
            return found
        if timezone.now() >= until_when(found):
            raise ConversationError(_("It can be taken back no more: the time for it is over."))
        found.withdrawn_at, found.text = timezone.now(), ""
        found.save(update_fields=["withdrawn_at", "sealed_text"])
        publish(FeedbackMoved(found.pk, by.pk, "withdrawn"))
    return found


def ask(*, key: UUID, asked: Person, question: str, by: Account) -> FeedbackRequest:
    """Ask somebody for feedback on one's work; it waits on them in My work. The same key again is the same request.

    Raises NotAllowedError, ConversationError.
    """
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here asks for feedback."))
    if me == asked.pk:
        raise ConversationError(_("That is you."), field="asked")
    account = getattr(asked, "account", None)
    if account is None or position_on(asked, today()) is None:
        raise ConversationError(_("They do not work here."), field="asked")
    words = _words(question, "question", most=500)
    with transaction.atomic():
        before = FeedbackRequest.objects.filter(pk=key, asker=me).first()
        if before is not None:
            return before
        if FeedbackRequest.objects.filter(asker=me, asked=asked, state=State.OPEN).exists():
            raise ConversationError(
                _("You have asked them already; they have not answered yet."), field="asked"
            )
        made = FeedbackRequest(pk=key, asker_id=me, asked=asked)
        made.question = words
        made.save(force_insert=True)
        days = terms.conversations().feedback.answer_within
        due = due_after_working_days(days, account, timezone.now())
        items.wait_on(ASKED, "feedback_request", made.pk, [account], title=TITLE, due_at=due, asked_by=by)
        publish(RequestMoved(made.pk, by.pk, str(State.OPEN)))
        notices.notify(
            FEEDBACK, [account], subject=gettext_lazy("Somebody asks for your feedback"),
            address=reverse("conversations:answer", args=[made.pk]), actor=by, key=f"feedback-asked:{made.pk}",
            about=("feedback_request", made.pk),
        )  # fmt: skip
    return made


def decline(*, request: UUID, by: Account) -> None:
    """Say that one has nothing to say, or, as whoever asked, take it back; once. Raises NotThereError."""
    with transaction.atomic():
        found = rules.requests_of(by).select_for_update(of=("self",)).filter(pk=request).first()
        if found is None:
            raise NotThereError
        if found.state == State.OPEN:
            _close(found, State.WITHDRAWN if found.asker_id == by.person_id else State.DECLINED, by)


def until_when(feedback: Feedback) -> datetime:
    """Until when feedback can be taken back."""
    return feedback.given_at + timedelta(minutes=terms.conversations().feedback.withdraw_within)


def _open_request(key: UUID, receiver: Person, by: Account) -> FeedbackRequest:
    found = rules.requests_of(by).select_for_update(of=("self",)).filter(pk=key).first()
    if found is None or found.asked_id != by.person_id or found.asker_id != receiver.pk:
        raise NotThereError
    if found.state != State.OPEN:
        raise ConversationError(_("This is not asked any more."))
    return found


def _close(request: FeedbackRequest, state: str, by: Account) -> None:
    request.state, request.ended_at = state, timezone.now()
    request.save(update_fields=["state", "ended_at"])
    items.settle(ASKED, request.pk, done_by=by)
    publish(RequestMoved(request.pk, by.pk, str(state)))


def _tell(feedback: Feedback, by: Account) -> None:
    account = getattr(feedback.receiver, "account", None)
    if account is not None:
        notices.notify(
            FEEDBACK, [account], subject=gettext_lazy("You received feedback"),
            address=f"{reverse('conversations:feedback')}#f-{feedback.pk}", actor=by,
            key=f"feedback:{feedback.pk}", about=("feedback", feedback.pk),
        )  # fmt: skip


def _words(text: str, field: str, most: int = LONGEST) -> str:
    words = text.strip()
    if not words:
        raise ConversationError(_("Write something first."), field=field)
    if len(words) > most:
        raise ConversationError(_("That is too long."), field=field)
    return words
