"""The cast of people, of whom Pia and Rob are case handlers; Quinn, a third generalist, oversees cases."""

import uuid
from datetime import date

import pytest

from trellis.cases.models import Case
from trellis.cases.services import opening
from trellis.cases.services.opening import Involved
from trellis.core.models import Account
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.models import DepartmentDuty
from trellis.people.tests import conftest as people

__all__ = ["serve"]

CASES = """\
types:
  sickness:
    title: Long sickness
    stages:
      - {name: intake, title: Understand, needs: [note]}
      - {name: plan, title: Agree on a plan, needs: [decision]}
      - {name: follow-up, title: Follow up}
    deadlines:
      - {name: Offer a talk, after: 14 days, of: opening, country: Germany, source: Social Code}
      - {name: Tell the insurer, after: 1 week, of: opening, country: United Kingdom}
      - {name: Look again, after: 1 month, of: plan}
    keep: 3 years
    advice: people/advice/sickness.md
  advice:
    title: Advice
    stages:
      - {name: asked, title: Asked}
    keep: 1 year
"""
RIGHTS = """\
duties:
  case-handler: {title: Case handler, description: Handles confidential cases., permissions: [cases.open]}
  case-overseer: {title: Case overseer, description: Gives handlers., permissions: [cases.oversee]}
grants:
  - {to: {roles: [People Generalist]}, workspaces: [people], duties: [case-handler]}
  - {to: {roles: [Head of People]}, duties: [case-overseer]}
"""
FILES = {
    **people.FILES,
    "job-families/people/people-operations.md": people.PEOPLE
    + "\n### Head of People\n\nThe Head of People reports to the Chief Operating Officer.\n\n"
    "#### Head of People Job Grade\n\nThe Head of People is a grade 9.\n\n"
    "#### Head of People Responsibilities\n\n- Lead\n",
    "rights.yml": RIGHTS,
    "cases.yml": CASES,
    "people/advice/sickness.md": "---\ntitle: When somebody is ill for long\ndescription: Ask early.\n"
    "topics: [sickness]\n---\n\nAsk how they are, not what they have.\n",
    "people/advice/conflict.md": "---\ntitle: When two people quarrel\ntopics: [conflict]\n---\n\nListen to both.\n",
}
SECRET = "Ada collapsed at the railway station"
"""Words of a case that must stand nowhere else."""


class Cast(people.Cast):
    """As people's, with Quinn, who is head of people."""

    def __init__(self):
        super().__init__()
        people.RoleHolding.objects.create(account=self.sam, title="People Generalist")
        self.quinn = people.person("Quinn")
        self.employments["quinn"] = self.hire(self.quinn, "Head of People", self.olga)
        people.RoleHolding.objects.all().delete()

    def fresh(self, name):
        """Somebody as a new request finds them."""
        return Account.objects.get(pk=getattr(self, name).pk)

    def partner(self, name, department):
        """Make somebody the people partner of a department."""
        DepartmentDuty.objects.create(
            department=department, person=getattr(self, name).person, part="people-partner", starts_on=date(2020, 1, 1)
        )  # fmt: skip

    def open(
        self, by="pia", subject="ada", title=SECRET, handlers=(), involved=(), key=None, type_name="sickness"
    ):
        """Open a case about somebody."""
        return opening.open_case(
            key=key or uuid.uuid4(), type_name=type_name, title=title, by=self.fresh(by),
            involved=[
                Involved(getattr(self, subject).person),
                *(Involved(getattr(self, name).person, part) for name, part in involved),
            ],
            handlers=[self.fresh(each) for each in handlers],
        )  # fmt: skip


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    return remembered((Cast, whole_edition().handbook), Cast)


@pytest.fixture
def case(cast) -> Case:
    """A case about Ada that Pia opened and handles."""
    return cast.open()
