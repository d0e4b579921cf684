"""Keeping the index of records: what is noted of each, in the transaction that writes it.

The index is made of the records alone. What a release makes of them anew, or a restore brings without it, `heal` (a job
of every hour) and `trellis reindex` put right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from trellis.core import searching, tasks, terms
from trellis.core.models import Run, SearchAudience, SearchEntry
from trellis.core.search_schema import COLUMNS, TRIGGERS
from trellis.core.searching import Noted, SearchKind
from trellis.core.services import runs

HEAL = "core.search"
"""The name of the job that heals, which calls this and is therefore known to it by its name alone."""
AT_ONCE = 500
LONGEST = 300
LONGEST_TEXT = terms.MOST_CHARACTERS
MOST_AUDIENCES = 50

Tell = Callable[[str, int, int], object]
"""Hears how far the work is: the kind, how many of its objects are done, of how many."""


class Drift(NamedTuple):
    """How the index differs from the records of a kind: objects that it lacks, and entries of none."""

    kind: str
    missing: int
    stray: int


class Verdict(NamedTuple):
    """What looking at the index gave: how many entries it has, and each fault as a sentence."""

    entries: int
    faults: tuple[str, ...]


_together: ContextVar[dict[str, dict[UUID, None]] | None] = ContextVar("noted_together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Note at the end, each once and as it is by then, all objects that are saved or noted by key within this block.

    Inside the transaction that writes them.
    """
    if _together.get() is not None:
        yield
        return
    kept: dict[str, dict[UUID, None]] = {}
    token = _together.set(kept)
    try:
        yield
    finally:
        _together.reset(token)
    for kind, keys in kept.items():
        note_objects(kind, keys)


def note(kind: str, noted: Noted) -> None:
    """Note what is found of one object; the same again writes nothing. Raises as `note_all`."""
    note_all(kind, [noted])


def note_all(kind: str, noted: Iterable[Noted], *, thorough: bool = False) -> int:
    """Note what is found of several objects of a kind; gives how many were not known so.

    What is known is told by its digest, or by all that is stored (`thorough`).

    Inside the transaction that wrote them: raises RuntimeError outside of one, LookupError for a kind that nobody
    registered, ValueError for an object that nobody could find.
    """
    if searching.kind_of(kind) is None:
        raise LookupError(f"No room has registered “{kind}” for the search.")
    if not connection.in_atomic_block:
        raise RuntimeError(f"A {kind} was noted for the search outside of the transaction that wrote it.")
    wanted = {each.object: _row(kind, each) for each in noted}
    changed = 0
    keys = sorted(wanted)
    for start in range(0, len(keys), AT_ONCE):
        changed += _put(kind, [wanted[key] for key in keys[start : start + AT_ONCE]], thorough=thorough)
    return changed


def note_objects(kind: str, keys: Collection[UUID], *, thorough: bool = False) -> int:
    """Note objects as they are now, and forget those that are gone; gives how many were not known so.

    For what is written past `save`. Inside the transaction that wrote them; a bounded number of queries for each
    `AT_ONCE`.
    """
    found = searching.kind_of(kind)
    if found is None:
        raise LookupError(f"No room has registered “{kind}” for the search.")
    kept = _together.get()
    if kept is not None:
        kept.setdefault(kind, {}).update(dict.fromkeys(keys))
        return 0
    changed, ordered = 0, sorted(set(keys))
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        noted = list(found.noted(list(_all(found).filter(pk__in=part).order_by("pk"))))
        changed += note_all(kind, noted, thorough=thorough)
        changed += forget_all(kind, set(part) - {each.object for each in noted})
    return changed


def forget(kind: str, key: UUID) -> None:
    """Let an object be found no more."""
    forget_all(kind, [key])


def forget_all(kind: str, keys: Collection[UUID]) -> int:
    """Let objects be found no more; gives how many were."""
    gone = 0
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        entries = SearchEntry.objects.filter(kind=kind, object__in=ordered[start : start + AT_ONCE])
        numbers = list(entries.values_list("pk", flat=True))
        gone += _remove(numbers) if numbers else 0
    return gone


def follow(instance: Model, update_fields: Collection[str] | None) -> None:
    """Note an object that was saved, unless nothing that is found of it changed."""
    kind = searching.kind_of_model(type(instance))
    if kind is None or (update_fields is not None and kind.fields.isdisjoint(update_fields)):
        return
    kept = _together.get()
    if kept is not None:
        kept.setdefault(kind.key, {})[instance.pk] = None
        return
    with transaction.atomic(savepoint=False):  # what fails here fails the whole of what is saved
        noted = list(kind.noted([instance]))
        note_all(kind.key, noted)
        if not noted:
            forget(kind.key, instance.pk)


# -- making it again


def rebuild(tell: Tell = lambda kind, done, total: None) -> int:
    """Note all objects of all kinds as they are now, and forget the rest; gives how many entries differed.

    In steps of `AT_ONCE`, each a transaction of its own: it may be stopped and started again, while people work.
    """
    _mend_schema()
    changed = _forget_unknown_kinds()
    for kind in searching.kinds():
        changed += _rebuild_kind(kind, tell)
    return changed


def heal(tell: Tell = lambda kind, done, total: None) -> int:
    """Note what the index lacks, and forget what it should not have; gives how many.

    In steps of `AT_ONCE`, each a transaction of its own: it may be stopped and started again, while people work.
    """
    changed = _forget_unknown_kinds()
    for kind in searching.kinds():
        keys = list(_missing(kind).order_by("pk").values_list("pk", flat=True))
        tell(kind.key, 0, len(keys))
        for start in range(0, len(keys), AT_ONCE):
            with transaction.atomic():
                changed += note_objects(kind.key, keys[start : start + AT_ONCE])
            tell(kind.key, min(start + AT_ONCE, len(keys)), len(keys))
        changed += _forget_stray(kind)
    return changed


@dataclass
class _Seen:
    """For which terms this process knows that they are healed, or are about to be."""

    version: str = ""


_seen = _Seen()


def heal_after_release(now: datetime) -> int:
    """Have the index healed at once where this release makes other terms than the last; 1 if so. In the rounds.

    One query in the life of a process.
    """
    if _seen.version == terms.VERSION:
        return 0
    with transaction.atomic():
        name = f"search {terms.VERSION}"
        is_new = runs.claim(name)
        if is_new:
            Run.objects.filter(name__startswith="search ").exclude(name=name).delete()
            job = tasks.task_named(HEAL)
            assert job is not None, "declared when Django starts"
            job.enqueue()
    _seen.version = terms.VERSION
    return int(is_new)


def drifts() -> Iterator[Drift]:
    """How the index differs from the records, kind by kind: those that differ. Two queries for each kind."""
    for kind in searching.kinds():
        missing = sum(1 for _each in _unnoted(kind))
        stray = _stray(kind).count()
        if missing or stray:
            yield Drift(kind.key, missing, stray)


def verify() -> Verdict:
    """Whether the index holds what it should: for `trellis doctor`. Seconds for hundreds of thousands of entries."""
    faults = [
        f"{drift.kind}: {drift.missing} missing, {drift.stray} of objects that are gone."
        for drift in drifts()
    ]
    if connection.vendor == "sqlite":
        faults += _faults_of_sqlite()
    return Verdict(SearchEntry.objects.count(), tuple(faults))


def _rebuild_kind(kind: SearchKind, tell: Tell) -> int:
    objects = _all(kind).order_by("pk")
    total, done, changed, last = objects.count(), 0, 0, None
    tell(kind.key, 0, total)
    while True:
        with transaction.atomic():
            after = objects if last is None else objects.filter(pk__gt=last)
            # Locked, so that what is noted is not older than what somebody notes at the same time.
            keys = list(after.select_for_update(of=("self",)).values_list("pk", flat=True)[:AT_ONCE])
            changed += note_objects(kind.key, keys, thorough=True)
        if not keys:
            break
        last, done = keys[-1], done + len(keys)
        tell(kind.key, min(done, total), total)
    return changed + _forget_stray(kind)


def _all(kind: SearchKind) -> QuerySet[Any]:
    return kind.model._default_manager.all()


def _missing(kind: SearchKind) -> QuerySet[Any]:
    """Objects without an entry, or with one of another release. Some of them may be meant not to be found."""
    known = SearchEntry.objects.filter(kind=kind.key, object=OuterRef("pk"), digest__startswith=terms.VERSION)
    return _all(kind).filter(~Exists(known))


def _unnoted(kind: SearchKind) -> Iterator[UUID]:
    """Objects that should have an entry and have none."""
    keys = list(_missing(kind).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        objects = _all(kind).filter(pk__in=keys[start : start + AT_ONCE])
        yield from (each.object for each in kind.noted(list(objects)))


def _stray(kind: SearchKind) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(kind=kind.key).filter(
        ~Exists(_all(kind).order_by().filter(pk=OuterRef("object")))
    )


def _forget_stray(kind: SearchKind) -> int:
    gone = 0
    while True:
        numbers = list(_stray(kind).values_list("pk", flat=True)[:AT_ONCE])
        if not numbers:
            return gone
        gone += _remove(numbers)


def _forget_unknown_kinds() -> int:
    known = [kind.key for kind in searching.kinds()]
    gone = 0
    while True:
        numbers = list(SearchEntry.objects.exclude(kind__in=known).values_list("pk", flat=True)[:AT_ONCE])
        if not numbers:
            return gone
        gone += _remove(numbers)


# -- rows


def _row(kind: str, noted: Noted) -> tuple[SearchEntry, tuple[str, ...]]:
    if not noted.audiences:
        raise ValueError(f"{kind} {noted.object} is for nobody: name the audiences that may find it.")
    if len(noted.audiences) > MOST_AUDIENCES:
        raise ValueError(
            f"{kind} {noted.object} has {len(noted.audiences)} audiences; {MOST_AUDIENCES} at most."
        )
    title, detail = _line(noted.title), _line(noted.detail)
    text = _plain(noted.text)[:LONGEST_TEXT]
    audiences = tuple(sorted(set(noted.audiences)))
    marks = terms.marks_of(kind, audiences, noted.facets)
    entry = SearchEntry(
        kind=kind,
        object=noted.object,
        title=title,
        detail=detail,
        text=text,
        changed_at=noted.changed_at or timezone.now(),
        names=terms.names_of(title, detail, marks),
        terms=terms.terms_of(title, detail, text, marks, noted.language),
        slips=terms.slips_of(title, marks),
    )
    moment = noted.changed_at.isoformat() if noted.changed_at else ""
    facts = json.dumps([kind, title, detail, text, entry.names, entry.terms, entry.slips, moment])
    entry.digest = f"{terms.VERSION}:{hashlib.sha256(facts.encode()).hexdigest()}"[:32]
    return entry, audiences


def _put(kind: str, rows: Sequence[tuple[SearchEntry, tuple[str, ...]]], *, thorough: bool) -> int:
    """Write the entries that are not known so: one query where all are, five where any is not."""
    keys = [entry.object for entry, _audiences in rows]
    known = _stored(kind, keys) if thorough else _digests(kind, keys)
    changed = [
        (entry, audiences)
        for entry, audiences in rows
        if known.get(entry.object) != (_facts(entry, audiences) if thorough else entry.digest)
    ]
    if not changed:
        return 0
    SearchEntry.objects.bulk_create(
        [entry for entry, _audiences in changed],
        update_conflicts=True,
        unique_fields=["kind", "object"],
        update_fields=["title", "detail", "text", "changed_at", "names", "terms", "slips", "digest"],
    )
    written = SearchEntry.objects.filter(kind=kind, object__in=[entry.object for entry, _each in changed])
    numbers = dict(written.values_list("object", "pk").order_by())
    SearchAudience.objects.filter(entry__in=numbers.values()).delete()
    SearchAudience.objects.bulk_create(
        (
            SearchAudience(
                entry_id=numbers[entry.object],
                audience=audience,
                kind=kind,
                start=terms.start_of(entry.title),
            )
            for entry, audiences in changed
            for audience in audiences
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    return len(changed)


def _digests(kind: str, keys: Collection[UUID]) -> dict[UUID, Any]:
    stored = SearchEntry.objects.filter(kind=kind, object__in=keys).order_by()
    return dict(stored.values_list("object", "digest"))


def _stored(kind: str, keys: Collection[UUID]) -> dict[UUID, Any]:
    stored = SearchEntry.objects.filter(kind=kind, object__in=keys).prefetch_related("audiences")
    return {
        entry.object: _facts(entry, tuple(sorted(each.audience for each in entry.audiences.all())))
        for entry in stored
    }


def _facts(entry: SearchEntry, audiences: tuple[str, ...]) -> tuple[object, ...]:
    return (
        entry.title,
        entry.detail,
        entry.text,
        entry.names,
        entry.terms,
        entry.slips,
        entry.digest,
        audiences,
    )


def _remove(numbers: Collection[int]) -> int:
    with transaction.atomic():
        SearchAudience.objects.filter(entry__in=numbers).delete()
        return SearchEntry.objects.filter(pk__in=numbers).delete()[0]


def _line(text: str) -> str:
    return " ".join(_plain(text).split())[:LONGEST]


def _plain(text: str) -> str:
    """A text without what no database keeps: U+0000, and halves of pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


# -- the indexes themselves


def _mend_schema() -> None:
    """Make the full-text index again of what the table holds; PostgreSQL keeps it by itself."""
    if connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            for table in map("core_search_{}".format, COLUMNS):
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")  # noqa: S608 - own names


def _faults_of_sqlite() -> list[str]:
    from django.db import DatabaseError  # noqa: PLC0415 - only here

    faults = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        lost = sorted(set(TRIGGERS) - {name for (name,) in cursor.fetchall()})
        if lost:
            faults.append(f"The database has lost {', '.join(lost)}: what is written is not indexed.")
        for table in map("core_search_{}".format, COLUMNS):
            try:
                cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - own names
            except DatabaseError:
                faults.append(f"The full-text index {table} is not of what its table holds.")
    return faults
