"""Questions with their numbers, as pages and files show them. What is reckoned stands in `statistics`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.assessments import statistics
from trellis.assessments.papers import keys_in
from trellis.assessments.queries.analysis import Analysis, Item, analysis_of, signature
from trellis.assessments.statistics import Given, ItemStatistics
from trellis.core.kept import Kept

FLAGS: Mapping[str, str | Promise] = {
    "too-easy": _("nearly everybody gets it right"), "too-hard": _("hardly anybody gets it right"),
    "low-discrimination": _("says little about who knows it"),
    "negative-discrimination": _("those who know more do worse"), "dead-distractor": _("an answer that nobody chooses"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A revision of a question with its numbers; those that too few answers give are `None`."""

    item: Item
    known: ItemStatistics

    @property
    def facility(self) -> float | None:
        """The mean share of the points."""
        return self.known.facility

    @property
    def discrimination(self) -> float | None:
        """Facility among the best less that among the weakest."""
        return self.known.discrimination

    @property
    def flags(self) -> list[str | Promise]:
        """What to look at, in words."""
        return [FLAGS.get(str(each.value), str(each.value)) for each in self.known.flags]

    @property
    def cells(self) -> tuple[Any, ...]:
        """What a file holds of it, in the order of `lists.FILE`."""
        item, known = self.item, self.known
        mean = sum(item.earned.values(), Decimal(0)) / item.asked if item.asked else None
        return (
            item.key, item.title, item.question.type, item.is_current, item.asked, mean, item.out_of, known.facility,
            known.discrimination, known.correlation, ", ".join(str(each.value) for each in known.flags),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A quiz with its numbers: of the whole, and of each question, those to look at first."""

    whole: statistics.Analysis
    rows: tuple[Row, ...]
    people: int
    mean: Decimal | None
    pass_rate: int | None

    def row_of(self, item: Item) -> Row:
        """One question."""
        row = next((each for each in self.rows if each.item is item), None)
        return row or Row(item, ItemStatistics(item.name, 0))


REMEMBERED_FROM, REMEMBERED = 200, 12
"""From so many attempts on the numbers of a quiz are remembered, of so many quizzes in each process."""
_reports: Kept[tuple[Analysis, Report]] = Kept(REMEMBERED)


def report_of(path: str) -> tuple[Analysis, Report]:
    """What is known of a quiz, and its numbers; what many have taken is reckoned again only once it has changed."""

    def make() -> tuple[Analysis, Report]:
        found = analysis_of(path)
        return found, report_on(found)

    mark = signature(path)
    return _reports.get(path, mark, make) if mark.graded >= REMEMBERED_FROM else make()


def report_on(found: Analysis) -> Report:
    """The numbers of a quiz."""
    sittings: dict[Any, dict[str, Given]] = {key: {} for key in found.scores}
    for item in found.items:
        for attempt, points in item.earned.items():
            keys = tuple(dict.fromkeys(keys_in(item.question, item.values.get(attempt))))
            if attempt in sittings:
                sittings[attempt][item.name] = Given(max(points, Decimal(0)), item.out_of, keys)
    made = statistics.analysis(list(sittings.values()), {each.name: each.question for each in found.items})
    known = {each.item: each for each in made.items}
    rows = [Row(each, known.get(each.name) or ItemStatistics(each.name, 0)) for each in found.items]
    n = len(found.scores)
    return Report(
        made, tuple(sorted(rows, key=lambda each: (not each.known.flags, not each.item.is_current))), n, found.mean,
        round(100 * found.passed / n) if n else None,
    )  # fmt: skip
