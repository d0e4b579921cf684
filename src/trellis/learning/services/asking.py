"""Writes of questions in communities: asking, accepting an answer, reporting, hiding."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.core.throttling import Throttle
from trellis.discussions.queries import places
from trellis.discussions.services import comments, watching
from trellis.learning import rules
from trellis.learning.definitions.notices import COMMUNITY, MODERATED
from trellis.learning.events import QuestionMoved
from trellis.learning.models import Community, Flag, Question
from trellis.learning.queries import communities as queries
from trellis.learning.queries.communities import QUESTION
from trellis.learning.services.errors import LearningError
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "learning_flag"
"""Under this name reported questions wait on moderators."""
ASKING = Throttle("community questions", limit=20, seconds=3600)
LONGEST_REASON = 500


def ask(*, community: Community, title: str, text: str, by: Account) -> Question:
    """Ask something in a community; its members are told in the way that they chose, mostly once a week.

    Raises NotAllowedError, LearningError.
    """
    if not rules.can_ask(by, community, queries.membership_of(by, community)):
        raise NotAllowedError(_("Members ask in a community, while it is not closed down."))
    said = _checked(title)
    if not ASKING.allows(str(by.pk)):
        raise LearningError(_("That was very much in a short time."), hint=_("Ask the rest later."))
    with transaction.atomic():
        made = Question.objects.create(community=community, author=by, title=said, text=text.strip()[:10_000])
        watching.take_part(account=by, kind=QUESTION, key=made.pk)
        publish(QuestionMoved(made.pk, by.pk, community.pk, "asked"))
        members = queries.members_of(community).filter(is_quiet=False)
        notices.notify(
            COMMUNITY, [each.account for each in members], actor=by, about=(QUESTION, made.pk),
            subject=filled(gettext_lazy("%(community)s: %(title)s"), community=community.title, title=said),
            text=made.text[:2000], address=queries.question_address(made.pk), key=f"learning question {made.pk}",
        )  # fmt: skip
    return made


def edit(*, question: Question, title: str, text: str, by: Account) -> Question:
    """Ask in other words. For who asked. Raises NotAllowedError, LearningError."""
    said = _checked(title)
    with transaction.atomic():
        row = _locked(question)
        if row.author_id != by.pk or not rules.can_see(by):
            raise NotAllowedError(_("Only who asked asks in other words."))
        words = text.strip()[:10_000]
        if (row.title, row.text) != (said, words):
            row.title, row.text, row.edited_at = said, words, timezone.now()
            row.save(update_fields=["title", "text", "edited_at"])
            publish(QuestionMoved(row.pk, by.pk, row.community_id, "edited"))
    return row


def accept(*, question: Question, comment: UUID | None, by: Account) -> Question:
    """Say which answer answers a question, or that none does after all. For who asked, and moderators.

    Whoever gave the answer is told. Again, it changes nothing. Raises NotAllowedError, LearningError.
    """
    with transaction.atomic():
        row = _locked(question)
        if row.author_id != by.pk and not queries.moderates(by, row.pk):
            raise NotAllowedError(_("Who asked, and moderators, say which answer answers it."))
        if row.accepted_id == comment:
            return row
        answer = places.comment_of(by, comment) if comment is not None else None
        if comment is not None and (
            answer is None
            or answer[0].object != row.pk
            or answer[0].kind != QUESTION
            or not answer[0].is_readable
        ):
            raise LearningError(_("This is no answer to the question."))
        row.accepted_id = comment
        row.accepted_at = timezone.now() if comment is not None else None
        row.save(update_fields=["accepted", "accepted_at"])
        publish(QuestionMoved(row.pk, by.pk, row.community_id, "accepted" if comment else "open"))
        author = answer[0].author if answer is not None else None
        if author is not None and author.pk != by.pk:
            said = gettext_lazy("Your answer was accepted: %(title)s")
            notices.notify(
                COMMUNITY, [author], subject=filled(said, title=row.title),
                address=queries.question_address(row.pk), actor=by, about=(QUESTION, row.pk),
                key=f"learning accepted {comment}",
            )  # fmt: skip
    return row


def report(*, question: Question, why: str, by: Account, comment: UUID | None = None) -> Flag:
    """Report a question, or an answer to it: it waits on the moderators. Again by the same, it changes nothing.

    Raises LearningError without a reason.
    """
    reason = " ".join(why.split())[:LONGEST_REASON]
    if not reason:
        raise LearningError(_("Say what is wrong with it."), field="why")
    if queries.question_for(by, question.pk) is None:
        raise NotAllowedError(_("There is no such question."))
    answer = places.comment_of(by, comment) if comment is not None else None
    if comment is not None and (answer is None or answer[0].object != question.pk):
        raise LearningError(_("This is no answer to the question."))
    with transaction.atomic():
        row = _locked(question)
        before = Flag.objects.filter(question=row, comment=comment, by=by, decided_at=None).first()
        if before is not None:
            return before
        made = Flag.objects.create(question=row, comment_id=comment, by=by, why=reason)
        publish(QuestionMoved(row.pk, by.pk, row.community_id, "reported"))
        items.wait_on(
            WORK, QUESTION, row.pk, queries.moderators_of(row.community), title=row.title, asked_by=by
        )
    return made


def decide(*, flag: Flag, upheld: bool, why: str = "", by: Account) -> Flag:
    """Hide what was reported, or let it stand; who reported it is told. For moderators.

    Again, it changes nothing. Raises NotAllowedError, LearningError without a reason for hiding.
    """
    with transaction.atomic():
        question = _locked(flag.question)
        if not queries.moderates(by, question.pk):
            raise NotAllowedError(_("The moderators of a community look after it."))
        row = Flag.objects.select_for_update(of=("self",)).select_related("comment", "by").get(pk=flag.pk)
        if row.decided_at is not None:
            return row
        if upheld and row.comment is not None and row.comment.is_readable:
            comments.hide(comment=row.comment, reason=why or row.why, by=by)
        elif upheld and row.comment is None:
            hide(question=question, why=why or row.why, by=by)
        row.decided_at, row.decided_by, row.is_upheld = timezone.now(), by, upheld
        row.save(update_fields=["decided_at", "decided_by", "is_upheld"])
        if not Flag.objects.filter(question=question, decided_at=None).exists():
            items.settle(WORK, question.pk, done_by=by)
        if row.by is not None:
            said = (
                gettext_lazy("What you reported was hidden")
                if upheld
                else gettext_lazy("What you reported stands")
            )
            notices.notify(
                MODERATED,
                [row.by],
                subject=said,
                address=queries.community_address(question.community_id),
                actor=by,
            )
    return row


def hide(*, question: Question, why: str, by: Account) -> Question:
    """Have a question read by its author and the moderators alone, for a reason.

    Raises NotAllowedError, LearningError.
    """
    reason = " ".join(why.split())[:LONGEST_REASON]
    with transaction.atomic():
        row = _locked(question)
        if not queries.moderates(by, row.pk):
            raise NotAllowedError(_("The moderators of a community look after it."))
        if not reason:
            raise LearningError(_("Say why it is hidden."), field="why")
        if row.hidden_at is None:
            row.hidden_at, row.hidden_for = timezone.now(), reason
            row.save(update_fields=["hidden_at", "hidden_for"])
            publish(QuestionMoved(row.pk, by.pk, row.community_id, "hidden"))
    return row


def show(*, question: Question, by: Account) -> Question:
    """Let others read a question again. Raises NotAllowedError."""
    with transaction.atomic():
        row = _locked(question)
        if not queries.moderates(by, row.pk):
            raise NotAllowedError(_("The moderators of a community look after it."))
        if row.hidden_at is not None:
            row.hidden_at, row.hidden_for = None, ""
            row.save(update_fields=["hidden_at", "hidden_for"])
            publish(QuestionMoved(row.pk, by.pk, row.community_id, "shown"))
    return row


def answer_gone(comment: UUID) -> int:
    """Have no question answered by what was taken back or hidden; how many had been."""
    with transaction.atomic():
        rows = list(Question.objects.select_for_update().filter(accepted=comment))
        for row in rows:
            row.accepted, row.accepted_at = None, None
            row.save(update_fields=["accepted", "accepted_at"])
            publish(QuestionMoved(row.pk, None, row.community_id, "open"))
    return len(rows)


def _checked(title: str) -> str:
    said = " ".join(title.split())[:200]
    if not said:
        raise LearningError(_("Say in a line what you want to know."), field="title")
    return said


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("community").get(pk=question.pk)
