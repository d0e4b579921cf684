"""What has to be written elsewhere when pages get another address, or another page takes their place.

Links that led to a page lead to it afterwards, written in the manner in which they were written; links of the page
itself lead to where they led; and the page that is there now remembers the address that is gone. Nothing else of any
file changes. What cannot be written safely is named, so that somebody can look at it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from trellis.handbook import destinations, frontmatter
from trellis.handbook.checks.linkplaces import destination_span
from trellis.handbook.diagnostics import Edit, Reporter
from trellis.handbook.fixes import apply
from trellis.handbook.handbook import Handbook
from trellis.handbook.links import LinkEnvironment
from trellis.handbook.model import Link
from trellis.handbook.page import Page
from trellis.handbook.pageexports import aliases_of
from trellis.handbook.resolution import ANCHOR_MISSING, ASSET, PAGE, Resolution
from trellis.handbook.text import SourceText, Span

Try = Callable[[Mapping[str, bytes | None]], Handbook]
"""Compiles the handbook with some files in other words."""

_ALIAS_KEYS = ("redirect_from", "aliases")
_DEFINITION = r"^ {{0,3}}\[[^\]\n]+\]:[ \t]*<?(?P<to>{})>?(?=[ \t\r\n]|\Z)"
_LED_TO_A_FILE = frozenset({PAGE, ASSET, ANCHOR_MISSING})


class Left(NamedTuple):
    """A link that cannot be written anew safely: the page as it is called now, the line from 1, what is written."""

    path: str
    line: int
    destination: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The new texts of pages by their paths afterwards, how many links were written anew, and which were not.

    `forgotten` are the old paths whose address nobody remembers, because the front matter that would say it cannot be
    changed safely. `changed` are the paths that are neither moved nor new.
    """

    texts: Mapping[str, str]
    links: int
    left: tuple[Left, ...]
    forgotten: tuple[str, ...]
    changed: tuple[str, ...]


def rewriting(
    handbook: Handbook, moves: Mapping[str, str], tried: Try, *, gone: Mapping[str, str] | None = None
) -> Rewriting:
    """What is to be written when files move (`moves`: new paths by old ones), or other pages replace some (`gone`).

    Files of any sort may move; only pages are written anew. Compiles twice. Where a page goes without a replacement,
    it is not given here: links to it are left to their writers.
    """
    gone = gone or {}
    moved = {old: new for old, new in moves.items() if old in handbook.pages}
    first: dict[str, bytes | None] = dict.fromkeys((*moves, *gone))
    first |= {new: _bytes(handbook.pages[old].text) for old, new in moved.items()}
    first |= {
        new: b""
        for old, new in moves.items()
        if old in handbook.assets or (old in handbook.data and old not in moved)
    }
    there = tried(first)
    run = _Run(handbook, there.environment, moves, gone)
    texts: dict[str, str] = {}
    for path, page in handbook.pages.items():
        if path in gone:
            continue
        text = run.rewritten(page)
        if text != page.text or path in moved:
            texts[moved.get(path, path)] = text
    forgotten = []
    for old, new in {**moved, **gone}.items():
        if handbook.pages[old].url == there.pages[new].url:
            continue
        root = handbook.environment.index.root_of(old)
        address = handbook.pages[old].url.removeprefix(f"/{root}" if root else "")
        remembered = with_alias(texts.get(new, there.pages[new].text), address)
        if remembered is None:
            forgotten.append(old)
        else:
            texts[new] = remembered
    kept = tuple(sorted(path for path in texts if path not in set(moved.values())))
    return Rewriting(texts, run.links, tuple(run.left), tuple(forgotten), kept)


def with_alias(text: str, address: str) -> str | None:
    """The text of a page that remembers a former address of its own; the same where it does already.

    `None` where its front matter cannot be changed safely.
    """
    front = frontmatter.read(text, Reporter("", SourceText(text)))
    end = "\r\n" if "\r\n" in text[: max(front.body_start, 500)] else "\n"
    quoted = address if re.fullmatch(r"[\w/.-]+", address) else "'" + address.replace("'", "''") + "'"
    if front.node is None and front.body_start == 0:
        made = f"---{end}aliases: [{quoted}]{end}---{end}{end}{text}"
    else:
        opening = re.match(r"---[ \t]*\r?\n", text)
        if opening is None or (front.node is not None and not isinstance(front.node.value, dict)):
            return None
        made = _in_front(text, front, opening.end(), quoted, end) or text
    return made if _reads_as(made, text, address) else None


def _in_front(text: str, front: frontmatter.Front, at: int, quoted: str, end: str) -> str | None:
    key = next(
        (key for key in _ALIAS_KEYS if front.node is not None and front.node.get(key) is not None), None
    )
    if key is None or front.node is None:
        return f"{text[:at]}aliases: [{quoted}]{end}{text[at:]}"
    node = front.node.get(key)
    assert node is not None
    written = text[node.span.start : node.span.end]
    if isinstance(node.value, str):
        return f"{text[: node.span.start]}[{written}, {quoted}]{text[node.span.end :]}"
    if not isinstance(node.value, list) or not node.value:
        return None
    last = node.value[-1].span.end
    if written.startswith("["):
        return f"{text[:last]}, {quoted}{text[last:]}"
    line = text.rfind("\n", 0, node.value[-1].span.start) + 1
    marker = re.match(r"[ \t]*-[ \t]+", text[line:])
    rest = re.match(r"[^\n]*(?:\r?\n|\Z)", text[last:])
    if marker is None or rest is None:
        return None
    after = last + rest.end()
    return f"{text[:after]}{marker[0]}{quoted}{end}{text[after:]}"


def _reads_as(made: str, text: str, address: str) -> bool:
    """Whether a text says the address, and its body is what it was."""
    front = frontmatter.read(made, Reporter("", SourceText(made)))
    before = frontmatter.read(text, Reporter("", SourceText(text)))
    if front.node is None or made[front.body_start :].lstrip("\r\n") != text[before.body_start :].lstrip(
        "\r\n"
    ):
        return False
    page = Page("", SourceText(made), front.node, front.body_start)
    return address in {alias.path for alias in aliases_of(page)}


class _Run:
    """One rewriting of links: what it counts and leaves."""

    def __init__(
        self,
        handbook: Handbook,
        there: LinkEnvironment,
        moves: Mapping[str, str],
        gone: Mapping[str, str],
    ) -> None:
        self.handbook = handbook
        self.there = there
        self.moves = moves
        self.gone = gone
        self.links = 0
        self.left: list[Left] = []

    def rewritten(self, page: Page) -> str:
        edits: dict[Span, str] = {}
        here = self.moves.get(page.path, page.path)
        for link, led in zip(page.links, self.handbook.links[page.path], strict=True):
            if led.status not in _LED_TO_A_FILE or led.target is None:
                continue
            target = self.moves.get(led.target, self.gone.get(led.target, led.target))
            if target == led.target and here == page.path:
                continue
            if led.target == page.path and link.destination[:1] == "#":
                continue  # within the page, which goes along
            if self._leads(here, link, link.destination, target, led):
                continue
            written = self._written(here, link, target, led)
            spans = _spans(page, link) if written is not None else ()
            if written is None or not spans:
                self.left.append(Left(page.path, page.source.line(link.span.start), link.destination))
                continue
            self.links += 1
            edits.update((span, written) for span in spans)
        return apply(page.text, [Edit(span, new) for span, new in sorted(edits.items())])

    def _written(self, here: str, link: Link, target: str, led: Resolution) -> str | None:
        """The first way to write a link, nearest to how it was written, that leads where it should."""
        for candidate in self._ways(here, link, target, led):
            if self._leads(here, link, candidate, target, led):
                return candidate
        return None

    def _ways(self, here: str, link: Link, target: str, led: Resolution) -> Iterator[str]:
        read = destinations.read(link.destination, image=link.image)
        path = read.path if read.kind in {destinations.PATH, destinations.WEB} else ""
        before = link.destination[: read.path_at] if path else ""
        after = link.destination[read.path_at + len(path) :] if path else link.destination
        without = after.partition("#")[0] if led.target in self.gone else after
        root = self.there.index.root_of(here)
        shown = target.removeprefix(f"{root}/") if root else target
        page = self.handbook.pages.get(led.target or "")
        url = Page(shown, SourceText(""), None, 0).url if page is not None else f"/{shown}"
        old = (page.url if page is not None else f"/{led.target}").strip("/")
        folder = posixpath.dirname(here)
        as_file = page is None or re.search(r"\.\w+\Z", path) is not None
        to = target if as_file else Page(target, SourceText(""), None, 0).url.rstrip("/")
        if link.kind == "wiki" and page is not None:
            to = re.sub(r"\.(?:html\.md\.erb|html\.md|md\.erb|markdown|md|txt)\Z", "", target)
        ways = []
        if path[:1] == "/" or before:
            plain = path.strip("/")
            prefix = plain[: len(plain) - len(old)] if plain.endswith(old) else ""
            place = f"/{shown}" if as_file else url
            ways += [f"/{prefix}{place.lstrip('/')}", place]
        elif link.kind == "wiki":
            ways.append(to.strip("/"))
        else:
            near = posixpath.relpath(to.strip("/") or ".", folder or ".")
            ways.append(near + ("/" if path.endswith("/") and not near.endswith("/") else ""))
        ways.append(url)
        for way in dict.fromkeys(ways):
            encoded = way if link.kind == "wiki" else destinations.encoded(way)
            yield f"{before}{encoded}{after}"
            if without != after:
                yield f"{before}{encoded}{without}"
        yield f"{destinations.encoded(url)}{without}"

    def _leads(self, here: str, link: Link, destination: str, target: str, led: Resolution) -> bool:
        if link.kind == "wiki":
            found = self.there.resolve_wiki(here, destination)
        else:
            found = self.there.resolve(here, destination, text=link.text, image=link.image)
        if found.target != target:
            return False
        if not set(found.notes) <= set(led.notes):
            return False  # found all the same, by a rule for slips
        if led.target in self.gone:
            return found.status in {PAGE, ASSET}
        return (found.status, found.heading) == (led.status, led.heading)


def _spans(page: Page, link: Link) -> tuple[Span, ...]:
    """Where the destination of a link is written; of a link by reference that is where the reference is defined."""
    span = destination_span(page.text, link)
    if span is not None:
        return (span,)
    source = page.text[link.span.start : link.span.end]
    if link.kind == "wiki":
        opening = re.match(r"!?\[\[[ \t]*", source)
        if opening is None or not source.startswith(link.destination, opening.end()):
            return ()
        at = link.span.start + opening.end()
        return (Span(at, at + len(link.destination)),)
    if link.kind == "reference":
        pattern = re.compile(_DEFINITION.format(re.escape(link.destination)), re.MULTILINE)
        return tuple(Span(*found.span("to")) for found in pattern.finditer(page.text, page.body_start))
    return ()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
