"""The cast: Mia reports to Max, who reports to Greta; Carl is the Controller; Dora an administrator; Sam a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q

from trellis.core import relations
from trellis.core.models import Access, Account, RoleHolding
from trellis.pages.tests.served import serve

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

    def reporting(self) -> relations.Relation:
        """Who manages whom, as the room of people would say it."""

        def manager_of(who: Account) -> list[Account]:
            found = self.managers.get(who.pk)
            return [found] if found else []

        return relations.Relation(
            lambda who, subject: who in manager_of(subject),
            lambda who: Q(pk__in=[key for key, manager in self.managers.items() if who.pk == manager.pk]),
            manager_of,
        )


@pytest.fixture
def cast(db, serve, monkeypatch):
    serve(FILES)
    made = Cast()
    monkeypatch.setitem(relations._relations, (relations.MANAGER, Account), made.reporting())
    return made


@pytest.fixture
def by(client):
    """A client that somebody has signed in with."""

    def by(who):
        client.force_login(who)
        return client

    return by
