"""Running a session: what is prepared, when it began and ended, its agenda, what went wrong, what people ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.classes import rules
from trellis.classes.events import SessionMoved
from trellis.classes.models import Block, Issue, Joined, Preparation, Question, Session, Vote
from trellis.classes.services import waits
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.classes.services.scheduling import locked
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish

MOST = 60
"""Items of a check list, blocks of an agenda, questions of one person."""


class Planned(NamedTuple):
    """A block of an agenda: `day` is the number of the meeting that it is in, 0 where it follows on the one before."""

    way: str
    minutes: int
    title: str
    day: int = 0


def begin(*, session: UUID, by: Account) -> Session:
    """Write down that it began now. Again changes nothing. Raises NotThereError, ClassError."""
    with transaction.atomic():
        found = _mine(session, by)
        if found.began_at is not None:
            return found
        if found.state != Session.State.OPEN:
            raise ClassError(_("Only a session that is open can begin."))
        found.state, found.began_at = Session.State.RUNNING, timezone.now()
        found.save(update_fields=["state", "began_at"])
        waits.preparing(found)
        publish(SessionMoved(found.pk, by.pk, "began"))
    return found


def finish(*, session: UUID, by: Account) -> Session:
    """Write down that it ended now; attendance waits on who runs it. Again changes nothing."""
    with transaction.atomic():
        found = _mine(session, by)
        if found.state == Session.State.HELD:
            return found
        if found.state != Session.State.RUNNING:
            raise ClassError(_("It has not begun yet."))
        found.state, found.finished_at = Session.State.HELD, timezone.now()
        found.save(update_fields=["state", "finished_at"])
        waits.entering(found)
        publish(SessionMoved(found.pk, by.pk, "held"))
    return found


def add_preparation(*, session: UUID, title: str, by: Account) -> Preparation:
    """Put something onto the check list. Raises NotThereError, ClassError."""
    words = _words(title, 200, "title")
    with transaction.atomic():
        found = _mine(session, by)
        n = found.preparations.count()
        if n >= MOST:
            raise ClassError(_("That is more than anybody prepares."))
        made = Preparation.objects.create(session=found, title=words, order=n)
        waits.preparing(found)
    return made


def tick(*, preparation: UUID, is_done: bool, by: Account) -> Preparation:
    """Say that something is prepared, or not yet. Again changes nothing. Raises NotThereError."""
    with transaction.atomic():
        row = Preparation.objects.filter(pk=preparation).first()
        if row is None:
            raise NotThereError
        found = _mine(row.session_id, by)
        if (row.done_at is not None) != is_done:
            row.done_at = timezone.now() if is_done else None
            row.done_by_id = by.person_id if is_done else None
            row.save(update_fields=["done_at", "done_by"])
            waits.preparing(found)
    return row


def write_agenda(*, session: UUID, blocks: Sequence[Planned], by: Account) -> list[Block]:
    """Make the agenda these blocks. Raises NotThereError, ClassError for a day that the session does not have."""
    if len(blocks) > MOST:
        raise ClassError(_("That is more than a session holds."), field="agenda")
    for each in blocks:
        if each.way not in Block.Way.values or not 1 <= each.minutes <= 960 or not each.title.strip():
            raise ClassError(_("A block has a kind, minutes and a title."), field="agenda")
    with transaction.atomic():
        found = _mine(session, by)
        days = list(found.meetings.filter(is_cancelled=False).order_by("starts_at", "pk"))
        if any(not 0 <= each.day <= len(days) for each in blocks):
            raise ClassError(_("The session has %(n)s days.") % {"n": len(days)}, field="agenda")
        found.blocks.all().delete()
        made = Block.objects.bulk_create(
            Block(
                session=found, order=at, way=each.way, minutes=each.minutes,
                title=" ".join(each.title.split())[:200], meeting=days[each.day - 1] if each.day else None,
            )
            for at, each in enumerate(blocks)
        )  # fmt: skip
        publish(SessionMoved(found.pk, by.pk, "agenda"))
    return made


def log_issue(*, session: UUID, key: UUID, text: str, by: Account) -> Issue:
    """Write down what went wrong; the same key again is the same. Raises NotThereError, ClassError."""
    words = _words(text, 1000, "text")
    with transaction.atomic():
        found = _mine(session, by)
        before = Issue.objects.filter(pk=key, session=found).first()
        if before is not None:
            return before
        assert by.person_id is not None  # else nothing is theirs
        return Issue.objects.create(pk=key, session=found, text=words, by_id=by.person_id)


def settle_issue(*, issue: UUID, by: Account) -> Issue:
    """Say that something is mended. Again changes nothing. Raises NotThereError."""
    with transaction.atomic():
        row = Issue.objects.filter(pk=issue).first()
        if row is None:
            raise NotThereError
        _mine(row.session_id, by)
        if row.settled_at is None:
            row.settled_at = timezone.now()
            row.save(update_fields=["settled_at"])
    return row


def ask(*, session: UUID, key: UUID, text: str, by: Account) -> Question:
    """Ask something beforehand; the same key again is the same question. Raises NotThereError, ClassError."""
    words, me = _words(text, 500, "text"), _member(by)
    with transaction.atomic():
        found = _seen(session, by)
        before = Question.objects.filter(pk=key, person=me).first()
        if before is not None:
            return before
        if not found.is_ahead:
            raise ClassError(_("Questions are asked before a session ends."))
        if found.questions.filter(person=me).count() >= MOST:
            raise ClassError(_("That is more than one session answers."))
        made = Question.objects.create(pk=key, session=found, person_id=me, text=words)
        Vote.objects.create(question=made, person_id=me)
    return made


def vote(*, question: UUID, wants: bool, by: Account) -> Question:
    """Want to hear the answer too, or not. Again changes nothing. Raises NotThereError."""
    me = _member(by)
    with transaction.atomic():
        row = _question(question, by)
        if wants:
            Vote.objects.get_or_create(question=row, person_id=me)
        else:
            Vote.objects.filter(question=row, person=me).delete()
    return row


def write_answer(*, question: UUID, text: str, by: Account) -> Question:
    """Write down the answer. Raises NotThereError, ClassError."""
    if len(text) > 10_000:
        raise ClassError(_("That is too long."), field="answer")
    with transaction.atomic():
        row = _question(question, by)
        _mine(row.session_id, by)
        row.answer = text.strip()
        row.save(update_fields=["answer"])
    return row


def take_back(*, question: UUID, by: Account) -> None:
    """Take a question away: whoever asked it, and who runs the session. Raises NotThereError."""
    with transaction.atomic():
        row = _question(question, by)
        if row.person_id != rules.myself(by) and not rules.can_run(by, row.session):
            raise NotThereError
        row.delete()


def join(*, session: UUID, by: Account) -> str:
    """Where the meeting is; written down that somebody went there. Raises NotThereError, ClassError.

    For who has a place, and who runs it.
    """
    me = _member(by)
    with transaction.atomic():
        found = _seen(session, by)
        has = found.registrations.filter(person=me, state="registered").exists()
        if not has and not rules.can_run(by, found):
            raise ClassError(_("You have no place in this session."), hint=_("Register first."))
        if not found.link or found.state in (Session.State.CANCELLED, Session.State.DRAFT):
            raise ClassError(_("There is no link to join by."))
        Joined.objects.create(session=found, person_id=me)
    return found.link


def _mine(session: UUID, by: Account) -> Session:
    found = locked(session)
    if not rules.can_run(by, found) or found.state == Session.State.CANCELLED:
        raise NotThereError
    return found


def _seen(session: UUID, by: Account) -> Session:
    found = Session.objects.filter(pk=session).first()
    if found is None or not rules.can_see(by, found):
        raise NotThereError
    return found


def _question(question: UUID, by: Account) -> Question:
    row = Question.objects.select_related("session").filter(pk=question).first()
    if row is None or not rules.can_see(by, row.session):
        raise NotThereError
    return row


def _member(by: Account) -> UUID:
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here takes part."))
    return me


def _words(text: str, most: int, field: str) -> str:
    words = " ".join(text.split()) if most <= 200 else text.strip()
    if not words:
        raise ClassError(_("Write something first."), field=field)
    if len(words) > most:
        raise ClassError(_("That is too long."), field=field)
    return words
