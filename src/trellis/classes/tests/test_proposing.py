"""Who is proposed to run a session: free, authorised, not travelling too much; with the reasons that people read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from trellis.classes import authorising, terms
from trellis.classes.models import Session
from trellis.classes.queries import conflicts, proposing
from trellis.classes.services import reflecting
from trellis.classes.tests.conftest import FILES, PART, begun, of_course, scheduled, soon
from trellis.core.models import Account
from trellis.core.rules import NotAllowedError

pytestmark = pytest.mark.django_db
ASKS = FILES["classes.yml"] + "authorised-by: [{certification: facilitator}]\ntravel: 10\n"


@pytest.fixture
def asks(serve, cast, monkeypatch):
    """A handbook that asks for a certificate, which Mia holds; the cast of it."""
    serve({**FILES, "classes.yml": ASKS})
    held = {(cast.mia.person_id, "facilitator"): "Facilitator"}
    monkeypatch.setattr(
        authorising,
        "_holders",
        [lambda people, keys: {each: held[each] for each in held if each[0] in people}],
    )
    return cast


def proposed(**more):
    """Who is proposed for a session of the course, by name."""
    found = proposing.proposals([soon()], course=PART.course, most=9, **more)
    return {each.person.name: each for each in found}


def test_who_is_authorised_is_proposed_before_who_has_run_it(asks):
    of_course(asks, lead="rob", spans=[soon(days=3)])

    found = proposed()

    assert next(iter(found)) == "Mia"
    assert found["Mia"].reasons[:2] == ("free at these hours", "authorized by “Facilitator”")
    assert "holds no certificate that is asked for" in found["Rob"].reasons
    assert "has run it before" in found["Rob"].reasons


def test_a_certificate_authorises_for_the_courses_that_it_names(serve, cast):
    serve({
        **FILES, "classes.yml": FILES["classes.yml"]
        + "authorised-by: [{certification: a}, {certification: b, courses: [giving-feedback]}]\n",
    })  # fmt: skip

    assert authorising.asked_for("giving-feedback") == ("a", "b")
    assert authorising.asked_for("other") == ("a",)


def test_where_the_handbook_asks_for_nothing_nobody_is_called_unauthorised(cast):
    assert not any("certificate" in reason for each in proposed().values() for reason in each.reasons)


def test_days_of_travel_count_with_those_of_the_session_and_once(cast):
    scheduled(cast, lead="rob", spans=[soon(hour=9), soon(hour=13)], travel_days=2)
    scheduled(cast, lead="rob", spans=[soon(days=3)])
    day = soon().begin.date()

    assert conflicts.travel_of([cast.rob.person_id, cast.mia.person_id], day) == {cast.rob.person_id: 3}


def test_who_would_travel_too_much_comes_last_and_it_is_said_why(asks):
    scheduled(asks, lead="mia", spans=[soon(days=1)], travel_days=8)
    assert conflicts.working_days(soon().begin.date()) > 40

    near, far = proposed(), proposed(travel_days=3)

    assert terms.classes().travel == 10
    assert next(iter(near)) == next(iter(far)) == "Mia"
    assert not near["Mia"].travels_too_much
    assert far["Mia"].travels_too_much
    assert "more than the 10 % of the handbook" in far["Mia"].reasons


def test_a_session_is_told_by_the_clock_of_each(cast):
    Account.objects.filter(pk=cast.mia.pk).update(time_zone="Asia/Tokyo")

    found = {each.person.name: each for each in proposing.proposals([soon()], most=9)}

    assert "begins at 18:00 for them" in found["Mia"].reasons


def test_who_is_busy_is_not_proposed(asks):
    scheduled(asks, lead="mia")

    assert "Mia" not in proposed()


def test_the_form_shows_reasons_and_who_is_not_authorised(asks):
    day = soon().begin
    data = {
        "key": uuid4(), "kind": "class", "taught": PART.key, "zone": "UTC", "day": f"{day:%Y-%m-%d}", "begin": "09:00",
        "end": "10:00", "modality": "on-site", "leads": "rob@example.org", "hold_hours": "24", "share": "80",
        "travel_days": "2", "look": "",
    }  # fmt: skip

    page = asks.opened("pia", reverse("classes:new"), data).content.decode()

    assert "Rob holds no certificate that is asked for." in page
    assert "authorized by “Facilitator”" in page
    assert "of this quarter" in page


def test_who_leads_a_session_observes_who_helps_and_nobody_else_does(cast):
    session = begun(scheduled(cast, lead="mia"))
    Session.objects.update(state="held")
    helper = session.facilitators.create(person=cast.ben.person, is_lead=False)
    lead = session.facilitators.get(person=cast.mia.person)
    grades = {"grades": {"0": 4, "1": 3}, "words": "", "is_ready": True}

    made = reflecting.observe(facilitator=helper.pk, by=cast.fresh("mia"), **grades)

    assert made.is_ready
    assert cast.opened("mia", reverse("classes:observe", args=[helper.pk])).status_code == 200
    assert "Write down what you saw" in cast.read("mia", reverse("classes:results", args=[session.pk]))
    for name, whom in (("ben", lead), ("ada", helper)):
        with pytest.raises(NotAllowedError):
            reflecting.observe(facilitator=whom.pk, by=cast.fresh(name), **grades)
        assert cast.opened(name, reverse("classes:observe", args=[whom.pk])).status_code == 404


def test_hours_of_a_quarter_are_asked_for_once_however_many_are_looked_at(
    cast, django_assert_max_num_queries
):
    for at in range(4):
        scheduled(cast, lead="rob", spans=[soon(days=4 + at)], travel_days=1)
    with django_assert_max_num_queries(2):
        conflicts.load_of([cast.rob.person_id], soon().begin.date())
        conflicts.travel_of([cast.rob.person_id], soon().begin.date())
    assert (
        timedelta(hours=4)
        >= conflicts.load_of([cast.rob.person_id], soon(days=4).begin.date())[cast.rob.person_id]
    )
