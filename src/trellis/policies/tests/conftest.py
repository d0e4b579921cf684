"""The cast of people, with two policies: one for everybody, with a section for Germany, and one for IT."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES, Cast
from trellis.policies.models import Acknowledgement
from trellis.policies.services import asking, following

__all__ = ["serve"]

CONDUCT, LAPTOPS = "policies/conduct.md", "policies/laptops.md"
CONDUCT_TEXT = """\
---
title: Code of conduct
policy:
  owner: People Generalist
  acknowledge: {audience: everybody, due: 10 working days}
  sections:
    - {section: in-germany, only: {countries: [Germany]}}
---

We treat each other with respect.

## Gifts

Gifts above 50 euros are declined.

## In Germany

The works council is heard.
"""
LAPTOPS_TEXT = """\
---
title: Laptops
owner: Manager, IT
policy:
  acknowledge: {audience: {departments: [it]}, due: 14 days after hire, again: yearly}
---

Nobody else uses your laptop.
"""
POLICIES = {
    **FILES,
    CONDUCT: CONDUCT_TEXT,
    LAPTOPS: LAPTOPS_TEXT,
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, policies]}\n",
}


class Office:
    """The cast, and the handbook that it works by, which changes as time goes by."""

    def __init__(self, serve) -> None:
        self._serve = serve
        self.files = dict(POLICIES)
        serve(self.files)
        self.cast = Cast()
        self.now = timezone.now()

    def publish(self, changes=()) -> None:
        """Serve the handbook with some changes, and do what the rounds and jobs do."""
        self.files |= dict(changes)
        self._serve(self.files)
        self.round()

    def says(self, before: str, after: str, path: str = CONDUCT) -> None:
        """Serve it with some words of a policy changed."""
        assert before in self.files[path]
        self.publish({path: self.files[path].replace(before, after)})

    def round(self, days: int = 0) -> int:
        """What a round and the job do, some days later."""
        self.now += timedelta(days=days)
        following.follow(self.now)
        return asking.ask_all(self.now)

    def row(self, account, path: str = CONDUCT) -> Acknowledgement | None:
        """The current row of somebody."""
        return Acknowledgement.objects.filter(person=account.person_id, path=path, is_current=True).first()

    def asked(self, path: str = CONDUCT) -> set[str]:
        """The names of those who are asked."""
        rows = Acknowledgement.objects.filter(path=path, is_current=True, state="asked")
        return set(rows.values_list("person__name", flat=True))


@pytest.fixture
def office(db, serve, settings):
    settings.TRELLIS_POLICY_GRACE = 48
    following._seen.revision = ""
    made = Office(serve)
    made.round()
    return made
