"""The calculator: the range of any role in any place, with the formula step by step. Everybody has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.compensation import terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.definitions.compensation import grade_key
from trellis.compensation.forms import currencies
from trellis.compensation.looking import around
from trellis.compensation.showing import range_chart, steps_of
from trellis.core.guarding import account_of
from trellis.pages.queries.naming import page_link
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.roles.addresses import role_address
from trellis.work.guarding import members_only


@members_only
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Reckons what the address asks for; without, the reader's own role and place."""
    who, said = account_of(request), terms.compensation()
    position = directory.position_on(who.person, today()) if who.person is not None else None
    title = request.GET.get("title", position.title if position is not None else "")
    market = terms.market_of(position.location, position.entity) if position is not None else None
    place = request.GET.get("location", market[0] if market is not None else next(iter(said.locations), ""))
    known = currencies()
    currency = request.GET.get("currency", terms.currency_of(position.entity) if position is not None else "")
    currency = currency if currency in known else known[0]
    role, location = of_people.role_titled(title) if title else None, said.locations.get(place)
    found = None
    if role is not None and location is not None:
        found = terms.calculate(
            role, factor=location.factor, location=location.title, currency=currency, day=today()
        )
    values = {
        **around(request, who, "calculator"), "said": said, "titles": of_people.role_titles(), "title": title,
        "place": place, "currency": currency, "currencies": known, "role": role, "location": location, "found": found,
        "role_url": role_address(role) if role is not None else "", "page_url": page_link(said.page),
        "grade": grade_key(role.grade) if role is not None else "",
    }  # fmt: skip
    if found is not None and role is not None:
        benchmark = said.benchmark_of(role.family.slug, found.grade) if found.is_total else None
        level = said.level_factor(found.grade)
        values |= {
            "steps": steps_of(found), "chart": range_chart(found, None), "least": found.money(found.range.least),
            "middle": found.money(found.range.middle), "most": found.money(found.range.most),
            "exact": found.money(found.middle),
        }  # fmt: skip
        if benchmark is not None and level is not None:
            low, high = reckoning.requisition_range(
                benchmark.compensation, level.factor, said.requisition.low, said.requisition.high
            )
            values |= {"planned_low": terms.own(low), "planned_high": terms.own(high)}
    return render(request, "compensation/calculator.html", values, status=200)
