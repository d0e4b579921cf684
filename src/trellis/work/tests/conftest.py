"""The cast: Mia reports to Max, who reports to Greta; Carl is the Controller; Dora an administrator; Sam a stranger."""

from __future__ import annotations

from typing import Any

import pytest

from trellis.core.models import Access, Account, RoleHolding
from trellis.pages.tests.served import serve
from trellis.work import relations

__all__ = ["serve"]

APPROVALS = """\
approvals:
  purchase:
    title: Purchase
    description: Anything that is bought.
    page: finance/index.md
    ask: true
    facts:
      amount: {title: Value, kind: money}
      software: {title: Software, kind: yes-no}
    steps:
      - title: Manager
        by: {relation: manager}
        within-working-days: 3
        then: manager
      - title: Director and Controller
        need: all
        by:
          - {relation: manager, up: 2}
          - {role: Controller}
        when: {fact: amount, above: 5000, currency: EUR}
"""
ESCALATIONS = """\
escalations:
  - kinds: task
    after-working-days: 2
  - {after-working-days: 9, to: administrators}
"""
FILES = {
    "handbook.yml": "organisation: Test\n",
    "index.md": "# Home\n\nHello.\n",
    "finance/index.md": "# Finance\n\nMoney.\n",
    "approvals.yml": APPROVALS,
    "escalations.yml": ESCALATIONS,
}


def account(name: str, access: str = Access.READER, *titles: str) -> Account:
    made = Account.objects.create(email=f"{name.lower()}@example.org", name=name, access=access)
    for title in titles:
        RoleHolding.objects.create(account=made, title=title)
    return made


class Cast:
    """Everybody, by name."""

    def __init__(self) -> None:
        self.mia, self.max, self.greta = account("Mia"), account("Max"), account("Greta")
        self.carl, self.sam = account("Carl", Access.READER, "Controller"), account("Sam")
        self.dora = account("Dora", Access.ADMINISTRATOR)
        self.managers: dict[Any, Account] = {self.mia.pk: self.max, self.max.pk: self.greta}


@pytest.fixture
def cast(db, serve):
    serve(FILES)
    made = Cast()
    relations.provide("manager", lambda who: [made.managers[who.pk]] if who.pk in made.managers else [])
    yield made
    relations.withdraw("manager")


@pytest.fixture
def by(client):
    """A client that somebody has signed in with."""

    def by(who):
        client.force_login(who)
        return client

    return by
