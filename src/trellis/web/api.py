"""The search, for programs: the same that people use, with what this caller may find."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from ninja import Field, Query, Schema

from trellis.core.api.paging import Paging, part_at
from trellis.core.api.rooms import Room
from trellis.web import searching

room = Room("Search")


class SearchHit(Schema):
    """Something that was found."""

    title: str
    kind: str = Field(description="What it is, in words.")
    where: str = Field(description="Where it stands, in words.")
    address: str = Field(description="Where people read it.")
    path: str = Field(description="The file of the handbook that it comes from; empty for what is none.")
    record: str = Field(
        description="The kind of record that it is, such as `proposal`; empty for what is none."
    )
    passage: str = Field(description="The words around where its text fits; empty where its name does.")


class SearchWords(Schema):
    """What is looked for."""

    q: str = Field(
        min_length=1, max_length=200, description="Words that all must begin a word of what is found."
    )
    kind: str = Field(
        "", max_length=40, description="Only `pages`, `headings`, `roles`, or one kind of records."
    )
    folder: str = Field("", max_length=400, description="Only what comes from files below this folder.")


@room.read("/search", SearchHit, scope="search:read", listed=True)
def search(request: HttpRequest, words: Query[SearchWords], paging: Query[Paging]) -> dict[str, Any]:
    """Find pages, headings, roles, and records that the token may read, by names and texts, best first."""
    found = searching.search(request, searching.Wanted(words.q, group=words.kind, folder=words.folder))
    part = part_at(
        request,
        paging,
        lambda start, end: list(zip(found.entries[start:end], found.hits(start, end), strict=True)),
    )
    return {**part, "items": [_hit(entry, hit) for entry, hit in part["items"]]}


def _hit(entry: searching.Entry, hit: Any) -> SearchHit:
    return SearchHit(
        title=entry.candidate.name, kind=str(hit.kind), where=str(hit.where), address=hit.url,
        path=entry.candidate.path, record=entry.candidate.group if entry.record else "",
        passage=strip_tags(hit.passage or ""),
    )  # fmt: skip
