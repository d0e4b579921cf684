"""Job families in a repository, for the form."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from trellis.pages.tests.families import FILES
from trellis.pages.tests.repositories import Book, git

PATH = "job-families/it/program.md"
FORM = f"/roles/-/form/{PATH}"


@pytest.fixture
def families(book: Book) -> Book:
    """The book of the proposals' tests, with two job families in it."""
    for name, text in FILES.items():
        place: Path = book.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Families")
    _ = book.edition
    return book


def seen(client: Client, address: str = FORM) -> str:
    """The fingerprint that the form has now."""
    return str(client.get(address).context["page"].seen)


def act(client: Client, act: str, address: str = FORM, **fields: object):
    """One action on the form as it is now."""
    sent = {"act": act, "seen": seen(client, address), **{key: str(value) for key, value in fields.items()}}
    return client.post(address, sent)
