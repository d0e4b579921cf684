"""Headings: emphasis, depth, repetition, and headings with nothing in them or under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Edit, Fix, Related, Reporter, Severity, page_example
from trellis.handbook.model import Heading
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

EMPHASIS = Code(
    id="HB130",
    name="heading-emphasis",
    severity=Severity.NOTE,
    summary="A whole heading is bold or italic.",
    why="A heading has its own look, made by its depth. Emphasis on top of it makes some headings of a page "
    "look more important than others of the same depth.",
    hint="Remove the emphasis; `trellis check --fix` does.",
    bad=page_example("# Lead\n\n## **Hiring Process**\n\nA call comes first.\n"),
    good=page_example("# Lead\n\n## Hiring Process\n\nA call comes first.\n"),
    fixable=True,
)
DEPTH = Code(
    id="HB131",
    name="heading-depth",
    severity=Severity.WARNING,
    summary="A heading is more than one step deeper than the heading above it.",
    why="Screen readers, tables of contents and parsers take the depth of headings for the structure of the "
    "page: a skipped depth is a section that seems to be missing. Where the heading above may be the one that is "
    "wrong, because one step deeper it would fit, the hint says so, and no fix is offered.",
    hint="Use the next depth; `trellis check --fix` moves the section with everything under it.",
    bad=page_example("# Lead\n\n## Levels\n\n#### Senior Lead\n\nLeads.\n\n##### Grade\n\nSeven.\n"),
    good=page_example("# Lead\n\n## Levels\n\n### Senior Lead\n\nLeads.\n\n#### Grade\n\nSeven.\n"),
    fixable=True,
)
SEVERAL_TOP = Code(
    id="HB132",
    name="several-top-headings",
    severity=Severity.NOTE,
    summary="The page has more than one heading of depth 1.",
    why="A heading of depth 1 is the page's title. With several, search engines and screen readers cannot "
    "tell what the page is about, and the sections below lie beside the title instead of under it.",
    hint="Make all but the first one heading of depth 2, and move what lies below them as well.",
    bad=page_example("# Lead\n\nLeads.\n\n# Hiring\n\nA call.\n"),
    good=page_example("# Lead\n\nLeads.\n\n## Hiring\n\nA call.\n"),
)
COLON = Code(
    id="HB133",
    name="heading-colon",
    severity=Severity.NOTE,
    summary="A heading ends with a colon.",
    why="A heading announces what follows by being a heading; the colon shows up in tables of contents and "
    "links.",
    hint="Delete the colon.",
    bad=page_example("# Lead\n\n## Hiring process:\n\nA call comes first.\n"),
    good=page_example("# Lead\n\n## Hiring process\n\nA call comes first.\n"),
)
EMPTY_HEADING = Code(
    id="HB134",
    name="empty-heading",
    severity=Severity.WARNING,
    summary="A heading has no text.",
    why="It cannot be linked to, and it stands as an empty line in every table of contents.",
    hint="Write the heading, or delete the line.",
    bad=page_example("# Lead\n\n##\n\nA call comes first.\n"),
    good=page_example("# Lead\n\n## Hiring process\n\nA call comes first.\n"),
)
TIGHT = Code(
    id="HB135",
    name="heading-without-space",
    severity=Severity.WARNING,
    summary="There is no space between the hashes of a heading and its text.",
    why="It is no heading then: readers see the hashes, and the section is part of the one above.",
    hint="Put a space after the hashes; `trellis check --fix` does.",
    bad=page_example("# Lead\n\n##Hiring process\n\nA call comes first.\n"),
    good=page_example("# Lead\n\n## Hiring process\n\nA call comes first, see #hiring.\n"),
    fixable=True,
)
REPEATED = Code(
    id="HB136",
    name="repeated-heading",
    severity=Severity.WARNING,
    summary="Two sections under the same heading have the same name.",
    why="A link to the name leads to the first one only, and readers do not know which of the two counts. "
    "Often the page was put together from two.",
    hint="Join the two sections, or say in each heading what is special about it.",
    bad=page_example(
        "# Lead\n\n## Hiring process\n\nA call.\n\n## Levels\n\nOne.\n\n## Hiring process\n\nTwo calls.\n"
    ),
    good=page_example(
        "# Lead\n\n## Hiring process\n\nA call.\n\n## Levels\n\nOne.\n\n## Hiring process of "
        "seniors\n\nTwo.\n"
    ),
)
EMPTY_SECTION = Code(
    id="HB137",
    name="empty-section",
    severity=Severity.NOTE,
    summary="Nothing stands under a heading.",
    why="Readers come to the section for what its name promises. Either the text got lost, or what belongs "
    "under the heading has headings of the wrong depth.",
    hint="Write the section, delete the heading, or make the headings that follow deeper.",
    bad=page_example("# Lead\n\n## Levels\n\n## Senior Lead\n\nLeads.\n"),
    good=page_example("# Lead\n\n## Levels\n\n### Senior Lead\n\nLeads.\n"),
)

CODES = (EMPHASIS, DEPTH, SEVERAL_TOP, COLON, EMPTY_HEADING, TIGHT, REPEATED, EMPTY_SECTION)


class Node(NamedTuple):
    """A heading with its number in the page and the number of the heading that it lies under."""

    number: int
    heading: Heading
    parent: int | None
    text: str


def _tree(headings: Sequence[Heading]) -> list[Node]:
    made: list[Node] = []
    path: list[Node] = []
    for index, heading in enumerate(headings):
        while path and path[-1].heading.level >= heading.level:
            path.pop()
        node = Node(index, heading, path[-1].number if path else None, heading.text)
        made.append(node)
        path.append(node)
    return made


def check_headings(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """All that can be said about headings from the outline of the page alone."""
    tree = _tree(scan.page.headings)
    _check_each(scan, tree, reporter)
    _check_depths(scan, tree, reporter)
    _check_repeated(tree, reporter)
    _check_tops(scan, tree, reporter)
    _check_empty_sections(scan, tree, reporter)


def line_of(scan: Scan, heading: Heading) -> Span:
    """The span of a heading without the line end that some parsers count in."""
    start, end = heading.span
    return Span(start, start + len(scan.text[start:end].rstrip()))


_WRAPPED = re.compile(
    r"(#{1,6}[ \t]+)(\*\*\*|___|\*\*|__|\*|_)(?=\S)([^*_\n]+?)(?<=\S)[ \t]*\2([ \t]*#*[ \t]*)\Z"
)


def _check_each(scan: Scan, tree: list[Node], reporter: Reporter) -> None:
    for _, heading, _, text in tree:
        if not text:
            if re.fullmatch(r"\s*#+[\s#]*", scan.text[heading.span.start : heading.span.end]):
                reporter.report(EMPTY_HEADING, line_of(scan, heading), "The heading has no text.")
            continue
        if text[-1] == ":":
            span = line_of(scan, heading)
            reporter.report(COLON, Span(span.end - 1, span.end), f"The heading “{text}” ends with a colon.")
        source = scan.text[heading.span.start : heading.span.end]
        if "*" in source or "_" in source:
            _check_emphasis(scan, heading, reporter)


def _check_emphasis(scan: Scan, heading: Heading, reporter: Reporter) -> None:
    span = line_of(scan, heading)
    found = _WRAPPED.match(scan.text[span.start : span.end])
    if found is None:
        return
    edits = (
        Edit(Span(span.start + found.start(2), span.start + found.end(2)), ""),
        Edit(Span(span.start + found.end(3), span.start + found.start(4)), ""),
    )
    reporter.report(
        EMPHASIS,
        span,
        f"The heading “{heading.text}” is emphasised as a whole.",
        fix=Fix("Remove the emphasis", edits),
    )


# -- depth


def _check_depths(scan: Scan, tree: list[Node], reporter: Reporter) -> None:
    """One diagnostic for all headings that are too deep under the same heading, with one fix for them all.

    Moving all of them together, each with what lies under it, keeps every section where it is in the tree.
    """
    skipped: dict[int, list[Node]] = {}
    for node in tree:
        if node.parent is not None and node.heading.level > tree[node.parent].heading.level + 1:
            skipped.setdefault(node.parent, []).append(node)
    moving = {node.number for nodes in skipped.values() for node in nodes}
    for parent, nodes in skipped.items():
        above, first = tree[parent].heading, nodes[0].heading
        more = f" (and {len(nodes) - 1} more under it)" if len(nodes) > 1 else ""
        message = (
            f"“{first.text}” has depth {first.level}, the heading above it, “{above.text}”, "
            f"has {above.level}{more}."
        )
        hint = _other_remedy(tree, tree[parent], nodes)
        certain = hint is None and not _moves_itself(tree, parent, moving)
        fix = _shift(scan, tree, nodes, above.level + 1) if certain else None
        reporter.report(DEPTH, line_of(scan, first), message, hint=hint, fix=fix)


BEFORE = 400
"""Headings before one that are looked at for others like it."""
_LEVELS = re.compile(r"(?:job |role )?levels\W*", re.IGNORECASE)
_OF_A_LEVEL = re.compile(r"\b(?:grade|responsibilities|requirements)\b", re.IGNORECASE)


def _other_remedy(tree: list[Node], above: Node, nodes: list[Node]) -> str | None:
    """The hint where the heading above may be the one that is wrong: one step deeper, it would fit.

    That is so where the headings under it look like those of an earlier section one step deeper, where it follows
    directly on a heading one step deeper, and where it is a level that stands beside “Levels” and not under it.
    """
    depth = above.heading.level
    under = [node for node in _below(tree, above) if node.parent == above.number]
    if depth == 1 or any(node.heading.level != depth + 2 for node in nodes):
        return None
    before = tree[max(0, above.number - BEFORE) : above.number]
    beside = [node for node in before if node.parent == above.parent and node.heading.level == depth]
    levels = next((node for node in reversed(beside) if _LEVELS.fullmatch(node.text)), None)
    if levels is not None and any(_OF_A_LEVEL.search(node.text) for node in nodes):
        return f"Make “{above.text}” one step deeper, so that it lies under “{levels.text}” and what it holds fits."
    like = _like_it(tree, above, beside[0].number if beside else above.number, nodes)
    if like is None or len(under) > len(nodes):
        return None
    return (
        f"Make “{above.text}” one step deeper, as “{like.text}” before it is, or what lies under it one step higher: "
        "which of them was meant, only a person can tell."
    )


def _like_it(tree: list[Node], above: Node, first: int, nodes: list[Node]) -> Node | None:
    """An earlier heading one step deeper that the heading above may belong beside."""
    deeper = [node for node in tree[first : above.number] if node.heading.level == above.heading.level + 1]
    if deeper and deeper[-1].number == above.number - 1:
        return deeper[-1]
    names = {node.text.casefold() for node in nodes}
    holders = {
        node.parent for node in tree[first : above.number] if node.text.casefold() in names and node.text
    }
    depth = above.heading.level + 2
    return next(
        (
            node
            for node in reversed(deeper)
            if node.number in holders and tree[node.number + 1].heading.level == depth
        ),
        None,
    )


def _moves_itself(tree: list[Node], number: int, moving: set[int]) -> bool:
    """Whether the heading or one above it moves: then the depths below it are mended in the next pass."""
    at: int | None = number
    while at is not None and at not in moving:
        at = tree[at].parent
    return at is not None


def _shift(scan: Scan, tree: list[Node], nodes: list[Node], depth: int) -> Fix | None:
    edits: list[Edit] = []
    for node in nodes:
        for each in _below(tree, node):
            start, level = each.heading.span.start, each.heading.level
            if (
                scan.text[start : start + level] != "#" * level
                or scan.text[start + level : start + level + 1] == "#"
            ):
                return None  # Underlined, or indented: leave it to a person.
            edits.append(Edit(Span(start, start + node.heading.level - depth), ""))
    return Fix(f"Use depth {depth}", tuple(edits))


def _below(tree: list[Node], node: Node) -> Iterator[Node]:
    """A heading and all that lie under it, in order."""
    yield node
    at = node.number + 1
    while at < len(tree) and tree[at].heading.level > node.heading.level:
        yield tree[at]
        at += 1


# -- repetition, titles, emptiness


def _check_repeated(tree: list[Node], reporter: Reporter) -> None:
    seen: dict[tuple[int | None, str], Node] = {}
    for node in tree:
        name = node.text.casefold()
        first = seen.setdefault((node.parent, name), node)
        if first is node or not name:
            continue
        place = reporter.source.position(first.heading.span.start)
        related = (Related(reporter.path, place, "The first one stands here."),)
        message = f"“{node.text}” is the name of another section beside this one, in line {place.line}."
        start, end = node.heading.span
        span = Span(start, start + len(reporter.source.text[start:end].rstrip()))
        reporter.report(REPEATED, span, message, related=related)


def _check_tops(scan: Scan, tree: list[Node], reporter: Reporter) -> None:
    tops = [node.heading for node in tree if node.heading.level == 1]
    if len(tops) > 1:
        message = f"This is the second of {len(tops)} headings of depth 1; the first is “{tops[0].text}”."
        reporter.report(SEVERAL_TOP, line_of(scan, tops[1]), message)


def _check_empty_sections(scan: Scan, tree: list[Node], reporter: Reporter) -> None:
    text = scan.text
    for node in tree:
        following = tree[node.number + 1].heading if node.number + 1 < len(tree) else None
        if following is not None and following.level > node.heading.level:
            continue
        between = text[node.heading.span.end : following.span.start if following is not None else len(text)]
        if between.strip() or not node.text or "![" in text[slice(*node.heading.span)]:
            continue  # A picture that dashes below it make a heading is no heading to its readers.
        reporter.report(EMPTY_SECTION, line_of(scan, node.heading), f"Nothing stands under “{node.text}”.")


_TIGHT = re.compile(r"\n(#{2,6})(?=[A-Za-z*\d])")


def check_tight_headings(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Hashes without a space after them, where a heading was meant."""
    if "\n##" not in scan.text:
        return
    for found in _TIGHT.finditer(scan.text, max(0, scan.start - 1)):
        start, end = found.span(1)
        if start < scan.start or scan.prose.in_block(start, end):
            continue
        fix = Fix("Put a space after the hashes", (Edit(Span(end, end), " "),))
        reporter.report(
            TIGHT, Span(start, end), "There is no space between the hashes and the heading's text.", fix=fix
        )
