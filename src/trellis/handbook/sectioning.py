"""Sections of a page: what each heading stands over, and within which other one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trellis.handbook.model import (
    Heading,
    Section,
)
from trellis.handbook.text import Span


def sections_of(flat: Sequence[tuple[Heading | None, list[Any], int]], end: int) -> tuple[Section, ...]:
    """The sections of a page that has `end` characters; `flat` holds the headings with their blocks and beginnings.

    The first one has no heading: it is what stands before all others.
    """
    parents: list[int | None] = [None]
    children: list[list[int]] = [[] for _ in flat]
    open_at: list[tuple[int, int]] = []
    for index, (heading, _, _) in enumerate(flat):
        if heading is None:
            continue
        while open_at and open_at[-1][0] >= heading.level:
            open_at.pop()
        parent = open_at[-1][1] if open_at else None
        parents.append(parent)
        if parent is not None:
            children[parent].append(index)
        open_at.append((heading.level, index))
    ends = [begin for _, _, begin in flat[1:]] + [end]
    return tuple(
        Section(n, heading, parents[n], tuple(children[n]), tuple(blocks), Span(begin, ends[n]))
        for n, (heading, blocks, begin) in enumerate(flat)
    )
