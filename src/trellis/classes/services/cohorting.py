"""Cohorts: beginning one from a program of the handbook, changing it, telling it something, judging what it brought."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import rules, terms
from trellis.classes.definitions.notices import MINE
from trellis.classes.definitions.plans import last_day, plain, planned
from trellis.classes.definitions.programs import Program
from trellis.classes.events import CohortMoved
from trellis.classes.models import Cohort, CohortNews, CohortOutcome
from trellis.classes.services import gathering
from trellis.classes.services.errors import ClassError, NotThereError, StaleSessionError
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish

State = Cohort.State
LONGEST = 20_000


def begin(
    *, key: UUID, program: str, title: str, starts_on: date, facilitators: Collection[Person], goal: str = "",
    words: str = "", by: Account,
) -> Cohort:  # fmt: skip
    """Have a program run from a day on. Its plan and outcomes are those of the handbook now, and so is its goal.

    The same key again is the same cohort. Raises NotAllowedError, ClassError.
    """
    me = rules.myself(by)
    if me is None or not rules.can_keep_cohorts(by):
        raise NotAllowedError(_("Only who keeps classes or learning begins cohorts."))
    found = terms.programs().get(program)
    if found is None:
        raise ClassError(_("The handbook has no such program."), field="program")
    with transaction.atomic():
        before = Cohort.objects.filter(pk=key).first()
        if before is not None:
            return before
        made = Cohort(
            pk=key, program=found.key, goal_page=found.goal_page[:300], made_by_id=me, starts_on=starts_on
        )
        _plan(made, found)
        _fill(made, title or found.title, starts_on, goal or found.goal, words)
        made.save(force_insert=True)
        CohortOutcome.objects.bulk_create(
            CohortOutcome(cohort=made, key=name[:100], text=text[:500], order=at)
            for at, (name, text) in enumerate(found.outcomes)
        )
        gathering.set_facilitators(made, facilitators, by)
        _moved(made, by, "begun")
    return made


def change(
    *, cohort: UUID, title: str, starts_on: date, facilitators: Collection[Person], goal: str, words: str, seen: int,
    by: Account,
) -> Cohort:  # fmt: skip
    """Change what a cohort is called, when it begins, what it serves and who facilitates it.

    Raises NotThereError, ClassError once it is over, StaleSessionError where somebody changed it after version `seen`.
    """
    with transaction.atomic():
        found = gathering.locked(cohort, by)
        _check_open(found)
        if found.version != seen:
            raise StaleSessionError
        _fill(found, title, starts_on, goal, words)
        found.version += 1
        found.save()
        gathering.set_facilitators(found, facilitators, by)
        _moved(found, by, "changed")
    return found


def take_newest(*, cohort: UUID, by: Account) -> Cohort:
    """Go on by the plan that the handbook has now; members are enrolled in what is new. Again changes nothing.

    Outcomes that are new are added; those that are gone stay while they were judged. Raises NotThereError, ClassError.
    """
    with transaction.atomic():
        found = gathering.locked(cohort, by)
        _check_open(found)
        program = terms.programs().get(found.program)
        if program is None:
            raise ClassError(_("The handbook has this program no more."), hint=_("It goes on as it was."))
        if found.plan == plain(program.weeks):
            return found
        _plan(found, program)
        found.ends_on = last_day(found.starts_on, program.weeks)
        found.version += 1
        found.save()
        _keep_outcomes(found, program)
        gathering.enroll_all(found, by)
        _moved(found, by, "plan")
    return found


def is_newer(cohort: Cohort, program: Program) -> bool:
    """Whether the handbook has another plan than the one that a cohort goes by."""
    return bool(program.parts) and cohort.is_open and cohort.plan != plain(program.weeks)


def announce(*, cohort: UUID, key: UUID, title: str, text: str, by: Account) -> CohortNews:
    """Tell everybody of a cohort something: it stands on its page, and they are told. The same key again is the same.

    Raises NotThereError, ClassError.
    """
    words = " ".join(title.split())[:200]
    if not words:
        raise ClassError(_("Write something first."), field="title")
    if len(text) > LONGEST:
        raise ClassError(_("That is too long."), field="text")
    with transaction.atomic():
        found = gathering.locked(cohort, by)
        me = rules.myself(by)
        if me is None:
            raise NotThereError
        before = CohortNews.objects.filter(pk=key, cohort=found).first()
        if before is not None:
            return before
        made = CohortNews.objects.create(pk=key, cohort=found, title=words, text=text.strip(), by_id=me)
        accounts = [
            each.person.account
            for each in gathering.seats_of(found)
            if getattr(each.person, "account", None) is not None
        ]
        notices.notify(
            MINE, accounts, subject=gettext_lazy("News of your cohort"), text=words, actor=by,
            address=reverse("classes:cohort", args=[found.pk]),
        )  # fmt: skip
        _moved(found, by, "news")
    return made


def judge(*, cohort: UUID, outcome: UUID, state: str, evidence: str, by: Account) -> CohortOutcome:
    """Say whether what a cohort was to bring came true, and what shows it. Raises NotThereError, ClassError."""
    if state not in CohortOutcome.State.values:
        raise ClassError(_("Choose one of these."), field="state")
    words = evidence.strip()
    if state != CohortOutcome.State.OPEN and not words:
        raise ClassError(_("Say what shows it."), field="evidence")
    if len(words) > LONGEST:
        raise ClassError(_("That is too long."), field="evidence")
    with transaction.atomic():
        found = gathering.locked(cohort, by)
        row = found.outcomes.filter(pk=outcome).first()
        if row is None:
            raise NotThereError
        if (row.state, row.evidence) != (state, words):
            is_judged = state != CohortOutcome.State.OPEN
            row.state, row.evidence = state, words
            row.judged_by_id = rules.myself(by) if is_judged else None
            row.judged_at = timezone.now() if is_judged else None
            row.save()
            _moved(found, by, "judged")
    return row


def end(*, cohort: UUID, words: str, is_cancelled: bool = False, by: Account) -> Cohort:
    """End a cohort, or call it off; what was learned and said stays. Again changes nothing.

    Sessions that are ahead have to be cancelled before: those who run them say why. Raises NotThereError, ClassError.
    """
    with transaction.atomic():
        found = gathering.locked(cohort, by)
        if not found.is_open:
            return found
        if found.sessions.filter(state__in=("draft", "open", "running")).exists():
            raise ClassError(
                _("Sessions of this cohort are still ahead."), hint=_("Hold them or cancel them first.")
            )
        if is_cancelled and not words.strip():
            raise ClassError(_("Say why: everybody of the cohort reads it."), field="words")
        found.state = State.CANCELLED if is_cancelled else State.ENDED
        found.ended_at, found.said_at_end = timezone.now(), words.strip()[:LONGEST]
        found.version += 1
        found.save()
        accounts = [
            each.person.account
            for each in gathering.seats_of(found)
            if getattr(each.person, "account", None) is not None
        ]
        subject = (
            gettext_lazy("Your cohort is called off")
            if is_cancelled
            else gettext_lazy("Your cohort has ended")
        )
        notices.notify(
            MINE, accounts, subject=subject, text=found.title, actor=by,
            address=reverse("classes:cohort", args=[found.pk]),
        )  # fmt: skip
        _moved(found, by, "cancelled" if is_cancelled else "ended")
    return found


def _plan(cohort: Cohort, program: Program) -> None:
    if not program.parts:
        raise ClassError(_("This program has no plan."), hint=_("Write it in the handbook."), field="program")
    cohort.plan, cohort.revision = plain(program.weeks), defined.revision()[:200]


def _fill(cohort: Cohort, title: str, starts_on: date, goal: str, words: str) -> None:
    cohort.title = " ".join(title.split())[:200]
    if not cohort.title:
        raise ClassError(_("A cohort has a title."), field="title")
    if len(words) > LONGEST:
        raise ClassError(_("That is too long."), field="words")
    cohort.goal, cohort.words = " ".join(goal.split())[:500], words.strip()
    cohort.starts_on = starts_on
    cohort.ends_on = last_day(starts_on, planned(cohort.plan))


def _keep_outcomes(cohort: Cohort, program: Program) -> None:
    there = {each.key: each for each in cohort.outcomes.all()}
    for at, (name, text) in enumerate(program.outcomes):
        row = there.pop(name[:100], None) or CohortOutcome(cohort=cohort, key=name[:100])
        row.text, row.order = text[:500], at
        row.save()
    gone = [each.pk for each in there.values() if each.state == CohortOutcome.State.OPEN]
    CohortOutcome.objects.filter(pk__in=gone).delete()


def _check_open(found: Cohort) -> None:
    if not found.is_open:
        raise ClassError(_("This cohort is over."))


def _moved(found: Cohort, by: Account, deed: str) -> None:
    publish(CohortMoved(found.pk, by.pk, deed))
