"""The cast of people, with a handbook that says how pay is set.

Pia keeps pay; Mia's line is Ada and Ben; Olga is above all; Dora administers and has nothing to do with pay.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from trellis.compensation.queries import pay as queries
from trellis.compensation.services import pay as services
from trellis.compensation.services.pay import Terms
from trellis.core.money import Money
from trellis.core.rules import Account
from trellis.core.services import tokens
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests import conftest as of_people
from trellis.people.tests.conftest import BEGAN
from trellis.work.models import ApprovalRequest
from trellis.work.queries import approvals as standing
from trellis.work.services import approvals

__all__ = ["serve"]

COMPENSATION = """\
currency: EUR
formula: midpoint * location-factor * compa-ratio
midpoints: {5: 46000, 6: 58000, 8: 88000, 14: 200000}
locations:
  berlin: {title: Berlin, factor: 1.00, places: [Berlin]}
  germany: {title: Rest of Germany, factor: 0.96, country: Germany}
  newcastle: {title: Newcastle upon Tyne, factor: 0.87, places: [Newcastle]}
  united-kingdom: {title: United Kingdom, factor: 0.90, country: United Kingdom}
examples:
  - {title: An accountant, values: {midpoint: 58000, location-factor: 0.87, compa-ratio: 0.95}, result: 47937}
approval: {above-percent: 10, within-months: 12}
review:
  budget: 4
  assessments:
    fulfilling: {title: Fulfills the role, least: 3, most: 6}
  cycles:
    now: {title: Review, opens-on: 2020-01-01, closes-on: 2090-01-01, effective-on: 2091-04-01}
bonus: {amount: 500, currency: EUR, sentences: 3, values: [Write it down], least-days-here: 30}
"""
APPROVALS = """\
approvals:
  pay-change:
    title: Change of pay
    facts:
      above-percent: {title: Above 10, kind: yes-no}
      outside-range: {title: Outside, kind: yes-no}
      soon-after: {title: Soon, kind: yes-no}
    steps:
      - {title: Manager, by: {relation: manager}}
      - {title: Keeper, by: {permission: compensation.keep-pay}}
      - {title: Top, by: {relation: manager, up: 2}, when: {fact: above-percent, is-true: true}}
  interim-bonus:
    title: Interim bonus
    facts:
      days: {title: Days, kind: number}
    steps:
      - {title: Manager, by: {relation: manager}}
      - {title: Keeper, by: {permission: compensation.keep-pay}}
  pay-review:
    title: Review
    facts:
      over-budget: {title: Over, kind: yes-no}
      explained: {title: Unusual, kind: yes-no}
    steps:
      - {title: Manager, by: {relation: manager}}
  discretionary-bonus:
    title: Bonus
    facts:
      amount: {title: Bonus, kind: money}
    steps:
      - {title: Manager, by: {relation: manager}}
"""
RATES = """\
base: EUR
source: Test
rates:
  - {date: 2026-01-02, rates: {GBP: 0.80}}
  - {date: 2026-02-02, rates: {GBP: 0.90}}
"""
FILES = {
    **of_people.FILES,
    "compensation.yml": COMPENSATION,
    "approvals.yml": APPROVALS,
    "exchange-rates.yml": RATES,
    "rights.yml": (
        "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, compensation]}\n"
        "  - {to: {roles: [Chief Operating Officer]}, access: reader}\n"
    ),
}
PAID = {"olga": 200000, "mia": 88000, "ada": 46000, "ben": 41000, "pia": 58000, "rob": 60000}


class Cast(of_people.Cast):
    """Everybody with pay since they began."""

    def __init__(self) -> None:
        super().__init__()
        for name, amount in PAID.items():
            self.pay(name, amount, by=self.rob if name == "pia" else self.pia)

    def pay(self, name: str, amount: int, on: date = BEGAN, by: Account | None = None) -> Any:
        """Write down the first pay of somebody."""
        return services.set_pay(
            employment=self.employments[name], effective_on=on, pays=euros(amount), by=by or self.pia
        )

    def paid(self, name: str, day: date) -> Decimal | None:
        """What somebody is paid on a day."""
        found = queries.pay_on(self.employments[name], day)
        return found.base_amount if found is not None else None


def euros(amount: int | str, variable: int = 0) -> Terms:
    """Base pay in euros."""
    return Terms(Money(Decimal(amount), "EUR"), Decimal(variable))


def approve(key: Any, *people: Account) -> ApprovalRequest:
    """Have people approve what waits, one after the other."""
    for who in people:
        request = ApprovalRequest.objects.get(pk=key)
        now = standing.standing_of(request)
        assert now is not None
        approvals.approve(request, by=who, digest=request.digest, step=now.step.position)
    return ApprovalRequest.objects.get(pk=key)


@pytest.fixture
def handbook(serve):
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    return remembered((Cast, whole_edition().handbook), Cast)


@pytest.fixture
def call(client):
    """Calls the interface as somebody, with a token of the scopes of this room."""

    def call(who, method, path, body=None):
        scopes = frozenset({"compensation:read", "compensation:write", "search:read"})
        _row, token = tokens.issue(account=who, name="T", scopes=scopes, days=7)
        client.logout()
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "",
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    return call
