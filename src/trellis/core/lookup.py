"""Finding records: the one place that asks the index, for somebody.

The database is asked for a bounded number of entries of those audiences that whoever asks belongs to, and then again
whether each is still there for them. Nothing else leaves this module: no count, no word, no order tells of the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Value
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from trellis.core import searching, terms
from trellis.core.models import SearchEntry
from trellis.core.searching import Asker, FoundRecord

MOST = 200
"""Entries whose titles begin so, whose titles hold the words, and that hold them anywhere: as many of each at most."""
MOST_SLIPS = 200
NEWEST = 2000
"""Entries that PostgreSQL looks through one by one before it asks the index: some milliseconds."""

_STARTS = 3
_CODES = {"terms": 0, "names": 1, "slips": 2}


class _Row(NamedTuple):
    number: int
    kind: str
    object: UUID
    title: str
    detail: str
    changed_at: datetime


def found_by(
    asker: Asker,
    words: Sequence[str],
    *,
    kind: str = "",
    facets: Mapping[str, str] | None = None,
    most: int = MOST,
) -> list[FoundRecord]:
    """The records that hold all of these folded words, the newest first, for whoever asks. Three or four queries."""
    plain = [part for word in words for part in terms.words_of(word)]
    if not plain:
        return []
    allowed = [each.key for each in searching.kinds_for(asker) if not kind or each.key == kind]
    if not allowed:
        return []
    everything = len(allowed) == len(searching.kinds())
    audiences = sorted(searching.audiences_of(asker))
    narrowed = [
        *terms.of_audiences(audiences),
        *([] if everything else terms.of_kinds(allowed)),
        *terms.of_facets(facets or {}),
    ]
    asked = {
        "names": [*terms.by_title(plain), *narrowed],
        "terms": [*terms.by_text(plain), *narrowed],
    }
    parts = [] if facets else [_starting(" ".join(plain), audiences, None if everything else allowed, most)]
    parts += [_holding(column, question, most) for column, question in asked.items()]
    found = _numbers(parts)
    if connection.vendor == "postgresql":
        enough = Counter(column for _number, column in found)
        parts = [
            _by_index(column, question, most)
            for column, question in asked.items()
            if enough[_CODES[column]] < most
        ]
        found += _numbers(parts) if parts else []
    named = _named(found)
    return _seen(asker, _rows(named), named)


def texts_of(numbers: Iterable[int]) -> dict[int, str]:
    """The texts of entries that were found, to quote from. One query."""
    wanted = list(numbers)
    if not wanted:
        return {}
    return dict(SearchEntry.objects.filter(pk__in=wanted).values_list("pk", "text"))


def spelled(asker: Asker, word: str) -> str | None:
    """A word of a title that may be seen which a folded word is likely a slip for; itself where something holds it."""
    if found_by(asker, [word], most=20):
        return word
    question = terms.by_slip(word)
    if not question:
        return None
    question = [*question, *terms.of_audiences(searching.audiences_of(asker))]
    holding = _by_index if connection.vendor == "postgresql" else _holding
    named = _named(_numbers([holding("slips", question, MOST_SLIPS)]))
    slips = 1 if len(word) <= terms.LEAST_SLIP else 2
    near = {
        each
        for hit in _seen(asker, _rows(named), named)
        for each in terms.words_of(hit.title)
        if OSA.distance(word, each) <= slips
    }
    return min(near, key=lambda each: _unlike(word, each), default=None)


def _unlike(word: str, other: str) -> tuple[int, bool, float, str]:
    return (OSA.distance(word, other), word[:1] != other[:1], -fuzz.ratio(word, other), other)


def _starting(
    start: str, audiences: Sequence[str], kinds: Sequence[str] | None, most: int
) -> tuple[str, list[Any]]:
    """Entries whose titles begin so, in the order of the alphabet: so a whole title comes first."""
    first = " ".join(map(terms.written, start.split()))[: terms.LONGEST_START]
    of_kind = "" if kinds is None else f" AND kind IN ({', '.join(['%s'] * len(kinds))})"
    one = (
        f"SELECT entry_id, {_STARTS} FROM (SELECT entry_id FROM core_searchaudience"  # noqa: S608 - values apart
        f" WHERE audience = %s{of_kind} AND start >= %s AND start < %s ORDER BY start, entry_id LIMIT %s) AS part"
    )
    values = [value for each in audiences for value in (each, *(kinds or ()), first, first + terms.END, most)]
    return " UNION ALL ".join([one] * len(audiences)), values


def _holding(column: str, question: terms.Question, most: int) -> tuple[str, list[Any]]:
    """The newest entries that a question fits, asked of one of `search_schema.COLUMNS`.

    Of PostgreSQL those among the `NEWEST` alone, row by row, which gives enough of what is frequent; `_by_index` gives
    what is rare. Left to choose, its planner guesses how often a beginning of a word stands there, and a wrong guess
    reads the whole table.
    """
    if connection.vendor == "sqlite":
        table = f"core_search_{column}"
        return (
            f"SELECT rowid, {_CODES[column]} FROM (SELECT rowid FROM {table}"  # noqa: S608 - own names
            f" WHERE {table} MATCH %s ORDER BY rowid DESC LIMIT %s) AS part",
            [terms.for_fts5(question), most],
        )
    return (
        f"SELECT id, {_CODES[column]} FROM (SELECT id FROM (SELECT id, {column}_lexemes FROM core_searchentry"  # noqa: S608 - own names
        f" ORDER BY id DESC LIMIT {NEWEST}) AS newest WHERE {column}_lexemes @@ %s::tsquery LIMIT %s) AS part",
        [terms.for_tsquery(question), most],
    )


def _by_index(column: str, question: terms.Question, most: int) -> tuple[str, list[Any]]:
    """The newest of all entries that a question fits, by PostgreSQL's index; good for what few entries hold."""
    return (
        f"SELECT id, {_CODES[column]} FROM (SELECT id FROM core_searchentry WHERE {column}_lexemes @@ %s::tsquery"  # noqa: S608 - own names
        " ORDER BY id + 0 DESC LIMIT %s) AS part",
        [terms.for_tsquery(question), most],
    )


def _numbers(parts: Sequence[tuple[str, list[Any]]]) -> list[tuple[int, int]]:
    """The numbers of entries that several questions give, each with the code of what it was asked of. One query."""
    union = " UNION ALL ".join(sql for sql, _values in parts)
    with connection.cursor() as cursor:
        cursor.execute(union, [value for _sql, several in parts for value in several])
        return list(cursor.fetchall())


def _named(found: Iterable[tuple[int, int]]) -> dict[int, bool]:
    """The numbers that were found, each with whether the name of the entry fits."""
    named: dict[int, bool] = {}
    for number, column in found:
        named[number] = named.get(number, False) or column != _CODES["terms"]
    return named


def _rows(numbers: Iterable[int]) -> list[_Row]:
    fields = ("pk", "kind", "object", "title", "detail", "changed_at")
    wanted = list(numbers)
    if not wanted:
        return []
    return [
        _Row(*row) for row in SearchEntry.objects.filter(pk__in=wanted).order_by("-pk").values_list(*fields)
    ]


def _seen(asker: Asker, rows: Sequence[_Row], named: Mapping[int, bool]) -> list[FoundRecord]:
    """Those of some entries that whoever asks may see now. One query, besides what kinds ask for themselves."""
    wanted: dict[str, list[UUID]] = {}
    for row in rows:
        wanted.setdefault(row.kind, []).append(row.object)
    kinds = {kind.key: kind for kind in searching.kinds_for(asker) if kind.key in wanted}
    questions = [
        kind.visible(asker, wanted[kind.key])
        .order_by()
        .annotate(search_kind=Value(kind.key))
        .values_list("search_kind", "pk")
        for kind in kinds.values()
    ]
    if not questions:
        return []
    visible = set(questions[0].union(*questions[1:], all=True) if questions[1:] else questions[0])
    return [
        FoundRecord(
            row.number, kinds[row.kind], row.object, row.title, row.detail, row.changed_at, named[row.number]
        )
        for row in rows
        if (row.kind, row.object) in visible
    ]
