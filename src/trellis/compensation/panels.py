"""The range of pay beside a role: in the place of the reader, or where the reader has none, in the first market."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.compensation import rules, terms
from trellis.core.rules import Account
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.roles.definitions.graph import Role
from trellis.roles.panels import Panel


def pay_range(request: HttpRequest, role: Role) -> Panel | None:
    """The panel; `None` for who is not of the team, and for a role without a range."""
    who = request.user
    if not isinstance(who, Account) or not rules.can_calculate(who):
        return None
    position = directory.position_on(who.person, today()) if who.person is not None else None
    market = terms.market_of(position.location, position.entity) if position is not None else None
    market = market or next(iter(terms.compensation().locations.items()), None)
    if market is None:
        return None
    name, location = market
    currency = terms.currency_of(position.entity) if position is not None else terms.own_currency()
    found = terms.calculate(
        role, factor=location.factor, location=location.title, currency=currency, day=today()
    )
    if found is None:
        return None
    query = urlencode({"title": role.full_title, "location": name, "currency": currency})
    values = {
        "found": found, "least": found.money(found.range.least), "middle": found.money(found.range.middle),
        "most": found.money(found.range.most), "url": f"{reverse('compensation:calculator')}?{query}",
    }  # fmt: skip
    return Panel(_("Pay range"), render_to_string("compensation/parts/panel.html", values))
