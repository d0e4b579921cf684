"""What can be found, and how rooms say so; `searching` asks them all.

A room registers a *source*, a function from a reader's request to candidates, which are found by their names. Ranking
is the same for all of them, so that a page and a role compete fairly in one list. One that knows whole texts registers
them too (`register_texts`), one that knows the files of the handbook says what is known of each (`register_facts`), and
what a reader may want before typing goes into the palette (`register_opening`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from trellis.core import searching
from trellis.core.folding import fold

LONGEST_QUERY = 200
"""Characters of a query that are looked at; the rest cannot make a name more findable."""

_BEFORE = 60
_AROUND = 180
"""Characters that are quoted before the first word that fits, and after it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be found by its name.

    `key` is `fold(name)`, made once by the room that owns the candidate; `boost` is taken from its rank (a page's title
    before a heading inside a page). `group` is the kind that one can filter by (`register_group`), `path` the file of
    the handbook that it comes from: who may not see the file does not find it.
    """

    name: str
    key: str
    where: str | Promise
    url: str
    icon: str
    kind: str | Promise
    boost: int = 0
    group: str = ""
    path: str = ""


@dataclass(frozen=True)
class Hit:
    """A candidate that fits, with the fitting part of its name marked; `passage` is where its text fits."""

    name: SafeString
    where: str | Promise
    url: str
    icon: str
    kind: str | Promise
    passage: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in its text a candidate fits: the address of the place, and the words around it with marks."""

    url: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class TextHit:
    """A candidate whose text fits: how well (more is better), and its passage, which is looked for when it is shown."""

    candidate: Candidate
    score: float
    passage: Callable[[], Passage | None]


class Texts(Protocol):
    """Whole texts that a room lets readers search.

    Everything asks `may_see` about the file that a text comes from, so that neither a hit nor a spelling tells of one
    that is hidden.
    """

    def hits(
        self, request: HttpRequest, words: Sequence[str], may_see: Callable[[str], bool], limit: int
    ) -> list[TextHit]:
        """The best hits for folded words, all of which must begin a word of the text, best first."""

    def spelled(self, request: HttpRequest, word: str, may_see: Callable[[str], bool]) -> str | None:
        """The word of a text that a folded word is a slip for; the word itself if it begins one; `None` if none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the files that candidates come from: whether this reader may see one, when it changed last, and
    how much it is read, between 0 and 1.
    """

    may_see: Callable[[str], bool]
    changed: Callable[[str], datetime | None]
    use: Callable[[str], float]


Source = Callable[[HttpRequest], Iterable[Candidate]]
Allowed = Callable[[HttpRequest], bool]
_sources: dict[str, tuple[Source, Allowed]] = {}
_openings: dict[str, tuple[str | Promise, Source, Allowed]] = {}
_texts: dict[str, tuple[Texts, Allowed]] = {}
_groups: dict[str, str | Promise] = {}
_facts: list[Callable[[HttpRequest], Facts]] = []


def register(key: str, source: Source, allowed: Allowed) -> None:
    """Let a room's things be found by readers for whom `allowed` says yes; the same key again replaces the source."""
    _sources[key] = (source, allowed)


def register_texts(key: str, texts: Texts, allowed: Allowed) -> None:
    """Let a room's texts be searched by readers for whom `allowed` says yes; the same key again replaces them."""
    _texts[key] = (texts, allowed)


def register_opening(key: str, title: str | Promise, source: Source, allowed: Allowed) -> None:
    """Show candidates under a title before anything is typed; the same key again replaces them."""
    _openings[key] = (title, source, allowed)


def register_group(key: str, label: str | Promise) -> None:
    """Let hits be filtered by a kind, which candidates name as their `group`."""
    _groups[key] = label


def register_facts(facts: Callable[[HttpRequest], Facts]) -> None:
    """Say who knows the files that candidates come from. There is one who does."""
    _facts[:] = [facts]


def candidates_for(request: HttpRequest) -> Iterator[Candidate]:
    """Everything that this reader can find by name."""
    return chain.from_iterable(source(request) for source, allowed in _sources.values() if allowed(request))


def texts_for(request: HttpRequest) -> list[Texts]:
    """The texts that this reader can search."""
    return [texts for texts, allowed in _texts.values() if allowed(request)]


def openings_for(request: HttpRequest) -> list[tuple[str | Promise, list[Candidate]]]:
    """What this reader is shown before typing, in groups with a title; groups without anything are left out."""
    may_see = facts_for(request).may_see
    found = (
        (title, [each for each in source(request) if not each.path or may_see(each.path)])
        for title, source, allowed in _openings.values()
        if allowed(request)
    )
    return [(title, several) for title, several in found if several]


def groups() -> dict[str, str | Promise]:
    """The kinds that hits can be filtered by, in the order in which rooms registered them; those of records last."""
    return {**_groups, **{kind.key: kind.plural for kind in searching.kinds()}}


def facts_for(request: HttpRequest) -> Facts:
    """What is known of files, for this reader; where nobody knows any, no file may be seen."""
    return _facts[0](request) if _facts else Facts(lambda path: False, lambda path: None, lambda path: 0.0)


def best(candidates: Iterable[Candidate], query: str, limit: int) -> list[Candidate]:
    """The candidates that fit a query best, best first.

    Every word must begin a word of the name (or stand inside it). Whole names come first, then beginnings, then word
    beginnings, then inside; shorter names before longer ones. Looks at every candidate: about 1 ms per thousand.
    """
    wanted = fold(query[:LONGEST_QUERY])
    words = wanted.split()
    if not words:
        return []
    return [
        found for _, found in nsmallest(limit, ranked(candidates, wanted, words), key=lambda pair: pair[0])
    ]


def ranked(
    candidates: Iterable[Candidate], wanted: str, words: Sequence[str]
) -> Iterator[tuple[tuple[int, int, str, str], Candidate]]:
    """The candidates that fit, each with what it is ordered by: how well, then shorter names, then names, addresses."""
    for rank, candidate in fitting(candidates, wanted, words):
        yield (rank, len(candidate.key), candidate.key, candidate.url), candidate


def fitting(
    candidates: Iterable[Candidate], wanted: str, words: Sequence[str]
) -> Iterator[tuple[int, Candidate]]:
    """The candidates that fit, each with how well: less is better. One letter must begin a word."""
    first, inside = max(words, key=len), f" {wanted}"
    if len(words) > 1:
        for candidate in candidates:
            if first in candidate.key:
                rank = rank_of(candidate.key, wanted, words)
                if rank is not None:
                    yield rank - candidate.boost, candidate
        return
    for candidate in candidates:
        key = candidate.key
        if first not in key:
            continue
        if key.startswith(first):
            yield (0 if key == first else 1) - candidate.boost, candidate
        elif inside in key:
            yield 2 - candidate.boost, candidate
        elif len(first) > 1:
            yield 5 - candidate.boost, candidate


def rank_of(key: str, wanted: str, words: Sequence[str]) -> int | None:
    """How well a folded name fits folded words, 0 best; `None` if it does not. `wanted` are the words in one."""
    if key == wanted:
        return 0
    if key.startswith(wanted):
        return 1
    padded = f" {key}"
    if f" {wanted}" in padded:
        return 2
    if all(f" {word}" in padded for word in words):
        return 3
    if all(word in key for word in words):
        return 5
    return None


def highlight(text: str, words: Iterable[str]) -> SafeString:
    """The text with the beginnings of words that were asked for in `<mark>`, everything else escaped."""
    wanted = tuple(word for word in words if word)
    if not wanted:
        return conditional_escape(text)
    parts, end = [], 0
    for match in beginnings(wanted).finditer(text):
        parts += [
            conditional_escape(text[end : match.start()]),
            f"<mark>{conditional_escape(match[0])}</mark>",
        ]
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def quoted(text: str, words: Sequence[str]) -> SafeString:
    """A text around the first of the words, whole words only, with marks; its beginning where it holds none of them."""
    first = beginnings(tuple(words)).search(text)
    start = max(0, first.start() - _BEFORE) if first else 0
    if start:
        start = text.find(" ", start) + 1
    end = start + _AROUND + _BEFORE
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + _AROUND // 2)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return conditional_escape(before) + highlight(text[start:end], words) + conditional_escape(after)


@lru_cache(maxsize=64)
def beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the beginnings of words that these folded words are, with any accents; the longest of several."""
    ordered = sorted(set(words), key=len, reverse=True)
    return re.compile("|".join(rf"\b{_with_accents(word)}" for word in ordered), re.IGNORECASE)


def _with_accents(word: str) -> str:
    signs = (f"[{sign}{_ACCENTED[sign]}]" if sign in _ACCENTED else re.escape(sign) for sign in word)
    return "".join(signs).replace(_SHARP, f"(?:{_SHARP}|ß)")


def _accented() -> dict[str, str]:
    """For each small Latin letter, those that fold to it."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0].casefold()
        if base != chr(code).casefold() and "a" <= base <= "z":
            found[base] = found.get(base, "") + chr(code)
    return found


_ACCENTED = _accented()
_SHARP = f"[s{_ACCENTED['s']}]" * 2
