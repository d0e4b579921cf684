"""The pieces that a question's section is made of: its texts, what is answered with, and the labels at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from trellis.handbook.model import Block, Code, Inline, Link, List, ListItem, Paragraph, Quote, Section, Table
from trellis.handbook.page import Page
from trellis.handbook.text import Span

LABELS = {"hint": "hint", "explanation": "explanation", "relies on": "relies-on"}
_LABEL = re.compile(
    r"\s*(?:\*\*|__)?(?P<label>hint|explanation|relies on)(?::(?:\*\*|__)|(?:\*\*|__)?:)\s*", re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"^[ \t]{0,3}\{:(?P<inside>[^{}\n]*)\}[ \t]*$", re.MULTILINE)
_HASHES = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$")
_IDENTIFIER = re.compile(r"[ \t]*\{:?[ \t]*#[^{}\s]+[ \t]*\}[ \t]*$")
_TYPE = re.compile(r"[ \t]*\((?P<word>[A-Za-z][A-Za-z/ -]{1,30})\)[ \t]*$")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\](?:[ \t]+|$))?")
_CREDIT = r"(?<!\\)\(\s*(?P<credit>[+-]?\d{1,3}(?:[.,]\d{1,5})?)\s*%\s*\)"
_CREDIT_FIRST = re.compile(rf"\s*{_CREDIT}\s*")
_CREDIT_LAST = re.compile(rf"\s*{_CREDIT}\s*$")
_QUOTED = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)


@dataclass(slots=True)
class Pieces:
    """A section as a question. `word` is what its heading says in parentheses at its end, without judging it."""

    title: str
    word: str
    span: Span
    blocks: list[Block] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    relies_on: list[Link] = field(default_factory=list)
    attributes: list[tuple[str, Span]] = field(default_factory=list)


def pieces_of(page: Page, section: Section) -> Pieces:
    """The pieces of a section with all that is nested in it."""
    assert section.heading is not None
    title, word = heading_parts(page.text[section.heading.span.start : section.heading.span.end])
    found = Pieces(title, word, line_of(page, section.heading.span))
    label, gathered = "", dict[str, list[str]]()
    for each in _parts(page, section):
        if isinstance(each, str):
            label = ""
            found.blocks.append(Paragraph(Span(0, 0), Inline(each, (), ())))
            continue
        opened = (
            _LABEL.match(page.text, each.span.start, each.span.end) if isinstance(each, Paragraph) else None
        )
        if opened is not None:
            label = LABELS[opened["label"].lower()]
            gathered.setdefault(label, []).append(source_of(page, Span(opened.end(), each.span.end)))
        elif label and not isinstance(each, Table):
            gathered[label].append(source_of(page, each.span))
        else:
            found.blocks.append(each)
        if label == "relies-on":
            found.relies_on += [
                link for link in page.links if _is_in(link.span, each.span) and not link.image
            ]
    found.texts = {name: "\n\n".join(filter(None, texts)) for name, texts in gathered.items()}
    found.attributes = list(_attributes(page, section))
    return found


def heading_parts(source: str) -> tuple[str, str]:
    """The words of a heading as Markdown, and what stands in parentheses at its end."""
    text = (
        source.strip().split("\n", 1)[0]
        if source.lstrip().startswith("#")
        else source.strip().rsplit("\n", 1)[0]
    )
    text = _IDENTIFIER.sub("", _HASHES.sub("", text.strip()))
    found = _TYPE.search(text)
    if found is None:
        return " ".join(text.split()), ""
    return " ".join(_IDENTIFIER.sub("", text[: found.start()]).split()), found["word"].strip().lower()


def without_type(page: Page, section: Section) -> str:
    """The words of a heading with their parentheses, where these are no type."""
    assert section.heading is not None
    source = page.text[section.heading.span.start : section.heading.span.end].strip()
    return " ".join(_IDENTIFIER.sub("", _HASHES.sub("", source.split("\n", 1)[0])).split())


def source_of(page: Page, span: Span) -> str:
    """The Markdown of a block, without lines of attributes and without the indent of the list that it stands in."""
    return dedented(_ATTRIBUTES.sub("", page.text[span.start : span.end].replace("\r\n", "\n")))


def dedented(text: str) -> str:
    """A text whose lines after the first are moved to the left as far as they have space in common."""
    first, *rest = text.strip("\n").split("\n")
    least = min((len(line) - len(line.lstrip(" ")) for line in rest if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[least:].rstrip() for line in rest)]).strip()


def stem_of(page: Page, title: str, blocks: list[Block]) -> str:
    """What is asked: the heading, and the blocks that are not answers."""
    texts = (
        each.inline.text if not any(each.span) and isinstance(each, Paragraph) else source_of(page, each.span)
        for each in blocks
    )
    return "\n\n".join(filter(None, [title, *texts]))


class Entry(NamedTuple):
    """An item of a list as an answer: its text, whether it is ticked, its credit as a share, its feedback."""

    text: str
    is_checked: bool | None
    credit: Decimal | None
    feedback: str
    span: Span


def entries_of(page: Page, answers: List) -> list[Entry]:
    """The items of a list as answers."""
    return [_entry(page, each) for each in answers.items]


def _entry(page: Page, item: ListItem) -> Entry:
    text = item_text(page, item)
    found = _CREDIT_FIRST.match(text) or _CREDIT_LAST.search(text)
    credit = Decimal(found["credit"].replace(",", ".")) / 100 if found is not None else None
    if found is not None:
        text = (text[: found.start()] + text[found.end() :]).strip()
    quotes = [each for each in item.blocks if isinstance(each, Quote)]
    feedback = "\n\n".join(quoted(page, each) for each in quotes)
    return Entry(text, item.checked, credit, feedback, line_of(page, item.span))


def item_text(page: Page, item: ListItem) -> str:
    """An item's own Markdown, without its bullet and without quotes and lists in it."""
    inner = [each for each in item.blocks if isinstance(each, Quote | List)]
    end = min((each.span.start for each in inner), default=item.span.end)
    own = page.text[item.span.start : end].replace("\r\n", "\n")
    own = _BULLET.sub(
        "", _QUOTED.sub("", own.rstrip(" \t>")) if inner and own.rstrip().endswith(">") else own, count=1
    )
    return dedented(own)


def quoted(page: Page, quote: Quote) -> str:
    """The Markdown within a quote."""
    text = dedented(page.text[quote.span.start : quote.span.end].replace("\r\n", "\n"))
    return _QUOTED.sub("", text).strip()


def rows_of(page: Page, table: Table) -> list[list[str]]:
    """The cells of a table's head and rows as Markdown."""
    lines = page.text[table.span.start : table.span.end].replace("\r\n", "\n").split("\n")
    rows = [cells_of(line) for line in lines if line.strip()]
    return rows[:1] + rows[2:]


def cells_of(line: str) -> list[str]:
    """The cells of one line of a table."""
    parts = re.split(r"(?<!\\)\|", line.strip())
    parts = parts[1:] if parts and not parts[0].strip() and line.lstrip().startswith("|") else parts
    parts = parts[:-1] if parts and not parts[-1].strip() and line.rstrip().endswith("|") else parts
    return [each.strip().replace("\\|", "|") for each in parts]


def line_of(page: Page, span: Span) -> Span:
    """The first line of something: where a message about it points."""
    end = page.text.find("\n", span.start, span.end)
    return Span(span.start, end if end >= 0 else span.end)


def _parts(page: Page, section: Section) -> Iterator[Block | str]:
    yield from section.blocks
    for child in section.children:
        below = page.sections[child]
        assert below.heading is not None
        yield source_of(page, below.heading.span)
        yield from _parts(page, below)


def _attributes(page: Page, section: Section) -> Iterator[tuple[str, Span]]:
    code = [each.span for part in _spans(page, section) for each in part if isinstance(each, Code)]
    end = _end_of(page, section)
    for found in _ATTRIBUTES.finditer(page.text, section.span.start, end):
        at = Span(found.start("inside"), found.end("inside"))
        if not any(_is_in(at, each) for each in code):
            yield found["inside"], at


def _spans(page: Page, section: Section) -> Iterator[tuple[Block, ...]]:
    yield section.blocks
    for child in section.children:
        yield from _spans(page, page.sections[child])


def _end_of(page: Page, section: Section) -> int:
    return max([section.span.end, *(_end_of(page, page.sections[child]) for child in section.children)])


def _is_in(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end
