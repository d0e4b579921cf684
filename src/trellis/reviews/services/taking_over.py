"""Taking over cycles that were held before, such as in another system: who was reviewed by whom, what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people import terms as people_terms
from trellis.reviews import rules, shapes, terms
from trellis.reviews.definitions.permissions import RUN
from trellis.reviews.events import CycleClosed, CycleOpened
from trellis.reviews.models import Review, ReviewCycle, Submission, Writing
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import opening, waits
from trellis.reviews.services.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Held:
    """A cycle that was opened on a day in the past with what the handbook asks; without `closed_on` it goes on."""

    name: str
    title: str
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote: one rating for all that is rated, and words, which answer the questions in turn."""

    rating: int | None
    words: tuple[str, ...]
    summary: str = ""
    strengths: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The review of one person. What is None was not handed in; `agrees` is None of who has not signed it off."""

    person: UUID
    manager: UUID | None
    title: str
    department: str
    hired_on: date | None
    own: Said | None = None
    judged: Said | None = None
    performance: int | None = None
    growth: int | None = None
    agrees: bool | None = None
    answer: str = ""
    peers: tuple[tuple[UUID, Said | None], ...] = ()


def take_over(*, held: Held, taken: Sequence[Taken], by: Account) -> ReviewCycle:
    """Write reviews of a cycle down, which is made with the first of them. Who has one in it keeps that.

    Those of a cycle that is closed were shared on its day, where their manager handed in. Nobody is told. Raises
    NotAllowedError, and ReviewError where the handbook has no such cycle.
    """
    _require(by)
    with transaction.atomic():
        cycle = _cycle(held, by)
        definition = terms.cycles()[held.name]
        there = set(cycle.reviews.values_list("person", flat=True))
        new = [each for each in taken if each.person not in there]
        forms = opening.forms_of(cycle, {each.title for each in new})
        rows, writings, submissions = [], [], []
        for each in new:
            role = people_terms.role_titled(each.title)
            row = Review(
                cycle=cycle, person_id=each.person, manager_id=each.manager, role_form=forms[each.title],
                department=each.department, hired_on=each.hired_on, grade=role.grade if role is not None else None,
                rated=definition.is_rated(each.hired_on, cycle.opens_on),
            )  # fmt: skip
            _place(row, each, cycle)
            rows.append(row)
            for writing, said in _writings(row, each, cycle):
                writings.append(writing)
                if said is not None:
                    submissions.append(_handed_in(writing, row, said))
        Review.objects.bulk_create(rows)
        Writing.objects.bulk_create(writings)
        Submission.objects.bulk_create(submissions)
    return cycle


def take_up(*, held: Held, by: Account) -> None:
    """Have what is left of a cycle that was taken over wait on whom it waits on, feedback upward too.

    Raises as `take_over`.
    """
    _require(by)
    with transaction.atomic():
        cycle = _cycle(held, by)
        opening.ask_upward(cycle)
        waits.sync_all(cycle)


def _cycle(held: Held, by: Account) -> ReviewCycle:
    found = ReviewCycle.objects.filter(name=held.name, opens_on=held.opened_on).first()
    if found is not None:
        return found
    definition = terms.cycles().get(held.name)
    if definition is None:
        raise ReviewError(_("The handbook has no such cycle."))
    opened = _at(held.opened_on)
    made = ReviewCycle.objects.create(
        name=held.name, title=held.title[:200], revision=defined.revision(), form=terms.form_of(definition),
        opens_on=held.opened_on, opened_by=by, opened_at=opened, **definition.days(held.opened_on),
        closed_at=_at(held.closed_on) if held.closed_on is not None else None,
    )  # fmt: skip
    publish(CycleOpened(made.pk, by.pk))
    if made.closed_at is not None:
        publish(CycleClosed(made.pk, by.pk))
    return made


def _place(row: Review, each: Taken, cycle: ReviewCycle) -> None:
    """Where a review stands by what was handed in, and what it came to."""
    if row.rated and each.judged is not None and cycle.talent is not None:
        row.performance, row.growth = each.performance, each.growth
    if each.judged is None:
        row.state = Review.State.WRITING if cycle.is_open else Review.State.CLOSED
        return
    row.state = Review.State.SUBMITTED
    if not cycle.is_open:
        row.state, row.shared_at = Review.State.SHARED, _at(cycle.shared_from)
        if each.agrees is not None:
            row.state, row.signed_at = Review.State.SIGNED, _at(cycle.shared_from + timedelta(days=4))
            row.agrees, row.answer = each.agrees, each.answer


def _writings(row: Review, each: Taken, cycle: ReviewCycle) -> list[tuple[Writing, Said | None]]:
    asked = []
    if cycle.form.get("self"):
        asked.append((Writing.Kind.SELF, each.person, each.own))
    if each.manager is not None:
        asked.append((Writing.Kind.MANAGER, each.manager, each.judged))
    if cycle.form.get("peers"):
        asked += [(Writing.Kind.PEER, person, said) for person, said in each.peers]
    return [(Writing(review=row, kind=kind, writer_id=writer), said) for kind, writer, said in asked]


def _handed_in(writing: Writing, row: Review, said: Said) -> Submission:
    cycle, kind = row.cycle, writing.kind
    due = {"self": cycle.self_due, "manager": cycle.manager_due}.get(kind, cycle.peers_due)
    if cycle.is_open:
        due = cycle.opens_on + (due - cycle.opens_on) / 2
    writing.state, writing.submitted_at = Writing.State.SUBMITTED, _at(due)
    made = Submission(writing=writing, number=1, submitted_at=writing.submitted_at)
    made.text = json.dumps(_values(shapes.shape_of(writing, row), said, row))
    return made


def _values(shape: shapes.Shape, said: Said, row: Review) -> dict[str, str]:
    """The fields of a form that hold what was said."""
    raw, words = {}, list(said.words)
    for name in shape.names:
        if name.endswith("-rating") and said.rating is not None:
            raw[name] = str(said.rating)
        elif name.endswith("-answer") and words:
            raw[name] = words.pop(0)
    if shape.places:
        raw |= {shapes.PERFORMANCE: str(row.performance or ""), shapes.GROWTH: str(row.growth or "")}
    return shapes.clean(shape, raw | {shapes.SUMMARY: said.summary, shapes.STRENGTHS: said.strengths})


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def _require(by: Account) -> None:
    if not rules.can_run(by):
        raise NotAllowedError(_("You may not run reviews."), permission=RUN.name)
