"""The cast: Mia owns an automation, Dora administers, Ada may read the audit too, Sam works here, Xenia is external."""

from __future__ import annotations

import pytest
from django.utils import timezone

from trellis.automations.models import AutomationRun
from trellis.automations.services import following, running
from trellis.core.models import Access, Account
from trellis.core.services import assignments, tree_heads
from trellis.pages.tests.served import serve

__all__ = ["serve"]

RIGHTS = """\
duties:
  auditor: {title: Auditor, description: Looks at what happened., workspaces: [audit]}
  approver: {title: Approver, description: Decides., permissions: [pages.approve]}
"""
DUTIES = """\
title: Tell of new duties
owner: dora@example.org
when: {event: core.duty-given}
if:
  all:
    - {field: duty, is: approver}
then:
  - {do: tell, to: {field: account}, subject: "You have the duty {{ event.duty }}, {{ event.account }}"}
  - {do: create-task, to: {field: account}, title: "Read about {{ event.duty }}", due-in-working-days: 3}
"""
FILES = {"handbook.yml": "organisation: Test\n", "index.md": "# Home\n\nHello.\n", "rights.yml": RIGHTS}


def account(name: str, access: str = Access.READER) -> Account:
    return Account.objects.create(email=f"{name.lower()}@example.org", name=name, access=access)


class Cast:
    """Everybody, by name."""

    def __init__(self) -> None:
        self.mia, self.sam = account("Mia", Access.CONTRIBUTOR), account("Sam")
        self.dora, self.xenia = account("Dora", Access.ADMINISTRATOR), account("Xenia", Access.EXTERNAL)


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def house(serve, cast):
    """Serves automations by their names, and has them known from now on."""

    def house(**automations):
        named = {f"automations/{name.replace('_', '-')}.yml": text for name, text in automations.items()}
        edition = serve({**FILES, **named})
        assert edition.handbook.diagnostics == ()
        following.follow(timezone.now())
        return edition.handbook.assembled["automations"]

    return house


def give_duty(by, to, duty="approver", days=30):
    now = timezone.now()
    return assignments.give(
        account=to,
        duty=duty,
        starts_at=now,
        ends_at=now + timezone.timedelta(days=days),
        reason="Leave",
        by=by,
    )


def go_on(now=None):
    """What the rounds do: seal, follow, run."""
    now = now or timezone.now()
    tree_heads.seal(now)
    following.follow(now)
    running.run_due(timezone.now())


def states(name=None):
    found = AutomationRun.objects.order_by("created_at", "pk")
    return [each.state for each in (found.filter(automation=name) if name else found)]
