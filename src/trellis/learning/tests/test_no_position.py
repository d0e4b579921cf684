"""Members without a position, such as whoever sets up a new site: what is for everybody is for them, too."""

from __future__ import annotations

import pytest
from django.test import Client

from trellis.core.models import Access, Account
from trellis.core.rules import NotAllowedError, Person
from trellis.learning.models import Assignment, EnrollmentState
from trellis.learning.services import enrolling, pathing, progress
from trellis.learning.tests.conftest import COURSES, FEEDBACK, SAFETY


@pytest.fixture
def founder(school):
    person = Person.objects.create(name="Fay Founder")
    return Account.objects.create(
        email="fay@example.org", name="Fay Founder", person=person, access=Access.ADMINISTRATOR
    )


@pytest.fixture
def page(founder):
    client = Client()
    client.force_login(founder)

    def get(address):
        answer = client.get(address)
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    return get


NARROW = COURSES[f"courses/{SAFETY}/course.md"].replace(
    "course:\n", "course:\n  audience: {departments: [it]}\n"
)


def test_they_find_what_is_for_everybody_and_nothing_narrower(school, page):
    school.publish({f"courses/{SAFETY}/course.md": NARROW})

    assert "Giving feedback" in page("/courses/")
    assert "Nobody gets hurt." not in page("/courses/")
    assert "Begin" in page(f"/courses/{FEEDBACK}/")
    assert page(f"/courses/{SAFETY}/") == 404
    assert "Begin this path" in page("/courses/paths/lead/")
    assert "My learning" in page("/learning/")


def test_they_learn_and_complete(school, founder, page):
    found = enrolling.enroll(founder.person, FEEDBACK, by=founder)
    assert "Feedback fails when it judges." in page(f"/learning/{found.pk}/why/")
    for part in found.version.required_keys:
        found = progress.complete_part(found, part, evidence="read")

    assert found.state == EnrollmentState.COMPLETED
    assert "Giving feedback" in page("/learning/transcript/")
    assert pathing.begin(founder.person, "lead", by=founder).state == "active"


def test_they_enroll_in_nothing_narrower_and_no_rule_asks_them(school, founder):
    school.publish({f"courses/{SAFETY}/course.md": NARROW})
    everybody = COURSES[f"courses/{SAFETY}/course.md"].replace("{departments: [it]}", "everybody")

    with pytest.raises(NotAllowedError):
        enrolling.enroll(founder.person, SAFETY, by=founder)
    school.publish({f"courses/{SAFETY}/course.md": everybody})
    assert not Assignment.objects.filter(person=founder.person).exists()
    assert enrolling.enroll(founder.person, SAFETY, by=founder).state == EnrollmentState.ACTIVE


def test_external_accounts_find_and_take_nothing(school, founder, page):
    Account.objects.filter(pk=founder.pk).update(access=Access.EXTERNAL)
    founder.refresh_from_db()

    assert page("/courses/") in (403, 404)
    assert page(f"/courses/{FEEDBACK}/") in (403, 404)
    with pytest.raises(NotAllowedError):
        enrolling.enroll(founder.person, FEEDBACK, by=founder)
