"""Where pages of the handbook, their sources and their files are on the site.

Lists show thousands of addresses, so they are put together here instead of by `reverse`, which takes twenty times as
long; a test holds them to `urls`.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django.urls import reverse


def page_address(url: str, anchor: str = "") -> str:
    """A page by its address in the handbook (`/a/b/`), at a heading if one is named."""
    path = url.strip("/")
    address = f"{_home()}{quote(path)}/" if path else _home()
    return f"{address}#{quote(anchor)}" if anchor else address


def source_address(path: str, line: int | None = None) -> str:
    """The text of a file, at a line if one is named: the page marks it."""
    address = f"{_home()}-/source/{quote(path)}"
    return f"{address}#L{line}" if line else address


def pdf_address(url: str) -> str:
    """A page as a PDF, by its address in the handbook."""
    path = url.strip("/")
    return f"{_home()}-/pdf/{quote(path)}/" if path else f"{_home()}-/pdf/"


def file_address(path: str) -> str:
    """A picture or another file of the handbook."""
    return f"{_home()}-/files/{quote(path)}"


def draft_picture_address(path: str) -> str:
    """A picture of somebody's own draft."""
    return f"{_home()}-/draft-picture/{quote(path)}"


def proposal_file_address(number: int, path: str) -> str:
    """A picture that a proposal brings."""
    return f"{reverse('pages:proposal', args=[number])}files/{quote(path)}"


def code_address(code: str) -> str:
    """What a code of the compiler means."""
    return f"{_health()}codes/{quote(code)}/"


def health_address(**filters: str) -> str:
    """The health page, filtered."""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in filters.items() if value)
    return f"{_health()}?{query}" if query else _health()


@cache
def _home() -> str:
    return reverse("pages:home")


@cache
def _health() -> str:
    return reverse("pages:health")
