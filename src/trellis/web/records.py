"""Records among the hits of the search: what `core.lookup` finds for a reader, put in order with pages and roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.http import HttpRequest

from trellis.core import lookup, searching
from trellis.core.searching import Asker, FoundRecord
from trellis.web.finding import Candidate, Passage, fold, quoted, rank_of
from trellis.web.rules import can_read

IN_A_NAME = 4
"""The rank of a title that holds the words, though not as they are written: in other forms, or within a script that
parts no words."""
BESIDE = 1
"""How much further back a detail, such as an address, stands than a title that fits as well."""


class RecordHit(NamedTuple):
    """A record that fits: how well by its name, less is better; `None` where only its text does."""

    candidate: Candidate
    rank: int | None
    changed_at: datetime
    number: int


class Passages:
    """The passages of the records that are shown: their texts are read at once, when the first is asked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._texts: dict[int, str] = {}

    def read(self, numbers: Iterable[int]) -> None:
        """Read the texts of these entries. One query."""
        self._texts |= lookup.texts_of(number for number in numbers if number not in self._texts)

    def of(self, candidate: Candidate, number: int) -> Passage | None:
        """Where the text of an entry fits; `None` where it has none."""
        text = self._texts.get(number, "")
        return Passage(candidate.url, quoted(text, self._words)) if text else None

    def finder(self, candidate: Candidate, number: int) -> partial[Passage | None]:
        """The same as a question that is asked when the hit is shown."""
        return partial(self.of, candidate, number)


def asker_of(request: HttpRequest) -> Asker:
    """Who looks for something, and whether a program does so for them."""
    caller = getattr(request, "caller", None)
    scopes = caller.scopes if caller is not None and caller.key is not None else None
    return Asker(getattr(request, "user", None), can_read(request), scopes)


def hits(request: HttpRequest, words: Sequence[str], group: str, most: int) -> list[RecordHit]:
    """The records that this reader finds, `most` for each way to fit; of a kind, if `group` is one, as many again."""
    asker = asker_of(request)
    found = lookup.found_by(asker, words, most=most)
    if searching.kind_of(group) is not None:
        known = {hit.number for hit in found}
        of_kind = lookup.found_by(asker, words, kind=group, most=most)
        found += [hit for hit in of_kind if hit.number not in known]
    return [_hit(asker, record, words) for record in found]


def spelled(request: HttpRequest, word: str) -> str | None:
    """The word of a title that a word is likely a slip for."""
    return lookup.spelled(asker_of(request), word)


def _hit(asker: Asker, record: FoundRecord, words: Sequence[str]) -> RecordHit:
    kind = record.kind
    candidate = Candidate(
        name=record.title,
        key=fold(record.title),
        where=record.detail,
        url=kind.address(asker, record),
        icon=kind.icon,
        kind=kind.title,
        group=kind.key,
    )
    rank = _rank(candidate.key, fold(record.detail), words) if record.by_name else None
    return RecordHit(candidate, rank, record.changed_at, record.number)


def _rank(title: str, detail: str, words: Sequence[str]) -> int:
    wanted = " ".join(words)
    by_title, by_detail = rank_of(title, wanted, words), rank_of(detail, wanted, words)
    return min(
        IN_A_NAME,
        by_title if by_title is not None else IN_A_NAME,
        by_detail + BESIDE if by_detail is not None else IN_A_NAME,
    )
