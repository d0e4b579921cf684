"""The values in which rooms below are asked what stands behind evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """The Markdown of a page as it was kept, with all that it includes; `sources` are the pages it came from."""

    path: str
    title: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one piece of evidence: texts, and links (words, address) to records."""

    texts: tuple[Kept, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
