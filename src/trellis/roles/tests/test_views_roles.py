"""Pages of roles as a browser gets them."""

import csv
import io
import json
from http import HTTPStatus
from urllib.parse import quote

import pytest

from trellis.pages.tests.families import FILES, SLUG

BASE = f"/roles/{SLUG}"
LEVEL = f"{BASE}/-/it-program-manager"
KEY = quote(f"{SLUG}#it-program-manager", safe="")
OTHER = quote(f"{SLUG}#associate-it-program-manager", safe="")
TABS = ["", "next/", "hiring/", "indicators/", "reporting/"]
ADDRESSES = [
    "/roles/",
    "/roles/-/export.csv",
    "/roles/-/export.json",
    f"/roles/-/compare/?a={KEY}&b={OTHER}",
    "/roles/-/compare/",
    f"/roles/-/path/?from={OTHER}&to={KEY}",
    "/roles/-/reporting/",
    f"{BASE}/",
    *(f"{LEVEL}/{tab}" for tab in TABS),
]


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


@pytest.fixture
def edition(serve):
    return serve(FILES)


@pytest.mark.parametrize("address", ADDRESSES[3:])
def test_every_page_has_one_first_heading_and_a_title(client, edition, address):
    page = text_of(client.get(address))

    assert page.count("<h1") == 1
    assert "<title> ·" not in page


def test_the_directory_links_each_row_to_its_role(client, edition):
    page = text_of(client.get("/roles/"))

    assert f'<a class="row-link" href="{LEVEL}/">IT Program Manager</a>' in page
    assert "<b>4</b> roles" in page
    assert "<b>2</b> families" in page


def test_a_filter_is_in_the_address_and_shown_as_a_chip(client, edition):
    page = text_of(client.get("/roles/?grade=6"))

    assert "<b>1</b> of 4 roles" in page
    assert 'class="chip" href="?"' in page
    assert "Associate IT Program Manager</a>" not in page


def test_the_export_holds_what_the_filter_leaves(client, edition):
    rows = list(csv.DictReader(io.StringIO(client.get("/roles/-/export.csv?grade=6").content.decode())))
    data = json.loads(client.get("/roles/-/export.json?grade=6").content)

    assert [row["title"] for row in rows] == ["IT Program Manager"]
    assert [(row["title"], row["grade"], row["leads_people"]) for row in data] == [
        ("IT Program Manager", 6.0, False)
    ]


def test_a_filter_that_nothing_fits_says_so(client, edition):
    assert "No role fits these filters" in text_of(client.get("/roles/?q=astronaut"))


def test_a_handbook_without_roles_says_how_to_get_some(client, serve):
    serve({"index.md": "# Home"})

    assert "This handbook describes no roles yet" in text_of(client.get("/roles/"))


def test_a_long_directory_comes_fifty_at_a_time(client, serve):
    roles = "\n".join(
        f"## Engineer {n}\n\nThe Engineer {n} is a grade 5.\n\n### Responsibilities\n\n- Work {n}\n"
        for n in range(60)
    )
    serve({"job-families/x/many.md": roles})

    page = text_of(client.get("/roles/"))

    assert page.count('class="row-link"') == 50
    assert 'href="?page=2"' in page


def test_a_family_shows_levels_duties_indicators_hiring_and_ladder(client, edition):
    page = text_of(client.get(f"{BASE}/"))

    for expected in (
        "Runs the programs of IT.",
        "Keeps promises",
        "Programs on time",
        "&gt; 80%",
        "target not set",
        "45-minute interview",
        "45 min",
        "The next step for the Director",
        'aria-labelledby="t-ladder-title"',
    ):
        assert expected in page


def test_the_page_of_the_handbook_leads_to_its_roles(client, edition):
    assert f'<a class="btn" href="{BASE}/">' in text_of(client.get(f"/handbook/{SLUG}/"))


def test_a_level_shows_what_is_its_own_and_what_it_inherits_with_the_line(client, edition):
    lines = FILES["job-families/it/program.md"].split("\n")
    line = lines.index("- Keeps the risk register current") + 1

    page = text_of(client.get(f"{LEVEL}/"))

    assert "1 of its own, 3 inherited" in page
    assert f"Associate IT Program Manager, line {line}</a>" in page
    assert f'href="/handbook/-/source/job-families/it/program.md#L{line}"' in page
    assert "Resolved through all levels and Associate IT Program Manager." in page


def test_items_can_be_grouped_by_origin(client, edition):
    page = text_of(client.get(f"{LEVEL}/?group=origin"))

    assert '<h3 class="origin-head">Associate IT Program Manager' in page
    assert "In one list" in page


@pytest.mark.parametrize("tab", ["next", "hiring", "indicators", "reporting"])
def test_each_tab_is_marked_as_the_current_one(client, edition, tab):
    assert f'<a href="{LEVEL}/{tab}/" aria-current="page">' in text_of(client.get(f"{LEVEL}/{tab}/"))


def test_two_levels_side_by_side(client, edition):
    page = text_of(client.get(f"/roles/-/compare/?a={OTHER}&b={KEY}"))

    assert "<b>0</b> only in Associate IT Program Manager" in page
    assert "<b>1</b> only in IT Program Manager" in page
    assert "<b>3</b> in both" in page


def test_choosing_the_second_role_keeps_the_first(client, edition):
    part = text_of(client.get(f"/roles/-/compare/?a={KEY}&q=director", headers={"HX-Request": "true"}))

    assert f'href="/roles/-/compare/?a={KEY.replace("%2F", "%2F")}&amp;b=' in part
    assert "<html" not in part


def test_a_way_between_two_roles(client, edition):
    assert "What" not in text_of(client.get(f"/roles/-/path/?from={KEY}&to={OTHER}")).partition("<h1")[0]
    assert "No way is written down" in text_of(client.get(f"/roles/-/path/?from={KEY}&to={OTHER}"))
    assert "Explains a variance" in text_of(client.get(f"/roles/-/path/?from={OTHER}&to={KEY}"))


def test_the_tree_of_reporting_lines_names_who_is_described_nowhere(client, edition):
    page = text_of(client.get("/roles/-/reporting/"))

    assert '<span class="soft">Board</span>' in page
    assert f'href="{LEVEL}/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/roles/no/such/family/",
        f"{BASE}/-/no-such-level/",
        f"{LEVEL}/no-such-tab/",
        "/roles/no/such/-/level/",
        f"/roles/-/path/?from={KEY}",
        "/roles/-/path/?from=x%23y&to=z",
    ],
)
def test_what_is_not_there_is_not_found(client, edition, address):
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_an_address_that_leads_nowhere_suggests_near_roles(client, edition):
    response = client.get(f"{BASE}/-/it-programme-manager/")

    assert f'href="{LEVEL}/"' in response.content.decode()


def test_what_people_write_in_titles_is_escaped(client, serve):
    family = FILES["job-families/it/program.md"].replace(
        "title: IT Program", 'title: <img src=x onerror=alert(1)> "IT'
    )
    serve({"job-families/it/program.md": family})

    for address in ("/roles/", f"{BASE}/", f"{LEVEL}/", f"{LEVEL}/next/"):
        assert "<img" not in text_of(client.get(address))


def test_a_wanted_role_in_an_address_is_never_shown_as_it_is_written(client, edition):
    assert "<script>" not in text_of(
        client.get("/roles/?q=<script>&family=<script>&grade=<script>&sort=<script>")
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_reading_is_for_members_a_guest_is_sent_to_sign_in(client, edition, settings, address):
    settings.TRELLIS_READING = "members"

    response = client.get(address)

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_roles_are_read_only(client, edition, address):
    assert client.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
