"""Succession: who marks key roles, who could take them on, and that neither the holder nor a candidate learns of it."""

from datetime import date

import pytest
from django.urls import reverse

from trellis.core.models import AccessNote, Event
from trellis.core.rules import NotAllowedError
from trellis.growth.models import KeyRole, Successor
from trellis.growth.queries import succession as queries
from trellis.growth.services import plans, succession
from trellis.growth.services.errors import GrowthError, StaleGrowthError
from trellis.growth.tests.conftest import SENIOR
from trellis.growth.tests.test_pages import MOST
from trellis.people.services import employment
from trellis.people.services.employment import Leaving

SECRET = "Knows the whole store"
NAMES = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora")


@pytest.fixture
def marked(cast):
    return succession.mark(person=cast.mia.person, risk="high", reason=SECRET, by=cast.olga)


def named(cast, role, who="ada", readiness="now", by=None, **says):
    says = {"strengths": "Calm", "missing": "Has not led people", **says}
    person = getattr(cast, who).person
    return succession.name_successor(
        role=role, person=person, readiness=readiness, by=by or cast.olga, **says
    )


def seers(cast, client, role):
    found = set()
    for each in NAMES:
        client.force_login(getattr(cast, each))
        if client.get(reverse("growth:key-role", args=[role.pk])).status_code == 200:
            found.add(each)
    return found


def test_a_key_role_is_seen_above_it_and_by_the_people_partner_only(cast, client, marked):
    named(cast, marked)
    partner = {
        each
        for each in ("pia", "rob", "sam", "dora")
        if queries.key_role_seen(getattr(cast, each), marked.pk)
    }

    assert seers(cast, client, marked) == {"olga"} | partner
    assert not {"mia", "ada", "ben"} & partner
    for each in ("mia", "ada", "ben"):
        client.force_login(getattr(cast, each))
        page = client.get(reverse("growth:succession")).content.decode()
        assert "IT" not in page.partition("<main")[2] or SECRET not in page
        assert str(marked.pk) not in page
        assert b"high" not in client.get(reverse("growth:succession-export", args=["csv"])).content
        body = {"risk": "low", "reason": "x"}
        assert client.post(reverse("growth:key-role-do", args=[marked.pk, "change"]), body).status_code == 404
    assert set(AccessNote.objects.filter(object=marked.pk).values_list("about", flat=True)) == {"succession"}


def test_nobody_marks_their_own_role_or_that_of_somebody_above(cast, marked):
    for person, by in (
        (cast.mia, cast.mia),
        (cast.olga, cast.mia),
        (cast.mia, cast.ada),
        (cast.ada, cast.pia),
    ):
        with pytest.raises(NotAllowedError):
            succession.mark(person=person.person, risk="low", reason="Mine", by=by)
    again = succession.mark(person=cast.mia.person, risk="low", reason="Again", by=cast.olga)
    assert (again, again.risk) == (marked, "high")


def test_neither_the_holder_nor_oneself_nor_somebody_above_is_named(cast, marked):
    with pytest.raises(GrowthError, match="holds this role"):
        named(cast, marked, "mia")
    with pytest.raises(GrowthError, match="themselves"):
        named(cast, marked, "olga")
    below = succession.mark(person=cast.ada.person, risk="low", reason="Alone with it", by=cast.mia)
    with pytest.raises(GrowthError, match="above this role"):
        named(cast, below, "olga", by=cast.mia)
    with pytest.raises(NotAllowedError):
        named(cast, marked, "ben", by=cast.mia)
    assert not Successor.objects.exists()


def test_a_leader_sees_how_many_are_ready_now_and_in_a_year(cast, marked, client):
    named(cast, marked, "ada", "now")
    named(cast, marked, "ben", "year")
    named(cast, marked, "ben", "year", missing="Budget")

    [row] = queries.key_roles_seen(cast.olga)
    assert (row.ready_now, row.ready_year, row.ready_later, row.held) == (1, 1, 0, True)
    figures = queries.figures_of(queries.key_roles_seen(cast.olga))
    assert (figures.roles, figures.ready, figures.nobody, figures.high) == (1, 1, 0, 1)
    client.force_login(cast.olga)
    page = client.get(reverse("growth:succession")).content.decode()
    assert "somebody is ready now" in page
    assert (
        str(marked.pk) not in client.get(reverse("growth:succession"), {"cover": "nobody"}).content.decode()
    )
    file = client.get(reverse("growth:succession-export", args=["csv"]))
    assert b"high,1,1,0" in b"".join(file.streaming_content if file.streaming else [file.content])


def test_who_has_left_is_not_counted_and_a_vacant_role_is_still_seen(cast, marked):
    named(cast, marked, "ada", "now")
    employment.end(
        employment=cast.employments["ada"], leaves=Leaving(date(2026, 2, 27), reason="other"), by=cast.pia
    )

    [row] = queries.key_roles_seen(cast.olga)
    assert row.ready_now == 0
    [candidate] = queries.candidates_of(cast.olga, marked)
    assert not candidate.is_here

    leaves = Leaving(date(2026, 2, 28), reason="other", successor=cast.olga.person)
    employment.end(employment=cast.employments["mia"], leaves=leaves, by=cast.pia)

    [row] = queries.key_roles_seen(cast.olga)
    assert not row.held
    closed = succession.close(role=marked, outcome="Ben took it on", by=cast.olga)
    assert succession.close(role=marked, outcome="Other", by=cast.olga).outcome == closed.outcome
    assert not queries.key_roles_seen(cast.olga).exists()


def test_what_is_missing_comes_from_the_role_graph_and_leads_to_the_plan(cast):
    role = succession.mark(person=cast.ada.person, risk="low", reason="Alone", by=cast.mia)
    KeyRole.objects.filter(pk=role.pk).update(title="Senior IT Analyst")
    plan = plans.begin(person=cast.ben.person, target=SENIOR, by=cast.ben)
    role.refresh_from_db()
    named(cast, role, "ben", "later", by=cast.mia)

    [seen] = queries.candidates_of(cast.mia, role)

    assert (seen.gap, seen.plan, seen.in_line, seen.result) == (1, plan.pk, True, None)


def test_words_are_sealed_and_in_no_event(cast, marked):
    row = named(cast, marked, strengths="Calm as nobody else")
    assert SECRET not in KeyRole.objects.values_list("sealed_reason", flat=True).get()
    assert "Calm" not in row.sealed_strengths
    told = str(list(Event.objects.filter(name="growth.key-role-moved").values()))
    assert SECRET not in told
    assert str(cast.ada.person.pk) not in told


def test_everything_is_done_on_the_pages(cast, client, django_assert_max_num_queries):
    client.force_login(cast.olga)
    new = reverse("growth:key-role-new")
    assert client.post(new, {"holder": "nobody", "risk": "low", "reason": "x"}).status_code == 409
    assert (
        client.post(new, {"holder": "mia@example.org", "risk": "low", "reason": "Alone"}).status_code == 302
    )
    role = KeyRole.objects.get()
    page = reverse("growth:key-role", args=[role.pk])

    def do(deed, **values):
        return client.post(reverse("growth:key-role-do", args=[role.pk, deed]), values).status_code

    assert do("name", person="mia@example.org", readiness="now", strengths="Typed once") == 409
    assert do("name", person="ada@example.org", readiness="year", strengths="Calm") == 302
    assert do("change", risk="high", reason="Alone", seen=1) == 302
    assert do("change", risk="low", reason="Alone", seen=1) == 409
    shown = client.get(page).content.decode()
    assert "Calm" in shown
    assert "high risk" in shown
    for address in (page, reverse("growth:succession")):
        with django_assert_max_num_queries(MOST, info=address):
            client.get(address)
    row = role.successors.get()
    assert "Calm" in client.get(page, {"edit": row.pk}).content.decode()
    assert do("drop", successor=row.pk) == 302
    assert do("close", outcome="") == 409
    assert do("close", outcome="It is none any more") == 302
    assert do("change", risk="low", reason="Alone") == 409
    client.force_login(cast.ben)
    assert client.get(new).status_code == 404


def test_a_stale_form_changes_nothing(cast, marked):
    succession.change(role=marked, risk="low", reason=SECRET, by=cast.olga, seen=1)
    with pytest.raises(StaleGrowthError):
        succession.change(role=marked, risk="high", reason="Other", by=cast.olga, seen=1)
