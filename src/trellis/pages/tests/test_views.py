"""Pages, sources, files and health as a browser gets them."""

import json
import threading
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from trellis.pages.addresses import page_address, source_address
from trellis.pages.queries import current
from trellis.pages.queries.current import Library
from trellis.pages.queries.health import entries_of
from trellis.pages.queries.tree import node_id
from trellis.pages.tests.served import compiled

HOME_PAGE = """---
title: Home
description: All we know.
---

See [time off](people/time-off.md) and [nothing](gone/x.md).
"""
TIME_OFF = """---
title: Time off
description: Rest.
---

## Sick leave

The the rest.

## Holidays

## Parents
"""
HOME = {
    "index.md": HOME_PAGE,
    "people/time-off.md": TIME_OFF,
    "people/map.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "people/page.html": b"<script>alert(1)</script>",
    "people/list.csv": b"a,b\n",
    "../outside.md": "never listed",
}
GOOD = {path: text for path, text in HOME.items() if not path.startswith("..")}


def text_of(response):
    return response.content.decode()


def test_the_root_address_leads_to_the_handbook(client):
    assert client.get("/").headers["Location"] == "/handbook/"


def test_a_page_can_be_read(client, serve):
    serve(GOOD)

    page = text_of(client.get("/handbook/people/time-off/"))

    assert page.count("<h1") == 1
    assert "<h1>Time off</h1>" in page
    assert '<h2 id="sick-leave">Sick leave</h2>' in page
    assert '<li><a href="#holidays">Holidays</a></li>' in page
    assert '<a href="/handbook/people/time-off/" aria-current="page">Time off</a>' in page
    assert "1 page links here" in page


def test_a_page_tells_its_diagnostics_and_opens_them(client, serve):
    edition = serve(GOOD)
    count = len(edition.handbook.diagnostics_of("people/time-off.md"))

    page = text_of(client.get("/handbook/people/time-off/"))

    assert count > 0
    assert 'href="/health/?file=people%2Ftime-off.md"' in page


def test_a_folder_without_a_page_lists_what_is_in_it(client, serve):
    serve(GOOD)

    page = text_of(client.get("/handbook/people/"))

    assert "<h1>People</h1>" in page
    assert '<a class="card" href="/handbook/people/time-off/">' in page


def test_an_empty_handbook_says_so(client, serve):
    serve({})

    assert "No pages yet." in text_of(client.get("/handbook/"))


@pytest.mark.parametrize("old", ["people/time-off.md", "people/time-off.html", "people/time-off/index.html"])
def test_addresses_that_people_remember_lead_to_the_page(client, serve, old):
    serve(GOOD)

    assert client.get(f"/handbook/{old}/").headers["Location"] == "/handbook/people/time-off/"


MOVED = {
    "handbook.yml": """
redirects:
  /holidays/: /people/time-off/#holidays
  /people-ops/*: /people/*
  /wiki/*: https://wiki.example.com/*
  /round/: /and-round/
  /and-round/: /round/
  /twice/: /rest/
  /gone/: /nowhere/
  /people/: /people/time-off/
  /it/*: /it/*
""",
    "index.md": "# Home\n",
    "people/time-off.md": "---\ntitle: Time off\naliases: [/rest/, leave]\npermalink: /off/\n---\n\n## Holidays\n",
    "it/help desk#1.md": "---\naliases: [/desk/]\n---\n# Help\n",
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("holidays/", "/handbook/people/time-off/#holidays"),
        ("holidays/?q=a&b=%20", "/handbook/people/time-off/?q=a&b=%20#holidays"),
        ("people-ops/time-off/", "/handbook/people/time-off/"),
        ("people-ops/time-off/?q=a", "/handbook/people/time-off/?q=a"),
        ("people-ops/", "/handbook/people/"),
        ("people/", "/handbook/people/time-off/"),
        ("rest/", "/handbook/people/time-off/"),
        ("Rest/?q=a", "/handbook/people/time-off/?q=a"),
        ("people/leave/", "/handbook/people/time-off/"),
        ("off/", "/handbook/people/time-off/"),
        ("twice/", "/handbook/people/time-off/"),
        ("desk/", "/handbook/it/help%20desk%231/"),
        ("wiki/Some%20Page/?q=a", "https://wiki.example.com/Some%20Page?q=a"),
    ],
)
def test_an_address_that_has_moved_leads_to_the_new_one(client, serve, old, new):
    serve(MOVED)

    response = client.get(f"/handbook/{old}")

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, new)


@pytest.mark.parametrize(
    "path", ["nowhere/", "gone/", "round/", "resting/", "people/leave/x/", "people-ops/x/"]
)
def test_an_address_that_has_not_moved_is_not_found(client, serve, path):
    serve(MOVED)

    assert client.get(f"/handbook/{path}").status_code == HTTPStatus.NOT_FOUND


def test_an_address_that_has_moved_to_itself_stays(client, serve):
    serve(MOVED)

    assert client.get("/handbook/it/").status_code == HTTPStatus.OK
    assert client.get("/handbook/it/none/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "path",
    [
        "/evil.example/",
        "https://evil.example/",
        "https:/evil.example/",
        "//evil.example/%2e%2e/",
        "wiki/..%2f..%2f/evil.example/",
        "people-ops//evil.example/",
        "people-ops/https://evil.example/",
        "people-ops/%5cevil.example/",
        "people-ops/%0d%0aLocation:%20https:%2f%2fevil.example/",
    ],
)
def test_nobody_is_sent_elsewhere_by_what_stands_in_an_address(client, serve, path):
    serve(MOVED)

    response = client.get(f"/handbook/{path}")

    assert response.headers.get("Location", "/handbook/").startswith("/handbook/")
    assert "evil" not in response.headers.get("Location", "")


@pytest.mark.parametrize("path", ["/evil.example/", "%5cevil.example/", "@evil.example/"])
def test_an_address_that_has_moved_to_another_host_stays_on_that_host(client, serve, path):
    serve(MOVED)

    location = client.get(f"/handbook/wiki/{path}").headers["Location"]

    assert urlsplit(location).netloc == "wiki.example.com"
    assert "\n" not in location


def test_an_address_that_leads_nowhere_suggests_near_ones(client, serve):
    serve(GOOD)

    response = client.get("/handbook/people/timeoff/")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert 'href="/handbook/people/time-off/"' in text_of(response)


def test_a_branch_of_the_tree_comes_alone(client, serve):
    serve(GOOD)

    part = text_of(client.get("/handbook/-/tree/", {"below": "people"}))

    assert "Time off" in part
    assert "<html" not in part


def test_the_tree_is_drawn_as_the_reader_left_it(client, serve):
    serve(GOOD)
    client.cookies["trellis_tree"] = node_id("people")

    assert "Time off</a>" in text_of(client.get("/handbook/"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/handbook/", "/health/", "/roles/", "/handbook/-/source/index.md"])
def test_the_site_is_read_only(client, serve, method, address):
    serve(GOOD)

    assert getattr(client, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


# -- sources and files


def test_a_source_shows_every_line_with_its_address(client, serve):
    serve(GOOD)

    page = text_of(client.get("/handbook/-/source/people/time-off.md"))

    assert 'id="L8"' in page
    assert 'href="#L8"' in page


TRAVERSALS = [
    "../etc/passwd",
    "people/../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "/etc/passwd",
    "people/%00.md",
    "outside.md",
    "../outside.md",
    "people\\..\\..\\etc\\passwd",
]


@pytest.mark.parametrize("door", ["source", "files"])
@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_outside_the_handbook_can_be_named(client, serve, door, path):
    serve(GOOD)

    assert client.get(f"/handbook/-/{door}/{path}").status_code == HTTPStatus.NOT_FOUND


def test_a_picture_can_do_nothing(client, serve):
    serve(GOOD)

    response = client.get("/handbook/-/files/people/map.svg")

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        response.headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert response.headers["Content-Disposition"].startswith("inline")


def test_a_table_is_saved_and_not_shown(client, serve):
    serve(GOOD)

    response = client.get("/handbook/-/files/people/list.csv")

    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'


@pytest.mark.parametrize("path", ["people/page.html", "index.md", "people/none.png"])
def test_other_files_are_not_served(client, serve, path):
    serve(GOOD)

    assert client.get(f"/handbook/-/files/{path}").status_code == HTTPStatus.NOT_FOUND


BROKEN = {
    "invalid.md": b"# Caf\xe9 \xff\xfe\n\n[x](\xff.md)\n",
    "nul.md": b"# A\x00B\n\n\x00\x00\n",
    "utf16.md": "# Sixteen\n".encode("utf-16"),
    "deep.md": "".join("  " * depth + "- x\n" for depth in range(400)),
    "wide.md": "|" * 20_000,
    "yaml.md": "---\na: &a [*a, *a]\ntitle: [1, 2]\n---\n# X\n",
    "long.md": "x" * 50_000,
    "emoji.md": "# " + "\U0001f600" * 300,
    "-.md": "# Dash",
    "a b/ü#?%.md": "# Odd name",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(BROKEN))
def test_a_broken_page_is_shown_all_the_same(client, serve, path):
    edition = serve(BROKEN)

    for address in (
        page_address(edition.handbook.pages[path].url),
        source_address(path),
        "/health/",
        "/search/?q=x",
    ):
        assert client.get(address).status_code == HTTPStatus.OK


# -- health


def test_every_diagnostic_opens_its_line(client, serve):
    edition = serve(GOOD)

    page = text_of(client.get("/health/"))

    for found in edition.handbook.diagnostics:
        assert f'href="/handbook/-/source/{found.path}#L{found.start.line}"' in page
        assert f'href="/health/codes/{found.code}/"' in page


def test_health_can_be_narrowed_to_a_page(client, serve):
    edition = serve(GOOD)

    rows = json.loads(client.get("/health/export.json", {"file": "people/time-off.md"}).content)

    assert len(rows) == len(edition.handbook.diagnostics_of("people/time-off.md"))
    assert {row["path"] for row in rows} == {"people/time-off.md"}


@pytest.mark.parametrize("name", ["severity", "code", "folder"])
def test_each_filter_leaves_what_fits(client, serve, name):
    edition = serve(GOOD)
    value = getattr(entries_of(edition)[0], name)

    rows = json.loads(client.get("/health/export.json", {name: value}).content)

    assert len(rows) == sum(getattr(entry, name) == value for entry in entries_of(edition))


def test_health_by_code_stands_under_what_the_code_means(client, serve):
    edition = serve(GOOD)
    code = edition.handbook.diagnostics[0].code

    assert f'<span class="mono">{code}</span>' in text_of(client.get("/health/", {"group": "code"}))


def test_filters_that_nothing_fits_say_so(client, serve):
    serve(GOOD)

    assert "Nothing fits these filters" in text_of(client.get("/health/", {"q": "no such words"}))


def test_a_clean_handbook_is_worth_reaching(client, serve):
    serve({"index.md": "---\ntitle: Home\ndescription: All that we know.\n---\n\nWe work here.\n"})

    assert "The handbook is clean" in text_of(client.get("/health/"))


def test_a_code_is_explained_with_its_examples(client, serve):
    edition = serve(GOOD)
    code = edition.handbook.diagnostics[0].code

    page = text_of(client.get(f"/health/codes/{code}/"))

    assert "Why it matters" in page
    assert f'href="/health/?code={code}"' in page


def test_an_unknown_code_is_not_explained(client, serve):
    serve(GOOD)

    assert client.get("/health/codes/XX999/").status_code == HTTPStatus.NOT_FOUND


# -- who may read

ADDRESSES = [
    "/handbook/",
    "/handbook/people/time-off/",
    "/handbook/people/",
    "/handbook/-/source/index.md",
    "/handbook/-/files/people/map.svg",
    "/handbook/-/tree/?below=people",
    "/health/",
    "/health/export.csv",
    "/health/export.json",
    "/health/codes/HB104/",
    "/search/?q=time",
    "/search/?q=time&format=json",
    "/design/",
    "/roles/",
]


@pytest.fixture
def members_only(serve, settings):
    edition = serve(GOOD)
    settings.TRELLIS_READING = "members"
    return edition


@pytest.fixture
def member(django_user_model, db):
    return django_user_model.objects.create(email="ben@example.org", name="Ben")


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_reading_is_for_members_a_guest_is_sent_to_sign_in(client, members_only, address):
    response = client.get(address)

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_reading_is_for_members_a_member_reads(client, members_only, member, address):
    client.force_login(member)

    assert client.get(address).status_code == HTTPStatus.OK


def test_a_part_of_a_page_is_refused_to_guests_without_a_redirect(client, members_only):
    response = client.get("/search/?q=time", headers={"HX-Request": "true"})

    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert b"Time" not in response.content


def test_an_address_that_leads_nowhere_tells_a_guest_nothing_about_the_handbook(client, members_only):
    response = client.get("/handboo/people/timeoff")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert b"Time off" not in response.content
    assert b"/roles/" not in response.content


def test_a_member_sees_their_name_and_can_sign_out(client, members_only, member):
    client.force_login(member)

    page = text_of(client.get("/handbook/"))

    assert "<b>Ben</b>" in page
    assert 'action="/sign-out/"' in page


# -- search


@pytest.mark.django_db
def test_search_works_as_a_page_as_a_part_and_as_json(client, serve):
    serve(GOOD)

    page = text_of(client.get("/search/", {"q": "sick"}))
    part = text_of(client.get("/search/", {"q": "sick"}, headers={"HX-Request": "true"}))
    data = client.get("/search/", {"q": "sick", "format": "json"}).json()

    assert '<a href="/handbook/people/time-off/#sick-leave">' in page
    assert "<html" not in part
    assert "<mark>Sick</mark> leave" in part
    assert data["hits"][0]["url"] == "/handbook/people/time-off/#sick-leave"


@pytest.mark.django_db
def test_a_search_without_hits_says_what_to_do(client, serve):
    serve(GOOD)

    page = text_of(client.get("/search/", {"q": "<script>zzz"}))

    assert "Try fewer words" in page
    assert "<script>zzz" not in page


def test_the_handbook_is_opened_once_and_from_the_settings(client, settings, tmp_path):
    (tmp_path / "index.md").write_text("---\ntitle: Opened\n---\n")
    settings.TRELLIS_READING = "open"
    settings.TRELLIS_HANDBOOK = [str(tmp_path)]
    current.use(None)

    try:
        assert "<h1>Opened</h1>" in text_of(client.get("/handbook/"))
    finally:
        current.use(None)


def test_a_library_that_is_served_no_longer_is_not_watched(client, settings, tmp_path):
    (tmp_path / "index.md").write_text("---\ntitle: Opened\n---\n")
    settings.TRELLIS_READING = "open"
    settings.TRELLIS_HANDBOOK = [str(tmp_path)]
    before = set(threading.enumerate())
    current.use(None)
    client.get("/handbook/")
    (watching,) = (each for each in set(threading.enumerate()) - before if each.name == "handbook")

    current.use(None)

    watching.join(10)
    assert not watching.is_alive()


def test_a_library_that_is_still_being_opened_does_not_replace_a_later_one(monkeypatch):
    opening, go_on = threading.Event(), threading.Event()
    first, later = Library(compiled(GOOD)), Library(compiled(GOOD))

    def slowly():
        opening.set()
        assert go_on.wait(10)
        return first

    monkeypatch.setattr(current, "_open", slowly)
    current.use(None)
    reading = threading.Thread(target=current.whole_edition)
    reading.start()
    assert opening.wait(10)
    using = threading.Thread(target=current.use, args=(later,))
    using.start()
    go_on.set()
    reading.join(10)
    using.join(10)
    try:
        assert current.whole_edition() is later.edition
    finally:
        current.use(None)
