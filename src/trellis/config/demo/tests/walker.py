"""Walks through the site as somebody who follows each link that they are shown, and says what is wrong on the way."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

MOST_STATEMENTS = 15
"""Of a page: what the site promises of each."""
ASK_MORE = {
    "automations/~/~?": 40,  # a day of the past month each
    "certifications/of/~?": 18,  # several rooms say what somebody has shown
    "learning/beside?": 20,  # the same, and what else there is beside courses
}
"""Kinds of pages that ask more, and how often at most: there should be none."""
AUDIT = "/people-access/audit/"
"""Tells what happened to things that an auditor may not open."""
HAS_NO_REPOSITORY = HTTPStatus.CONFLICT
"""What a form that would propose a change answers where the handbook cannot be changed."""
_LEAVES = ("/sign-out/",)
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a page, and the page that led there."""

    page: str
    before: str
    what: str


@dataclass(frozen=True, slots=True)
class Walked:
    """How many pages were seen, and what was wrong."""

    pages: int
    faults: list[Fault]


def walk(client: Client, *, begin: str = "/", most: int = 1_000, of_a_kind: int = 2) -> Walked:
    """Follow the links from a page on, so many of those that differ only in what they are about or sorted by."""
    faults: list[Fault] = []
    waiting, known, kinds, pages = deque([(begin, "")]), {begin}, Counter[str](), 0
    while waiting and pages < most:
        page, before = waiting.popleft()
        kinds[_kind_of(page)] += 1
        if kinds[_kind_of(page)] > of_a_kind:
            continue
        pages += 1
        found, wrong = _looked_at(client, page, may_be_closed=before.startswith(AUDIT))
        faults += [Fault(page, before, each) for each in wrong]
        for link in found:
            if link not in known:
                known.add(link)
                waiting.append((link, page))
    return Walked(pages, faults)


def _looked_at(client: Client, page: str, *, may_be_closed: bool) -> tuple[list[str], list[str]]:
    """The links of a page within the site, and what is wrong with it."""
    answer = client.get(page)
    if answer.status_code >= 400:
        expected = {HAS_NO_REPOSITORY, HTTPStatus.NOT_FOUND} if may_be_closed else {HAS_NO_REPOSITORY}
        return [], [] if answer.status_code in expected else [f"answers {answer.status_code}"]
    if "Location" in answer:
        return [each for each in (_within(page, answer["Location"]),) if each], []
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return [], []
    tree = html.fromstring(answer.content)
    wrong = list(_wrong_with(tree, page))
    asked = _statements(client, page)
    if asked > ASK_MORE.get(_kind_of(page), MOST_STATEMENTS):
        wrong.append(f"asks the database {asked} times")
    links = (
        _within(page, each) for each in tree.xpath("//a/@href | //img/@src | //form[@method='get']/@action")
    )
    return [each for each in links if each], wrong


def _statements(client: Client, page: str) -> int:
    """How often a page reads from the database when it is seen again; what it writes down is not counted."""
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return sum(each["sql"].lstrip().startswith(("SELECT", "WITH")) for each in asked.captured_queries)


def _wrong_with(tree: Any, page: str) -> Iterator[str]:
    names = tree.xpath("//@id")
    for name, n in Counter(names).items():
        if n > 1:
            yield f"has {n} elements with the identifier {name}"
    meant = set(tree.xpath("//label/@for"))
    for each in tree.xpath("//@aria-labelledby | //@aria-describedby | //@aria-controls"):
        meant |= set(each.split())
    for link in tree.xpath("//a/@href"):
        if link.startswith("#") and link not in ("#", "#top"):
            meant.add(link[1:])
    for name in sorted(meant - set(names)):
        yield f"means the element {name}, which it has not"
    if not tree.xpath("//h1"):
        yield "has no heading"


def _within(page: str, link: str) -> str:
    """The whole address of a link within the site that is followed; empty for any other."""
    address = urldefrag(urljoin(page, link)).url
    return address if address.startswith("/") and not address.startswith(("//", *_LEAVES)) else ""


def _kind_of(page: str) -> str:
    """What pages have in common that show the same of different things."""
    parts = urlsplit(page)
    path = _KEY.sub("*", parts.path).strip("/").split("/")
    if path[0] == "handbook":
        path = path[:2] if path[1:2] == ["-"] else path[:1]
    named = [path[0], *("~" if "-" in each or "." in each else each for each in path[1:])]
    asked = sorted({f"{name}={value}" if name == "sort" else name for name, value in parse_qsl(parts.query)})
    return f"{'/'.join(named)}?{'&'.join(asked)}"
