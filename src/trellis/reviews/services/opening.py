"""Opening cycles, and keeping them in step with people: joiners, leavers, other managers. Done again it is nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined, tasks
from trellis.core.rules import Account, Person
from trellis.core.services.events import publish, publish_all
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences
from trellis.people.queries.directory import Wanted, found
from trellis.people.remembering import UntilPositionsChange
from trellis.reviews import rules, terms
from trellis.reviews.definitions.cycles import Cycle
from trellis.reviews.definitions.permissions import RUN
from trellis.reviews.definitions.reading import OPEN
from trellis.reviews.events import CycleClosed, CycleOpened, ReviewHandedOver
from trellis.reviews.models import Review, ReviewCycle, RoleForm, Writing
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import waits
from trellis.reviews.services.errors import ReviewError, StaleReviewError
from trellis.work.services import items

FILL = "reviews.fill"
"""The name of the job, which calls services and is therefore known to them by its name alone."""
AT_ONCE = 200
AT_SIGHT = 300
"""Up to as many reviews are made while somebody waits."""
Step = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a cycle would be for today: those who take part, those hired too late, those whom nobody manages."""

    people: Mapping[UUID, Facts]
    too_new: int
    unrated: int
    without_manager: int


def meant(cycle: Cycle, opens: date) -> Meant:
    """Count before anything is made. Three queries."""
    of = {key: each for key, each in audiences.facts_on(today()).items() if fits(cycle.audience, each)}
    people = {key: each for key, each in of.items() if cycle.is_open_to(each.hired_on)}
    managed = set(found(Wanted(today())).filter(manager__isnull=False).values_list("person", flat=True))
    unrated = sum(not cycle.is_rated(each.hired_on, opens) for each in people.values())
    return Meant(people, len(of) - len(people), unrated, len(set(people) - managed))


def open_cycle(*, name: str, by: Account | None, opens: date | None = None) -> ReviewCycle:
    """Open a cycle of the handbook; `by` is None where its calendar does. Its reviews are made at once or by a job.

    Raises NotAllowedError, and ReviewError where it is open already or its days have passed.
    """
    _check_may(by)
    definition = terms.cycles().get(name)
    if definition is None or not definition.sections:
        raise ReviewError(_("The handbook has no such cycle."), hint=_("Write it in reviews/ and merge it."))
    day = opens or max(definition.calendar.opens or today(), today())
    days = definition.days(definition.calendar.opens or day)
    if days["manager_due"] < day:
        raise ReviewError(
            _("The days of this cycle have passed."), hint=_("Give it new days in the handbook.")
        )
    try:
        with transaction.atomic():
            made = ReviewCycle.objects.create(
                name=name, title=definition.title[:200], revision=defined.revision(),
                form=terms.form_of(definition), opens_on=day, opened_by=by, **days,
            )  # fmt: skip
            publish(CycleOpened(made.pk, by.pk if by else None))
            if len(audiences.facts_on(today())) > AT_SIGHT:
                job = tasks.task_named(FILL)
                assert job is not None, "declared when Django starts"
                job.enqueue(cycle=str(made.pk))
            else:
                fill(made.pk, transaction.atomic)
    except IntegrityError as error:
        raise ReviewError(_("This cycle is open already.")) from error
    return made


def fill(key: UUID, step: Step) -> int:
    """Make the reviews that a cycle lacks: at first all, later those of joiners. How many there are new."""
    cycle = ReviewCycle.objects.get(pk=key)
    definition = terms.cycles().get(cycle.name)
    if definition is None or not cycle.is_open:
        return 0
    lacking = joiners(cycle)
    keys = sorted(lacking)
    for start in range(0, len(keys), AT_ONCE):
        with step():
            _make(cycle, definition, keys[start : start + AT_ONCE], lacking)
    if keys:
        with step():
            ask_upward(cycle)
            _begin(cycle)
    return len(keys)


def joiners(cycle: ReviewCycle) -> dict[UUID, Facts]:
    """Whom the cycle is for by today, and who has no review in it yet. Four queries; one where nobody lacks one."""
    definition = terms.cycles().get(cycle.name)
    if definition is None:
        return {}
    day = today()
    keys = set(_lacking(cycle, definition, day).values_list("pk", flat=True))
    # Usually few lack one. Where many do, as at the opening, all facts are read: thousands of keys are not asked for.
    facts = audiences.facts_on(day, keys if len(keys) <= AT_ONCE else None) if keys else {}
    return {key: facts[key] for key in facts.keys() & keys}


def count_joiners(cycle: ReviewCycle, reviews: int) -> int:
    """How many `joiners` there are of a cycle with so many reviews.

    One query, and another where a position or the number of reviews has changed.
    """
    definition = terms.cycles().get(cycle.name)
    if definition is None:
        return 0
    day = today()
    what = (cycle.pk, reviews, day, defined.state())
    return _lack.get(what, lambda: _lacking(cycle, definition, day).count())


_lack: UntilPositionsChange[int] = UntilPositionsChange(most=8)


def _lacking(cycle: ReviewCycle, definition: Cycle, day: date) -> QuerySet[Person]:
    people = audiences.people_of(definition.audience, day, hired_by=definition.hired_by)
    return people.exclude(pk__in=cycle.reviews.values("person"))


def add_joiners(*, cycle: UUID, by: Account) -> int:
    """Take those into a cycle who joined since. Raises NotAllowedError."""
    _check_may(by)
    return fill(cycle, transaction.atomic)


def close_cycle(*, cycle: UUID, by: Account, seen: int) -> ReviewCycle:
    """End a cycle: what is not shared stays with who wrote it. Raises NotAllowedError, StaleReviewError."""
    _check_may(by)
    with transaction.atomic():
        row = ReviewCycle.objects.select_for_update().get(pk=cycle)
        if row.closed_at is not None:
            return row
        if row.version != seen:
            raise StaleReviewError
        row.closed_at, row.version = timezone.now(), row.version + 1
        row.save(update_fields=["closed_at", "version"])
        for each in row.reviews.filter(state__in=[*map(str, OPEN), "shared"]):
            waits.over(each)
        row.reviews.filter(state__in=list(map(str, OPEN))).update(state=Review.State.CLOSED)
        for kind in waits.BY_KIND.values():
            items.settle(kind, row.pk)
        publish(CycleClosed(row.pk, by.pk))
    return row


def keep(people: Collection[UUID] | None = None) -> int:
    """Close the reviews of those who left, hand those over whose manager is another; how many changed.

    On whom their cycles wait is settled at the end, once for each: that takes the longer the more people write.
    """
    rows = Review.objects.filter(state__in=list(map(str, OPEN)), cycle__closed_at=None)
    if people is not None:
        rows = rows.filter(person__in=people)
    held = {each.person_id: each for each in found(Wanted(today())).filter(person__in=rows.values("person"))}
    n, moved = 0, dict[UUID, ReviewCycle]()
    for row in rows.select_related("cycle", "board"):
        position = held.get(row.person_id)
        if position is None:
            _close(row.pk)
        elif position.manager_id != row.manager_id:
            _hand_over(row.pk, position.manager_id)
        else:
            continue
        moved[row.cycle_id] = row.cycle
        n += 1
    for cycle in moved.values():
        with transaction.atomic():
            waits.sync_all(cycle)
    return n


def keep_times() -> int:
    """Note from when on the time of the reviews of those who left counts, and of nobody who is here; how many changed.

    Two queries.
    """
    here = found(Wanted(today())).order_by().values("person")
    gone = Review.objects.filter(kept_from=None).exclude(person__in=here).update(kept_from=timezone.now())
    return gone + Review.objects.filter(kept_from__isnull=False, person__in=here).update(kept_from=None)


def keep_waiting() -> None:
    """Have open cycles wait on whoever was given an account since."""
    for cycle in ReviewCycle.objects.filter(closed_at=None):
        with transaction.atomic():
            waits.sync_all(cycle)


def _make(cycle: ReviewCycle, definition: Cycle, keys: Collection[UUID], known: Mapping[UUID, Facts]) -> None:
    positions = list(found(Wanted(today())).filter(person__in=keys))
    forms = forms_of(cycle, {each.title for each in positions})
    reviews, writings = [], []
    for each in positions:
        hired, role = known[each.person_id].hired_on, people_terms.role_titled(each.title)
        review = Review(
            cycle=cycle, person_id=each.person_id, manager_id=each.manager_id, role_form=forms[each.title],
            department=each.department, hired_on=hired, grade=role.grade if role is not None else None,
            rated=definition.is_rated(hired, cycle.opens_on),
        )  # fmt: skip
        reviews.append(review)
        if cycle.form.get("self"):
            writings.append(Writing(review=review, kind=Writing.Kind.SELF, writer_id=each.person_id))
        if each.manager_id is not None:
            writings.append(Writing(review=review, kind=Writing.Kind.MANAGER, writer_id=each.manager_id))
    Review.objects.bulk_create(reviews)
    Writing.objects.bulk_create(writings)


def forms_of(cycle: ReviewCycle, titles: Collection[str]) -> dict[str, RoleForm]:
    """What is expected of roles in a cycle, by title; kept with the first review of each."""
    forms = {each.title: each for each in cycle.role_forms.filter(title__in=titles)}
    new = [
        RoleForm(cycle=cycle, title=each, items=terms.expectations_of(each))
        for each in sorted(titles)
        if each not in forms
    ]
    RoleForm.objects.bulk_create(new)
    return forms | {each.title: each for each in new}


def ask_upward(cycle: ReviewCycle) -> None:
    """Ask everybody about the manager to whom they report, if that one has a review too."""
    if not cycle.form.get("upward"):
        return
    rows = list(cycle.reviews.filter(state=Review.State.WRITING).values_list("pk", "person", "manager"))
    by_person = {person: key for key, person, _manager in rows}
    Writing.objects.bulk_create(
        [
            Writing(review_id=by_person[manager], kind=Writing.Kind.UPWARD, writer_id=person)
            for _key, person, manager in rows
            if manager in by_person
        ],
        ignore_conflicts=True,
    )


def _begin(cycle: ReviewCycle) -> None:
    waits.sync_all(cycle)
    people = waits.accounts_of(cycle.reviews.values_list("person", flat=True))
    waits.tell(people, cycle, f"opened {cycle.pk}")


def _close(key: UUID) -> None:
    with transaction.atomic():
        row = _locked(key)
        if row.state not in OPEN:
            return
        row.state, row.version = Review.State.CLOSED, row.version + 1
        row.save(update_fields=["state", "version"])
        waits.over(row)


def _hand_over(key: UUID, manager: UUID | None) -> None:
    """Another manager goes on. What was handed in stays; a draft stays with who wrote it."""
    with transaction.atomic():
        row = _locked(key)
        if row.state not in OPEN or row.manager_id == manager:
            return
        row.manager_id, row.version = manager, row.version + 1
        row.save(update_fields=["manager", "version"])
        if row.state == Review.State.WRITING:
            ask_manager(row)
        waits.approve(row)
        waits.share(row)
        publish_all([ReviewHandedOver(row.pk, None)])


def ask_manager(row: Review) -> Writing | None:
    """Have the manager of today write, and no other."""
    asked = row.writings.filter(kind=Writing.Kind.MANAGER)
    asked.filter(state=Writing.State.ASKED).exclude(writer=row.manager_id).update(state=Writing.State.DROPPED)
    if row.manager_id is None:
        return None
    made, is_new = Writing.objects.get_or_create(
        review=row,
        kind=Writing.Kind.MANAGER,
        writer_id=row.manager_id,
        defaults={"state": Writing.State.ASKED},
    )
    if not is_new and made.state != Writing.State.ASKED:
        made.state = Writing.State.ASKED
        made.save(update_fields=["state"])
    return made


def _locked(key: UUID) -> Review:
    return Review.objects.select_for_update(of=("self",)).select_related("cycle", "board").get(pk=key)


def _check_may(by: Any) -> None:
    if by is not None and not rules.can_run(by):
        raise NotAllowedError(_("You may not run reviews."), permission=RUN.name)
