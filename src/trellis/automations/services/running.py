"""Doing what automations say. All that a run does is in one transaction: it is done wholly and once, or not at all."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.automations import acting, rules
from trellis.automations.acting import Doing
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.conditions import judged
from trellis.automations.events import AutomationRan, RunEnded
from trellis.automations.models import AutomationRun, Caused, RunState, Standing
from trellis.automations.queries import automations as queries
from trellis.automations.services.following import tell_owner
from trellis.core import defined, objects
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.core.witnessing import witnessing
from trellis.handbook.errors import TrellisError
from trellis.work.phrases import filled

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""Between one try and the next; after the last the run has failed, and waits for somebody to repeat it."""
MOST_AT_ONCE = 200
KEPT_UNMET = timedelta(days=30)
"""How long those stay in the log whose conditions were not met."""

log = logging.getLogger(__name__)


class StoppedError(TrellisError):
    """A run cannot be done, and trying again does not help."""

    code = "automation-stopped"


def run_due(now: datetime) -> int:
    """Do the runs that wait; gives how many were tried. In each round, in several processes at once."""
    due = AutomationRun.objects.filter(state=RunState.WAITING, next_try_at__lte=now)
    tried = 0
    for key in list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        tried += _run(key, now)
    return tried


def forget(now: datetime) -> int:
    """Forget the runs whose conditions were not met, after a month."""
    old = AutomationRun.objects.filter(state=RunState.UNMET, ended_at__lt=now - KEPT_UNMET)
    return old.delete()[0]


def _run(key: UUID, now: datetime) -> int:
    """Try one run; 0 where another process has it, has had it, or its automation is paused."""
    try:
        with transaction.atomic():
            run = _claimed(key, now)
            if run is None:
                return 0
            _do(run, now)
    except DatabaseError as error:
        if not connection.is_usable():
            raise
        _note_failure(key, error)
    except Exception as error:  # whatever an action raises must not keep other runs from being done
        log.exception("A run of an automation failed; it is tried again.")
        _note_failure(key, error)
    return 1


def _claimed(key: UUID, now: datetime) -> AutomationRun | None:
    waiting = AutomationRun.objects.filter(Q(pk=key), state=RunState.WAITING, next_try_at__lte=now)
    skips = connection.features.has_select_for_update_skip_locked
    run = waiting.select_for_update(skip_locked=skips).first()
    if run is None or Standing.objects.filter(name=run.automation, paused_at__isnull=False).exists():
        return None
    return run


def _do(run: AutomationRun, now: datetime) -> None:
    """Do a run, or note why it is not done. Raises what another try may mend."""
    try:
        with transaction.atomic(), witnessing() as seen:
            automation = _automation_of(run)
            is_met, verdicts = judged(automation.if_, run.values)
            run.verdicts, run.revision = [each.holds for each in verdicts], defined.revision()[:200]
            if is_met:
                owner = _owner_of(automation)
                run.owner = owner
                run.results = _results(run, automation, owner, now)
                publish(AutomationRan(run.pk, owner.pk, run.automation, run.trigger, run.depth))
            Caused.objects.bulk_create([Caused(event=each, run=run) for each in seen])
    except NotAllowedError as error:
        _end(run, RunState.REFUSED, error.message)
    except StoppedError as error:
        _end(run, RunState.STOPPED, error.message)
    else:
        run.tries += 1
        run.state, run.trouble = (RunState.DONE if is_met else RunState.UNMET), ""
        run.ended_at = timezone.now()
        run.save()


def _automation_of(run: AutomationRun) -> Automation:
    """What the handbook says now. Raises StoppedError where it says something else than when the run began."""
    found = queries.automation_named(run.automation)
    if found is None or not found.enabled:
        raise StoppedError(_("The handbook has this automation no more."))
    if run.trigger not in (found.when.event, found.when.day, f"every {found.when.every}"):
        raise StoppedError(_("The automation begins with something else by now."))
    return found


def _owner_of(automation: Automation) -> Account:
    """In whose name it is done. Raises NotAllowedError where nobody is there, or may have it done."""
    owner = queries.owner_of(automation)
    if owner is None:
        raise NotAllowedError(_("Nobody here is “%(owner)s”.") % {"owner": automation.owner})
    if not rules.can_own(owner):
        raise NotAllowedError(_("%(name)s may have no automation act in their name.") % {"name": owner.name})
    return owner


def _results(
    run: AutomationRun, automation: Automation, owner: Account, now: datetime
) -> list[dict[str, Any]]:
    described = None
    if run.object is not None:
        key = (run.about, run.object)
        described = objects.seen_by(owner, {key}).get(key)
        if described is None and not rules.sees_everything(owner):
            raise NotAllowedError(_("%(name)s may not see what this happened to.") % {"name": owner.name})
        described = described or objects.describe({key}).get(key)
    doing = Doing(run, automation, owner, now, described)
    return [acting.perform(each, doing) for each in automation.then]


def _end(run: AutomationRun, state: RunState, trouble: str) -> None:
    """Note that a run is not done, and tell the owner."""
    run.tries += 1
    run.state, run.trouble, run.ended_at, run.results = state, trouble[:500], timezone.now(), []
    run.save()
    publish(RunEnded(run.pk, None, run.automation, state.value))
    automation = queries.automation_named(run.automation)
    if automation is not None:
        said = filled(gettext_lazy("“%(title)s” did not run"), title=automation.title)
        tell_owner(automation, said, trouble, f"{state} {run.pk} {run.tries}")


def _note_failure(key: UUID, error: Exception) -> None:
    with transaction.atomic():
        run = AutomationRun.objects.select_for_update().get(pk=key)
        said = error.message if isinstance(error, TrellisError) else f"{type(error).__name__}: {error}"
        if run.tries >= len(PAUSES):
            _end(run, RunState.FAILED, said)
            return
        run.next_try_at = timezone.now() + PAUSES[run.tries]
        run.tries, run.trouble = run.tries + 1, said[:500]
        run.save(update_fields=["tries", "trouble", "next_try_at"])
