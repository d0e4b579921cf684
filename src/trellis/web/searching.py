"""One search over everything that rooms let be found: names first, then texts, filtered, counted and in pages.

Every hit passes `_seen` before it is ordered, counted or shown, so that nothing tells of what its reader may not see;
records come from `core.lookup`, which asks the same of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from rapidfuzz import fuzz

from trellis.web import finding, records
from trellis.web.finding import Candidate, Facts, Hit, Passage, fold, highlight

MOST_WORDS = 8
"""Words of a query that are looked for."""

MOST_HITS = 400
"""Hits by name, and as many by text: nobody pages further."""

MOST_RECORDS = 200
"""Records whose titles begin so, as many whose titles hold the words, and as many that hold them anywhere."""

MOST_HEADINGS = 3
"""Headings of one page among the hits; more say nothing new."""

OF_EACH_KIND = 2
"""Hits by name of each kind that a short list has room for before it takes more of the best."""

_OF_TEXTS = 4.5
"""Where hits by text stand among the ranks of names: before names that only hold the words inside others."""

DAYS = (7, 30, 90, 365)
"""How recently changed a filter may ask for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, and the kind, folder and last days of change that hits must have.

    `records` is how many records are looked at for each way to fit.
    """

    query: str
    group: str = ""
    folder: str = ""
    days: int = 0
    records: int = MOST_RECORDS


class Entry(NamedTuple):
    """A hit that is not shown yet: what it is ordered by, and how its passage is found."""

    order: tuple[float, float, str, str]
    candidate: Candidate
    passage: Callable[[], Passage | None] | None = None
    changed: datetime | None = None
    record: int = 0


@dataclass(frozen=True)
class Section:
    """Hits of one kind in a short list: what the kind is called, its key as a filter, how many there are in all."""

    key: str
    label: str | Promise
    count: int
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Found:
    """The hits of a search, best first, with counts for each filter as if it alone were not set.

    `passages` has the texts of records. `spelled` are the words that were searched instead where those of the query
    were found nowhere; `words` are those that the hits were found by.
    """

    entries: Sequence[Entry]
    words: tuple[str, ...]
    spelled: str
    groups: Counter[str]
    folders: Counter[str]
    days: Counter[int]
    passages: records.Passages

    def hits(self, start: int, end: int) -> list[Hit]:
        """Some of the hits as they are shown. Passages are looked for now: about a millisecond for each."""
        return self._shown(self.entries[start:end])

    def short(self, limit: int) -> list[Section]:
        """The hits that a short list shows, by kind: the best, with room for some of each kind and for what was only
        found by its text.

        The kind of the best hit comes first.
        """
        by_text = [entry for entry in self.entries if entry.passage is not None][: limit // 3]
        chosen = {id(entry) for entry in by_text}
        of_kinds: Counter[str] = Counter()
        first: list[Entry] = []
        further: list[Entry] = []
        for entry in (each for each in self.entries if id(each) not in chosen):
            of_kinds[entry.candidate.group] += 1
            (first if of_kinds[entry.candidate.group] <= OF_EACH_KIND else further).append(entry)
        chosen |= {id(entry) for entry in [*first, *further][: limit - len(by_text)]}
        entries = [entry for entry in self.entries if id(entry) in chosen]
        sections: dict[str, list[Hit]] = {}
        for entry, hit in zip(entries, self._shown(entries), strict=True):
            sections.setdefault(entry.candidate.group, []).append(hit)
        labels = finding.groups()
        return [Section(key, labels.get(key, ""), self.groups[key], hits) for key, hits in sections.items()]

    def _shown(self, entries: Sequence[Entry]) -> list[Hit]:
        self.passages.read(entry.record for entry in entries if entry.record and entry.passage is not None)
        return [_hit(entry, self.words) for entry in entries]


def search(request: HttpRequest, wanted: Wanted) -> Found:
    """What this reader finds. Words that are found nowhere are searched as they were probably meant."""
    facts = finding.facts_for(request)
    words = tuple(fold(wanted.query[: finding.LONGEST_QUERY]).split()[:MOST_WORDS])
    passages = records.Passages(words)
    found, spelled = _all(request, words, facts, wanted, passages), ""
    if words and not found:
        meant = _respelled(request, words, facts)
        if meant:
            words, spelled, passages = meant, " ".join(meant), records.Passages(meant)
            found = _all(request, words, facts, wanted, passages)
    return _filtered(found, wanted, words, spelled if found else "", facts, passages)


def _all(
    request: HttpRequest, words: Sequence[str], facts: Facts, wanted: Wanted, passages: records.Passages
) -> list[Entry]:
    if not words:
        return []
    lively = _liveliness(facts)
    entries = {entry.candidate.url: entry for entry in _by_name(request, words, facts, lively)}
    for texts in finding.texts_for(request):
        for hit in texts.hits(request, words, facts.may_see, MOST_HITS):
            candidate = hit.candidate
            if not _seen(candidate, facts):
                continue
            named = entries.get(candidate.url)
            score = hit.score * (1 + lively(candidate))
            order = named.order if named else (_OF_TEXTS, -score, candidate.key, candidate.url)
            entries[candidate.url] = Entry(order, candidate, hit.passage)
    found = records.hits(request, words, wanted.group, wanted.records)
    of_records = (_of_record(hit, passages) for hit in found)
    return sorted([*entries.values(), *of_records], key=lambda entry: entry.order)


def _of_record(hit: records.RecordHit, passages: records.Passages) -> Entry:
    """A record as a hit among pages: the newer, the shorter its name counts."""
    candidate, fresh = hit.candidate, _freshness(hit.changed_at, timezone.now())
    if hit.rank is not None:
        length = len(candidate.key) * (1 - 0.2 * fresh)
        order = (float(hit.rank), length, candidate.key, candidate.url)
        return Entry(order, candidate, None, hit.changed_at, hit.number)
    order = (_OF_TEXTS, -(1 + 0.4 * fresh), candidate.key, candidate.url)
    return Entry(order, candidate, passages.finder(candidate, hit.number), hit.changed_at, hit.number)


def _by_name(
    request: HttpRequest, words: Sequence[str], facts: Facts, lively: Callable[[Candidate], float]
) -> Iterable[Entry]:
    """Hits by name, a few headings of each page at most. What is read much or changed lately counts as shorter."""
    headings: Counter[str] = Counter()
    for rank, candidate in _best(
        finding.fitting(finding.candidates_for(request), " ".join(words), words), facts
    ):
        if candidate.boost < 0:
            headings[candidate.path] += 1
            if headings[candidate.path] > MOST_HEADINGS:
                continue
        length = len(candidate.key) * (1 - lively(candidate) / 2)
        yield Entry((rank, length, candidate.key, candidate.url), candidate)


def _best(fitting: Iterable[tuple[int, Candidate]], facts: Facts) -> Iterable[tuple[int, Candidate]]:
    """The best of what fits and may be seen. Only those that may come into question are put in order: one letter fits
    tens of thousands.
    """
    by_rank: dict[int, list[Candidate]] = {}
    for rank, candidate in fitting:
        by_rank.setdefault(rank, []).append(candidate)
    left = MOST_HITS
    for rank in sorted(by_rank):
        seen = (candidate for candidate in by_rank[rank] if _seen(candidate, facts))
        best = nsmallest(left, seen, key=lambda each: (len(each.key), each.key, each.url))
        yield from ((rank, candidate) for candidate in best)
        left -= len(best)
        if not left:
            return


def _seen(candidate: Candidate, facts: Facts) -> bool:
    """Whether this reader may know of a candidate: the one place that every hit passes."""
    return not candidate.path or facts.may_see(candidate.path)


def _liveliness(facts: Facts) -> Callable[[Candidate], float]:
    """How much a candidate is read and how lately it changed, between 0 and 1."""
    now = timezone.now()

    def lively(candidate: Candidate) -> float:
        if not candidate.path:
            return 0.0
        changed = facts.changed(candidate.path)
        fresh = _freshness(changed, now)
        return 0.6 * min(1.0, facts.use(candidate.path)) + 0.4 * fresh

    return lively


def _freshness(changed: datetime | None, now: datetime) -> float:
    """How lately something changed: 1 today, a half a quarter of a year ago, 0 where nobody knows."""
    return 0.0 if changed is None else 90 / (90 + max(0, (now - changed).days))


def _respelled(request: HttpRequest, words: Sequence[str], facts: Facts) -> tuple[str, ...] | None:
    """The words as they were probably meant; `None` where that is not known, or is what was typed."""
    meant = []
    for word in words:
        spellings = [
            *(texts.spelled(request, word, facts.may_see) for texts in finding.texts_for(request)),
            records.spelled(request, word),
        ]
        likely = [each for each in spellings if each]
        if not likely:
            return None
        meant.append(max(likely, key=lambda each: (each == word, fuzz.ratio(word, each))))
    return tuple(meant) if meant != list(words) else None


def _filtered(
    found: list[Entry],
    wanted: Wanted,
    words: tuple[str, ...],
    spelled: str,
    facts: Facts,
    passages: records.Passages,
) -> Found:
    """The entries that pass all filters, and for each filter how many pass the others."""
    now = timezone.now()
    kept: list[Entry] = []
    groups: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for entry in found:
        candidate = entry.candidate
        age = _age(facts.changed(candidate.path) if candidate.path else entry.changed, now)
        of_group = not wanted.group or candidate.group == wanted.group
        in_folder = not wanted.folder or candidate.path.startswith(f"{wanted.folder}/")
        recent = not wanted.days or (age is not None and age < timedelta(days=wanted.days))
        if in_folder and recent:
            groups[candidate.group] += 1
        if of_group and recent:
            folders.update(_folders(candidate.path))
        if of_group and in_folder and age is not None:
            days.update(each for each in DAYS if age < timedelta(days=each))
        if of_group and in_folder and recent:
            kept.append(entry)
    return Found(kept, words, spelled, groups, folders, days, passages)


def _age(changed: datetime | None, now: datetime) -> timedelta | None:
    return None if changed is None else now - changed


def _folders(path: str) -> list[str]:
    """The upper two folders of a file, which are the parts and departments of a handbook."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(1, min(len(parts), 2) + 1)]


def _hit(entry: Entry, words: Sequence[str]) -> Hit:
    candidate = entry.candidate
    hit = Hit(
        name=highlight(candidate.name, words),
        where=candidate.where,
        url=candidate.url,
        icon=candidate.icon,
        kind=candidate.kind,
    )
    passage = entry.passage() if entry.passage is not None else None
    if passage is None:
        return hit
    return replace(hit, passage=passage.text, url=passage.url if entry.order[0] == _OF_TEXTS else hit.url)
