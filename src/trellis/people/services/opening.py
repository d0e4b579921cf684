"""Writes of openings: an entity is opened in a country step by step, each waiting on whom the handbook names for it."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import calendars, defined
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP
from trellis.people.events import OpeningKept, OpeningStepKept
from trellis.people.models import EntityOpening, OpeningState, OpeningStep, StepState
from trellis.people.queries.entities import owners_of
from trellis.people.rules import NotAllowedError
from trellis.people.services.errors import PeopleError
from trellis.work import dues
from trellis.work.services import items

KIND = "opening-step"
"""The kind of work that a step is, and of what it is about."""
LONGEST_NOTE = 500


@transaction.atomic
def start_opening(*, entity: str, country: str, by: Account) -> EntityOpening:
    """Begin to open an entity by the steps of the handbook, which it keeps until it ends.

    One that is under way is given back as it is. Raises NotAllowedError and PeopleError.
    """
    _check_may(by)
    name, where = " ".join(entity.split())[:200], " ".join(country.split())[:100]
    if not name or not where:
        raise PeopleError(
            _("An entity needs a name and a country."), field="entity" if not name else "country"
        )
    steps = terms.opening_steps()
    if not steps:
        raise PeopleError(
            _("The handbook does not say how an entity is opened."),
            hint=_("Propose a file entities/opening.yml with the steps."),
        )
    running = EntityOpening.objects.filter(entity=name, state=OpeningState.UNDER_WAY).first()
    if running is not None:
        return running
    try:
        with transaction.atomic():
            made = EntityOpening.objects.create(
                entity=name, country=where, revision=defined.revision(), started_by=by
            )
    except IntegrityError:  # somebody else began at the same moment
        return EntityOpening.objects.get(entity=name, state=OpeningState.UNDER_WAY)
    OpeningStep.objects.bulk_create(
        OpeningStep(
            opening=made, slug=slug, order=at, title=step.title[:200], description=step.description, role=step.role,
            duty=step.duty, after=list(step.after), days=step.days, filing=step.filing,
        )
        for at, (slug, step) in enumerate(steps.items())
    )  # fmt: skip
    publish(OpeningKept(made.pk, by.pk, made.state))
    _open_next(made, by)
    return made


def finish_step(*, step: OpeningStep, by: Account, note: str = "") -> OpeningStep:
    """Say that a step is done; what came after it may begin. Again it changes nothing.

    For those on whom it waits and those who keep records. Raises NotAllowedError and PeopleError.
    """
    return _settle(step, StepState.DONE, by, note)


def skip_step(*, step: OpeningStep, because: str, by: Account) -> OpeningStep:
    """Say why a step is not needed; what came after it may begin. Raises as `finish_step`."""
    if not because.strip():
        raise PeopleError(_("Say why the step is not needed."), field="because")
    return _settle(step, StepState.SKIPPED, by, because)


@transaction.atomic
def end_opening(*, opening: EntityOpening, by: Account, because: str = "") -> EntityOpening:
    """Close an opening: as done where every step is settled, else as given up, for a reason.

    Raises NotAllowedError and PeopleError.
    """
    _check_may(by)
    found = EntityOpening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if found.state != OpeningState.UNDER_WAY:
        return found
    left = [each for each in found.steps.all() if not each.is_settled]
    if left and not because.strip():
        raise PeopleError(
            _("%(n)d steps are not settled yet.") % {"n": len(left)},
            hint=_("Finish or skip them, or say why the opening is given up."),
            field="because",
        )
    found.state = OpeningState.GIVEN_UP if left else OpeningState.DONE
    found.because, found.ended_at = " ".join(because.split())[:LONGEST_NOTE], timezone.now()
    found.save(update_fields=["state", "because", "ended_at"])
    for step in left:
        items.settle(KIND, step.pk)
    publish(OpeningKept(found.pk, by.pk, found.state))
    return found


@transaction.atomic
def _settle(step: OpeningStep, state: StepState, by: Account, note: str) -> OpeningStep:
    opening = EntityOpening.objects.select_for_update(of=("self",)).get(pk=step.opening_id)
    found = OpeningStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if not rules.can_keep(by) and by not in owners_of(found, opening):
        raise NotAllowedError(_("This step waits on somebody else."), permission=KEEP.name)
    if found.is_settled:
        return found
    if opening.state != OpeningState.UNDER_WAY:
        raise PeopleError(_("This opening has ended."))
    if found.state == StepState.WAITING:
        raise PeopleError(
            _("“%(title)s” waits for other steps.") % {"title": found.title}, hint=_("Settle those first.")
        )
    found.state, found.note = state, " ".join(note.split())[:LONGEST_NOTE]
    found.ended_by, found.ended_at = by, timezone.now()
    found.save(update_fields=["state", "note", "ended_by", "ended_at"])
    items.settle(KIND, found.pk, done_by=by if state == StepState.DONE else None)
    publish(OpeningStepKept(opening.pk, by.pk, found.pk, found.state))
    _open_next(opening, by)
    return found


def _open_next(opening: EntityOpening, by: Account) -> None:
    """Open the steps that nothing holds up any more, and have them wait on their owners."""
    steps = list(opening.steps.order_by("order"))
    settled = {each.slug for each in steps if each.is_settled}
    for step in steps:
        if step.state != StepState.WAITING or not settled.issuperset(step.after):
            continue
        owners = owners_of(step, opening)
        step.state = StepState.OPEN
        step.due_on = calendars.add_working_days(today(), step.days, calendars.default_calendar())
        step.save(update_fields=["state", "due_on"])
        last = partial(dues.due_by, step.due_on)
        items.wait_on(
            KIND, KIND, step.pk, owners, title=f"{step.title} ({opening.entity})", asked_by=opening.started_by,
            due_at=last,
        )  # fmt: skip
        publish(OpeningStepKept(opening.pk, by.pk, step.pk, step.state))


def _check_may(by: Account) -> None:
    if not rules.can_keep(by):
        raise NotAllowedError(_("You may not open entities."), permission=KEEP.name)
