"""What the pages of roles are made of."""

from urllib.parse import unquote

import pytest
from django.http import QueryDict
from django.urls import resolve

from trellis.pages.tests.families import FILES, SLUG
from trellis.pages.tests.served import edition_of
from trellis.roles.addresses import family_address, parsed_key, role_address
from trellis.roles.definitions.graph import RoleId
from trellis.roles.queries import (
    choosing,
    comparing,
    diagrams,
    directory,
    expectations,
    journeys,
    levels,
    listing,
)
from trellis.roles.queries.graph import graph_of

ASSOCIATE = RoleId(SLUG, "associate-it-program-manager")
MANAGER = RoleId(SLUG, "it-program-manager")
DIRECTOR = RoleId(SLUG, "director-it-program-management")


@pytest.fixture(scope="module")
def edition():
    return edition_of(FILES)


def role(edition, key):
    return graph_of(edition).roles[key]


def titles(rows):
    return [row.title for row in rows]


# -- the directory


def test_the_directory_holds_every_role_with_its_facts(edition):
    row = next(row for row in directory.rows_of(edition) if row.id == MANAGER)

    assert (row.title, row.family, row.grade_text) == ("IT Program Manager", "IT Program Management", "6")
    assert row.reports_to == "Director, IT Program Management"
    assert (row.indicators, row.leads) == (2, False)


def test_who_leads_people_is_known_from_reports_and_from_the_title(edition):
    assert [row.title for row in directory.rows_of(edition) if row.leads] == [
        "Chief Operating Officer",
        "Director, IT Program Management",
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "associate"}, ["Associate IT Program Manager"]),
        ({"text": "executive chief"}, ["Chief Operating Officer"]),
        ({"grade": "10"}, ["Director, IT Program Management"]),
        ({"leads": "no"}, ["Associate IT Program Manager", "IT Program Manager"]),
        ({"indicators": "no"}, ["Chief Operating Officer"]),
        ({"family": "no/such"}, []),
        ({"grade": "6", "text": "director"}, []),
    ],
)
def test_filters_leave_what_fits(edition, wanted, expected):
    assert titles(directory.rows_for(edition, directory.Wanted(**wanted))) == expected


def test_the_directory_sorts_both_ways(edition):
    up = titles(directory.rows_for(edition, directory.Wanted(sort="grade")))
    down = titles(directory.rows_for(edition, directory.Wanted(sort="-grade")))

    assert up[0] == "Associate IT Program Manager"
    assert down[0] == "Chief Operating Officer"


def test_an_unknown_order_is_the_order_of_the_handbook(edition):
    wanted = directory.Wanted(sort="shoe-size")

    assert directory.rows_for(edition, wanted) == list(directory.rows_of(edition))


def test_what_is_filtered_by_can_be_taken_off(edition):
    params = QueryDict("grade=6&q=it")
    found = listing.listing(edition, directory.Wanted(text="it", grade="6"), params)

    assert [(chip.value, chip.remove_url) for chip in found.chips] == [("it", "?grade=6"), ("6", "?q=it")]


def test_a_handbook_without_job_families_has_no_roles():
    assert directory.rows_of(edition_of({"index.md": "# Home"})) == ()


# -- a level


def test_own_items_come_first_and_inherited_ones_say_from_where(edition):
    part = expectations.expectations_of(edition, role(edition, MANAGER)).parts[0]

    assert [(item.text, item.own, item.origin) for item in part.items] == [
        ("Keeps budget and forecast true to the week", True, "this level"),
        ("Keeps promises", False, "all levels"),
        ("Keeps the risk register current", False, "Associate IT Program Manager"),
        ("Writes the weekly status", False, "Associate IT Program Manager"),
    ]
    assert part.counted == "1 of its own, 3 inherited"
    assert part.through == "all levels and Associate IT Program Manager"


def test_every_item_opens_the_line_on_which_it_stands(edition):
    lines = FILES["job-families/it/program.md"].split("\n")
    part = expectations.expectations_of(edition, role(edition, MANAGER)).parts[0]

    for item in part.items:
        path, _, line = unquote(item.source_url).partition("#L")
        assert path == "/handbook/-/source/job-families/it/program.md"
        assert lines[int(line) - 1] == f"- {item.text}"


def test_nested_items_stand_under_theirs():
    text = FILES["job-families/it/program.md"].replace(
        "- Chooses programs", "- Chooses programs\n  - each year\n  - with IT"
    )
    edition = edition_of({"job-families/it/program.md": text})

    part = expectations.expectations_of(edition, role(edition, DIRECTOR)).parts[0]

    assert (part.items[0].text, part.items[0].nested) == ("Chooses programs", ("each year", "with IT"))


def test_a_level_knows_its_neighbours(edition):
    page = levels.level_page(edition, role(edition, MANAGER))

    assert [(rung.title, rung.grade, rung.here) for rung in page.ladder] == [
        ("Director, IT Program Management", "10", False),
        ("IT Program Manager", "6", True),
        ("Associate IT Program Manager", "5", False),
    ]
    assert [tie.title for tie in page.reports_to] == ["Director, IT Program Management"]
    assert page.page_url == "/handbook/job-families/it/program/#it-program-manager"


def test_an_introduction_that_only_repeats_the_facts_is_left_out(edition):
    assert levels.level_page(edition, role(edition, MANAGER)).intro == ""


def test_a_title_that_no_page_describes_has_no_address(edition):
    tie = levels.level_page(edition, role(edition, DIRECTOR)).reports_to[0]

    assert (tie.title, tie.url) == ("Board", "")


# -- two roles


def test_two_roles_side_by_side(edition):
    duties, needs = comparing.compared(edition, role(edition, ASSOCIATE), role(edition, MANAGER))[:2]

    assert [item.text for item in duties.only_first] == []
    assert [item.text for item in duties.only_second] == ["Keeps budget and forecast true to the week"]
    assert len(duties.both) == 3
    assert [item.text for item in needs.only_second] == ["Explains a variance"]


def test_a_way_leads_over_several_roles_and_says_what_each_adds(edition):
    ways = journeys.journeys(edition, role(edition, ASSOCIATE), role(edition, MANAGER))

    assert [[(stop.title, stop.new_items) for stop in way] for way in ways] == [[("IT Program Manager", 2)]]


def test_where_no_ladder_leads_there_is_no_way(edition):
    assert journeys.journeys(edition, role(edition, DIRECTOR), role(edition, ASSOCIATE)) == ()


def test_the_next_stops_say_what_they_add(edition):
    (stop,) = journeys.next_stops(edition, role(edition, ASSOCIATE))

    assert [item.text for part in stop.added for item in part.items] == [
        "Keeps budget and forecast true to the week",
        "Explains a variance",
    ]


def test_choosing_offers_names_that_fit_and_never_the_role_itself(edition):
    found = choosing.choices(edition, "program", role(edition, MANAGER), None)

    assert "IT Program Manager" not in [choice.title for choice in found]
    assert "Associate IT Program Manager" in [choice.title for choice in found]
    assert all(choice.url.startswith("/roles/-/compare/?a=") and "&b=" in choice.url for choice in found)


# -- diagrams


def test_the_ladder_says_the_same_as_picture_and_as_table(edition):
    diagram = diagrams.ladder_diagram(edition, role(edition, MANAGER).family, MANAGER)

    assert [row[0].text for row in diagram.rows] == [
        "Director, IT Program Management",
        "IT Program Manager",
        "Associate IT Program Manager",
    ]
    for row in diagram.rows:
        assert f'href="{row[0].url}"' in diagram.svg
    assert 'aria-current="true"' in diagram.svg


def test_the_reporting_line_goes_up_to_a_title_that_no_page_describes(edition):
    diagram = diagrams.reporting_diagram(edition, role(edition, ASSOCIATE))

    assert 'aria-label="Board, described on no page"' in diagram.svg
    assert [row[0].text for row in diagram.rows] == [
        "Director, IT Program Management",
        "Associate IT Program Manager",
    ]


def test_a_circle_of_reporting_lines_ends():
    circle = (
        "## A\n\nThe A is a grade 5 and reports to the B.\n\n### A Responsibilities\n\n- x\n\n"
        "## B\n\nThe B is a grade 6 and reports to the A.\n\n### B Responsibilities\n\n- y\n"
    )
    edition = edition_of({"job-families/x/circle.md": circle})

    for found in graph_of(edition):
        diagrams.reporting_diagram(edition, found)
    listing.reporting_tree(edition)


# -- addresses


@pytest.mark.parametrize("key", [MANAGER, RoleId("a b/ü", "x"), RoleId("", "only")])
def test_addresses_are_those_that_the_site_answers(key):
    level = resolve(unquote(role_address(key)))
    tab = resolve(unquote(role_address(key, "hiring")))
    family = resolve(unquote(family_address(key.family)))

    assert level.kwargs == {"family": key.family or "_", "level": key.level}
    assert tab.kwargs == {"family": key.family or "_", "level": key.level, "tab": "hiring"}
    assert family.kwargs == {"family": key.family or "_"}


@pytest.mark.parametrize(
    ("text", "key"), [("a/b#c", RoleId("a/b", "c")), ("a", None), ("", None), ("a#", None)]
)
def test_the_key_of_a_role_in_an_address(text, key):
    assert parsed_key(text) == key
