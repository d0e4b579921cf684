"""The organisation: chart, departments, spans, findings and plan, for those who may see them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.models import Person
from trellis.pages.queries import current
from trellis.pages.queries.current import Library
from trellis.people import fitting
from trellis.people.days import today
from trellis.people.models import DepartmentDuty, Employment, Organisation, Part, Position, Seat
from trellis.people.queries import chart, findings
from trellis.people.queries import organisation as queries
from trellis.people.services import employment, organisation
from trellis.people.services.employment import Leaving
from trellis.people.services.errors import PeopleError
from trellis.people.services.organisation import Plan
from trellis.people.tests.conftest import BEGAN, FILES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to("2026-06-15T10:00:00Z")


def client_of(who):
    made = Client()
    made.force_login(who)
    return made


def page(who, name, *args, **params):
    answer = client_of(who).get(reverse(f"people:{name}", args=args), params)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def kinds_of(who):
    return {(each.kind, each.about) for each in findings.findings_for(who, NOW)}


def joins(cast, day, **facts):
    """Zoe joins Mia's team."""
    return cast.hire(Person.objects.create(name="Zoe"), "IT Analyst", cast.mia, day, by=cast.pia, **facts)


def crowd(number, width=8):
    """A company in which everybody but the first reports to one of those before, eight to each."""
    people = Person.objects.bulk_create(Person(name=f"Person {at:05}") for at in range(number))
    employments = Employment.objects.bulk_create(
        Employment(person=each, entity="Test GmbH", starts_on=BEGAN, revision="r") for each in people
    )
    Position.objects.bulk_create(
        Position(
            employment=employments[at], person=each, entity="Test GmbH", starts_on=BEGAN, revision="r",
            title="IT Analyst", department="it", manager=people[(at - 1) // width] if at else None,
        )
        for at, each in enumerate(people)
    )  # fmt: skip
    Organisation.objects.update_or_create(pk=1)
    return people


# -- the tree


def test_the_tree_counts_direct_and_all_reports_and_layers(cast):
    tree = chart.tree_on(NOW)
    olga, mia, ada = cast.olga.person_id, cast.mia.person_id, cast.ada.person_id
    assert (tree.direct(olga), tree.total[olga], tree.layer[olga]) == (3, 5, 1)
    assert (tree.direct(mia), tree.total[mia], tree.layer[ada]) == (2, 2, 3)
    assert tree.above(ada) == [mia, olga]
    assert tree.line_of(mia) == {ada, cast.ben.person_id}


def test_the_tree_is_read_once_until_a_position_changes(cast, django_assert_num_queries):
    chart.tree_on(NOW)
    with django_assert_num_queries(1):
        chart.tree_on(NOW)
    joins(cast, NOW)
    assert len(chart.tree_on(NOW)) == 7


def test_the_tree_of_a_department_begins_where_its_line_leaves_it(cast):
    part = chart.tree_on(NOW).within({"it"})
    assert part.tops == (cast.mia.person_id,)
    assert part.total[cast.mia.person_id] == 2


def test_no_line_leads_back_so_everybody_has_a_place(cast):
    with pytest.raises(PeopleError):
        employment.change_position(
            employment=cast.employments["mia"],
            effective_on=NOW,
            by=cast.pia,
            facts={"manager": cast.ada.person},
        )
    assert len(chart.tree_on(NOW)) == 6


# -- the chart


def test_the_chart_shows_a_small_organisation_at_once(cast):
    shown = page(cast.ada, "chart")
    assert all(name in shown for name in ("Olga", "Mia", "Ada", "Ben"))
    assert "3 direct reports" in shown
    assert "5 in all" in shown


def test_a_box_closes_by_a_link(cast):
    shown = page(cast.ada, "chart", open=str(cast.olga.person_id))
    assert "Mia" in shown
    assert f"b-{cast.ben.person_id}" not in shown


def test_a_search_for_one_jumps_to_them_with_their_line_open(cast):
    answer = client_of(cast.ada).get(reverse("people:chart"), {"q": "Ben"}, follow=True)
    assert f'id="b-{cast.ben.person_id}"' in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith(f"#b-{cast.ben.person_id}")


def test_a_search_for_several_offers_them(cast):
    shown = page(cast.ada, "chart", q="Analyst")
    assert "Found" in shown
    assert shown.count("mark=") >= 2


def test_another_day_is_for_those_who_see_records(cast):
    joins(cast, NOW + timedelta(days=30))
    later = (NOW + timedelta(days=31)).isoformat()
    assert "Zoe" in page(cast.pia, "chart", on=later)
    assert "Zoe" not in page(cast.ada, "chart", on=later)


def test_an_open_position_stands_under_its_manager(cast):
    seat = organisation.keep_seat(plan=Plan("IT Analyst", "it", NOW, manager=cast.mia.person), by=cast.pia)
    assert "vacant" not in page(cast.ada, "chart")
    organisation.move_seat(seat=seat, state="open", by=cast.pia)
    assert "vacant" in page(cast.ada, "chart")


def test_the_chart_as_a_file_has_levels_and_lines(cast):
    answer = client_of(cast.ada).get(reverse("people:chart-export", args=["json"]))
    rows = {each["name"]: each for each in json.loads(answer.content)}
    assert rows["Ben"]["level"] == 3
    assert rows["Ben"]["path"] == "Olga / Mia / Ben"
    assert "Ben" in page(cast.ada, "chart-print")


def test_a_large_chart_takes_no_more_queries(cast, django_assert_max_num_queries):
    people = crowd(2000)
    client = client_of(cast.pia)
    client.get(reverse("people:chart"))
    opened = ",".join(str(each.pk) for each in people[:20])
    with django_assert_max_num_queries(15) as small:
        client.get(reverse("people:chart"))
    with django_assert_max_num_queries(len(small)):
        shown = client.get(reverse("people:chart"), {"open": opened}).content.decode()
    assert shown.count('class="box') > 150


@pytest.mark.parametrize("name", ["chart", "spans", "departments", "findings", "plan", "entities"])
def test_pages_take_a_bounded_number_of_queries(cast, name, django_assert_max_num_queries):
    crowd(300)
    client = client_of(cast.pia)
    client.get(reverse(f"people:{name}"))
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"people:{name}")).status_code == 200


# -- spans


def test_numbers_of_spans_open_onto_their_rows(cast):
    shown = page(cast.ada, "spans")
    assert "?direct=3#t-places" in shown
    assert "Olga" in page(cast.ada, "spans", direct="3")
    listed = json.loads(
        client_of(cast.ada).get(reverse("people:spans-export", args=["json"]), {"layer": "3"}).content
    )
    assert {each["name"] for each in listed} == {"Ada", "Ben"}


def test_a_chart_too_large_for_one_print_is_printed_by_departments(cast, monkeypatch):
    monkeypatch.setattr("trellis.people.views.chart.MOST_PRINTED", 4)
    shown = page(cast.ada, "chart-print")
    assert "<b>Ben</b>" not in shown
    assert "?department=it" in shown
    assert "<b>Ben</b>" in page(cast.ada, "chart-print", department="it")


# -- findings


def test_a_manager_who_does_not_fit_the_role_graph_is_to_be_looked_at(cast):
    assert not any(kind == "line" for kind, _about in kinds_of(cast.pia))
    employment.change_position(
        employment=cast.employments["ben"], effective_on=NOW, by=cast.pia, facts={"manager": cast.rob.person}
    )
    assert ("line", "Ben") in kinds_of(cast.pia)


@pytest.mark.parametrize(
    ("title", "manager", "fits"),
    [
        ("IT Analyst", "Manager, IT", True),
        ("IT Analyst", "Interim Manager, IT", True),
        ("IT Analyst", "Chief Operating Officer", True),
        ("IT Analyst", "Acting Chief Operating Officer", True),
        ("IT Analyst", "People Generalist", False),
        ("Manager, IT", "IT Analyst", False),
        ("Chief Operating Officer", "Manager, IT", True),
        ("Unknown", "Manager, IT", True),
    ],
)
def test_whoever_is_on_a_rung_of_the_line_above_a_role_fits_as_its_manager(
    handbook, db, title, manager, fits
):
    assert (fitting.expected_instead(title, manager) == ()) is fits


def test_a_reporting_line_is_judged_by_the_handbook_of_now_also_where_nobody_committed_it(cast, serve):
    def serve_uncommitted(text):
        made = serve({**FILES, "job-families/it/it-support.md": text}).handbook
        current.use(Library(replace(made, revision="c0ffee+changes")))

    text = FILES["job-families/it/it-support.md"]
    serve_uncommitted(text)
    assert ("line", "Ada") not in kinds_of(cast.pia)
    serve_uncommitted(
        text.replace("reports to the [Manager, IT](#manager-it)", "reports to the People Generalist")
    )
    assert ("line", "Ada") in kinds_of(cast.pia)


def test_a_role_that_left_the_handbook_while_held_is_found(cast, serve):
    text = (
        FILES["job-families/it/it-support.md"]
        .replace("Senior IT Analyst", "Principal IT Analyst")
        .replace("IT Analyst", "Helper")
    )
    serve({**FILES, "job-families/it/it-support.md": text})
    assert {("role", "Ada"), ("role", "Ben")} <= kinds_of(cast.pia)
    assert "IT Analyst" in page(cast.ada, "chart")  # what they hold is shown as it is


def test_an_entity_that_closes_with_people_in_it_is_found(cast, serve):
    serve({**FILES, "entities/test-gmbh.yml": "entity: Test GmbH\nclosed-on: 2026-12-31\n"})
    assert ("entity", "Ada") in kinds_of(cast.pia)


def test_a_manager_who_leaves_before_their_reports_is_found(cast):
    leaves = Leaving(NOW + timedelta(days=20), "other")
    employment.end(employment=cast.employments["mia"], leaves=leaves, by=cast.pia)
    found = {(each.kind, each.about): each for each in findings.all_findings(NOW)}
    assert "Mia" in found["manager-leaves", "Ben"].what
    assert ("manager-leaves", "Mia") not in found


def test_what_ends_soon_is_found(cast):
    starts = NOW - timedelta(days=170)
    joins(cast, starts, contract_type="fixed-term", ends_on=NOW + timedelta(days=50))
    assert {("probation", "Zoe"), ("contract", "Zoe")} <= kinds_of(cast.pia)


def test_departments_that_nobody_looks_after_are_found(cast):
    assert ("department", "IT") in kinds_of(cast.pia)
    told = {each.what for each in findings.all_findings(NOW) if each.about == "IT"}
    assert "Nobody heads it." in told
    organisation.give_duty(
        department="it", person=cast.mia.person, part=Part.HEAD, starts_on=NOW, by=cast.pia
    )
    told = {each.what for each in findings.all_findings(NOW) if each.about == "IT"}
    assert "Nobody heads it." not in told


def test_a_span_beyond_that_of_the_handbook_is_found(cast, serve):
    serve({**FILES, "departments.yml": FILES["departments.yml"] + "span: {least: 1, most: 2}\n"})
    assert ("span", "Olga") in kinds_of(cast.pia)
    assert ("span", "Mia") not in kinds_of(cast.pia)


def test_a_manager_sees_findings_of_their_line_only(cast):
    for name in ("ada", "rob"):
        employment.change_position(
            employment=cast.employments[name], effective_on=NOW, by=cast.pia,
            facts={"manager": cast.ben.person if name == "rob" else cast.pia.person},
        )  # fmt: skip
    assert {("line", "Ada"), ("line", "Rob")} <= kinds_of(cast.pia)
    assert {each for each in kinds_of(cast.mia) if each[0] == "line"} == {("line", "Rob")}
    assert not any(kind == "department" for kind, _about in kinds_of(cast.mia))


def test_findings_are_refused_to_those_who_manage_nobody(cast):
    assert client_of(cast.ada).get(reverse("people:findings")).status_code == 403
    assert client_of(cast.ada).get(reverse("people:findings-export", args=["csv"])).status_code == 403
    assert "To look at" in page(cast.mia, "findings")


# -- departments


def test_a_department_counts_those_below_it(cast):
    units = {each.name: each for each in queries.units(chart.tree_on(NOW))}
    assert (units["operations"].own, units["operations"].all) == (1, 6)
    assert (units["it"].own, units["it"].depth) == (3, 1)


def test_somebody_is_given_a_department_and_it_ends(cast):
    client = client_of(cast.pia)
    given = {"person": "Mia", "part": "head", "starts_on": "2026-06-15"}
    assert client.post(reverse("people:give-duty", args=["it"]), given).status_code == 302
    duty = DepartmentDuty.objects.get()
    assert "Mia" in page(cast.ada, "department", "it")
    client.post(reverse("people:end-duty", args=["it", duty.pk]), {"ends_on": "2026-07-31"})
    duty.refresh_from_db()
    assert duty.ends_on == date(2026, 7, 31)


def test_a_name_that_nobody_has_is_told_at_its_field(cast):
    given = {"person": "Nobody", "part": "head", "starts_on": "2026-06-15"}
    answer = client_of(cast.pia).post(reverse("people:give-duty", args=["it"]), given)
    assert answer.status_code == 400
    assert "Nobody who is employed here is called" in answer.content.decode()
    assert not DepartmentDuty.objects.exists()


def test_duties_are_kept_by_those_who_keep_records_alone(cast):
    given = {"person": "Ada", "part": "head", "starts_on": "2026-06-15"}
    assert client_of(cast.mia).post(reverse("people:give-duty", args=["it"]), given).status_code == 403


# -- the plan


def test_a_position_is_planned_opened_and_filled(cast):
    client = client_of(cast.pia)
    given = {
        "title": "it analyst", "department": "it", "starts_on": "2026-08-01", "manager": "Mia", "fte": "1",
    }  # fmt: skip
    assert client.post(reverse("people:seat-new"), given).status_code == 302
    seat = Seat.objects.get()
    assert (seat.title, seat.state) == ("IT Analyst", "planned")
    move = reverse("people:seat-move", args=[seat.pk])
    client.post(move, {"state": "open", "seen": seat.version})
    hired = joins(cast, date(2026, 7, 1))
    client.post(move, {"state": "filled", "employment": str(hired.pk)})
    seat.refresh_from_db()
    assert (seat.state, seat.filled_by_id) == ("filled", hired.pk)


def test_who_changes_a_plan_that_somebody_else_changed_sees_both(cast):
    seat = organisation.keep_seat(plan=Plan("IT Analyst", "it", NOW, location="Berlin"), by=cast.pia)
    given = {
        "title": "IT Analyst",
        "department": "it",
        "starts_on": "2026-09-01",
        "fte": "1",
        "location": "Leeds",
        "seen": "0",
    }
    answer = client_of(cast.pia).post(reverse("people:seat", args=[seat.pk]), given)
    assert "As it stands now" in answer.content.decode()
    assert "Berlin" in answer.content.decode()
    assert "Leeds" in answer.content.decode()
    seat.refresh_from_db()
    assert seat.location == "Berlin"


def test_plan_and_what_is_known_by_quarter(cast):
    organisation.keep_seat(plan=Plan("IT Analyst", "it", date(2026, 8, 1)), by=cast.pia)
    joins(cast, date(2026, 11, 1))
    found = {each.department: each for each in queries.plan_by_quarter(queries.quarters_from(NOW))}
    assert queries.quarters_from(NOW) == ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    assert (found["it"].before, found["it"].plan, found["it"].known) == (3, (3, 4, 4, 4), (3, 3, 4, 4))


def test_the_plan_is_refused_to_those_who_do_not_plan(cast):
    client = client_of(cast.mia)
    seat = organisation.keep_seat(plan=Plan("IT Analyst", "it", NOW), by=cast.pia)
    for address in (
        reverse("people:plan"), reverse("people:plan-export", args=["csv"]), reverse("people:seat-new"),
        reverse("people:seat", args=[seat.pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == 403
    assert client.post(reverse("people:seat-move", args=[seat.pk]), {"state": "open"}).status_code == 403
    assert client_of(cast.pia).get(reverse("people:seat", args=[uuid4()])).status_code == 404


def test_today_is_the_day_of_all_of_this(cast):
    assert today() == NOW
