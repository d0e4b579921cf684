"""Pages and what the compiler says of them, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Schema

from trellis.core.api.paging import Paging, part_at, part_of
from trellis.core.api.problems import ProblemError, not_found
from trellis.core.api.rooms import Room
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.errors import TrellisError
from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries import past_pages, reading, revisions, translations
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.editing import committed
from trellis.pages.queries.history import last_change
from trellis.pages.queries.revisions import Past, Revision

room = Room("Pages")
CommitName = Annotated[str, Path(pattern="^[0-9a-f]{7,64}$", description="The name of a commit.")]
PagePath = Annotated[str, Path(description="The file of the page, such as `people/time-off.md`.")]


class Change(Schema):
    """The last commit that touched a file."""

    commit: str
    author: str
    at: datetime


class PageSummary(Schema):
    """A page in a list."""

    path: str = Field(description="The file, which is its name everywhere.")
    title: str
    description: str
    address: str = Field(description="Where people read it.")
    changed: Change | None = Field(description="The last change; null where that is not known.")
    errors: int = Field(description="How many errors the compiler finds in it.")
    warnings: int
    notes: int


class PageDetail(PageSummary):
    """A page: its text, and the HTML that people read."""

    source: str
    html: str
    revision: str = Field(description="The revision of the handbook that this was read from.")
    commit: str | None = Field(
        description="The commit to name as `started_from` in a proposal; null where the page cannot be changed."
    )
    links_here: list[str] = Field(description="The files of the pages that link to it.")


class PageThen(Schema):
    """A page as it was at a commit. Its links lead to what there is today."""

    path: str = Field(description="What the file was called then.")
    title: str
    commit: str
    author: str
    at: datetime
    source: str
    html: str | None = Field(description="Null for a data file.")
    is_now: bool = Field(description="Whether it reads the same today.")


class RevisionSummary(Schema):
    """A commit that touched a page."""

    commit: str
    author: str
    at: datetime
    subject: str
    path: str = Field(description="What the file was called then.")
    how: str = Field(description="Such as `changed`, `added`, `renamed`.")
    words_added: int
    words_removed: int


class Finding(Schema):
    """What the compiler says about a place of a file."""

    path: str
    line: int
    column: int
    code: str = Field(description="Such as `HB113`; the handbook explains each at /health/codes/.")
    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    fixable: bool = Field(description="Whether the compiler can mend it.")


class PageFilters(Schema):
    """Which pages are wanted."""

    folder: str = Field("", max_length=400, description="Only pages below this folder.")
    title: str = Field("", max_length=200, description="Only pages with these words in their title.")


class FindingFilters(Schema):
    """Which findings are wanted."""

    severity: Literal["error", "warning", "note"] | None = None
    code: str = Field("", max_length=20)
    folder: str = Field("", max_length=400)


class TranslationDetail(Schema):
    """A page, or a course by its first page, that is a translation."""

    path: str
    title: str
    language: str = Field(description="What it says of itself; empty where it says nothing.")
    original: str = Field(description="The file of the original; empty where there is none.")
    original_title: str
    changes_behind: int = Field(description="Commits of the original since the translation was changed last.")
    days_behind: int


@room.read("/pages", PageSummary, scope="pages:read", listed=True)
def list_pages(request: HttpRequest, filters: Query[PageFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The pages of the handbook, by their files."""
    edition = current_edition()
    folder, words = filters.folder.strip("/"), filters.title.casefold().split()
    found = (
        page
        for path, page in sorted(edition.handbook.pages.items())
        if (not folder or path.startswith(f"{folder}/"))
        and all(word in page.title.casefold() for word in words)
    )
    part = part_of(request, paging, found, lambda page: page.path)
    return {**part, "items": [PageSummary(**_summary(edition, page)) for page in part["items"]]}


@room.read("/findings", Finding, scope="pages:read", listed=True)
def list_findings(
    request: HttpRequest, filters: Query[FindingFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """What the compiler finds in all pages, by their files."""
    folder = filters.folder.strip("/")
    found = [
        each
        for each in current_edition().handbook.diagnostics
        if (filters.severity is None or each.severity.value == filters.severity)
        and (not filters.code or each.code == filters.code.upper())
        and (not folder or each.path.startswith(f"{folder}/"))
    ]
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [_finding(each) for each in part["items"]]}


@room.read("/translations", TranslationDetail, scope="pages:read", listed=True)
def list_translations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Pages and courses that are translations, the one longest behind first, with how far each is behind."""
    edition = current_edition()
    found = translations.listed(edition)
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {
        **part, "items": [TranslationDetail(**each) for each in translations.exported(edition, part["items"])]
    }  # fmt: skip


@room.read("/pages/{path:path}/history", RevisionSummary, scope="pages:read", listed=True)
def list_revisions(request: HttpRequest, path: PagePath, paging: Query[Paging]) -> dict[str, Any]:
    """The commits that touched a page, the newest first."""
    past = _past(path)
    part = part_at(request, paging, lambda start, end: revisions.revisions_between(past, start, end))
    return {**part, "items": [_revision(each) for each in part["items"]]}


@room.read("/pages/{path:path}/at/{commit}", PageThen, scope="pages:read")
def get_page_at(request: HttpRequest, path: PagePath, commit: CommitName) -> PageThen:
    """A page as it was at a commit."""
    past = _past(path)
    found = past.commit(commit)
    page = past_pages.page_at(past, found) if found is not None else None
    if found is None or page is None:
        raise not_found(_("The page was not there at this commit, or there is no such commit."))
    name, entry = past.found_at(found.id)
    data = past.archive.contents([entry.id]).get(entry.id, b"") if entry is not None else b""
    return PageThen(
        path=past.outer(name), title=page.title, commit=found.id, author=found.author, at=found.when,
        source=data.decode("utf-8", "replace"), html=page.html, is_now=page.is_now,
    )  # fmt: skip


@room.read("/pages/{path:path}/findings", Finding, scope="pages:read", listed=True)
def list_findings_of_page(request: HttpRequest, path: PagePath, paging: Query[Paging]) -> dict[str, Any]:
    """What the compiler finds in a page."""
    edition, page = current_edition(), _page(path)
    found = edition.handbook.diagnostics_of(page.path)
    part = part_at(request, paging, lambda start, end: found[start:end])
    return {**part, "items": [_finding(each) for each in part["items"]]}


@room.read("/pages/{path:path}", PageDetail, scope="pages:read")
def get_page(request: HttpRequest, path: PagePath) -> PageDetail:
    """A page: its text, and the HTML that people read."""
    edition, page = current_edition(), _page(path)
    view = reading.page_at(edition, page.url)
    try:
        commit = committed(edition, path).commit
    except TrellisError:
        commit = None
    handbook = edition.handbook
    return PageDetail(
        **_summary(edition, page), source=page.text, html=str(view.html or "") if view is not None else "",
        revision=handbook.revision, commit=commit, links_here=list(handbook.backlinks(path)),
    )  # fmt: skip


def _page(path: str) -> Page:
    found = current_edition().handbook.pages.get(path)
    if found is None:
        raise not_found(_("There is no such page. Its name is that of its file."))
    return found


def _past(path: str) -> Past:
    edition = current_edition()
    known = path in edition.handbook.pages or path in edition.handbook.data
    try:
        past = revisions.past_of(edition, path)
    except TrellisError as error:
        if not known:
            raise _no_page() from error
        raise
    if past is None or not (known or next(past.touches(), None)):
        raise _no_page()
    return past


def _no_page() -> ProblemError:
    return not_found(_("There is no such page, and there was none."))


def _summary(edition: Edition, page: Page) -> dict[str, Any]:
    severities = [each.severity.value for each in edition.handbook.diagnostics_of(page.path)]
    changed = last_change(edition, page.path)
    return {
        "path": page.path,
        "title": page.title,
        "description": page.description or "",
        "address": page_address(page.url),
        "changed": changed and Change(commit=changed.commit, author=changed.author, at=changed.when),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "notes": severities.count("note"),
    }


def _finding(found: Diagnostic) -> Finding:
    return Finding(
        path=found.path, line=found.start.line, column=found.start.column, code=found.code,
        severity=found.severity.value, message=found.message, hint=found.hint, fixable=found.fix is not None,
    )  # fmt: skip


def _revision(found: Revision) -> RevisionSummary:
    assert found.commit is not None
    assert found.words is not None
    return RevisionSummary(
        commit=found.commit.id, author=found.commit.author, at=found.commit.when, subject=found.commit.subject,
        path=found.path, how=found.how, words_added=found.words.added, words_removed=found.words.removed,
    )  # fmt: skip
