"""Tables of facts about a role: a name in the first column, its value in the second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trellis.handbook.model import Block, Inline, Table
from trellis.roles.definitions.headings import Topic, announced
from trellis.roles.definitions.sentences.grades import FoundGrade, grade_in
from trellis.roles.definitions.sentences.reporting import FoundReporting, manager_in


def grade_in_facts(blocks: Iterable[Block]) -> FoundGrade | None:
    """The grade that a table of facts states."""
    found = (grade_in(value, in_grade_section=True) for value in _values(blocks, Topic.GRADE))
    return next((grade for grade in found if grade), None)


def manager_in_facts(blocks: Iterable[Block]) -> FoundReporting | None:
    """Whom a role reports to by a table of facts."""
    found = (manager_in(value) for value in _values(blocks, Topic.REPORTING))
    return next((line for line in found if line), None)


def _values(blocks: Iterable[Block], topic: Topic) -> Iterator[Inline]:
    for table in blocks:
        if isinstance(table, Table):
            for row in (table.header, *table.rows):
                if len(row) == 2 and announced(row[0].text).topic is topic:
                    yield row[1]
