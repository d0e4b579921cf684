"""Entities: what each is, whom it employs, whether the law is kept; and opening one in a new country, step by step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core import calendars, defined
from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.people import organisation_lists, rules, terms
from trellis.people.days import today
from trellis.people.models import EntityOpening, OpeningState, OpeningStep, StepState
from trellis.people.organisation_forms import OpeningForm
from trellis.people.queries import entities as queries
from trellis.people.services import opening as services
from trellis.people.tabs import tabs_for
from trellis.web.exporting import file_response, files_of
from trellis.web.tables import table_of

TONES = {"waiting": "", "open": "attention", "done": "good", "skipped": ""}


@never_cache
@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """All entities; for those who see records, those too that are being opened."""
    who = member_of(request)
    table = table_of(
        request, "t-entities", _("Entities"), organisation_lists.entity_columns(), queries.entities_on(today()),
        row_url=lambda row: reverse("people:entity", args=[row.entity.name]), row_key=lambda row: row.entity.name,
        exports=files_of("people:entities-export"),
    )  # fmt: skip
    sees = rules.sees_all_records(who)
    values = {
        "tabs": tabs_for(who, "people:entities"), "table": table, "may_open": rules.can_keep(who),
        "openings": queries.openings() if sees else (), "has_steps": bool(terms.opening_steps()),
    }  # fmt: skip
    return render(request, "people/entities.html", values)


@never_cache
@require_safe
def entities_file(request: HttpRequest, form: str) -> HttpResponse:
    """The entities as a file."""
    member_of(request)
    rows = (
        {
            "name": each.entity.name, "country": each.entity.country, "currency": each.entity.currency,
            "people": each.people, "calendar": calendars.calendar_of_entity(each.entity.name).title,
            "state": each.state, "next_filing": each.next_filing,
        }
        for each in queries.entities_on(today())
    )  # fmt: skip
    return file_response(form, "entities", organisation_lists.ENTITY_FILE, rows)


@never_cache
@require_safe
def entity(request: HttpRequest, name: str) -> HttpResponse:
    """An entity: what it is; its rules for those who may read their file; the law for those who see records."""
    who = member_of(request)
    found = terms.all_entities().get(name)
    if found is None:
        raise Http404
    said, sees = queries.readable_rules(name), rules.sees_all_records(who)
    contracts = terms.words().contract_types
    path = terms.entity_paths().get(name, "")
    values = {
        "entity": found, "rules": said, "sees_records": sees,
        "crumbs": [(_("Entities"), reverse("people:entities"))],
        "calendar": calendars.calendar_of_entity(name),
        "contracts": [
            (
                contracts[key].title if key in contracts else key or "–", count,
                f"{reverse('people:directory')}?entity={name}&contract_type={key}",
            )
            for key, count in sorted(queries.by_contract(name, today()).items(), key=lambda each: -each[1])
        ] if sees else (),
        "people_url": f"{reverse('people:directory')}?entity={name}",
        "filings": [(each.title, each.next_on(today())) for each in said.filings] if said else (),
        "next_filing": queries.next_filing(said, today()),
        "breaches": queries.breaches_of(name, said, today())[: queries.MOST_SHOWN] if said and sees else (),
        "source": defined.address_of(path, 1) if said and path else "",
    }  # fmt: skip
    return render(request, "people/entity.html", values)


# -- openings


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin to open an entity."""
    who = member_of(request)
    if not rules.can_keep(who):
        raise PermissionDenied
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_opening(**form.cleaned_data, by=who)
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            return redirect("people:opening", made.pk)
    values = {
        "form": form,
        "steps": terms.opening_steps(),
        "crumbs": [(_("Entities"), reverse("people:entities"))],
    }
    return render(request, "people/opening_new.html", values, status=400 if request.method == "POST" else 200)


@never_cache
@require_safe
def opening(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far the opening of an entity is, step by step."""
    who = member_of(request)
    found = _opening(who, key)
    steps = list(queries.steps_of(found))
    waiting = queries.waiting_of(steps)
    may_keep, runs = rules.can_keep(who), found.state == OpeningState.UNDER_WAY
    values = {
        "opening": found, "progress": queries.progress_of(found, steps), "runs": runs, "may_keep": may_keep,
        "crumbs": [(_("Entities"), reverse("people:entities"))],
        "steps": [_shown(each, waiting, who, may_keep=may_keep, runs=runs) for each in steps],
        "is_in_handbook": found.entity in terms.all_entities(),
        "settings_url": reverse("pages:edit", args=["handbook.yml"]), "today": today(),
    }  # fmt: skip
    return render(request, "people/opening.html", values)


@never_cache
@require_http_methods(["POST"])
def settle(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Say that a step is done, or why it is not needed."""
    who = member_of(request)
    found = queries.steps_of(_opening(who, key)).filter(slug=step).first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("deed") == "skip":
            services.skip_step(step=found, because=request.POST.get("note", ""), by=who)
        else:
            services.finish_step(step=found, note=request.POST.get("note", ""), by=who)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect(reverse("people:opening", args=[key]) + f"#{step}")


@never_cache
@require_http_methods(["POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close an opening: done, or given up for a reason."""
    who = member_of(request)
    found = _opening(who, key)
    try:
        services.end_opening(opening=found, by=who, because=request.POST.get("because", ""))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("people:opening", key)


def _opening(who: Account, key: UUID) -> EntityOpening:
    found = queries.opening_for(who, key)
    if found is None:
        raise Http404
    return found


def _shown(step: OpeningStep, waiting: Any, who: Account, *, may_keep: bool, runs: bool) -> dict[str, Any]:
    is_open = step.state == StepState.OPEN and runs
    return {
        "step": step, "tone": TONES[step.state], "waits_for": waiting.get(step.slug, ()),
        "may_settle": is_open and (may_keep or queries.does_any(who, [step])),
        "is_late": is_open and step.due_on is not None and step.due_on < today(),
    }  # fmt: skip
