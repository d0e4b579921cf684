"""Enrolling, getting on, completing; by which text, and what counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from trellis.core.rules import NotAllowedError
from trellis.learning.models import Enrollment, EnrollmentState, Note, PartState, Reply
from trellis.learning.queries import playing, standing
from trellis.learning.services import crediting, enrolling, keeping, progress
from trellis.learning.services.errors import LearningError, PrerequisitesError
from trellis.learning.tests.conftest import FEEDBACK, SAFETY, WHY
from trellis.people.days import today


def test_a_course_is_complete_once_all_parts_that_are_not_optional_are(school):
    ada, found = school.cast.ada, school.enroll("ada")

    for key in ("why", "describe"):
        found = progress.complete_by_oneself(enrollment=found, part_key=key, by=ada)
    assert (found.state, found.done, found.total) == (EnrollmentState.ACTIVE, 2, 3)
    row = progress.ask_to_confirm(enrollment=found, part_key="practice", said="I told Ben.", by=ada)
    with pytest.raises(NotAllowedError):
        progress.confirm(row=row, agrees=True, by=ada)
    progress.confirm(row=row, agrees=True, by=school.cast.mia)

    found.refresh_from_db()
    assert (found.state, found.done, found.completed_on) == (EnrollmentState.COMPLETED, 3, today())
    assert standing.completed(ada.person, FEEDBACK, today()).enrollment == found.pk
    assert standing.hours(ada.person, "communication", today()) == standing.hours(ada.person, "", today()) > 1


def test_nothing_is_done_twice_and_nobody_learns_for_others(school):
    found = school.enroll("ada")
    assert school.enroll("ada").pk == found.pk

    progress.complete_part(found, "why", evidence="read")
    progress.complete_part(found, "why", evidence="again")

    assert found.parts.get().evidence == "read"
    with pytest.raises(NotAllowedError):
        progress.complete_by_oneself(enrollment=found, part_key="describe", by=school.cast.mia)
    with pytest.raises(LearningError):
        progress.complete_by_oneself(enrollment=found, part_key="practice", by=school.cast.ada)
    with pytest.raises(NotAllowedError):
        enrolling.enroll(school.cast.mia.person, FEEDBACK, by=school.cast.ada)


def test_who_learns_stays_with_the_text_they_began_and_moves_when_they_want(school):
    ada, found = school.cast.ada, school.enroll("ada")
    for key in ("why", "describe"):
        progress.complete_by_oneself(enrollment=found, part_key=key, by=ada)

    school.publish({f"courses/{FEEDBACK}/01-why.md": WHY.replace("when it judges", "when it is late")})
    found = playing.enrollment_for(found.pk)

    assert playing.is_outdated(found)
    html = "".join(
        getattr(each, "html", "") for each in playing.lesson_of(found, f"courses/{FEEDBACK}/01-why.md").pieces
    )
    assert "when it judges" in html
    said = playing.newer(found)
    assert [(title, again) for title, _said, again in said.changed] == [("Why feedback fails", True)]

    moved = enrolling.move_to_newest(enrollment=found, by=ada)
    assert (moved.done, moved.total, moved.version.number) == (1, 3, 2)
    assert {each.part: each.state for each in found.parts.all()} == {
        "why": PartState.OPENED,
        "describe": PartState.DONE,
    }


def test_an_included_page_that_changes_is_a_new_text_and_only_looks_are_none(school):
    found = school.enroll("ada")

    school.publish({"people/conversations.md": "# Conversations\n\n## Feedback\n\nSpeak **soon**.\n"})
    assert not playing.is_outdated(playing.enrollment_for(found.pk))
    school.publish({"people/conversations.md": "# Conversations\n\n## Feedback\n\nSpeak at once.\n"})
    assert playing.is_outdated(playing.enrollment_for(found.pk))


def test_what_is_missing_before_a_course_is_said(school):
    with pytest.raises(PrerequisitesError) as told:
        school.enroll("ada", "advanced")

    assert told.value.missing == (FEEDBACK,)
    assert "Giving feedback" in told.value.message


def test_a_course_that_asks_for_it_waits_for_approval(school):
    school.finish("ada", FEEDBACK)

    found = school.enroll("ada", "advanced")
    assert found.state == EnrollmentState.ASKED
    enrolling.grant(found, None)
    found.refresh_from_db()

    assert found.state == EnrollmentState.ACTIVE


def test_taking_part_credits_a_part_and_makes_the_enrollment(school):
    person = school.cast.ben.person

    first = crediting.credit(person, FEEDBACK, "practice", evidence="class:1")
    again = crediting.credit(person, FEEDBACK, "practice", evidence="class:1")

    assert first.pk == again.pk
    assert (again.done, again.reason) == (1, "credit")
    with pytest.raises(LearningError):
        crediting.credit(person, FEEDBACK, "nothing", evidence="class:1")


def test_time_is_never_more_than_has_passed(school):
    ada, found = school.cast.ada, school.enroll("ada")
    row = progress.open_part(enrollment=found, part_key="why", by=ada)
    later = row.opened_at + timedelta(seconds=40)

    assert keeping.beat(enrollment=found, part_key="why", seconds=3600, by=ada, now=later) == 40
    assert keeping.beat(enrollment=found, part_key="why", seconds=3600, by=ada, now=later) == 0
    assert (
        keeping.beat(
            enrollment=found, part_key="why", seconds=20, anchor="x", by=ada, now=later + timedelta(60)
        )
        == 20
    )
    found.refresh_from_db()
    assert (found.seconds, found.last_part, found.last_anchor) == (60, "why", "x")


def test_what_is_written_is_kept_once_and_an_older_one_overwrites_nothing(school):
    ada, found, key = school.cast.ada, school.enroll("ada"), uuid4()
    for counter, value in ((2, "newer"), (1, "older")):
        keeping.reply(
            enrollment=found,
            part_key="why",
            block="last",
            kind="exercise",
            value=value,
            counter=counter,
            by=ada,
        )
    for _again in range(2):
        keeping.keep_note(enrollment=found, key=key, part_key="why", kind="note", text="Mine", by=ada)

    assert Reply.objects.get().value == "newer"
    assert Note.objects.count() == 1
    with pytest.raises(NotAllowedError):
        keeping.keep_note(
            enrollment=school.enroll("ben"),
            key=key,
            part_key="why",
            kind="note",
            text="x",
            by=school.cast.ben,
        )
    assert keeping.remove_note(key=key, by=school.cast.ben) == 0
    assert keeping.remove_note(key=key, by=ada) == 1


def test_a_completion_that_has_a_time_ends_with_it(school):
    found = school.finish("ada")
    end = found.valid_until

    assert standing.completed(school.cast.ada.person, SAFETY, end) is not None
    assert standing.completed(school.cast.ada.person, SAFETY, end + timedelta(days=1)) is None
    assert Enrollment.objects.get(pk=found.pk).completed_at <= timezone.now()
