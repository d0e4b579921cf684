"""The shell's own views, without any handbook."""

from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from trellis.core.models import Person
from trellis.core.queries import UNREAD
from trellis.web import errors, navigation
from trellis.web.navigation import Entry, Room, entries_for, register
from trellis.web.templatetags.shell import choices_of, rooms_of, shell


@pytest.fixture(autouse=True)
def _open_reading(settings):
    settings.TRELLIS_READING = "open"


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_chosen_theme_is_remembered(client, theme):
    response = client.post("/theme/", {"theme": theme, "next": "/design/"})

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, "/design/")
    assert response.cookies["trellis_theme"].value == theme


def test_an_unknown_theme_is_that_of_the_system(client):
    assert client.post("/theme/", {"theme": "pink"}).cookies["trellis_theme"].value == "system"


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_choosing_a_theme_leads_nowhere_else(client, wanted):
    assert client.post("/theme/", {"theme": "dark", "next": wanted}).headers["Location"] == "/"


def test_the_mark_is_where_browsers_look_for_it(client, serve, settings):
    serve({"index.md": "# Home"})
    settings.TRELLIS_READING = "members"

    location = client.get("/favicon.ico").headers["Location"]

    assert location.startswith("/static/web/icon")
    assert f'<link rel="icon" href="{location}"'.encode() in client.get("/sign-in/").content


def test_the_first_paint_has_the_chosen_theme(client, serve):
    serve({"index.md": "# Home"})
    client.cookies["trellis_theme"] = "dark"

    assert b'data-theme="dark"' in client.get("/design/").content


def test_a_theme_of_somebody_elses_making_is_not_believed(client, serve):
    serve({"index.md": "# Home"})
    client.cookies["trellis_theme"] = 'x" onload="alert(1)'

    assert b"data-theme" not in client.get("/design/").content.partition(b"<body")[0]


def test_every_answer_has_a_policy_without_exceptions(client, serve):
    serve({"index.md": "# Home"})
    policy = client.get("/design/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_page_of_components_shows_every_icon_and_colour(client, serve):
    serve({"index.md": "# Home"})
    page = client.get("/design/").content.decode()

    assert "<code>ladder</code>" in page
    assert "<code>accent-soft</code>" in page


def test_a_server_error_is_told_without_asking_the_handbook_or_the_database():
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"Something broke on our side" in response.content


def test_a_room_that_a_reader_may_not_enter_is_not_shown(rf):
    register(Room("hidden", "Hidden", "book", "web:design", 1, allowed=lambda request: False))

    assert "hidden" not in [entry.key for entry in entries_for(rf.get("/"))]


@pytest.mark.django_db
def test_what_several_rooms_tally_takes_one_statement(rf, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(navigation, "_rooms", {})
    for at in range(3):
        tally = navigation.Tally(UNREAD, {"account": uuid4()}, lambda found, at=at: at + len(found))
        register(Room(f"r{at}", "Room", "book", "web:design", at, tally=lambda request, tally=tally: tally))
    register(Room("alone", "Room", "book", "web:design", 9, count=lambda request: 7))

    with django_assert_num_queries(1):
        entries = entries_for(rf.get("/"))

    assert [(each.key, each.count) for each in entries] == [("r0", 0), ("r1", 1), ("r2", 2), ("alone", 7)]


def test_a_room_is_where_the_reader_is_also_at_its_other_addresses(rf, monkeypatch):
    _house(monkeypatch)
    register(
        Room("courses", "Courses", "book", "courses:catalogue", 41, within="learning", also=("studio:home",))
    )

    learning = entries_for(rf.get("/studio/new/"))[-1]

    assert [(each.key, each.current) for each in learning.inside] == [("courses", True), ("classes", False)]


def test_the_first_room_of_each_group_stands_apart(rf, monkeypatch):
    monkeypatch.setattr(navigation, "_rooms", {})
    for order in (1, 5, 10, 16, 30, 70, 98):
        register(Room(f"at-{order}", "Room", "book", "web:design", order))

    apart = [entry.key for entry in entries_for(rf.get("/")) if entry.begins_group]

    assert apart == ["at-10", "at-30", "at-70"]


def _house(monkeypatch, *, may_learn: bool = True) -> None:
    monkeypatch.setattr(navigation, "_rooms", {})
    register(Room("learning", "Learning", "cap", "learning:home", 40, allowed=lambda request: may_learn))
    register(Room("courses", "Courses", "book", "courses:catalogue", 41, within="learning"))
    register(Room("classes", "Classes", "calendar", "classes:home", 42, within="learning"))
    register(Room("roles", "Roles", "ladder", "roles:directory", 12))


def _seen(entries: list[navigation.Entry]) -> list[tuple[str, bool, list[tuple[str, bool]]]]:
    return [
        (each.key, each.current, [(below.key, below.current) for below in each.inside]) for each in entries
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/roles/x/", [("roles", True, []), ("learning", False, [])]),
        ("/learning/", [("roles", False, []), ("learning", True, [("courses", False), ("classes", False)])]),
        (
            "/classes/x/",
            [("roles", False, []), ("learning", False, [("courses", False), ("classes", True)])],
        ),
    ],
)
def test_rooms_within_a_room_stand_below_it_while_the_reader_is_in_one_of_them(rf, monkeypatch, path, shown):
    _house(monkeypatch)

    assert _seen(entries_for(rf.get(path))) == shown


def test_a_room_within_one_that_the_reader_may_not_enter_stands_by_itself(rf, monkeypatch):
    _house(monkeypatch, may_learn=False)

    entries = entries_for(rf.get("/roles/"))

    assert [entry.key for entry in entries] == ["roles", "courses", "classes"]


def test_rooms_stand_in_the_order_of_use_and_the_current_one_is_marked(rf, serve):
    serve({"index.md": "# Home"})

    entries = entries_for(rf.get("/roles/x/"))

    assert [entry.key for entry in entries] == ["handbook", "roles", "proposals", "health"]
    assert [entry.key for entry in entries if entry.current] == ["roles"]


def test_an_unknown_icon_fails_with_the_names_that_exist():
    template = engines["django"].from_string('{% load shell %}{% icon "unicorn" %}')

    with pytest.raises(Exception, match="No icon is called 'unicorn'; there are: arrow"):
        template.render({})


def test_an_unknown_tone_fails_with_the_tones_that_exist():
    template = engines["django"].from_string('{% load shell %}{% tag "x" "pretty" %}')

    with pytest.raises(Exception, match="tone is one of"):
        template.render({})


def test_sentences_of_the_compiler_show_code_and_nothing_else():
    template = engines["django"].from_string("{% load shell %}{{ text|with_code }}")

    assert template.render({"text": "Use `<b>` & more."}) == "Use <code>&lt;b&gt;</code> &amp; more."
    assert template.render({"text": "One ` only <b>"}) == "One ` only &lt;b&gt;"


@pytest.mark.parametrize("wanted", ["nowhere", "core:no-such-view", "a\0b"])
def test_choosing_a_theme_goes_wherever_one_says_on_this_site(client, wanted):
    assert client.post("/theme/", {"theme": "dark", "next": wanted}).status_code == HTTPStatus.FOUND


def test_an_address_with_a_letter_that_no_text_holds_leads_nowhere(client):
    assert client.get("/design/%00").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_a_question_with_a_letter_that_no_text_holds_is_asked_without_it(client, owner):
    client.force_login(owner)

    answer = client.get(reverse("web:people"), {"q": "a\0b"})

    assert answer.status_code == HTTPStatus.OK
    assert 'value="ab"' in answer.content.decode()


@pytest.mark.django_db
def test_a_question_that_goes_on_and_on_is_refused(client, owner):
    client.force_login(owner)

    assert client.get(reverse("web:people"), {"q": "a" * 15_000}).status_code == HTTPStatus.OK
    assert client.get(reverse("web:people"), {"q": "a" * 60_000}).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.django_db
def test_a_form_loses_the_letters_that_no_text_holds_and_nothing_else(client, owner):
    client.force_login(owner)

    client.post(
        reverse("core:new-person"), {"na\0me": "Ada\0 Stone", "email": "ada@example.org", "kind": "candidate"}
    )

    assert Person.objects.get(email="ada@example.org").name == "Ada Stone"


@pytest.mark.django_db
def test_a_form_where_something_else_is_to_be_sent_is_refused(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    client.get(reverse("core:account"))
    sent = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    assert client.post(reverse("core:passkey-sign-in"), sent).status_code == HTTPStatus.BAD_REQUEST


def test_rooms_that_are_rendered_once_follow_what_waits_where_one_is_and_the_language():
    entry = Entry("desk", gettext_lazy("Sign in"), "search", "/desk/", False, 0, "waiting")

    assert 'class="count"' not in rooms_of([entry])
    assert ">3<" in rooms_of([replace(entry, count=3)])
    assert 'aria-current="true"' in rooms_of([replace(entry, current=True)])
    assert "Sign in" in rooms_of([entry])
    with translation.override("de"):
        assert "Anmelden" in rooms_of([entry])
    assert "/desk/" not in rooms_of([])


def test_switches_that_are_rendered_once_lead_back_to_each_page_and_escape_its_address(rf):
    frames = [shell({"request": rf.get(path)}) for path in ("/roles/", '/search/?q="><b>')]

    first, second = map(choices_of, frames)

    assert 'name="next" value="/roles/"' in first
    assert "/roles/" not in second
    assert '"><b>' not in second
