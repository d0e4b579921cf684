"""Transclusion: `![[page#section]]` alone in a paragraph stands for that section of that page.

`![[#section]]` takes from the same page, `![[page]]` a whole body. The included text keeps its addresses:
every character of the expanded page knows the page and place that it came from, so that a diagnostic, a link
and an answer to "where is this written?" point at the source. Headings move to the depth that fits under the
heading they come to stand under. Any graph of includes is expanded in bounded time and space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from trellis.handbook.links import LinkEnvironment
from trellis.handbook.model import Heading, Include
from trellis.handbook.page import Page
from trellis.handbook.pageexports import includes_of
from trellis.handbook.resolution import ASSET, PAGE, Resolution
from trellis.handbook.text import SourceText, Span

MAX_DEPTH = 12
MAX_CHARACTERS = 2_000_000
MAX_INCLUDES = 2_000

MISSING_PAGE, MISSING_SECTION, CYCLE = "missing-page", "missing-section", "cycle"
TOO_DEEP, TOO_LARGE = "too-deep", "too-large"


class Run(NamedTuple):
    """Characters of the expanded text that stand in one page: start, length, the page's path, the place
    there.

    What was put in (the marks of a heading that moved) belongs to no run.
    """

    start: int
    length: int
    path: str
    offset: int


class Problem(NamedTuple):
    """A transclusion that could not be expanded: a constant of this module, where it is written, its target.

    `chain` holds, for a cycle or an include that is too deep, the addresses from the page to where it
    stopped.
    """

    kind: str
    path: str
    span: Span
    target: str
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A page with all its transclusions in place.

    `text` is the body without front matter; `sources` are the paths of all pages that text was taken from,
    the page itself first, in the order of their first appearance; `problems` stand in the order of the text.
    """

    text: str
    runs: tuple[Run, ...]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]

    def origin(self, offset: int) -> tuple[str, int]:
        """The page and place that a character comes from; for what was put in, the next character that has one."""
        index = bisect_right(self.runs, offset, key=lambda run: run.start) - 1
        if index < 0:
            first = self.runs[0] if self.runs else Run(0, 0, self.sources[0], 0)
            return first.path, first.offset
        run = self.runs[index]
        if offset >= run.start + run.length and index + 1 < len(self.runs):
            return self.runs[index + 1].path, self.runs[index + 1].offset
        return run.path, run.offset + min(offset - run.start, run.length)

    def origin_span(self, span: Span) -> tuple[str, Span]:
        """The page that a span begins in, and the part of the span that lies there without a break."""
        path, start = self.origin(span.start)
        index = max(0, bisect_right(self.runs, span.start, key=lambda run: run.start) - 1)
        end = start
        for run in self.runs[index:]:
            before = run.start + run.length <= span.start
            # The marks of a heading that moved are no break.
            if run.start >= span.end or not (before or (run.path == path and run.offset <= end + 6)):
                break
            if not before:
                end = max(end, run.offset + min(span.end - run.start, run.length))
        return path, Span(start, end)

    def as_page(self, path: str) -> Page:
        """The expanded text as a page of its own; spans in it are translated by `origin`."""
        return Page(path, SourceText(self.text), None, 0)


def dependencies(page: Page, environment: LinkEnvironment) -> frozenset[str]:
    """The pages that a page includes directly; a change in one of them changes the page as it is read."""
    found = (environment.resolve_wiki(page.path, include.target).target for include in includes_of(page))
    return frozenset(path for path in found if path is not None and path != page.path)


def expand(page: Page, pages: Mapping[str, Page], environment: LinkEnvironment) -> Expanded:
    """The page with all its transclusions in place. Never raises; what cannot be expanded stays as it is
    written.

    Relative links and anchors in the included text mean what they mean on the page that they come from:
    resolve them for the page that `origin` gives.
    """
    work = _Expansion(pages, environment)
    work.copy(_Frame(page, Span(page.body_start, len(page.text)), page.url), ())
    work.definitions()
    return Expanded("".join(work.parts), tuple(work.runs), tuple(work.copied), tuple(work.problems))


class _Frame(NamedTuple):
    """A range of a page that is being copied.

    Its headings go `shift` deeper, it stands under a heading of depth `base`, and each of its lines but the
    first begins with `prefix`.
    """

    page: Page
    span: Span
    address: str
    shift: int = 0
    base: int = 0
    prefix: str = ""


class Site(NamedTuple):
    """A transclusion on the way to what is included: where it is written, and as a part of what."""

    path: str
    offset: int
    address: str


def trouble(
    environment: LinkEnvironment, found: Resolution, sites: tuple[Site, ...]
) -> tuple[str, tuple[Site, ...]]:
    """Why the last of `sites`, which leads to `found`, cannot be expanded: a constant of this module, empty
    if it can.

    With it come the transclusions that make up the circle or the depth. A file (an image) is no trouble: it
    stays.
    """
    if found.status == ASSET:
        return "", ()
    target = environment.pages.get(found.target or "")
    if target is None:
        return MISSING_PAGE, ()
    if found.status != PAGE or (found.anchor and found.heading is None):
        return MISSING_SECTION, ()
    span = target.section(found.heading)
    for index, site in enumerate(sites):
        # Whoever comes by the same transclusion again comes by it for ever.
        if site.path == target.path and span.start <= site.offset < span.end:
            return CYCLE, sites[index:]
    return (TOO_DEEP, sites) if len(sites) > MAX_DEPTH else ("", ())


@dataclass(slots=True)
class Spent:
    """How much the transclusions of a page have come to so far."""

    characters: int = 0
    includes: int = 0
    missing: int = 0

    def is_too_much(self, span: Span) -> bool:
        """Take another text in; whether a page with so much is too large."""
        self.characters += span.end - span.start
        self.includes += 1
        return self.characters > MAX_CHARACTERS or self.includes > MAX_INCLUDES


def trouble_below(
    environment: LinkEnvironment, page: str, offset: int, target: str, spent: Spent
) -> tuple[str, tuple[str, ...]]:
    """What is wrong with a transclusion itself: what it leads to, or that it comes back to itself, however far round.

    Trouble further down that has nothing to do with this transclusion is left to the page where it is written. `spent`
    is one for all transclusions of the page, so that the whole costs no more than one page may hold. Answers with the
    kind, empty for none, and the addresses on the way.
    """
    exports = environment.pages[page]
    found = environment.resolve_wiki(page, target)
    first = Site(page, offset, exports.url)
    kind, steps = trouble(environment, found, (first,))
    if kind:
        return kind, chain_of(steps, found)
    waiting: list[tuple[Resolution, tuple[Site, ...]]] = [(found, (first,))]
    while waiting:
        found, sites = waiting.pop()
        inner = environment.pages.get(found.target or "")
        if inner is None:
            continue
        span = inner.section(found.heading)
        if spent.is_too_much(span):
            return TOO_LARGE, ()
        for at, name in inner.includes:
            if span.start <= at < span.end:
                below = environment.resolve_wiki(inner.path, name)
                steps = (*sites, Site(inner.path, at, address_of(found)))
                kind, circle = trouble(environment, below, steps)
                if kind == TOO_DEEP or (kind == CYCLE and circle[0] == first):
                    return kind, chain_of(circle, below)
                if not kind:
                    waiting.append((below, steps))
    return "", ()


def chain_of(sites: tuple[Site, ...], found: Resolution) -> tuple[str, ...]:
    """The addresses from the first of some transclusions to what the last one leads to; none for no transclusions."""
    return (*(site.address for site in sites), address_of(found)) if sites else ()


class _Expansion:
    """One expansion: gathers text and runs."""

    def __init__(self, pages: Mapping[str, Page], environment: LinkEnvironment) -> None:
        self.pages = pages
        self.environment = environment
        self.parts: list[str] = []
        self.length = 0
        self.includes = 0
        self.runs: list[Run] = []
        self.copied: dict[str, list[Span]] = {}
        self.problems: list[Problem] = []
        self.parts_of: dict[str, tuple[tuple[Heading | Include, ...], tuple[Include, ...]]] = {}

    # -- text

    def put(self, text: str) -> None:
        """Add text that stands nowhere."""
        self.parts.append(text)
        self.length += len(text)

    def take(self, page: Page, start: int, end: int, prefix: str = "") -> None:
        """Add a part of a page, each line after the first with the prefix."""
        while start < end:
            line_end = (page.text.find("\n", start, end) + 1 or end) if prefix else end
            self.runs.append(Run(self.length, line_end - start, page.path, start))
            self.put(page.text[start:line_end])
            if prefix and page.text[line_end - 1] == "\n":
                self.put(prefix)
            start = line_end

    # -- pages

    def copy(self, frame: _Frame, chain: tuple[Site, ...]) -> None:
        """Add a range of a page, with its headings moved and its transclusions expanded."""
        self.copied.setdefault(frame.page.path, []).append(frame.span)
        at = frame.span.start
        for part in self.parts_in(frame):
            self.take(frame.page, at, part.span.start, frame.prefix)
            if isinstance(part, Heading):
                self.heading(frame, part)
                at = part.span.end
            else:
                self.include(frame, part, chain)
                at = _content(frame.page, part.span).end
        self.take(frame.page, at, frame.span.end, frame.prefix)

    def parts_in(self, frame: _Frame) -> Iterable[Heading | Include]:
        """What must be changed in a range: the headings, if they move, and the transclusions, in order."""
        page, (start, end) = frame.page, frame.span
        if page.path not in self.parts_of:
            includes = includes_of(page)
            both: list[Heading | Include] = [*includes, *page.headings]
            both.sort(key=lambda part: part.span.start)
            self.parts_of[page.path] = tuple(both), includes
        both_parts, includes = self.parts_of[page.path]
        return (part for part in (both_parts if frame.shift else includes) if start <= part.span.start < end)

    def heading(self, frame: _Frame, heading: Heading) -> None:
        """Add a heading at its new depth; one that is underlined becomes one line with marks."""
        page, (start, end) = frame.page, heading.span
        self.put("#" * max(1, min(6, heading.level + frame.shift)))
        marks = _MARKS.match(page.text, start)
        if marks is not None:
            self.take(page, marks.end(), end, frame.prefix)
            return
        for line in page.text[start:end].rstrip().split("\n")[:-1]:
            self.put(" ")
            self.take(page, start, start + len(line.rstrip("\r")))
            start += len(line) + 1
        self.put("\n" + frame.prefix)

    def definitions(self) -> None:
        """Add the definitions of links and footnotes that stand elsewhere on the pages that text was taken from."""
        for path, spans in list(self.copied.items())[1:]:
            page = self.pages[path]
            used = {label for span in spans for label in _LABEL.findall(page.text, *span)}
            for found in _DEFINITION.finditer(page.text, page.body_start) if used else ():
                inside = any(span.start <= found.start() < span.end for span in spans[:100])
                if found[1] in used and not inside:
                    self.put("\n\n")
                    self.take(page, found.start(), found.end())

    # -- transclusions

    def include(self, frame: _Frame, include: Include, chain: tuple[Site, ...]) -> None:
        """Add what a transclusion stands for, or the transclusion as it is written."""
        found = self.environment.resolve_wiki(frame.page.path, include.target)
        sites = (*chain, Site(frame.page.path, include.span.start, frame.address))
        kind, steps = trouble(self.environment, found, sites)
        span = Span(0, 0)
        target = self.pages.get(found.target or "")
        if not kind and target is not None:
            span = _content(target, self.range_of(target, found.heading))
            if self.length + span.end - span.start > MAX_CHARACTERS or self.includes >= MAX_INCLUDES:
                kind = TOO_LARGE
        if kind or target is None:
            if kind:
                self.problems.append(
                    Problem(kind, frame.page.path, include.span, include.target, chain_of(steps, found))
                )
            self.take(frame.page, *_content(frame.page, include.span), frame.prefix)
            return
        self.includes += 1
        base = _depth_at(frame, include)
        levels = [h.level for h in target.headings if span.start <= h.span.start < span.end]
        prefix = frame.prefix + _line_prefix(frame.page.text, include.span.start)
        shift = base + 1 - min(levels) if levels else 0
        self.copy(_Frame(target, span, address_of(found), shift, base, prefix), sites)

    def range_of(self, page: Page, heading: int | None) -> Span:
        """The text of a section, or the body of a page."""
        if heading is None:
            return Span(page.body_start, len(page.text))
        return self.environment.pages[page.path].section(heading)


_MARKS = re.compile(r"#+")
_LABEL = re.compile(r"\[[^\[\]\n]{1,200}\]")
_DEFINITION = re.compile(r"^ {0,3}(\[[^\]\n]+\]):[ \t]*\S[^\n]*", re.MULTILINE)


def _depth_at(frame: _Frame, include: Include) -> int:
    """The depth, as it is after moving, of the heading that a transclusion stands under; 0 for none."""
    above = [h.level for h in frame.page.headings if frame.span.start <= h.span.start < include.span.start]
    return max(1, min(6, above[-1] + frame.shift)) if above else frame.base


def _content(page: Page, span: Span) -> Span:
    """A span without blanks and line ends at its end, and without empty lines at its start."""
    text = page.text[span.start : span.end]
    blank = len(text) - len(text.lstrip("\r\n"))
    return Span(span.start + blank, max(span.start + blank, span.start + len(text.rstrip())))


def _line_prefix(text: str, offset: int) -> str:
    """What a line of a transclusion's paragraph begins with: quote marks stay, list markers become blanks."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return "".join(c if c in ">\t" else " " for c in text[start:offset])


def address_of(found: Resolution) -> str:
    """What a transclusion leads to, in words for a message."""
    return found.canonical or found.path
