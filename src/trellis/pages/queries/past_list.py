"""The history of a page as a list: what its address asks for, its columns, its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.handbook import githistory
from trellis.pages.queries import revisions
from trellis.pages.queries.revisions import Past, Revision, WordCount
from trellis.pages.templatetags.past import deed, exactly, moment, tone
from trellis.web.exporting import files_of
from trellis.web.filters import Chip, Filter, chips_for, filter_of
from trellis.web.ordering import sorted_rows
from trellis.web.paging import Paged, asked_page, open_page, page_of
from trellis.web.tables import Column, Deed, Table, table_of
from trellis.web.templatetags.shell import tag

MOST = 2_000
"""Revisions of one page that are sorted and searched: the newest. Older ones are reached page by page."""
EXPORT_COLUMNS = ("commit", "when", "author", "change", "what", "path", "other_path")
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)
_NOT_THERE = frozenset({githistory.DELETED, githistory.MOVED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    text: str = ""
    author: str = ""
    sort: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether some revisions are left out."""
        return bool(self.text or self.author)


@dataclass(frozen=True, slots=True)
class HistoryList:
    """The history as one reader asked for it.

    `gone` is the revision that took the page away, if the newest did; `is_new` is true where no commit has the page;
    `searched` says how many revisions were looked at, where there are more.
    """

    table: Table
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    wanted: Wanted
    gone: Revision | None
    is_new: bool
    searched: int | None


def wanted_by(request: HttpRequest) -> Wanted:
    """All of it, the newest first, unless something else is asked for."""
    get = request.GET.get
    return Wanted(get("q", "").strip()[:200], get("author", "")[:200], get("sort", ""))


def history_list(request: HttpRequest, past: Past) -> HistoryList | None:
    """What an address asks for of the history of a page; `None` where there is nothing at all.

    Where the index is not made yet, or the history is long, only one page of it is read from Git, unless somebody
    sorts or searches.
    """
    wanted = wanted_by(request)
    known = _known(past, wanted)
    if known is None:
        paged, authors = _uncounted(request, past), Counter[str]()
    else:
        authors = Counter(each.commit.author for each in known if each.commit is not None)
        paged = page_of(_narrowed(known, wanted), request)
        paged = paged.made_of(revisions.measured(past, paged.rows))
    if not paged.rows and not wanted.is_narrowed:
        return None
    newest = next((each for each in paged.rows if each.commit is not None), None)
    is_plain = paged.number == 1 and not wanted.is_narrowed and not wanted.sort
    first = paged.rows[0] if paged.rows else None
    return HistoryList(
        table=_table(request, past, paged),
        filters=(filter_of("author", _("By"), authors, wanted.author),) if authors or wanted.author else (),
        chips=chips_for(request.GET, (("q", _("Words"), wanted.text), ("author", _("By"), wanted.author))),
        wanted=wanted,
        gone=first
        if is_plain and first is newest and first is not None and first.how in _NOT_THERE
        else None,
        is_new=newest is None and not wanted.is_narrowed,
        searched=MOST if known is not None and len(known) > MOST else None,
    )


def exported(past: Past, wanted: Wanted) -> Iterable[dict[str, Any]]:
    """The newest revisions that fit as plain values for a file. Words are left out: they cost reading every text."""
    for each in _narrowed(_all_of(past), wanted):
        yield {
            "commit": each.id,
            "when": each.commit.when if each.commit is not None else None,
            "author": each.commit.author if each.commit is not None else None,
            "change": each.commit.subject if each.commit is not None else None,
            "what": each.how,
            "path": each.path,
            "other_path": each.other,
        }


def columns(path: str) -> tuple[Column[Revision], ...]:
    """What the list says of a revision of a page with this path."""
    return (
        Column("change", _("Change"), _subject, sort=lambda each: _subject(each).casefold(), under=_under),
        Column("by", _("By"), _author, sort=lambda each: _author(each).casefold()),
        Column(
            "when",
            _("When"),
            lambda each: moment(each.commit.when) if each.commit is not None else _("now"),
            sort=lambda each: each.commit.when if each.commit is not None else _AFTER_ALL,
        ),
        Column("words", _("Words"), lambda each: _words(each.words), numeric=True),
        Column(
            "commit",
            _("Commit"),
            lambda each: format_html('<span class="mono">{}</span>', each.id[:8]) if each.id else "",
            extra=True,
        ),
        Column(
            "path",
            _("File"),
            lambda each: each.path or path,
            sort=lambda each: each.path,
            extra=True,
        ),
    )


def _table(request: HttpRequest, past: Past, paged: Paged[Revision]) -> Table:
    return table_of(
        request,
        "t-history",
        _("Changes"),
        columns(past.path),
        paged,
        row_url=lambda each: reverse("pages:change", args=[past.path, each.id]) if each.id else "",
        row_key=lambda each: each.id,
        is_here=lambda each: each.commit is None,
        deeds=lambda shown: [_then(past, each) for each in shown],
        exports=files_of("pages:history-export", past.path),
    )


def _known(past: Past, wanted: Wanted) -> list[Revision] | None:
    """The revisions that can be counted, sorted and searched; `None` where one page of them is enough to read."""
    is_asked = wanted.is_narrowed or wanted.sort != ""
    if not is_asked and not past.is_indexed:
        return None
    found = _all_of(past)
    return None if len(found) > MOST and not is_asked else found


def _all_of(past: Past) -> list[Revision]:
    """What is not committed yet, and the newest revisions: one more than `MOST`, where there are more."""
    fresh = revisions.uncommitted(past)
    touches = list(islice(past.touches(), MOST + 1))
    return ([fresh] if fresh is not None else []) + revisions.made_of(past, touches)


def _uncounted(request: HttpRequest, past: Past) -> Paged[Revision]:
    number = asked_page(request)
    rows, has_more = revisions.revisions_of(past, number)
    fresh = revisions.uncommitted(past) if number == 1 else None
    return open_page((fresh, *rows) if fresh is not None else rows, request, has_more=has_more)


def _narrowed(found: list[Revision], wanted: Wanted) -> list[Revision]:
    rows = found[:MOST]
    if wanted.author:
        rows = [each for each in rows if each.commit is not None and each.commit.author == wanted.author]
    for word in wanted.text.casefold().split():
        rows = [each for each in rows if word in f"{_subject(each)}\n{_author(each)}\n{each.id}".casefold()]
    return sorted_rows(columns(""), rows, wanted.sort)


def _subject(each: Revision) -> str:
    return (each.commit.subject or _("No message")) if each.commit is not None else _("Not committed yet")


def _author(each: Revision) -> str:
    return (each.commit.author or _("unknown")) if each.commit is not None else ""


def _under(each: Revision) -> str | SafeString:
    done = deed(each)
    said = tag(done, tone(each)) if done else ""
    if each.commit is None:
        more = _("what readers see now differs from the last commit")
    elif not each.other:
        more = ""
    elif each.how == githistory.RENAMED:
        more = _("was %(name)s") % {"name": each.other}
    else:
        more = _("is %(name)s now") % {"name": each.other}
    return format_html("{} {}", said, more) if said or more else ""


def _words(words: WordCount | None) -> str | SafeString:
    if words is None or not any(words):
        return format_html('<span class="faint">{}</span>', _("no words"))
    pattern = (
        '<span class="added"><span class="visually-hidden">{} </span>+{}</span> '
        '<span class="removed"><span class="visually-hidden">{} </span>−{}</span>'
    )
    added, removed = (number_format(count, force_grouping=True) for count in words)
    return format_html(pattern, _("words added:"), added, _("words taken away:"), removed)


def _then(past: Past, each: Revision) -> Deed | None:
    if each.commit is None or each.how in _NOT_THERE:
        return None
    url = reverse("pages:then", args=[each.id, past.path])
    return Deed(_("page then"), url, of=exactly(each.commit.when), is_link=True)
