"""Writes of actions: what a team does because of a survey, who sees to it, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people import terms as people_terms
from trellis.surveys import rules
from trellis.surveys.events import ActionKept
from trellis.surveys.models import Action, ActionState, Round
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.work.services import items

WORK = "survey-action"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: in one sentence, by whom, until when; `driver` is what it is to better."""

    title: str
    department: str
    owner: Account
    due_on: date
    driver: str = ""


def keep_action(
    *,
    plan: Plan,
    by: Account,
    action: Action | None = None,
    survey_round: Round | None = None,
    seen: int | None = None,
) -> Action:
    """Write down an action of a team, or change an open one. Raises NotAllowedError, SurveyError and StaleError."""
    _check(plan, by)
    with transaction.atomic():
        row = _locked(action, seen) if action is not None else Action(made_by=by, round=survey_round)
        if action is not None and not rules.can_act_for(by, row.department):
            raise NotAllowedError(_("You do not answer for this department."))
        if row.state != ActionState.OPEN:
            raise SurveyError(_("This action has ended already."), hint=_("Write down another one."))
        row.title, row.department = " ".join(plan.title.split())[:200], plan.department
        row.owner, row.due_on, row.driver = plan.owner, plan.due_on, plan.driver
        row.version += 0 if action is None else 1
        row.save()
        due = datetime.combine(row.due_on, time(17), UTC)
        items.wait_on(WORK, WORK, row.pk, [row.owner], title=row.title, due_at=due, asked_by=by)
        publish(ActionKept(row.pk, by.pk, row.department, row.state))
    return row


def end_action(*, action: Action, state: ActionState, by: Account, seen: int | None = None) -> Action:
    """Say that an action is done or dropped. The same again writes nothing. Raises as `keep_action`."""
    with transaction.atomic():
        row = _locked(action, None)
        if not rules.can_end_action(by, row):
            raise NotAllowedError(_("You do not answer for this department."))
        if row.state == state:
            return row
        if seen is not None and row.version != seen:
            raise StaleError
        if row.state != ActionState.OPEN:
            raise SurveyError(_("This action has ended already."), hint=_("Write down another one."))
        row.state, row.version = state, row.version + 1
        row.save(update_fields=["state", "version"])
        items.settle(WORK, row.pk, done_by=by)
        publish(ActionKept(row.pk, by.pk, row.department, row.state))
    return row


def _check(plan: Plan, by: Account) -> None:
    if plan.department not in people_terms.all_departments().by_name:
        raise SurveyError(
            _("There is no department “%(name)s”.") % {"name": plan.department}, field="department"
        )
    if not rules.can_act_for(by, plan.department):
        raise NotAllowedError(_("You do not answer for this department."))
    if not plan.title.strip():
        raise SurveyError(_("Say in a sentence what is to be done."), field="title")
    if not plan.owner.is_active:
        raise SurveyError(
            _("%(name)s has no account that is open.") % {"name": plan.owner.name}, field="owner"
        )


def _locked(action: Action, seen: int | None) -> Action:
    row = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if seen is not None and row.version != seen:
        raise StaleError
    return row
