"""How far translations are behind: changes of the original since the translation was changed last, and days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import Edition
from trellis.pages.queries.history import last_change, learnt
from trellis.pages.queries.revisions import past_of
from trellis.pages.translating import Translated, translated_in
from trellis.web.exporting import files_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

MOST_COMMITS = 200
"""Commits of a page that are looked at; of more it is said that there are more."""
EXPORT_COLUMNS = ("path", "title", "language", "original", "original_title", "changes_behind", "days_behind")


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a text is behind another: commits of the other since its own last change, and days until the newest."""

    commits: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """A translation and since when, in days, it says less than its original; counted without asking Git.

    `days` is 0 where it is up to date, and where nothing is known of either.
    """

    translated: Translated
    days: int
    is_behind: bool


@dataclass(frozen=True, slots=True)
class OfPage:
    """What a page is a translation of, with its lag, and its own translations with theirs."""

    original: tuple[Translated, Lag] | None = None
    translations: tuple[tuple[Translated, Lag], ...] = ()


def lag(edition: Edition, paths: Sequence[str], originals: Sequence[str]) -> Lag:
    """How far some pages are behind others; remembered until more of the history is known, since Git is asked."""
    key = ("translation-lag", tuple(paths), tuple(originals), learnt(edition))
    return edition.remember(key, lambda: _lag(edition, paths, originals))


def listed(edition: Edition) -> list[Behind]:
    """All translations, those first whose original is gone, then the one longest behind."""
    rows = edition.remember(("translations", learnt(edition)), lambda: _listed(edition))
    return list(rows)


def behind_count(edition: Edition) -> int:
    """How many translations are behind their originals, or have none."""
    return sum(each.is_behind for each in listed(edition))


def of_page(edition: Edition, path: str) -> OfPage:
    """What stands above a page about its translations: pages that are translations, or have some."""
    here = [each for each in translated_in(edition) if each.original is not None]
    own = next((each for each in here if each.text.paths == (path,)), None)
    return OfPage(
        (own, lag_of(edition, own)) if own is not None else None,
        tuple(
            (each, lag_of(edition, each))
            for each in here
            if each.original is not None and each.original.paths == (path,)
        ),
    )


def lag_of(edition: Edition, each: Translated) -> Lag:
    """How far one of them is behind; not at all where it has no original."""
    return lag(edition, each.text.paths, each.original.paths) if each.original is not None else Lag()


def table(request: HttpRequest, edition: Edition, rows: list[Behind]) -> Table:
    """The translations as a table. Git is asked about those that are shown."""
    return table_of(
        request, "t-translations", _("Translations"), _columns(edition), rows,
        row_url=lambda row: row.translated.text.url, row_key=lambda row: row.translated.text.paths[0],
        exports=files_of("pages:translations-export"),
    )  # fmt: skip


def exported(edition: Edition, rows: Iterable[Behind]) -> Iterator[dict[str, Any]]:
    """The translations as plain values for a file."""
    for row in rows:
        each, found = row.translated, lag_of(edition, row.translated)
        yield {
            "path": each.text.paths[0], "title": each.text.title, "language": each.language,
            "original": each.original.paths[0] if each.original else "",
            "original_title": each.original.title if each.original else "",
            "changes_behind": found.commits, "days_behind": found.days,
        }  # fmt: skip


def _columns(edition: Edition) -> tuple[Column[Behind], ...]:
    def original(row: Behind) -> str:
        found = row.translated.original
        if found is None:
            return tag(_("leads to no page"), "problem")
        return format_html('<a href="{}">{}</a>', found.url, found.title)

    def standing(row: Behind) -> str:
        if row.translated.original is None:
            return ""
        return (
            tag(_("up to date"), "good") if not row.is_behind else in_words(lag_of(edition, row.translated))
        )

    def by(key: Callable[[Behind], Any]) -> Callable[[Behind], Any]:
        return lambda row: (key(row), row.translated.text.paths)

    return (
        Column("title", _("Translation"), lambda row: row.translated.text.title,
               sort=by(lambda row: row.translated.text.title.casefold()), under=lambda row: row.translated.language),
        Column("original", _("Original"), original,
               sort=by(lambda row: row.translated.original.title.casefold() if row.translated.original else ""),
               before=_("of")),
        Column("behind", _("Behind"), standing, sort=by(lambda row: row.days)),
        Column("file", _("File"), lambda row: row.translated.text.paths[0], sort=by(lambda row: ""), extra=True),
    )  # fmt: skip


def in_words(found: Lag) -> str:
    """A lag as people read it: 3 changes and 20 days behind."""
    words = ngettext(
        "%(n)s change and %(days)s days behind", "%(n)s changes and %(days)s days behind", found.commits
    )
    return words % {"n": found.commits, "days": found.days}


def address() -> str:
    """Where all translations are listed."""
    return reverse("pages:translations")


def _listed(edition: Edition) -> tuple[Behind, ...]:
    found = [_behind(edition, each) for each in translated_in(edition)]
    return tuple(
        sorted(
            found,
            key=lambda each: (each.translated.original is not None, -each.days, each.translated.text.paths),
        )
    )


def _behind(edition: Edition, each: Translated) -> Behind:
    if each.original is None:
        return Behind(each, 0, is_behind=True)
    own, other = _newest(edition, each.text.paths), _newest(edition, each.original.paths)
    if own is None or other is None or other <= own:
        return Behind(each, 0, is_behind=False)
    return Behind(each, (other - own).days, is_behind=True)


def _lag(edition: Edition, paths: Sequence[str], originals: Sequence[str]) -> Lag:
    last = _newest(edition, paths)
    if last is None:
        return Lag()
    later: dict[str, datetime] = {}
    for path in originals:
        change = last_change(edition, path)
        if change is not None and change.when > last:
            later |= _commits_after(edition, path, last)
    return Lag(len(later), (max(later.values()) - last).days) if later else Lag()


def _newest(edition: Edition, paths: Sequence[str]) -> datetime | None:
    found = (last_change(edition, path) for path in paths)
    return max((each.when for each in found if each is not None), default=None)


def _commits_after(edition: Edition, path: str, moment: datetime) -> dict[str, datetime]:
    try:
        past = past_of(edition, path)
        if past is None:
            return {}
        commits = past.commits([each.commit for each in islice(past.touches(), MOST_COMMITS)])
    except TrellisError:
        return {}
    return {each.id: each.when for each in commits.values() if each.when > moment}
