"""Events stay for good, so they hold nothing that has to be erased: no score, no verdict about what somebody showed."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import get_type_hints
from uuid import UUID

import pytest

from trellis.assessments.events import AttemptGraded
from trellis.core import events

ROOMS = ("assessments.", "certifications.", "learning.")
VERDICTS = {
    "score",
    "points",
    "passed",
    "upheld",
    "grade",
    "mark",
    "answer",
    "reason",
    "because",
    "words",
    "name",
}
KINDS = [each for each in events.kinds() if each.name.startswith(ROOMS)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_event_of_evidence_says_how_well_somebody_did(kind):
    types = get_type_hints(kind.type)

    assert VERDICTS & {each.name for each in fields(kind.type)} == set()
    assert not {Decimal, float} & set(types.values())
    assert set(types.values()) <= {UUID, UUID | None, str, bool, date | None}


@pytest.mark.parametrize(
    "name",
    ["assessments.appeal-decided", "certifications.sign-off-decided", "learning.milestone-moved",
     "learning.exemption-moved"],
)  # fmt: skip
def test_what_was_decided_about_somebody_is_read_of_the_record(name):
    kind = events.kind_named(name)

    assert not {"state", "upheld"} & {each.name for each in fields(kind.type)}


def test_an_event_that_was_written_with_a_score_is_still_heard():
    key = UUID(int=1)
    data = (
        f'{{"person": "{key}", "quiz": "quizzes/a.md", "subject": "quiz:a", "score": "80", "passed": true}}'
    )

    assert events.event_from("assessments.attempt-graded", key, None, data) == AttemptGraded(
        key, None, key, "quizzes/a.md", "quiz:a"
    )
