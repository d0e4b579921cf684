"""An index of the words of pages, in memory: which pages hold words that begin so, and how well they fit.

It is derived from the pages alone and can be thrown away at any time. SQLite's full-text search does the work; the
database of the site is not asked, be it SQLite or PostgreSQL.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from trellis.handbook.page import Page
from trellis.pages.plaintext import parts_of

AT_ONCE = 8
"""Pages that are written while readers wait: some milliseconds."""

AT_FIRST = 250
"""The same while nobody reads yet; larger pieces take less time as a whole."""

LONGEST = 400_000
"""Characters of a page that are indexed; what comes after is found by its headings alone."""

_WHOLE = 2
"""Letters of a word that must stand in the text by itself: more words begin with them than anybody means."""
_LEAST_PAGES = 100
_MOST_SHARE = 0.7
"""Share of the pages that hold a common word; of fewer pages than the least nothing is said."""
_MOST_DEAD = 1000
_WEIGHTS = (10.0, 4.0, 1.0)
"""Of the title with the description, of the headings, of the text."""
_LONGEST_WORD = 60
_LEAST_SLIP = 3
_WORD = re.compile(r"[^\W_]{3,60}")
_NEAR = 12


class Match(NamedTuple):
    """A page that holds all words, and how well it fits: more is better."""

    page: Page
    score: float


class TextIndex:
    """The words of pages. `bring_forward` is called by one thread at a time; the rest may be asked by many.

    Pages that changed are added anew and their old rows forgotten; the rows themselves go when there are too many.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[int, Page] = {}
        self._rows: dict[str, int] = {}
        self._next = 1
        self._terms: dict[str, None] = {}
        self._common: frozenset[str] = frozenset()
        self.pages: Mapping[str, Page] = {}
        """The pages that it was brought to last."""
        self._database = _empty_database()

    def differing(self, pages: Mapping[str, Page]) -> list[Page]:
        """The pages that are not in the index as they are now."""
        if self.pages is pages:
            return []
        return [page for path, page in pages.items() if self._known(path) is not page]

    def bring_forward(self, pages: Mapping[str, Page]) -> None:
        """Index the pages that changed since the last time, and forget those that are gone."""
        changed = self.differing(pages)
        step = AT_ONCE if self.pages else AT_FIRST
        for start in range(0, len(changed), step):
            self._add(changed[start : start + step])
        with self._lock:
            for path in self._rows.keys() - pages.keys():
                del self._pages[self._rows.pop(path)]
            if not self.pages:
                self._terms = dict.fromkeys(self._words())
                self._common = self._words_of_most_pages()
            self.pages = pages

    @property
    def worn(self) -> bool:
        """Whether so much of it is forgotten that a new one is better."""
        return self._next - 1 - len(self._rows) > _MOST_DEAD

    def matches(self, words: Sequence[str], limit: int, *, of_all: bool = True) -> list[Match]:
        """The pages that hold words that begin with all of these, the best first; folded words of one or two letters
        whole.

        Words that stand on nearly every page tell none from another: they are left out, or looked for in titles and
        headings where there are no others. Not so for readers who do not see all pages (`of_all`): it would tell them
        which words stand on the others.
        """
        with self._lock:
            asked = _question(words, self._common if of_all else ())
            if not asked:
                return []
            found = self._database.execute(
                "SELECT rowid, bm25(pages, ?, ?, ?) AS rank FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT ?",
                (*_WEIGHTS, asked, limit + self._next - 1 - len(self._rows)),
            ).fetchall()
            return [Match(self._pages[row], -rank) for row, rank in found if row in self._pages]

    def like(self, word: str) -> list[str]:
        """Words of pages that a folded word may be a slip for, the likeliest first; it asks for three letters."""
        if not _LEAST_SLIP <= len(word) <= _LONGEST_WORD:
            return []
        slips = 1 if len(word) <= 4 else 2
        with self._lock:
            terms = list(self._terms)
        near = process.extract(word, terms, scorer=OSA.distance, score_cutoff=slips, limit=_NEAR)
        return [
            term for term, _distance, _at in sorted(near, key=lambda hit: (hit[1], *_unlike(word, hit[0])))
        ]

    def _words(self) -> Iterable[str]:
        """Every word of the index that is long enough to be meant: a tenth of a second, for the first time only."""
        found = self._database.execute("SELECT term FROM terms WHERE length(term) BETWEEN 3 AND 60")
        return [term for (term,) in found if not term.isdigit()]

    def _words_of_most_pages(self) -> frozenset[str]:
        if len(self._rows) < _LEAST_PAGES:
            return frozenset()
        most = _MOST_SHARE * len(self._rows)
        return frozenset(
            term for (term,) in self._database.execute("SELECT term FROM terms WHERE doc > ?", (most,))
        )

    def _known(self, path: str) -> Page | None:
        row = self._rows.get(path)
        return None if row is None else self._pages.get(row)

    def _add(self, pages: Iterable[Page]) -> None:
        rows = [(page, _columns(page)) for page in pages]
        with self._lock, self._database:
            for page, columns in rows:
                self._pages.pop(self._rows.get(page.path, 0), None)
                self._database.execute(
                    "INSERT INTO pages (rowid, title, headings, text) VALUES (?, ?, ?, ?)",
                    (self._next, *columns),
                )
                self._rows[page.path] = self._next
                self._pages[self._next] = page
                self._next += 1
            if self.pages:
                # Words that are gone stay: whoever is told one asks first whether a page holds it.
                self._terms.update(
                    dict.fromkeys(word for _, columns in rows for word in _long_words(columns))
                )


def _empty_database() -> sqlite3.Connection:
    """A database in memory. Raises sqlite3.OperationalError where SQLite was built without full-text search."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute(
        "CREATE VIRTUAL TABLE pages USING fts5("
        "title, headings, text, content='', tokenize=\"unicode61 remove_diacritics 2\")"
    )
    database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(pages, row)")
    return database


def _columns(page: Page) -> tuple[str, str, str]:
    parts = parts_of(page.text[page.body_start : page.body_start + LONGEST])
    headings = " \n ".join(part.heading for part in parts if part.heading)
    texts = " \n ".join(part.text for part in parts if part.text)
    columns = (f"{page.title} \n {page.description or ''}", headings, texts)
    return tuple(text.encode("utf-8", "replace").decode() for text in columns)  # type: ignore[return-value]


def _long_words(columns: Iterable[str]) -> set[str]:
    plain = unicodedata.normalize("NFKD", " ".join(columns)).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word for word in _WORD.findall(letters) if not word.isdigit()}


def _question(words: Sequence[str], common: Collection[str] = ()) -> str:
    """The words as FTS5 is asked for them. Each is quoted, so that none is an operator; folded words hold no quotes."""
    if not any(len(word) > 1 for word in words):
        return ""
    telling = [word for word in words if word not in common]
    if telling and any(len(word) > 1 for word in telling):
        return " AND ".join(_asked(word) for word in telling)
    return f"{{title headings}} : ({' AND '.join(_asked(word) for word in words)})"


def _asked(word: str) -> str:
    plain = word.encode("utf-8", "ignore").decode().replace("\0", "")[:_LONGEST_WORD]
    # The index keeps ß where folding makes ss of it.
    forms = dict.fromkeys((plain, plain.replace("ss", "ß")))
    return f"({' OR '.join(_quoted(form) for form in forms)})"


def _quoted(word: str) -> str:
    return f'"{word}" *' if len(word) > _WHOLE else f'"{word}"'


def _unlike(word: str, term: str) -> tuple[bool, float, str]:
    """Of words as near as each other, the one with the same beginning is likelier, then the more alike."""
    return (word[:1] != term[:1], -fuzz.ratio(word, term), term)
