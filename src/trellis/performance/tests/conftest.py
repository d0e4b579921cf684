"""The cast of people: Mia manages Ada and Ben, Olga is above Mia. Pia is the people partner of all, Rob of nobody.

Dora is an administrator. Sam, who is nobody's manager, oversees the numbers.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from trellis.core.models import Account
from trellis.pages.tests.served import serve
from trellis.people.days import today
from trellis.people.models import DepartmentDuty
from trellis.people.tests import conftest as people
from trellis.performance.models import CheckInMark
from trellis.performance.services import agreeing, drafting, going_on
from trellis.performance.services.drafting import Draft, Expected
from trellis.performance.services.going_on import Marked

__all__ = ["serve"]

SECRET = "Tickets lie for weeks"
PERFORMANCE = """\
page: index.md
weeks: {least: 2, most: 4}
check-in-every: 7
stages:
  coaching: {title: Coaching, agreed-by: nobody}
  plan: {title: Improvement plan}
outcomes:
  met: {title: Met, counts: met}
  not-met: {title: Not met, counts: not-met}
"""
FILES = {
    **people.FILES,
    "performance.yml": PERFORMANCE,
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people], "
    "permissions: [performance.oversee]}\n",
}
NOW = "2026-03-02T10:00:00Z"
"""A Monday."""


class Cast(people.Cast):
    """As people's, with a people partner."""

    def __init__(self):
        super().__init__()
        DepartmentDuty.objects.create(
            department="operations", part="people-partner", person=self.pia.person, starts_on=people.BEGAN
        )

    def fresh(self, name):
        """Somebody as a new request finds them."""
        return Account.objects.get(pk=getattr(self, name).pk)

    def opened(self, name, address, data=None):
        """What somebody is answered."""
        client = Client()
        client.force_login(self.fresh(name))
        return client.get(address) if data is None else client.post(address, data)

    def read(self, name, address):
        """The page that somebody reads."""
        return self.opened(name, address).content.decode()


def draft(cast, name="ada", by="mia", stage="plan", **said):
    """A draft with one expectation."""
    says = Draft(stage, said.pop("starts_on", today()), said.pop("weeks", 4), SECRET)
    made = drafting.begin(key=uuid4(), person=getattr(cast, name).person_id, says=says, by=cast.fresh(by))
    wanted = Expected(f"Answer within a day. {SECRET}", f"Nine of ten. {SECRET}", made.ends_on)
    return drafting.expect(plan=made.pk, says=[wanted], seen=made.version, by=cast.fresh(by))


def handed_in(cast, **said):
    """A plan that waits for Pia."""
    made = draft(cast, **said)
    return drafting.hand_in(plan=made.pk, seen=made.version, by=cast.fresh(said.get("by", "mia")))


def going(cast, **said):
    """A plan that is under way."""
    made = handed_in(cast, **said)
    return agreeing.agree(plan=made.pk, seen=made.version, by=cast.fresh("pia"))


def checked(cast, plan, mark=CheckInMark.Mark.ON_TRACK, on=None):
    """A check-in by Mia."""
    marks = {key: Marked(mark, SECRET) for key in plan.expectations.values_list("pk", flat=True)}
    plan.refresh_from_db()
    return going_on.check_in(
        plan=plan.pk, held_on=on or today(), marks=marks, note=SECRET, seen=plan.version, by=cast.fresh("mia")
    )


def days(number):
    """So many days."""
    return timedelta(days=number)


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook, time_machine):
    time_machine.move_to(NOW)
    return Cast()
