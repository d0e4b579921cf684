"""Performance indicators: names, and targets with operator, number and unit as the text states them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trellis.handbook.model import Block, Inline, Table
from trellis.handbook.page import Page
from trellis.roles.definitions.lists import bullets
from trellis.roles.definitions.model import Indicator
from trellis.roles.definitions.prose import one_line
from trellis.roles.definitions.sections import Sections
from trellis.roles.definitions.sentences.inheritance import extension_in

_OPERATORS = {
    "<": "<", "less than": "<", "below": "<", "under": "<",
    "<=": "<=", "=<": "<=", "≤": "<=", "at most": "<=", "no more than": "<=", "up to": "<=",
    "=": "=", "==": "=",
    ">=": ">=", "=>": ">=", "≥": ">=", "at least": ">=", "no less than": ">=", "minimum of": ">=",
    ">": ">", "greater than": ">", "more than": ">", "above": ">", "over": ">",
}  # fmt: skip
_WORDS = "|".join(sorted((word for word in _OPERATORS if word[0].isalpha()), key=len, reverse=True))
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)"
_UNIT = r"%|percent\b|(?:business |calendar |working )?(?:days?|hours?|minutes?|weeks?|months?|years?|points?|x|k|m)\b"
_TARGET = re.compile(
    r"(?P<before>\s{0,3}[:(,–-]{0,3}\s{0,3}(?:\b(?:target|goal)\b)?\s{0,3}(?:is|of|:)?\s{0,3})"
    rf"(?P<operator><=|>=|=<|=>|==|[<>≤≥=]|\b(?:{_WORDS})\b)"
    rf"\s*(?P<currency>[$€£])?\s*{_NUMBER}\s*(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")
_NO_NAME = re.compile(
    r"^\W*(?:tbd|tba|n/?a|to be (?:determined|defined|announced).*|none|coming soon|wip)\W*$", re.IGNORECASE
)
_TARGET_HEAD = re.compile(r"\b(?:target|goal|threshold)\b")
_SCOPE = re.compile(r"^(?P<scope>[A-Z][\w&/ ]{2,50}):\s+(?P<name>.+)$", re.DOTALL)


def read_indicators(
    sections: Sections, blocks: Iterable[Block], scope: str | None = None
) -> tuple[Indicator, ...]:
    """The indicators in the top entries of the lists of a section, or in its tables, a row each.

    Pointers to other roles' indicators are none.
    """
    page, blocks = sections.page, list(blocks)
    made = [found for block in blocks if isinstance(block, Table) for found in _rows(page, block, scope)]
    for bullet in bullets(page, [block for block in blocks if not isinstance(block, Table)]):
        if (
            bullet.depth
            or _NO_NAME.match(bullet.text)
            or extension_in(bullet.inline, bullet.start, bullet.end, sections.titles)
        ):
            continue
        made.append(indicator(page, bullet.inline, bullet.start, bullet.end, bullet.text, scope))
    return tuple(made)


def _rows(page: Page, table: Table, scope: str | None) -> Iterator[Indicator]:
    """The indicators of a table with a column of targets: each row's name with its target."""
    heads = [one_line(cell.text).lower() for cell in table.header]
    target_at = next((i for i, head in enumerate(heads) if _TARGET_HEAD.search(head)), None)
    for row in table.rows if target_at else ():
        name = one_line(row[0].text)
        if name and not _NO_NAME.match(name):
            target = one_line(row[target_at].text) if target_at is not None and target_at < len(row) else ""
            yield indicator(
                page,
                row[0],
                0,
                len(row[0].text),
                f"{name} {target}" if _TARGET.search(target) else name,
                scope,
            )


def indicator(page: Page, inline: Inline, start: int, end: int, text: str, scope: str | None) -> Indicator:
    """One indicator from a bullet: the words without the target are its name, the first link its definition."""
    link = next(
        (m.link for m in inline.marks if m.kind == "link" and m.link and start <= m.start < end), None
    )
    span = inline.source_span(start, end)
    line = page.source.line(span.start)
    target = _TARGET.search(_ADDRESS.sub(lambda found: "_" * len(found[0]), text))
    scoped = _SCOPE.match(text)
    if scoped and link is not None and scoped["name"].startswith(link.text[:12]):
        scope = scoped["scope"]
    if target is None:
        return Indicator(text, span, line, link.destination if link else None, scope=scope)
    name = _name(text[: target.start()], text[target.end() :]) or text
    value = float(target["number"].replace(",", ""))
    return Indicator(
        name,
        span,
        line,
        link.destination if link else None,
        _OPERATORS[target["operator"].lower()],
        value,
        _unit(target["unit"], target["currency"]),
        scope,
    )


def _name(before: str, after: str) -> str:
    """The words of an indicator around its target; none where the sentence goes on, which has no name but itself."""
    if _GOES_ON.match(after):
        return ""
    return " ".join(f"{before} {after}".split()).strip(" :,–-()")


_GOES_ON = re.compile(r"\s*(?:\w+\s+){3,}\w+")


def _unit(unit: str | None, currency: str | None) -> str:
    if currency:
        return currency
    word = (unit or "").lower().strip()
    return "%" if word == "percent" else word
