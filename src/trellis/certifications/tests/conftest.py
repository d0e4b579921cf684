"""The cast, with certifications: one that all of IT can earn, one that builds on it, one that managers have to hold.

What rooms below would say was shown is said by `Bench`, a source of evidence in memory, until a test asks the rooms.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from trellis.certifications import facts, terms
from trellis.certifications.definitions.evidence import CLASS, COURSE, HOURS, PATH, PRACTICAL, QUIZ, Evidence
from trellis.certifications.models import Award, Lack, SignOff
from trellis.certifications.services import awarding, clock, keeping, signing
from trellis.certifications.tests.learned import learn, pass_quiz, settle
from trellis.core import kept
from trellis.core.models import Delivery
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.days import today
from trellis.people.tests.conftest import FILES, Cast

__all__ = ["serve"]

SUPPORTER = """\
---
title: Supporter
description: Answers questions about laptops alone.
certification:
  owner: Manager, IT
  audience: {departments: [it]}
  valid-for: 24 months
  renewal: {from: 90 days, requires: {course: laptops-again}}
  grace: 30 days
  extension: 60 days
  requires:
    all:
      - {course: laptops}
      - {quiz: courses/laptops/quiz.md, score: 80}
      - {sign-off: manager, for: Answered ten questions, rubric: ten-questions}
  remind: [90, 60, 30, 7]
---

A supporter answers questions about laptops.

## Ten questions

Calm, right, and written down.
"""
EXPERT = """\
---
title: Expert
certification:
  owner: Manager, IT
  requires: {all: [{certification: supporter}, {hours: 8, topic: security}]}
---

An expert is asked by supporters.
"""
LEADER = """\
---
title: People manager
certification:
  owner: People Generalist
  audience: {managers: true}
  required-for: {managers: true}
  valid-for: 12 months
  requires: {any: [{course: laptops}, {path: first-weeks}]}
  remind: [30, 7]
---

Leads people.
"""
COURSE_TEXT = """\
---
title: Laptops
description: What a laptop is.
course:
  owner: Manager, IT
  duration: 1 hour
---

About laptops.

## Outline

1. [What a laptop is](01-what.md)
2. [Check yourself](quiz.md)
"""
QUIZ_TEXT = """\
---
title: Check yourself
---

## A laptop can be carried. {#carried}

- [x] True
- [ ] False
"""
FILES_OF_CERTIFICATIONS = {
    **FILES,
    "certifications/supporter.md": SUPPORTER,
    "certifications/expert.md": EXPERT,
    "certifications/leader.md": LEADER,
    "courses/laptops/course.md": COURSE_TEXT,
    "courses/laptops/01-what.md": "---\ntitle: What a laptop is\n---\n\nA computer that is carried.\n",
    "courses/laptops/quiz.md": QUIZ_TEXT,
    "courses/laptops-again/course.md": COURSE_TEXT.replace("title: Laptops", "title: Laptops, what is new"),
    "courses/laptops-again/01-what.md": "---\ntitle: What is new\n---\n\nLighter.\n",
    "courses/laptops-again/quiz.md": QUIZ_TEXT.replace("Check yourself", "Check again"),
    "paths/first-weeks.md": (
        "---\ntitle: First weeks\ndescription: What is new.\npath: {owner: Manager, IT}\n---\n\nHello.\n\n## Parts\n\n"
        "1. [Laptops](/courses/laptops/course.md)\n"
    ).replace("{owner: Manager, IT}", '{owner: "Manager, IT"}'),
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, certifications]}\n",
}
SIGNED = "manager: answered-ten-questions"


class Bench:
    """What rooms below would say was shown, written down by tests."""

    def __init__(self) -> None:
        self.shown: list[tuple[object, Evidence]] = []

    def source(self, kind: str):
        """A source of one kind, as `facts` asks for it."""
        return lambda people, keys, day: [
            (person, each)
            for person, each in self.shown
            if each.kind == kind and person in people and (each.key in keys) and each.on <= day
        ]

    def show(
        self, who, kind: str, key: str, *, on: date | None = None, amount: object = None, until=None
    ) -> None:
        """Somebody has shown something."""
        made = Evidence(
            kind=kind, key=key, on=on or today(), amount=Decimal(str(amount)) if amount is not None else None,
            title=f"{kind} {key}", source=f"test:{len(self.shown)}", revision="r1", until=until,
        )  # fmt: skip
        self.shown.append((who.person_id, made))


class Office:
    """The cast, the bench, and what is done with certificates in tests."""

    def __init__(self, serve, bench: Bench) -> None:
        self._serve = serve
        self.files = dict(FILES_OF_CERTIFICATIONS)
        serve(self.files)
        kept.forget_everything()
        self.cast = remembered((Cast, whole_edition().handbook), Cast)
        self.bench = bench

    def publish(self, path: str, before: str, after: str) -> None:
        """Serve the handbook with some words changed."""
        assert before in self.files[path]
        self.files[path] = self.files[path].replace(before, after)
        self._serve(self.files)

    def add(self, **files: str) -> None:
        """Serve the handbook with other files."""
        self.files |= files
        self._serve(self.files)

    def award(self, who, key: str = "supporter") -> Award | None:
        """The current certificate of somebody."""
        rows = Award.objects.filter(person=who.person_id, certification=key, is_current=True)
        return rows.select_related("person", "wording").first()

    def sign(self, who, by=None) -> SignOff:
        """Somebody has something signed off."""
        row = signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="Done.", by=who)
        return signing.sign(row=row, answer="Well done.", by=by or self.cast.mia)

    def earn(self, who) -> Award:
        """Somebody shows all that a supporter has to."""
        self.bench.show(who, COURSE, "laptops")
        self.bench.show(who, QUIZ, "courses/laptops/quiz.md", amount=90)
        self.sign(who)
        awarding.evaluate(who.person_id)
        found = self.award(who)
        assert found is not None
        return found

    def age(self, award: Award, days: int) -> Award:
        """Have a certificate, and what it rests on, be older by some days."""
        back = timedelta(days=days)
        for name in ("awarded_on", "valid_until", "grace_until", "renewable_from"):
            if getattr(award, name) is not None:
                setattr(award, name, getattr(award, name) - back)
        award.save()
        for each in SignOff.objects.filter(person=award.person_id):
            SignOff.objects.filter(pk=each.pk).update(decided_on=each.decided_on - back)
        self.bench.shown = [
            (
                person,
                type(each)(
                    **{**{name: getattr(each, name) for name in each.__slots__}, "on": each.on - back}
                ),
            )
            for person, each in self.bench.shown
        ]
        return award

    def night(self) -> None:
        """What a night does."""
        awarding.evaluate_all()
        clock.end_due(today())
        clock.remind_due(today())
        clock.ask_to_renew(today())
        clock.look_for_lacks(today())
        signing.keep_waiting()

    def lacks(self, who) -> set[str]:
        """What somebody has to hold and does not."""
        return set(
            Lack.objects.filter(person=who.person_id, ended_on=None).values_list("certification", flat=True)
        )

    def history(self, award: Award) -> list[str]:
        """What became of a certificate, the oldest first."""
        return list(award.changes.order_by("at", "pk").values_list("what", flat=True))

    def revoke(self, award: Award, because: str = "It was another."):
        """Whoever keeps certificates takes one back."""
        return keeping.revoke(award=award, because=because, by=self.cast.pia)


@pytest.fixture
def bench(monkeypatch):
    made = Bench()
    for kind in (COURSE, QUIZ, PATH, CLASS, PRACTICAL, HOURS):
        monkeypatch.setitem(facts._sources, kind, made.source(kind))
    return made


@pytest.fixture
def office(db, serve, bench):
    return Office(serve, bench)


PARTS = COURSE_TEXT.replace(
    "2. [Check yourself](quiz.md)\n",
    "2. [Check yourself](quiz.md)\n3. In a group (class, 60 minutes) {#group}\n4. At a desk (practical) {#desk}\n",
).replace("  duration: 1 hour\n", "  duration: 1 hour\n  topics: [security]\n")


@pytest.fixture
def real(db, serve):
    """The office, with what the rooms below say in the place of the bench."""
    office = Office(serve, None)
    office.add(**{"courses/laptops/course.md": PARTS})
    Delivery.objects.all().delete()  # what hiring the cast brings is of no interest here
    return office


ROOMS = "people, certifications, assessments, learning"
RIGHTS = f"grants:\n  - {{to: {{roles: [People Generalist]}}, workspaces: [{ROOMS}]}}\n"
CITIZEN = """\
---
title: Citizen
certification: {owner: "Manager, IT", requires: {any: [{course: laptops}, {path: first-weeks}]}}
---

Belongs here.
"""


@pytest.fixture
def certified(real):
    """Ada is a supporter, by what she really learned and had signed off."""
    real.add(**{"rights.yml": RIGHTS, "certifications/citizen.md": CITIZEN})
    ada = real.cast.ada
    real.enrollment = learn(ada)
    real.attempt = pass_quiz(ada, real.enrollment)
    row = signing.ask(certification=terms.certification("supporter"), name=SIGNED, note="", by=ada)
    signing.sign(row=row, answer="", by=real.cast.mia)
    settle()
    assert real.award(ada).state == "valid"
    return real
