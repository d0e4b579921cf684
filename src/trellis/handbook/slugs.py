"""Anchors: the names by which links reach the headings of a page.

Every tool makes the anchor of a heading by its own rule, and a handbook that moved from one tool to another
holds links by several rules. Trellis writes anchors by one rule (the *canonical* one, a setting) and
understands all of them, so that a link written for another tool still finds its heading and can be mended.

The rules, each compared with the tool itself:

- `github`: GitHub, as github-slugger 2.0 has it. Lower case, punctuation dropped, each space a hyphen.
- `gitlab`: GitLab's `string_to_anchor`. As GitHub, but runs of hyphens become one: the *collapsed* form.
- `kramdown-gfm`: kramdown-parser-gfm 1.1 (Jekyll, Middleman). As GitHub after typographic signs were made.
- `kramdown`: kramdown 2.4 itself. ASCII only, begins with a letter, made of the heading's source.
- `hugo`: Hugo 0.111. Unicode, made of the heading's source.
- `goldmark`: goldmark without Hugo. ASCII only, made of the heading's source.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from trellis.handbook.model import Heading, Inline
from trellis.handbook.page import Page

RULES = ("github", "gitlab", "kramdown-gfm", "kramdown", "hugo", "goldmark")
"""The names of the rules, in the order in which they are tried after the canonical one."""

EXPLICIT, OTHER, LOOSE = "explicit", "other", "loose"
"""What `AnchorMatch.rule` says for a heading's own name, for another anchor in the page, for a match by
letters alone."""


class HeadingName(NamedTuple):
    """What anchors are made of: the heading as a reader sees it, its source where that differs, its explicit name."""

    text: str
    source: str | None
    identifier: str | None


class AnchorMatch(NamedTuple):
    """What an anchor leads to.

    `heading` is the index in `Page.headings` (the section's index less one): the heading, or the one above
    another anchor; `None` where it is not known. `canonical` is how the anchor should be written.
    """

    heading: int | None
    rule: str
    canonical: str


class Anchors:
    """The anchors of one page, under every rule; the tables are made when first asked for."""

    __slots__ = ("_canonical", "_loose", "_names", "_odd", "_tables", "headings", "others", "rule")

    def __init__(
        self,
        headings: Iterable[HeadingName],
        others: Iterable[tuple[str, int | None]] = (),
        rule: str = "github",
    ) -> None:
        self.headings = tuple(headings)
        self.others = dict(others)
        self.rule = rule
        self._names: tuple[str, ...] | None = None
        self._canonical: dict[str, int] = {}
        self._tables: dict[str, dict[str, int]] = {}
        self._loose: dict[str, str] | None = None
        self._odd: bool | None = None

    def __reduce__(self) -> tuple[type[Anchors], tuple[Any, ...]]:
        return Anchors, (self.headings, tuple(self.others.items()), self.rule)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Anchors) and self.__reduce__()[1] == other.__reduce__()[1]

    def __hash__(self) -> int:
        return hash((self.headings, self.rule))

    @property
    def names(self) -> tuple[str, ...]:
        """The anchor that Trellis writes for each heading, in order; no two are the same."""
        if self._names is None:
            self._names = _distinct(_names(self.headings, self.rule))
            self._canonical = {name: index for index, name in enumerate(self._names)}
        return self._names

    def under(self, rule: str) -> dict[str, int]:
        """The anchors that a rule gives, with the index of the heading. Raises KeyError for another rule."""
        found = self._tables.get(rule)
        if found is None:
            found = self._tables[rule] = {}
            for index, name in enumerate(_names(self.headings, rule)):
                found.setdefault(name, index)
        return found

    def lookup(self, anchor: str) -> AnchorMatch | None:
        """What an anchor (decoded, without `#`) leads to, or `None`.

        The canonical anchors count first (explicit names are among them), then other anchors in the page
        (HTML, attribute lists, headings in lists), then the other rules, and at last the letters and digits
        alone, so that a slip in case or hyphens still finds its heading.
        """
        names = self.names
        index = self._canonical.get(anchor)
        if index is not None:
            return AnchorMatch(
                index, EXPLICIT if self.headings[index].identifier == anchor else self.rule, anchor
            )
        if anchor in self.others:
            return AnchorMatch(self.others[anchor], OTHER, anchor)
        near = self._by_letters(anchor)
        for rule in RULES if near is not None else _FROM_SOURCE if self._has_odd else ():
            index = self.under(rule).get(anchor)
            if index is not None:
                return AnchorMatch(index, rule, names[index])
        return near

    @property
    def _has_odd(self) -> bool:
        """Whether some rule makes an anchor of other letters than a reader sees: of markup, or without some of them."""
        if self._odd is None:
            self._odd = any(source is not None or not _PLAIN.match(text) for text, source, _ in self.headings)
        return self._odd

    def _by_letters(self, anchor: str) -> AnchorMatch | None:
        if self._loose is None:
            self._loose = {}
            for name in (*self.names, *self.others):
                self._loose.setdefault(letters_of(name), name)
            for index, heading in enumerate(self.headings):
                self._loose.setdefault(letters_of(heading.text), self.names[index])
        key = letters_of(anchor.removeprefix("user-content-"))
        found = self._loose.get(key) if key else None
        if found is None:
            return None
        return AnchorMatch(self._canonical.get(found, self.others.get(found)), LOOSE, found)


def anchors_of(page: Page, rule: str = "github") -> Anchors:
    """The anchors of a page's headings and of the HTML in it; `rule` is the canonical one. Raises KeyError
    for another.
    """
    _RULES[rule]
    outline = page.outline
    headings = [_name_of(page, heading) for heading in outline.headings]
    others: dict[str, int | None] = dict.fromkeys(outline.html_anchors)
    ends = [heading.span.end for heading in outline.headings]
    for index, name, beside in _attribute_ids(page.text, page.body_start, ends):
        if beside and headings[index].identifier is None:
            headings[index] = headings[index]._replace(identifier=name)
        else:
            others.setdefault(name, index if index >= 0 else None)
    for at, text in _nested_headings(page.text, page.body_start):
        index = bisect_right(ends, at) - 1
        others.setdefault(slug(text, rule), index if index >= 0 else None)
    return Anchors(headings, others.items(), rule)


_ATTRIBUTES_LIST = re.compile(r"\{:([^{}\n]*)\}")
_ATTRIBUTE_ID = re.compile(r"(?:#|\bid=[\"']?)(\w[\w:-]*)")
_IN_LIST_OR_QUOTE = re.compile(r"[ \t]*(?:[>*+-]|\d+[.)])(?:[ \t>*+-]|\d+[.)])*\Z")
_NESTED = re.compile(r"#{1,6}[ \t]+([^\n]*?)[ \t]*#*[ \t]*(?:\n|\Z)")


def _attribute_ids(text: str, start: int, ends: list[int]) -> Iterator[tuple[int, str, bool]]:
    """The names that kramdown's attribute lists give: the heading above (-1: none), the name, whether it is
    the heading's.

    A list in the line below a heading names the heading, any other one something in its section.
    """
    if "{:" not in text:
        return
    for found in _ATTRIBUTES_LIST.finditer(text, start):
        named = _ATTRIBUTE_ID.search(found[1]) if "#" in found[1] or "id=" in found[1] else None
        if named is None:
            continue
        index = bisect_right(ends, found.start()) - 1
        # Only what is near can be beside it: a page of nothing but lists is read in linear time.
        near = index >= 0 and found.start() - ends[index] < 200
        between = text[ends[index] : found.start()] if near else "x"
        yield index, named[1], not between.strip(" \t\r\n") and between.count("\n") <= 1


def _nested_headings(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Headings in list items and quotes, which are no sections: the tools give them anchors all the same."""
    at = text.find(" #", start)
    while at >= 0:
        near = max(start, at - 12)
        line = text.rfind("\n", near, at) + 1
        if (line or near == start) and _IN_LIST_OR_QUOTE.match(text, line or start, at):
            found = _NESTED.match(text, at + 1)
            if found:
                yield at, found[1]
        at = text.find(" #", at + 2)


def slug(text: str, rule: str = "github") -> str:
    """The anchor of one heading that stands alone in its page. Raises KeyError for an unknown rule."""
    return Anchors([HeadingName(text, None, None)], rule=rule).names[0]


def letters_of(name: str) -> str:
    """The letters and digits of a name, folded, with one hyphen between words: what a reader would call the same."""
    return "-".join(_WORDS.findall(name.casefold()))


_WORDS = re.compile(r"[^\W_]+")


def _name_of(page: Page, heading: Heading) -> HeadingName:
    inline = heading.inline
    runs = inline.runs
    # Text that stands in the page as it is read: no markup, no entity, one line.
    if not inline.marks and len(runs) == 1 and runs[0][2] == len(inline.text) and "\n" not in inline.text:
        return HeadingName(inline.text, None, heading.identifier)
    source = _source_line(page.text[heading.span.start : heading.span.end])
    text = _without_images(inline).replace("\n", "")
    return HeadingName(text, source if source != text else None, heading.identifier)


def _without_images(inline: Inline) -> str:
    text = inline.text
    for mark in reversed(inline.marks):
        if mark.kind == "image":
            text = text[: mark.start] + text[mark.end :]
    return text


_SETEXT = re.compile(r"\n[ \t>]*(?:=+|-+)[ \t]*\n?\Z")
_ATX_START = re.compile(r"\A[ \t]*#{1,6}(?:[ \t]+|\Z)")
_ATX_END = re.compile(r"(?:\A|[ \t]+)#*[ \t]*\Z")
_ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}]*\}[ \t]*\Z")


def _source_line(source: str) -> str:
    """The source of a heading without its marks: the line, of a heading over several lines the last."""
    source = _SETEXT.sub("", source).rstrip()
    source = source.rsplit("\n", 1)[-1]
    source = _ATTRIBUTES.sub("", _ATX_START.sub("", source))
    return _ATX_END.sub("", source).strip()


# -- the rules

_NOT_GITHUB_ASCII = re.compile(r"[^\w\- ]", re.ASCII)
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_CIRCLED = range(0x24B6, 0x24EA)
_HYPHENS = re.compile(r"-{2,}")
_DIGITS = re.compile(r"[0-9]+\Z")


@lru_cache(maxsize=4096)
def _kept(c: str) -> bool:
    return c in " -" or unicodedata.category(c) in _KEPT or ord(c) in _CIRCLED


def _github(text: str) -> str:
    text = text.lower()
    if text.isascii():
        return _NOT_GITHUB_ASCII.sub("", text).replace(" ", "-")
    return "".join(c for c in text if _kept(c)).replace(" ", "-")


def _gitlab(text: str) -> str:
    made = _HYPHENS.sub("-", _github(text.strip()))
    return f"anchor-{made}" if _DIGITS.match(made) else made


def _kramdown_gfm(text: str) -> str:
    # A tab counts as a space here; two or three hyphens become a dash, which is punctuation.
    return _github(_DASHES.sub("", text).replace("\t", " "))


_DASHES = re.compile(r"-{2,3}")
_NOT_LETTERS_FIRST = re.compile(r"\A[^a-zA-Z]+")
_NOT_KRAMDOWN = re.compile(r"[^a-zA-Z0-9 -]")


def _kramdown(source: str) -> str:
    return _NOT_KRAMDOWN.sub("", _NOT_LETTERS_FIRST.sub("", source)).replace(" ", "-").lower() or "section"


def _hugo(source: str) -> str:
    if source.isascii():
        return _NOT_HUGO_ASCII.sub("", source).translate(_BLANKS).lower() or "heading"
    made = "".join(
        "-" if c in "- \t" else c for c in source if c in "-_ \t" or unicodedata.category(c) in _HUGO
    )
    return made.lower() or "heading"


_NOT_HUGO_ASCII = re.compile(r"[^a-zA-Z0-9_\- \t]")
_BLANKS = str.maketrans(" \t", "--")
_HUGO = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})
_GOLDMARK_HYPHENS = str.maketrans(" \t_", "---")


def _goldmark(source: str) -> str:
    return _NOT_HUGO_ASCII.sub("", source).translate(_GOLDMARK_HYPHENS).lower() or "heading"


# -- duplicates


def _next_free(base: str, taken: set[str], counts: dict[str, int]) -> str:
    """GitHub: the counter of a name goes on where it stopped, and skips names that are taken."""
    name = base
    while name in taken:
        counts[base] = counts.get(base, 0) + 1
        name = f"{base}-{counts[base]}"
    return name


def _counted(base: str, taken: set[str], counts: dict[str, int]) -> str:
    """GitLab, kramdown: the n-th of a name gets `-n`, also where another heading is called so."""
    seen = counts[base] = counts.get(base, -1) + 1
    return f"{base}-{seen}" if seen else base


_Slug = Callable[[str], str]
_Unique = Callable[[str, set[str], dict[str, int]], str]

# How a slug is made, how a second one is told from the first, and whether it is made of the heading's source.
_RULES: dict[str, tuple[_Slug, _Unique, bool]] = {
    "github": (_github, _next_free, False),
    "gitlab": (_gitlab, _counted, False),
    "kramdown-gfm": (_kramdown_gfm, _counted, False),
    "kramdown": (_kramdown, _counted, True),
    "hugo": (_hugo, _next_free, True),
    "goldmark": (_goldmark, _next_free, True),
}


def _names(headings: tuple[HeadingName, ...], rule: str) -> list[str]:
    """The anchor of each heading as the rule's own tool makes it, which may give one name twice."""
    make, unique, from_source = _RULES[rule]
    taken = {heading.identifier for heading in headings if heading.identifier}
    counts: dict[str, int] = {}
    made = []
    for text, source, identifier in headings:
        if identifier:
            made.append(identifier)
            continue
        if rule != "gitlab" and source is None and _PLAIN.match(text):
            # All rules but the collapsing one agree about plain words.
            base = _plain(text)
        else:
            base = make(source or text if from_source else text)
        name = base if base not in taken and rule not in _COUNTING else unique(base, taken, counts)
        taken.add(name)
        made.append(name)
    return made


_FROM_SOURCE = tuple(rule for rule, (_, _, from_source) in _RULES.items() if from_source)
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ,.:;'\"()/?!&+]|-(?!-))*\Z")
_COUNTING = frozenset({"gitlab", "kramdown", "kramdown-gfm"})


@lru_cache(maxsize=32_768)
def _plain(text: str) -> str:
    return _NOT_GITHUB_ASCII.sub("", text).replace(" ", "-").lower()


def _distinct(names: list[str]) -> tuple[str, ...]:
    """The names, each numbered that stood before."""
    if len(set(names)) == len(names):
        return tuple(names)
    seen: set[str] = set()
    taken = set(names)
    made: list[str] = []
    counts: dict[str, int] = {}
    for name in names:
        free = name if name not in seen else _next_free(name, taken, counts)
        seen.add(free)
        taken.add(free)
        made.append(free)
    return tuple(made)
