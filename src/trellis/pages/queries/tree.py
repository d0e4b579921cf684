"""The tree of pages: folders and pages by title, and which branches a reader keeps open."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.surroundings import folder_title

COOKIE = "trellis_tree"
MOST_OPEN = 60


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree: its address in the handbook without outer slashes, its title, what is below it.

    `path` is the file of its page, `None` for a folder without a page.
    """

    url: str
    title: str | Promise
    path: str | None
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twig:
    """A node as one reader sees it: open or not, the current page or not; `twigs` is empty where it is closed."""

    id: str
    url: str
    address: str
    title: str | Promise
    has_more: bool
    open: bool
    current: bool
    twigs: tuple[Twig, ...]


Tree = Mapping[str, Node]


def tree_of(edition: Edition) -> Tree:
    """Every page and folder by its address; the root is at the empty one. Made once for each edition."""
    return edition.derive(_build_tree)


def order_of(edition: Edition) -> tuple[str, ...]:
    """The files of all pages in the order of the tree: what comes before and after a page."""
    return edition.derive(_build_order)


def places_of(edition: Edition) -> Mapping[str, int]:
    """Where each file stands in that order."""
    return edition.derive(_build_places)


def twigs(edition: Edition, here: str, open_ids: frozenset[str], below: str = "") -> tuple[Twig, ...]:
    """What stands below a node, as deep as the reader has it open; the way to the current page is always open."""
    tree = tree_of(edition)
    node = tree.get(below)
    return tuple(_twig(tree, url, here, open_ids) for url in node.below) if node is not None else ()


def node_id(url: str) -> str:
    """A short name for a node, the same in every edition."""
    return f"{zlib.crc32(url.encode('utf-8', 'surrogatepass')):08x}"


def open_ids_of(cookie: str) -> frozenset[str]:
    """The open branches that a reader's cookie names."""
    return frozenset(name for name in cookie.split(".")[:MOST_OPEN] if re.fullmatch("[0-9a-f]{8}", name))


def _twig(tree: Tree, url: str, here: str, open_ids: frozenset[str]) -> Twig:
    node = tree[url]
    identifier = node_id(url)
    on_the_way = here == url or here.startswith(f"{url}/")
    is_open = bool(node.below) and (on_the_way or identifier in open_ids)
    return Twig(
        id=identifier,
        url=url,
        address=page_address(url),
        title=node.title,
        has_more=bool(node.below),
        open=is_open,
        current=here == url,
        twigs=tuple(_twig(tree, child, here, open_ids) for child in node.below) if is_open else (),
    )


def _build_tree(edition: Edition) -> Tree:
    """The tree; that of the edition before where no page has come, gone, or got another title or place."""
    memory: dict[str, tuple[Mapping[str, Page], Tree]] = edition.kept("tree")
    pages = edition.handbook.pages
    known = memory.get("last")
    tree = known[1] if known is not None and _same_places(known[0], pages) else _grown(edition)
    memory["last"] = (pages, tree)
    return tree


def _same_places(before: Mapping[str, Page], now: Mapping[str, Page]) -> bool:
    if before.keys() != now.keys():
        return False
    changed = ((before[path], page) for path, page in now.items() if before[path] is not page)
    return all((old.title, _weight(old)) == (new.title, _weight(new)) for old, new in changed)


def _grown(edition: Edition) -> dict[str, Node]:
    pages: dict[str, Page] = {}
    for page in edition.handbook.pages.values():
        pages.setdefault(page.url.strip("/"), page)
    below: dict[str, list[str]] = {"": []}
    for url in list(pages):
        _hang(url, below)
    titles = {url: _title(url, pages.get(url)) for url in below}
    nodes = {}
    for url, children in below.items():
        children.sort(key=lambda child: (_weight(pages.get(child)), _natural(str(titles[child])), child))
        path = pages[url].path if url in pages else None
        nodes[url] = Node(url, titles[url], path, tuple(children))
    return nodes


def _hang(url: str, below: dict[str, list[str]]) -> None:
    """Put a node and the folders above it into the tree."""
    if url in below:
        return
    above = url.rpartition("/")[0]
    _hang(above, below)
    below[url] = []
    below[above].append(url)


def _title(url: str, page: Page | None) -> str | Promise:
    if page is not None:
        return page.title
    return folder_title(url.rsplit("/", 1)[-1]) if url else _("All pages")


def _weight(page: Page | None) -> float:
    """Front matter may order pages (`weight` or `order`, the lower first); the rest follow by title."""
    for key in ("weight", "order"):
        value = page.front_value(key) if page is not None and page.front is not None else None
        if isinstance(value, int | float):
            return float(value)
    return float("inf")


def _natural(title: str) -> list[tuple[int, int, str]]:
    """Titles as people sort them: numbers by value, letters without regard to case."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"[0-9]{1,9}|\D+", title.casefold())
    ]


def _build_order(edition: Edition) -> tuple[str, ...]:
    return tuple(_walk(tree_of(edition), ""))


def _walk(tree: Tree, url: str) -> Iterator[str]:
    node = tree[url]
    if node.path is not None:
        yield node.path
    for child in node.below:
        yield from _walk(tree, child)


def _build_places(edition: Edition) -> dict[str, int]:
    return {path: at for at, path in enumerate(order_of(edition))}
