"""What of reviews waits on whom in My work: one item a cycle and part, however many reviews that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.reviews.addresses import home_address
from trellis.reviews.definitions.notices import ASKED
from trellis.reviews.definitions.reading import OPEN
from trellis.reviews.models import Review, ReviewCycle, Writing
from trellis.work import dues
from trellis.work.phrases import filled
from trellis.work.services import items

CYCLE, REVIEW, PIECE = "review-cycle", "review", "review-writing"
BY_KIND = {"self": "review-self", "manager": "review-manager", "upward": "review-upward"}
PEER, APPROVE, SHARE, SIGN = "review-peer", "review-approve", "review-share", "review-sign"


OPENED = gettext_lazy("Reviews have begun: %(title)s")
ASKED_SAYS = gettext_lazy("You are asked for feedback about a colleague: %(title)s")


def accounts_of(people: Iterable[UUID | None]) -> list[Account]:
    """The open accounts of people."""
    return list(Account.objects.filter(person__in=[each for each in people if each], is_active=True))


def sync(cycle: ReviewCycle, kind: str) -> None:
    """Have a part of a cycle wait on exactly those who have something of it left to write."""
    writers = _open(cycle, kind).values("writer")
    found = list(Account.objects.filter(person__in=writers, is_active=True))
    due = cycle.self_due if kind == "self" else cycle.peers_due if kind == "upward" else cycle.manager_due
    items.wait_on(BY_KIND[kind], CYCLE, cycle.pk, found, title=cycle.title, due_at=_by(due))


def sync_all(cycle: ReviewCycle) -> None:
    """Have every part of a cycle wait on exactly those who have something of it left to write."""
    for kind in BY_KIND:
        sync(cycle, kind)


def written(writing: Writing, by: Account) -> None:
    """Somebody has nothing left to do for this one: take it off their list once it was the last."""
    if writing.kind == Writing.Kind.PEER:
        items.settle(PEER, writing.pk, done_by=by)
        return
    cycle = writing.review.cycle
    if not _open(cycle, writing.kind).filter(writer=writing.writer_id).exists():
        items.finish_for(BY_KIND[writing.kind], cycle.pk, by)


def piece(writing: Writing) -> None:
    """Have one piece wait on its writer: a colleague's, or one that was opened again."""
    people = accounts_of([writing.writer_id])
    cycle = writing.review.cycle
    if writing.kind == Writing.Kind.PEER:
        items.wait_on(PEER, PIECE, writing.pk, people, title=cycle.title, due_at=_by(cycle.peers_due))
        tell(people, cycle, f"peer {writing.pk}", filled(ASKED_SAYS, title=cycle.title))
    else:
        sync(cycle, writing.kind)


def approve(review: Review) -> None:
    """Have nominations wait on the manager while there are any."""
    waiting = review.writings.filter(state=Writing.State.NOMINATED).exists()
    people = accounts_of([review.manager_id]) if waiting else []
    items.wait_on(
        APPROVE, REVIEW, review.pk, people, title=review.cycle.title, due_at=_by(review.cycle.peers_due)
    )


def share(review: Review) -> None:
    """Have sharing wait on the manager while it can be done."""
    board = review.board
    can = review.state == Review.State.SUBMITTED and (board is None or board.locked_at is not None)
    people = accounts_of([review.manager_id]) if can else []
    due = review.cycle.acknowledge_by
    items.wait_on(SHARE, REVIEW, review.pk, people, title=review.cycle.title, due_at=_by(due))


def sign(review: Review) -> None:
    """Have the review wait on whom it is about once it was shared."""
    people = accounts_of([review.person_id]) if review.state == Review.State.SHARED else []
    due = review.cycle.acknowledge_by
    items.wait_on(SIGN, REVIEW, review.pk, people, title=review.cycle.title, due_at=_by(due))


def over(review: Review) -> None:
    """Nothing of a review waits on anybody any more."""
    for kind in (APPROVE, SHARE, SIGN):
        items.settle(kind, review.pk)
    for key in review.writings.filter(kind=Writing.Kind.PEER).values_list("pk", flat=True):
        items.settle(PEER, key)


def tell(people: Iterable[Account], cycle: ReviewCycle, key: str, says: str | Promise = "") -> int:
    """Tell people that something of a cycle waits on them, or has begun; how many were told."""
    subject = says or filled(OPENED, title=cycle.title)
    return notices.notify(ASKED, people, subject=subject, address=home_address(), key=f"review {key}")


def _open(cycle: ReviewCycle, kind: str) -> QuerySet[Writing]:
    return Writing.objects.filter(
        review__cycle=cycle,
        kind=kind,
        state=Writing.State.ASKED,
        review__state__in=[str(each) for each in OPEN],
    ).order_by()


def _by(day: date) -> Callable[[Account], datetime]:
    return lambda account: dues.due_by(day, account)
