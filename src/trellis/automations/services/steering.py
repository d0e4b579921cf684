"""Pausing an automation, having it go on, and having a run tried again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.automations import rules
from trellis.automations.definitions.automations import Automation
from trellis.automations.events import AutomationPaused, AutomationResumed, RunRepeated
from trellis.automations.models import AutomationRun, RunState, Standing
from trellis.automations.queries import automations as queries
from trellis.core import rounds
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.handbook.errors import TrellisError

LONGEST_REASON = 500
REPEATABLE = (RunState.FAILED, RunState.REFUSED, RunState.STOPPED)


class AutomationError(TrellisError):
    """What somebody wants to do cannot be done with an automation."""

    code = "automation"


def pause(*, automation: Automation, because: str, by: Account) -> Standing:
    """Have an automation rest, with the reason; what waits is done once it goes on. Paused again, nothing changes.

    Raises NotAllowedError, and AutomationError without a reason.
    """
    _check(automation, by)
    words = " ".join(because.split())[:LONGEST_REASON]
    if not words:
        raise AutomationError(_("Say why."), hint=_("A sentence is enough."))
    with transaction.atomic():
        standing = _locked(automation)
        if standing.paused_at is None:
            standing.paused_at, standing.paused_because = timezone.now(), words
            standing.paused_by_id = by.pk
            standing.save(update_fields=["paused_at", "paused_because", "paused_by"])
            publish(AutomationPaused(standing.pk, by.pk, automation.name))
    return standing


def resume(*, automation: Automation, by: Account) -> Standing:
    """Have an automation act on what happens from now on. Of one that is not paused nothing changes.

    Raises NotAllowedError.
    """
    _check(automation, by)
    with transaction.atomic():
        standing = _locked(automation)
        if standing.paused_at is not None:
            standing.paused_at, standing.paused_by, standing.paused_because = None, None, ""
            # What the log still holds from before is not made up for, and neither is what the clock struck.
            standing.since, standing.next_at, standing.looked_until = timezone.now(), None, None
            standing.save()
            publish(AutomationResumed(standing.pk, by.pk, automation.name))
            transaction.on_commit(rounds.soon)
    return standing


def repeat(*, run: AutomationRun, by: Account) -> AutomationRun:
    """Have a run tried again that was refused, stopped or has failed: by the handbook and the rights as they are now.

    One that waits stays as it is. Raises NotAllowedError, AutomationError for one that came to its end.
    """
    automation = queries.automation_named(run.automation)
    if automation is None:
        raise AutomationError(_("The handbook has this automation no more."))
    _check(automation, by)
    with transaction.atomic():
        run = AutomationRun.objects.select_for_update().get(pk=run.pk)
        if run.state == RunState.WAITING:
            return run
        if run.state not in REPEATABLE:
            raise AutomationError(_("This run came to its end."))
        run.state, run.ended_at, run.tries, run.trouble = RunState.WAITING, None, 0, ""
        run.next_try_at = timezone.now()
        run.save(update_fields=["state", "ended_at", "tries", "trouble", "next_try_at"])
        publish(RunRepeated(run.pk, by.pk, run.automation))
        transaction.on_commit(rounds.soon)
    return run


def _check(automation: Automation, by: Account) -> None:
    if not rules.can_steer(by, queries.owner_of(automation)):
        raise NotAllowedError(
            _("Only the owner of an automation and those who look after all of them can do that.")
        )


def _locked(automation: Automation) -> Standing:
    Standing.objects.get_or_create(name=automation.name)
    return Standing.objects.select_for_update().get(name=automation.name)
