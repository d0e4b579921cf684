"""What somebody has shown, from wherever it is known: the one place at which this room asks the rooms below.

Each kind of evidence has one source, which is asked for many people at once. A kind that nobody has a source for is
shown by nobody, so that nothing is certified by mistake. Whether evidence of a certificate still stands is asked of the
room that has its record; where nobody knows the record, it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from trellis.certifications.definitions.evidence import Evidence, Shown
from trellis.certifications.models import AwardEvidence

Found = tuple[UUID, Evidence]
Source = Callable[[Collection[UUID], Collection[str], date], Iterable[Found]]
"""Given people (`core.Person`), keys of a kind and a day: what each has shown of these by then."""

Check = Callable[[Sequence[AwardEvidence]], Mapping[UUID, Decimal | None]]
"""Given evidence of certificates: that of it which was not taken back, with the score or the hours as they are now."""

_sources: dict[str, Source] = {}
_checks: dict[str, Check] = {}


def register(kind: str, source: Source) -> None:
    """Say where a kind of evidence is known; the same again replaces it. Called when Django starts."""
    _sources[kind] = source


def register_check(record: str, check: Check) -> None:
    """Say who knows whether evidence still stands whose source is such a record, as `attempt` of `attempt:<uuid>`."""
    _checks[record] = check


def standing(evidence: Iterable[AwardEvidence]) -> Mapping[UUID, Decimal | None]:
    """The evidence of certificates that still stands, with its amount as it is now. A query or two for each record."""
    by_record: dict[str, list[AwardEvidence]] = defaultdict(list)
    for each in evidence:
        by_record[each.source.partition(":")[0]].append(each)
    found: dict[UUID, Decimal | None] = {}
    for record, several in by_record.items():
        check = _checks.get(record)
        found |= check(several) if check is not None else {each.pk: each.amount for each in several}
    return found


def source_of(kind: str) -> Source | None:
    """Where a kind of evidence is known now."""
    return _sources.get(kind)


def shown_by(people: Collection[UUID], asked: Collection[tuple[str, str]], day: date) -> Mapping[UUID, Shown]:
    """What people have shown, by a day, of what is asked for: for each of them. A few queries for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in asked:
        keys[kind].add(key)
    found: dict[UUID, list[Evidence]] = {each: [] for each in people}
    for kind, wanted in keys.items():
        source = _sources.get(kind)
        for person, each in source(people, wanted, day) if source is not None and people else ():
            if person in found:
                found[person].append(each)
    return {person: Shown(tuple(several)) for person, several in found.items()}
