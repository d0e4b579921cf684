"""Every list as a file, at its own address: `?file=t-cycles.csv` is the table `t-cycles` of the page, with its filters.

For lists that nobody gave an address of their own for files. What a file holds is what the page would show to the same
person, in all columns and on all pages; a list that matters to programs or spreadsheets has its own, with plain values.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from trellis.web.exporting import FORMS, file_response

FILE = "file"


class FileWanted(Exception):
    """The address asks for a table of the page as a file.

    Raised where the table is made, since only there the rows are known that this reader may see; `ListFileMiddleware`
    answers it. Nothing of the page after it is made.
    """

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(FILE)
        self.response = response


def files_here(request: HttpRequest, name: str) -> tuple[tuple[str, str], ...]:
    """The forms in which a table of this page can be had, with the addresses; those stay among the page's filters."""
    params = request.GET.copy()
    for each in ("page", FILE):
        params.pop(each, None)
    kept = f"&{params.urlencode()}" if params else ""
    return tuple((form.upper(), f"?{FILE}={name}.{form}{kept}") for form in FORMS)


def form_wanted(request: HttpRequest, name: str) -> str:
    """The form in which the address asks for a table of the page; empty where it asks for the page."""
    wanted, _dot, form = request.GET.get(FILE, "").rpartition(".")
    return form if wanted == name and form in FORMS else ""


def file_of(form: str, name: str, keys: Sequence[str], rows: Iterable[Iterable[Any]]) -> FileWanted:
    """A table in a form, to be raised: `keys` are those of its columns, `rows` what its cells say, in that order."""
    values = (dict(zip(keys, map(plain, row), strict=True)) for row in rows)
    return FileWanted(file_response(form, name.removeprefix("t-"), keys, values))


def plain(value: Any) -> Any:
    """What a cell says, without its marks; numbers and moments as they are."""
    if isinstance(value, SafeString):
        return " ".join(html.unescape(strip_tags(value)).split())
    return value if value is None or isinstance(value, (int, float)) else str(value)
