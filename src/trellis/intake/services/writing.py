"""What every write of this room has: the locked row, the history, what waits on whom, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core import queries
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.intake import rules
from trellis.intake.addresses import request_address
from trellis.intake.definitions import stages
from trellis.intake.definitions.notices import REQUEST
from trellis.intake.events import RequestMoved
from trellis.intake.models import CourseRequest, Move, MoveKind, Vote
from trellis.intake.services.errors import IntakeError, StaleIntakeError
from trellis.work import dues
from trellis.work.services import items

ABOUT = "intake"
TO_DECIDE, TO_ANSWER, TO_DO, TO_REVIEW = (
    "course-request-triage", "course-request-question", "course-request-stage", "course-request-review",
)  # fmt: skip
LONGEST = 10_000


def locked(request: CourseRequest, seen: int | None = None) -> CourseRequest:
    """The request as it is now, for whoever writes. Raises StaleIntakeError where another version was seen."""
    row = CourseRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if seen is not None and row.version != seen:
        raise StaleIntakeError
    return row


def needed(text: str, sentence: str, field: str = "text") -> str:
    """Words that must be there. Raises IntakeError."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise IntakeError(sentence, field=field)
    return words


def note(row: CourseRequest, kind: MoveKind, by: Account | None, **facts: Any) -> Move:
    """Write down that something happened."""
    return Move.objects.create(request=row, kind=kind, by=by, **facts)


def step(
    row: CourseRequest, stage: str, by: Account | None, text: str = "", due_on: date | None = None
) -> None:
    """Bring a locked request into a stage, with its history, its work and its event."""
    before, row.stage, row.stage_since = row.stage, stage, timezone.now()
    due_before, row.due_on = row.due_on, due_on
    row.ended_at = None if stage in stages.OPEN else row.ended_at or row.stage_since
    row.version += 1
    row.save()
    note(
        row,
        MoveKind.STAGE,
        by,
        before=before,
        after=stage,
        text=text,
        due_before=due_before,
        due_after=due_on,
    )
    if stage == stages.REVIEW:
        row.reviewers.update(done_at=None, good=False)
    wait(row, by)
    publish(RequestMoved(row.pk, by.pk if by is not None else None, stage))


def wait(row: CourseRequest, by: Account | None = None) -> None:
    """Say on whom a request waits now, and on whom no more."""
    waiting: dict[str, Iterable[Account]] = {}
    if row.stage == stages.ASKED:
        waiting[TO_DECIDE] = rules.triagers()
    elif row.stage == stages.QUESTION:
        waiting[TO_ANSWER] = [row.asked_by] if row.asked_by is not None else []
    elif row.in_work:
        waiting[TO_DO] = [row.owner] if row.owner is not None else rules.triagers()
        if row.stage == stages.REVIEW:
            left = row.reviewers.filter(done_at=None).values("account")
            waiting[TO_REVIEW] = queries.team().filter(pk__in=left)
    for kind in (TO_DECIDE, TO_ANSWER, TO_DO, TO_REVIEW):
        if kind != TO_REVIEW or row.stage != stages.REVIEW:
            # What waited for the stage before is done by now; the same people may have the next one.
            items.settle(kind, row.pk, done_by=by)
        if kind in waiting:
            due = partial(dues.due_by, row.due_on) if row.due_on is not None else None
            items.wait_on(kind, ABOUT, row.pk, waiting[kind], title=row.title, due_at=due, asked_by=by)


def tell(
    row: CourseRequest, subject: str | Promise, *, by: Account | None, text: str = "", voters: bool = True
) -> None:
    """Tell the asker, and those who need it, too."""
    people = {row.asked_by_id} if row.asked_by_id is not None else set()
    if voters:
        people |= set(Vote.objects.filter(request=row).values_list("account", flat=True))
    notices.notify(
        REQUEST, queries.team().filter(pk__in=people), subject=subject, text=text, actor=by,
        address=request_address(row.pk), about=(ABOUT, row.pk),
    )  # fmt: skip


def must(allowed: bool) -> None:
    """Raises NotAllowedError where a rule says no."""
    if not allowed:
        raise rules.NotAllowedError(_("You may not do this with this request."))
