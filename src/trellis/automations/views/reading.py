"""Automations as pages: the list, one with its last runs, the log, one run, and what one would have done lately."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.automations import lists, rules, wording
from trellis.automations.addresses import form_at
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.permissions import SEE
from trellis.automations.models import AutomationRun, RunState
from trellis.automations.occurrences import Occurrence
from trellis.automations.queries import automations as queries
from trellis.automations.queries import dry
from trellis.automations.services.steering import REPEATABLE
from trellis.core import defined, objects
from trellis.core import queries as people
from trellis.core.guarding import account_of, permitted
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.happenings import Moment
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address

LOOKS = {
    "waiting": "clock",
    "done": "check",
    "unmet": "right",
    "refused": "problem",
    "stopped": "problem",
    "failed": "problem",
}


@permitted(SEE.name)
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """All automations of the handbook, how they stand, when they ran and run next."""
    who = account_of(request)
    values = {
        "table": lists.table_of_automations(request),
        "sees_runs": bool(queries.steered_by(who)),
        "may_write": rules.can_write(who),
    }
    return render(request, "automations/directory.html", values)


@permitted(SEE.name)
@require_safe
def automation(request: HttpRequest, name: str) -> HttpResponse:
    """What an automation does, as a sentence, and its last ten runs."""
    found = automation_or_404(name)
    owner, who = queries.owner_of(found), account_of(request)
    listed = queries.listed_one(found)
    may_steer = rules.can_steer(who, owner)
    values = {
        **_about(found),
        "owner": owner,
        "owner_may": rules.can_own(owner),
        "listed": listed,
        "state": lists.state_tag(listed.state),
        "next": lists.moment_of(listed.next_at),
        "moments": [_moment(each, leads=may_steer) for each in queries.last_runs(name)],
        "may_steer": may_steer,
        "may_write": rules.can_write(who),
    }
    return render(request, "automations/automation.html", values)


@permitted(SEE.name)
@require_safe
def dry_run(request: HttpRequest, name: str) -> HttpResponse:
    """What an automation would have done in the last thirty days. Nothing is done."""
    found = automation_or_404(name)
    if not rules.can_see_runs(account_of(request), queries.owner_of(found)):
        raise Http404
    made = dry.dry_run(found, timezone.now())
    values = {**_about(found), "dry": made, "days": dry.DAYS, "moments": would(made.shown)}
    return render(request, "automations/dry_run.html", values)


@permitted(SEE.name)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The log: the runs of one's own automations; of all, for those who look after them."""
    opening = opening_address(request, lists.RUNS)
    if opening:
        return redirect(opening)
    return render(request, "automations/runs.html", lists.listing_of_runs(request, account_of(request)))


@permitted(SEE.name)
@require_safe
def runs_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered log as a file."""
    found = queries.runs_for(account_of(request), **lists.wanted(request))
    rows = ordered(lists.run_columns({}), found, request.GET.get("sort", ""))
    return file_response(form, "runs", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@permitted(SEE.name)
@require_safe
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """A run: what it began with, each condition with its verdict, each action with what came of it."""
    found = run_or_404(request, key)
    automation = queries.automation_named(found.automation)
    described = objects.describe({(found.about, found.object)}) if found.object is not None else {}
    by = people.account_of(found.by) if found.by is not None else None
    values = {
        "run": found,
        "title": automation.title if automation is not None else found.automation,
        "is_defined": automation is not None,
        "tone": lists.TONES[found.state],
        "began": wording.trigger_of(found.trigger),
        "by": by,
        "object": described.get((found.about, found.object)) if found.object is not None else None,
        "values": [(name, _plain(value)) for name, value in sorted(found.values.items())],
        "verdicts": _verdicts(found, automation),
        "results": _results(found, automation),
        "may_repeat": automation is not None and found.state in REPEATABLE,
    }
    return render(request, "automations/run.html", values)


def automation_or_404(name: str) -> Automation:
    """The automation of this name in the current handbook."""
    found = queries.automation_named(name)
    if found is None:
        raise Http404
    return found


def run_or_404(request: HttpRequest, key: UUID) -> AutomationRun:
    """A run that whoever asks may see."""
    found = queries.run_of(account_of(request), key)
    if found is None:
        raise Http404
    return found


def _about(found: Automation) -> dict[str, Any]:
    return {
        "automation": found,
        "sentence": wording.sentence_of(found),
        "source": defined.address_of(found.path, 1),
        "edit": form_at(found.path),
        "edit_text": reverse("pages:edit", args=[found.path]),
    }


def _moment(run: AutomationRun, *, leads: bool) -> Moment:
    """A run in a timeline. What it was about stands on its own page, for those who may see that."""
    label = str(RunState(run.state).label)
    return Moment(
        run.created_at, f"{wording.trigger_of(run.trigger)}: {label}", text=run.trouble if leads else "",
        url=reverse("automations:run", args=[run.pk]) if leads else "", icon_name=LOOKS[run.state],
        tone=lists.TONES[run.state],
    )  # fmt: skip


def would(shown: Iterable[Occurrence]) -> list[Moment]:
    """What an automation would have begun with, as a timeline."""
    rows = list(shown)
    described = objects.describe({(each.about, each.object) for each in rows if each.object is not None})
    found = []
    for each in rows:
        about = described.get((each.about, each.object)) if each.object is not None else None
        found.append(
            Moment(
                each.at, wording.trigger_of(each.trigger), text=about.label if about is not None else "",
                url=about.address if about is not None else "", icon_name="bolt",
            )
        )  # fmt: skip
    return found


def _verdicts(run: AutomationRun, automation: Automation | None) -> list[tuple[str, bool]]:
    conditions = automation.if_.every if automation is not None else ()
    if len(conditions) != len(run.verdicts):
        return []  # the handbook has other conditions by now
    return [(wording.condition_of(each), held) for each, held in zip(conditions, run.verdicts, strict=True)]


def _results(run: AutomationRun, automation: Automation | None) -> list[tuple[str, int]]:
    actions = automation.then if automation is not None else ()
    if len(actions) != len(run.results):
        return [(each["do"], each["n"]) for each in run.results]
    return [(wording.action_of(action), each["n"]) for action, each in zip(actions, run.results, strict=True)]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
