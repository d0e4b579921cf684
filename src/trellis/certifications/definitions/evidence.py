"""What somebody has shown, as plain values: what requirements are held against.

Where it comes from (a completed course, an attempt, a class, a signature) is a matter of `facts`; here it has a kind, a
key, a day, and the revision of the text that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

COURSE, QUIZ, PATH, CLASS = "course", "quiz", "path", "class"
PRACTICAL, SIGN_OFF, CERTIFICATION, HOURS = "practical", "sign-off", "certification", "hours"
OBSERVED = "observed"
KINDS = (COURSE, QUIZ, PATH, CLASS, PRACTICAL, SIGN_OFF, CERTIFICATION, HOURS, OBSERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that somebody has shown.

    `key` is that of the course, path or certification, the path of the quiz, `course/part` of a class or practical,
    the name of a sign-off, the topic of hours, the course of a session that was observed (`any`: of whichever). It
    counts from `on` and until `until` (both days included; without it, for good). `amount` is a score in per cent, or
    hours. `source` names the record, such as `enrollment:<uuid>`, and `revision` that of the handbook, or the commit,
    by which it was shown.
    """

    kind: str
    key: str
    on: date
    until: date | None = None
    amount: Decimal | None = None
    title: str = ""
    source: str = ""
    revision: str = ""

    def counts_on(self, day: date, since: date | None = None) -> bool:
        """Whether it counts on a day, where only what was shown since another does."""
        return (
            self.on <= day
            and (self.until is None or day <= self.until)
            and (since is None or self.on >= since)
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """All that somebody has shown of what was asked for."""

    evidence: tuple[Evidence, ...] = field(default_factory=tuple)

    def of(self, kind: str, key: str, day: date, since: date | None = None) -> tuple[Evidence, ...]:
        """What counts of one thing on a day, the newest first."""
        found = (each for each in self.evidence if (each.kind, each.key) == (kind, key))
        return newest_first(each for each in found if each.counts_on(day, since))


def newest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence with the newest first, in an order that does not hang on where it came from."""
    return tuple(sorted(evidence, key=lambda each: (-each.on.toordinal(), each.source, each.title)))
