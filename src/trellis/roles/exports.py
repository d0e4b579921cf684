"""What `trellis export` writes: job families and job postings, as text or bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from trellis.handbook import loading
from trellis.handbook.handbook import Handbook
from trellis.handbook.spec import parse_spec
from trellis.roles import asking
from trellis.roles.asking import Asked
from trellis.roles.definitions import postings, tables
from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.graph import Role
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.parse import parse_family


def job_families(context: click.Context, words: Sequence[str]) -> list[dict[str, Any]]:
    """Every job family of a handbook as the documented object, in the order of the pages.

    Within a folder of job families every page is one, whatever it holds: the part of its path that says so
    may lie above the folder that was named.
    """
    handbook = loading.load(words, asking.kinds(context))
    found: dict[str, Family] = dict(handbook.definitions.get(NAME, {}))
    if all(_lies_in_job_families(word) for word in words):
        found.update({path: parse_family(page) for path, page in handbook.pages.items() if path not in found})
    return [family_export(found[path], path) for path in _in_order(handbook, found)]


def rendered(families: Sequence[dict[str, Any]], form: str) -> str | bytes:
    """Exported families in a form: `json`, `csv` or `xlsx`."""
    if form == "csv":
        return tables.csv_text(families)
    if form == "xlsx":
        return tables.workbook(families)
    return json.dumps(families, ensure_ascii=False, indent=2) + "\n"


def postings_of(
    found: Asked, roles: Iterable[Role], posted: date | None, until: date | None
) -> list[dict[str, Any]]:
    """Roles as job postings, with what the handbook's settings know of the employer."""
    details = postings.details_of(found.handbook.settings, posted, until)
    return [postings.posting(found.graph, role, details) for role in roles]


def json_for_html(facts: Any) -> str:
    """JSON that may stand in a `<script>` element as it is: nothing in it ends the element or begins a
    comment.
    """
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    return text.replace("</", "<\\/").replace("<!--", "\\u003c!--") + "\n"


def _in_order(handbook: Handbook, found: dict[str, Family]) -> list[str]:
    return [path for path in handbook.pages if path in found]


def _lies_in_job_families(word: str) -> bool:
    parts = Path(parse_spec(word).path).resolve().parts
    return "job-families" in parts
