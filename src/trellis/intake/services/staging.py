"""Writes of those who make the course: stages, days, owners, scope, links, reviews."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.intake import phrases, rules, terms
from trellis.intake.definitions import stages
from trellis.intake.events import RequestChanged
from trellis.intake.models import CourseRequest, Modality, MoveKind, Reviewer, Stage
from trellis.intake.services.errors import IntakeError
from trellis.intake.services.writing import LONGEST, TO_REVIEW, locked, must, needed, note, step, tell, wait
from trellis.work.phrases import filled
from trellis.work.services import items

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_REVIEWERS = 20
MOST_MINUTES = 60_000


@dataclass(frozen=True, slots=True)
class Scope:
    """What it will be: objectives in words, how and by whom it is learned, how many minutes it takes a learner."""

    objectives: str = ""
    modality: str = ""
    learners: str = ""
    minutes: int | None = None


def move(
    *, request: CourseRequest, to: str, by: Account, text: str = "", owner: Account | None = None,
    due_on: date | None = None, seen: int | None = None,
) -> CourseRequest:  # fmt: skip
    """Bring a request into another stage, with who has it and until when; without an owner the present one goes on.

    Going back within the work says why, and counts as rework. The same stage again writes nothing. Raises
    NotAllowedError, IntakeError.
    """
    with transaction.atomic():
        row = locked(request)
        must(rules.can_work_on(by, row) or row.stage == to)
        if row.stage == to:
            return row
        row = locked(request, seen)
        if not stages.can_follow(row.stage, to):
            raise IntakeError(_("This stage does not follow the present one."), field="to")
        if stages.is_back(row.stage, to):
            needed(text, _("Say why it goes back."))
        if owner is not None and not rules.can_enter(owner):
            raise IntakeError(_("They do not work here."), field="owner")
        row.owner = owner or row.owner
        step(row, to, by, text=text.strip()[:LONGEST], due_on=due_on if to in stages.WORK else None)
        said = phrases.PUBLISHED if to == Stage.PUBLISHED else phrases.MOVED
        tell(row, filled(said, title=row.title, stage=Stage(to).label), by=by, text=text.strip())
    return row


def publish_found(request: CourseRequest) -> CourseRequest:
    """Publish a request whose course the handbook has by now: for the rounds, by nobody. Twice is once."""
    with transaction.atomic():
        row = locked(request)
        if row.in_work and row.course and not row.course_was_there and terms.has_course(row.course):
            step(row, Stage.PUBLISHED, None)
            tell(row, filled(phrases.PUBLISHED, title=row.title), by=None)
    return row


def replan(
    *, request: CourseRequest, due_on: date | None, by: Account, reason: str = "", seen: int | None = None
) -> CourseRequest:
    """Plan the present stage for another day; a day that was there is changed for a reason, and both are kept.

    Raises NotAllowedError, IntakeError.
    """
    with transaction.atomic():
        row = locked(request)
        must(rules.can_work_on(by, row) and row.in_work)
        if row.due_on == due_on:
            return row
        row = locked(request, seen)
        words = needed(reason, _("Say why it is planned anew."), "reason") if row.due_on else reason.strip()
        before, row.due_on = row.due_on, due_on
        _kept(row)
        note(row, MoveKind.REPLANNED, by, text=words[:LONGEST], due_before=before, due_after=due_on)
        wait(row)
        publish(RequestChanged(row.pk, by.pk, "replanned"))
        if before is not None:
            tell(row, filled(phrases.REPLANNED, title=row.title), by=by, text=words)
    return row


def hand_on(*, request: CourseRequest, owner: Account, by: Account) -> CourseRequest:
    """Give the present stage to somebody else. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_work_on(by, row) and row.in_work)
        if not rules.can_enter(owner):
            raise IntakeError(_("They do not work here."), field="owner")
        if row.owner_id != owner.pk:
            row.owner = owner
            _kept(row)
            note(row, MoveKind.OWNER, by, text=owner.name)
            wait(row)
            publish(RequestChanged(row.pk, by.pk, "owner"))
    return row


def describe(*, request: CourseRequest, scope: Scope, by: Account, seen: int | None = None) -> CourseRequest:
    """Write down what it will be. The same again writes nothing. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request, seen)
        must(rules.can_work_on(by, row))
        if scope.modality and scope.modality not in Modality.values:
            raise IntakeError(_("Choose one of the ways to learn."), field="modality")
        if scope.minutes is not None and not 1 <= scope.minutes <= MOST_MINUTES:
            raise IntakeError(_("Say how many minutes it takes a learner."), field="minutes")
        if len(scope.objectives) > LONGEST:
            raise IntakeError(_("Say it in fewer words."), field="objectives")
        said = (
            scope.objectives.strip(),
            scope.modality,
            " ".join(scope.learners.split())[:300],
            scope.minutes,
        )
        if said != (row.objectives, row.modality, row.learners, row.minutes):
            row.objectives, row.modality, row.learners, row.minutes = said
            _kept(row)
            note(row, MoveKind.SCOPE, by)
            publish(RequestChanged(row.pk, by.pk, "scope"))
    return row


def link(*, request: CourseRequest, course: str, by: Account, proposal: str = "") -> CourseRequest:
    """Say which course of the handbook comes of it, by its key, and in which proposal. Raises as `describe`.

    The handbook need not have the course yet: as soon as it has, the request counts as published. Where the handbook
    had it before, somebody publishes it by hand.
    """
    key, where = (
        course.strip().strip("/").removeprefix("courses/").removesuffix("/course.md"),
        proposal.strip()[:300],
    )
    with transaction.atomic():
        row = locked(request)
        must(rules.can_work_on(by, row))
        if key and not KEY.fullmatch(key):
            raise IntakeError(
                _("A key of a course has small letters, digits and hyphens."),
                hint=_("It is the name of its folder: courses/giving-feedback has the key giving-feedback."),
                field="course",
            )
        if (key, where) != (row.course, row.proposal):
            if key != row.course:
                row.course_was_there = bool(key) and terms.has_course(key)
            row.course, row.proposal = key[:200], where
            _kept(row)
            note(row, MoveKind.LINKED, by, text=key)
            publish(RequestChanged(row.pk, by.pk, "linked"))
    return row


def name_reviewers(*, request: CourseRequest, people: Iterable[Account], by: Account) -> CourseRequest:
    """Say exactly who reviews it; in review, it waits on them. Raises NotAllowedError, IntakeError."""
    wanted = {each.pk: each for each in people}
    with transaction.atomic():
        row = locked(request)
        must(rules.can_work_on(by, row) and row.in_work)
        if len(wanted) > MOST_REVIEWERS:
            raise IntakeError(_("These are too many reviewers."), field="reviewers")
        if not all(rules.can_enter(each) for each in wanted.values()):
            raise IntakeError(_("They do not work here."), field="reviewers")
        there = set(row.reviewers.values_list("account", flat=True))
        if there != set(wanted):
            row.reviewers.exclude(account__in=wanted).delete()
            Reviewer.objects.bulk_create(
                Reviewer(request=row, account_id=pk) for pk in wanted if pk not in there
            )
            _kept(row)
            wait(row)
            publish(RequestChanged(row.pk, by.pk, "reviewers"))
    return row


def review(*, request: CourseRequest, good: bool, by: Account, text: str = "") -> CourseRequest:
    """Say whether it can go on; what is missing is said in words. Raises NotAllowedError, IntakeError."""
    with transaction.atomic():
        row = locked(request)
        must(rules.can_review(by, row))
        words = text.strip()[:LONGEST] if good else needed(text, _("Say what is missing."))
        Reviewer.objects.filter(request=row, account=by).update(done_at=timezone.now(), good=good)
        _kept(row)
        label = _("can go on") if good else _("something is missing")
        note(row, MoveKind.REVIEWED, by, text=f"{label}: {words}" if words else label)
        items.finish_for(TO_REVIEW, row.pk, by)
        wait(row)
        publish(RequestChanged(row.pk, by.pk, "reviewed"))
    return row


def _kept(row: CourseRequest) -> None:
    row.version += 1
    row.save()
