"""The cast of people in a cycle: Ada and Ben are reviewed by Mia, Mia by Olga; Pia runs it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trellis.pages.tests.served import serve
from trellis.people.days import today
from trellis.people.tests.conftest import FILES, Cast
from trellis.reviews.models import Review, ReviewCycle, Writing
from trellis.reviews.services import opening, writing

__all__ = ["serve"]

YEARLY = """\
title: Yearly review
hired-by: 2026-01-01
calendar: {self-due: 14 days, peers-due: 21 days, manager-due: 35 days, calibrated-by: 35 days, shared-from: 35 days}
scale:
  - {value: 1, title: Developing}
  - {value: 2, title: Performing}
  - {value: 3, title: Exceeding}
sections:
  work: {title: Work, type: expectations, weight: 60}
  values: {title: Values, type: values, weight: 40, page: company/values.md}
  ahead: {title: Looking ahead, type: questions, questions: {next: What comes next?}}
  others: {title: Feedback, type: questions, questions: {good: What goes well?}, asked-of: [peer, upward]}
peers: {least: 1, most: 3}
upward: {}
talent: {boxes: {1: Star, 4: Core}, expected: [15, 60, 25]}
"""
FILES_OF_REVIEWS = {
    **FILES,
    "reviews/yearly.yml": YEARLY,
    "company/values.md": "# Values\n\n## Measure first\n\n- We measure.\n\n## Write it down\n\n- We write.\n",
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, reviews]}\n",
}


class Office:
    """The cast, and the cycle that is open; from the start on reviews can be shared."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.cycle = opening.open_cycle(name="yearly", by=self.cast.pia)
        self.from_day(today())

    def from_day(self, day) -> None:
        """Have reviews shared from a day on."""
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(shared_from=day)

    def review(self, name: str) -> Review:
        """The review of somebody, as it is now."""
        person = getattr(self.cast, name).person
        return Review.objects.select_related("cycle", "person", "role_form", "board").get(
            cycle=self.cycle, person=person
        )

    def piece(self, name: str, kind: str, writer: str) -> Writing:
        """What somebody is asked to write for somebody."""
        return Writing.objects.get(
            review=self.review(name), kind=kind, writer=getattr(self.cast, writer).person
        )

    def hand_in(self, name: str, kind: str, writer: str, **values: str) -> Writing:
        """Somebody hands something in."""
        row = self.piece(name, kind, writer)
        said = values or {"ahead-next-answer": "x"}
        return writing.submit(writing=row.pk, raw=said, seen=row.draft_version, by=getattr(self.cast, writer))

    def judge(
        self, name: str, writer: str = "mia", words: str = "Judged secretly.", place=("2", "2")
    ) -> Writing:
        """The manager hands in."""
        raw = {"work-0-rating": "2", "work-1-rating": "2", "values-0-rating": "3", "values-1-rating": "2",
               "summary": words,
               "strengths": "Calm", "performance": place[0], "growth": place[1]}  # fmt: skip
        return self.hand_in(name, "manager", writer, **raw)

    def later(self, days: int) -> None:
        """Have all days of the cycle lie earlier."""
        for name in ("self_due", "peers_due", "manager_due", "calibrated_by", "acknowledge_by"):
            setattr(self.cycle, name, getattr(self.cycle, name) - timedelta(days=days))
        self.cycle.save()


@pytest.fixture
def office(db, serve):
    serve(FILES_OF_REVIEWS)
    return Office()
