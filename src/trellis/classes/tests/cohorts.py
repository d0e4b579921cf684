"""A program of the handbook, and cohorts of it, for the tests of them."""

from dataclasses import replace
from uuid import uuid4

from trellis.classes.queries import cohorts as queries
from trellis.classes.services import cohorting, gathering, scheduling
from trellis.classes.tests.conftest import FILES, plan
from trellis.people.days import today

PROGRAM = """\
---
title: First lead
description: Three weeks for those who lead for the first time.
program:
  owner: People Generalist
  goal: Everybody has a manager whom they can tell the truth.
  goal-page: goals.md
---

## Outcomes

- Talks with everybody on the team every two weeks. {#talks}
- Nobody hears of a problem for the first time in a review. {#no-surprise}

## Weeks

### Arriving

1. Kick-off (class, 60 minutes) {#kick-off}
2. [Giving feedback](/courses/giving-feedback/course.md)
3. [What we want](/goals.md)

### Alone

1. [Why feedback fails](/courses/giving-feedback/01-why.md) (optional)
2. A first talk, held (milestone) {#first-talk}
3. [First weeks](/paths/first-weeks.md)

### Together

1. [Practice](/courses/giving-feedback/course.md) (class) {#together}
"""
PATH = """\
---
title: First weeks
description: Where to begin.
path:
  owner: People Generalist
---

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
"""
WITH_PROGRAM = {
    **FILES,
    "programs/first-lead.md": PROGRAM,
    "paths/first-weeks.md": PATH,
    "goals.md": "# Goals\n\nWe tell each other the truth.\n",
}


def cohort_of(cast, *members, by="pia", facilitator="mia", starts_on=None):
    """A cohort of the program that Mia facilitates."""
    made = cohorting.begin(
        key=uuid4(), program="first-lead", title="", starts_on=starts_on or today(),
        facilitators=[getattr(cast, facilitator).person], by=cast.fresh(by),
    )  # fmt: skip
    if members:
        joining(cast, made, *members)
    return made


def joining(cast, cohort, *names, by="pia"):
    """People who are taken in."""
    return gathering.add(
        cohort=cohort.pk, people=[getattr(cast, name).person for name in names], by=cast.fresh(by)
    )


def done(cast, cohort, name):
    """The keys of the parts that a member has done."""
    seat = cohort.seats.get(person=getattr(cast, name).person)
    return queries.standings_of(cohort, [seat])[0].done


def kick_off(cast, cohort, by="mia", **facts):
    """The session with which the cohort begins."""
    made = plan(cast, lead=by, title="Kick-off", **facts)
    people = {each.pk for each in made.people}
    return scheduling.schedule(
        key=uuid4(),
        plan=replace(made, anyway=people, cohort=cohort.pk, cohort_part="kick-off"),
        by=cast.fresh(by),
    )
