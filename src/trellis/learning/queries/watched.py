"""What is watched of the videos and recordings of a course, in numbers of people: for whoever runs the course.

What one learner watched is theirs alone. So nothing is said of a video that fewer than five people began, and no
number can be narrowed to a department or a period.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from trellis.courses.definitions.courses import Course
from trellis.courses.queries import reading
from trellis.courses.queries.pieces import Player
from trellis.learning.definitions.watching import FINISHED_SHARE, KIND, TENTHS
from trellis.learning.models import Reply
from trellis.learning.queries.playing import LEAST_SHOWN
from trellis.pages.queries.current import current_edition

FILE = (
    "part", "lesson", "video", "kind", "began", "finished", "median_share",
    *(f"reached_{at}0" for at in range(1, TENTHS + 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people began something and finished it, the median share that was watched, in per cent.

    `reached` says how many of those who began got as far as each tenth of it.
    """

    began: int
    finished: int
    median: int
    reached: tuple[int, ...]

    @property
    def reached_shares(self) -> tuple[int, ...]:
        """The same in per cent of those who began."""
        return tuple(round(100 * each / self.began) for each in self.reached)

    @property
    def stop_before(self) -> int | None:
        """Where most of those stop who do: per cent of the whole, 20 to 100; `None` where nobody does."""
        lost = [before - after for before, after in pairwise(self.reached)]
        return (lost.index(max(lost)) + 2) * 100 // TENTHS if any(lost) else None


@dataclass(frozen=True, slots=True)
class OfVideo:
    """A video or a recording of a lesson; `figures` is `None` while fewer than five people have begun it.

    `is_there` is false for what the text plays no more; it has no name then.
    """

    part: str
    lesson: str
    block: str
    title: str
    kind: str
    figures: Figures | None
    is_there: bool = True

    @property
    def name(self) -> str:
        """What it is called in a page."""
        return f"t-{self.part}-{self.block}"


def videos_of(course: Course) -> list[OfVideo]:
    """The videos and recordings of a course in the order of its text, then what it plays no more. One query."""
    counted = _counted(course.key)
    made = []
    for part, player in _players(course):
        figures = counted.pop((part.key, player.key), None)
        made.append(
            OfVideo(part.key, part.title, player.key, player.name or player.url, player.kind, _shown(figures))
        )
    titles = {each.key: each.title for each in course.parts}
    gone = _("Plays no more")
    for (key, block), figures in sorted(counted.items()):
        if (known := _shown(figures)) is not None:
            kind = block.partition("-")[0]
            made.append(OfVideo(key, titles.get(key, key), block, gone, kind, known, is_there=False))
    return made


def as_values(rows: list[OfVideo]) -> Iterator[dict[str, Any]]:
    """The same as plain values for a file; empty where too few have begun it."""
    for row in rows:
        known = row.figures
        reached = known.reached if known is not None else (None,) * TENTHS
        yield {
            "part": row.part, "lesson": row.lesson, "video": row.title, "kind": row.kind,
            "began": known.began if known else None, "finished": known.finished if known else None,
            "median_share": known.median if known else None,
            **{f"reached_{at}0": n for at, n in enumerate(reached, 1)},
        }  # fmt: skip


def _players(course: Course) -> Iterator[tuple[Any, Player]]:
    edition = current_edition()
    for part in course.parts:
        lesson = reading.lesson(edition, part.path) if part.kind == "lesson" else None
        for piece in lesson.pieces if lesson is not None else ():
            if isinstance(piece, Player):
                yield part, piece


def _counted(course: str) -> dict[tuple[str, str], Figures]:
    """What is watched by part and block, counted in the database: at most a thousand rows of a video."""
    shares: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    tenths: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    rows = Reply.objects.filter(course=course, kind=KIND, reached__gte=1).order_by()
    for part, block, share, reached, n in rows.values_list("part", "block", "share", "reached").annotate(
        n=Count("pk")
    ):
        shares[part, block][share] += n
        tenths[part, block][reached] += n
    return {key: _figures(shares[key], tenths[key]) for key in shares}


def _figures(shares: Counter[int], tenths: Counter[int]) -> Figures:
    return Figures(
        began=shares.total(),
        finished=sum(n for share, n in shares.items() if share >= FINISHED_SHARE),
        median=_median(shares),
        reached=tuple(sum(n for each, n in tenths.items() if each >= at) for at in range(1, TENTHS + 1)),
    )


def _median(counts: Counter[int]) -> int:
    values = sorted(counts.elements())
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else round((values[middle - 1] + values[middle]) / 2)


def _shown(figures: Figures | None) -> Figures | None:
    return figures if figures is not None and figures.began >= LEAST_SHOWN else None
