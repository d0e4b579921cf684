"""Taking over what was talked about before, such as from another system: series, mentorings, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.conversations import rules, terms
from trellis.conversations.events import FeedbackMoved, OfferKept, PairMoved
from trellis.conversations.models import Feedback, MentorOffer, Pair, Session
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish_all
from trellis.meetings.services import taking_over
from trellis.meetings.services.taking_over import Kept


@dataclass(frozen=True, slots=True)
class Mentored:
    """A mentoring that goes on: who offers what, its goal, since when, the days of its sessions."""

    mentor: UUID
    mentee: UUID
    topics: tuple[str, ...]
    goal: str
    starts_on: date
    held: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Feedback that was given."""

    giver: UUID
    receiver: UUID
    tone: str
    text: str
    given_on: date


def take_over_series(*, kept: Sequence[Kept], by: Account) -> int:
    """Write down one-to-ones and career conversations of before; gives how many. Raises NotAllowedError."""
    _require(by)
    return taking_over.take_over(kept=kept, by=by)


def take_over_mentoring(*, mentored: Sequence[Mentored], by: Account) -> int:
    """Write down mentorings that go on, with what the mentors offer; gives how many. Raises NotAllowedError."""
    _require(by)
    length = timedelta(days=30 * terms.conversations().mentoring.months)
    pairs, sessions, offers = [], [], {}
    for each in mentored:
        pair = Pair(
            mentor_id=each.mentor, mentee_id=each.mentee, state=Pair.State.ACTIVE, starts_on=each.starts_on,
            until=each.starts_on + length,
        )  # fmt: skip
        pair.goal = each.goal
        pairs.append(pair)
        sessions += [Session(pair=pair, held_on=day, by_id=each.mentee) for day in each.held]
        offers[each.mentor] = MentorOffer(pk=uuid7(), person_id=each.mentor, topics=list(each.topics), most=2)
    with transaction.atomic():
        there = set(MentorOffer.objects.filter(person__in=offers).values_list("person", flat=True))
        new = [row for person, row in offers.items() if person not in there]
        MentorOffer.objects.bulk_create(new)
        Pair.objects.bulk_create(pairs)
        Session.objects.bulk_create(sessions)
        publish_all([OfferKept(row.pk, by.pk, is_open=True) for row in new])
        publish_all([PairMoved(row.pk, by.pk, "accepted") for row in pairs])
    return len(pairs)


def take_over_feedback(*, told: Sequence[Told], by: Account) -> int:
    """Write down feedback that was given before; gives how much. Raises NotAllowedError."""
    _require(by)
    rows = []
    for each in told:
        row = Feedback(
            giver_id=each.giver, receiver_id=each.receiver, tone=each.tone,
            given_at=datetime.combine(each.given_on, time(10), UTC),
        )  # fmt: skip
        row.text = each.text
        rows.append(row)
    with transaction.atomic():
        Feedback.objects.bulk_create(rows)
        publish_all([FeedbackMoved(row.pk, by.pk, "given") for row in rows])
    return len(rows)


def _require(by: Account) -> None:
    if not rules.can_oversee(by):
        raise NotAllowedError(_("Only who oversees conversations takes them over."))
