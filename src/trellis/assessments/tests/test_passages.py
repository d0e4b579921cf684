"""What a question relies on: where its passage stands now, and how it was when the question was asked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from trellis.assessments.rendering import Passage, passages
from trellis.pages.queries import current
from trellis.pages.tests.repositories import Book, git

FILES = {
    "people/oil.md": "# Oil\n\n## When it is cold\n\nThin oil.\n",
    "people/hidden.md": "# Hidden\n\n## When it is cold\n\nSecret oil.\n",
}
REFERENCE = "people/oil.md#when-it-is-cold"


@pytest.fixture
def book(tmp_path, db, settings):
    settings.TRELLIS_READING = "open"
    git(tmp_path, "init", "-q", "-b", "main")
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    commit(tmp_path, "Begin")
    made = Book(tmp_path)
    current.use(made.library)
    yield made
    current.use(None)


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def then_url(book_tip):
    return reverse("pages:then", kwargs={"commit": book_tip, "path": "people/oil.md"})


def test_a_passage_that_is_as_it_was_leads_to_its_page(book):
    assert passages((REFERENCE,), book.tip) == [
        Passage("When it is cold", "/handbook/people/oil/#when-it-is-cold", "", changed=False)
    ]


def test_a_page_that_moved_is_followed_and_its_words_compared(book):
    begun = book.tip
    text = "---\naliases: [/people/oil/]\n---\n" + FILES["people/oil.md"]
    (book.folder / "people/oil.md").unlink()
    (book.folder / "people/lubricants.md").write_text(text)
    commit(book.folder, "Move")
    assert book.edition

    (same,) = passages((REFERENCE,), begun)
    assert (same.url, same.changed) == ("/handbook/people/lubricants/#when-it-is-cold", False)

    (book.folder / "people/lubricants.md").write_text(text.replace("Thin", "Thick"))
    commit(book.folder, "Change")
    assert book.edition
    (other,) = passages((REFERENCE,), begun)
    assert (other.changed, other.then_url) == (True, then_url(begun))


def test_a_page_that_is_gone_is_told_as_it_was_then(book, client):
    begun = book.tip
    (book.folder / "people/oil.md").unlink()
    commit(book.folder, "Remove")
    assert book.edition

    assert passages((REFERENCE,), begun) == [Passage("When it is cold", "", then_url(begun), changed=True)]
    assert "Thin oil." in client.get(then_url(begun)).content.decode()
