"""Sharing reviews, and what people say to them; reminding those on whom something waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.reviews import rules
from trellis.reviews.addresses import review_address
from trellis.reviews.definitions.notices import SHARED
from trellis.reviews.definitions.reading import OPEN
from trellis.reviews.events import ReviewShared, ReviewSigned
from trellis.reviews.models import Review, ReviewCycle, Writing
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import waits
from trellis.reviews.services.errors import NoReviewError, ReviewError
from trellis.work.phrases import filled
from trellis.work.services import items

LONGEST = 8000
DUE = gettext_lazy("Due on %(day)s: %(title)s")
LATE = gettext_lazy("Still waiting for you: %(title)s")
SHARED_SAYS = gettext_lazy("You can read your review: %(title)s")


def share(*, review: UUID, by: Account) -> Review:
    """Let a person read their review. By their manager, from the day of the cycle on, when its board is locked.

    Twice is once. Raises NoReviewError, ReviewError.
    """
    with transaction.atomic():
        row = _locked(review)
        if row is None or by.person_id is None or row.manager_id != by.person_id or not rules.can_enter(by):
            raise NoReviewError
        if row.state in (Review.State.SHARED, Review.State.SIGNED):
            return row
        if row.state != Review.State.SUBMITTED or not row.cycle.is_open:
            raise ReviewError(_("Hand the review in first."))
        if row.cycle.shared_from > today():
            day = date_format(row.cycle.shared_from)
            raise ReviewError(_("Reviews are shared from %(day)s on.") % {"day": day})
        if row.board is not None and row.board.locked_at is None:
            raise ReviewError(_("The calibration is not locked yet."), hint=_("Its facilitators lock it."))
        row.state, row.shared_at, row.version = Review.State.SHARED, timezone.now(), row.version + 1
        row.save(update_fields=["state", "shared_at", "version"])
        waits.over(row)
        waits.sign(row)
        notices.notify(
            SHARED, waits.accounts_of([row.person_id]), subject=filled(SHARED_SAYS, title=row.cycle.title), actor=by,
            address=review_address(row.pk), key=f"review shared {row.pk} {row.version}",
        )  # fmt: skip
        publish(ReviewShared(row.pk, by.pk, row.person_id))
    return row


def acknowledge(*, review: UUID, agrees: bool, answer: str, by: Account) -> Review:
    """Say that one has read one's review, whether one agrees, and what one thinks. Raises as `share`."""
    with transaction.atomic():
        row = _locked(review)
        if row is None or by.person_id is None or row.person_id != by.person_id or not rules.can_enter(by):
            raise NoReviewError
        if row.state == Review.State.SIGNED:
            return row
        if row.state != Review.State.SHARED:
            raise NoReviewError
        if not agrees and not answer.strip():
            raise ReviewError(_("Say in a few words what you see otherwise."), field="answer")
        if len(answer) > LONGEST:
            raise ReviewError(_("That is too long."), field="answer")
        row.agrees, row.answer, row.signed_at = agrees, answer.strip(), timezone.now()
        row.state, row.version = Review.State.SIGNED, row.version + 1
        row.save(update_fields=["agrees", "sealed_answer", "signed_at", "state", "version"])
        items.settle(waits.SIGN, row.pk, done_by=by)
        publish(ReviewSigned(row.pk, by.pk, row.person_id))
    return row


def remind(*, keys: Collection[UUID], by: Account) -> int:
    """Remind those on whom these reviews wait, once a day at most; how many people were told.

    For who sees how far they are. Raises NotAllowedError.
    """
    if not rules.can_see_progress(by):
        raise NotAllowedError(_("You may not see these reviews."))
    with transaction.atomic():
        seen = Person.objects.filter(rules.seen_people(by)).values("pk")
        rows = list(
            Review.objects.filter(pk__in=keys, person__in=seen, cycle__closed_at=None).select_related("cycle")
        )
        return _tell(rows, timezone.now())


def remind_late() -> int:
    """Remind those who are late; for the clock, once a week at most for each review."""
    now, day = timezone.now(), today()
    rows = Review.objects.filter(cycle__closed_at=None).select_related("cycle").order_by("pk")
    rows = rows.exclude(reminded_at__gt=now - timedelta(days=7))
    late = [each for each in rows.iterator(500) if is_late(each, day)]
    with transaction.atomic():
        return _tell(late, now)


def remind_due() -> int:
    """Remind those on whom something waits some days before it is due, once; how many were told. For the clock."""
    day, n = today(), 0
    with transaction.atomic():
        for cycle in ReviewCycle.objects.filter(closed_at=None):
            ahead = timedelta(days=cycle.form.get("remind_before", 0))
            for part, due in _dues(cycle).items():
                if ahead and due - ahead <= day <= due:
                    said = filled(DUE, title=cycle.title, day=lazy(date_format, str)(due))
                    people = waits.accounts_of(_waiting(cycle, part))
                    n += waits.tell(people, cycle, f"due {cycle.pk} {part} {due}", said)
    return n


def _dues(cycle: ReviewCycle) -> dict[str, date]:
    return {
        "self": cycle.self_due, "peer": cycle.peers_due, "upward": cycle.peers_due, "manager": cycle.manager_due,
        "sign": cycle.acknowledge_by,
    }  # fmt: skip


def _waiting(cycle: ReviewCycle, part: str) -> set[UUID | None]:
    """On whom a part of a cycle waits."""
    if part == "sign":
        rows = cycle.reviews.filter(state__in=("submitted", "shared")).values_list(
            "state", "person", "manager"
        )
        return {person if state == "shared" else manager for state, person, manager in rows}
    asked = Writing.objects.filter(review__cycle=cycle, kind=part, state=Writing.State.ASKED)
    return set(asked.filter(review__state__in=list(map(str, OPEN))).values_list("writer", flat=True))


def is_late(row: Review, day: date) -> bool:
    """Whether the day has passed by which the next step of a review is due."""
    due = {
        Review.State.WRITING: row.cycle.manager_due,
        Review.State.SUBMITTED: row.cycle.acknowledge_by,
        Review.State.SHARED: row.cycle.acknowledge_by,
    }.get(Review.State(row.state))
    return due is not None and due < day


def _tell(rows: Collection[Review], now: datetime) -> int:
    waiting = Writing.objects.filter(review__in=[each.pk for each in rows], state=Writing.State.ASKED)
    writers: dict[UUID, set[UUID]] = {}
    for review, writer in waiting.values_list("review", "writer"):
        writers.setdefault(review, set()).add(writer)
    told: dict[UUID, set[UUID]] = {}
    cycles = {each.cycle_id: each.cycle for each in rows}
    for each in rows:
        people = told.setdefault(each.cycle_id, set())
        if each.state == Review.State.SHARED:
            people.add(each.person_id)
        elif each.state == Review.State.SUBMITTED and each.manager_id is not None:
            people.add(each.manager_id)
        elif each.state in OPEN:
            people |= writers.get(each.pk, set())
    Review.objects.filter(pk__in=[each.pk for each in rows]).update(reminded_at=now)
    day = today()
    return sum(
        waits.tell(
            waits.accounts_of(people),
            cycles[key],
            f"reminded {key} {day}",
            filled(LATE, title=cycles[key].title),
        )
        for key, people in told.items()
    )


def _locked(key: UUID) -> Review | None:
    found = Review.objects.select_for_update(of=("self",)).select_related("cycle", "board")
    return found.filter(pk=key).first()
