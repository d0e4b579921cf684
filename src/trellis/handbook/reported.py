"""What of all that was found is reported, file by file, in order: a later compilation takes over what is the same.

What is reported of a file depends on what was found in it, on its waivers, on the settings, and on one thing of the
whole handbook: which slips are words of the house.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from trellis.handbook import codes, waivers
from trellis.handbook.checks import words
from trellis.handbook.diagnostics import Code, Diagnostic
from trellis.handbook.kinds import Kind
from trellis.handbook.page import Page
from trellis.handbook.selection import Selection
from trellis.handbook.settings import Settings

Found: TypeAlias = tuple[Diagnostic, ...]

_order = attrgetter("path", "span", "code", "message")


class FileReport(NamedTuple):
    """What was found in a file by each phase, the slips among it, and what of it is reported."""

    page: Page | None
    found: tuple[Found, ...]
    slips: frozenset[str]
    shown: Found


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported of every file, in the order of paths. `house` are the slips that are words of the house."""

    files: Mapping[str, FileReport]
    slips: Counter[str]
    house: frozenset[str]
    settings: Settings

    @property
    def by_path(self) -> dict[str, Found]:
        """The diagnostics of each file that has any."""
        return {path: report.shown for path, report in self.files.items() if report.shown}


def report(
    found: Mapping[str, tuple[Found, ...]],
    pages: Mapping[str, Page],
    settings: Settings,
    kinds: Sequence[Kind],
    previous: Report | None = None,
) -> Report:
    """What to report of what the phases found in each file; that of `previous` is taken over where it is the same."""
    before = previous.files if previous is not None and previous.settings == settings else {}
    slips = previous.slips.copy() if previous is not None and before else Counter()
    same: dict[str, FileReport] = {}
    fresh: dict[str, frozenset[str]] = {}
    for path, parts in found.items():
        known = before.get(path)
        if known is not None and known.page is pages.get(path) and known.found == parts:
            same[path] = known
            continue
        fresh[path] = words.slips_in(each for part in parts for each in part)
        slips.update(fresh[path])
    for path, known in before.items():
        if path not in same:
            slips.subtract(known.slips)
    house = words.words_of_the_house(slips)
    if previous is not None and previous.house != house:
        differing = previous.house ^ house
        for path in [path for path, known in same.items() if not differing.isdisjoint(known.slips)]:
            fresh[path] = same.pop(path).slips
    shower = _Shower(pages, settings, codes.by_id(kinds), house)
    files = {
        path: same[path] if path in same else shower.file(path, found[path], fresh[path])
        for path in sorted(found)
    }
    return Report(files, slips, house, settings)


class _Shower:
    """Decides, for one handbook, what of a file is reported."""

    def __init__(
        self, pages: Mapping[str, Page], settings: Settings, known: Mapping[str, Code], house: frozenset[str]
    ) -> None:
        self.pages = pages
        self.known = known
        self.house = house
        self.selection = Selection(settings, known)

    def file(self, path: str, parts: tuple[Found, ...], slips: frozenset[str]) -> FileReport:
        """What is reported of one file."""
        page = self.pages.get(path)
        here = {path: page} if page is not None else {}
        found = words.without_house([each for part in parts for each in part], self.house)
        kept, about = waivers.apply(found, here, self.known)
        shown = [each for each in (*kept, *about) if self.selection.shows(each.code, path)]
        return FileReport(page, parts, slips, tuple(sorted(shown, key=_order)))


def by_file(several: Iterable[Iterable[Diagnostic]]) -> dict[str, Found]:
    """Diagnostics of whole phases by the files that they are about."""
    found: dict[str, list[Diagnostic]] = {}
    for diagnostics in several:
        for each in diagnostics:
            found.setdefault(each.path, []).append(each)
    return {path: tuple(several) for path, several in found.items()}
