"""The cast: Pia keeps records as a people generalist; Mia, a manager of IT, reports to Olga, Ada and Ben to Mia.

Olga is the chief operating officer and Rob a colleague of Pia's. All began in 2020, and all can sign in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trellis.core import kept
from trellis.core.models import Access, Account, Person, RoleHolding
from trellis.core.services import people as core_people
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.models import Employment
from trellis.people.services import employment
from trellis.people.services.employment import Terms

__all__ = ["serve"]

IT = """\
---
layout: job_family_page
title: IT Support
---

## Levels

### IT Analyst

The IT Analyst reports to the [Manager, IT](#manager-it).

#### IT Analyst Job Grade

The IT Analyst is a grade 5.

#### IT Analyst Responsibilities

- Answer questions about laptops

### Senior IT Analyst

The Senior IT Analyst reports to the [Manager, IT](#manager-it).

#### Senior IT Analyst Job Grade

The Senior IT Analyst is a grade 6.

#### Senior IT Analyst Responsibilities

- Extends the IT Analyst responsibilities
- Choose the tools of the team

### Manager, IT

The Manager, IT reports to the Chief Operating Officer.

#### Manager, IT Job Grade

The Manager, IT is a grade 8.

#### Manager, IT Responsibilities

- Lead the team

## Career Ladder

The next step for the IT Analyst is the Senior IT Analyst, then the Manager, IT.
"""
PEOPLE = """\
---
layout: job_family_page
title: People Operations
---

## Levels

### People Generalist

The People Generalist reports to the Chief Operating Officer.

#### People Generalist Job Grade

The People Generalist is a grade 6.

#### People Generalist Responsibilities

- Keep records
"""
LEADERSHIP = """\
---
layout: job_family_page
title: Executive
---

## Levels

### Chief Operating Officer

#### Chief Operating Officer Job Grade

The Chief Operating Officer is a grade 14.

#### Chief Operating Officer Responsibilities

- Answer for operations
"""
HANDBOOK = """\
organisation: Test
entities:
  - {name: Test GmbH, country: Germany, currency: EUR}
  - {name: Test Ltd, country: United Kingdom, currency: GBP}
"""
FILES = {
    "handbook.yml": HANDBOOK,
    "index.md": "# Home\n\nHello.\n",
    "job-families/it/it-support.md": IT,
    "job-families/people/people-operations.md": PEOPLE,
    "job-families/leadership/executive.md": LEADERSHIP,
    "departments.yml": """\
departments:
  operations: {title: Operations, head: Chief Operating Officer, job-families: [leadership]}
  it: {title: IT, parent: operations, cost-centre: "4100", job-families: [it]}
  people: {title: People, parent: operations, job-families: [people]}
""",
    "entities/test-gmbh.yml": """\
entity: Test GmbH
probation: 6 months
notice:
  - {notice: 4 weeks, ends: month}
""",
    "person-fields.yml": """\
fields:
  shirt-size: {title: Shirt size, type: choice, choices: [S, M, L], visible: everybody, edited-by-oneself: true}
  work-permit: {title: Work permit ends, type: date}
""",
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people]}\n",
}
BEGAN = date(2020, 1, 6)
"""The day on which everybody of the cast began."""


def person(name: str, access: str = Access.READER) -> Account:
    """Somebody with an account."""
    made = Account.objects.create(email=f"{name.lower()}@example.org", name=name, access=access)
    core_people.belongs(made, by=None)
    made.save(update_fields=["person"])
    return made


class Cast:
    """Everybody, by name: accounts; `employments` by name too."""

    def __init__(self) -> None:
        self.olga, self.mia, self.ada, self.ben = map(person, ("Olga", "Mia", "Ada", "Ben"))
        self.pia, self.rob, self.sam = map(person, ("Pia", "Rob", "Sam"))
        self.dora = person("Dora", Access.ADMINISTRATOR)
        self.employments: dict[str, Employment] = {}
        # Whoever hires the first people holds the role before any employment says so.
        RoleHolding.objects.create(account=self.sam, title="People Generalist")
        for name, title, manager in (
            ("olga", "Chief Operating Officer", None), ("mia", "Manager, IT", self.olga),
            ("ada", "IT Analyst", self.mia), ("ben", "IT Analyst", self.mia),
            ("pia", "People Generalist", self.olga), ("rob", "People Generalist", self.olga),
        ):  # fmt: skip
            self.employments[name] = self.hire(getattr(self, name), title, manager)
        RoleHolding.objects.all().delete()

    def hire(
        self,
        who: Account | Person,
        title: str,
        manager: Account | None = None,
        on: date = BEGAN,
        by: Account | None = None,
        **facts: Any,
    ) -> Employment:
        """Employ somebody in a role from a day on."""
        return employment.hire(
            person=who.person if isinstance(who, Account) else who,
            begins=Terms(
                entity=facts.pop("entity", "Test GmbH"), starts_on=on, ends_on=facts.pop("ends_on", None)
            ),
            facts={"title": title, "manager": manager.person if manager else None, **facts},
            by=by or Account.objects.get(pk=self.sam.pk),
        )


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    # A test that turns the clock makes positions that count as older than those that were made in another test.
    kept.forget_everything()
    return remembered((Cast, whole_edition().handbook), Cast)
