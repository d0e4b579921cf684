"""Writes of goals of learning: wanting something by a day, changing it, reaching it, and being reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.learning import rules, suggesting, terms
from trellis.learning.definitions.notices import GOALS
from trellis.learning.events import GoalMoved
from trellis.learning.models import Goal, GoalKind, GoalState
from trellis.learning.queries import goals as queries
from trellis.learning.queries import standing
from trellis.learning.services.assigning import Step
from trellis.learning.services.errors import LearningError
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.roles.queries.competencies import competencies_of

MOST_OPEN = 50
AT_ONCE = 100


def want(
    *,
    by: Account,
    by_when: date,
    kind: str = GoalKind.WORDS,
    key: str = "",
    words: str = "",
    source: str = "",
    about: UUID | None = None,
    is_shared: bool = False,
) -> Goal:
    """Want to learn something by a day: a course, path or competency by its key, what a room suggests, or own words.

    Wanted already, it is as it was. Raises NotAllowedError for who is nobody here, LearningError for what there is not,
    what one has, and days that are over.
    """
    if not rules.can_see(by) or by.person_id is None:
        raise NotAllowedError(_("Goals are for those who work here."))
    words = " ".join(words.split())[:300] if kind == GoalKind.WORDS else ""
    key = key if kind in (GoalKind.COURSE, GoalKind.PATH, GoalKind.COMPETENCY) else ""
    source, about = (source, about) if kind == GoalKind.ABOUT else ("", None)
    _check_day(by_when)
    _check_subject(by, kind, key, words, source, about)
    with transaction.atomic():
        wanted = Goal.objects.select_for_update().filter(person=by.person_id, state=GoalState.OPEN)
        before = wanted.filter(kind=kind, key=key, object=about).exclude(key="", object=None).first()
        if before is not None:
            return before
        if wanted.count() >= MOST_OPEN:
            raise LearningError(_("You have %(n)s goals already. End one first.") % {"n": MOST_OPEN})
        try:
            with transaction.atomic():
                made = Goal.objects.create(
                    person_id=by.person_id, kind=kind, key=key, words=words, source=source, object=about,
                    by_when=by_when, is_shared=is_shared,
                )  # fmt: skip
        except IntegrityError:  # asked for twice in the same moment
            return wanted.get(kind=kind, key=key, object=about)
        publish(GoalMoved(made.pk, by.pk, made.person_id, "open"))
    return made


def change(*, goal: Goal, by_when: date, is_shared: bool, words: str = "", by: Account) -> Goal:
    """Choose another day, other words, or whether those above see it. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        found = _own(goal, by)
        if found.state != GoalState.OPEN:
            raise LearningError(_("This goal has ended."))
        if by_when != found.by_when:
            _check_day(by_when)
            found.told = 0
        said = " ".join(words.split())[:300]
        if found.kind == GoalKind.WORDS and said:
            found.words = said
        found.by_when, found.is_shared = by_when, is_shared
        found.save(update_fields=["by_when", "is_shared", "words", "told"])
    return found


def end(*, goal: Goal, reached: bool, by: Account) -> Goal:
    """Say that one has reached a goal, or wants it no more; again, it changes nothing. Raises NotAllowedError."""
    with transaction.atomic():
        found = _own(goal, by)
        if found.state == GoalState.OPEN:
            _move(found, GoalState.REACHED if reached else GoalState.DROPPED, by)
    return found


def take_up(*, goal: Goal, by_when: date, by: Account) -> Goal:
    """Want something again that one had ended. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        found = _own(goal, by)
        if found.state == GoalState.OPEN:
            return found
        _check_day(by_when)
        same = Goal.objects.filter(
            person=found.person_id, state=GoalState.OPEN, kind=found.kind, key=found.key
        )
        if (found.key or found.object) and same.filter(object=found.object).exists():
            raise LearningError(_("You want this already."))
        found.by_when, found.told, found.reached_on, found.by_itself = by_when, 0, None, False
        found.save(update_fields=["by_when", "told", "by_itself"])
        _move(found, GoalState.OPEN, by)
    return found


def completed(person: UUID, kind: str, key: str) -> int:
    """Reach the goals of somebody who completed a course or path, also by one that counts as it; how many."""
    keys = {key} if kind == GoalKind.PATH else {
        each for each in _wanted_courses(person) if key in terms.counting_as(each)
    }  # fmt: skip
    with transaction.atomic():
        rows = Goal.objects.select_for_update().filter(
            person=person, kind=kind, key__in=keys, state=GoalState.OPEN
        )
        found = list(rows)
        for each in found:
            each.by_itself = True
            each.save(update_fields=["by_itself"])
            _move(each, GoalState.REACHED, None)
    return len(found)


def taken_back(person: UUID, kind: str, key: str) -> int:
    """Open goals again that were reached by a completion which does not hold; how many."""
    with transaction.atomic():
        rows = Goal.objects.select_for_update().filter(
            person=person, kind=kind, state=GoalState.REACHED, by_itself=True
        )
        found = [
            each
            for each in rows
            if (each.key == key if kind == GoalKind.PATH else key in terms.counting_as(each.key))
            and not _has(person, each)
            and not Goal.objects.filter(person=person, kind=kind, key=each.key, state=GoalState.OPEN).exists()
        ]
        for each in found:
            each.reached_on, each.by_itself = None, False
            each.save(update_fields=["by_itself"])
            _move(each, GoalState.OPEN, None)
    return len(found)


def remind(day: date, step: Step = transaction.atomic) -> int:
    """Remind people a week before the day of a goal, and once it is over; of each day once. How many were told."""
    keys = list(queries.due(day).order_by("pk").values_list("pk", flat=True))
    told = 0
    for start in range(0, len(keys), AT_ONCE):
        with step():
            rows = Goal.objects.select_for_update(of=("self",)).select_related("person__account")
            for row in rows.filter(pk__in=keys[start : start + AT_ONCE], state=GoalState.OPEN).order_by("pk"):
                told += _remind(row, day)
    return told


def _remind(row: Goal, day: date) -> int:
    is_over = row.by_when < day
    row.told = 2 if is_over else 1
    row.save(update_fields=["told"])
    account = getattr(row.person, "account", None)
    if account is None:
        return 0
    said = gettext_lazy("Your goal until %(day)s: %(title)s")
    if is_over:
        said = gettext_lazy("The day of your goal is over: %(title)s")
    subject = lazy(
        lambda: str(said) % {"title": queries.title_of(row), "day": date_format(row.by_when)}, str
    )()
    return notices.notify(
        GOALS, [account], subject=subject, address=reverse("learning:goals"),
        key=f"learning goal {row.pk} {row.by_when} {row.told}",
    )  # fmt: skip


def _move(row: Goal, state: str, by: Account | None) -> None:
    row.state = state
    if state == GoalState.REACHED:
        row.reached_on = today()
    row.save(update_fields=["state", "reached_on"])
    publish(GoalMoved(row.pk, by.pk if by is not None else None, row.person_id, str(state)))


def _own(goal: Goal, by: Account) -> Goal:
    found = Goal.objects.select_for_update(of=("self",)).select_related("person").get(pk=goal.pk)
    if not rules.can_see(by) or by.person_id != found.person_id:
        raise NotAllowedError(_("This is somebody else's goal."))
    return found


def _has(person: UUID, goal: Goal) -> bool:
    if goal.kind != GoalKind.COURSE:
        return False
    return (person, goal.key) in standing.covers([goal.key], [person], today())


def _wanted_courses(person: UUID) -> set[str]:
    rows = Goal.objects.filter(person=person, kind=GoalKind.COURSE, state=GoalState.OPEN)
    return set(rows.values_list("key", flat=True))


def _check_day(by_when: date) -> None:
    if by_when < today():
        raise LearningError(_("Choose a day to come."), field="by_when")


def _check_subject(by: Account, kind: str, key: str, words: str, source: str, about: UUID | None) -> None:
    edition = current_edition()
    if kind == GoalKind.WORDS:
        if not words:
            raise LearningError(_("Say what you want to learn, or choose it."), field="words")
        return
    if kind == GoalKind.ABOUT:
        if about is None or (source, about) not in suggesting.described(by, [(source, about)]):
            raise LearningError(_("There is no such thing to want."), field="what")
        return
    known: Mapping[str, Any] = {
        "course": terms.courses().by_key, "path": terms.courses().paths,
        "competency": competencies_of(edition).by_key,
    }.get(str(kind), {})  # fmt: skip
    found = known.get(key)
    if found is None or not edition.sees(found.path):
        raise LearningError(_("The handbook has no such thing."), field="what")
    has = standing.covers([key], [by.person_id], today()) if kind == GoalKind.COURSE and by.person_id else {}
    if has:
        raise LearningError(_("You have completed this already."), field="what")
