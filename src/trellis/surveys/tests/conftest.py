"""The cast of people, with a larger IT and a survey.

Ten analysts and Ada and Ben report to Mia, who heads IT with Olga above her; Pia runs surveys. Cleo is the people
partner of IT. Lily and Max, of People, report to Rob.
"""

from __future__ import annotations

import pytest

from trellis.core.models import Access, Account
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.models import DepartmentDuty, Employment, Part, Position
from trellis.people.tests.conftest import BEGAN, FILES, person
from trellis.surveys import terms
from trellis.surveys.services import answering, rounds

__all__ = ["serve"]

SURVEY = """\
---
title: Engagement
drivers: {growth: Growth and development, team: Working together}
segments: [department, entity, manager]
crossed: [[department, entity]]
anonymity: Names are nowhere in it.
---

# Engagement

## Growth and development

- I learn things here that help me in my next role. {#growth-learning}
- I know what my next step could be. {#growth-step}

## Working together

- My team helps me when I ask. {#team-helps}

## Other questions

- How likely are you to recommend us as a place to work? (enps) {#recommend}
- Where do you mostly work? (choice) {#place}
  - At home
  - In an office
- What should we change first? (text) {#change-first}
"""
SELF = """\
why: We want to know whether everybody finds their way to us.
questions:
  gender:
    title: How do you describe your gender?
    options: {woman: Woman, man: Man, non-binary: Non-binary}
    diverse: [woman, non-binary]
  carer:
    title: Do you care for somebody?
    options: {"yes": Yes, "no": No}
    only-in: [United Kingdom]
"""
RIGHTS = """\
grants:
  - {to: {roles: [People Generalist]}, workspaces: [people], permissions: [surveys.run]}
"""
BOOK = {**FILES, "surveys/engagement.md": SURVEY, "self-identification.yml": SELF, "rights.yml": RIGHTS}


@pytest.fixture
def handbook(serve):
    return serve(BOOK)


class Cast:
    """Everybody, by name: accounts. Positions are written as rows, which is a hundred times faster than hiring."""

    def __init__(self):
        self.employments = {}
        self.dora = person("Dora", Access.ADMINISTRATOR)
        self.olga = self.works("Olga", "Chief Operating Officer", "operations", None)
        self.mia = self.works("Mia", "Manager, IT", "it", self.olga)
        self.ada, self.ben, *self.analysts = (
            self.works(name, "IT Analyst", "it", self.mia)
            for name in ("Ada", "Ben", *(f"Ana{n}" for n in range(10)))
        )
        self.pia, self.rob, self.cleo = (
            self.works(name, "People Generalist", "people", self.olga) for name in ("Pia", "Rob", "Cleo")
        )
        self.lily, self.max = (
            self.works(name, "People Generalist", "people", self.rob, entity="Test Ltd")
            for name in ("Lily", "Max")
        )
        DepartmentDuty.objects.create(
            department="it", person=self.cleo.person, part=Part.PEOPLE_PARTNER, starts_on=BEGAN
        )
        self.everybody = [self.olga, self.mia, self.ada, self.ben, *self.analysts]
        self.everybody += [self.pia, self.rob, self.cleo, self.lily, self.max]

    def works(self, name, title, department, manager, *, entity="Test GmbH", on=BEGAN, until=None):
        """Somebody with an account who works here."""
        made = person(name)
        made.person.kind = "team"
        made.person.save()
        self.employments[name.lower()] = self.employed(
            made.person, title, department, manager, entity, on, until
        )
        return made

    def employed(self, who, title, department, manager, entity="Test GmbH", on=BEGAN, until=None, **leaving):
        """That somebody is employed in a position."""
        employment = Employment.objects.create(
            person=who, entity=entity, starts_on=on, ends_on=until, revision="r", **leaving
        )
        Position.objects.create(
            employment=employment, person=who, entity=entity, starts_on=on, ends_on=until, revision="r", title=title,
            department=department, manager=manager.person if manager else None, location="Berlin",
        )  # fmt: skip
        return employment


@pytest.fixture
def cast(db, handbook):
    return remembered((Cast, whole_edition().handbook), Cast)


def fresh(account):
    """An account as a new request finds it, whose rights are asked for anew."""
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def opened(cast):
    """The survey, open."""
    return rounds.open_round(survey=terms.all_surveys()["engagement"], by=fresh(cast.pia))


def values(mark=4, **others):
    """Answers with one mark for all questions on a scale."""
    return {
        "growth-learning": str(mark), "growth-step": str(mark), "team-helps": str(mark), "recommend": "9",
        "place": "0", "change-first": "", **others,
    }  # fmt: skip


def answered(survey_round, people, mark=4, **others):
    """Have people answer the same."""
    for each in people:
        assert answering.answer(survey_round=survey_round, values=values(mark, **others), by=fresh(each))


@pytest.fixture
def closed(cast, opened):
    """The survey, closed and shared: IT says 4, all others 2."""
    answered(opened, [cast.mia, cast.ada, cast.ben, *cast.analysts], 4)
    answered(opened, [cast.olga, cast.pia, cast.rob, cast.cleo, cast.lily, cast.max], 2)
    made = rounds.close_round(survey_round=opened, by=fresh(cast.pia))
    return rounds.share(survey_round=made, by=fresh(cast.pia))
