"""What somebody may read and write of reviews: every look at a text goes through `readable`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from trellis.core.rules import Account
from trellis.reviews import rules, shapes
from trellis.reviews.definitions.reading import (
    OPEN,
    SEEN,
    Kind,
    Setting,
    Standing,
    State,
    can_submit,
    named,
    reads,
)
from trellis.reviews.models import Review, Submission, Writing


@dataclass(frozen=True, slots=True)
class Text:
    """Something that was handed in, as a reader sees it: `author` is empty where they do not see who wrote it."""

    kind: str
    author: str
    shape: shapes.Shape
    values: dict[str, str]
    submitted_at: Any
    again: bool

    @property
    def label(self) -> str:
        """What it is called."""
        return str(Writing.Kind(self.kind).label)

    @property
    def score(self) -> Any:
        """What its ratings come to."""
        return self.shape.score(self.values)


def review_for(who: Account, key: UUID) -> Review | None:
    """A review that somebody may open: it is about them, they write it as the manager, or they are above the person."""
    found = (
        Review.objects.select_related("cycle", "person", "manager", "role_form", "board")
        .filter(pk=key)
        .first()
    )
    if found is None or not rules.can_enter(who):
        return None
    own = who.person_id in (found.person_id, found.manager_id)
    return found if own or rules.can_see_person(who, found.person) else None


def readable(who: Account, review: Review) -> list[Text]:
    """Every text of a review that somebody may read now, each as they see it. Three queries."""
    if who.person_id is None:
        return []
    submissions = Submission.objects.order_by("-number")
    rows = list(
        review.writings.select_related("writer")
        .prefetch_related(Prefetch("submissions", submissions))
        .order_by("pk")
    )
    handed_in = [each for each in rows if each.submissions.all()]
    found = []
    for each in handed_in:
        each.review = review
        kind, said = Kind(each.kind), _setting(review, each.kind, handed_in)
        standing = Standing(
            each.writer_id == who.person_id,
            review.person_id == who.person_id,
            review.manager_id == who.person_id,
        )
        if not reads(kind, State(review.state), standing, said):
            continue
        author = each.writer.name if named(kind, standing, said) else ""
        values = json.loads(each.submissions.all()[0].text)
        when = each.submitted_at if author else None  # a moment would say who it was
        shape = shapes.shape_of(each, review)
        again = each.state == Writing.State.ASKED
        found.append(Text(each.kind, author, shape, values, when, again and bool(author)))
    order = list(Writing.Kind.values)
    # Without names nothing may tell who was asked first: by what they say.
    return sorted(
        found,
        key=lambda one: (
            order.index(one.kind),
            one.author,
            "" if one.author else str(sorted(one.values.items())),
        ),
    )


def _setting(review: Review, kind: str, handed_in: Sequence[Writing]) -> Setting:
    form = review.cycle.form
    answered = sum(each.kind == kind for each in handed_in)
    return Setting(
        (form.get("peers") or {}).get("shown", "unnamed"),
        (form.get("upward") or {}).get("least_answers", 3),
        answered,
    )


def writing_for(who: Account, key: UUID) -> Writing | None:
    """A piece that somebody writes, or wrote."""
    if not rules.can_enter(who):
        return None
    found = Writing.objects.filter(pk=key, writer=who.person_id)
    found = found.exclude(state__in=[Writing.State.NOMINATED, Writing.State.DROPPED])
    return found.select_related(
        "review__cycle", "review__person", "review__role_form", "review__board"
    ).first()


def can_write(writing: Writing) -> bool:
    """Whether a piece can still be written."""
    review = writing.review
    is_open = review.cycle.is_open and can_submit(Kind(writing.kind), State(review.state))
    return writing.state == Writing.State.ASKED and is_open


def kept_in(writing: Writing) -> dict[str, str]:
    """The draft of a piece; of one that was handed in, that."""
    if writing.draft:
        found: dict[str, str] = json.loads(writing.draft)
        return found
    last = writing.submissions.order_by("-number").first()
    return json.loads(last.text) if last is not None else {}


def to_write(who: Account) -> QuerySet[Writing]:
    """What somebody has left to write."""
    states = list(map(str, OPEN))
    found = Writing.objects.filter(
        writer=who.person_id,
        state=Writing.State.ASKED,
        review__state__in=states,
        review__cycle__closed_at=None,
    )
    found = found.exclude(Q(kind="manager") & ~Q(review__state="writing"))
    return found.select_related("review__cycle", "review__person").order_by(
        "review__cycle", "kind", "review__person__name"
    )


def own_reviews(who: Account) -> QuerySet[Review]:
    """The reviews of somebody themselves, the newest first."""
    found = Review.objects.filter(person=who.person_id).exclude(state=Review.State.CLOSED)
    return found.select_related("cycle", "manager").order_by("-cycle__opens_on", "-pk")


def led(who: Account) -> QuerySet[Review]:
    """The reviews that somebody has before them as the manager, in cycles that are open."""
    found = Review.objects.filter(manager=who.person_id, cycle__closed_at=None).exclude(
        state=Review.State.CLOSED
    )
    return found.select_related("cycle", "person", "role_form", "board").order_by("cycle", "person__name")


def peers_of(review: Review) -> list[Writing]:
    """The colleagues of a review, whatever became of it."""
    found = review.writings.filter(kind=Writing.Kind.PEER).exclude(state=Writing.State.DROPPED)
    return list(found.select_related("writer").order_by("writer__name"))


def history_of(who: Account, person: UUID) -> list[Review]:
    """The reviews of a person, for themselves and those above: the newest first."""
    found = Review.objects.filter(person=person).exclude(state=Review.State.CLOSED)
    return list(found.select_related("cycle", "manager", "role_form").order_by("-cycle__opens_on", "-pk"))


def strengths_of(who: Account, people: Collection[UUID]) -> dict[UUID, str]:
    """The strengths that the manager's last shared review names, of those people whose manager somebody is.

    Others in the line see boxes, no words. Two queries.
    """
    rows = Review.objects.filter(
        person__in=people, manager=who.person_id, state__in=[str(each) for each in SEEN]
    )
    latest = {each.person_id: each.pk for each in rows.order_by("shared_at", "pk")}
    handed_in = Submission.objects.filter(
        writing__review__in=latest.values(), writing__kind=Writing.Kind.MANAGER
    )
    texts: dict[UUID, str] = {}
    for each in handed_in.select_related("writing__review").order_by("submitted_at", "number"):
        texts[each.writing.review.person_id] = json.loads(each.text).get(shapes.STRENGTHS, "")
    return texts
