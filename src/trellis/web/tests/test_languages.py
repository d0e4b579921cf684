"""The language of the interface: chosen, remembered, and told apart from that of the handbook's text."""

from http import HTTPStatus

import pytest

from trellis.core.models import Account


@pytest.fixture(autouse=True)
def _open_reading(settings):
    settings.TRELLIS_READING = "open"


def head_of(response):
    return response.content.decode().partition("<head>")[0]


def choose(client, language, where="/design/"):
    return client.post("/language/", {"language": language, "next": where})


def test_a_chosen_language_is_remembered(client, serve):
    serve({"index.md": "# Home"})

    response = choose(client, "de")

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, "/design/")
    assert response.cookies["trellis_language"].value == "de"
    assert '<html lang="de" dir="ltr"' in head_of(client.get("/design/"))


def test_a_language_can_be_changed_back(client, serve):
    serve({"index.md": "# Home"})
    choose(client, "de")
    choose(client, "en")

    assert '<html lang="en"' in head_of(client.get("/design/"))


def test_who_has_not_chosen_is_answered_in_the_language_of_their_browser(client, serve):
    serve({"index.md": "# Home"})

    german = client.get("/design/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    other = client.get("/design/", headers={"accept-language": "eo"})

    assert '<html lang="de"' in head_of(german)
    assert '<html lang="en"' in head_of(other)
    assert "Accept-Language" in german.headers["Vary"]


def test_an_unknown_language_changes_nothing(client, serve):
    serve({"index.md": "# Home"})

    assert "trellis_language" not in choose(client, "tlh").cookies
    assert '<html lang="en"' in head_of(client.get("/design/"))


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_choosing_a_language_leads_nowhere_else(client, wanted):
    assert choose(client, "de", wanted).headers["Location"] == "/"


def test_a_language_is_not_chosen_by_a_link(client):
    assert client.get("/language/?language=de").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_each_language_is_named_in_its_own_words(client, serve):
    serve({"index.md": "# Home"})

    for language in ("en", "de"):
        choose(client, language)
        page = client.get("/design/").content.decode()
        assert 'value="en" lang="en"' in page
        assert ">English</button>" in page
        assert ">Deutsch</button>" in page


@pytest.mark.django_db
def test_a_chosen_language_survives_signing_in_and_out(client, serve, settings):
    serve({"index.md": "# Home"})
    settings.TRELLIS_READING = "members"
    rosa = Account(email="rosa@example.org", name="Rosa", joined_at="2026-01-01T00:00:00Z")
    rosa.set_password("a long pass phrase")
    rosa.save()
    choose(client, "de", "/sign-in/")

    client.post("/sign-in/", {"email": "rosa@example.org", "password": "a long pass phrase"})
    inside = client.get("/design/")
    client.post("/sign-out/")

    assert '<html lang="de"' in head_of(inside)
    assert "Rosa" in inside.content.decode()
    assert '<html lang="de"' in head_of(client.get("/sign-in/"))


def test_text_of_the_handbook_says_its_own_language(client, serve):
    serve({"index.md": "# Home\n\nWelcome."})

    assert b'<article class="prose"' in client.get("/handbook/").content
    choose(client, "de")
    assert b'<article lang="en" class="prose"' in client.get("/handbook/").content


def test_text_of_a_german_handbook_is_marked_in_an_english_interface(client, serve):
    serve({"index.md": "# Willkommen", "handbook.yml": "languages: [de, en]\n"})

    assert b'<h1 lang="de">Willkommen</h1>' in client.get("/handbook/").content
