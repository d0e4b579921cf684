"""Sessions and cohorts in the search: as their pages are seen, and never coaching; audiences are read once each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from trellis.classes import rules
from trellis.classes.models import Session
from trellis.classes.services import gathering, placing, scheduling
from trellis.classes.tests.cohorts import WITH_PROGRAM, cohort_of, kick_off
from trellis.classes.tests.conftest import scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture
def handbook(serve):
    """The handbook of the cast, with a program."""
    return serve(WITH_PROGRAM)


def found(cast, name, words):
    """The names that somebody finds of this room."""
    hits = cast.opened(name, f"/search/?q={words}&format=json").json()["hits"]
    return {strip_tags(each["name"]) for each in hits if each["url"].startswith("/classes/")}


def test_sessions_are_found_by_those_for_whom_they_are(cast):
    scheduled(cast, title="Umbrella talk")
    scheduled(cast, title="Umbrella for the people department", audience={"departments": ["people"]})

    assert found(cast, "rob", "umbrella") == {"Umbrella talk", "Umbrella for the people department"}
    assert found(cast, "ada", "umbrella") == {"Umbrella talk"}


def test_a_draft_is_found_by_who_runs_it_until_it_is_opened(cast):
    from_pia = scheduled(cast, title="Umbrella draft")
    Session.objects.filter(pk=from_pia.pk).update(state=Session.State.DRAFT)
    assert found(cast, "pia", "umbrella") == {"Umbrella draft"}
    assert found(cast, "ada", "umbrella") == set()

    scheduling.open_up(session=from_pia.pk, by=cast.fresh("pia"))

    assert found(cast, "ada", "umbrella") == {"Umbrella draft"}


def test_a_cohort_and_its_sessions_are_found_by_who_is_in_it_and_who_keeps_cohorts(cast):
    made = cohort_of(cast, "ada")
    kick_off(cast, made)

    for name in ("ada", "mia", "pia"):
        assert found(cast, name, "first lead") >= {made.title}, name
        assert found(cast, name, "kick-off") == {"Kick-off"}, name
    for name in ("ben", "olga"):
        assert found(cast, name, "first lead") == found(cast, name, "kick-off") == set(), name


def test_who_leaves_a_cohort_finds_it_no_more(cast):
    made = cohort_of(cast, "ada")

    gathering.remove(cohort=made.pk, person=cast.ada.person_id, by=cast.fresh("pia"))

    assert found(cast, "ada", "first lead") == set()


def test_coaching_is_found_by_nobody(cast):
    session = scheduled(cast, title="Umbrella coaching", kind=Session.Kind.COACHING)
    scheduled(cast, title="Umbrella talk")
    placing.register(session=session.pk, person=cast.ada.person, by=cast.fresh("pia"))

    for name in ("pia", "ada", "ben", "mia"):
        assert found(cast, name, "umbrella") == {"Umbrella talk"}, name


def test_what_becomes_coaching_is_forgotten(cast):
    session = scheduled(cast, title="Umbrella talk")

    session.kind = Session.Kind.COACHING
    session.save(update_fields=["kind"])

    assert found(cast, "pia", "umbrella") == set()


def test_many_sessions_for_the_same_people_are_read_as_one_audience(cast):
    for number in range(4):
        scheduled(cast, title=f"For people {number}", audience={"departments": ["people"]})
        scheduled(cast, title=f"For managers {number}", audience={"managers": True})
    scheduled(cast, title="For all")

    assert len(rules.audiences_there()) == 2
    for name, titles in (
        ("ada", {"For all"}),
        ("mia", {"For all", *(f"For managers {number}" for number in range(4))}),
    ):
        with CaptureQueriesContext(connection) as queries:
            seen = set(rules.seen_by(cast.fresh(name)).values_list("title", flat=True))
        assert seen == titles
        assert len(queries) <= 8, [each["sql"] for each in queries]
