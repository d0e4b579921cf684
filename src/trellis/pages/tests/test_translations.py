"""Pages that are translations say how far they are behind, one by one and all together."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from trellis.core.models import Account
from trellis.pages.queries import current, translations
from trellis.pages.queries.history import learn_history
from trellis.pages.queries.translations import Lag
from trellis.pages.tests.repositories import Book, git
from trellis.pages.tests.served import edition_of, serve
from trellis.pages.translating import translated_in

TRAVEL, REISEN = "policies/travel.md", "policies/de/reisen.md"
__all__ = ["serve"]

FILES = {
    "index.md": "# Home\n",
    TRAVEL: "---\ntitle: Travel\npolicy: {}\n---\n\n## Trains\n\nFirst class.\n",
    REISEN: "---\ntitle: Reisen\nlanguage: de\ntranslation-of: ../travel.md\n---\n\nErste Klasse.\n",
    "voyage.md": "---\ntitle: Voyage\ntranslation-of: /policies/travel\n---\n\nPremière classe.\n",
    "verloren.md": "---\ntitle: Verloren\ntranslation-of: gone.md\n---\n\nWeg.\n",
    "courses/oil/course.md": "---\ntitle: Oil\n---\n\n## Outline\n\n1. Try (practical)\n",
    "courses/oel/course.md": "---\ntitle: Öl\ncourse: {translation-of: oil, languages: [de]}\n---\n\n"
    "## Outline\n\n1. Üben (practical)\n",
}
PAGE, EXPORT = "/health/translations/", "/health/translations/export.csv"


@pytest.fixture
def book(tmp_path, db, settings, monkeypatch):
    """A handbook in Git whose original was changed twice after its translations."""
    settings.TRELLIS_READING = "open"
    git(tmp_path, "init", "-q", "-b", "main")
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git(tmp_path, "add", ".")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T12:00:00+00:00")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    made = Book(tmp_path)
    for day, text in ((5, "Second class."), (11, "No class.")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-01-{day:02}T12:00:00+00:00")
        (tmp_path / TRAVEL).write_text(FILES[TRAVEL].replace("First class.", text))
        git(tmp_path, "commit", "-q", "-a", "-m", text)
    learn_history(made.edition)
    current.use(made.library)
    yield made
    current.use(None)


def by_path(edition):
    return {each.text.paths[0]: each for each in translated_in(edition)}


def test_a_page_says_of_which_other_it_is_a_translation():
    found = by_path(edition_of(FILES))

    assert {path: each.original.paths[0] if each.original else None for path, each in found.items()} == {
        REISEN: TRAVEL, "voyage.md": TRAVEL, "verloren.md": None, "courses/oel/course.md": "courses/oil/course.md",
    }  # fmt: skip
    assert (found[REISEN].language, found["courses/oel/course.md"].language) == ("de", "de")


@pytest.mark.parametrize("said", ["reisen.md", "''", "[a, b]", "../../../../etc/passwd", "5"])
def test_what_names_no_other_page_has_no_original(said):
    files = {**FILES, REISEN: FILES[REISEN].replace("../travel.md", said)}
    found = by_path(edition_of(files)).get(REISEN)

    assert found is None or found.original is None


def test_a_translation_is_behind_by_the_changes_since_its_own(book, monkeypatch):
    edition = book.edition
    learn_history(edition)
    found = by_path(edition)

    assert translations.lag_of(edition, found[REISEN]) == Lag(2, 10)
    assert translations.lag_of(edition, found["verloren.md"]) == Lag()
    assert translations.behind_count(edition) == 3
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-02-01T12:00:00+00:00")
    (book.folder / REISEN).write_text(FILES[REISEN].replace("Erste", "Keine"))
    git(book.folder, "commit", "-q", "-a", "-m", "Translate")
    edition = book.edition
    learn_history(edition)
    assert translations.lag_of(edition, by_path(edition)[REISEN]) == Lag()
    assert translations.behind_count(edition) == 2


def test_pages_lead_to_their_original_and_to_their_translations(client, book):
    page = client.get("/handbook/policies/de/reisen/").content.decode()
    assert "This is a translation of" in page
    assert 'href="/handbook/policies/travel/"' in page
    assert "2 changes and 10 days behind" in page

    original = client.get("/handbook/policies/travel/").content.decode()
    assert 'hreflang="de">Reisen</a>' in original
    assert "Voyage" in original


def test_health_lists_all_translations_courses_among_them(client, book, django_assert_max_num_queries):
    client.get(PAGE)

    with django_assert_max_num_queries(15):
        page = client.get(PAGE).content.decode()

    for each in (
        "Reisen",
        "Voyage",
        "leads to no page",
        "Öl",
        "up to date",
        "2 changes and 10 days behind",
        "3 behind",
    ):
        assert each in page, each
    assert page.index("Verloren") < page.index("Reisen") < page.index("Öl")
    rows = list(csv.DictReader(io.StringIO(client.get(EXPORT).content.decode("utf-8-sig"))))
    assert [(row["path"], row["changes_behind"], row["days_behind"]) for row in rows] == [
        ("verloren.md", "0", "0"), (REISEN, "2", "10"), ("voyage.md", "2", "10"), ("courses/oel/course.md", "0", "0"),
    ]  # fmt: skip


def test_the_interface_lists_them_too(book):
    client = Client()
    client.force_login(Account.objects.create(email="nora@example.org", name="Nora"))

    told = client.get("/api/v1/translations").json()["items"]

    assert told[1] == {
        "path": REISEN, "title": "Reisen", "language": "de", "original": TRAVEL, "original_title": "Travel",
        "changes_behind": 2, "days_behind": 10,
    }  # fmt: skip


def test_what_a_reader_may_not_see_is_no_translation_of_theirs(client, book):
    (book.folder / "handbook.yml").write_text(
        "visibility:\n  - {path: policies/travel.md, to: restricted, people: [nobody@example.org]}\n"
        "  - {path: voyage.md, to: restricted, people: [nobody@example.org]}\n"
    )
    git(book.folder, "add", ".")
    git(book.folder, "commit", "-q", "-m", "Close")
    learn_history(book.edition)

    page, file = client.get(PAGE).content.decode(), client.get(EXPORT).content.decode()

    assert "Voyage" not in page + file
    assert ">Travel<" not in page
    assert "Travel" not in file
    assert "Reisen" in page


def test_a_handbook_without_translations_says_how_to_begin_one(client, db, serve):
    serve({"index.md": "# Home\n"})

    assert "No page is a translation" in client.get(PAGE).content.decode()


def test_a_page_in_another_language_says_so_to_browsers_and_readers_of_screens(book):
    german = Client().get("/handbook/policies/de/reisen/").content.decode()
    usual = Client().get("/handbook/voyage/").content.decode()

    assert '<h1 lang="de">Reisen</h1>' in german
    assert '<article lang="de" class="prose"' in german
    assert "<h1>Voyage</h1>" in usual


def test_an_original_that_does_not_exist_is_reported_at_its_line(book):
    found = [each for each in book.edition.handbook.diagnostics if each.code == "HB220"]
    assert [(each.path, each.message) for each in found] == [
        ("verloren.md", "There is no page “gone.md” that this could be a translation of.")
    ]
