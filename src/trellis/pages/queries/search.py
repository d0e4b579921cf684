"""Pages by their text: the one place that asks the index, for a reader who may see some of them.

The index holds all pages of the whole edition. What it answers counts only for pages that the reader's own edition
holds with the very same text; what is quoted is quoted from there.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.http import HttpRequest
from django.utils.safestring import SafeString

from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.plaintext import Part, known_parts_of
from trellis.pages.queries import history, naming, visits
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.surroundings import HeadingNames
from trellis.pages.textindex import Match, TextIndex
from trellis.web.finding import Facts, Passage, TextHit, beginnings, fold, quoted

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Pages that a reader waits for to be indexed, about a millisecond each; more are indexed in the background."""

Seen = Callable[[str], bool]


class PageTexts:
    """The texts of the pages of the handbook, for the search."""

    def hits(self, request: HttpRequest, words: Sequence[str], may_see: Seen, limit: int) -> list[TextHit]:
        """The best pages whose text holds words that begin so."""
        edition = current_edition()
        candidates = naming.page_candidates(edition)
        return [
            TextHit(candidates[match.page.path], match.score, partial(passage_of, edition, match.page, words))
            for match in matching(edition, words, may_see, limit)
        ]

    def spelled(self, request: HttpRequest, word: str, may_see: Seen) -> str | None:
        """The word of a page that may be seen which was probably meant."""
        return spelled(current_edition(), word, may_see)


def matching(edition: Edition, words: Sequence[str], may_see: Seen, limit: int) -> list[Match]:
    """The pages that the readers of an edition find by words of the text, best first."""
    index = index_of(edition)
    if index is None:
        return []
    sees_all = edition.whole is edition
    asked = limit if sees_all else len(edition.whole.handbook.pages)
    found = index.matches(words, asked, of_all=sees_all)
    return [match for match in found if _seen(edition, match.page, may_see)][:limit]


def spelled(edition: Edition, word: str, may_see: Seen) -> str | None:
    """The word itself where a page that may be seen holds one that begins so, else the likeliest that one holds."""
    index = index_of(edition)
    if index is None:
        return None

    def is_known(term: str) -> bool:
        return bool(matching(edition, (term,), may_see, 1))

    if is_known(word):
        return word
    return next((term for term in map(fold, index.like(word)) if is_known(term)), None)


def facts(request: HttpRequest) -> Facts:
    """What is known of the files of the handbook, for the reader of a request."""
    edition = current_edition()
    pages, changes = edition.handbook.pages, history.changes(edition.whole)

    def changed(path: str) -> datetime | None:
        change = changes.get(path)
        return None if change is None else change.when

    return Facts(may_see=pages.__contains__, changed=changed, use=visits.use_of)


def passage_of(edition: Edition, page: Page, words: Sequence[str]) -> Passage | None:
    """The part of a page that holds the most of the words, quoted around the first of them."""
    mine = edition.handbook.pages.get(page.path)
    if mine is None or mine.text != page.text:
        return None
    parts = known_parts_of(mine.text[mine.body_start :])
    pattern = beginnings(tuple(words))
    best = max(parts, key=lambda part: _held(part, pattern), default=None)
    if best is None or not _held(best, pattern)[0]:
        return None
    return Passage(
        f"{page_address(mine.url, _anchor(edition, mine, parts, best))}", _quoted(best, pattern, words)
    )


def index_of(edition: Edition) -> TextIndex | None:
    """The index, brought to the newest pages where that is quick; `None` until there is one."""
    keeper = _keeper(edition)
    if edition.whole is edition or keeper.index is None:
        keeper.follow(edition.whole, MOST_AT_ONCE)
    return keeper.index


def warm(edition: Edition) -> None:
    """Bring the index to an edition in the background, before anybody asks."""
    if edition.whole is edition:
        _keeper(edition).follow(edition, MOST_AT_ONCE)


class _Keeper:
    """Keeps the index of a library at its newest edition; one thread at a time does the work, the others go on."""

    def __init__(self) -> None:
        self.index: TextIndex | None = None
        self._working = threading.Lock()

    def follow(self, edition: Edition, at_once: int) -> None:
        """Index what changed: now if it is little, else in a thread. Returns at once where somebody is at it."""
        pages = edition.handbook.pages
        index = self.index
        if index is not None and index.pages is pages:
            return
        if not self._working.acquire(blocking=False):
            return
        waiting = len(pages) if index is None else len(index.differing(pages))
        if waiting <= at_once:
            self._bring_forward(edition)
        else:
            threading.Thread(target=self._bring_forward, args=(edition,), name="search", daemon=True).start()

    def _bring_forward(self, edition: Edition) -> None:
        try:
            index = self.index if self.index is not None and not self.index.worn else TextIndex()
            index.bring_forward(edition.handbook.pages)
            self.index = index
        except sqlite3.Error as error:
            log.warning("The text of pages cannot be searched: %s", error)
        finally:
            self._working.release()


def _keeper(edition: Edition) -> _Keeper:
    keeper: _Keeper = edition.whole.kept("search").setdefault("keeper", _Keeper())
    return keeper


def _seen(edition: Edition, page: Page, may_see: Seen) -> bool:
    """Whether a reader may know what the index says of a page: the very text must be in their edition."""
    mine = edition.handbook.pages.get(page.path)
    return mine is not None and may_see(page.path) and (mine is page or mine.text == page.text)


def _held(part: Part, pattern: re.Pattern[str]) -> tuple[int, int]:
    """How many different words a part holds, and how often its text holds any."""
    found = [fold(each) for each in pattern.findall(f"{part.heading} {part.text}")]
    return len(set(found)), min(len(found), 20)


def _anchor(edition: Edition, page: Page, parts: Sequence[Part], wanted: Part) -> str:
    """The anchor of the heading above a part; empty for what stands before the first, and for the title."""
    name = HeadingNames(page, edition.handbook.settings.slugs)
    anchor = ""
    for part in parts:
        anchor = name(part.heading, None) if part.heading else ""
        if part is wanted:
            break
    return "" if fold(wanted.heading) == fold(page.title) else anchor


def _quoted(part: Part, pattern: re.Pattern[str], words: Sequence[str]) -> SafeString:
    """The text around the first of the words; the heading too where that holds them."""
    if pattern.search(part.text) is None:
        part = Part("", f"{part.heading}: {part.text}" if part.text else part.heading)
    return quoted(part.text, words)
