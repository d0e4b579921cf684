"""Finding by name: what the search field asks, and how rooms answer.

A room registers a *source*, a function from a reader's request to candidates. Ranking is the same for all of them, so
that a page and a role compete fairly in one list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import chain

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

LONGEST_QUERY = 200
"""Characters of a query that are looked at; the rest cannot make a name more findable."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be found by its name.

    `key` is `fold(name)`, made once by the room that owns the candidate; `boost` is taken from its rank (a page's title
    before a heading inside a page).
    """

    name: str
    key: str
    where: str | Promise
    url: str
    icon: str
    kind: str | Promise
    boost: int = 0


@dataclass(frozen=True)
class Hit:
    """A candidate that fits, with the fitting part of its name marked."""

    name: SafeString
    where: str | Promise
    url: str
    icon: str
    kind: str | Promise


Source = Callable[[HttpRequest], Iterable[Candidate]]
Allowed = Callable[[HttpRequest], bool]
_sources: dict[str, tuple[Source, Allowed]] = {}


def register(key: str, source: Source, allowed: Allowed) -> None:
    """Let a room's things be found by readers for whom `allowed` says yes; the same key again replaces the source."""
    _sources[key] = (source, allowed)


def find(request: HttpRequest, query: str, limit: int = 12) -> list[Hit]:
    """The best hits for what somebody typed, best first; an empty query finds nothing. See `best`."""
    words = fold(query[:LONGEST_QUERY]).split()
    return [_hit(candidate, words) for candidate in best(_candidates(request), query, limit)]


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
        found for _, found in nsmallest(limit, _ranked(candidates, wanted, words), key=lambda pair: pair[0])
    ]


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A text as it is compared: lower case, without accents, punctuation as spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def _candidates(request: HttpRequest) -> Iterator[Candidate]:
    return chain.from_iterable(source(request) for source, allowed in _sources.values() if allowed(request))


def _ranked(
    candidates: Iterable[Candidate], wanted: str, words: list[str]
) -> Iterator[tuple[tuple[int, int, str, str], Candidate]]:
    first = words[0]
    for candidate in candidates:
        key = candidate.key
        if first not in key:
            continue
        rank = _rank(key, wanted, words)
        if rank is not None:
            yield (rank - candidate.boost, len(key), key, candidate.url), candidate


def _rank(key: str, wanted: str, words: list[str]) -> int | None:
    """How well a folded name fits, 0 best; `None` if it does not."""
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


def _hit(candidate: Candidate, words: list[str]) -> Hit:
    return Hit(
        name=highlight(candidate.name, words),
        where=candidate.where,
        url=candidate.url,
        icon=candidate.icon,
        kind=candidate.kind,
    )


def highlight(text: str, words: Iterable[str]) -> SafeString:
    """The text with the beginnings of words that were asked for in `<mark>`, everything else escaped."""
    ordered = sorted({word for word in words if word}, key=len, reverse=True)
    if not ordered:
        return conditional_escape(text)
    pattern = re.compile("|".join(rf"\b{re.escape(word)}" for word in ordered), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [
            conditional_escape(text[end : match.start()]),
            f"<mark>{conditional_escape(match[0])}</mark>",
        ]
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
