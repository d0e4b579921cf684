"""What of a file later rows of it build on: a manager stands above those who report to them.

A dry run undoes what a few rows did together. So that it says of a row what the import will make of it, the earlier
rows that it needs are put once more before it, and undone with it. Kept are only those that some row asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.core.importing import Fault, Importer, Values
from trellis.core.tablefiles import Line


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that was read: what it says, and what is wrong with it so far."""

    line: Line
    values: Values
    faults: tuple[Fault, ...]


class Earlier:
    """The rows of a file gone by that others need; `rows` is the whole file, read once through for that."""

    def __init__(self, importer: Importer, rows: Iterable[Asked]) -> None:
        self._importer = importer
        self._wanted: set[str] = set()
        self._kept: dict[str, list[Asked]] = {}
        known: set[int] = set()
        for each in rows:
            self._wanted.update(importer.after(each.values))
            for name in importer.called(each.values):
                if hash(name) in known:
                    self._wanted.add(name)
                known.add(hash(name))

    def keep(self, rows: Iterable[Asked]) -> None:
        """Remember those of some rows, which have gone by, that others need."""
        for each in rows:
            for name in self._importer.called(each.values) if not each.faults else ():
                if name in self._wanted:
                    self._kept.setdefault(name, []).append(each)

    def needed_by(self, rows: Sequence[Asked]) -> list[Asked]:
        """The rows gone by that some others need, and those that these need, in the order of the file."""
        found: dict[int, Asked] = {}
        left = list(rows)
        while left:
            each = left.pop()
            for name in (*self._importer.after(each.values), *self._importer.called(each.values)):
                new = [row for row in self._kept.get(name, ()) if row.line.number not in found]
                found.update((row.line.number, row) for row in new)
                left += new
        return [found[number] for number in sorted(found)]
