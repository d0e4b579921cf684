"""The cast of pay, with a handbook that says how promotions go.

Mia writes for Ada and Ben, who report to her; Olga is above her and compares; Pia is of People Operations and sees all.
"""

from __future__ import annotations

from typing import Any

import pytest

from trellis.compensation.tests import conftest as of_pay
from trellis.compensation.tests.conftest import approve
from trellis.core.money import Money
from trellis.growth.models import Promotion
from trellis.growth.services import promotions
from trellis.growth.services.promotions import Draft
from trellis.pages.tests.served import serve

__all__ = ["approve", "serve"]

SENIOR, ANALYST = "job-families/it/it-support#senior-it-analyst", "job-families/it/it-support#it-analyst"
PROMOTIONS = """\
sections:
  summary: {title: In short, most-words: 20}
  business: {title: Why we need it, most-words: 20, needed: false}
effective-on: ["02-01", "05-01", "08-01", "11-01"]
phases: {planning: 3, calibration: 2, processing: 2}
least-months-in-role: 12
calibration:
  - {title: All, roles: [Chief Operating Officer]}
"""
APPROVALS = """\
  promotion:
    title: Promotion
    facts:
      grade: {title: Grade, kind: number}
      above-usual: {title: More than usual, kind: yes-no}
      outside-range: {title: Outside, kind: yes-no}
      soon: {title: Soon, kind: yes-no}
    steps:
      - {title: Director, by: {relation: manager, up: 2}}
      - {title: People, by: {role: People Generalist}}
  promotion-off-cycle:
    title: Promotion beside the cycle
    facts:
      grade: {title: Grade, kind: number}
      above-usual: {title: More than usual, kind: yes-no}
      outside-range: {title: Outside, kind: yes-no}
      soon: {title: Soon, kind: yes-no}
    steps:
      - {title: Top, by: {role: Chief Operating Officer}}
  transfer:
    title: Transfer
    facts:
      higher-grade: {title: Higher, kind: yes-no}
      other-department: {title: Other department, kind: yes-no}
      changes-pay: {title: Other pay, kind: yes-no}
      above-percent: {title: Above, kind: yes-no}
      outside-range: {title: Outside, kind: yes-no}
    steps:
      - {title: Manager, by: {relation: manager}}
      - {title: Pay, by: {role: People Generalist}, when: {fact: changes-pay, is-true: true}}
      - {title: Rise, by: {role: Chief Operating Officer}, when: {fact: above-percent, is-true: true}}
"""
RIGHTS = (
    "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, compensation, growth]}\n"
    "  - {to: {roles: [Senior IT Analyst]}, permissions: [people.plan-headcount]}\n"
    "  - {to: {roles: [Chief Operating Officer]}, access: reader}\n"
)
FILES = {
    **of_pay.FILES,
    "approvals.yml": of_pay.APPROVALS + APPROVALS,
    "promotions.yml": PROMOTIONS,
    "rights.yml": RIGHTS,
}
NOW = "2026-03-02T10:00:00Z"


@pytest.fixture
def handbook(serve):
    return serve(FILES)


@pytest.fixture
def cast(db, handbook, time_machine):
    time_machine.move_to(NOW)
    return of_pay.Cast()


def written(cast: Any, name: str = "ada", by: Any = None, **says: Any) -> Promotion:
    """A promotion of an analyst to the next level with a whole document, not handed in yet."""
    by = by or cast.mia
    made = promotions.begin(person=getattr(cast, name).person, target=SENIOR, by=by)
    draft = {
        "effective_on": made.effective_on, "sections": {"summary": "She does the work of the next level."},
        "evidence": {each.pk: "Chose the new tool for tickets." for each in made.criteria.all()},
        "base": Money(says.pop("amount", 50000), "EUR"), "announcement": "Well earned.", **says,
    }  # fmt: skip
    return promotions.write(promotion=made, says=Draft(**draft), by=by)
