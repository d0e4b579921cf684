"""Benefits: one's own, a program with who has it and what it costs, life events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.contracts import lists, rules
from trellis.contracts.definitions.benefits import Program
from trellis.contracts.guarding import members_only
from trellis.contracts.queries import benefits as queries
from trellis.contracts.services import benefits as services
from trellis.contracts.services.benefits import LifeEvent
from trellis.contracts.services.errors import ContractsError
from trellis.core.guarding import account_of
from trellis.core.money import Money
from trellis.core.money import shown as money_text
from trellis.core.services.looking import WHOLE, record_access
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered

YEAR = timedelta(days=365)


@members_only
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The benefits of the entity of whoever asks: what they have, may have, and why not."""
    who = account_of(request)
    person = who.person
    standings = queries.standings_of(person, today()) if person is not None else []
    values = {
        "standings": [(each, _options(each.program)) for each in standings],
        "keeps": rules.can_keep_benefits(who), "today": today(),
    }  # fmt: skip
    return render(request, "contracts/benefits.html", values)


@members_only
@require_POST
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Enrol, take another option, or leave."""
    who, get = account_of(request), request.POST.get
    if name not in queries.programs():
        raise Http404
    try:
        event = _event(get("life_event", ""), get("life_event_on", ""))
        if get("deed") == "leave":
            row = services.leave(program=name, by=who, life_event=event)
            messages.success(request, _("You have it until %(day)s.") % {"day": _day(row.ends_on)})
        else:
            row = services.enrol(program=name, option=get("option", ""), by=who, life_event=event)
            messages.success(request, _("You have it from %(day)s on.") % {"day": _day(row.starts_on)})
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("contracts:benefits")


@members_only
@never_cache
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """All benefits with what they cost, and upon which life events people chose in the last year."""
    who = account_of(request)
    if not rules.can_keep_benefits(who):
        raise PermissionDenied
    known = queries.programs()
    counts = queries.counts(who, today())
    events = [
        (known[program].title if program in known else program, _event_title(known.get(program), event), n)
        for program, event, n in queries.life_events(who, today() - YEAR)
    ]
    values = {
        "programs": [(name, each, counts.get(name, 0)) for name, each in known.items()], "events": events,
        "today": today(),
    }  # fmt: skip
    return render(request, "contracts/programs.html", values)


@members_only
@never_cache
@require_safe
def program(request: HttpRequest, name: str) -> HttpResponse:
    """A benefit: who has it, what it costs a month by entity, when it is looked at again."""
    who = account_of(request)
    if not rules.can_keep_benefits(who):
        raise PermissionDenied
    found = queries.programs().get(name)
    if found is None:
        raise Http404
    record_access(account=who, about="enrolment", object=WHOLE, why=found.title)
    entity = request.GET.get("entity", "")[:200]
    values = {
        "name": name, "program": found, "options": _options(found),
        "table": lists.enrolments(request, queries.enrolled(who, name, today(), entity), name),
        "entities": sorted(queries.counted_by_entity(who, name, today())), "entity": entity,
        "costs": [
            (each, money_text(each.employer), money_text(each.employee)) for each in queries.costs(who, name, today())
        ],
    }  # fmt: skip
    return render(request, "contracts/program.html", values)


@members_only
@require_safe
def program_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Who has a benefit, as a file."""
    who = account_of(request)
    if not rules.can_keep_benefits(who):
        raise PermissionDenied
    if name not in queries.programs():
        raise Http404
    record_access(account=who, about="enrolment", object=WHOLE, why=_("list as a file"))
    rows = queries.enrolled(who, name, today(), request.GET.get("entity", "")[:200])
    rows = ordered(lists.enrolment_columns(), rows, request.GET.get("sort", "name"))
    return file_response(
        form, f"benefit-{name}", lists.FILE_OF_ENROLMENTS, lists.exported_enrolments(rows[:MOST_ROWS])
    )


def _options(found: Program) -> list[tuple[str, Any, str, str]]:
    return [
        (
            key, each, money_text(Money(each.employer, found.currency)),
            money_text(Money(each.employee, found.currency)),
        )
        for key, each in found.options.items()
    ]  # fmt: skip


def _event(name: str, on: str) -> LifeEvent | None:
    if not name:
        return None
    try:
        return LifeEvent(name, date.fromisoformat(on))
    except ValueError:
        raise ContractsError(_("Say on which day it happened."), field="life_event_on") from None


def _event_title(found: Program | None, name: str) -> str:
    known = queries.event_of(found, name) if found is not None else None
    return known.title if known is not None else name


def _day(day: date | None) -> str:
    return date_format(day) if day is not None else ""
